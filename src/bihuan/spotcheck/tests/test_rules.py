"""Exact bounds, sample sizes, quotas, and how chance is read."""

from fractions import Fraction
from itertools import combinations, pairwise, product
from math import comb

import pytest

from bihuan.spotcheck.rules import bounds, chances, plans
from bihuan.spotcheck.rules.bounds import HALF_RISK, Estimate, Sampling

# reliability: the sizes that prove a rate of at most so many per mille with k bad ones.
SIZES = [50, 100, 200, 500, 1000, 5000, 100_000]
TABLE = {
    (10, 0): [48, 78, 126, 196, 238, 284, 298],
    (20, 0): [39, 63, 90, 119, 132, 145, 149],
    (30, 0): [39, 52, 69, 85, 91, 97, 99],
    (30, 1): [49, 75, 104, 131, 143, 154, 157],
    (50, 0): [31, 39, 47, 54, 56, 58, 59],
    (50, 1): [43, 58, 72, 84, 88, 92, 93],
    (50, 2): [50, 73, 93, 110, 117, 123, 124],
    (100, 0): [19, 23, 26, 28, 28, 29, 29],
    (100, 1): [29, 36, 40, 44, 45, 46, 46],
}
# Upper bound in per cent of 1,000: by n, for k = 0, 1, 2.
UPPER = {
    30: (9.3, 14.6, 19.3),
    60: (4.7, 7.4, 9.9),
    100: (2.8, 4.4, 5.9),
    200: (1.3, 2.1, 2.8),
    300: (0.8, 1.3, 1.8),
}


@pytest.mark.parametrize(("rate", "found"), TABLE)
def test_sample_sizes_are_those_of_the_printed_table(rate: int, found: int) -> None:
    assert [bounds.sample_size(whole, rate, found) for whole in SIZES] == TABLE[rate, found]


@pytest.mark.parametrize("drawn", UPPER)
def test_upper_bounds_are_those_of_the_printed_table(drawn: int) -> None:
    assert tuple(round(Estimate(1000, drawn, found).high, 1) for found in range(3)) == UPPER[drawn]


def test_bounds_are_what_a_search_through_all_numbers_finds() -> None:
    for whole, drawn in product((1, 7, 23), (1, 3, 7)):
        for found in range(drawn + 1) if drawn <= whole else ():
            possible = range(found, whole - (drawn - found) + 1)
            likely = [
                bad for bad in possible if bounds.chance_at_most(found, whole, bad, drawn) > Fraction(5, 100)
            ]
            assert bounds.upper(whole, drawn, found) == max(likely)
            likely = [
                bad for bad in possible if bounds.chance_at_least(found, whole, bad, drawn) > Fraction(5, 100)
            ]
            assert bounds.lower(whole, drawn, found) == min(likely)


def test_the_bound_covers_the_truth_in_at_least_95_of_100_draws() -> None:
    whole, drawn = 200, 40
    highest = [bounds.upper(whole, drawn, found) for found in range(drawn + 1)]
    worst = min(
        sum(
            Fraction(comb(bad, found) * comb(whole - bad, drawn - found), comb(whole, drawn))
            for found in range(drawn + 1)
            if highest[found] >= bad
        )
        for bad in range(whole + 1)
    )
    assert round(float(worst), 4) == 0.9504


def test_the_usual_plan_for_goods_accepts_a_false_rate_of_five_per_cent_too_often() -> None:
    (point,) = bounds.operating_curve(10_000, Sampling(80, 2), (50,))
    assert round(point.accepted) == 23
    curve = bounds.operating_curve(1000, Sampling(60, 1), tuple(range(0, 201, 10)))
    assert [curve[0].accepted, curve[0].bad] == [100, 0]
    assert all(one.chance > other.chance for one, other in pairwise(curve))


