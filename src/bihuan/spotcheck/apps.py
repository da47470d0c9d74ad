from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpotcheckConfig(AppConfig):
    name = "bihuan.spotcheck"
    label = "spotcheck"

    def ready(self) -> None:
        from bihuan.journal.rules import Named, name_kinds, name_verbs
        from bihuan.kernel import figures
        from bihuan.spotcheck.queries import kinds
        from bihuan.ui.navigation import register

        for kind in kinds.kinds():
            figures.register(kind)
        for shown in kinds.shown():
            figures.show(shown)
        register(_entry())
        name_verbs(VERBS)
        name_kinds({f"spotcheck.{kind}": Named(*how) for kind, how in KINDS.items()})


def _reads_draws(person: Any) -> bool:
    return not person.access.is_admin_only


def _entry() -> Any:
    from bihuan.ui.navigation import Entry

    return Entry(
        group="conduct",
        label=_("Spot checks"),
        url_name="spotcheck:draw_list",
        order=20,
        about=_("What was closed, drawn by a lot that anybody can run again, looked at by the heads."),
        may=_reads_draws,
    )


VERBS: dict[str, Any] = {
    "draw.plan": _("Draw planned"),
    "draw.commit": _("Plan of a draw committed"),
    "draw.enter": _("Dice and lottery entered"),
    "draw.differ": _("Two entries of dice and lottery differed"),
    "draw.confirm": _("Drawn"),
    "draw.postpone": _("Draw moved to the lottery in reserve"),
    "draw.extend": _("Went on down the list"),
    "draw.void": _("Draw declared void"),
    "draw.close": _("Draw closed"),
    "check.draw": _("Drawn for a check"),
    "check.leave": _("Inspectors set out"),
    "check.walk": _("Gone through by the head"),
    "check.find": _("Result of a check"),
    "check.settle": _("Check followed up"),
    "inspector.set": _("Inspector named"),
    "volunteer.invite": _("Volunteer for attending draws noted"),
    "volunteer.end": _("Volunteer taken off the list"),
    "inspector.declare": _("Interest of an inspector declared"),
}
KINDS: dict[str, tuple[Any, ...]] = {
    "draw": (_("Draw"), "spotcheck:draw_detail"),
    "attendee": (_("Attendee of a draw"),),
    "entry": (_("Entry of dice and lottery"),),
    "check": (_("Spot check"), "spotcheck:check_detail"),
    "inspector": (_("Inspector"),),
    "volunteer": (_("Volunteer for attending draws"),),
    "interest": (_("Interest of an inspector"),),
}
