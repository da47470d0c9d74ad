"""Compare this database with checkpoints that others kept, as after a restore, before sealing anything."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bihuan.journal.restoring import judged
from bihuan.kernel.checkpoints import NoCheckpoint


class Command(BaseCommand):
    """Says of each note whether the record goes on from it; stops with an error where one does not."""

    help = "Compare the record with signed checkpoints that witnesses kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("notes", nargs="+", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = []
        for path in options["notes"]:
            try:
                found = judged(path.read_text(encoding="utf-8"))
            except (NoCheckpoint, OSError, UnicodeDecodeError) as error:
                raise CommandError(f"{path} is no signed checkpoint") from error
            self.stdout.write(f"{path}: {found.words}")
            wrong += [] if found.holds else [path]
        if wrong:
            raise CommandError("Do not start the worker and seal nothing: see docs/operate/record.md.")
