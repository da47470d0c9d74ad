"""The roll of firms: workbooks line by line, entries and exits, who is near the line, what is not told."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from bihuan.indicators import actions
from bihuan.indicators.models import Firm, FirmBook, FirmRevenue, FirmSpell
from bihuan.indicators.queries.firm_checking import checked_firms
from bihuan.indicators.queries.firms import board
from bihuan.indicators.queries.kinds_firms import firm_figure
from bihuan.indicators.rules.firms import Count, Stay, net_of, screened, standing_told
from bihuan.indicators.tests.conftest import signed_in
from bihuan.indicators.tests.makers import (
    FIRM_HEAD,
    NOON,
    TODAY,
    WAN_YUAN,
    Bureau,
    firm_code,
    firm_line,
    make_book,
    make_file,
    make_line,
)
from bihuan.journal.models import Event
from bihuan.kernel.errors import Denied, Invalid
from bihuan.kernel.periods import Period, shifted, year_of
from bihuan.people.models import Person, Role, Unit
from bihuan.people.tests import makers as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]
MONTHS = [shifted(date(2026, 2, 1), -back) for back in range(11, -1, -1)]
EARNED = ",".join([FIRM_HEAD, *(f"{month:%Y-%m}" for month in MONTHS)])


@pytest.fixture
def county(bureau: Bureau) -> Unit:
    assert bureau.county.unit
    return bureau.county.unit


def faults(bureau: Bureau, *lines: str, head: str = FIRM_HEAD) -> dict[str, str]:
    """What is said of each cell."""
    file = make_file(bureau.statistician, text="\n".join([head, *lines]))
    return {fault.where: fault.why for fault in checked_firms(file, TODAY).faults}


def earning(number: int, each: str, *, months: int = 12) -> str:
    """A line that tells what a firm of the county earned in each of the last months."""
    cells = [""] * (12 - months) + [each] * months
    return ",".join([firm_line(number, "望湖区"), *cells])


def test_a_firm_enters_leaves_and_enters_again(bureau: Bureau) -> None:
    keeper = bureau.statistician
    make_book(keeper, firm_line(1, "望湖区", "入库", "2025-03", "小升规"))
    make_book(keeper, firm_line(1, "望湖区", "退库", "2025-09", "降至规下"))
    make_book(keeper, firm_line(1, "望湖区", "入库", "2026-01", "新建投产"))
    assert Firm.objects.count() == 1
    told = [(row.entered.month, row.entry, row.left and row.left.month, row.exit) for row in spells()]
    assert told == [(3, "grown", 9, "below"), (1, "new", None, "")]
    assert firm_figure("roll", keeper, TODAY, {"month": "2025-08"}).value == 1
    assert firm_figure("roll", keeper, TODAY, {"month": "2025-09"}).value == 0
    year = {"month": "2025-01.2025-12"}
    assert [firm_figure(name, keeper, TODAY, year).value for name in ("entered", "left", "net")] == [1, 1, 0]


def spells() -> list[FirmSpell]:
    return list(FirmSpell.objects.order_by("entered"))


@pytest.mark.parametrize(
    ("line", "cell", "said"),
    [
        (firm_line(1, "望湖区").replace(firm_code(1), "91340400MA2N000010"), "B2", "信用代码"),
        (firm_line(1, "望湖区").replace("3041", "4710"), "C2", "B、C、D"),
        (firm_line(1, "望湖区").replace("3041", "=1+1"), "C2", "B、C、D"),
        (firm_line(1, "望湖区").replace("340402", "990402"), "D2", "省份"),
        (firm_line(1, "市投促局"), "E2", "县区或园区"),
        (firm_line(1, "望湖区", "升级", "2026-01", "小升规"), "F2", "“入库”或“退库”"),
        (firm_line(1, "望湖区", "入库", "去年", "小升规"), "G2", "不是月份"),
        (firm_line(1, "望湖区", "入库", "2026-03", "小升规"), "G2", "还没有结束"),
        (firm_line(1, "望湖区", "入库", "2026-01", "喜欢"), "H2", "小升规"),
        (firm_line(1, "望湖区", "退库", "2026-01", "停产"), "F2", "不在库"),
        (firm_line(1, "望湖区", "", "2026-01", ""), "F2", "没有填变动"),
        (firm_line(1, "望湖区").replace("某厂1", ""), "A2", "填写名称"),
    ],
)
def test_each_wrong_cell_is_named_and_keeps_the_file_out(
    bureau: Bureau, line: str, cell: str, said: str
) -> None:
    found = faults(bureau, line)
    assert list(found) == [cell]
    assert said in found[cell]
    with pytest.raises(Invalid, match="有1行有误"):
        make_book(bureau.statistician, line)
    assert not Firm.objects.exists()
    assert not FirmBook.objects.exists()


def test_faulty_lines_can_stay_out_and_the_others_come_in(bureau: Bureau) -> None:
    good, bad = firm_line(1, "望湖区", "入库", "2026-01", "小升规"), firm_line(2, "月球")
    make_book(bureau.statistician, good, bad, without_faulty=True)
    assert [firm.code for firm in Firm.objects.all()] == [firm_code(1)]


def test_a_firm_stands_once_in_a_file_and_enters_once(bureau: Bureau) -> None:
    line = firm_line(1, "望湖区", "入库", "2026-01", "小升规")
    assert "不止一次" in faults(bureau, line, line)["B2"]
    make_book(bureau.statistician, line)
    assert "已经在库" in faults(bureau, line)["F2"]
    back = firm_line(1, "望湖区", "退库", "2026-01", "停产")
    assert "晚于" in faults(bureau, back)["G2"]


@pytest.mark.parametrize("text", ["", "甲,乙\n1,2\n", "企业名称\n某厂\n"])
def test_a_file_without_a_table_of_firms_is_refused(bureau: Bureau, text: str) -> None:
    with pytest.raises(Invalid):
        checked_firms(make_file(bureau.statistician, text=text or " "), TODAY)


def test_revenue_is_exact_corrected_on_record_and_added_up_over_twelve_months(bureau: Bureau) -> None:
    keeper = bureau.statistician
    make_line(keeper, bureau.department)
    make_book(keeper, earning(1, "150.000001"), earning(2, "150", months=11), earning(3, "124"), head=EARNED)
    assert FirmRevenue.objects.filter(amount=150 * WAN_YUAN + 1).count() == 12
    assert [row.firm.code for row in board(keeper, TODAY, 2026).near] == [firm_code(1)]
    make_book(keeper, earning(2, "160"), head=EARNED)
    assert [row.lacks for row in board(keeper, TODAY, 2026).near] == [80 * WAN_YUAN, 200 * WAN_YUAN - 12]
    assert "万元" in faults(bureau, earning(4, "很多"), head=EARNED)["I2"]


def test_whoever_is_on_the_roll_is_not_near_but_may_fall(bureau: Bureau) -> None:
    keeper = bureau.statistician
    make_line(keeper, bureau.department)
    make_book(keeper, firm_line(1, "望湖区", "入库", "2025-01", "小升规") + ",150" * 12, head=EARNED)
    found = board(keeper, TODAY, 2026)
    assert (len(found.near), len(found.falling)) == (0, 1)
    assert firm_figure("falling", keeper, TODAY, {}).value == 1


def test_the_line_is_data_in_versions(bureau: Bureau) -> None:
    keeper = bureau.statistician
    assert board(keeper, TODAY, 2026).rule is None
    make_line(keeper, bureau.department)
    rule = actions.NewFirmRule(3000 * WAN_YUAN, 2500 * WAN_YUAN, bureau.department, "新标准")
    assert actions.set_firm_rule(rule=rule, by=keeper, at=NOON).number == 2
    for line, near in ((2000, 2000), (2000, 0), (-1, -2)):
        wrong = actions.NewFirmRule(line * WAN_YUAN, near * WAN_YUAN, bureau.department, "新标准")
        with pytest.raises(Invalid):
            actions.set_firm_rule(rule=wrong, by=keeper, at=NOON)
    with pytest.raises(Denied):
        actions.set_firm_rule(rule=rule, by=bureau.mayor, at=NOON)
    with pytest.raises(Denied):
        make_book(bureau.mayor, firm_line(1, "望湖区"))


def test_the_record_holds_neither_names_nor_amounts(bureau: Bureau) -> None:
    make_book(bureau.statistician, earning(1, "151.37"), head=EARNED)
    make_book(bureau.statistician, earning(1, "171.73"), head=EARNED)
    bodies = "".join(event.body for event in Event.objects.filter(verb__startswith="firms."))
    assert "firmrevenue" in bodies
    for secret in ("某厂", firm_code(1), "15137", "17173"):
        assert secret not in bodies


# What is not told.


@pytest.fixture
def roll(bureau: Bureau) -> Iterator[Bureau]:
    """Five entries in the county in January, one in the park in each of two months."""
    lines = [firm_line(number, "望湖区", "入库", "2026-01", "小升规") for number in range(5)]
    lines += [firm_line(10 + at, "云岭经开区", "入库", f"2026-0{at + 1}", "小升规") for at in range(2)]
    make_book(bureau.statistician, *lines)
    return bureau


def counts(person: Person, rows: str, column: str = "entered") -> list[int | None]:
    found = board(person, TODAY, 2026)
    return [row.cells[column].number for row in getattr(found, rows)]


def test_whoever_keeps_the_roll_reads_every_number_as_a_figure(roll: Bureau) -> None:
    found = board(roll.statistician, TODAY, 2026)
    assert counts(roll.statistician, "units") == [5, 2]
    assert counts(roll.statistician, "months") == [6, 1, 0]
    for row in (*found.years, *found.months, *found.units, *found.trades, found.whole):
        for cell in row.cells.values():
            assert cell.figure
            assert cell.figure.value == cell.number == cell.figure.measure(cell.figure.rows)


def test_others_read_counts_and_no_small_one(roll: Bureau) -> None:
    for person in (roll.mayor, roll.stranger):
        found = board(person, TODAY, 2026)
        assert counts(person, "units") == [None, None]
        assert counts(person, "months") == [None, None, 0]
        assert found.whole.cells["entered"].number == 7
        assert not found.near
        assert not any(cell.figure for row in found.units for cell in row.cells.values())
        assert not found.sees_some


def test_the_unit_in_charge_reads_its_own_and_cannot_take_it_off(roll: Bureau) -> None:
    assert roll.park.unit
    head = people.person(Role.HEAD, roll.park.unit)
    # Of what is left when it takes off its own, five stand in one cell: nothing small, so all is told.
    assert counts(head, "units") == [5, 2]
    other = people.person(Role.HEAD, roll.county.unit)
    # It knows its own five; the park's two would follow from the total, which is not told either.
    assert counts(other, "units") == [5, None]
    assert board(other, TODAY, 2026).whole.cells["entered"].number is None
    assert [firm.unit_id for firm in Firm.objects.visible_to(other)] == [roll.county.unit_id] * 5


def test_a_total_is_not_told_where_one_way_of_telling_apart_gives_single_firms_away() -> None:
    ways, is_open = screened([[Count(1, 0), Count(1, 0), Count(1, 0)], [Count(3, 0), Count(0, 0)]])
    assert not is_open
    assert [[cell.is_told for cell in cells] for cells in ways] == [[False] * 3, [False, True]]


def test_a_net_is_told_only_beside_both_its_parts() -> None:
    assert net_of(Count(5, 0), Count(3, 0)) == Count(2, 0)
    assert not net_of(Count(5, 0), Count(2, 0, is_told=False)).is_told


def test_two_rolls_are_never_told_around_a_net_that_is_not() -> None:
    told, hidden = Count(4, 0), Count(1, 0, is_told=False)
    for nets in product((told, hidden), repeat=3):
        rolls = standing_told(nets)
        assert rolls[-1]
        for place in (1, 2):
            assert nets[place].is_told or not (rolls[place - 1] and rolls[place])


def test_a_stay_counts_from_its_month_of_entry_to_that_of_exit() -> None:
    stay = Stay(date(2025, 3, 1), date(2025, 9, 1), 1, "30", is_mine=False)
    stood = [stay.stood(Period(date(2025, month, 1), date(2025, month, 28))) for month in (2, 3, 8, 9)]
    assert stood == [False, True, True, False]
    assert stay.came(year_of(TODAY)) is stay.went(year_of(TODAY)) is False


# Pages.


def test_the_page_asks_a_few_questions_and_says_why_numbers_are_missing(
    roll: Bureau, django_assert_max_num_queries: Any
) -> None:
    for person in (roll.mayor, roll.statistician):
        client = signed_in(person)
        with django_assert_max_num_queries(12):
            answer = client.get(reverse("indicators:firm_list"))
        assert answer.status_code == 200
        assert ("统计法" in answer.content.decode()) == (person == roll.mayor)
        assert ("某厂" in answer.content.decode()) is False


def test_a_workbook_comes_in_by_the_page_or_is_refused_cell_by_cell(keeper: Client, county: Unit) -> None:
    def send(text: str) -> Any:
        file = SimpleUploadedFile("变动.csv", f"{FIRM_HEAD}\n{text}".encode())
        said = {"file": file, "number": "云统名录〔2026〕2号", "published": "2026-03-01"}
        return keeper.post(reverse("indicators:firm_book_new"), said)

    answer = send(firm_line(1, "月球"))
    assert answer.status_code == 422
    assert "E2" in answer.content.decode()
    assert send(firm_line(1, county.short_name)).status_code == 302
    firm = Firm.objects.get()
    assert firm.name in keeper.get(reverse("indicators:firm_detail", args=[firm.pk])).content.decode()


def test_the_workbook_to_take_away_tells_no_more_than_the_page(roll: Bureau) -> None:
    content = signed_in(roll.mayor).get(reverse("indicators:firm_table")).content
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    text = str([book.get_sheet_by_index(at).to_python() for at in range(len(book.sheet_names))])
    assert len(book.sheet_names) == 4
    assert "某厂" not in text


def test_programs_read_the_same_counts(roll: Bureau) -> None:
    told = signed_in(roll.mayor).get("/api/v1/indicators/firms/counts?year=2026").json()
    assert [row["counts"]["entered"] for row in told["units"]] == [None, None]
    assert told["whole"]["counts"]["entered"] == 7
    assert signed_in(roll.mayor).get("/api/v1/indicators/firms").json()["items"] == []
    items = signed_in(roll.statistician).get("/api/v1/indicators/firms").json()["items"]
    assert len(items) == 7
    full = signed_in(roll.statistician).get(f"/api/v1/indicators/firms/{items[0]['id']}").json()
    assert full["stays"][0]["entry"] == "grown"
