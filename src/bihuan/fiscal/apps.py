from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiscalConfig(AppConfig):
    name = "bihuan.fiscal"
    label = "fiscal"

    def ready(self) -> None:
        from bihuan.fiscal.queries import kinds
        from bihuan.journal.rules import Named, name_kinds, name_verbs
        from bihuan.kernel import figures
        from bihuan.ui.navigation import register

        for kind in kinds.kinds():
            figures.register(kind)
        for shown in kinds.shown():
            figures.show(shown)
        for entry in _entries():
            register(entry)
        name_verbs(VERBS)
        name_kinds({f"fiscal.{kind}": Named(*how) for kind, how in KINDS.items()})


def reads_money(person: Any) -> bool:
    """Whether somebody reads the city's money by year."""
    return bool(person.access.has("treasurer", "leader", "auditor"))


def _entries() -> list[Any]:
    from bihuan.ui.navigation import Entry

    return [
        Entry(
            group="projects",
            label=_("Fiscal capacity"),
            url_name="fiscal:capacity",
            order=40,
            about=_("What the city can afford by year, what it has promised, and which projects fit."),
            may=reads_money,
        ),
    ]


VERBS: dict[str, Any] = {
    "fiscal.set_year": _("Money of a year entered"),
    "fiscal.set_term": _("Term of office entered"),
    "fiscal.set_limits": _("Lines of fiscal capacity put in force"),
    "fiscal.assess": _("Project assessed for fiscal capacity"),
    "fiscal.select": _("Projects chosen within the money"),
    "commitment.propose": _("Commitment proposed"),
    "commitment.take_over": _("Commitment taken over"),
    "commitment.respread": _("Years of a commitment changed"),
    "commitment.opine": _("Opinion of the Finance Bureau entered"),
    "commitment.approve": _("Commitment passed"),
    "commitment.override": _("Commitment passed against the finding"),
    "commitment.drop": _("Commitment dropped"),
    "commitment.end": _("Commitment ended early"),
    "candidate.rate": _("Project rated"),
    "candidate.withdraw": _("Project competes no more"),
    "candidate.tie": _("Two projects tied to each other"),
    "candidate.untie": _("Two projects untied"),
}
KINDS: dict[str, tuple[Any, ...]] = {
    "fiscalyear": (_("Money of a year"),),
    "term": (_("Term of office"),),
    "limits": (_("Lines of fiscal capacity"),),
    "commitment": (_("Commitment"), "fiscal:commitment_detail"),
    "commitmentyear": (_("Year of a commitment"),),
    "opinion": (_("Opinion of the Finance Bureau"),),
    "assessment": (_("Assessment of fiscal capacity"),),
    "candidate": (_("Competing project"),),
    "tie": (_("Tie between two projects"),),
    "selection": (_("Choice of projects"), "fiscal:selection_detail"),
}
