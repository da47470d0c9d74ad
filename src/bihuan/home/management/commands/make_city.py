"""Let the demo city 云岭市 live through a year of supervised work."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from bihuan.home.city import history, multiply, snapshot
from bihuan.journal import clock, founding
from bihuan.journal.models import Event
from bihuan.people.models import Person
from bihuan.supervision.models import SupervisionItem

SEED = 20261123
SIMULATED = ("demo", "test", "bench")


class Command(BaseCommand):
    help = "Makes the demo city: its people and a year of work, by the real actions and a moving clock."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="empty the database first")
        parser.add_argument("--seed", type=int, default=SEED, help="another city of the same kind")
        parser.add_argument(
            "--until", type=date.fromisoformat, help="the last day lived (default: yesterday)"
        )
        parser.add_argument("--scale", type=int, default=1, help="the same year so many times over, in bulk")
        parser.add_argument("--tasks", type=int, help="the same, by the number of matters there shall be")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["fresh"]:
            _empty()
        if Person.objects.exists():
            raise CommandError("There are people here already. --fresh empties a demo database first.")
        until = options["until"] or clock.today() - timedelta(days=1)
        self._settle(until, options["seed"], options["verbosity"])
        scale = options["scale"]
        if options["tasks"]:
            scale = max(1, round(options["tasks"] / SupervisionItem.objects.count()))
        if scale > 1:
            multiply.multiply(
                copies=scale - 1, say=self.stdout.write if options["verbosity"] > 1 else _nothing
            )
        if options["verbosity"]:
            self.stdout.write(
                f"云岭市: {Person.objects.count()} persons, {SupervisionItem.objects.count()} matters, "
                f"{Event.objects.count()} events until {until}."
            )

    def _settle(self, until: date, seed: int, verbosity: int) -> None:
        """Take the city that is kept on this machine, or let it live through its year."""
        kept = snapshot.path(until, seed)
        if snapshot.load(kept):
            return
        world = history.live(until=until, seed=seed, say=self.stdout.write if verbosity > 1 else _nothing)
        for refusal, count in world.refused.most_common(10 if verbosity > 1 else 0):
            self.stderr.write(f"  refused {count} × {refusal}")
        snapshot.keep(kept)


def _nothing(_line: str) -> None:
    """Say nothing."""


def _empty() -> None:
    """Make the tables anew. The record refuses to be emptied row by row, as it should."""
    if settings.LOG_ORIGIN not in SIMULATED:
        raise CommandError("Only a demo's database is ever emptied.")
    for folder in ("record", "conduct"):
        shutil.rmtree(settings.DATA_DIR / folder, ignore_errors=True)
    if connection.vendor == "sqlite":
        connection.close()
        for path in Path(settings.DATABASES["default"]["NAME"]).parent.glob("bihuan.sqlite3*"):
            path.unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    founding.make_tables()
