from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.utils import ConnectionHandler
from pytest_django import Settings

from bihuan.config import checks, database, secret

OWN_KEY = "a-key-of-its-own-with-more-than-32-characters"
SAFE = {"DEMO": False, "DEBUG": False, "HTTPS": True, "SECRET_KEY": OWN_KEY, "BIND_ADDRESS": "127.0.0.1"}
DEMO = {
    "DEMO": True,
    "HTTPS": False,
    "SECRET_KEY": secret.DEMO_KEY,
    "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
}
SAFE_POSTGRES = {
    "server_version_num": "150018",
    "fsync": "on",
    "full_page_writes": "on",
    "data_sync_retry": "off",
    "synchronous_commit": "on",
}
SAFE_SQLITE = {"journal_mode": "truncate", "synchronous": 2, "foreign_keys": 1}
DEBIAN_12 = (3, 40, 1)


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({}, []),
        ({"BIND_ADDRESS": "10.1.2.3"}, []),
        (DEMO, []),
        ({**DEMO, "SECRET_KEY": OWN_KEY}, ["bihuan.E101"]),
        ({**DEMO, "BIND_ADDRESS": "0.0.0.0"}, ["bihuan.E102"]),
        ({**DEMO, "BIND_ADDRESS": "::"}, ["bihuan.E102"]),
        ({**DEMO, "ALLOWED_HOSTS": ["127.0.0.1", "demo.example"]}, ["bihuan.E102"]),
        ({**DEMO, "ALLOWED_HOSTS": ["*"]}, ["bihuan.E102"]),
        ({"SECRET_KEY": secret.DEMO_KEY}, ["bihuan.E103"]),
        ({"SECRET_KEY": "short"}, ["bihuan.E104"]),
        ({"DEBUG": True}, ["bihuan.E105"]),
        ({"DEBUG": True, "HTTPS": False}, []),
        ({"DEBUG": True, "HTTPS": False, "BIND_ADDRESS": "10.1.2.3"}, ["bihuan.E105"]),
    ],
)
def test_what_is_for_trying_never_stands_open(
    settings: Settings, change: dict[str, Any], refused: list[str]
) -> None:
    for name, value in {**SAFE, **change}.items():
        setattr(settings, name, value)
    assert [message.id for message in checks.check_exposure(None)] == refused


@pytest.mark.parametrize(
    ("version", "change", "safe"),
    [
        (DEBIAN_12, {}, True),
        (DEBIAN_12, {"synchronous": 3}, True),
        (DEBIAN_12, {"synchronous": 1}, False),
        (DEBIAN_12, {"journal_mode": "wal"}, False),
        (DEBIAN_12, {"journal_mode": "delete"}, False),
        (DEBIAN_12, {"journal_mode": "off"}, False),
        (DEBIAN_12, {"foreign_keys": 0}, False),
        ((3, 51, 2), {"journal_mode": "wal"}, False),
        ((3, 44, 6), {"journal_mode": "wal"}, True),
        ((3, 50, 7), {"journal_mode": "wal"}, True),
        ((3, 50, 8), {"journal_mode": "wal"}, False),
        ((3, 51, 3), {"journal_mode": "wal"}, True),
        ((3, 51, 3), {"journal_mode": "wal", "synchronous": 1}, False),
    ],
)
def test_sqlite_keeps_what_it_acknowledged(
    version: tuple[int, int, int], change: dict[str, Any], safe: bool
) -> None:
    assert (list(checks.sqlite_faults(version, {**SAFE_SQLITE, **change})) == []) is safe


@pytest.mark.parametrize(
    ("change", "safe"),
    [
        ({}, True),
        ({"synchronous_commit": "remote_apply"}, True),
        ({"synchronous_commit": "off"}, False),
        ({"fsync": "off"}, False),
        ({"full_page_writes": "off"}, False),
        ({"data_sync_retry": "on"}, False),
        ({"server_version_num": "140012"}, False),
    ],
)
def test_postgres_keeps_what_it_acknowledged(change: dict[str, str], safe: bool) -> None:
    assert (list(checks.postgres_faults({**SAFE_POSTGRES, **change})) == []) is safe


@pytest.mark.parametrize(
    ("pragma", "faults"), [("", 0), ("PRAGMA synchronous=NORMAL;", 1), ("PRAGMA journal_mode=DELETE;", 1)]
)
@pytest.mark.django_db
def test_the_settings_are_read_back_from_a_real_file(tmp_path: Path, pragma: str, faults: int) -> None:
    found = database.settings("", tmp_path)
    found["OPTIONS"]["init_command"] += pragma
    connection = ConnectionHandler({"default": found})["default"]
    try:
        assert len(list(checks.faults_of(connection))) == faults
    finally:
        connection.close()


@pytest.mark.django_db
def test_the_database_of_this_run_is_safe() -> None:
    assert checks.check_durability(None, databases=["default"]) == []


@pytest.mark.django_db
def test_an_unsafe_session_of_postgres_is_refused() -> None:
    connection = connections["default"]
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    [message] = checks.check_durability(None, databases=["default"])
    assert "synchronous_commit is off" in message.msg


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = secret.key("", tmp_path, demo=False)
    assert first == secret.key("", tmp_path, demo=False)
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_given_key_wins_even_over_the_demo(tmp_path: Path) -> None:
    assert secret.key(OWN_KEY, tmp_path, demo=True) == OWN_KEY
    assert secret.key("", tmp_path, demo=True) == secret.DEMO_KEY
    assert list(tmp_path.iterdir()) == []
