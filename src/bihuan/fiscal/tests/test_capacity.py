import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.fiscal.rules.capacity import (
    Band,
    Judgement,
    Office,
    Ppp,
    Resources,
    Verdict,
    band_of,
    crosses,
    judge,
    ppp_of,
    split,
)
from bihuan.kernel.money import YI

YEAR = Resources(budget=100, fund=50, transfers=30, quota=20, guarantees=60, rigid=40)
THIS, NEXT = Office("本届", 2024, 2028), Office("下届", 2029, 2033)


def judged(room: int, share: int, fund: int = 50) -> Judgement:
    """One year with so much room before anything is asked for."""
    return judge({2026: Resources(budget=room - fund, fund=fund)}, {}, {2026: share})


def test_the_room_of_a_year_is_what_comes_in_less_what_is_spoken_for() -> None:
    [line] = judge({2026: YEAR}, {2026: 70}, {2026: 25}).lines
    assert [(cell.drop, cell.resources, cell.before, cell.room) for cell in line.cells] == [
        (0, 100, 30, 5),
        (10, 95, 25, 0),
        (20, 90, 20, -5),
    ]


@pytest.mark.parametrize(
    ("share", "verdict"),
    [
        (0, Verdict.AFFORDABLE),
        (90, Verdict.AFFORDABLE),
        (91, Verdict.CONDITIONAL),
        (95, Verdict.CONDITIONAL),
        (96, Verdict.CONDITIONAL),
        (100, Verdict.CONDITIONAL),
        (101, Verdict.NOT),
    ],
)
def test_a_verdict_follows_from_the_worst_year(share: int, verdict: Verdict) -> None:
    assert judged(100, share).verdict == verdict


def test_income_from_land_is_rounded_down_to_whole_fen() -> None:
    assert [Resources(fund=11).left(drop) for drop in (0, 10, 20)] == [11, 9, 8]


def test_a_year_between_two_payments_decides_and_one_outside_does_not() -> None:
    rooms = {2026: -1, 2027: 10, 2028: -5, 2029: 10, 2030: -9}
    resources = {year: Resources(budget=room) for year, room in rooms.items()}
    found = judge(resources, {}, {2027: 3, 2029: 3})
    assert [line.year for line in found.lines if line.counts] == [2027, 2028, 2029]
    assert found.verdict == Verdict.NOT
    assert found.short == ((2028, 0, 5), (2028, 10, 5), (2028, 20, 5))
    assert judge(resources, {}, {2029: 3}).verdict == Verdict.AFFORDABLE


def test_nothing_is_said_of_a_year_without_resources() -> None:
    found = judge({2026: Resources(budget=5)}, {2028: 7}, {2026: 1, 2027: 1})
    assert (found.verdict, found.unknown) == (Verdict.UNKNOWN, (2027,))
    assert [(line.year, line.is_known) for line in found.lines] == [
        (2026, True),
        (2027, False),
        (2028, False),
    ]
    assert judge({2026: Resources()}, {}, {2026: 1, 2027: 1}).verdict == Verdict.NOT


def test_a_plan_that_asks_the_city_for_nothing_is_affordable() -> None:
    assert judge({2026: Resources(budget=-5)}, {}, {2026: 0}).verdict == Verdict.AFFORDABLE


@pytest.mark.parametrize(
    ("share", "current", "others"),
    [
        ({2027: 5, 2028: 6}, 11, 0),
        ({2028: 5, 2029: 6, 2030: 7}, 5, 13),
        ({2023: 4, 2026: 1}, 1, 4),
        ({2034: 9}, 0, 9),
    ],
)
def test_money_is_parted_by_terms_of_office(share: dict[int, int], current: int, others: int) -> None:
    parts = split(share, [NEXT, THIS], 2026)
    assert sum(part.amount for part in parts if part.is_current) == current
    assert crosses(parts) == others


@pytest.mark.parametrize(
    ("ppp", "own", "allowed"),
    [
        (0, 0, Ppp.FREE),
        (1, 0, Ppp.UNKNOWN),
        (50 * YI, 1000 * YI, Ppp.FREE),
        (50 * YI + 1, 1000 * YI, Ppp.USERS_PAY),
        (100 * YI, 1000 * YI, Ppp.USERS_PAY),
        (100 * YI + 1, 1000 * YI, Ppp.NONE),
    ],
)
def test_ppp_lines_are_exact_to_the_fen(ppp: int, own: int, allowed: Ppp) -> None:
    assert ppp_of(ppp, own) == allowed


@pytest.mark.parametrize(
    ("debt", "band"),
    [
        (1199, Band.GREEN),
        (1200, Band.YELLOW),
        (1999, Band.YELLOW),
        (2000, Band.ORANGE),
        (2999, Band.ORANGE),
        (3000, Band.RED),
    ],
)
def test_a_debt_ratio_has_the_colour_of_its_band(debt: int, band: Band) -> None:
    assert band_of(debt, 1000) == band
    assert band_of(debt, 0) == Band.UNKNOWN


amounts = st.integers(0, 10**15)
years = st.integers(2026, 2035)
plans = st.dictionaries(years, amounts, max_size=6)
resources = st.builds(Resources, budget=amounts, fund=amounts, guarantees=amounts)
ORDER = [Verdict.AFFORDABLE, Verdict.CONDITIONAL, Verdict.UNKNOWN, Verdict.NOT]


@given(st.dictionaries(years, resources), plans, plans, years, amounts)
def test_asking_for_more_never_makes_a_verdict_better(
    money: dict[int, Resources], committed: dict[int, int], share: dict[int, int], year: int, more: int
) -> None:
    before = judge(money, committed, share).verdict
    after = judge(money, committed, {**share, year: share.get(year, 0) + more}).verdict
    assert ORDER.index(after) >= ORDER.index(before)


@given(st.dictionaries(years, resources), plans, plans)
def test_less_land_never_leaves_more_room_and_the_parts_add_up(
    money: dict[int, Resources], committed: dict[int, int], share: dict[int, int]
) -> None:
    for line in judge(money, committed, share).lines:
        rooms = [cell.room for cell in line.cells]
        assert rooms == sorted(rooms, reverse=True)
        assert all(cell.resources == cell.committed + cell.share + cell.room for cell in line.cells)


@given(plans, st.integers(2026, 2040))
def test_the_terms_of_office_share_the_whole(share: dict[int, int], year: int) -> None:
    assert sum(part.amount for part in split(share, [THIS, NEXT], year)) == sum(share.values())
