from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from bihuan.projects.rules.codes import Fault, NotACode, ProjectCode, read_company_code, read_project_code

TODAY = date(2026, 3, 15)
TIDY = "2308-340400-04-01-123456"


@pytest.mark.parametrize(
    "text",
    [
        TIDY,
        "２３０８－３４０４００－０４－０１－１２３４５６",
        "2308—340400—04—01—123456",
        "2308–340400−04‐01‑123456",
        "2308－－340400-04ー01一123456",
        " 2308 - 340400-04-01-123456\n",
        "2308-340400-\u200b04-01-123456\u3000",
        "23083404000401123456",
        "2308 340400 04 01 123456",
    ],
)
def test_a_code_is_read_however_it_was_typed(text: str) -> None:
    code = ProjectCode(TIDY, 2023, 8, "340400", "04", "01", "12345", "6")
    assert read_project_code(text, today=TODAY) == code


@pytest.mark.parametrize(
    ("front", "year", "month"),
    [("2017", 2017, None), ("2020", 2020, None), ("2011", 2020, 11), ("2012", 2020, 12), ("2603", 2026, 3)],
)
def test_the_front_is_a_month_or_in_the_older_shape_a_year(front: str, year: int, month: int | None) -> None:
    code = read_project_code(f"{front}-340400-48-03-654321", today=TODAY)
    assert (code.year, code.month) == (year, month)
    assert (code.serial, code.check) == (("65432", "1") if month else ("654321", ""))
    assert code.serial + code.check == "654321"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Fault.SHAPE),
        ("2308-340400-04-01-12345", Fault.SHAPE),
        ("2308-340400-04-01-1234567", Fault.SHAPE),
        ("2308-3404-0004-01-123456", Fault.SHAPE),
        ("2308-340400-04-01-12345X", Fault.SHAPE),
        ("٢٣٠٨-340400-04-01-123456", Fault.SHAPE),
        ("2300-340400-04-01-123456", Fault.MONTH),
        ("2313-340400-04-01-123456", Fault.MONTH),
        ("2021-340400-04-01-123456", Fault.MONTH),
        ("2604-340400-04-01-123456", Fault.FUTURE),
        ("9912-340400-04-01-123456", Fault.FUTURE),
        ("2308-990400-04-01-123456", Fault.REGION),
        ("2308-300400-04-01-123456", Fault.REGION),
    ],
)
def test_what_is_no_code_is_refused_with_a_reason(text: str, reason: Fault) -> None:
    with pytest.raises(NotACode) as refusal:
        read_project_code(text, today=TODAY)
    assert refusal.value.reason == reason


@given(st.integers(0, 999_999))
def test_no_code_is_refused_for_its_last_six_digits(serial: int) -> None:
    code = read_project_code(f"2308-340400-04-01-{serial:06}", today=TODAY)
    assert read_project_code(code.text, today=TODAY) == code


def test_a_project_across_provinces_carries_a_region_of_the_centre() -> None:
    assert read_project_code("2017-000052-53-01-003045", today=TODAY).region == "000052"


def test_an_older_code_is_of_the_future_before_its_year() -> None:
    with pytest.raises(NotACode) as refusal:
        read_project_code("2017-340400-48-03-654321", today=date(2016, 12, 31))
    assert refusal.value.reason == Fault.FUTURE


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(NotACode):
        read_project_code(text, today=TODAY)
    with suppress(NotACode):
        read_company_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "91110000600037341L",
        " 91110000 600037341l\n",
        "９１１１００００６０００３７３４１Ｌ",
        "9111-0000—600037341L",
    ],
)
def test_a_company_is_known_however_its_code_was_typed(text: str) -> None:
    assert read_company_code(text) == "91110000600037341L"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Fault.LENGTH),
        ("9111000060003734", Fault.LENGTH),
        ("91110000600037341LL", Fault.LENGTH),
        ("91110000600037341O", Fault.COMPONENT),
        ("9111000O600037341L", Fault.COMPONENT),
        ("B1110000600037341L", Fault.COMPONENT),
        ("91110000600037342L", Fault.CHECK),
        ("N2340403MF00000010", Fault.CHECK),
    ],
)
def test_what_is_no_company_code_is_refused_with_a_reason(text: str, reason: Fault) -> None:
    with pytest.raises(NotACode) as refusal:
        read_company_code(text)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("front", ["A1", "N2", "Y1"])
def test_a_village_collective_has_a_letter_in_front(front: str) -> None:
    body = f"{front}340403MF0000001"
    code = body + uscc.calc_check_digit(body)
    assert read_company_code(code.lower()) == code
