"""The list of indicators: of each its latest number, target, place, the province, and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max

from bihuan.indicators.models import SCALE, Area, AreaKind, Indicator, Measure, Reading
from bihuan.indicators.queries.paths import Trajectory, trajectories
from bihuan.indicators.queries.shown_paths import state_word
from bihuan.indicators.rules.times import latest_due
from bihuan.kernel.periods import shifted
from bihuan.people.models import Person

# How far back a small line goes.
MONTHS_BACK = 24


@dataclass(frozen=True)
class Line:
    """One indicator of an area as the list shows it; `missing` is the month that should have appeared."""

    indicator: Indicator
    drawn: Trajectory
    latest: Reading | None
    place: int | None
    gained: int | None
    series: tuple[float, ...]
    missing: date | None

    @property
    def lost(self) -> int:
        """How many places were lost on the year before."""
        return -(self.gained or 0)

    @property
    def number(self) -> str:
        """The latest number with its unit."""
        return self.drawn.wording.level(self.latest.number) if self.latest else ""

    @property
    def gap(self) -> str:
        """How far the number lies from its line, with a sign."""
        return self._signed(self.drawn.path.gap)

    @property
    def province(self) -> str:
        """The mean of the province at the same time."""
        now = self.drawn.path.now
        return "" if now is None or now.province is None else self.drawn.wording.plain(now.province)

    @property
    def behind(self) -> str:
        """How far the number lies from the mean of the province, with a sign."""
        return self._signed(self.drawn.path.behind)

    def _signed(self, number: int | None) -> str:
        if number is None:
            return ""
        sign = "+" if number > 0 else ""
        return f"{sign}{self.drawn.wording.plain(number)}"


@dataclass(frozen=True)
class Overview:
    """All indicators that somebody sees, for one area, on a day."""

    area: Area
    year: int
    lines: list[Line]

    @property
    def missing(self) -> list[int]:
        """The indicators of which a reading should have appeared and has not come in."""
        return [line.indicator.pk for line in self.lines if line.missing]

    @property
    def lights(self) -> list[tuple[str, int, str]]:
        """How many stand at each light, in words."""
        states = [line.drawn.state for line in self.lines]
        return [(each, states.count(each), state_word(each)) for each in ("red", "amb", "grn", "gry")]


def city_of(person: Person) -> Area | None:
    """The city among the areas."""
    return Area.objects.visible_to(person).filter(kind=AreaKind.CITY).first()


def missing(person: Person, area: Area, today: date) -> list[int]:
    """The same as `Overview.missing`, for whoever asks for nothing else."""
    since = shifted(today.replace(day=1), -MONTHS_BACK)
    rows = Reading.objects.visible_to(person).current().filter(area=area, month__range=(since, today))
    rows = rows.filter(measure=F("indicator__measure"), span=F("indicator__span"))
    last = dict(rows.values_list("indicator").annotate(last=Max("month")))
    indicators = Indicator.objects.visible_to(person).filter(is_active=True)
    return [
        each.pk
        for each in indicators
        if (each.pk in last or area.kind == AreaKind.CITY)
        and last.get(each.pk, date.min) < latest_due(each, today)
    ]


def overview(person: Person, area: Area, today: date) -> Overview:
    """The indicators in force, in their order, each with where it stands. Seven queries, however many."""
    rows = Indicator.objects.visible_to(person).filter(is_active=True).select_related("owner")
    indicators = list(rows.order_by("place", "name"))
    told = _readings(person, area, indicators, today)
    months = [row.month for rows in told.values() for row in rows]
    year = max((month.year for month in months), default=today.year)
    drawn = trajectories(person, indicators, area, year, today)
    lines = [_line(each, drawn[each.pk], told.get(each.pk, []), today) for each in indicators]
    return Overview(area, year, [line for line in lines if _concerns(line, area)])


def _readings(
    person: Person, area: Area, indicators: Iterable[Indicator], today: date
) -> dict[int, list[Reading]]:
    """The numbers of the last two years that are judged, and the places, by indicator, oldest first."""
    since = shifted(today.replace(day=1), -MONTHS_BACK)
    rows = Reading.objects.visible_to(person).current().filter(area=area, month__range=(since, today))
    judged = {each.pk: (each.measure, each.span) for each in indicators}
    found: dict[int, list[Reading]] = {}
    for row in rows.order_by("month"):
        is_judged = judged.get(row.indicator_id) == (row.measure, row.span)
        if is_judged or (row.measure == Measure.RANK and row.indicator_id in judged):
            found.setdefault(row.indicator_id, []).append(row)
    return found


def _line(indicator: Indicator, drawn: Trajectory, rows: list[Reading], today: date) -> Line:
    series = [row for row in rows if row.measure == indicator.measure]
    latest = series[-1] if series else None
    places = {row.month: row.number // SCALE for row in rows if row.measure == Measure.RANK}
    place = places.get(latest.month) if latest else None
    before = places.get(shifted(latest.month, -12)) if latest else None
    due = latest_due(indicator, today)
    return Line(
        indicator,
        drawn,
        latest,
        place,
        before - place if place and before else None,
        tuple(row.number / SCALE for row in series),
        due if latest is None or latest.month < due else None,
    )


def _concerns(line: Line, area: Area) -> bool:
    """A part of the city has only the numbers that are published for it."""
    return area.kind == AreaKind.CITY or line.latest is not None
