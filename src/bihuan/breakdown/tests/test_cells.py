"""What one cell says: units with any separator, days in any form."""

from datetime import date

import pytest

from bihuan.breakdown.rules.cells import Cells, Due, cycle_of


@pytest.mark.parametrize(
    ("column", "text", "leads", "co_units"),
    [
        ("lead", "市发改委、市财政局", "市发改委 市财政局", ""),
        (
            "lead",
            "市发改委,市财政局；市住建局 市水利局\n市科技局/市商务局等",
            "市发改委 市财政局 市住建局 市水利局 市科技局 市商务局",
            "",
        ),
        ("lead", "市住建局（牵头）、市财政局", "市住建局", "市财政局"),
        ("lead", "市发改委牵头，市财政局配合", "市发改委", "市财政局"),
        ("lead", "市发改委等有关部门", "市发改委", ""),
        ("co", "市发改委；市财政局", "", "市发改委 市财政局"),
        ("any", "市发改委、市财政局、市水利局", "市发改委", "市财政局 市水利局"),
        ("lead", "市农业农村局 、 市水利局", "市农业农村局 市水利局", ""),
    ],
)
def test_units_are_parted_at_any_separator(column: str, text: str, leads: str, co_units: str) -> None:
    found = Cells(date(2026, 1, 1)).units(column, text)
    assert (found.leads, found.co_units) == (tuple(leads.split()), tuple(co_units.split()))


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-06-30", Due(date(2026, 6, 30))),
        ("2026/6/5", Due(date(2026, 6, 5))),
        ("2026.6.30前", Due(date(2026, 6, 30))),
        ("2026年6月", Due(date(2026, 6, 30))),
        ("2026-06", Due(date(2026, 6, 30))),
        ("6月底前完成", Due(date(2026, 6, 30))),
        ("12月底", Due(date(2026, 12, 31))),
        ("年底", Due(date(2026, 12, 31))),
        ("二季度", Due(date(2026, 6, 30))),
        ("上半年", Due(date(2026, 6, 30))),
        ("全年", Due(date(2026, 12, 31))),
        ("长期坚持", Due(None, True)),
        ("每月", Due(None, True, "monthly")),
        ("2026-13-01", Due()),
        ("2026-02-30", Due()),
        ("尽早", Due()),
    ],
)
def test_days_are_read_in_every_way_of_writing(text: str, due: Due) -> None:
    assert Cells(date(2026, 1, 1)).due(text) == due


@pytest.mark.parametrize(
    ("text", "cycle"),
    [("每月25日前", "month_25"), ("按季度", "quarterly"), ("周报", "weekly"), ("看情况", "")],
)
def test_a_report_cycle_is_named_in_words(text: str, cycle: str) -> None:
    assert cycle_of(text) == cycle
