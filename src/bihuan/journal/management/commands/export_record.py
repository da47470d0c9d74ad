"""Copy a year of the sealed record to a folder or a stick, for whoever checks it elsewhere."""

import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bihuan.journal import sealing, stamping, verify_journal
from bihuan.journal.models import Log


class Command(BaseCommand):
    """Writes the log's files, its last checkpoint and the program that checks them."""

    help = "Copy a year of the sealed record, with verify_journal.py beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        log, folder = Log.objects.filter(year=options["year"]).first(), options["folder"]
        if log is None:
            raise CommandError(f"Nothing of {options['year']} has been sealed.")
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty: name a new folder.")
        public = sealing.export(log=log, folder=folder)
        stamping.lay_out(log, folder)
        shutil.copy(verify_journal.__file__, folder)
        self.stdout.write(f"python3 {folder}/verify_journal.py {folder} --key {public}")
