"""Requests go where the operator allows and nowhere else, however they are asked to."""

import socket
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.errors import Invalid
from bihuan.notices.channels import gateway
from bihuan.notices.channels.interface import NotSent, Refused
from bihuan.notices.tests.fakes.server import Fake, Reply, certificate, serving

HEADERS = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "oapi.dingtalk.com",
        "http://oapi.dingtalk.com/",
        "ftp://oapi.dingtalk.com/",
        "https://user@oapi.dingtalk.com/",
        "https://oapi.dingtalk.com@evil.example/",
        "https://oapi.dingtalk.com.evil.example/",
        "https://evil.example/oapi.dingtalk.com",
        "https://oapi.dingtalk.com:22/",
        "https://oapi.dingtalk.com:99999/",
        "https://oapi.dingtalk.com/\r\nX: y",
        "https://[::1/",
        "https://ｏapi.dingtalk.com/",
        "file:///etc/passwd",
    ],
)
def test_only_an_https_address_of_an_allowed_host_passes(settings: Any, url: str) -> None:
    settings.OUTSIDE_HOSTS = frozenset({"oapi.dingtalk.com"})
    with pytest.raises(Invalid):
        gateway.need_allowed(url)
    assert gateway.need_allowed("https://OAPI.dingtalk.com:443/x?y=1").hostname == "oapi.dingtalk.com"


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("203.119.25.1", True),
        ("2400:3200::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:203.119.25.1", True),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:0:a00:1::", False),
    ],
)
def test_private_addresses_are_known_in_every_disguise(address: str, is_public: bool) -> None:
    assert gateway.is_public(address) is is_public


@pytest.mark.parametrize("found", [["10.0.0.1"], ["203.119.25.1", "10.0.0.1"]])
def test_a_name_that_leads_inside_is_refused(settings: Any, monkeypatch: Any, found: list[str]) -> None:
    settings.OUTSIDE_HOSTS = frozenset({"hooks.example"})
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: answer)
    with pytest.raises(Refused):
        gateway.post("https://hooks.example/", b"{}", HEADERS)


def test_what_nobody_allows_is_refused_without_a_connection(settings: Any) -> None:
    settings.PRIVATE_HOSTS = True
    with serving(Fake()) as fake:
        with pytest.raises(Refused):
            gateway.post(fake.address, b"{}", HEADERS)
        assert fake.asked == []


def test_redirects_and_proxies_of_the_environment_are_not_followed(settings: Any, monkeypatch: Any) -> None:
    settings.PRIVATE_HOSTS = True
    with serving(Fake()) as fake, serving(Fake()) as other:
        settings.OUTSIDE_HOSTS = frozenset({fake.host, other.host})
        monkeypatch.setenv("http_proxy", other.origin)
        monkeypatch.setenv("HTTP_PROXY", other.origin)
        fake.replies = [Reply(307, headers={"Location": other.address})]
        assert gateway.post(fake.address, b"{}", HEADERS).status == 307
        assert other.asked == []


def test_an_endless_answer_is_cut_off(settings: Any) -> None:
    settings.PRIVATE_HOSTS = True
    with serving(Fake()) as fake:
        settings.OUTSIDE_HOSTS = frozenset({fake.host})
        fake.replies = [Reply(500, body="x" * 1_000_000)]
        answer = gateway.post(fake.address, b"{}", HEADERS)
        assert len(answer.body) <= gateway.LARGEST_ANSWER + 4096


def test_the_connection_goes_to_the_address_that_was_looked_at(settings: Any, monkeypatch: Any) -> None:
    settings.PRIVATE_HOSTS = True
    real = socket.getaddrinfo
    asked: list[Any] = []

    def once(host: Any, *args: Any, **more: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1" if host == "hooks.example" else host, *args, **more)

    with serving(Fake()) as fake:
        port = fake.host.rpartition(":")[2]
        settings.OUTSIDE_HOSTS = frozenset({f"hooks.example:{port}"})
        monkeypatch.setattr(socket, "getaddrinfo", once)
        gateway.post(f"http://hooks.example:{port}/x", b"{}", HEADERS)
        assert asked.count("hooks.example") == 1
        assert fake.taken[0].headers["host"] == f"hooks.example:{port}"


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    settings.PRIVATE_HOSTS = True
    with serving(Fake(), certificate(tmp_path)) as fake:
        settings.OUTSIDE_HOSTS = frozenset({fake.host})
        with pytest.raises(NotSent) as failure:
            gateway.post(fake.address, b"{}", HEADERS)
        assert failure.value.problem == "certificate"
        assert fake.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        assert gateway.post(fake.address, b"{}", HEADERS).status == 200


def test_a_certificate_for_another_name_is_not_trusted(
    settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    settings.PRIVATE_HOSTS = True
    with serving(Fake(), certificate(tmp_path, "127.0.0.2")) as fake:
        settings.OUTSIDE_HOSTS = frozenset({fake.host})
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        with pytest.raises(NotSent) as failure:
            gateway.post(fake.address, b"{}", HEADERS)
        assert failure.value.problem == "certificate"
