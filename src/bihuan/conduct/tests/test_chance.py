"""Honest cities raise no alarm, planted units are found, and the tail is the binomial's."""

import random
from math import comb

import numpy as np
import pytest

from bihuan.conduct.rules.chance import Share, marked, tail, tails, urn
from bihuan.conduct.rules.clumps import spreads

CITIES, UNITS, SHARE = 200, 40, 0.1


def _city(chance: random.Random, n: int, share: float) -> Share:
    return Share(sum(chance.random() < share for _time in range(n)), n)


def _clumped(chance: np.random.Generator, size: int) -> dict[int, Share]:
    """Honest units with sixty things each, of which `size` belong together and have one outcome."""
    unit = np.repeat(np.arange(UNITS), 60)
    group = np.arange(len(unit)) // size
    hit = (chance.random(len(unit)) < SHARE)[group]
    # Their days say nothing: those that belong together have one matter.
    spread = spreads(unit, hit, group, chance.integers(0, 60, len(unit)))
    return {each: Share(int(hit[unit == each].sum()), 60, spread[each]) for each in range(UNITS)}


def test_the_tail_is_the_binomials() -> None:
    for k in range(13):
        exact = sum(comb(12, i) * 0.3**i * 0.7 ** (12 - i) for i in range(k, 13))
        assert tail(k, 12, 0.3) == pytest.approx(exact, rel=1e-10)


def test_honest_cities_hardly_ever_mark_anybody() -> None:
    chance = random.Random(7)
    alarms = [
        len(marked({unit: _city(chance, chance.randrange(10, 120), SHARE) for unit in range(UNITS)}))
        for _city_number in range(CITIES)
    ]
    assert sum(alarms) / (CITIES * UNITS) <= 0.01
    assert sum(alarm > 0 for alarm in alarms) / CITIES <= 0.03


def test_a_unit_four_times_as_bad_is_found_at_fifty() -> None:
    chance, found = random.Random(8), 0
    for _city_number in range(CITIES):
        city = {unit: _city(chance, 50, SHARE) for unit in range(UNITS)}
        city[0] = _city(chance, 50, 4 * SHARE)
        found += 0 in marked(city)
    assert found / CITIES >= 0.9


def test_few_are_never_marked_and_a_clean_city_still_finds_its_one() -> None:
    assert marked({1: Share(9, 9), 2: Share(0, 100), 3: Share(1, 100)}) == set()
    assert marked({1: Share(9, 10), 2: Share(0, 100), 3: Share(0, 100)}) == {1}


def test_what_hangs_together_scatters_so_much_more() -> None:
    """The chances of an urn add up to one, with its share and its spread; an urn of one thing is a coin."""
    above = urn(20, 0.3, 1.5 / 19)
    each = above - np.append(above[1:], 0)
    assert each.sum() == pytest.approx(1)
    assert each @ np.arange(21) == pytest.approx(20 * 0.3)
    assert each @ (np.arange(21) - 6) ** 2 == pytest.approx(2.5 * 20 * 0.3 * 0.7)


def test_things_that_hang_together_wholly_are_but_one() -> None:
    """Twelve things of one matter are one thing: all twelve are no rarer than it is."""
    assert tails(12, 0.1, 12.0)[12] >= 0.1 - 1e-9
    assert tails(40, 0.1, 20.0)[40] >= 0.1**2 - 1e-9


@pytest.mark.parametrize("size", [3, 5])
def test_honest_cities_whose_things_hang_together_mark_nobody_either(size: int) -> None:
    chance = np.random.default_rng(9)
    cities = [_clumped(chance, size) for _city_number in range(CITIES)]
    middle = np.median([each.spread for city in cities for each in city.values()])
    assert middle == pytest.approx(size, rel=0.05)
    alarms = [len(marked(city)) for city in cities]
    assert sum(alarms) / (CITIES * UNITS) <= 0.002
    blind = [marked({unit: Share(each.k, each.n) for unit, each in city.items()}) for city in cities]
    assert sum(map(len, blind)) / (CITIES * UNITS) > 0.01, "this would not be noticed"


@pytest.mark.parametrize("share", [0.1, 0.3])
@pytest.mark.parametrize("sizes", [[12], [20, 20], [20, 20, 20], [10] * 5, [30, 1, 1, 1, 1, 1]], ids=str)
def test_units_of_a_few_matters_are_not_marked_for_these(sizes: list[int], share: float) -> None:
    """Of so few groups nobody knows how alike their things are: each may be its own reason."""
    chance, units = np.random.default_rng(10), 20
    unit, group = (
        np.repeat(np.arange(units), sum(sizes)),
        np.repeat(np.arange(units * len(sizes)), sizes * units),
    )
    alarms = blind = 0
    for _city_number in range(CITIES):
        hit = (chance.random(units * len(sizes)) < share)[group]
        spread, k = spreads(unit, hit, group), np.bincount(unit, hit).astype(int).tolist()
        alarms += bool(marked({each: Share(k[each], sum(sizes), spread[each]) for each in range(units)}))
        blind += bool(marked({each: Share(k[each], sum(sizes)) for each in range(units)}))
    assert alarms / CITIES <= 0.02
    assert blind / CITIES > 0.2, "this would not be noticed"


def test_what_does_not_hang_together_is_taken_for_what_it_is() -> None:
    unit = np.repeat([7, 9], 50)
    assert spreads(unit, np.arange(100) % 3 == 0, np.arange(100)) == {7: 1.0, 9: 1.0}
