"""Working days with make-up days, forwards, backwards and in SQL."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bihuan.calendar import actions, queries
from bihuan.calendar.models import Day, Year, YearStatus, workdays_left
from bihuan.kernel.errors import Invalid

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the national holiday
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday that is worked
        (date(2026, 10, 10), 1, date(2026, 10, 12)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 10, 8), -1, date(2026, 9, 30)),
    ],
)
def test_working_days_are_counted_with_holidays_and_make_up_days(start: date, count: int, end: date) -> None:
    assert queries.add_workdays(start, count) == end
    assert queries.workdays_between(start, end) == count


def test_working_days_left_are_one_subtraction_in_sql() -> None:
    today = queries.ordinal(date(2026, 9, 30))
    left = Day.objects.filter(date=date(2026, 10, 12)).annotate(left=workdays_left("date", today)).get().left
    assert left == queries.workdays_between(date(2026, 9, 30), date(2026, 10, 12))


def test_a_year_without_a_notice_is_provisional_until_it_is_entered() -> None:
    assert queries.is_provisional(date(2027, 3, 1))
    assert not queries.is_provisional(date(2026, 3, 1))
    before = queries.ordinal(date(2027, 12, 31))

    year = actions.amend_year(
        year=Year.objects.get(year=2027),
        changes={date(2027, 1, 1): (False, "元旦"), date(2027, 1, 4): (False, "元旦")},
        basis="国办发明电〔2026〕9号",
        by=None,
        at=NOON,
    )

    assert year.status == YearStatus.CONFIRMED
    assert not queries.is_provisional(date(2027, 3, 1))
    assert queries.ordinal(date(2027, 12, 31)) == before - 2


def test_a_day_beyond_the_calendar_says_what_to_do() -> None:
    with pytest.raises(Invalid, match="2031"):
        queries.ordinal(date(2031, 1, 1))
