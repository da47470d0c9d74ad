"""Say what the clock says – dates that come near or have passed – and tell whom it concerns."""

from typing import Any

from django.core.management.base import BaseCommand

from bihuan.journal import clock
from bihuan.supervision import actions


class Command(BaseCommand):
    """Run by the worker every few minutes; running it late or twice does no harm."""

    help = "Write what the clock says about matters, then send the notices that wait."

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        written, told = actions.tick(at=at), actions.deliver(at=at)
        self.stdout.write(f"{written} events written, {told} told")
