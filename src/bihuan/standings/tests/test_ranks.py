"""What may be said of places: the same for the same seed, and exact where numbers are."""

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from bihuan.kernel.errors import Invalid
from bihuan.standings.rules.drawing import Column, Source
from bihuan.standings.rules.drawn_points import places
from bihuan.standings.rules.entries import Entries, Given, entries_of
from bihuan.standings.rules.methods import (
    ByFormula,
    Cause,
    Completion,
    Efficacy,
    GrowthAndTotal,
    Input,
    Method,
    Place,
    Tally,
    Way,
)
from bihuan.standings.rules.ranks import drawn_totals, simulate
from bihuan.standings.rules.schemes import Lacking, Part, Scheme
from bihuan.standings.rules.scoring import score
from bihuan.standings.rules.stability import kendall, leave_each_out
from bihuan.standings.tests.plainly import plain_totals

LATE = Cause("late", "逾期", Fraction(-1), Fraction(3))
EARLY = Cause("early", "提前", Fraction(1, 2))
METHODS: dict[str, Method] = {
    "weight": Efficacy(),
    "hundred": Efficacy(Way.HUNDRED, is_inverse=True),
    "completion": Completion(Fraction(6, 5)),
    "place": Place(2, Fraction(1, 2), Fraction(1)),
    "growth": GrowthAndTotal(Fraction(3, 10)),
    "tally": Tally(Fraction(5), (LATE, EARLY)),
    "formula": ByFormula(
        "if(a > 50, min(a ÷ b, 1) × 9, round(abs(a − b) ÷ 10, 1)) − floor(a ÷ 40)",
        (Input("a"), Input("b")),
    ),
}
SCHEME = Scheme(
    "七法",
    tuple(Part(code, code, Fraction(9), method) for code, method in METHODS.items()),
    lacking=Lacking.SPREAD,
)


def unsure(seed: int, units: int) -> Entries:
    """Invented numbers of every kind: shares, with an error, sure, and some missing."""
    chance = random.Random(seed)

    def given() -> Given:
        value = Fraction(chance.randrange(2000, 9000), 100)
        return Given(value, Fraction(chance.choice([0, 1, 4])))

    rows = {
        unit: {
            part.code: {each.name: given() for each in part.inputs}
            | ({"value": Given.share(chance.randint(20, 60), 60)} if part.code == "weight" else {})
            for part in SCHEME.parts
            if chance.random() < 0.9
        }
        for unit in range(1, units + 1)
    }
    return entries_of("组", rows)


@pytest.mark.parametrize("seed", range(3))
def test_draws_at_once_give_what_each_gives_by_itself(seed: int) -> None:
    entries = unsure(seed, units=6)
    sheet = score(entries, SCHEME)
    totals = drawn_totals(entries, sheet, Source(seed), draws=40)
    found = {
        line.unit: [Fraction(int(each), 100) for each in row]
        for line, row in zip(sheet.ranked, totals, strict=True)
    }
    assert found == plain_totals(entries, SCHEME, draws=40, seed=seed)


def test_the_same_seed_gives_the_same_and_another_another() -> None:
    entries = unsure(1, units=8)
    one, again, other = (simulate(entries, SCHEME, draws=500, seed=seed) for seed in (5, 5, 6))
    assert one == again
    assert [each.by_place for each in one.standings] != [each.by_place for each in other.standings]


def rates(*counts: tuple[int, int]) -> Entries:
    return entries_of("组", {u: {"p": {"value": Given.share(*c)}} for u, c in enumerate(counts, 1)})


RATE = ByFormula("value ÷ 100% × 100", (Input("value", "%"),))
ONE = Scheme("满意率", (Part("p", "满意率", Fraction(100), RATE),))


def test_numbers_that_are_sure_have_one_place_and_no_interval() -> None:
    rows = {unit: {"p": {"value": Given(Fraction(value))}} for unit, value in enumerate((70, 90, 80, 80), 1)}
    ranks = simulate(entries_of("组", rows), ONE, draws=200)
    said = [(each.unit, each.low, each.high, each.best, each.worst) for each in ranks.standings]
    assert said == [(2, 90, 90, 1, 1), (3, 80, 80, 2, 3), (4, 80, 80, 2, 3), (1, 70, 70, 4, 4)]
    assert ranks.alike == {(3, 4)}


def test_large_counts_can_be_told_apart_and_small_ones_cannot() -> None:
    few = simulate(rates((36, 40), (34, 40)), ONE)
    many = simulate(rates((36000, 40000), (34000, 40000)), ONE)
    assert (few.is_apart(1, 2), many.is_apart(1, 2)) == (False, True)
    assert [(each.best, each.worst) for each in few.standings] == [(1, 2), (1, 2)]
    assert [(each.best, each.worst) for each in many.standings] == [(1, 1), (2, 2)]
    assert not many.is_apart(1, 1)


def test_every_draw_gives_every_unit_a_place() -> None:
    ranks = simulate(unsure(2, units=9), SCHEME, draws=300)
    assert {sum(each.by_place) for each in ranks.standings} == {300}
    assert all(each.best <= each.worst and each.low <= each.high for each in ranks.standings)


