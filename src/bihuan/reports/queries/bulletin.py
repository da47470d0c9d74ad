"""The numbers of a period: of the whole city, of each kind of source, of each lead unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Subquery, Sum
from django.urls import reverse

from bihuan.intake.models import SourceType
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.kernel.periods import Period, name_of
from bihuan.people.models import Person
from bihuan.reports.models import Bulletin
from bihuan.supervision.models import Assignment, AssignmentRole, Slip, SlipColour, SupervisionItem
from bihuan.supervision.models.item import overdue, sent_in
from bihuan.supervision.queries import unit_report
from bihuan.supervision.queries.figures import COLUMNS, UnitLine
from bihuan.supervision.queries.gaps import LABELS as GAP_LABELS
from bihuan.supervision.queries.gaps import Scope, gap_totals
from bihuan.supervision.queries.standing import Ranking, ranked

PAGE = 30
# So many overdue matters stand in the annex, the longest overdue first.
MOST_OVERDUE = 100
GROUPS = {
    "open": "open",
    "overdue": "overdue",
    "no_report": "report_overdue",
    "done": "done",
    "on_time": "on_time",
}


@dataclass(frozen=True)
class Number:
    """One number: what it counts, in words, and the way to the rows."""

    name: str
    label: str
    value: int
    url: str


@dataclass(frozen=True)
class Findings:
    """Everything that a bulletin of a period is made from, as it stands today."""

    period: Period
    numbers: dict[str, Number]
    lines: list[UnitLine]
    ranking: Ranking
    late: list[Any]
    has_more_late: bool


def findings(person: Person, period: Period, today: date) -> Findings:
    """Count a period: seven queries, however large the city."""
    lines = unit_report(person, period, today)
    late = list(_late(person, period, today))
    return Findings(
        period,
        numbers_of(person, period, today, lines),
        lines,
        ranked(lines),
        late[:MOST_OVERDUE],
        len(late) > MOST_OVERDUE,
    )


def numbers_of(person: Person, period: Period, today: date, lines: Sequence[UnitLine]) -> dict[str, Number]:
    """Every number of a period by its name; `lines` are its units'."""
    sources = _sources(person, period, today)
    numbers = [
        *_of_city(sources, period),
        *_of_sources(sources, period),
        *_of_slips(person, period),
        *_of_gaps(person, period, today),
        *(_of_unit(line, name, period) for line in lines for name in COLUMNS),
    ]
    return {each.name: each for each in numbers}


def position() -> int:
    """The number of the last event of the record; 0 before the first."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def listed(person: Person) -> Any:
    """The bulletins that a person may read, the newest first, without their tables."""
    seen = Bulletin.objects.visible_to(person).defer("annexes", "paper", "text").select_related("by")
    return seen.order_by("-pk")


def _sources(person: Person, period: Period, today: date) -> list[Any]:
    """What a period brought, by the kind of source."""
    seen = SupervisionItem.objects.visible_to(person).filter(sent_in(period)).order_by()
    return list(seen.values("source_type").annotate(**_sums(today)).order_by("source_type"))


def _of_city(rows: Sequence[Any], period: Period) -> Iterator[Number]:
    """Each matter has one source, so that their sums are the city's."""
    for name in COLUMNS:
        value = sum(row[name] or 0 for row in rows)
        yield Number(name, str(COLUMNS[name].label), value, _way(name, period))


def _of_sources(rows: Sequence[Any], period: Period) -> Iterator[Number]:
    for row in rows:
        source = SourceType(row["source_type"])
        for name in COLUMNS:
            label = f"{source.label} {COLUMNS[name].label}"
            way = _way(name, period, source=source.value)
            yield Number(f"{name}:{source.value}", label, row[name] or 0, way)


def _of_slips(person: Person, period: Period) -> Iterator[Number]:
    seen = SupervisionItem.objects.visible_to(person)
    start, end = clock.midnight(period.first), clock.midnight(period.last + timedelta(1))
    issued = Slip.objects.filter(item__in=seen, at__gte=start, at__lt=end).order_by()
    counts = dict(issued.values_list("colour").annotate(count=Count("pk")))
    for colour in SlipColour:
        yield Number(
            f"slip:{colour.value}",
            str(colour.label),
            counts.get(colour.value, 0),
            reverse("supervision:slip_list"),
        )


def _of_gaps(person: Person, period: Period, today: date) -> Iterator[Number]:
    """Where the loop gapes in the period."""
    total = gap_totals(Scope(person, period, today))
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    for name, figure in total.items():
        way = f"{reverse('supervision:loop_gaps')}?{urlencode(days | {'gap': name})}"
        yield Number(f"gap:{name}", str(GAP_LABELS[name][0]), figure.value, way)


def _of_unit(line: UnitLine, name: str, period: Period) -> Number:
    label = f"{line.unit.short_name} {COLUMNS[name].label}"
    way = _way(name, period, lead=line.unit.pk)
    return Number(f"{name}:u{line.unit.pk}", label, line.figures[name].value, way)


def _sums(today: date) -> dict[str, Any]:
    return {
        name: Sum(column.total) if column.total else Count("pk", filter=column.which(today) or None)
        for name, column in COLUMNS.items()
    }


def _late(person: Person, period: Period, today: date) -> Any:
    lead = Assignment.objects.live().filter(item=OuterRef("pk"), role=AssignmentRole.LEAD)
    seen = SupervisionItem.objects.visible_to(person).filter(sent_in(period), overdue(today))
    named = seen.annotate(lead_name=Subquery(lead.order_by("position").values("unit__short_name")[:1]))
    return named.order_by("open_due", "pk").only("number", "title", "finish_due")[: MOST_OVERDUE + 1]


def _way(name: str, period: Period, **more: Any) -> str:
    said = {"group": GROUPS.get(name, "all"), "sent": name_of(period), **more}
    return f"{reverse('supervision:task_list')}?{urlencode(said)}"
