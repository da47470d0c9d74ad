"""Publications come in and are taken back; of every number the right revision counts."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from bihuan.indicators import actions
from bihuan.indicators.models import SCALE, Reading, ReadingBatch
from bihuan.indicators.rules.numbers import NoNumber, exactly, read_number, write_number
from bihuan.indicators.rules.times import latest_due
from bihuan.indicators.tests.makers import (
    NOON,
    Bureau,
    make_bureau,
    make_indicator,
    make_own_indicator,
    make_publication,
    reading,
)
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, Invalid

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def current(*, month: date = FEBRUARY) -> list[str]:
    return list(Reading.objects.current().filter(month=month).values_list("said", flat=True))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6.5", 65_000),
        ("6.5%", 65_000),
        ("−3.6", -36_000),
        ("－３．６％", -36_000),
        ("1,234.56", 12_345_600),
        (" 0.0001 ", 1),
        ("12.50000", 125_000),
    ],
)
def test_a_number_is_read_as_it_stands_in_a_publication(text: str, number: int) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "六", "6.5左右", "1,23", "0.00001", "1e5", "99999999999999", "--1"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NoNumber):
        read_number(text)


@given(st.integers(-(2**53) + 1, 2**53 - 1))
def test_a_number_that_is_written_exactly_reads_back_the_same(number: int) -> None:
    assert read_number(exactly(number)) == number
    assert read_number(write_number(number, 4)) == number


def test_a_later_publication_counts_and_the_earlier_revision_stays(bureau: Bureau) -> None:
    indicator = make_indicator(bureau)
    first = make_publication(bureau, reading(indicator, bureau.city, FEBRUARY, "5.2", vintage="flash"))
    make_publication(bureau, reading(indicator, bureau.city, FEBRUARY, "5.4"))
    assert current() == ["5.4"]
    assert [(row.said, row.revision, row.is_current) for row in Reading.objects.order_by("revision")] == [
        ("5.2", 1, False),
        ("5.4", 2, True),
    ]
    assert first.readings.get().number == round(5.2 * SCALE)


def test_what_was_published_earlier_does_not_count_when_it_comes_in_late(bureau: Bureau) -> None:
    indicator = make_indicator(bureau)
    make_publication(bureau, reading(indicator, bureau.city, FEBRUARY, "5.4"))
    make_publication(bureau, reading(indicator, bureau.city, FEBRUARY, "5.2"), published=date(2026, 3, 1))
    assert current() == ["5.4"]


def test_taking_a_publication_back_lets_the_one_before_count_again(bureau: Bureau) -> None:
    indicator = make_indicator(bureau)
    make_publication(bureau, reading(indicator, bureau.city, FEBRUARY, "5.2"))
    second = make_publication(bureau, reading(indicator, bureau.city, FEBRUARY, "5.4"))
    third = make_publication(bureau, reading(indicator, bureau.city, FEBRUARY, "5.5"))
    actions.take_back(batch=second, by=bureau.statistician, at=NOON, reason="报错")
    assert current() == ["5.5"]
    actions.take_back(batch=third, by=bureau.statistician, at=NOON, reason="报错")
    assert current() == ["5.2"]
    with pytest.raises(Conflict):
        actions.take_back(batch=third, by=bureau.statistician, at=NOON, reason="报错")


def test_a_number_whose_only_publication_was_taken_back_is_not_there(bureau: Bureau) -> None:
    indicator = make_indicator(bureau)
    only = make_publication(bureau, reading(indicator, bureau.city, FEBRUARY, "5.2"))
    actions.take_back(batch=only, by=bureau.statistician, at=NOON, reason="报错")
    assert current() == []


def test_a_large_publication_is_on_record_row_by_row_in_as_many_events_as_hold_it(bureau: Bureau) -> None:
    indicator = make_indicator(bureau)
    months = [date(2016 + number // 12, number % 12 + 1, 1) for number in range(100)]
    batch = make_publication(bureau, *(reading(indicator, bureau.city, each, "1.0") for each in months))
    events = Event.objects.filter(thing_kind="indicators.readingbatch", thing_id=batch.pk)
    assert events.count() == 3  # of 45 rows each
    make_publication(bureau, *(reading(indicator, bureau.city, each, "2.0") for each in months))
    actions.take_back(batch=batch, by=bureau.statistician, at=NOON, reason="报错")
    assert [each for each in differences() if each.kind.startswith("indicators.")] == []


WRONG = [
    ("an unfinished month", {"month": date(2026, 3, 1)}, {}),
    ("no number", {"said": "左右"}, {}),
    ("half a place", {"said": "2.5", "measure": "rank"}, {}),
    ("a quarter that ends in February", {"span": "quarter"}, {}),
    ("an unknown vintage", {"vintage": "rumour"}, {}),
    ("no document number", {}, {"number": " "}),
    ("no file", {}, {"file": None}),
    ("a day to come", {}, {"published": date(2026, 3, 3)}),
    ("no publisher", {}, {"publisher": ""}),
]


@pytest.mark.parametrize(("said", "more"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_publication_that_makes_no_sense_is_refused_as_a_whole(bureau: Bureau, said, more) -> None:
    indicator = make_indicator(bureau)
    wrong = reading(indicator, bureau.city, **({"month": FEBRUARY, "said": "5.2"} | said))
    good = reading(indicator, bureau.county, FEBRUARY, "5.2")
    with pytest.raises(Invalid):
        make_publication(bureau, good, wrong, **more)
    assert not Reading.objects.exists()
    assert not ReadingBatch.objects.exists()


def test_a_number_stands_only_once_in_a_publication(bureau: Bureau) -> None:
    twice = reading(make_indicator(bureau), bureau.city, FEBRUARY, "5.2")
    with pytest.raises(Invalid, match="出现了两次"):
        make_publication(bureau, twice, twice)


def test_official_statistics_come_from_the_bureau_and_own_figures_also_from_their_department(
    bureau: Bureau,
) -> None:
    official, own = make_indicator(bureau), make_own_indicator(bureau)
    its = reading(own, bureau.city, FEBRUARY, "12.5")
    make_publication(bureau, its, unit=bureau.department, by=bureau.handler)
    make_publication(bureau, its, unit=bureau.department, by=bureau.statistician)
    with pytest.raises(Denied):
        make_publication(bureau, its, unit=bureau.department, by=bureau.stranger)
    with pytest.raises(Denied):
        make_publication(bureau, reading(official, bureau.city, FEBRUARY, "5.2"), by=bureau.head)


def test_own_figures_and_official_statistics_are_never_brought_in_together(bureau: Bureau) -> None:
    official, own = make_indicator(bureau), make_own_indicator(bureau)
    both = [reading(each, bureau.city, FEBRUARY, "5.2") for each in (official, own)]
    for more in ({}, {"unit": bureau.department}):
        with pytest.raises(Invalid, match="不混在一起"):
            make_publication(bureau, *both, **more)


def test_the_database_keeps_no_official_publication_without_its_file(bureau: Bureau) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingBatch.objects.create(publisher="某局", published=FEBRUARY, by=bureau.head, at=NOON)


def test_own_figures_are_seen_by_their_department_the_bureau_and_the_leaders(db: None) -> None:
    bureau = make_bureau()
    official, own = make_indicator(bureau), make_own_indicator(bureau)
    make_publication(bureau, reading(official, bureau.city, FEBRUARY, "5.2"))
    its = reading(own, bureau.city, FEBRUARY, "12.5")
    make_publication(bureau, its, unit=bureau.department, by=bureau.head)
    seen = {
        name: Reading.objects.visible_to(getattr(bureau, name)).count()
        for name in ("statistician", "mayor", "head", "handler", "stranger")
    }
    assert seen == {"statistician": 2, "mayor": 2, "head": 2, "handler": 2, "stranger": 1}
    assert ReadingBatch.objects.visible_to(bureau.stranger).count() == 1


@pytest.mark.parametrize(
    ("rhythm", "lag", "today", "month"),
    [
        ("month", 20, date(2026, 11, 21), date(2026, 10, 1)),
        ("month", 20, date(2026, 11, 20), date(2026, 9, 1)),
        ("month", 20, date(2026, 2, 26), date(2025, 12, 1)),
        ("quarter", 25, date(2026, 11, 1), date(2026, 9, 1)),
        ("quarter", 25, date(2026, 10, 20), date(2026, 6, 1)),
        ("year", 60, date(2026, 2, 1), date(2024, 12, 1)),
    ],
)
def test_the_latest_month_that_must_have_appeared(bureau: Bureau, rhythm, lag, today, month) -> None:
    assert latest_due(make_indicator(bureau, rhythm=rhythm, lag=lag), today) == month
