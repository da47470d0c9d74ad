from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandingsConfig(AppConfig):
    name = "bihuan.standings"
    label = "standings"

    def ready(self) -> None:
        from bihuan.journal.rules import Named, name_kinds, name_verbs

        name_verbs(VERBS)
        name_kinds({f"standings.{kind}": Named(*how) for kind, how in KINDS.items()})


VERBS: dict[str, Any] = {
    "scheme.write": _("Scheme of scoring written"),
    "scheme.retire": _("Scheme of scoring put aside"),
    "group.set": _("Group of units set"),
    "table.open": _("League table opened"),
    "table.fill": _("League table filled in"),
    "table.enter": _("Number of a league table entered"),
    "table.freeze": _("League table frozen for preview"),
    "table.thaw": _("League table opened again"),
    "table.publish": _("League table published"),
    "table.drop": _("League table dropped"),
    "table.correct": _("Correction of a league table opened"),
    "appeal.make": _("Objection to a line of a league table"),
    "appeal.answer": _("Objection to a line answered"),
    "pledge.make": _("Pledge of a unit entered"),
}
KINDS: dict[str, tuple[Any, ...]] = {
    "scheme": (_("Scheme of scoring"),),
    "schemeversion": (_("Version of a scheme"),),
    "schemepart": (_("Part of a scheme"),),
    "partinput": (_("Input of a part"),),
    "group": (_("Group of units"),),
    "groupmember": (_("Unit of a group"),),
    "table": (_("League table"),),
    "entry": (_("Number of a league table"),),
    "line": (_("Line of a league table"),),
    "linepart": (_("Points of a line"),),
    "appeal": (_("Objection to a line"),),
    "pledge": (_("Pledge of a unit"),),
}