def test_who_is_not_ranked_takes_no_part() -> None:
    entries = rates((36, 40), (34, 40), (29, 29))
    assert [each.unit for each in simulate(entries, ONE, draws=100).standings] == [1, 2]
    assert simulate(entries_of("组", {}), ONE, draws=100).standings == ()


@pytest.mark.parametrize("draws", [0, 99, 100_001])
def test_as_many_draws_as_mean_something(draws: int) -> None:
    with pytest.raises(Invalid):
        simulate(rates((36, 40)), ONE, draws=draws)


@pytest.mark.parametrize(("part", "whole"), [(0, 30), (30, 30), (7, 31), (400, 1000), (99_000, 100_000)])
def test_shares_are_drawn_from_their_beta_distribution(part: int, whole: int) -> None:
    drawn = Column([Given.share(part, whole)]).draw(Source(3), 40_000)[0] / 100
    mean = (part + 1) / (whole + 2)
    spread = (mean * (1 - mean) / (whole + 3)) ** 0.5
    assert drawn.mean() == pytest.approx(mean, abs=spread / 25)
    assert drawn.std() == pytest.approx(spread, rel=0.02)
    assert 0 <= drawn.min() < drawn.max() <= 1


def test_an_error_is_drawn_from_the_normal_distribution() -> None:
    drawn = Column([Given(Fraction(50), Fraction(4))]).draw(Source(3), 40_000)[0]
    assert (drawn.mean(), drawn.std()) == (pytest.approx(50, abs=0.1), pytest.approx(4, rel=0.02))


def test_places_of_draws_share_the_better_one() -> None:
    drawn = np.array([[3.0, 1.0], [3.0, 2.0], [5.0, 3.0]])
    assert places(drawn).T.tolist() == [[2, 2, 1], [3, 2, 1]]
    assert places(drawn, is_inverse=True).T.tolist() == [[1, 1, 3], [1, 2, 3]]


TRIALS, TOWNS = 25, 10


@pytest.mark.parametrize("spread", [0.1, 1.0, 4.0])
def test_possible_places_hold_the_true_place_in_95_of_a_hundred_cases(spread: float) -> None:
    chance, held = random.Random(11), 0
    scheme = Scheme("完成率", (Part("p", "完成率", Fraction(100), Completion(Fraction(2))),), places=4)
    for trial in range(TRIALS):
        truth = [chance.gauss(70, 5 * spread) for _ in range(TOWNS)]
        target = Given(Fraction(100))
        rows = {
            unit: {"p": {"actual": Given(Fraction(chance.gauss(value, 5)), Fraction(5)), "target": target}}
            for unit, value in enumerate(truth)
        }
        for each in simulate(entries_of("组", rows), scheme, draws=400, seed=trial).standings:
            true = 1 + sum(value > truth[each.unit] for value in truth)
            held += each.best <= true <= each.worst
    assert held >= 0.95 * TRIALS * TOWNS


def test_leaving_a_part_out_shows_how_far_the_order_hangs_on_it() -> None:
    parts = tuple(Part(code, code, Fraction(50), Completion()) for code in ("a", "b"))
    values = {1: (90, 10), 2: (60, 30), 3: (30, 50)}
    rows = {
        unit: {
            code: {"actual": Given(Fraction(value)), "target": Given(Fraction(100))}
            for code, value in zip("ab", pair, strict=True)
        }
        for unit, pair in values.items()
    }
    sheet = score(entries_of("组", rows), Scheme("两项", parts))
    without_a, without_b = leave_each_out(sheet)
    assert [line.unit for line in sheet.ranked] == [1, 2, 3]
    assert (without_a.part, without_a.tau, without_a.places) == ("a", -1.0, {3: 1, 2: 2, 1: 3})
    assert (without_b.tau, without_b.moved(sheet)) == (1.0, {1: 0, 2: 0, 3: 0})
    assert without_a.moved(sheet) == {1: -2, 2: 0, 3: 2}
    assert leave_each_out(score(entries_of("组", {}), replace(sheet.scheme, parts=parts[:1]))) == ()


@pytest.mark.parametrize(
    ("one", "other", "tau"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4], 1),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1),
        ([1, 2, 3, 4], [1, 2, 4, 3], 4 / 6),
        ([1, 1, 3], [1, 2, 3], 2 / 6**0.5),
        ([1, 1], [1, 2], None),
    ],
)
def test_kendalls_tau_by_hand(one: list[int], other: list[int], tau: float | None) -> None:
    assert kendall(one, other) == (tau if tau is None else pytest.approx(tau))


def test_a_tally_without_unsure_counts_needs_no_draws() -> None:
    scheme = Scheme("扣分", (Part("p", "扣分", Fraction(10), Tally(Fraction(10), (LATE,))),))
    ranks = simulate(entries_of("组", {1: {"p": {}}, 2: {"p": {"late": Given(Fraction(3))}}}), scheme)
    assert [(each.unit, each.low, each.high) for each in ranks.standings] == [(1, 10, 10), (2, 7, 7)]
