"""Keep the Chinese in step with the code, without gettext tools.

`manage translate` updates every room's catalogue and compiles it; `manage translate --check` changes nothing
and fails while a message is missing, stale, uncertain or contradicted.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bihuan.ui import catalogues


class Command(BaseCommand):
    help = "Update and compile every room's translations; with --check, only say what is missing."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail on gaps")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if not check:
            for room in catalogues.rooms():
                if catalogues.update(room):
                    self.stdout.write(f"{catalogues.catalogue_file(room)} updated")
            catalogues.compile_stale()
        found = catalogues.problems()
        for problem in found:
            self.stdout.write(problem)
        if found and check:
            raise CommandError(
                f"{len(found)} messages need work. `./bihuan fix` brings the catalogues in step with "
                "the code; then write the Chinese."
            )
        self.stdout.write(f"{len(found)} messages need work." if found else "Every message is translated.")
