"""Let the record sign with another key from here on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bihuan.journal import clock, keys, sealing


class Command(BaseCommand):
    """Seals what waits, announces a new key under the last checkpoint, and prints the note for witnesses."""

    help = "Change the key that signs the record; --lost when the old one is gone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lost", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            while not options["lost"] and sealing.seal(at=clock.now()):
                pass
            row = keys.change(is_lost=options["lost"], at=clock.now())
        except keys.Halted as error:
            raise CommandError(str(error)) from error
        self.stdout.write(row.note)
