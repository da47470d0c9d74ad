"""The city's foremost indicators as a strip: each against its line, the province and the others."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Max, QuerySet
from django.urls import reverse

from bihuan.indicators.models import SCALE, Area, AreaKind, Indicator, Reading
from bihuan.indicators.queries.kinds import missing_figure
from bihuan.indicators.queries.overview import city_of, missing
from bihuan.indicators.queries.paths import Trajectory, trajectories
from bihuan.indicators.queries.shown_paths import ShownPath, shown, state_word
from bihuan.kernel.figures import Figure
from bihuan.people.models import Person
from bihuan.projects.queries.facts import as_of

SHOWN = 6
WORST_FIRST = {"red": 0, "amb": 1, "grn": 2, "gry": 3}


@dataclass(frozen=True)
class Headline:
    """One indicator of the strip: its number as a figure, and what it is held against, in words."""

    indicator: Indicator
    figure: Figure
    text: str
    unit: str
    state: str
    state_word: str
    line: str
    province: str
    place: int | None
    spark: tuple[float, ...]
    mark: float | None


@dataclass(frozen=True)
class Headlines:
    """The strip, the month that it tells of, and the path of one of its indicators in full."""

    rows: list[Headline]
    month: date | None
    path: ShownPath | None
    chosen: str


def headlines(person: Person, today: date, chosen: str = "") -> Headlines:
    """The first indicators of the register for the city; the path of the one that is chosen, or the worst."""
    city = city_of(person)
    indicators = list(_wanted(person))
    if city is None or not indicators:
        return Headlines([], None, None, "")
    rows = judged(person, city, indicators, today)
    month = rows.aggregate(last=Max("month"))["last"]
    year = month.year if month else today.year
    drawn = trajectories(person, indicators, city, year, today, with_places=True)
    found = [each for each in (headline_of(drawn[one.pk], rows) for one in indicators) if each]
    said = next((each for each in found if each.indicator.code == chosen), None)
    said = said or min(found, key=lambda each: WORST_FIRST[each.state], default=None)
    path = shown(drawn[said.indicator.pk]) if said else None
    return Headlines(found, month, path, said.indicator.code if said else "")


def _wanted(person: Person) -> QuerySet[Indicator]:
    return Indicator.objects.visible_to(person).filter(is_active=True).order_by("place", "pk")[:SHOWN]


def known(person: Person, code: str) -> str:
    """The code that an address names, if it is that of one of the first indicators; otherwise nothing."""
    return code if code and code in {each.code for each in _wanted(person)} else ""


@dataclass(frozen=True)
class Ages:
    """Up to which month the numbers of the overview reach, and how many have not appeared in time."""

    indicators: date | None
    investment: date
    missing: Figure


def ages(person: Person, today: date) -> Ages:
    """How old the city's numbers are; three questions."""
    city = city_of(person)
    last = None
    if city:
        told = {"measure": F("indicator__measure"), "span": F("indicator__span")}
        rows = Reading.objects.visible_to(person).current().filter(area=city, month__lte=today, **told)
        last = rows.aggregate(last=Max("month"))["last"]
    lacking = missing(person, city, today) if city else []
    return Ages(last, as_of(today).month, missing_figure(lacking, person, city, today))


def judged(person: Person, area: Area, indicators: list[Indicator], today: date) -> Any:
    """The numbers of an area that are judged."""
    told = {"measure": F("indicator__measure"), "span": F("indicator__span")}
    rows = Reading.objects.visible_to(person).current().filter(area=area, indicator__in=indicators, **told)
    return rows.filter(month__lte=today)


def headline_of(drawn: Trajectory, rows: Any) -> Headline | None:
    """The line of one indicator, where there is a number of the year."""
    path, said, now = drawn.path, drawn.wording, drawn.path.now
    if now is None or now.actual is None:
        return None
    series = tuple(point.actual / SCALE for point in path.points if point.actual is not None)
    month = date(path.year, now.month, 1)
    mine = rows.filter(indicator=drawn.indicator, month=month)
    figure = Figure(
        "indicator",
        now.actual,
        said.unit,
        drawn.indicator.definition or drawn.indicator.name,
        month,
        mine,
        lambda found: found.values_list("number", flat=True).get(),
        _way(drawn),
    )
    return Headline(
        indicator=drawn.indicator,
        figure=figure,
        text=said.plain(now.actual),
        unit="%" if said.is_percent else said.unit,
        state=path.state,
        state_word=state_word(path.state),
        line="" if now.line is None else said.plain(now.line),
        province="" if now.province is None else said.plain(now.province),
        place=path.standing.place if path.standing else None,
        spark=series,
        mark=None if now.line is None else now.line / SCALE,
    )


def _way(drawn: Trajectory) -> str:
    """The city's number is followed down; that of an area leads to its path."""
    if drawn.area.kind == AreaKind.CITY:
        return f"{reverse('trace:path')}?indicator={drawn.indicator.code}"
    return f"{reverse('indicators:indicator_detail', args=[drawn.indicator.pk])}?area={drawn.area.pk}"
