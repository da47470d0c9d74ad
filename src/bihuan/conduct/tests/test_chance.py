"""Honest cities raise no alarm, planted units are found, and the tail is the binomial's."""

import random
from math import comb

import pytest

from bihuan.conduct.rules.chance import marked, tail

CITIES, UNITS, SHARE = 200, 40, 0.1


def _city(chance: random.Random, n: int, share: float) -> tuple[int, int]:
    return sum(chance.random() < share for _time in range(n)), n


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
    assert marked({1: (9, 9), 2: (0, 100), 3: (1, 100)}) == set()
    assert marked({1: (9, 10), 2: (0, 100), 3: (0, 100)}) == {1}
