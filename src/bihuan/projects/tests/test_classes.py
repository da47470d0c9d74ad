import re
from collections import Counter

import pytest

from bihuan.projects.rules.classes import ClassRow, industries, provinces, section_of

# GB/T 4754-2017: the last division of each section.
LAST = dict(zip("ABCDEFGHIJKLMNOPQRST", (
    5, 12, 43, 46, 50, 52, 60, 62, 65, 69, 70, 72, 75, 79, 82, 83, 85, 90, 96, 97,
), strict=True))  # fmt: skip


def test_there_are_34_areas_of_provincial_level() -> None:
    codes = [row.code for row in provinces()]
    assert len(set(codes)) == 34
    assert codes == sorted(codes)
    # 华北 5, 东北 3, 华东 7, 中南 6, 西南 5, 西北 5, 台湾, 港澳 2
    assert Counter(code[0] for code in codes) == dict(zip("12345678", (5, 3, 7, 6, 5, 5, 1, 2), strict=True))
    assert all(re.fullmatch(r"[1-8][0-7]0000", code) for code in codes)


def test_kinds_of_provinces_are_as_many_as_the_constitution_has() -> None:
    kinds = Counter(re.search("(自治区|特别行政区|省|市)$", row.name)[1] for row in provinces())  # type: ignore[index]
    assert kinds == {"省": 23, "自治区": 5, "市": 4, "特别行政区": 2}


@pytest.mark.parametrize(
    ("code", "name", "year"),
    [("340000", "安徽省", 1980), ("460000", "海南省", 1988), ("500000", "重庆市", 1997)],
)
def test_a_province_holds_from_its_year_on(code: str, name: str, year: int) -> None:
    assert ClassRow(code, name, year, None) in provinces()


def test_there_are_20_sections_and_97_divisions() -> None:
    codes = [row.code for row in industries()]
    assert [code for code in codes if code.isalpha()] == list(LAST)
    assert [code for code in codes if code.isdigit()] == [f"{number:02}" for number in range(1, 98)]
    assert {(row.first_year, row.last_year) for row in industries()} == {(2017, None)}


def test_every_division_stands_in_its_section() -> None:
    for row in industries():
        number = int(row.code) if row.code.isdigit() else LAST[row.code]
        assert row.section == next(letter for letter, last in LAST.items() if number <= last)


def test_names_are_whole_and_of_one_kind_only_once() -> None:
    rows = [*provinces(), *industries()]
    assert all(re.fullmatch(r"[\u4e00-\u9fff、]{2,30}", row.name) for row in rows)
    divisions = [row.name for row in industries() if row.code.isdigit()]
    assert len(set(divisions)) == len(divisions)


@pytest.mark.parametrize(
    ("code", "section"),
    [("48", "E"), ("4813", "E"), ("3912", "C"), ("78", "N"), ("97", "T"), ("00", ""), ("", "")],
)
def test_a_longer_code_finds_its_section(code: str, section: str) -> None:
    assert section_of(code) == section
