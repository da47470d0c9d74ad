from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from bihuan.ui.navigation import Entry, register


class SupervisionConfig(AppConfig):
    name = "bihuan.supervision"
    label = "supervision"

    def ready(self) -> None:
        from bihuan.journal.rules import Named, name_kinds, name_verbs
        from bihuan.kernel import figures
        from bihuan.supervision.queries import kinds, kinds_burden
        from bihuan.supervision.queries.history import LABELS

        for kind in (*kinds.kinds(), *kinds_burden.kinds()):
            figures.register(kind)
        for shown in (*kinds.shown(), *kinds_burden.shown()):
            figures.show(shown)

        name_verbs({"supervision.set_term": _("Term of looking back set")})
        name_verbs({f"item.{verb}": label for verb, label in LABELS.items()})
        name_kinds({f"supervision.{kind}": Named(*how) for kind, how in KINDS.items()})
        name_verbs({"rules.put_in_force": _("Rules put in force")})
        name_verbs({"extensions.limit": _("Limits of extensions put in force")})
        name_verbs({"clocks.put_in_force": _("Clocks put in force")})
        name_verbs(
            {
                "boundary.enter": _("Precedent entered"),
                "boundary.retire": _("Precedent retired"),
                "view.save": _("View of the register saved"),
                "view.drop": _("View of the register dropped"),
            }
        )
        register(
            Entry(
                group="delivery",
                label=_("Register of matters"),
                tab_label=_("Matters"),
                url_name="supervision:task_list",
                order=10,
                icon="i-task",
                tab=True,
                search=True,
                may=reads_business,
            )
        )
        register(
            Entry(
                group="delivery",
                label=_("Checks"),
                url_name="supervision:check_list",
                order=30,
                may=looks_at_results,
            )
        )
        register(
            Entry(
                group="delivery",
                label=_("Units at a glance"),
                tab_label=_("Units"),
                url_name="supervision:unit_report",
                order=40,
                icon="i-unit",
                tab=True,
                may=reads_business,
            )
        )
        register(
            Entry(
                group="delivery",
                label=_("Slips"),
                url_name="supervision:slip_list",
                order=35,
                may=reads_business,
            )
        )
        register(
            Entry(
                group="delivery",
                label=_("Library of rulings"),
                url_name="supervision:precedent_list",
                order=50,
                may=reads_business,
            )
        )
        register(
            Entry(
                group="management",
                label=_("Clocks"),
                url_name="supervision:clock_list",
                order=39,
                may=reads_business,
                about=_("How many days each kind of matter has, and when the ladder of urging is climbed."),
            )
        )
        register(
            Entry(
                group="management",
                label=_("Rules of lights and slips"),
                url_name="supervision:rule_list",
                order=40,
                about=_(
                    "By which rules matters are coloured and slips proposed, and what others would change."
                ),
            )
        )
        register(
            Entry(
                group="delivery",
                label=_("What is asked of units"),
                url_name="supervision:unit_burden",
                order=46,
                may=reads_business,
            )
        )
        register(
            Entry(
                group="delivery",
                label=_("Where the loop gapes"),
                url_name="supervision:loop_gaps",
                order=45,
                may=reads_business,
            )
        )
        register(
            Entry(
                group="management",
                label=_("Hand work over"),
                url_name="supervision:hand_over",
                order=30,
                about=_("The open work of somebody who leaves goes to a colleague."),
                may=hands_over,
            )
        )


KINDS: dict[str, tuple[Any, ...]] = {
    "supervisionitem": (_("Matter"), "supervision:task_detail"),
    "assignment": (_("Part of a unit"),),
    "report": (_("Report"),),
    "reminder": (_("Urge"),),
    "rung": (_("Rung of the ladder of urging"),),
    "clockversion": (_("Version of the clocks"),),
    "extensionrequest": (_("Request for an extension"),),
    "extensionlimit": (_("Limits of extensions"),),
    "ownershipdispute": (_("Objection"),),
    "dutyboundaryrule": (_("Precedent"),),
    "savedview": (_("View of the register"),),
    "verification": (_("Verification"),),
    "schedule": (_("Schedule"),),
    "node": (_("Milestone"),),
    "slip": (_("Supervision slip"),),
    "ruleversion": (_("Version of the rules"),),
    "itemsource": (_("Further source"),),
    "sitecheck": (_("Site check"),),
    "confirmation": (_("Confirmation by the person affected"),),
    "lookback": (_("Look back"),),
    "lookbackterm": (_("Term of the look back"),),
    "mark": (_("Mark against a unit"),),
    "statement": (_("Statement of the unit"),),
    "appeal": (_("Appeal"),),
}


def reads_business(person: Any) -> bool:
    """Whether somebody reads matters at all: administrators do not."""
    return not person.access.is_admin_only


def looks_at_results(person: Any) -> bool:
    """Whether checks, looks back or appeals usually lie with somebody."""
    return bool(person.access.has("supervisor", "leader"))


def hands_over(person: Any) -> bool:
    """Whether somebody can hand over the work of a unit."""
    return bool(person.access.headed) or person.access.has("supervisor", "system_admin")
