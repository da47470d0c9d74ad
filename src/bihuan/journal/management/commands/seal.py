"""Give what was recorded its place in the tree of its year, and sign the root."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bihuan.journal import clock, keys, sealing


class Command(BaseCommand):
    """Run it as often as a checkpoint is wanted; running it twice seals nothing twice."""

    help = "Seal the events that wait, and sign the roots."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        try:
            while made := sealing.seal(at=clock.now()):
                count += made
        except keys.Halted as error:
            raise CommandError(f"{error}: nothing more is sealed until somebody has looked.") from error
        self.stdout.write(f"{count} events")
