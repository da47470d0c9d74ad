from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StandingsConfig(AppConfig):
    name = "bihuan.standings"
    label = "standings"

    def ready(self) -> None:
        from bihuan.journal.rules import Named, name_kinds, name_verbs
        from bihuan.kernel import figures
        from bihuan.standings.queries import kinds
        from bihuan.ui.navigation import register

        for kind in kinds.kinds():
            figures.register(kind)
        for shown in kinds.shown():
            figures.show(shown)
        register(_entry())
        name_verbs(VERBS)
        name_kinds({f"standings.{kind}": Named(*how) for kind, how in KINDS.items()})


def _reads_tables(person: Any) -> bool:
    return not person.access.is_admin_only


def _entry() -> Any:
    from bihuan.ui.navigation import Entry

    return Entry(
        group="conduct",
        label=_("League tables"),
        url_name="standings:table_list",
        order=30,
        about=_("Units compared in bands by printed schemes, with what cannot be told; pledges kept or not."),
        may=_reads_tables,
    )


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
    "scheme": (_("Scheme of scoring"), "standings:scheme_detail"),
    "schemeversion": (_("Version of a scheme"),),
    "schemepart": (_("Part of a scheme"),),
    "partinput": (_("Input of a part"),),
    "group": (_("Group of units"), "standings:group_set"),
    "groupmember": (_("Unit of a group"),),
    "table": (_("League table"), "standings:table_detail"),
    "entry": (_("Number of a league table"),),
    "line": (_("Line of a league table"),),
    "linepart": (_("Points of a line"),),
    "appeal": (_("Objection to a line"), "standings:appeal_answer"),
    "pledge": (_("Pledge of a unit"),),
}
