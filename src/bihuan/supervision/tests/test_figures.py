"""Every number equals the measure of the rows behind it, for everybody who sees it."""

from datetime import date, timedelta

import pytest

from bihuan.journal import clock
from bihuan.kernel.periods import year_of
from bihuan.people.models import Person
from bihuan.supervision import actions, queries
from bihuan.supervision.models import Status
from bihuan.supervision.rules.orders import Said
from bihuan.supervision.tests.makers import MONDAY, WAY, Cast, make_cast, make_item, moment

pytestmark = pytest.mark.django_db
READERS = ("office", "leader", "mayor", "other_leader", "head", "handler", "co_head", "stranger", "auditor")


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        cast = make_cast()
        for status in WAY:
            make_item(cast, status)
        running = make_item(cast, Status.IN_PROGRESS)
        actions.urge(item=running, by=cast.office, at=MONDAY)
    late = moment("2026-03-25")
    with clock.moving(late):
        actions.report(item=running, by=cast.head, at=late, said=Said("迟到的报告。"))
    return cast


@pytest.mark.parametrize("days", [0, 59, 61])
def test_a_number_is_the_measure_of_its_rows_for_everybody(cast: Cast, days: int) -> None:
    today = MONDAY.date() + timedelta(days)
    for name in READERS:
        person: Person = getattr(cast, name)
        figures = list(queries.overview(person, today).figures.values())
        for line in queries.unit_report(person, year_of(today), today):
            figures += line.figures.values()
        for figure in figures:
            assert figure.is_true(), (name, figure)


def test_administrators_see_no_numbers(cast: Cast) -> None:
    found = queries.overview(cast.system_admin, MONDAY.date())
    assert {figure.value for figure in found.figures.values()} == {0}
    assert (found.year.whole.sent.value, found.year.whole.share.value) == (0, None)


def test_the_units_report_counts_what_became_of_what_a_unit_received(
    cast: Cast, django_assert_num_queries
) -> None:
    today = date(2026, 5, 4)
    assert cast.office.access
    with django_assert_num_queries(2):
        lines = queries.unit_report(cast.office, year_of(today), today)
    values = {line.unit: {name: figure.value for name, figure in line.figures.items()} for line in lines}
    row = values[cast.lead]
    assert set(values) == {cast.lead}
    assert row["done"] == row["on_time"] == 3
    assert (row["urges"], row["late_reports"], row["returns"]) == (1, 1, 1)
    # Two dispatched (one for the merger), disputed, signed, two running, extending, returned. What has been
    # reopened waits for the office.
    assert row["overdue"] == 8
    assert row["open"] == 11


def test_units_see_only_their_own_line(cast: Cast) -> None:
    today = date(2026, 5, 4)
    for name, seen in {"head": [cast.lead], "co_head": [], "stranger": [], "leader": [cast.lead]}.items():
        lines = queries.unit_report(getattr(cast, name), year_of(today), today)
        assert [line.unit for line in lines] == seen, name


def test_a_period_counts_what_was_dispatched_in_it(cast: Cast) -> None:
    today = date(2026, 5, 4)
    assert queries.unit_report(cast.office, year_of(date(2025, 1, 1)), today) == []
