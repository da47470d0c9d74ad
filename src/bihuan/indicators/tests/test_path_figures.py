"""Every number of a path opens the readings that it comes from, and is computed again from these alone."""

from datetime import date
from typing import Any

import pytest

from bihuan.indicators.models import Indicator, Measure
from bihuan.indicators.queries.kinds_paths import TOLD, figures_of
from bihuan.indicators.queries.paths import trajectory
from bihuan.indicators.tests.makers import Bureau, make_indicator, make_series, make_target
from bihuan.kernel.errors import Invalid
from bihuan.kernel.figures import kind_of
from bihuan.supervision.tests.makers import moment

pytestmark = pytest.mark.django_db
OCTOBER, TODAY = moment("2026-10-20"), date(2026, 10, 20)
ENDS = ((60, 58), (50, 51), (70, 68), (55, 56))
MONTHS = (6, 9, 12)


@pytest.fixture
def industry(bureau: Bureau) -> Indicator:
    """Growth with four past years, the values of last year, the province and another city."""
    indicator = make_indicator(bureau)
    for area, more in ((bureau.city, 0), (bureau.province, 4), (bureau.peer, 7)):
        numbers = {date(2026, 9, 1): str((51 + more) / 10)}
        for year, (september, december) in enumerate(ENDS, start=2022):
            numbers |= {
                date(year, 6, 1): "5.0",
                date(year, 9, 1): str((september + more) / 10),
                date(year, 12, 1): str((december + more + year % 3) / 10),
            }
        make_series(bureau, indicator, numbers, area, at=OCTOBER)
    values = {date(2025, 9, 1): "700", date(2025, 12, 1): "1000"}
    make_series(bureau, indicator, values, measure=Measure.VALUE, at=OCTOBER)
    return indicator


def figures(bureau: Bureau, indicator: Indicator) -> dict[str, Any]:
    return figures_of(trajectory(bureau.mayor, indicator, bureau.city, 2026, TODAY))


@pytest.mark.parametrize(
    ("target", "gap", "needed", "rows"),
    [
        ({"number": 6.5}, -1.4, 9.8, {"gap": 1, "needed": 3, "expected": 9, "chance": 9}),
        (
            {"number": 0.5, "rule": "province"},
            -0.9,
            8.1,
            {"gap": 2, "needed": 4, "expected": 9, "chance": 39},
        ),
        ({"number": 1, "rule": "rank"}, -0.7, 7.5, {"gap": 2, "needed": 4, "expected": 9, "chance": 39}),
    ],
)
def test_numbers_are_the_measure_of_their_readings(
    bureau: Bureau,
    industry: Indicator,
    target: dict[str, Any],
    gap: float,
    needed: float,
    rows: dict[str, int],
) -> None:
    make_target(bureau, industry, target.pop("number"), **target)
    found = figures(bureau, industry)
    assert (found["gap"].value, found["needed"].value) == (gap, needed)
    assert all(each.is_true() for each in found.values())
    assert {name: each.rows.count() for name, each in found.items()} == rows
    assert all(each.value is not None for each in found.values())


def test_a_figure_changes_with_the_readings_it_claims(bureau: Bureau, industry: Indicator) -> None:
    make_target(bureau, industry, 6.5)
    for name, figure in figures(bureau, industry).items():
        without = figure.rows.exclude(month=date(2026, 9, 1))
        assert figure.measure(without) != figure.value, name


def test_a_figure_asked_for_by_name_is_the_one_of_the_page(bureau: Bureau, industry: Indicator) -> None:
    make_target(bureau, industry, 6.5)
    for name, figure in figures(bureau, industry).items():
        kind = kind_of(f"indicators.{name}")
        assert kind is not None
        assert kind.make(bureau.mayor, TODAY, figure.scope).value == figure.value
        assert kind.make(bureau.mayor, TODAY, {}).value == figure.value
        with pytest.raises(Invalid):
            kind.make(bureau.mayor, TODAY, {"indicator": "x"})


def test_without_an_indicator_there_is_no_number(bureau: Bureau) -> None:
    for name in TOLD:
        kind = kind_of(f"indicators.{name}")
        assert kind is not None
        empty = kind.make(bureau.mayor, TODAY, {})
        assert empty.value is None
        assert empty.is_true()
