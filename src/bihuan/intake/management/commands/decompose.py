"""Shows the tasks that a document orders, or writes them in the shape of the gold data."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bihuan.intake.rules.__main__ import add_arguments, lines, write_directory


class Command(BaseCommand):
    """manage decompose FILE, or manage decompose --gold-shape DIR_IN DIR_OUT."""

    help = "Shows the tasks that a document orders; --gold-shape writes one JSON file for every .txt."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *_args: object, **options: Any) -> None:
        if options["gold_shape"]:
            source, target = options["gold_shape"]
            if not source.is_dir():
                raise CommandError(f"{source} is not a directory.")
            self.stdout.write(f"{write_directory(source, target)} documents")
        elif options["file"]:
            self.stdout.write("\n".join(lines(options["file"], options["issued"], as_json=options["json"])))
        else:
            raise CommandError("Name a file, or two directories after --gold-shape.")
