"""What a county or park adds to the gap of the city, as a number that opens the readings it comes from."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.indicators.models import SCALE, Area, AreaKind, Reading
from bihuan.indicators.queries.contribution import Contribution, pulls, reached, readings_of
from bihuan.indicators.queries.kinds_carried import indicator_in
from bihuan.indicators.rules.times import latest_due
from bihuan.kernel.errors import Invalid
from bihuan.kernel.figures import Figure, Grouping, Kind, Scope
from bihuan.kernel.periods import month_of
from bihuan.people.models import Person
from bihuan.ui.scopes import months_in, number_in

NAME, PLACES = "indicators.pull", 2
LABEL = gettext_lazy("What an area adds to the gap")
FORMULA = gettext_lazy("Weight of the area in last year's value × its number above the line of the city.")


def _scaled(number: int | None) -> float | None:
    return None if number is None else round(number / SCALE, PLACES)


def pull_figure(person: Person, split: Contribution, area: int, number: int | None, today: date) -> Figure:
    """What one area adds to a gap that has been told already; its rows are read where somebody opens it."""
    rows = readings_of(person, split.indicator, split.month)
    unit = _("percentage points") if split.is_growth else split.indicator.unit_name
    figure = Figure(
        NAME, _scaled(number), unit, str(FORMULA), today, rows,
        lambda rows: _scaled(pulls(rows, split).get(area)), places=PLACES,
    )  # fmt: skip
    return figure.of_kind(
        NAME, {"indicator": split.indicator.pk, "month": f"{split.month:%Y-%m}", "area": area or ""}
    )


def _make(person: Person, today: date, scope: Scope) -> Figure:
    indicator = indicator_in(person, scope)
    if indicator is None:
        none = Figure(NAME, None, "", str(FORMULA), today, Reading.objects.none(), lambda _rows: None)
        return none.of_kind(NAME, scope)
    month = months_in(scope, month_of(latest_due(indicator, today))).last.replace(day=1)
    split = reached(person, indicator, month, today)
    found = {} if split.why else pulls(readings_of(person, indicator, month), split)
    area = _area(person, scope) or min(found, key=lambda key: found[key], default=0)
    return pull_figure(person, split, area, found.get(area), today)


def _area(person: Person, scope: Scope) -> int | None:
    """The county or park that the address names."""
    asked = number_in(scope, "area")
    ours: Any = Area.objects.visible_to(person).filter(kind=AreaKind.COUNTY)
    if asked and not ours.filter(pk=asked).exists():
        raise Invalid(_("There is no such area."))
    return asked


def kinds() -> list[Kind]:
    """The one kind, whose readings are told apart by month and area."""
    ways = {
        "area": Grouping(gettext_lazy("Area"), "area"),
        "month": Grouping(gettext_lazy("Month"), "month"),
    }
    return [Kind(NAME, LABEL, _make, ("indicator", "month", "area"), ways, is_average=True)]
