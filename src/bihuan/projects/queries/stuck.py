"""Where projects are stuck: problems by kind and by solving unit, how many, how late, how old."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from bihuan.journal import clock
from bihuan.kernel.figures import Figure
from bihuan.people.models import Person, Unit
from bihuan.projects.models import Problem, ProblemStatus, Trouble
from bihuan.projects.queries.ledger import PAGE, Page, Tile
from bihuan.ui.schemas import keyset

OPEN, LATE, ALL = "", "late", "all"
# Lists that hold whatever is late.
WITH_LATE = (OPEN, LATE, ALL, ProblemStatus.OPEN)
MOST_UNITS = 12


@dataclass(frozen=True)
class Asked:
    """Which problems are wanted. `status`: empty is all not closed; late, all, or one of theirs."""

    kind: str = ""
    level: str = ""
    unit: int | None = None
    status: str = OPEN

    def scope(self) -> dict[str, object] | None:
        """How a figure over this list is asked for by name; None where no name says it."""
        if self.status not in (OPEN, LATE, ALL):
            return None
        return {"unit": self.unit, "trouble": self.kind, "level": self.level, "status": self.status}

    def query(self, **changes: Any) -> str:
        """The address of the same list with some filters changed."""
        said = asdict(replace(self, **changes))
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Sums:
    """Problems of one kind or of one unit: how many, how many late; days of those not closed."""

    key: Any
    label: Any
    count: int
    late: int
    unclosed: int
    days: int

    @property
    def age(self) -> int:
        """The average age of what is not closed, in days."""
        return round(self.days / self.unclosed) if self.unclosed else 0


def selected(person: Person, asked: Asked, today: date) -> Any:
    """The problems that a person sees and that pass the filters, without order."""
    found = Problem.objects.visible_to(person)
    for name in ("kind", "level", "unit"):
        if value := getattr(asked, name):
            found = found.filter(**{name: value})
    return found.filter(_status(asked.status, today))


def _status(status: str, today: date) -> Q:
    if status in ProblemStatus.values:
        return Q(status=status)
    unclosed = ~Q(status=ProblemStatus.CLOSED)
    return {ALL: Q(), LATE: Q(status=ProblemStatus.OPEN, due__lt=today)}.get(status, unclosed)


def listed(person: Person, asked: Asked, today: date, cursor: str = "") -> Page:
    """A page of problems, the newest first."""
    rows = selected(person, asked, today)
    found = keyset(rows.select_related("project__lead", "unit"), PAGE, cursor)
    items = found["items"]
    is_whole = not cursor and not found["next"]
    for row in items:
        row.age = ((clock.day_of(row.closed_at) if row.closed_at else today) - row.raised_date).days
        row.is_late = row.status == ProblemStatus.OPEN and row.due < today
    return Page(items, found["next"], len(items) if is_whole else None)


@dataclass(frozen=True)
class Summary:
    """All problems of a list, counted in two ways; `tiles` are the numbers above it."""

    kinds: list[Sums]
    units: list[Sums]
    tiles: list[Tile]


def summary(person: Person, asked: Asked, today: date) -> Summary:
    """Count the problems of a list by kind and by solving unit: one question each."""
    rows = selected(person, asked, today)
    counted = {
        key: list(rows.values(key, "raised_date").annotate(**_counts(today)).order_by(key))
        for key in ("kind", "unit")
    }
    names = Unit.objects.in_bulk([each["unit"] for each in counted["unit"]])
    kinds = _gathered(counted["kind"], "kind", today)
    units = _gathered(counted["unit"], "unit", today)
    return Summary(
        [replace(each, label=Trouble(each.key).label) for each in kinds],
        [replace(each, label=names[each.key].short_name) for each in units][:MOST_UNITS],
        _tiles(rows, kinds, asked, today),
    )


def _counts(today: date) -> dict[str, Any]:
    late = Q(status=ProblemStatus.OPEN, due__lt=today)
    unclosed = ~Q(status=ProblemStatus.CLOSED)
    return {
        "count": Count("pk"),
        "late": Count("pk", filter=late),
        "unclosed": Count("pk", filter=unclosed),
    }


def _gathered(rows: list[dict[str, Any]], key: str, today: date) -> list[Sums]:
    found: dict[Any, Sums] = {}
    for row in rows:
        was = found.get(row[key], Sums(row[key], "", 0, 0, 0, 0))
        days = was.days + row["unclosed"] * (today - row["raised_date"]).days
        found[row[key]] = replace(
            was,
            count=was.count + row["count"],
            late=was.late + row["late"],
            unclosed=was.unclosed + row["unclosed"],
            days=days,
        )
    return sorted(found.values(), key=lambda each: (-each.count, -each.late, -each.age))


def _tiles(rows: Any, kinds: list[Sums], asked: Asked, today: date) -> list[Tile]:
    late = rows.filter(status=ProblemStatus.OPEN, due__lt=today)
    total = sum(each.count for each in kinds)
    stuck = rows.aggregate(projects=Count("project", distinct=True))
    unclosed = sum(each.unclosed for each in kinds)
    age = round(sum(each.days for each in kinds) / unclosed) if unclosed else 0

    scope = asked.scope()

    def figure(name: str, value: int, formula: Any, of: Any, measure: Any) -> Figure:
        found = Figure(name, value, "", formula, today, of, measure, "?")
        return found.of_kind(f"projects.stuck_{name}", scope) if scope else found

    def count(found: Any) -> int:
        return int(found.count())

    return [
        _tile(
            _("Problems"),
            figure("problems", total, _("Problems in the list"), rows, count),
            _("problems"),
            asked.query(),
        ),
        _tile(
            _("Projects that are stuck"),
            figure(
                "projects",
                stuck["projects"],
                _("Projects with a problem of the list"),
                rows,
                lambda found: found.values("project").distinct().count(),
            ),
            _("projects"),
            asked.query(),
        ),
        _tile(
            _("Overdue"),
            figure(
                "late", sum(each.late for each in kinds), _("Not solved, and the day has passed"), late, count
            ),
            _("problems"),
            asked.query(status=LATE) if asked.status in WITH_LATE else asked.query(),
        ),
        _tile(
            _("Average age"),
            figure(
                "age",
                age,
                _("Days since the problems were raised that are not closed"),
                rows,
                lambda found: age_of(found, today),
            ),
            _("days"),
            asked.query(),
        ),
    ]


def age_of(rows: Any, today: date) -> int:
    """The average age of the problems that are not closed, in whole days."""
    unclosed = rows.exclude(status=ProblemStatus.CLOSED)
    days = [(today - raised).days for raised in unclosed.values_list("raised_date", flat=True)]
    return round(sum(days) / len(days)) if days else 0


def _tile(label: Any, figure: Figure, unit: Any, query: str) -> Tile:
    return Tile(label, figure, f"{figure.value:,}", unit, "", f"?{query}")
