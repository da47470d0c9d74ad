"""Ask the time-stamp authority for the day's stamp of the record."""

from typing import Any

from django.core.management.base import BaseCommand

from bihuan.journal import clock
from bihuan.notices.actions import fetch_stamp


class Command(BaseCommand):
    """Run by the worker every hour: one request a day, sent again until it is answered."""

    help = "Make the day's request for a time stamp, and send it where an authority is configured."

    def handle(self, *args: Any, **options: Any) -> None:
        done = fetch_stamp(at=clock.now())
        self.stdout.write(f"stamped at {done.stamped_at}" if done else "no new stamp")
