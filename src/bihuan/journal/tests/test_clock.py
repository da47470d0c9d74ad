"""The clock: exact for moments, and one day for one request."""

from datetime import UTC, datetime, timedelta

import pytest

from bihuan.calendar.models import Year
from bihuan.journal import clock

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 5, 1, 2, tzinfo=UTC)


def test_a_request_asks_for_its_day_once_and_for_its_moments_each_time(django_assert_num_queries) -> None:
    with clock.one_day(), django_assert_num_queries(3):
        moments = [clock.now(), clock.now(), clock.now()]
        days = {clock.today(), clock.today()}
    assert moments == sorted(moments)
    assert days == {clock.day_of(moments[0])}


def test_outside_a_request_the_day_is_asked_for_each_time(django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        assert clock.today() <= clock.today()


def test_a_query_may_bring_the_moment_along(django_assert_num_queries) -> None:
    before = clock.now()
    with clock.one_day(), django_assert_num_queries(1):
        texts = Year.objects.annotate(moment=clock.Moment()).values_list("moment", flat=True)[:1]
        (moment,) = map(clock.read_moment, texts)
        assert clock.today() == clock.day_of(moment)
    assert before <= moment <= clock.now() < before + timedelta(minutes=5)


def test_a_moving_clock_is_right_in_a_request_too() -> None:
    with clock.one_day():
        clock.now()
        with clock.moving(LONG_AGO):
            assert clock.today() == clock.day_of(LONG_AGO)
            assert clock.told("2026-01-01 00:00:00.000") == LONG_AGO
