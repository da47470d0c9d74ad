"""Two people at one table, one table handed in twice, columns that share a name."""

from datetime import timedelta

import pytest

from bihuan.breakdown import actions
from bihuan.breakdown.rules.layout import Sheet
from bihuan.breakdown.tests.makers import back, confirm, printed, rows_of, take, upload, workbook
from bihuan.files.reading.grid import Grid
from bihuan.kernel.errors import Conflict
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.tests.makers import MONDAY, Cast

pytestmark = pytest.mark.django_db


def test_a_row_that_somebody_else_has_parted_is_refused_in_words(cast: Cast) -> None:
    row = rows_of(take(cast.office))[0]
    actions.split_row(row=row, texts=["甲", "乙"], by=cast.office, at=MONDAY)
    again = type(row)(pk=row.pk or 1, breakdown=row.breakdown, line=row.line)
    with pytest.raises(Conflict, match="4"):
        actions.leave_out(row=again, by=cast.office, at=MONDAY)


def test_cells_that_somebody_else_has_changed_are_not_written_over(cast: Cast) -> None:
    row = rows_of(take(cast.office))[0]
    seen, texts = row.mark, row.texts
    actions.mend_cell(row=row, column=1, text="增长6%", by=cast.office, at=MONDAY)
    with pytest.raises(Conflict):
        actions.mend_row(row=row, texts=["9", *texts[1:]], seen=seen, by=cast.office, at=MONDAY)
    row.refresh_from_db()
    assert row.texts[:2] == ["1", "增长6%"]
    actions.mend_row(row=row, texts=["9", *row.texts[1:]], seen=row.mark, by=cast.office, at=MONDAY)
    row.refresh_from_db()
    assert row.texts[:2] == ["9", "增长6%"]


def test_a_table_that_was_handed_in_twice_makes_its_matters_once(cast: Cast) -> None:
    first, second = take(cast.office), take(cast.office)
    later = MONDAY + timedelta(minutes=5)
    actions.confirm(breakdown=first, by=cast.office, at=later, dispatch=True)
    with pytest.raises(Conflict, match="督〔2026〕1号"):
        actions.confirm(breakdown=second, by=cast.office, at=later, dispatch=True)
    assert SupervisionItem.objects.count() == 3


def test_columns_that_share_a_name_keep_their_own_words(cast: Cast) -> None:
    cells = (
        ("序号", "主要任务", "牵头单位", "备注", "备注"),
        ("1", "改造老旧小区", "市住建局", "甲", "乙"),
    )
    breakdown = take(cast.office, file=upload(workbook(cells)))
    confirm(breakdown, cast, dispatch=False)
    out = printed(breakdown, cast)
    assert out[1][:5] == ["1", "改造老旧小区", "市住建局", "甲", "乙"]
    again = back(cast, out)
    assert [row.faults for row in rows_of(again)] == [0]
    assert confirm(again, cast).unchanged == 1


def test_merges_that_cover_one_another_cost_no_more_than_the_sheet() -> None:
    rows = (("甲",) * 50,) * 400
    merges = tuple((0, at % 40, 399, 49) for at in range(20_000))
    assert Sheet(Grid("", 1, rows, merges)).text(399, 49) == "甲"
