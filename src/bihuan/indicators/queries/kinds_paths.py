"""The numbers about where indicators are heading that can be asked for by name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.indicators.models import SCALE, Area, AreaKind, Indicator, Measure, Reading, Span
from bihuan.indicators.queries.paths import Trajectory, trajectory
from bihuan.indicators.rules.findings import PER_CENT, Wording
from bihuan.indicators.rules.lines import YEAR, Assumption, Course, in_steps
from bihuan.indicators.rules.paths import Basis, Path
from bihuan.kernel.figures import Figure, Grouping, Kind, Scope
from bihuan.people.models import Person
from bihuan.ui.scopes import number_in, year_in

HUNDRED, TENTHS = 100, 1


@dataclass(frozen=True)
class _Told:
    """One number of a path: which one, from which of its readings, in which unit, how it is computed."""

    label: Any
    value: Callable[[Path, int], float | None]
    rows: Callable[[Trajectory], Q]
    unit: Callable[[Wording], str]
    formula: Any


def _scaled(number: int | None, places: int) -> float | None:
    return None if number is None else round(number / SCALE, places)


def _gap(path: Path, places: int) -> float | None:
    return _scaled(path.gap, places)


def _needed(path: Path, places: int) -> float | None:
    return _scaled(in_steps(path.pace.number, path.nature) if path.pace else None, places)


def _expected(path: Path, places: int) -> float | None:
    likely = path.last.likely if path.last else None
    return _scaled(likely.expected if likely else None, places)


def _chance(path: Path, _places: int) -> float | None:
    return None if path.chance is None else round(path.chance * HUNDRED, TENTHS)


def _own(drawn: Trajectory) -> Q:
    """The readings of the number itself."""
    indicator = drawn.indicator
    return Q(area=drawn.area, measure=indicator.measure, span=indicator.span)


def _line_rows(drawn: Trajectory) -> Q:
    """The reading of now, and those that the line of now comes from."""
    now, year = drawn.path.now, drawn.path.year
    here = date(year, now.month if now else 1, 1)
    judged = Q(measure=drawn.indicator.measure, span=drawn.indicator.span)
    rows = _own(drawn) & Q(month=here)
    if drawn.path.basis == Basis.SHAPE:
        return rows | _own(drawn) & Q(month__year__lt=year)
    if drawn.path.basis == Basis.PROVINCE:
        return rows | judged & Q(area__kind=AreaKind.PROVINCE, month__year=year)
    if drawn.path.basis == Basis.PLACE:
        return judged & ~Q(area__kind=AreaKind.PROVINCE) & Q(month__year=year)
    return rows


def _needed_rows(drawn: Trajectory) -> Q:
    """Those of the line, and last year's values where the rest of the year is weighed by them."""
    rows, pace = _line_rows(drawn), drawn.path.pace
    if pace and pace.assumption == Assumption.WEIGHTED:
        rows |= Q(area=drawn.area, measure=Measure.VALUE, span=Span.YTD, month__year=drawn.path.year - 1)
    return rows


def _expected_rows(drawn: Trajectory) -> Q:
    """The reading of now, and those of the same month and December of past years."""
    now = drawn.path.now
    if drawn.path.nature.course == Course.STANDS or now is None:
        return _own(drawn)
    return _own(drawn) & (
        Q(month=date(drawn.path.year, now.month, 1))
        | Q(month__year__lt=drawn.path.year, month__month__in=(now.month, YEAR))
    )


def _chance_rows(drawn: Trajectory) -> Q:
    """The same, with those of whom the target moves with."""
    if drawn.path.basis not in (Basis.PROVINCE, Basis.PLACE):
        return _expected_rows(drawn) | _line_rows(drawn)
    return Q(measure=drawn.indicator.measure, span=drawn.indicator.span)


def _distance_unit(said: Wording) -> str:
    return _("percentage points") if said.is_percent else _level_unit(said)


def _level_unit(said: Wording) -> str:
    if said.measure == Measure.RANK:
        return _("places")
    return PER_CENT if said.is_percent else said.unit


TOLD = {
    "gap": _Told(
        gettext_lazy("Distance from the target line"),
        _gap,
        _line_rows,
        _distance_unit,
        gettext_lazy("The last number of the year less what the target asks for by its month."),
    ),
    "needed": _Told(
        gettext_lazy("Needed from now for the target"),
        _needed,
        _needed_rows,
        _level_unit,
        gettext_lazy("What the rest of the year must bring for the target to be met."),
    ),
    "expected": _Told(
        gettext_lazy("Likely end of the year"),
        _expected,
        _expected_rows,
        _level_unit,
        gettext_lazy("The last number carried on by what past years still added from the same month."),
    ),
    "chance": _Told(
        gettext_lazy("Chance of meeting the target"),
        _chance,
        _chance_rows,
        lambda _said: PER_CENT,
        gettext_lazy("Student's t over the errors of the same forecast in past years."),
    ),
}


def figures_of(drawn: Trajectory) -> dict[str, Figure]:
    """The numbers of a path by name, each with the readings that it comes from."""
    scope = {"indicator": drawn.indicator.pk, "area": drawn.area.pk, "year": drawn.path.year}
    return {name: _figure(name, drawn).of_kind(f"indicators.{name}", scope) for name in TOLD}


def _figure(name: str, drawn: Trajectory) -> Figure:
    told, places = TOLD[name], drawn.wording.places
    rows = drawn.rows.filter(told.rows(drawn))
    return Figure(
        f"indicators.{name}",
        told.value(drawn.path, places),
        told.unit(drawn.wording),
        str(told.formula),
        drawn.today,
        rows,
        lambda rows: told.value(drawn.again(rows), places),
    )


def _make(name: str, person: Person, today: date, scope: Scope) -> Figure:
    indicators = Indicator.objects.visible_to(person).order_by("place", "pk")
    areas = {each.pk: each for each in cast("QuerySet[Area]", Area.objects.visible_to(person))}
    key, where, year = number_in(scope, "indicator"), number_in(scope, "area"), year_in(scope, today.year)
    indicator = get_object_or_404(indicators, pk=key) if key else indicators.filter(is_active=True).first()
    if where and where not in areas:
        raise Http404
    city = next((each for each in areas.values() if each.kind == AreaKind.CITY), None)
    area = areas[where] if where else city
    if indicator is None or area is None:
        return _nothing(name, today)
    drawn = trajectory(person, indicator, area, year, today, areas=areas.values())
    return figures_of(drawn)[name]


def _nothing(name: str, today: date) -> Figure:
    rows = Reading.objects.none()
    return Figure(name, None, "", str(TOLD[name].formula), today, rows, lambda _rows: None).of_kind(
        f"indicators.{name}"
    )


def kinds() -> list[Kind]:
    """All kinds of paths."""
    ways = {
        "month": Grouping(gettext_lazy("Month"), "month"),
        "area": Grouping(gettext_lazy("Area"), "area"),
    }
    return [
        Kind(
            f"indicators.{name}",
            told.label,
            partial(_make, name),
            ("indicator", "area", "year"),
            ways,
            is_average=True,
        )
        for name, told in TOLD.items()
    ]
