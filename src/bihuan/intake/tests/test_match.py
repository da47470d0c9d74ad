"""Matching written names to the register."""

import pytest

from bihuan.intake.rules.match import Register, collective, spread

REGISTER = Register.of(
    [
        ("fgw", "云岭市发展和改革委员会", ["市发改委"]),
        ("slj", "云岭市水利局", []),
        ("wh", "望湖区", ["望湖区人民政府"]),
        ("pq", "潘桥区", ["潘桥区人民政府"]),
        ("whslj", "望湖区水利局", []),
        ("jkq", "云岭经济技术开发区管理委员会", ["云岭经开区"]),
        ("whhz", "云岭市文化和旅游局", []),
    ],
    city="云岭市",
)


@pytest.mark.parametrize(
    ("written", "unit", "how"),
    [
        ("云岭市水利局", "slj", "exact"),
        ("市发改委", "fgw", "alias"),
        ("市发展改革委", "fgw", "short"),
        ("市水利局", "slj", "prefix"),
        ("望湖区政府", "wh", "short"),
        ("望湖区〔管委会〕", "wh", "prefix"),
        ("文旅局", "whhz", "prefix"),
        ("经开区管委会", None, "unknown"),
        ("市民政局", None, "unknown"),
    ],
)
def test_names_are_matched_in_steps(written: str, unit: str | None, how: str) -> None:
    found = REGISTER.match(written)
    assert (found.unit, found.how) == (unit, how)


def test_an_unknown_name_keeps_up_to_three_suggestions() -> None:
    found = REGISTER.match("市水利水电局")
    assert found.unit is None
    assert "slj" in found.suggestions
    assert len(found.suggestions) <= 3


def test_two_possible_units_are_a_question() -> None:
    twice = Register.of([("a", "第一中学", ["一中"]), ("b", "丰寿县第一中学", ["一中"])])
    assert twice.match("一中").how == "ambiguous"
    assert set(twice.match("一中").suggestions) == {"a", "b"}


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("各县区", {"county"}),
        ("各县（市、区）人民政府", {"county"}),
        ("各园区", {"park"}),
        ("县区", {"county"}),
        ("各级各部门", {"department"}),
        ("各地各部门", {"county", "park", "department"}),
        ("各企业", {"enterprise"}),
        ("各乡镇（街道）", set()),
        ("望湖区", set()),
        ("市场监管局", set()),
    ],
)
def test_a_collective_gathers_kinds_of_units(written: str, kinds: set[str]) -> None:
    assert collective(written) == kinds


def test_a_collective_is_spread_over_its_members_in_their_order() -> None:
    units = [("slj", "department"), ("wh", "county"), ("jkq", "park"), ("pq", "county")]
    assert spread("各县区", units) == ("wh", "pq")
    assert spread("市水利局", units) == ()
    assert REGISTER.match("各县区").how == "collective"


def test_traditional_letters_match_the_register() -> None:
    assert REGISTER.match("雲嶺市水利局").unit == "slj"
