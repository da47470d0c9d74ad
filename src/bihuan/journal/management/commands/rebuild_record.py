"""Write the files of the sealed record anew, as after the restore of a backup without them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bihuan.journal import keys, sealing
from bihuan.journal.models import Log


class Command(BaseCommand):
    """Every year whose events still give the root that was signed; it stops where they do not."""

    help = "Write the files of the sealed record anew from the database."

    def handle(self, *args: Any, **options: Any) -> None:
        for log in Log.objects.order_by("year"):
            try:
                sealing.rebuild(log=log)
            except keys.Halted as error:
                raise CommandError(f"{error}. Nothing was written for this year.") from error
            self.stdout.write(f"{log.origin}: {log.size} entries")
