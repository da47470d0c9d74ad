"""One's deadlines for a calendar program: well-formed, behind a secret, gone when it is revoked."""

from datetime import date

import icalendar
import pytest
from django.test import Client

from bihuan.home.deadlines import LINE, Deadline, calendar, escaped, folded
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict
from bihuan.people import actions as people
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def cast(db: None) -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


def unfolded(text: str) -> list[str]:
    """The lines as a reader of the standard puts them together."""
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_long_lines_are_folded_between_characters_and_come_together_again() -> None:
    line = "SUMMARY:" + "督查事项办理，" * 30
    pieces = list(folded(line))
    assert all(len(piece.encode()) <= LINE for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


@pytest.mark.parametrize(
    ("text", "written"), [("a,b;c", "a\\,b\\;c"), ("一\r\n二\n三", "一\\n二\\n三"), ("\\", "\\\\")]
)
def test_signs_of_the_standard_are_written_out(text: str, written: str) -> None:
    assert escaped(text) == written


def test_no_title_breaks_out_of_its_line() -> None:
    evil = "改造\r\nEND:VEVENT\r\nBEGIN:VALARM"
    lines = unfolded(
        calendar("市", [Deadline("1-report@bihuan", date(2026, 3, 5), evil, "https://x/")], date(2026, 3, 2))
    )
    assert lines.count("END:VEVENT") == 1
    assert "BEGIN:VALARM" not in lines
    assert "DTSTART;VALUE=DATE:20260305" in lines
    assert "DTEND;VALUE=DATE:20260306" in lines


def test_the_address_shows_what_its_owner_owes_and_nothing_of_others(cast: Cast, client: Client) -> None:
    with clock.moving(MONDAY):
        mine = make_item(cast, Status.IN_PROGRESS, title="改造小区")
        make_item(cast, Status.DISPATCHED, title="别家的事", leads=(cast.other,), co_units=())
        SupervisionItem.objects.filter(pk=make_item(cast, Status.IN_PROGRESS).pk).update(
            security="work_secret", title="内部事项"
        )
        _key, secret = people.issue_feed(by=cast.head, at=MONDAY)
        answer = client.get(f"/deadlines/{secret}.ics")
        text = "\n".join(unfolded(answer.content.decode()))
        again = client.get(f"/deadlines/{secret}.ics")
        unchanged = client.get(f"/deadlines/{secret}.ics", headers={"If-None-Match": answer["ETag"]})
    assert answer["Content-Type"].startswith("text/calendar")
    assert "改造小区" in text
    assert f"/tasks/{mine.pk}/" in text
    assert "别家的事" not in text
    assert "内部事项" not in text
    assert again["ETag"] == answer["ETag"]
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_a_calendar_program_reads_what_is_owed(cast: Cast, client: Client) -> None:
    title = "改造小区，含“一户一表”；第一批\\及配套" * 3
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS, title=title)
        _key, secret = people.issue_feed(by=cast.head, at=MONDAY)
        found = icalendar.Calendar.from_ical(client.get(f"/deadlines/{secret}.ics").content)
    events = found.walk("VEVENT")
    assert found["VERSION"] == "2.0"
    assert {event.decoded("DTSTART") for event in events} == {item.report_due, item.finish_due}
    assert all(str(event["SUMMARY"]).endswith(title) for event in events)
    assert len({str(event["UID"]) for event in events}) == len(events) == 2
    assert {str(event["URL"]) for event in events} == {f"http://testserver/tasks/{item.pk}/"}


def test_a_wrong_or_old_address_leads_nowhere(cast: Cast, client: Client) -> None:
    with clock.moving(MONDAY):
        first, secret = people.issue_feed(by=cast.head, at=MONDAY)
        key, newer = people.issue_feed(by=cast.head, at=MONDAY)
        assert client.get(f"/deadlines/{secret}.ics").status_code == 404
        assert client.get("/deadlines/nothing.ics").status_code == 404
        assert client.get(f"/deadlines/{newer}.ics").status_code == 200
        people.revoke_feed(key=key, by=cast.head, at=MONDAY)
        assert client.get(f"/deadlines/{newer}.ics").status_code == 404
    with pytest.raises(Conflict):
        people.revoke_feed(key=first, by=cast.head, at=MONDAY)


def test_the_page_shows_the_address_once(cast: Cast, client: Client) -> None:
    client.force_login(cast.head, backend=BACKEND)
    page = client.post("/me/calendar/").content.decode()
    assert "/deadlines/" in page
    assert "/deadlines/" not in client.get("/me/calendar/").content.decode()
    key = cast.head.feed_keys.get()
    assert client.post(f"/me/calendar/{key.pk}/revoke/").status_code == 302
