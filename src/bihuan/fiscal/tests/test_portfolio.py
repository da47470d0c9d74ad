import os
import subprocess
import sys
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.fiscal.rules.portfolio import Answer, Candidate, Question, choose, why_not
from bihuan.kernel.money import WAN


def question(*rows: tuple[int, dict[int, int]], musts: tuple[int, ...] = (), **more: object) -> Question:
    """Candidates numbered from 1, with scores and costs in 万元, and 100万元 a year."""
    candidates = tuple(
        Candidate(number, score, {year: cost * WAN for year, cost in costs.items()}, number in musts)
        for number, (score, costs) in enumerate(rows, 1)
    )
    return Question(candidates, {2026: 100 * WAN, 2027: 100 * WAN}, **more)  # type: ignore[arg-type]


THREE = ((60, {2026: 80}), (50, {2026: 50}), (40, {2026: 50}))


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (question(*THREE), (2, 3)),
        (question(*THREE, musts=(1,)), (1,)),
        (question(*THREE, excludes=frozenset({(2, 3)})), (1,)),
        (question(*THREE, needs=frozenset({(2, 1)})), (1,)),
        (question((5, {2026: 60}), (5, {2026: 50})), (2,)),
        (question((5, {2026: 100}), (5, {2026: 100})), (1,)),
        (question((9, {2028: 1})), ()),
        (question(), ()),
    ],
    ids=["best sum", "must", "exclusion", "need", "the cheaper of equals", "stable", "no money", "nothing"],
)
def test_the_best_choice(asked: Question, chosen: tuple[int, ...]) -> None:
    found = choose(asked)
    assert (found.chosen, found.is_proven, found.is_possible) == (chosen, True, True)


def test_the_order_of_the_question_plays_no_part() -> None:
    rows = [(5, {2026: 100}), (5, {2026: 100}), (3, {2027: 70}), (3, {2027: 70})]
    one = question(*rows)
    other = Question(one.candidates[::-1], one.limits)
    assert choose(one) == choose(other)


def test_must_haves_that_do_not_fit_name_the_year_and_what_it_lacks() -> None:
    asked = question((1, {2026: 80, 2027: 10}), (1, {2026: 50, 2027: 95}), (9, {}), musts=(1, 2))
    assert choose(asked) == Answer(short={2026: 30 * WAN, 2027: 5 * WAN})


def test_must_haves_that_exclude_each_other_are_named() -> None:
    assert choose(question(*THREE, musts=(2, 3), excludes=frozenset({(2, 3)}))).clashes == ((2, 3),)


def test_what_a_must_have_needs_must_be_a_candidate() -> None:
    assert choose(question(*THREE, musts=(1,), needs=frozenset({(1, 9)}))).lacking == (9,)
    assert choose(question(*THREE, needs=frozenset({(2, 9)}))).chosen == (1,)


def test_a_year_without_money_limits_to_the_last_fen() -> None:
    rows = (Candidate(1, 1, {2026: 100 * WAN + 1}, is_must=True), Candidate(2, 1, {2026: 1}))
    assert choose(Question(rows, {2026: 100 * WAN})).short == {2026: 1}
    assert choose(Question(rows, {2026: 100 * WAN + 1})).chosen == (1,)


def test_the_solver_says_nothing_of_itself() -> None:
    words = (
        "from bihuan.fiscal.rules.portfolio import Candidate, Question, choose\n"
        "print(choose(Question((Candidate(7, 1, {2026: 1}),), {2026: 10**7})).chosen)"
    )
    places = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = [sys.executable, "-c", words]
    told = subprocess.run(run, capture_output=True, text=True, check=True, env=places)  # noqa: S603
    assert (told.stdout, told.stderr) == ("(7,)\n", "")


def test_why_not() -> None:
    asked = question(*THREE, (9, {2026: 130}), (9, {2026: 40}), excludes=frozenset({(1, 4)}))
    best = choose(asked)
    reason = why_not(asked, best, 1)
    assert (reason.displaced, reason.brought, reason.cost) == ((2, 3), (), 30)
    assert reason.forced
    assert reason.forced.chosen == (1,)
    assert why_not(asked, best, 4).alone == {2026: 30 * WAN}
    reason = why_not(asked, best, 5)
    assert (reason.displaced, reason.cost) == ((3,), 31)


def test_why_not_beside_a_must_have() -> None:
    asked = question(*THREE, musts=(1,), excludes=frozenset({(1, 3)}), needs=frozenset({(3, 7)}))
    best = choose(asked)
    assert why_not(asked, best, 2).beside == {2026: 30 * WAN}
    assert why_not(asked, best, 3).lacking == (7,)
    asked = question(*THREE, musts=(3,), excludes=frozenset({(1, 3)}))
    assert why_not(asked, choose(asked), 1).clashes == ((1, 3),)


costs = st.dictionaries(st.integers(2026, 2028), st.integers(0, 60), max_size=3)
pairs = st.frozensets(
    st.tuples(st.integers(1, 7), st.integers(1, 7)).filter(lambda p: p[0] < p[1]), max_size=3
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), costs), max_size=7), pairs, pairs, st.sets(st.integers(1, 7)))
def test_no_choice_is_better_than_the_one_found(
    rows: list[tuple[int, dict[int, int]]],
    excludes: frozenset[tuple[int, int]],
    needs: frozenset[tuple[int, int]],
    musts: set[int],
) -> None:
    asked = question(*rows, musts=tuple(musts), excludes=excludes, needs=needs)
    found = choose(asked)
    assert found == choose(asked)
    ids = sorted(asked.by_id)
    allowed = [
        some
        for count in range(len(ids) + 1)
        for some in combinations(ids, count)
        if asked.musts <= asked.with_needs(some) == set(some)
        if not asked.short(some) and not asked.clashes(some)
    ]
    if not found.is_possible:
        assert allowed == []
        return
    best = max(asked.score(some) for some in allowed)
    least = min(sum(asked.asked(some).values()) for some in allowed if asked.score(some) == best)
    assert found.is_proven
    assert found.chosen in allowed
    assert (found.score, sum(asked.asked(found.chosen).values())) == (best, least)
