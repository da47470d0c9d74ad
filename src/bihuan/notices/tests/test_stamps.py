"""The worker fetches the day's stamp of the record where an authority is configured, and nowhere else."""

import shutil
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bihuan.journal import openssl, sealing, stamping
from bihuan.journal.models import NoStamp, Stamp
from bihuan.journal.tests.authority import Authority
from bihuan.journal.tests.makers import AT, write_sealed
from bihuan.notices.actions import fetch_stamp
from bihuan.notices.channels import gateway
from bihuan.notices.channels.gateway import Answer
from bihuan.notices.channels.interface import Failure, NotSent, Refused
from bihuan.notices.models import Notice, Problem
from bihuan.people.models import Role
from bihuan.people.tests.makers import person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl judges time stamps"),
]
POST = gateway.post


class Line:
    """What was sent, and what comes back: an answer, or why there is none."""

    def __init__(self, authority: Authority) -> None:
        self.sent: list[tuple[str, bytes]] = []
        self.authority = authority
        self.trouble: Failure | None = None
        self.status = 200

    def post(self, url: str, body: bytes, headers: Any) -> Answer:
        self.sent.append((url, body))
        if self.trouble:
            raise self.trouble
        return Answer(self.status, self.authority.stamp(body), 0)


@pytest.fixture
def line(settings: Any, tmp_path: Path, monkeypatch: Any) -> Line:
    made = Line(Authority(tmp_path / "authority"))
    settings.DATA_DIR, settings.TSA_CERTIFICATES = tmp_path / "city", str(made.authority.certificates)
    settings.TSA_URL = "https://tsa.example/tsr"
    monkeypatch.setattr(gateway, "post", made.post)
    write_sealed()
    return made


def test_one_stamp_a_day_is_fetched(line: Line) -> None:
    done = fetch_stamp(at=AT)
    assert done
    assert done.stamped_at
    assert fetch_stamp(at=AT + timedelta(hours=1)) is None
    assert [url for url, _body in line.sent] == ["https://tsa.example/tsr"]
    assert fetch_stamp(at=AT + timedelta(days=1))
    assert len(line.sent) == 2


def test_nothing_is_sent_where_no_authority_is_configured(line: Line, settings: Any) -> None:
    settings.TSA_URL = ""
    assert fetch_stamp(at=AT) is None
    assert Stamp.objects.count() == 1
    settings.TSA_CERTIFICATES = ""
    fetch_stamp(at=AT + timedelta(days=1))
    assert (line.sent, Stamp.objects.count()) == ([], 1)


def test_nothing_is_sent_whose_answer_nobody_could_judge(
    line: Line, settings: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    line.status = 500
    assert fetch_stamp(at=AT) is None
    sent, settings.TSA_CERTIFICATES = list(line.sent), ""
    assert fetch_stamp(at=AT + timedelta(hours=1)) is None
    assert Stamp.objects.get().problem == NoStamp.OTHER
    settings.TSA_CERTIFICATES = str(tmp_path / "moved.pem")
    assert fetch_stamp(at=AT + timedelta(hours=2)) is None
    assert Stamp.objects.get().problem == NoStamp.UNJUDGED
    settings.TSA_CERTIFICATES = str(line.authority.certificates)
    monkeypatch.setattr(openssl.shutil, "which", lambda _name: None)
    assert fetch_stamp(at=AT + timedelta(hours=3)) is None
    assert line.sent == sent


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("http://tsa.example/", NoStamp.ADDRESS),
        ("https://tsa.example/", NoStamp.PRIVATE),
        ("https://other.example/", NoStamp.CLOSED),
    ],
)
def test_the_operator_reads_why_the_authority_may_not_be_asked(
    line: Line, settings: Any, monkeypatch: Any, address: str, problem: NoStamp
) -> None:
    monkeypatch.setattr(gateway, "post", POST)
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(gateway.socket, "getaddrinfo", lambda *_asked, **_more: inside)
    settings.OUTSIDE_HOSTS, settings.PRIVATE_HOSTS = ["tsa.example"], False
    settings.TSA_URL = address
    assert fetch_stamp(at=AT) is None
    assert Stamp.objects.get().problem == problem


def test_who_hands_the_stamp_in_meanwhile_is_not_contradicted(line: Line, monkeypatch: Any) -> None:
    person(Role.AUDIT_ADMIN)

    def slowly(_url: str, body: bytes, _headers: Any) -> Answer:
        reply = line.authority.stamp(body)
        stamping.take(stamp=Stamp.objects.get(), reply=reply, by=None)
        return Answer(200, reply, 0)

    monkeypatch.setattr(gateway, "post", slowly)
    assert fetch_stamp(at=AT) is None
    assert not Notice.objects.exists()
    assert Stamp.objects.get().problem == ""


@pytest.mark.parametrize(
    ("trouble", "status", "problem"),
    [
        (NotSent(Problem.UNREACHABLE), 200, NoStamp.SILENT),
        (NotSent(Problem.CERTIFICATE), 200, NoStamp.SILENT),
        (Refused(Problem.CLOSED), 200, NoStamp.CLOSED),
        (Refused(Problem.PRIVATE), 200, NoStamp.PRIVATE),
        (None, 500, NoStamp.OTHER),
    ],
)
def test_trouble_is_told_to_the_keepers_once_and_tried_again(
    line: Line, trouble: Failure | None, status: int, problem: NoStamp
) -> None:
    keeper, _other = person(Role.AUDIT_ADMIN), person(Role.AUDITOR)
    line.trouble, line.status = trouble, status
    for hours in range(3):
        assert fetch_stamp(at=AT + timedelta(hours=hours)) is None
    assert [(notice.person_id, notice.url) for notice in Notice.objects.all()] == [(keeper.pk, "/record/")]
    assert Stamp.objects.get().problem == problem
    while sealing.seal(at=AT + timedelta(hours=3)):
        pass
    assert not sealing.is_waiting()
    line.trouble, line.status = None, 200
    done = fetch_stamp(at=AT + timedelta(hours=4))
    assert done
    assert done.problem == ""
