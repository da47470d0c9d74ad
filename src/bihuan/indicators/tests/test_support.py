import random
from datetime import date
from typing import Any

import pytest

from bihuan.indicators.rules.histories import History
from bihuan.indicators.rules.support import Live, Past, Verdict, past, support
from bihuan.kernel.periods import shifted

TODAY = date(2026, 10, 1)
MONTHS = 3
START = date(2024, 1, 1)


def told(*steps: tuple[int, str]) -> History:
    """A project that stands in each stage from so many months after the beginning."""
    return History(tuple((shifted(START, month), stage) for month, stage in steps))


def test_the_past_counts_who_stood_in_a_stage_and_who_came_within_the_time() -> None:
    histories = [
        told((0, "completed"), (32, "production")),  # came in the second month of the last span
        told((0, "completed")),
        told((0, "building"), (31, "completed"), (32, "production")),  # stood elsewhere at its beginning
        told((32, "completed")),
    ]
    found = past(histories, "completed", "production", MONTHS, TODAY)
    # Eleven spans of three months; the first project stood there in all of them.
    assert found.came == (0, 1, 0)
    assert found.n == 22


def test_a_project_beyond_the_goal_has_come() -> None:
    found = past([told((0, "completed"), (31, "full"))], "completed", "production", 33, TODAY)
    assert (found.n, found.total) == (1, 1)


PASTS = {"completed": Past(40, (10, 10, 0)), "building": Past(4, (1, 0, 0))}


def live(key: int, stage: str = "completed", **more: Any) -> Live:
    return Live(key, (300, 200, 100), stage, **more)


def test_what_is_expected_is_chance_times_contribution_times_time_left() -> None:
    found = support(1000, [live(1)], PASTS)
    assert found.expected == pytest.approx(0.5 * 250, rel=0.02)
    assert found.low == 0
    assert found.high == 300


def test_the_same_question_has_the_same_answer() -> None:
    projects = [live(number) for number in range(8)]
    first, second = (support(1000, projects, PASTS, draws=999) for _ask in range(2))
    assert (first.low, first.high) == (second.low, second.high)


@pytest.mark.parametrize(
    ("need", "projects", "verdict"),
    [
        (0, [live(1)], Verdict.NOTHING),
        (1000, [live(1)], Verdict.UNSUPPORTED),
        (100, [live(1)], Verdict.UNSURE),
        (100, [Live(1, (150,))], Verdict.SUPPORTED),
        # A stage of which the past tells too little could turn it.
        (300, [live(1, "building")], Verdict.UNKNOWN),
        (1000, [live(1, "building")], Verdict.UNSUPPORTED),
        (1000, [], Verdict.UNSUPPORTED),
    ],
)
def test_below_all_that_is_needed_a_target_is_unsupported(
    need: int, projects: list[Live], verdict: Verdict
) -> None:
    assert support(need, projects, PASTS).verdict == verdict


def test_sectors_and_units_sum_to_what_is_expected() -> None:
    projects = [
        live(1, sector="C", unit=1),
        live(2, sector="C", unit=2),
        live(3, sector="D", unit=1),
    ]
    found = support(1000, projects, PASTS)
    for groups in (found.sectors, found.units):
        assert sum(group.expected for group in groups) == pytest.approx(found.expected)
        assert sum(group.count for group in groups) == 3


# Cities whose true chance of moving on within a month is known.
HAZARDS = {"building": 0.05, "completed": 0.2}
NEXT = {"building": "completed", "completed": "production"}


def lived(rng: random.Random, months: int) -> list[tuple[int, str]]:
    """One project's way by chance: it moves on with the hazard of its stage."""
    stage, steps = rng.choice(["building", "completed"]), []
    steps.append((0, stage))
    for month in range(1, months + 1):
        if stage in NEXT and rng.random() < HAZARDS[stage]:
            stage = NEXT[stage]
            steps.append((month, stage))
    return steps


def test_the_interval_holds_what_happens_as_often_as_it_says() -> None:
    """In simulated cities 80 % intervals from their own past hold what their projects then bring."""
    rng, held, tries, months = random.Random(4754), 0, 150, 33
    for _city in range(tries):
        ways = [lived(rng, months) for _project in range(120)]
        histories = [told(*steps) for steps in ways]
        pasts = {stage: past(histories, stage, "production", MONTHS, TODAY) for stage in NEXT}
        projects, brought = [], 0
        for key, steps in enumerate(lived(rng, 0) for _project in range(40)):
            amount, stage, came = rng.randint(5, 60), steps[-1][1], 0
            values = tuple(amount * (MONTHS - month) for month in range(MONTHS))
            projects.append(Live(key, values, stage))
            for month in range(MONTHS):
                if stage in NEXT and rng.random() < HAZARDS[stage]:
                    stage = NEXT[stage]
                if stage == "production" and not came:
                    came, brought = 1, brought + values[month]
        found = support(1000, projects, pasts, draws=1000)
        held += found.low <= brought <= found.high
    assert 0.72 <= held / tries <= 0.9, held / tries