def test_too_few_say_nothing_unless_they_are_all() -> None:
    assert not Estimate(100, 28, 0).is_enough
    assert Estimate(100, 29, 0).is_enough
    assert not Estimate(5, 0, 0).is_enough
    assert (Estimate(5, 5, 1).is_enough, Estimate(5, 5, 1).low, Estimate(5, 5, 1).high) == (True, 20, 20)


def test_every_stratum_has_its_floor_and_earlier_failures_draw_more() -> None:
    sizes = {"u1": 100, "u2": 100, "u3": 7}
    even = plans.quotas(sizes, dict.fromkeys(sizes, plans.USUAL_WEIGHT), 40, 5)
    assert sum(even.values()) == 40
    assert all(even[name] >= plans.floor_of(size) for name, size in sizes.items())
    heavier = plans.quotas(sizes, {"u1": 100, "u2": plans.weight_of(2, 1), "u3": 100}, 40, 5)
    assert sum(heavier.values()) == 40
    assert heavier["u2"] > even["u2"]
    assert heavier["u1"] >= plans.floor_of(100)
    assert plans.quotas(sizes, dict.fromkeys(sizes, 100), 3, 5) == {"u1": 5, "u2": 5, "u3": 1}
    assert plans.quotas(sizes, dict.fromkeys(sizes, 100), 999, 5) == sizes
    assert plans.weight_of(0, 0) == plans.USUAL_WEIGHT < plans.weight_of(0, 1) < plans.weight_of(1, 0)
    assert plans.weight_of(99, 0) == plans.MOST_WEIGHT


def test_chance_is_read_as_people_write_it() -> None:
    assert chances.read_dice("01234 56789 01234 56789") == "01234567890123456789"
    assert chances.read_lottery("ssq", "31 3 11、17,20 25 + 9") == "03 11 17 20 25 31+09"
    assert chances.read_lottery("dlt", "01 02 03 04 35 | 12 1") == "01 02 03 04 35+01 12"


@pytest.mark.parametrize("text", ["", "123", "0123456789012345678x", "012345678901234567890"])
def test_what_are_no_dice_is_refused(text: str) -> None:
    with pytest.raises(chances.Unreadable):
        chances.read_dice(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 2 3 4 5 6",
        "1 2 3 4 5 34+1",
        "1 1 2 3 4 5+6",
        "1 2 3 4 5 6+17",
        "0 1 2 3 4 5+6",
        "1 2 3 4 5 6+7?",
    ],
)
def test_what_is_no_lottery_result_is_refused(text: str) -> None:
    with pytest.raises(chances.Unreadable):
        chances.read_lottery("ssq", text)


def test_a_plan_in_two_steps_accepts_as_counting_all_orders_says() -> None:
    whole, plan = 9, Sampling(3, 0, more=2, accept_2=1)
    for bad in range(whole + 1):
        accepted = total = 0
        for places in combinations(range(whole), bad):
            first = sum(place < 3 for place in places)
            both = sum(place < 5 for place in places)
            accepted += first == 0 or both <= 1
            total += 1
        assert plan.accepted(whole, bad) == Fraction(accepted, total)


def test_two_steps_with_half_the_risk_each_miss_the_truth_in_at_most_one_of_twenty() -> None:
    whole, one, two = 200, 20, 40

    def high(first: int, both: int) -> float:
        ends = Estimate(whole, two, both, HALF_RISK), Estimate(whole, one, first, HALF_RISK)
        return ends[first <= 1].high * whole / 100

    missed = []
    for bad in range(8, 80, 8):
        share = Fraction(0)
        for first, both in product(range(one + 1), range(two + 1)):
            if first <= both <= bad and round(high(first, both)) < bad:
                ways = comb(bad, first) * comb(whole - bad, one - first)
                later = comb(bad - first, both - first)
                left = whole - one - bad + first, two - one - both + first
                ways *= later * (comb(*left) if min(left) >= 0 else 0)
                share += Fraction(ways, comb(whole, one) * comb(whole - one, two - one))
        missed.append(share)
    assert 0 < max(missed) <= Fraction(5, 100)
