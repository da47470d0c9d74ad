"""The numbers of this room that can be asked for by name, and how their rows are shown."""

from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.figures import Figure, Grouping, Kind, Scope, Shown
from bihuan.people.models import Person
from bihuan.spotcheck.models import Check, Result, State
from bihuan.ui.scopes import number_in

FAILED = Q(result=Result.FAILED)
PER_CENT = 100
NAMES: dict[str, tuple[Any, Any]] = {
    "checked": (_("Spot checks of the base sample"), _("Checks of the base samples of closed draws")),
    "failed": (_("Failed spot checks"), _("Checks of the base samples of closed draws whose result is C")),
    "rate": (
        _("False-closure rate of the sample"),
        _("Checks of the base samples of closed draws whose result is C, in per cent of all of these"),
    ),
    "risk_checked": (_("Spot checks of the risk sample"), _("Checks of the risk samples of closed draws")),
    "risk_failed": (
        _("Failed, risk sample"),
        _("Checks of the risk samples of closed draws whose result is C"),
    ),
}


def _count(rows: Any) -> int:
    number: int = rows.count()
    return number


def _share(rows: Any) -> float:
    whole = rows.count()
    return round(rows.filter(FAILED).count() * PER_CENT / whole, 1) if whole else 0


def spotcheck_figure(name: str, person: Person, today: date, scope: Scope) -> Figure:
    """One number over the checks that a person sees, of draws in which everything has its result.

    Before that what is checked first would speak for what is not; what a void draw found speaks for nothing.
    """
    is_risk = name.startswith("risk_")
    rows = Check.objects.visible_to(person).filter(
        draw__status=State.CLOSED, **{"is_risk" if is_risk else "is_base": True}
    )
    if unit := number_in(scope, "unit"):
        rows = rows.filter(unit=unit)
    if name.endswith("failed"):
        rows = rows.filter(FAILED)
    measure, said = (_share, "%") if name == "rate" else (_count, str(_("checks")))
    figure = Figure(name, measure(rows), said, str(NAMES[name][1]), today, rows, measure)
    return figure.of_kind(f"spotcheck.{name}", scope)


def kinds() -> list[Kind]:
    """All kinds of this room."""
    ways = {
        "unit": Grouping(_("Unit"), "unit", narrows="unit"),
        "draw": Grouping(_("Draw"), "draw__number"),
    }
    return [
        Kind(
            f"spotcheck.{name}",
            label,
            partial(spotcheck_figure, name),
            ("unit",),
            ways,
            counts=FAILED if name == "rate" else None,
        )
        for name, (label, _formula) in NAMES.items()
    ]


def shown() -> list[Shown]:
    """How checks are shown."""
    return [
        Shown(
            "spotcheck.check",
            title=lambda row: row.member.label,
            url=lambda row: reverse("spotcheck:check_detail", args=[row.pk]),
            needs=("member", "unit", "head"),
            unit=lambda row: row.unit,
            person=lambda row: row.head,
            state=lambda row: row.get_result_display(),
            day=lambda row: row.found_at,
        )
    ]
