"""What could be drawn: each kind of population, frozen row by row with the unit that answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef, Subquery

from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.projects.models import Milestone
from bihuan.spotcheck.models import Check, Population, Result
from bihuan.spotcheck.rules.plans import weight_of
from bihuan.spotcheck.rules.protocol import Member as Drawable
from bihuan.supervision.models import Assignment, AssignmentRole, Status, SupervisionItem

# Earlier checks raise a unit's weight for so long.
REMEMBERED = timedelta(365)


@dataclass(frozen=True)
class Candidate:
    """One thing that could be drawn, as the rooms show it today."""

    key: str
    unit_id: int
    label: str
    thing: int | None = None


def stratum_of(unit_id: int) -> str:
    """How lists name the stratum of a unit."""
    return f"u{unit_id}"


def unit_of(stratum: str) -> int:
    """The number of the unit whose stratum it is."""
    return int(stratum[1:])


def drawable(rows: Iterable[tuple[str, int]]) -> list[Drawable]:
    """Rows of key and unit as the protocol knows them."""
    return [Drawable(key, stratum_of(unit)) for key, unit in rows]


def population(kind: str, person: Person, first: date, last: date) -> list[Candidate]:
    """Everything of a kind that was struck off or completed from the first to the last day."""
    return _tasks(person, first, last) if kind == Population.TASK else _milestones(person, first, last)


def _tasks(person: Person, first: date, last: date) -> list[Candidate]:
    leads = Assignment.objects.live().filter(item=OuterRef("pk"), role=AssignmentRole.LEAD)
    rows = (
        SupervisionItem.objects.visible_to(person)
        .filter(status__in=(Status.CLOSED, Status.ARCHIVED))
        .filter(
            closed_at__gte=clock.midnight(first),
            closed_at__lt=clock.midnight(last + timedelta(1)),
        )
        .annotate(lead=Subquery(leads.order_by("position").values("unit")[:1]))
        .exclude(lead=None)
        .order_by("pk")
    )
    return [
        Candidate(f"t{pk}", lead, f"{number} {title}"[:200], pk)
        for pk, lead, number, title in rows.values_list("pk", "lead", "number", "title")
    ]


def _milestones(person: Person, first: date, last: date) -> list[Candidate]:
    rows = Milestone.objects.visible_to(person).filter(fact_date__gte=first, fact_date__lte=last)
    found = rows.order_by("pk").values_list("pk", "project__lead", "project__name", "name")
    return [Candidate(f"m{pk}", unit, f"{project}：{name}"[:200], pk) for pk, unit, project, name in found]


def weights(units: Iterable[int], today: date) -> dict[str, int]:
    """How heavily each unit weighs now: by what its checks of the last twelve months found."""
    since = clock.midnight(today - REMEMBERED)
    rows = Check.objects.filter(found_at__gte=since, result__in=(Result.FAILED, Result.FLAWED)).order_by()
    counts = rows.values_list("unit", "result").annotate(count=Count("pk"))
    found = {(unit, result): count for unit, result, count in counts}
    return {
        stratum_of(unit): weight_of(found.get((unit, Result.FAILED), 0), found.get((unit, Result.FLAWED), 0))
        for unit in sorted(set(units))
    }
