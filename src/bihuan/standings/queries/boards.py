"""The list of tables, and one of them as it is read: its bands, its lines, and what is missing in it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Any

from django.db.models import Count, F, Q

from bihuan.indicators.models import SCALE
from bihuan.kernel.intervals import FEWEST, USUAL, wilson
from bihuan.people.models import Person
from bihuan.standings.models import Band, Entry, Line, LinePart, SchemePart, Status, Table
from bihuan.standings.queries.plans import plan_of
from bihuan.standings.rules.language import Trouble
from bihuan.standings.rules.scored import Plan
from bihuan.ui.charts import short
from bihuan.ui.schemas import place as key_of

PAGE, HUNDRED, TICKS = 50, 100, 5
# The order in which bands are shown: where something has to be done comes first.
ORDER = (Band.BELOW, Band.NEAR, Band.ABOVE, Band.LISTED)
CSS = {Band.BELOW: "lo", Band.ABOVE: "hi", Band.LISTED: "na", Band.NEAR: ""}
STATES = {Band.BELOW: "red", Band.ABOVE: "grn", Band.LISTED: "gry", Band.NEAR: "gry"}
STEPS = (1, 2, 5, 10, 20, 25, 50, 100)


@dataclass(frozen=True)
class Page:
    """Some tables, how many there are in all, and the key after which the next page begins."""

    rows: list[Any]
    total: int
    after: str


def tables(person: Person, status: str, after: str) -> Page:
    """The tables that a person may read, the newest first, each with how many units lie in which band."""
    seen = Table.objects.visible_to(person)
    if status in Status.values:
        seen = seen.filter(status=status)
    start, rows = key_of(after), seen
    if start is not None:
        rows = rows.filter(pk__lt=start)
    counts: dict[str, Any] = {
        f"n_{band}": Count("lines", filter=Q(lines__band=band, lines__round=F("round"))) for band in ORDER
    }
    found = list(
        rows.select_related("version__scheme", "group", "publisher", "corrects")
        .annotate(**counts)
        .order_by("-pk")[: PAGE + 1]
    )
    shown = found[:PAGE]
    return Page(shown, seen.count(), str(shown[-1].pk) if len(found) > PAGE else "")


@dataclass(frozen=True)
class Axis:
    """The scale on which scores are drawn, with the marks that are written over it."""

    low: float
    high: float
    marks: tuple[float, ...]

    def at(self, value: int | None) -> str:
        """A number in ten-thousandths as a place from 0 to 100."""
        share = ((value or 0) / SCALE - self.low) / ((self.high - self.low) or 1)
        return short(max(0.0, min(1.0, share)) * HUNDRED)

    @property
    def lines(self) -> list[str]:
        return [self.at(round(mark * SCALE)) for mark in self.marks]


def axis_of(numbers: Sequence[int]) -> Axis:
    """A scale that holds these numbers, with round marks."""
    low, high = min(numbers, default=0) / SCALE, max(numbers, default=HUNDRED * SCALE) / SCALE
    step = next((each for each in STEPS if (high - low) / each <= TICKS), STEPS[-1])
    start, end = floor(low / step) * step, ceil(high / step) * step
    end = end if end > start else start + step
    count = round((end - start) / step)
    return Axis(start, end, tuple(start + step * number for number in range(count + 1)))


@dataclass(frozen=True)
class Row:
    """One unit's line as it is shown. Scores in ten-thousandths; places on the axis from 0 to 100."""

    line: Line
    score: int | None
    low: int | None
    high: int | None
    drawn: tuple[str, str, str] | None
    css: str
    points: list[LinePart]
    change: int | None = None
    lacking: list[str] = field(default_factory=list)
    is_few: bool = False

    @property
    def alike(self) -> int:
        return len(self.line.alike_units)


@dataclass(frozen=True)
class Group:
    """The units of one band, in words and with their state."""

    band: str
    label: str
    state: str
    rows: list[Row]


