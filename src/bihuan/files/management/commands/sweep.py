"""Remove contents that belong to nobody: what a power cut in the middle of an upload leaves behind."""

from typing import Any

from django.core.management.base import BaseCommand

from bihuan.files import actions
from bihuan.journal import clock


class Command(BaseCommand):
    """Run by the worker every night; running it late or twice does no harm."""

    help = "Remove uploaded contents older than a day that no file names."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{actions.sweep(at=clock.now())} removed")
