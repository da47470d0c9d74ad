from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "bihuan.indicators"
    label = "indicators"

    def ready(self) -> None:
        from bihuan.indicators.queries import kinds, kinds_carried, kinds_firms, kinds_paths, kinds_pulls
        from bihuan.journal.rules import Named, name_kinds, name_verbs
        from bihuan.kernel import figures
        from bihuan.ui.navigation import Entry, register

        for part in (kinds, kinds_paths, kinds_carried, kinds_pulls, kinds_firms):
            for kind in part.kinds():
                figures.register(kind)
        for shown in (*kinds.shown(), *kinds_firms.shown()):
            figures.show(shown)
        for entry in _entries(Entry):
            register(entry)
        name_verbs(VERBS)
        name_kinds({f"indicators.{kind}": Named(*how) for kind, how in KINDS.items()})


def reads_indicators(person: Any) -> bool:
    """Whether somebody works here otherwise than as an administrator."""
    return not person.access.is_admin_only


def _entries(entry: Any) -> list[Any]:
    return [
        entry(
            group="figures",
            label=_("Indicators"),
            url_name="indicators:indicator_list",
            order=20,
            about=_(
                "What the city measures itself by: numbers as published, targets, places, the way to them."
            ),
            may=reads_indicators,
        ),
        entry(
            group="figures",
            label=_("Publications"),
            url_name="indicators:publication_list",
            order=30,
            about=_("What was published, when and by whom; every revision is kept."),
            may=reads_indicators,
        ),
        entry(
            group="figures",
            label=_("Firms above scale"),
            url_name="indicators:firm_list",
            order=25,
            about=_("Who came onto the roll, who left it, who stands near the line."),
            may=reads_indicators,
        ),
    ]


KINDS: dict[str, tuple[Any, ...]] = {
    "area": (_("Area of an indicator"),),
    "indicator": (_("Indicator"), "indicators:indicator_detail"),
    "target": (_("Target of an indicator"),),
    "targetnode": (_("Month of a target"),),
    "readingbatch": (_("Publication of readings"), "indicators:publication_detail"),
    "readingsheet": (_("File of numbers under check"), "indicators:sheet_check"),
    "reading": (_("Published number"),),
    "carryrule": (_("Rule of what carries an indicator"),),
    "firm": (_("Firm"), "indicators:firm_detail"),
    "firmspell": (_("Stay of a firm on the roll"),),
    "firmrevenue": (_("Revenue of a firm"),),
    "firmrule": (_("Line of the firms above scale"),),
    "firmbook": (_("Workbook of firms"),),
    "projectgain": (_("What a project is to add to an indicator"),),
}
VERBS: dict[str, Any] = {
    "firms.set_rule": _("Line of the firms above scale put in force"),
    "firms.bring": _("Workbook of firms brought in"),
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
    "readings.hand_in": _("File of numbers handed in"),
    "readings.take": _("File of numbers taken"),
    "readings.put_aside": _("File of numbers put aside"),
    "readings.bring": _("Publication brought in"),
    "readings.take_back": _("Publication taken back"),
}
