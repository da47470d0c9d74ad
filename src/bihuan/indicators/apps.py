from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "bihuan.indicators"
    label = "indicators"

    def ready(self) -> None:
        from bihuan.journal.rules import Named, name_kinds

        name_kinds({f"indicators.{kind}": Named(*how) for kind, how in KINDS.items()})


KINDS: dict[str, tuple[Any, ...]] = {
    "area": (_("Area of an indicator"),),
    "indicator": (_("Indicator"),),
    "target": (_("Target of an indicator"),),
    "targetnode": (_("Month of a target"),),
    "readingbatch": (_("Publication of readings"),),
    "reading": (_("Published number"),),
}
