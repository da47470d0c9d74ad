"""Files of numbers: what is read from them, what is wrong or odd, taken and taken back."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from bihuan.files import actions as files
from bihuan.files.reading.grid import pasted
from bihuan.files.tests.makers import upload
from bihuan.indicators import actions
from bihuan.indicators.models import Indicator, Reading, ReadingSheet
from bihuan.indicators.queries.checking import Check, checked
from bihuan.indicators.queries.tables import asked_readings, sdmx, workbook
from bihuan.indicators.rules.orders import Publication
from bihuan.indicators.rules.sdmx import Refused, read_sdmx
from bihuan.indicators.rules.sheets import told_in
from bihuan.indicators.rules.told_times import NoTime, read_month
from bihuan.indicators.tests.makers import (
    NOON,
    TODAY,
    Bureau,
    make_file,
    make_indicator,
    make_own_indicator,
    make_publication,
    reading,
)
from bihuan.kernel.errors import Conflict, Denied, Invalid

FEBRUARY = date(2026, 2, 1)
LONG = "指标,地区,时期,口径,数值,同比,位次,状态\n"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-10", date(2026, 10, 1)),
        ("202610", date(2026, 10, 1)),
        ("2026年10月", date(2026, 10, 1)),
        ("2026年1—10月", date(2026, 10, 1)),
        ("2026年1-2月", date(2026, 2, 1)),
        ("２０２６年１０月", date(2026, 10, 1)),
        ("2026-10-01", date(2026, 10, 1)),
        ("2026/3", date(2026, 3, 1)),
        ("2026年前三季度", date(2026, 9, 1)),
        ("2026年上半年", date(2026, 6, 1)),
        ("2026年一季度", date(2026, 3, 1)),
        ("2026-Q3", date(2026, 9, 1)),
        ("2025年", date(2025, 12, 1)),
    ],
)
def test_a_time_is_read_as_the_month_that_ends_it(text: str, month: date) -> None:
    assert read_month(text) == month


@pytest.mark.parametrize("text", ["", "去年", "2026-13", "1066-01", "10月"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NoTime):
        read_month(text)


def hand_in(bureau: Bureau, text: str, by=None, **more) -> ReadingSheet:
    by = by or bureau.statistician
    said = {"publisher": "云岭市统计局", "number": "云统〔2026〕2号", "published": TODAY, **more}
    publication = Publication(file=make_file(by, text=text), **said)
    return actions.hand_in(publication=publication, vintage="preliminary", by=by, at=NOON)


def check(bureau: Bureau, text: str, **more) -> Check:
    return checked(hand_in(bureau, text, **more), bureau.statistician, TODAY)


def faults(found: Check) -> list[list[str]]:
    return [cell.faults for cell in found.cells]


def test_each_line_gives_up_to_three_numbers_with_their_state(bureau: Bureau) -> None:
    make_indicator(bureau)
    text = LONG + "规模以上工业增加值,望湖区,2026年1—2月,累计,12.5,−3.6%,,快报\n"
    found = check(bureau, text + "industry,,2026-02,,300,5.2,13,\n")
    told = [(cell.reading.area.name, cell.reading.measure, cell.number) for cell in found.good]
    assert told == [
        ("望湖区", "value", 125_000),
        ("望湖区", "growth", -36_000),
        ("全市", "value", 3_000_000),
        ("全市", "growth", 52_000),
        ("全市", "rank", 130_000),
    ]
    assert [cell.reading.vintage for cell in found.good] == ["flash"] * 2 + ["preliminary"] * 3
    assert found.good[0].told.where == "E2"


def test_areas_across_the_head_take_the_month_of_the_title(bureau: Bureau) -> None:
    make_indicator(bureau)
    text = "2026年1—2月主要指标,,\n指标,全市,望湖区,合计\n规模以上工业增加值,5.2,—,4\n"
    found = check(bureau, text)
    assert [(cell.told.area, cell.reading and cell.reading.month) for cell in found.cells] == [
        ("全市", FEBRUARY),
        ("合计", None),
    ]


def test_areas_across_the_head_may_be_parted_by_measure(bureau: Bureau) -> None:
    make_indicator(bureau)
    text = "2026年2月,,,,\n指标,全市,,望湖区,\n,总量,增速(%),总量(亿元),增速\n"
    text += "规模以上工业增加值,300,5.2,40,6.1\n"
    told = [(cell.told.area, cell.reading.measure, cell.told.said) for cell in check(bureau, text).good]
    assert told == [
        ("全市", "value", "300"),
        ("全市", "growth", "5.2"),
        ("望湖区", "value", "40"),
        ("望湖区", "growth", "6.1"),
    ]


def test_a_workbook_has_one_sheet_for_each_month(bureau: Bureau) -> None:
    make_indicator(bureau)
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    for name, number in (("2025年12月", 6.1), ("2026年1-2月", 5.2)):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["指标名称", "全市"])
        sheet.write_row(1, 0, ["规模以上工业增加值", number])
    book.close()
    by = bureau.statistician
    file = files.store(upload=upload(content.getvalue(), "月报.xlsx"), by=by, at=NOON)
    publication = Publication("统计局", TODAY, "1号", file)
    sheet = actions.hand_in(publication=publication, vintage="final", by=by, at=NOON)
    actions.take(sheet=sheet, by=by, at=NOON)
    assert list(Reading.objects.order_by("month").values_list("month", "said", "vintage")) == [
        (date(2025, 12, 1), "6.1", "final"),
        (FEBRUARY, "5.2", "final"),
    ]


WRONG = [
    ("工业,全市,2026-02,,,5.2,,", "的指标"),
    ("industry,火星,2026-02,,,5.2,,", "的地区"),
    ("industry,全市,上月,,,5.2,,", "不是时期"),
    ("industry,全市,,,,5.2,,", "没有写时期"),
    ("industry,全市,2026-03,,,5.2,,", "还没有结束"),
    ("industry,全市,2026-02,,,约5,,", "不是数"),
    ("industry,全市,2026-02,,,,2.5,", "整数"),
    ("industry,全市,2026-02,当季,,5.2,,", "季度只到"),
    ("industry,全市,2026-02,隔日,,5.2,,", "没有这个选项"),
    ("industry,全市,2026-02,,,5.2,,传闻", "没有这个选项"),
    ("funds,全市,2026-02,,5.2,,,", "不混在一起"),
]


@pytest.mark.parametrize(("line", "words"), WRONG, ids=[words for _line, words in WRONG])
def test_what_is_wrong_is_said_of_its_cell(bureau: Bureau, line: str, words: str) -> None:
    make_indicator(bureau)
    make_own_indicator(bureau)
    ((said,),) = faults(check(bureau, f"{LONG}{line}\n"))
    assert words in said


def test_a_number_that_stands_twice_is_wrong_in_both_places(bureau: Bureau) -> None:
    make_indicator(bureau)
    found = check(bureau, LONG + "industry,全市,2026-02,,,5.2,,\n" * 2)
    assert [len(each) for each in faults(found)] == [1, 1]


@pytest.fixture
def series(bureau: Bureau) -> Indicator:
    """An indicator that adds up, with a final value and growth for each month of last year."""
    indicator = make_indicator(bureau, measure="value")
    rows = [
        reading(indicator, bureau.city, date(2025, month, 1), said, measure=measure, vintage="final")
        for month in range(2, 13)
        for measure, said in (("value", str(50 * month)), ("growth", "5.0"))
    ]
    make_publication(bureau, *rows)
    return indicator


ODD = [
    ("industry,全市,2026-02,,1050000,,,", "单位不同"),
    ("industry,全市,2026-02,,,1050,,", "像是总量"),
    ("industry,全市,2025-12,,600.5,,,最终", "原来是最终数"),
    ("industry,全市,2025-12,,549,,,", "比上期少"),
    ("industry,全市,2026-02,,104,5.4,,", ""),
    ("industry,全市,2025-12,,600,5.0,,", ""),
]


@pytest.mark.parametrize(("line", "words"), ODD, ids=[words or line for line, words in ODD])
def test_what_is_odd_is_said_and_can_come_in(bureau: Bureau, series: Indicator, line, words) -> None:
    found = check(bureau, f"{LONG}{line}\n")
    said = [each for cell in found.cells for each in cell.warnings]
    assert not found.faulty
    assert any(words in each for each in said) if words else said == []


def test_a_file_with_wrong_numbers_comes_in_without_them_or_not_at_all(bureau: Bureau) -> None:
    make_indicator(bureau)
    text = LONG + "industry,全市,2026-02,,,5.2,,\nindustry,火星,2026-02,,,5.2,,\n"
    said = {"sheet": hand_in(bureau, text), "by": bureau.statistician, "at": NOON}
    with pytest.raises(Invalid, match="有1个数有误"):
        actions.take(**said)
    batch = actions.take(without_faulty=True, **said)
    assert batch.readings.get().said == "5.2"
    with pytest.raises(Conflict):
        actions.take(**said)
    actions.take_back(batch=batch, by=bureau.statistician, at=NOON, reason="报错")
    assert not Reading.objects.current().exists()


def test_a_file_is_put_aside(bureau: Bureau) -> None:
    make_indicator(bureau)
    said = {"sheet": hand_in(bureau, LONG + "industry,全市,2026-02,,,5.2,,\n"), "by": bureau.statistician}
    actions.put_aside(at=NOON, **said)
    with pytest.raises(Conflict):
        actions.take(at=NOON, **said)


def test_a_department_hands_in_its_own_figures_only(bureau: Bureau) -> None:
    make_indicator(bureau)
    make_own_indicator(bureau)
    text = LONG + "funds,全市,2026-02,,5.2,,,\n"
    sheet = hand_in(bureau, text, by=bureau.head, unit=bureau.department, number="")
    assert actions.take(sheet=sheet, by=bureau.head, at=NOON).unit == bureau.department
    with pytest.raises(Denied):
        hand_in(bureau, text, by=bureau.head)
    with pytest.raises(Denied):
        hand_in(bureau, text, by=bureau.stranger, unit=bureau.department)


@pytest.mark.parametrize("text", ["你好", "姓名,单位\n张三,某局\n", "指标\n工业\n"])
def test_a_file_without_such_a_table_is_refused_at_once(bureau: Bureau, text: str) -> None:
    with pytest.raises(Invalid):
        hand_in(bureau, text)
    assert not ReadingSheet.objects.exists()


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("with_names", [False, True])
def test_sdmx_that_is_written_comes_in_again_as_the_same_numbers(bureau: Bureau, version, with_names) -> None:
    indicator = make_indicator(bureau, unit_name="亿元")
    rows = [
        reading(indicator, area, FEBRUARY, said, measure=measure, vintage=vintage)
        for area, measure, said, vintage in (
            (bureau.city, "value", "1234.5678", "flash"),
            (bureau.city, "growth", "-3.6", "preliminary"),
            (bureau.city, "rank", "13", "final"),
            (bureau.peer, "growth", "6", "final"),
        )
    ]
    first = make_publication(bureau, *rows)
    columns = ("indicator", "area", "measure", "span", "month", "number", "vintage")
    before = set(Reading.objects.values_list(*columns))
    text = sdmx(asked_readings(bureau.statistician), version, with_names=with_names)
    actions.take_back(batch=first, by=bureau.statistician, at=NOON, reason="换文件")
    actions.take(sheet=hand_in(bureau, text), by=bureau.statistician, at=NOON)
    assert set(Reading.objects.current().values_list(*columns)) == before
    leading = {"1.0": "DATAFLOW,FREQ,", "2.0": "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,"}
    assert text.startswith(leading[version])


def test_an_sdmx_file_takes_nothing_away(bureau: Bureau) -> None:
    text = "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE\n"
    with pytest.raises(Refused):
        read_sdmx(pasted(text + "dataflow,X:Y(1.0),D,industry,A1,2026-02,1\n"))


def test_the_workbook_of_an_indicator_reads_back(bureau: Bureau) -> None:
    indicator = make_indicator(bureau)
    make_publication(bureau, reading(indicator, bureau.city, FEBRUARY, "5.2"))
    content = workbook(bureau.statistician, indicator, None)
    assert content.startswith(b"PK")


def test_no_header_no_numbers() -> None:
    assert told_in(pasted("甲,乙\n1,2\n")) == []
