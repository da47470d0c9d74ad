"""What units say themselves, beside the facts of which they speak."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from bihuan.kernel.figures import Kind, Scope
from bihuan.people.models import Person
from bihuan.trace.models import Statement
from bihuan.ui.scopes import number_in

MOST_SHOWN = 3
# Of all that some units have said of a page's facts so many are looked through, the newest first.
MOST_READ = 60
# What a unit has in hand stands beside its name: its words about that are words about this figure.
IN_HAND = "supervision.open"


def of_project(project: int, unit: int) -> Q:
    """What a unit says of its part in a project."""
    return Q(project=project, unit=unit)


def of_month(indicator: int, month: date, unit: int) -> Q:
    """What a unit says of its area's number of a month."""
    return Q(indicator=indicator, month=month, unit=unit)


def of_figure(figure: str, unit: int) -> Q:
    """What a unit says of its share of a figure."""
    return Q(figure=figure, unit=unit)


def said_of(kind: Kind, scope: Scope, person: Person) -> tuple[int | None, list[Statement]]:
    """The one unit whose share of a figure is open, if it is one unit's, and what it says of that."""
    unit = number_in(scope, "unit") if "unit" in kind.asks else None
    return unit, beside(person, [of_figure(kind.name, unit)])[:MOST_SHOWN] if unit else []


def beside(person: Person, facts: Sequence[Q]) -> list[Statement]:
    """The words that stand beside some facts, as far as somebody sees them, the newest first."""
    if not facts:
        return []
    which = Q()
    for each in facts:
        which |= each
    rows = Statement.objects.visible_to(person).filter(which).select_related("file", "by")
    return list(rows.order_by("-pk")[:MOST_READ])
