"""The numbers about the city's money that can be asked for by name, and how their rows are shown."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.fiscal.models import CommitmentYear, State
from bihuan.fiscal.queries.overview import year_figure
from bihuan.kernel.figures import Figure, Grouping, Kind, Scope, Shown
from bihuan.ui.scopes import year_in


def _binding(rows: Any) -> Any:
    return rows.binding()


def _proposed(rows: Any) -> Any:
    return rows.filter(commitment__status=State.PROPOSED)


def _of_year(name: str, which: Callable[[Any], Any], person: Any, today: date, scope: Scope) -> Figure:
    year = year_in(scope, today.year)
    rows = which(CommitmentYear.objects.visible_to(person).filter(year=year))
    figure = year_figure(name, 0, rows, year, today)
    return year_figure(name, figure.measure(rows), rows, year, today)


def kinds() -> list[Kind]:
    """All kinds of this room."""
    ways = {
        "kind": Grouping(_("Kind"), "commitment__kind"),
        "lead": Grouping(_("Lead unit"), "commitment__project__lead"),
        "project": Grouping(_("Project"), "commitment__project"),
    }
    labels = {"promised": (_("Promised"), _binding), "waiting": (_("Proposed"), _proposed)}
    return [
        Kind(f"fiscal.{name}", label, partial(_of_year, name, which), ("year",), ways, adds="amount")
        for name, (label, which) in labels.items()
    ]


def shown() -> list[Shown]:
    """How the years of commitments are shown."""
    return [
        Shown(
            "fiscal.commitmentyear",
            title=lambda row: row.commitment.name,
            url=lambda row: reverse("fiscal:commitment_detail", args=[row.commitment_id]),
            needs=("commitment__project__lead",),
            unit=lambda row: row.commitment.project.lead if row.commitment.project else None,
            state=lambda row: row.commitment.get_status_display(),
            day=lambda row: row.commitment.signed_date,
        )
    ]
