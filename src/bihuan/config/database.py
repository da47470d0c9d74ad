"""Where the rows live: SQLite to try, PostgreSQL to run."""

import sqlite3
from pathlib import Path
from typing import Any

import dj_database_url

# SQLite 3.7.0 to 3.51.2 can corrupt a WAL file when two connections reset it at once.
WAL_IS_SAFE_FROM = (3, 51, 3)
WAL_IS_SAFE_ALSO = {(3, 44, 6), (3, 50, 7)}


def is_wal_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite is free of the WAL reset race."""
    return version >= WAL_IS_SAFE_FROM or version in WAL_IS_SAFE_ALSO


def settings(url: str, data_dir: Path) -> dict[str, Any]:
    """Django's settings for the one database of this installation."""
    if url:
        found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
        # Milliseconds and seconds: a request that waits longer than this tells the user so. Compiling a
        # statement to machine code costs a desk more than a second and saves it nothing, so it is off.
        found["OPTIONS"] = {
            "connect_timeout": 3,
            "options": "-c statement_timeout=8000 -c idle_in_transaction_session_timeout=30000 -c jit=off",
            "tcp_user_timeout": 5000,
            **found.get("OPTIONS", {}),
        }
        return found
    mode = "WAL" if is_wal_safe(sqlite3.sqlite_version_info) else "TRUNCATE"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data_dir / "bihuan.sqlite3",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            # Take the write lock at BEGIN: two writers then queue instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode={mode};PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-64000;PRAGMA temp_store=MEMORY;",
        },
    }
