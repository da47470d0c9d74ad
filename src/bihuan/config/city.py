"""Whose data lies in the data directory: a real city's or the demo's. The two never mix."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from bihuan.people.models import Person
from bihuan.people.queries import demo_roles

MARK = "city.json"


@contextmanager
def claim(folder: Path) -> Iterator[None]:
    """Hold the data directory, so that it is not served, or started over, twice at once on this machine."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / ".running", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise CommandError(
            f"Bihuan already runs on the data in {folder}. Stop it there, or choose another with --data DIR."
        ) from error
    try:
        yield
    finally:
        os.close(handle)


def recognise() -> None:
    """Refuse to open a real city's data as the demo, or the demo's as a real city; mark what is new."""
    kind = "demo" if settings.DEMO else "city"
    known = _read_mark()
    found = known.get("kind") if known.get("database") == _database() else _guess()
    if found not in {None, kind}:
        raise CommandError(
            f"{_database()} holds {'a real city' if found == 'city' else 'the demo city'}. "
            f"`./bihuan {'serve' if found == 'city' else 'demo'}` opens it; "
            "for the other, choose another directory with --data DIR."
        )
    _write_mark({**known, "kind": kind, "database": _database()})


def forget() -> None:
    """Remove the demo city, and nothing that is not the demo's."""
    if not settings.DEMO:
        raise CommandError("--fresh starts the demo over; a real city's data is never removed by a command.")
    if connection.vendor != "sqlite":
        raise CommandError("--fresh starts over in SQLite only. Make a new, empty database instead.")
    if _has_tables():
        recognise()
    connection.close()
    file = Path(settings.DATABASES["default"]["NAME"])
    for path in [*file.parent.glob(f"{file.name}*"), settings.DATA_DIR / MARK]:
        path.unlink(missing_ok=True)
    for folder in (settings.MEDIA_ROOT, settings.DATA_DIR / "record", settings.DATA_DIR / "conduct"):
        shutil.rmtree(folder, ignore_errors=True)


def is_half_built() -> bool:
    """Whether the demo city was interrupted while its people moved in."""
    return settings.DEMO and bool(_read_mark().get("building"))


def settle(say: Callable[[str], object]) -> None:
    """Let the demo city's people move in, once."""
    if not settings.DEMO or Person.objects.exists():
        return
    say(f"Building {settings.CITY} and its year of work (some minutes, only the first time) …")
    mark = _read_mark()
    _write_mark({**mark, "building": True})
    call_command("make_city")
    _write_mark(mark)


def welcome(address: str) -> str:
    """What to know once the server listens."""
    if settings.DEMO:
        accounts = [f"    {who.label}  {who.name}  {who.unit}  ({who.username})" for who in demo_roles()]
        lines = [
            f"  {settings.CITY} · 闭环演示  {address}",
            "  登录页上选一个现成的账号，一键进入 / ready-made accounts, one click on the sign-in page:",
            *accounts,
            "  试试：以督查员身份上传一份讲话，确认其中的任务，再以承办单位身份签收。",
            "  Try: as the supervisor upload a speech, confirm its tasks, then sign one as the unit.",
        ]
    else:
        lines = [f"  {settings.CITY or 'Bihuan'}  {address}"]
        if not Person.objects.exists():
            invite = "./bihuan manage invite --first-administrator USERNAME NAME"
            lines.append(f"  Nobody can sign in yet. A one-time link for the first administrator: {invite}")
    return "\n".join(["", *lines, "  Ctrl-C 停止 / stops it.", ""])


def _guess() -> str | None:
    """Whose an unmarked database is: only a real city has a signing key of its own."""
    if not _has_tables():
        return None
    own_key = (settings.DATA_DIR / "secret-key").exists()
    return "city" if own_key or connection.vendor != "sqlite" or not settings.DEMO else "demo"


def _has_tables() -> bool:
    return "django_migrations" in connection.introspection.table_names()


def _database() -> str:
    """The database by name and place, without its password."""
    found: dict[str, Any] = settings.DATABASES["default"]
    place = f"{found['HOST']}:{found['PORT']}/" if found.get("HOST") else ""
    return f"{place}{found['NAME']}"


def _read_mark() -> dict[str, Any]:
    mark = settings.DATA_DIR / MARK
    return dict(json.loads(mark.read_text())) if mark.exists() else {}


def _write_mark(mark: dict[str, Any]) -> None:
    (settings.DATA_DIR / MARK).write_text(json.dumps(mark))
