"""Tables that cities have published, scored again. Where a source's own rounding differs, it is said."""

from fractions import Fraction

import pytest

from bihuan.kernel.intervals import Band
from bihuan.standings.rules.ends import Measured, bands_of
from bihuan.standings.rules.entries import Entries, Given, entries_of
from bihuan.standings.rules.language import Trouble, read
from bihuan.standings.rules.language.computing import half_up
from bihuan.standings.rules.methods import ByFormula, Completion, Input, Method, places_of
from bihuan.standings.rules.ranks import simulate
from bihuan.standings.rules.schemes import Part, Scheme
from bihuan.standings.rules.scoring import Sheet, score

# 六安, January to September 2022: signed, started and trips of each county and park, and the rate as printed.
LUAN_2022 = {
    "霍邱": (52, 45, 14, "86.5"),
    "舒城": (52, 39, 24, "75.0"),
    "金寨": (47, 36, 19, "76.6"),
    "金安": (46, 43, 28, "93.5"),
    "霍山": (45, 34, 17, "75.6"),
    "裕安": (44, 37, 13, "84.1"),
    "开发区": (39, 34, 23, "87.2"),
    "叶集": (19, 17, 23, "89.5"),
}
# January to June 2024: signed, started, trips.
LUAN_2024 = {
    "霍山": (34, 32, 23),
    "金寨": (32, 22, 24),
    "裕安": (27, 17, 21),
    "舒城": (25, 13, 35),
    "金安": (21, 10, 33),
    "霍邱": (18, 7, 22),
    "开发区": (14, 11, 19),
    "叶集": (3, 2, 18),
}


def percent(part: int | str, whole: int | str, places: int = 2) -> str:
    """A share as it is printed."""
    share = half_up(100 * Fraction(str(part)) / Fraction(str(whole)), places)
    return f"{float(share):.{places}f}"


def one(method: Method, rows: dict[int, dict[str, str]]) -> Sheet:
    """A table of one part with a hundred points."""
    scheme = Scheme("一项", (Part("p", "一项", Fraction(100), method),))
    given = {
        unit: {name: Given(Fraction(number)) for name, number in row.items()} for unit, row in rows.items()
    }
    return score(entries_of("组", {unit: {"p": row} for unit, row in given.items()}), scheme)


def start_rates(table: dict[str, tuple[int, ...]]) -> Entries:
    return entries_of(
        "县区",
        {unit: {"p": {"value": Given.share(row[1], row[0])}} for unit, row in enumerate(table.values())},
    )


def test_the_counties_of_luan_add_up() -> None:
    assert [sum(row[column] for row in LUAN_2022.values()) for column in range(3)] == [344, 285, 161]
    assert [sum(row[column] for row in LUAN_2024.values()) for column in range(3)] == [174, 114, 195]


@pytest.mark.parametrize("name", LUAN_2022)
def test_the_start_rates_of_luan_come_out_as_printed(name: str) -> None:
    signed, started, _, printed = LUAN_2022[name]
    assert percent(started, signed, 1) == printed


def test_luan_by_completion_stands_in_the_printed_order() -> None:
    names = list(LUAN_2022)
    rows = {
        unit: {"actual": str(started), "target": str(signed)}
        for unit, (signed, started, *_) in enumerate(LUAN_2022.values())
    }
    order = [names[line.unit] for line in one(Completion(), rows).lines]
    assert order == ["金安", "叶集", "开发区", "霍邱", "裕安", "金寨", "霍山", "舒城"]
    assert order == sorted(names, key=lambda name: -float(LUAN_2022[name][3]))


def test_of_the_printed_order_of_luan_little_can_be_told() -> None:
    """A county with 19 projects stood second; no rate lies clearly beside the average of 82.8 %."""
    rate = ByFormula("value ÷ 100% × 100", (Input("value", "%"),))
    entries, scheme = start_rates(LUAN_2022), Scheme("开工率", (Part("p", "开工率", Fraction(100), rate),))
    names = list(LUAN_2022)
    [listed] = score(entries, scheme).unranked
    assert (names[listed.unit], listed.cells["p"].trouble) == ("叶集", Trouble.FEW)
    bands = bands_of(Measured("p"), entries)
    assert {names[unit] for unit, each in bands.items() if each.band != Band.NEAR} == {"叶集"}
    ranks = simulate(entries, scheme)
    first, last = names.index("金安"), names.index("舒城")
    assert ranks.is_apart(first, last)
    assert not ranks.is_apart(first, names.index("开发区"))


def test_two_years_later_all_but_two_counties_had_signed_too_few_to_be_ranked() -> None:
    bands = bands_of(Measured("p"), start_rates(LUAN_2024))
    few = [name for name, each in zip(LUAN_2024, bands.values(), strict=True) if each.band == Band.FEW]
    assert few == ["裕安", "舒城", "金安", "霍邱", "开发区", "叶集"]


def test_groups_of_aral_without_trips_have_nought_and_are_not_missing() -> None:
    """阿拉尔, September 2021: 20 groups, 223 days, four marked 未外出. Days by group are invented."""
    days = [60, 40, 25, 20, 15, 12, 10, 9, 8, 6, 5, 4, 3, 2, 2, 2, 0, 0, 0, 0]
    assert (len(days), sum(days), days.count(0)) == (20, 223, 4)
    places = places_of({group: Fraction(each) for group, each in enumerate(days)})
    assert [places[group] for group in range(16, 20)] == [17] * 4
    rows = {group: {"actual": str(each), "target": "20"} for group, each in enumerate(days)}
    sheet = one(Completion(), rows)
    assert (len(sheet.ranked), [line.total for line in sheet.lines[-4:]]) == (20, [0] * 4)


