"""A finished city kept on this machine, so that the next fresh start of the same day takes a second.

Kept under the user's cache directory, by a hash of what makes it, the day and the seed, as an SQLite file; it can be loaded into either database.
"""

import hashlib
import os
import shutil
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

KEPT = 4
# What only shows the city, or tests it, does not change it.
FACES = frozenset(
    "tests views forms api urls apps config ui queries commands context multiply snapshot".split()
)


def path(until: date, seed: int) -> Path:
    """Where the city of this source, day and seed is kept."""
    digest = hashlib.sha256(f"{settings.LOG_ORIGIN} {until} {seed}".encode())
    house = settings.ROOT / "src" / "bihuan"
    for file in sorted(house.rglob("*.py")):
        place = file.relative_to(house)
        if FACES.isdisjoint((*place.parts, place.stem)):
            digest.update(place.as_posix().encode() + file.read_bytes())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "bihuan" / f"city-{digest.hexdigest()[:24]}.sqlite3"


def load(kept: Path) -> bool:
    """Fill the empty database from what is kept; whether there was anything."""
    if not kept.exists():
        return False
    _take_key(kept)
    source = sqlite3.connect(kept)
    try:
        if connection.vendor == "sqlite":
            source.backup(_raw())
        else:
            _carry(source)
    finally:
        source.close()
    return True


@transaction.atomic
def _carry(source: sqlite3.Connection) -> None:
    """Carry all rows of the house's own tables over to PostgreSQL."""
    models = [model for model in apps.get_models(include_auto_created=True) if _is_ours(model)]
    with connection.cursor() as cursor:
        for model in models:
            written = [field for field in model._meta.local_concrete_fields if not field.generated]
            columns = ", ".join(f'"{field.column}"' for field in written)
            table = model._meta.db_table
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as stream:
                for row in source.execute(f"SELECT {columns} FROM {table}"):  # noqa: S608 - our own names
                    stream.write_row(row)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _is_ours(model: type[Model]) -> bool:
    return model.__module__.startswith("bihuan.") and model._meta.managed


def keep(kept: Path) -> None:
    """Keep a copy of the database as it is now, and drop the oldest copies."""
    if connection.vendor != "sqlite":
        return
    part = kept.with_suffix(f".{os.getpid()}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        target = sqlite3.connect(part)
        try:
            _raw().backup(target)
        finally:
            target.close()
        part.replace(kept)
        if _key().exists():
            shutil.copyfile(_key(), kept.with_suffix(".key"))
    except (OSError, sqlite3.Error):
        part.unlink(missing_ok=True)
        return
    copies = sorted(kept.parent.glob("city-*.sqlite3"), key=lambda file: file.stat().st_mtime)
    for old in copies[:-KEPT]:
        old.unlink(missing_ok=True)
        old.with_suffix(".key").unlink(missing_ok=True)


def _key() -> Path:
    """With which the demo's record is signed: what is sealed in the city that is kept was signed with it."""
    return Path(settings.DATA_DIR) / "record" / "key"


def _take_key(kept: Path) -> None:
    key = kept.with_suffix(".key")
    if key.exists() and not _key().exists():
        _key().parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(key, _key())
        _key().chmod(0o600)


def _raw() -> Any:
    connection.ensure_connection()
    return connection.connection
