"""What an installation must not do, refused at every start and by `manage check --database default`."""

import ipaddress
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from bihuan.config.database import is_wal_safe
from bihuan.config.secret import DEMO_KEY

SHORTEST_KEY = 32
FULL = 2
OLDEST_POSTGRES = 15
# Each of these can lose or tear what has been acknowledged; one of them turns a failed write into silence.
POSTGRES_WANTS = {
    "fsync": "on",
    "full_page_writes": "on",
    "data_sync_retry": "off",
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}


@register(Tags.security)
def check_exposure(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Nothing that is meant for trying or for debugging stands open to others."""
    return [*(_demo_faults() if settings.DEMO else _key_faults()), *_debug_faults(), *_message_faults()]


def _demo_faults() -> Iterator[CheckMessage]:
    """The demo signs anyone in with one click: only with the key everybody knows, only on this machine."""
    if settings.SECRET_KEY != DEMO_KEY:
        yield Error(
            "Demo mode lets anyone in, and this installation has a real key.",
            hint="Run your own city with `./bihuan serve`, or start the demo without BIHUAN_SECRET.",
            id="bihuan.E101",
        )
    beyond = [name for name in [settings.BIND_ADDRESS, *settings.ALLOWED_HOSTS] if not _is_this_machine(name)]
    if beyond:
        yield Error(
            f"Demo mode lets anyone in, and it would answer beyond this machine: {', '.join(beyond)}.",
            hint="Leave BIHUAN_BIND and BIHUAN_HOSTS out: the demo listens on 127.0.0.1.",
            id="bihuan.E102",
        )


def _key_faults() -> Iterator[CheckMessage]:
    if settings.SECRET_KEY == DEMO_KEY:
        yield Error(
            "The demo's key is known to everybody and signs nothing real.",
            hint="Leave BIHUAN_SECRET out: a key is then made in the data directory. Or set your own.",
            id="bihuan.E103",
        )
    elif len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield Error(
            "BIHUAN_SECRET is too short to be a signing key.",
            hint=f"Give it at least {SHORTEST_KEY} random characters, or leave it out.",
            id="bihuan.E104",
        )


def _debug_faults() -> Iterator[CheckMessage]:
    if settings.DEBUG and (settings.HTTPS or not _is_this_machine(settings.BIND_ADDRESS)):
        yield Error(
            "Debug pages show settings and data to whoever meets an error.",
            hint="Leave BIHUAN_DEBUG out wherever BIHUAN_HTTPS=1 or BIHUAN_BIND is beyond this machine.",
            id="bihuan.E105",
        )


def _message_faults() -> Iterator[CheckMessage]:
    if (settings.MAIL_IS_OPEN or settings.OUTSIDE_HOSTS) and not settings.PUBLIC_URL:
        yield Error(
            "Messages may leave, and nobody has said where their links lead.",
            hint="Set BIHUAN_URL to the address under which people reach this installation.",
            id="bihuan.E106",
        )


@register(Tags.database)
def check_durability(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Whether an acknowledged write survives a power cut, asked of each database itself."""
    found = [fault for alias in databases or () for fault in faults_of(connections[alias])]
    return [
        Error(fault, hint="See docs/operate/databases.md.", id=f"bihuan.E{201 + number}")
        for number, fault in enumerate(found)
    ]


def sqlite_faults(version: tuple[int, int, int], pragmas: dict[str, Any]) -> Iterator[str]:
    """Name each setting of an SQLite file that could lose an acknowledged write or corrupt the file."""
    mode, written = str(pragmas["journal_mode"]).lower(), ".".join(map(str, version))
    if mode == "wal" and not is_wal_safe(version):
        yield f"SQLite {written} can corrupt a file in WAL mode when two connections reset it at once."
    elif mode not in {"wal", "truncate"}:
        yield f"SQLite's journal_mode is {mode}; only TRUNCATE, or WAL from 3.51.3 on, was shown to be safe."
    if int(pragmas["synchronous"]) < FULL:
        yield "SQLite's synchronous is below FULL: a power cut would take acknowledged writes with it."
    if not int(pragmas["foreign_keys"]):
        yield "SQLite's foreign_keys is off: rows could point to nothing."


def postgres_faults(shown: dict[str, str]) -> Iterator[str]:
    """Name each setting of a PostgreSQL server that could lose an acknowledged write."""
    version = int(shown["server_version_num"]) // 10_000
    if version < OLDEST_POSTGRES:
        yield f"PostgreSQL {version} is too old: {OLDEST_POSTGRES} or newer is needed."
    for name, wanted in POSTGRES_WANTS.items():
        if shown[name] not in wanted if isinstance(wanted, tuple) else shown[name] != wanted:
            yield f"PostgreSQL's {name} is {shown[name]}: an acknowledged write could be lost."


def faults_of(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Ask a database how it is set, and name what is unsafe."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            pragmas = {}
            for name in ("journal_mode", "synchronous", "foreign_keys"):
                pragmas[name] = cursor.execute(f"PRAGMA {name}").fetchone()[0]
            if pragmas["journal_mode"] != "memory":  # a database in memory promises nothing
                yield from sqlite_faults(sqlite3.sqlite_version_info, pragmas)
        else:
            shown = {}
            for name in ("server_version_num", *POSTGRES_WANTS):
                cursor.execute(f"SHOW {name}")
                shown[name] = cursor.fetchone()[0]
            yield from postgres_faults(shown)


def _is_this_machine(name: str) -> bool:
    if name in {"localhost", "testserver"}:
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
