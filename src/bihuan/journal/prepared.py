"""Statements that every write asks: PostgreSQL plans them once for a connection instead of each time."""

from collections.abc import Sequence
from itertools import count
from re import sub
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

# Which statements each of the driver's connections has prepared. A connection ends with what it prepared.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def asked(name: str, sql: str, values: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """What a cursor executes for this statement and these values. `name` stands for `sql`, always the same.

    Behind a pooler that gives each transaction another connection (DISABLE_SERVER_SIDE_CURSORS, as Django
    asks for there) and on SQLite nothing is prepared.
    """
    if connection.vendor != "postgresql" or connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        return sql, values
    raw = connection.connection
    known = _known.setdefault(raw, set())
    if name not in known:
        numbers = count(1)
        body = sub("%s", lambda _mark: f"${next(numbers)}", sql)
        with connection.wrap_database_errors:
            raw.execute(f"PREPARE journal_{name} AS {body}")
        known.add(name)
    return f"EXECUTE journal_{name} ({', '.join(['%s'] * len(values))})", values
