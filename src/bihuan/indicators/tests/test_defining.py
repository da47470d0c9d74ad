"""Indicators, areas and targets are entered by those who keep them."""

import pytest

from bihuan.indicators import actions
from bihuan.indicators.models import SCALE, Target, TargetNode
from bihuan.indicators.tests.makers import (
    NOON,
    TODAY,
    Bureau,
    make_indicator,
    make_own_indicator,
    make_publication,
    make_target,
    reading,
)
from bihuan.journal.queries import Difference, differences
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.kernel.periods import shifted

FEBRUARY = shifted(TODAY.replace(day=1), -1)


def mine() -> list[Difference]:
    """Where rows of this room are not what is on record of them."""
    return [each for each in differences() if each.kind.startswith("indicators.")]


def test_official_indicators_are_the_bureaus_own_ones_also_their_departments(bureau: Bureau) -> None:
    make_own_indicator(bureau)
    with pytest.raises(Denied):
        make_indicator(bureau, by=bureau.head)
    with pytest.raises(Denied):
        make_indicator(bureau, by=bureau.stranger, origin="department", code="other", name="别的")


def test_a_department_cannot_make_its_figure_official(bureau: Bureau) -> None:
    own = make_own_indicator(bureau)
    with pytest.raises(Denied):
        actions.alter(indicator=own, facts={"origin": "official"}, by=bureau.head, at=NOON)


def test_what_readings_hang_on_stays(bureau: Bureau) -> None:
    indicator = make_indicator(bureau)
    actions.alter(indicator=indicator, facts={"unit_name": "万元"}, by=bureau.statistician, at=NOON)
    make_publication(bureau, reading(indicator, bureau.city, FEBRUARY, "5.2"))
    for facts in ({"unit_name": "亿元"}, {"origin": "department"}, {"rhythm": "quarter"}):
        with pytest.raises(Conflict):
            actions.alter(indicator=indicator, facts=facts, by=bureau.statistician, at=NOON)
    actions.alter(indicator=indicator, facts={"name": "工业增加值"}, by=bureau.statistician, at=NOON)
    assert mine() == []


WRONG = [
    {"code": "Industry"},
    {"name": " "},
    {"rhythm": "daily"},
    {"places": 5},
    {"colour": "red"},
    {"rhythm": "quarter", "span": "month"},
]


@pytest.mark.parametrize("facts", WRONG, ids=[",".join(row) for row in WRONG])
def test_an_indicator_that_makes_no_sense_is_refused(bureau: Bureau, facts: dict) -> None:
    with pytest.raises(Invalid):
        make_indicator(bureau, **facts)


def test_names_and_codes_stand_once(bureau: Bureau) -> None:
    make_indicator(bureau)
    with pytest.raises(Invalid):
        make_indicator(bureau, name="另一个")
    with pytest.raises(Invalid):
        make_indicator(bureau, code="other")


def test_an_indicator_is_retired_and_measured_again(bureau: Bureau) -> None:
    indicator = make_indicator(bureau)
    said = {"indicator": indicator, "by": bureau.statistician, "at": NOON}
    assert not actions.retire(**said).is_active
    with pytest.raises(Conflict):
        actions.retire(**said)
    assert actions.resume(**said).is_active


@pytest.mark.parametrize(
    ("name", "kind", "whose"),
    [
        ("另一个市", "city", "department"),
        ("潘桥区", "county", "department"),
        ("别市", "peer", "department"),
        ("潘桥区", "county", ""),
        ("望湖区", "peer", ""),
        ("全省", "province", ""),
        ("无名", "moon", ""),
    ],
)
def test_an_area_that_makes_no_sense_is_refused(bureau: Bureau, name: str, kind: str, whose: str) -> None:
    unit = getattr(bureau, whose) if whose else None
    with pytest.raises(Invalid):
        actions.set_area(name=name, kind=kind, unit=unit, by=bureau.statistician, at=NOON)


def test_a_target_is_entered_changed_and_taken_away_on_record(bureau: Bureau) -> None:
    indicator = make_indicator(bureau)
    make_target(bureau, indicator, 6.5, rule="nodes", nodes={6: 6.2, 12: 6.5})
    target = make_target(bureau, indicator, 6.6, rule="nodes", nodes={6: 6.3, 9: 6.4})
    assert list(TargetNode.objects.order_by("month").values_list("month", "number")) == [
        (6, 63_000),
        (9, 64_000),
    ]
    assert target.number == 66_000
    assert mine() == []
    actions.drop_target(target=target, by=bureau.statistician, at=NOON)
    assert not Target.objects.exists()
    assert mine() == []


@pytest.mark.parametrize(
    "said",
    [
        {"rule": "nodes"},
        {"rule": "linear", "nodes": {6: 1}},
        {"rule": "rank", "number": 2.5},
        {"rule": "rank", "number": None},
        {"rule": "guess"},
        {"rule": "nodes", "nodes": {13: 1}},
        {"said": ""},
        {"year": 1066},
    ],
)
def test_a_target_that_makes_no_sense_is_refused(bureau: Bureau, said: dict) -> None:
    with pytest.raises(Invalid):
        make_target(bureau, make_indicator(bureau), **({"number": 6.5} | said))


def test_only_the_city_is_compared_with_others(bureau: Bureau) -> None:
    indicator = make_indicator(bureau)
    with pytest.raises(Invalid):
        make_target(bureau, indicator, 3, rule="rank", area=bureau.county)
    assert make_target(bureau, indicator, 3, rule="rank").number == 3 * SCALE


def test_targets_of_official_statistics_are_the_bureaus(bureau: Bureau) -> None:
    said = {"area": bureau.city, "year": 2026, "said": "多一些", "at": NOON}
    with pytest.raises(Denied):
        actions.set_target(indicator=make_indicator(bureau), by=bureau.head, **said)
    assert actions.set_target(indicator=make_own_indicator(bureau), by=bureau.head, **said).number is None
