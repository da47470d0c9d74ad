"""Read what was sealed since into the extract that conduct is counted from."""

from typing import Any

from django.core.management.base import BaseCommand

from bihuan.conduct.queries import engine


class Command(BaseCommand):
    """Run by the worker now and then; running it late or twice does no harm."""

    help = "Read what was sealed since into the extract that conduct is counted from."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"read up to {engine.brought_forward()}")
