"""Send the notices of events that still wait for them."""

from typing import Any

from django.core.management.base import BaseCommand

from bihuan.journal import clock
from bihuan.supervision import actions


class Command(BaseCommand):
    """Run by the worker all the time; running it twice sends nothing twice."""

    help = "Turn waiting events into notices."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = actions.deliver(at=clock.now())
        self.stdout.write(f"{sent} events")