@dataclass(frozen=True)
class Board:
    """A table as a person reads it: all of it, or his own lines."""

    table: Table
    plan: Plan
    axis: Axis
    average: str
    groups: list[Group]
    plain: list[Row]
    total: int
    whole: int
    before: Table | None
    is_own: bool
    fewest: int = FEWEST

    @property
    def has_rate(self) -> bool:
        """Whether a single share decides, so that each line says of how many."""
        return self.plan.rate is not None and any(row.line.whole for row in self.plain)

    @property
    def few(self) -> int:
        """How many units are listed only because they were counted of too few."""
        return sum(1 for row in self.plain if row.line.band == Band.LISTED and row.is_few)

    @property
    def lacking(self) -> int:
        """How many units are listed only because a number is missing."""
        return sum(1 for row in self.plain if row.line.band == Band.LISTED and row.lacking)

    @property
    def has_error(self) -> bool:
        """Whether any score has an interval: what was counted or measured whole has none."""
        return any(row.line.score is not None and row.line.low != row.line.high for row in self.plain)

    def count(self, band: str) -> int:
        return sum(len(group.rows) for group in self.groups if group.band == band)

    @property
    def below(self) -> int:
        return self.count(Band.BELOW)

    @property
    def above(self) -> int:
        return self.count(Band.ABOVE)


def board(person: Person, table: Table) -> Board:
    """Read a frozen or published table: its lines, in bands, against the table before."""
    plan = plan_of(table.version)
    lines = list(
        Line.objects.visible_to(person).filter(table=table, round=table.round).select_related("unit")
    )
    points = _points(lines)
    shares = _shares(table, plan)
    before = previous(table)
    was = _scores(before)
    ends = [end for line in lines for end in (line.low, line.high, table.average) if end is not None]
    ends += [each[place] for each in shares.values() for place in (0, 1, 2)]
    axis, total = axis_of(ends), table.lines.filter(round=table.round).count()
    codes = {part.pk: part for part in plan.parts}
    rows = [_row(line, points[line.pk], shares.get(line.unit_id), was, axis, codes) for line in lines]
    rows.sort(key=lambda row: (row.score or 0, row.line.unit_id))
    return Board(
        table=table,
        plan=plan,
        axis=axis,
        average=axis.at(table.average),
        groups=_groups(rows),
        plain=sorted(rows, key=lambda row: (row.line.place or len(rows) + 1, row.line.unit_id)),
        total=total,
        whole=sum(row.line.whole or 0 for row in rows),
        before=before,
        is_own=table.status != Status.PUBLISHED and len(lines) < total,
    )


def _groups(rows: list[Row]) -> list[Group]:
    found = []
    for band in ORDER:
        inside = [row for row in rows if row.line.band == band]
        if inside:
            found.append(Group(band.value, str(band.label), STATES[band], inside))
    return found


def _row(
    line: Line,
    points: list[LinePart],
    share: tuple[int, int, int] | None,
    was: Mapping[int, int | None],
    axis: Axis,
    parts: Mapping[int, SchemePart],
) -> Row:
    score, low, high = line.score, line.low, line.high
    if score is None and share:
        score, low, high = share
    drawn = None if score is None else (axis.at(low), axis.at(score), axis.at(high))
    old = was.get(line.unit_id)
    return Row(
        line=line,
        score=score,
        low=low,
        high=high,
        drawn=drawn,
        css=CSS[Band(line.band)],
        points=points,
        change=None if old is None or line.score is None else line.score - old,
        lacking=[parts[each.part_id].name for each in points if each.trouble not in ("", Trouble.FEW)],
        is_few=any(each.trouble == Trouble.FEW for each in points),
    )


def _points(lines: Sequence[Line]) -> dict[int, list[LinePart]]:
    found: dict[int, list[LinePart]] = defaultdict(list)
    for each in LinePart.objects.filter(line__in=lines).order_by("part__position"):
        found[each.line_id].append(each)
    return found


def _shares(table: Table, plan: Plan) -> dict[int, tuple[int, int, int]]:
    """Rates of too few to be judged, which are listed all the same: share and interval as points."""
    if plan.rate is None:
        return {}
    full = plan.parts[0].weight
    entries = Entry.objects.filter(table=table, input=plan.rate, whole__lt=FEWEST)
    found = {}
    for unit, counted, whole in entries.values_list("unit_id", "counted", "whole"):
        ends = wilson(counted, whole, USUAL)
        shares = (counted / whole, ends.low, ends.high)
        found[unit] = (round(shares[0] * full), round(shares[1] * full), round(shares[2] * full))
    return found


def previous(table: Table) -> Table | None:
    """The published table of the same scheme and group before this one, as it was corrected."""
    rows = Table.objects.filter(
        status=Status.PUBLISHED,
        version__scheme=table.version.scheme_id,
        group=table.group_id,
        last__lt=table.last,
    )
    found: Table | None = rows.order_by("-last", "-pk").first()
    return found


def _scores(table: Table | None) -> dict[int, int | None]:
    if table is None:
        return {}
    return dict(table.lines.filter(round=table.round).values_list("unit_id", "score"))
