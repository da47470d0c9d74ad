"""A bulletin carries the league tables of its months: outer bands by name, the middle one by its number."""

import pytest

from bihuan.kernel.periods import month_of
from bihuan.reports import actions
from bihuan.standings import actions as standings
from bihuan.standings.tests import makers
from bihuan.standings.tests.makers import LATER, MONTH

pytestmark = pytest.mark.django_db


def test_a_bulletin_names_the_outer_bands_and_only_counts_the_middle() -> None:
    board = makers.make_board()
    first = makers.make_published(board)
    again = standings.correct(table=first, reason="漏报。", by=board.office, at=LATER)
    again = standings.freeze(table=again, by=board.office, at=LATER)
    held = actions.draft_bulletin(period=MONTH, by=board.office, at=LATER)
    assert [table["title"] for table in held.tables] == ["县区经济考核（县区，2026年3月）"]
    rows = dict(held.tables[0]["rows"])
    assert rows["明显高于平均"] == "甲县"
    assert rows["明显低于平均"] == "丙县、乙县"
    assert rows["接近平均"].startswith("0家")
    other = actions.draft_bulletin(period=month_of(LATER.date()), by=board.office, at=LATER)
    assert other.tables == []
