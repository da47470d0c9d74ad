"""A finished city kept on this machine, so that the next fresh start of the same day takes a second.

Kept under the user's cache directory, by a hash of the house's own source, the day and the seed; SQLite only.
"""

import hashlib
import os
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

KEPT = 2


def path(until: date, seed: int) -> Path:
    """Where the city of this source, day and seed is kept."""
    digest = hashlib.sha256(f"{settings.LOG_ORIGIN} {until} {seed}".encode())
    house = settings.ROOT / "src" / "bihuan"
    for file in sorted(house.rglob("*.py")):
        if "tests" not in file.parts:
            digest.update(file.relative_to(house).as_posix().encode() + file.read_bytes())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "bihuan" / f"city-{digest.hexdigest()[:24]}.sqlite3"


def load(until: date, seed: int) -> bool:
    """Fill the empty database from what is kept; whether there was anything."""
    kept = path(until, seed)
    if connection.vendor != "sqlite" or not kept.exists():
        return False
    source = sqlite3.connect(kept)
    try:
        source.backup(_raw())
    finally:
        source.close()
    return True


def keep(until: date, seed: int) -> None:
    """Keep a copy of the database as it is now, and drop the oldest copies."""
    if connection.vendor != "sqlite":
        return
    kept = path(until, seed)
    part = kept.with_suffix(f".{os.getpid()}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        target = sqlite3.connect(part)
        try:
            _raw().backup(target)
        finally:
            target.close()
        part.replace(kept)
    except (OSError, sqlite3.Error):
        part.unlink(missing_ok=True)
        return
    copies = sorted(kept.parent.glob("city-*.sqlite3"), key=lambda file: file.stat().st_mtime)
    for old in copies[:-KEPT]:
        old.unlink(missing_ok=True)


def _raw() -> Any:
    connection.ensure_connection()
    return connection.connection
