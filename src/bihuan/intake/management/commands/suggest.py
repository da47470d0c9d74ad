"""Put what waits to the language model, where the house has one."""

from typing import Any

from django.core.management.base import BaseCommand

from bihuan.intake import actions
from bihuan.intake.models import Asking, AskingStatus
from bihuan.journal import clock


class Command(BaseCommand):
    """Run by the worker every minute; without a model, or with nothing waiting, it does nothing."""

    help = "Put the documents that wait for it to the language model and keep what stands of its answers."

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = Asking.objects.filter(status=AskingStatus.WAITING).select_related("by").order_by("id")
        for asking in waiting:
            actions.answer_asking(asking=asking, at=clock.now())
