from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "bihuan.indicators"
    label = "indicators"

    def ready(self) -> None:
        from bihuan.journal.rules import Named, name_kinds, name_verbs

        name_verbs(VERBS)
        name_kinds({f"indicators.{kind}": Named(*how) for kind, how in KINDS.items()})


KINDS: dict[str, tuple[Any, ...]] = {
    "area": (_("Area of an indicator"),),
    "indicator": (_("Indicator"),),
    "target": (_("Target of an indicator"),),
    "targetnode": (_("Month of a target"),),
    "readingbatch": (_("Publication of readings"),),
    "reading": (_("Published number"),),
    "carryrule": (_("Rule of what carries an indicator"),),
    "projectgain": (_("What a project is to add to an indicator"),),
}
VERBS: dict[str, Any] = {
    "indicator.set_rule": _("Rule of what carries an indicator put in force"),
    "indicator.set_gain": _("What a project is to add noted"),
    "indicator.drop_gain": _("What a project is to add taken away"),
    "indicator.define": _("Indicator defined"),
    "indicator.alter": _("Indicator altered"),
    "indicator.retire": _("Indicator retired"),
    "indicator.resume": _("Indicator measured again"),
    "indicator.set_area": _("Area of the indicators entered"),
    "indicator.set_target": _("Target of an indicator entered"),
    "indicator.drop_target": _("Target of an indicator taken away"),
    "readings.bring": _("Publication brought in"),
    "readings.take_back": _("Publication taken back"),
}
