from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConductConfig(AppConfig):
    name = "bihuan.conduct"
    label = "conduct"

    def ready(self) -> None:
        from bihuan.conduct.queries import kinds
        from bihuan.journal.rules import Named, name_kinds, name_verbs, quiet
        from bihuan.kernel import figures
        from bihuan.ui.navigation import register

        for kind in kinds.kinds():
            figures.register(kind)
        for shown in kinds.shown():
            figures.show(shown)
        register(_entry())
        register(_process())
        name_verbs(VERBS)
        quiet("conduct.look")
        name_kinds({f"conduct.{kind}": Named(*how) for kind, how in KINDS.items()})


def _reads_facts(person: Any) -> bool:
    return not person.access.is_admin_only


def _entry() -> Any:
    from bihuan.ui.navigation import Entry

    return Entry(
        group="conduct",
        label=pgettext_lazy("room", "Conduct"),
        url_name="conduct:round_list",
        order=25,
        about=_("What units did with the city's work, counted from the record by printed formulas."),
        may=_reads_facts,
    )


def _reads_process(person: Any) -> bool:
    access = person.access
    return bool(access.sees_city or access.has("leader") or access.units)


def _process() -> Any:
    from bihuan.ui.navigation import Entry

    return Entry(
        group="conduct",
        label=_("How matters really went"),
        url_name="conduct:process",
        order=30,
        about=_("Which steps matters took and how long each waited, drawn from the sealed record."),
        may=_reads_process,
    )


VERBS: dict[str, Any] = {
    "conduct.find": _("Fact of a unit counted"),
    "conduct.freeze": _("Round of facts frozen"),
    "conduct.preview": _("Preview of facts opened"),
    "conduct.state": _("A unit's own words beside a fact"),
    "conduct.appeal": _("Appeal against an event"),
    "conduct.rule": _("Appeal against an event decided"),
    "conduct.publish": _("Facts published"),
    "conduct.drop": _("Round of facts dropped"),
    "conduct.look": _("Looked at what is on record of a unit"),
}
KINDS: dict[str, tuple[Any, ...]] = {
    "round": (_("Round of facts"), "conduct:round_detail"),
    "finding": (_("Fact of a unit"), "conduct:finding_detail"),
    "evidence": (_("Event that a fact counts"),),
    "statement": (_("A unit's own words"),),
    "appeal": (_("Appeal against an event"), "conduct:appeal_rule"),
    "look": (_("Look at a unit's conduct"),),
}
