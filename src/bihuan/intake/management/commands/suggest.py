"""Put what waits to the language model, where the house has one."""

from typing import Any

from django.core.management.base import BaseCommand

from bihuan.intake import actions
from bihuan.intake.queries import is_model_set
from bihuan.journal import clock


class Command(BaseCommand):
    """Run by the worker every minute; without a model, or with nothing waiting, it does nothing.

    One question a run: a slow model then keeps one job for as long as one answer may take, and no longer.
    """

    help = (
        "Put the oldest document that waits for it to the language model and keep what stands of its answer."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if is_model_set() and (asking := actions.claim_asking(at=clock.now())):
            actions.answer_asking(asking=asking, at=clock.now())
