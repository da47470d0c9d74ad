"""Ground to try things on: an installation of its own in a folder of its own, gone afterwards."""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import postgres

YEARS = 4


@contextmanager
def installation(db: str) -> Iterator[Path]:
    """Set up an empty city on SQLite or on a throw-away PostgreSQL, with Django ready to use."""
    folder = Path(tempfile.mkdtemp(prefix="bihuan-ground-"))
    os.environ |= {"BIHUAN_DATA": str(folder), "BIHUAN_LOG": "test", "BIHUAN_SECRET": "for-trying-only"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "bihuan.config.settings"
    os.environ.pop("BIHUAN_DATABASE", None)
    try:
        if db == "sqlite":
            _set_up()
            yield folder
        else:
            with postgres.cluster() as address:
                os.environ["BIHUAN_DATABASE"] = address
                _set_up()
                yield folder
                _hang_up()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _set_up() -> None:
    import django

    django.setup()
    from bihuan.journal.founding import make_tables

    make_tables()
    from bihuan.calendar.actions import seed_year
    from bihuan.journal import clock

    this_year = clock.today().year
    for year in range(this_year - 1, this_year - 1 + YEARS):
        seed_year(year=year, by=None)


def _hang_up() -> None:
    from django.db import connections

    connections.close_all()


def answer(
    description: str, attempt: Callable[[argparse.Namespace], dict[str, Any]], **options: dict[str, Any]
) -> int:
    """Read the options, make the attempt, print its figures, and say by the exit code whether it held."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--db", choices=("sqlite", "pg"), default="sqlite")
    parser.add_argument("--mutate", action="store_true", help="take the protection away; must fail")
    parser.add_argument(
        "--json", action="store_true", help="nothing but the line of JSON, which is the default"
    )
    for name, how in options.items():
        parser.add_argument(f"--{name}", **how)
    asked = parser.parse_args(sys.argv[1:])
    started = time.monotonic()
    figures = attempt(asked)
    figures |= {"db": asked.db, "mutated": asked.mutate, "seconds": round(time.monotonic() - started, 1)}
    print(json.dumps(figures, ensure_ascii=False))
    return 0 if figures["held"] else 1
