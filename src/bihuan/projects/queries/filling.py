"""The rows of a round as they are filled in: what stands there, what was written, what is wrong with it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from bihuan.kernel.money import in_unit
from bihuan.kernel.periods import shifted
from bihuan.people.models import Person
from bihuan.projects.models import DispatchRound, MonthRow, Project, Source, YearPlan
from bihuan.projects.queries.months import RECENT, pasts
from bihuan.projects.queries.rounds import owed, workable
from bihuan.projects.rules.cells import TEXTS, cells_of, is_same, read, says_something, sole_source
from bihuan.projects.rules.months import COLUMNS, Entry, Fault, Past, judge, moment_of, stale
from bihuan.projects.rules.moves import is_keeper
from bihuan.projects.rules.owing import has_month
from bihuan.ui.schemas import place

PAGE = 30
FILLED, MISSING, ANY = "filled", "missing", "any"
LABELS: dict[str, Any] = {
    "done": gettext_lazy("Done this month (wan yuan)"),
    **{source.value: source.label for source in Source},
    "year": gettext_lazy("Done this year (wan yuan)"),
    "percent": gettext_lazy("Physical progress, %"),
    "progress": gettext_lazy("What can be seen on the site"),
    "problem": gettext_lazy("What is in the way"),
    "need": gettext_lazy("What others must do"),
    "reason": pgettext_lazy("month", "Reason, where one is needed"),
}
MAIN = ("done", "percent", *TEXTS)
NUMBERS = frozenset({"done", "percent", "year", *COLUMNS})


@dataclass(frozen=True)
class Box:
    """One cell as a page shows it."""

    name: str
    key: str
    label: Any
    value: str
    faults: list[str]
    is_number: bool


@dataclass
class Line:
    """One project's month: its last one, the one that stands, and what somebody writes."""

    project: Project
    last: Any = None
    row: Any = None
    past: Past = field(default_factory=Past)
    sole: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    entry: Entry | None = None
    faults: list[Fault] = field(default_factory=list)
    is_new: bool = False

    @property
    def stamp(self) -> str:
        """The moment at which the row that stands was written: another one means that it has changed."""
        return moment_of(self.row)

    def weigh(self, cells: Mapping[str, str], stamp: str) -> None:
        """Take what was written, and say whether it may be kept. An empty row says nothing."""
        self.cells = cells
        if not says_something(cells) and self.row is None:
            return
        self.entry, self.faults = read(cells, self.sole)
        if self.entry is None:
            return
        if self.row and is_same(self.entry, self.row):
            return
        self.entry = replace(self.entry, seen=stamp)
        self.faults = judge(self.entry, self.past)
        if stamp != self.stamp:
            self.faults.insert(0, stale())
        self.is_new = not self.faults

    def boxes(self, names: Iterable[str]) -> list[Box]:
        return [
            Box(
                name,
                f"{name}-{self.project.pk}",
                LABELS[name],
                self.cells.get(name, ""),
                [fault.words for fault in self.faults if fault.column == name],
                name in NUMBERS,
            )
            for name in names
        ]

    @property
    def done_box(self) -> Box:
        return self.boxes(("done",))[0]

    @property
    def text_boxes(self) -> list[Box]:
        return self.boxes(MAIN[1:])

    @property
    def source_boxes(self) -> list[Box]:
        return self.boxes(COLUMNS)

    @property
    def is_split(self) -> bool:
        """Whether the sources stand open: they are wanted, or written in and something is wrong."""
        wanted = any(fault.code in ("sources", "split") for fault in self.faults)
        return wanted or (bool(self.faults) and any(self.cells.get(name) for name in COLUMNS))

    @property
    def row_faults(self) -> list[str]:
        return [fault.words for fault in self.faults if fault.column not in (*MAIN, *COLUMNS)]

    @property
    def source_label(self) -> str:
        return str(Source(self.sole).label) if self.sole else ""

    @property
    def year_before(self) -> str:
        return in_unit(self.past.year)


@dataclass(frozen=True)
class Asked:
    """Which rows of a round: filled in or not, of which unit."""

    group: str = ""
    unit: int | None = None


@dataclass(frozen=True)
class Page:
    """Some rows of a round and the key of the next page."""

    rows: list[Line]
    after: str
    total: int | None = None


def may_fill(person: Person, round_: DispatchRound) -> bool:
    """Whether somebody has rows to fill in, and the round is open."""
    return round_.status == "open" and (bool(person.access.units) or is_keeper(person))


def asked_rows(person: Person, round_: DispatchRound, asked: Asked, *, own: bool) -> Any:
    """The projects of a round that somebody asks for; `own`: only those that he may fill in."""
    found = workable(person) if own and asked.group == ANY else owed(person, round_, own=own)
    here = has_month(round_.month)
    found = found.filter({FILLED: here, MISSING: ~here}.get(asked.group, Q()))
    return found.filter(lead_id=asked.unit) if asked.unit else found


def grid(person: Person, round_: DispatchRound, asked: Asked, cursor: str, *, own: bool) -> Page:
    """A page of a round, prefilled with what stands there."""
    found = asked_rows(person, round_, asked, own=own)
    if (after := place(cursor)) is not None:
        found = found.filter(pk__gt=after)
    rows = list(found.select_related("lead").order_by("pk")[: PAGE + 1])
    page = lines(rows[:PAGE], round_.month)
    for line in page:
        if line.row:
            line.cells = cells_of(line.row, line.sole)
    more = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    return Page(page, more, len(page) if not cursor and not more else None)


def lines(projects: Collection[Project], month: date) -> list[Line]:
    """The rows of projects in a month: five questions, however many."""
    keys = [project.pk for project in projects]
    span = MonthRow.objects.filter(project__in=keys, month__range=(shifted(month, -RECENT), month))
    last: dict[int, MonthRow] = {}
    now: dict[int, MonthRow] = {}
    for row in span.order_by("month"):
        (now if row.month == month else last)[row.project_id] = row
    planned: dict[int, dict[str, int]] = {}
    plans = YearPlan.objects.filter(project__in=keys, year=month.year)
    for pk, source, amount in plans.values_list("project", "source", "amount"):
        planned.setdefault(pk, {})[source] = amount
    known = pasts(projects, month)
    return [
        Line(
            project,
            last.get(project.pk),
            now.get(project.pk),
            known[project.pk],
            sole_source(planned.get(project.pk, {}), last.get(project.pk)),
        )
        for project in projects
    ]


def good(rows: Iterable[Line]) -> dict[int, Entry]:
    """What may be kept, by project: what `actions.fill` takes."""
    return {row.project.pk: row.entry for row in rows if row.is_new and row.entry}