# Huainan, first half of 2025: target, its words, what was done.
HUAINAN = {
    "地区生产总值": ("6", "左右", "4"),
    "规上工业增加值": ("6.5", "以上", "-3.6"),
    "一般公共预算收入": ("5", "以上", "1.6"),
    "社会消费品零售总额": ("6", "以上", "5.9"),
    "固定资产投资": ("8", "以上", "6.1"),
    "城镇居民收入": ("6.5", "", "4.4"),
    "农村居民收入": ("7.5", "", "5.4"),
}


@pytest.mark.parametrize(
    ("name", "points"),
    list(zip(HUAINAN, ("66.67", "0.00", "32.00", "98.33", "76.25", "67.69", "72.00"), strict=True)),
)
def test_every_growth_of_huainan_was_behind_and_one_below_nought(name: str, points: str) -> None:
    target, _, done = HUAINAN[name]
    [line] = one(Completion(), {1: {"actual": done, "target": target}}).lines
    assert Fraction(done) < Fraction(target)
    assert f"{float(line.total):.2f}" == points


def test_huainans_jobs_were_just_behind_half_the_year_and_a_target_in_words_has_no_points() -> None:
    assert percent("1.34", "2.7") == "49.63"
    [line] = one(Completion(), {1: {"actual": "3"}}).lines
    assert (line.total, line.cells["p"].trouble) == (None, Trouble.MISSING)


def test_the_502_projects_of_2018_come_out_as_printed() -> None:
    assert 203 + 115 + 184 == 502
    assert [percent(*pair) for pair in (("229.82", 380), (96, 115), (53, 95))] == ["60.48", "83.48", "55.79"]
    ahead = read("完成 ÷ 计划 × 100% − 50%", {"完成": "亿元", "计划": "亿元"})
    value = ahead.value({"完成": Fraction("229.82"), "计划": Fraction(380)}).value
    assert (ahead.unit, half_up(value, 2)) == (read("1%", {}).unit, Fraction("10.48"))


def test_the_row_of_dawa_shows_that_its_rates_are_not_all_of_the_same_number() -> None:
    """盘锦 12345, January to April 2023: 4,226 handed over, 98.06 % closed, 99.00 % satisfied.

    4,144 closed give 98.06. No whole number of 4,226 gives 99.00: satisfaction is of those who were called
    back, and the table does not say how many these were.
    """
    assert percent(4144, 4226) == "98.06"
    assert {percent(part, 4226) for part in (4183, 4184)} == {"98.98", "99.01"}
    given = Given(Fraction("98.06"), whole=4226)
    assert (given.part, percent(given.part, given.whole)) == (4144, "98.06")


EZHOU = {"100": 80, "85–100": 30, "60–85": 4, "<60": 2, "too few": 5}
BANDS = "if(value ≥ 100%, 4, if(value ≥ 85%, 3, if(value ≥ 60%, 2, 1)))"


def test_the_survey_of_ezhou_adds_up_and_its_bands_can_be_written_as_a_formula() -> None:
    """鄂州, fourth quarter of 2021: 121 units. Four of 1,687 drawn would be 0.24 %: the printed 0.28 % is of
    about 1,430 valid answers, whose number is not printed."""
    assert sum(EZHOU.values()) == 121
    assert Fraction("95.95") + Fraction("3.77") + Fraction("0.28") == 100
    assert percent(4, 1687) == "0.24"
    assert [percent(4, valid) for valid in (1404, 1430, 1454)] == ["0.28"] * 3
    rows = dict(enumerate(["100", "99.9", "85", "84.9", "60", "59.9"]))
    method = ByFormula(BANDS, (Input("value", "%"),))
    sheet = one(method, {unit: {"value": value} for unit, value in rows.items()})
    assert {line.unit: line.total for line in sheet.lines} == {0: 4, 1: 3, 2: 3, 3: 2, 4: 2, 5: 1}


def test_the_average_unit_of_ezhou_was_asked_of_too_few_to_be_ranked() -> None:
    asked = 1687 // 121
    row = {"p": {"value": Given.share(asked, asked)}}
    scheme = Scheme("满意率", (Part("p", "满意率", Fraction(4), ByFormula(BANDS, (Input("value", "%"),))),))
    [line] = score(entries_of("组", {1: row}), scheme).unranked
    assert (asked, line.cells["p"].trouble) == (13, Trouble.FEW)


JINZHAI = {
    "欠进度": (17, "7.7"),
    "超进度": (10, "4.5"),
    "完成": (24, "10.8"),
    "其他": (9, "4.1"),
    "达进度": (162, "72.9"),
}


def test_the_222_items_of_jinzhai_come_out_as_printed_but_for_one() -> None:
    """金寨 2025: 162 of 222 are 72.97 %, so 73.0; the source prints 72.9, and its sum is 100.0 by that."""
    assert sum(count for count, _ in JINZHAI.values()) == 222
    ours = {name: percent(count, 222, 1) for name, (count, _) in JINZHAI.items()}
    other = {name: (ours[name], printed) for name, (_, printed) in JINZHAI.items() if ours[name] != printed}
    assert other == {"达进度": ("73.0", "72.9")}
    assert sum(Fraction(printed) for _, printed in JINZHAI.values()) == 100
    assert sum(map(Fraction, ours.values())) == Fraction("100.1")


def test_the_shares_of_xuancheng_come_out_as_printed() -> None:
    """宣城: eleven of twelve months are 91.7 %; 44 and 11 of 55 in 2020; 10 of 11 and 31 of 36 in 2021."""
    assert percent(11, 12, 1) == "91.7"
    assert [percent(44, 55, 1), percent(11, 55, 1)] == ["80.0", "20.0"]
    assert [percent(10, 11, 0), percent(31, 36, 0)] == ["91", "86"]
