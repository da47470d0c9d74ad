"""Months, and how an address names them."""

from datetime import date
from itertools import pairwise

import pytest

from bihuan.kernel.periods import month_of, months_to, name_of, named, shifted


def test_twelve_months_end_with_this_one_and_touch() -> None:
    found = months_to(date(2026, 2, 14), 12)
    assert (found[0].first, found[-1].last, len(found)) == (date(2025, 3, 1), date(2026, 2, 28), 12)
    assert all((after.first - before.last).days == 1 for before, after in pairwise(found))


@pytest.mark.parametrize("text", ["2026-03", "2025-12.2026-11", "2024-02"])
def test_a_name_leads_back_to_its_months(text: str) -> None:
    assert name_of(named(text)) == text


def test_a_leap_month_is_whole() -> None:
    assert month_of(date(2024, 2, 3)).last == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-11.2025-12", "2026-03-01", "x.2026-01"])
def test_what_names_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"match|convert|\."):
        named(text)


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 12, 15), 14, date(2026, 2, 15)),
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_a_day_moves_by_whole_months(day: date, months: int, found: date) -> None:
    assert shifted(day, months) == found
