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
from django.core.management import CommandError, call_command, get_commands
from django.db import connection

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
    mark = settings.DATA_DIR / MARK
    known = json.loads(mark.read_text()) if mark.exists() else {}
    found = known.get("kind") if known.get("database") == _database() else _guess()
    if found not in {None, kind}:
        raise CommandError(
            f"{_database()} holds {'a real city' if found == 'city' else 'the demo city'}. "
            f"`./bihuan {'serve' if found == 'city' else 'demo'}` opens it; "
            "for the other, choose another directory with --data DIR."
        )
    mark.write_text(json.dumps({**known, "kind": kind, "database": _database()}))


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
    for path in file.parent.glob(f"{file.name}*"):
        path.unlink()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def settle(say: Callable[[str], object]) -> None:
    """Let the demo city's people move in, once."""
    if not settings.DEMO or _is_inhabited():
        return
    if "make_city" not in get_commands():
        say("There is no demo city yet: `make_city` is missing. The server starts empty.")
        return
    say(f"Building {settings.CITY} and its year of work (about a minute, only the first time) …")
    call_command("make_city")


def welcome(address: str) -> str:
    """What to know once the server listens."""
    if not settings.DEMO:
        return f"Bihuan listens on {address}. Ctrl-C stops it."
    return "\n".join(
        [
            "",
            f"  {settings.CITY} · 闭环演示  {address}",
            "  登录页上选一个角色，一键进入：领导、督查员、单位负责人、经办人、审计员。",
            "  Choose a role on the sign-in page: leader, supervisor, unit head, handler, auditor.",
            "  试试：以督查员身份上传一份讲话，确认任务，再以承办单位身份签收。",
            "  Try: as the supervisor upload a speech and confirm its tasks, then sign one as the unit.",
            "  Ctrl-C 停止 / stops it.",
            "",
        ]
    )


def _guess() -> str | None:
    """Whose an unmarked database is: only a real city has a signing key of its own."""
    if not _has_tables():
        return None
    own_key = (settings.DATA_DIR / "secret-key").exists()
    return "city" if own_key or connection.vendor != "sqlite" or not settings.DEMO else "demo"


def _is_inhabited() -> bool:
    from django.contrib.auth import get_user_model

    return bool(get_user_model()._default_manager.exists())


def _has_tables() -> bool:
    return "django_migrations" in connection.introspection.table_names()


def _database() -> str:
    """The database by name and place, without its password."""
    found: dict[str, Any] = settings.DATABASES["default"]
    place = f"{found['HOST']}:{found['PORT']}/" if found.get("HOST") else ""
    return f"{place}{found['NAME']}"
