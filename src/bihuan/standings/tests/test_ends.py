"""Who is named at either end: by the rule, by the margin, and never from the middle."""

from fractions import Fraction

import pytest

from bihuan.kernel.intervals import Band
from bihuan.standings.rules.ends import (
    End,
    Ends,
    ListRule,
    Measured,
    ahead_and_behind,
    bands_of,
    named_by,
)
from bihuan.standings.rules.entries import Entries, Given, entries_of
from bihuan.standings.rules.methods import ByFormula, Input
from bihuan.standings.rules.presets import ANQING_RED, last_in_half
from bihuan.standings.rules.ranks import simulate
from bihuan.standings.rules.schemes import Part, Scheme
from bihuan.standings.rules.scoring import score

FIVE, PROBLEMS, SEVEN = ANQING_RED


def numbers(**columns: list[str | Given | None]) -> Entries:
    """Columns of numbers, one for each part; the units are counted from 1."""
    rows: dict[int, dict[str, dict[str, Given]]] = {}
    for part, column in columns.items():
        for unit, value in enumerate(column, 1):
            if value is not None:
                given = value if isinstance(value, Given) else Given(Fraction(value))
                rows.setdefault(unit, {})[part] = {"value": given}
    return entries_of("组", rows)


def named(rule: ListRule, entries: Entries) -> dict[int, tuple[str, ...]]:
    return {each.unit: each.parts for each in named_by(rule, entries)}


def test_red_is_who_is_first_in_two_of_five_rates() -> None:
    entries = numbers(签约率=["80", "70"], 开工率=["60", "90"], 竣工率=["50", "40"], 达产率=["9", "8"])
    assert named(FIVE, entries) == {1: ("签约率", "竣工率", "达产率")}


def test_red_is_who_closes_most_problems_of_firms() -> None:
    assert named(PROBLEMS, numbers(企业问题办结率=["90", "100", "95"])) == {2: ("企业问题办结率",)}


def test_red_is_who_is_first_in_three_of_seven_indicators() -> None:
    entries = numbers(
        规上工业增加值=["9", "8"], 固定资产投资=["9", "8"], 工业投资=["8", "9"], 进出口=["3", "2"]
    )
    assert named(SEVEN, entries) == {1: ("规上工业增加值", "固定资产投资", "进出口")}


@pytest.mark.parametrize(("lasts", "is_black"), [(7, True), (6, False)])
def test_black_is_who_is_last_in_seven_of_fourteen(lasts: int, is_black: bool) -> None:
    among = tuple(Measured(f"i{number}") for number in range(14))
    columns = {f"i{number}": ["5", "1" if number < lasts else "4", "3"] for number in range(14)}
    assert (2 in named(last_in_half(among), numbers(**columns))) is is_black


RED = ListRule("第一", End.RED, (Measured("p"),), least=1)
BLACK = ListRule("末位", End.BLACK, (Measured("p"),), least=1)


@pytest.mark.parametrize(
    ("rule", "column", "units"),
    [
        (RED, ["5", "4", "3"], [1]),
        (RED, ["5", "5", "3"], [1, 2]),
        (RED, ["5", "5", "5"], []),
        (RED, ["5", None, None], []),
        (BLACK, ["5", "4", "3"], [3]),
        (ListRule("幅度", End.RED, (Measured("p"),), 1, Fraction(1)), ["5", "4", "3"], [1]),
        (ListRule("幅度", End.RED, (Measured("p"),), 1, Fraction(2)), ["5", "4", "3"], []),
        (ListRule("幅度", End.RED, (Measured("p"),), 1, Fraction(1)), ["5", "5", "3"], []),
        (ListRule("反向", End.RED, (Measured("p", is_inverse=True),), 1), ["5", "4", "3"], [3]),
        (ListRule("反向", End.BLACK, (Measured("p", is_inverse=True),), 1), ["5", "4", "3"], [1]),
        (RED, [Given.share(38, 40), Given.share(36, 40), Given.share(35, 40)], []),
        (RED, [Given.share(990, 1000), Given.share(900, 1000), Given.share(880, 1000)], [1]),
        (BLACK, [Given.share(990, 1000), Given.share(980, 1000), Given.share(880, 1000)], [3]),
        (RED, [Given.share(29, 29), Given.share(900, 1000), Given.share(100, 1000)], [2]),
    ],
)
def test_named_is_only_who_lies_beyond_all_others_and_beyond_chance(
    rule: ListRule, column: list[str | Given | None], units: list[int]
) -> None:
    assert [each.unit for each in named_by(rule, numbers(p=column))] == units


def test_bands_are_judged_against_the_average_of_all_counts() -> None:
    shares = [Given.share(990, 1000), Given.share(900, 1000), Given.share(700, 1000), Given.share(20, 20)]
    bands = bands_of(Measured("p"), numbers(p=[*shares, "99"]))
    assert [(unit, each.band) for unit, each in bands.items()] == [
        (1, Band.ABOVE),
        (2, Band.ABOVE),
        (3, Band.BELOW),
        (4, Band.FEW),
    ]
    assert bands[1].average == pytest.approx(100 * 2610 / 3020)


SCHEME = Scheme("率", (Part("p", "率", Fraction(100), ByFormula("value ÷ 1%", (Input("value", "%"),))),))


@pytest.mark.parametrize(
    ("ends", "shares", "ahead", "behind"),
    [
        (Ends(1, 1), [(990, 1000), (900, 1000), (700, 1000)], (1,), (3,)),
        (Ends(2, 2), [(990, 1000), (860, 1000), (700, 1000)], (1,), (3,)),
        (Ends(1, 1, Fraction(20)), [(990, 1000), (900, 1000), (700, 1000)], (), ()),
        (Ends(2, 2), [(38, 40), (36, 40), (35, 40)], (), ()),
        (Ends(0, 0), [(990, 1000), (700, 1000)], (), ()),
        (Ends(2, 2), [], (), ()),
    ],
)
def test_ahead_and_behind_are_clearly_beside_the_average(
    ends: Ends, shares: list[tuple[int, int]], ahead: tuple[int, ...], behind: tuple[int, ...]
) -> None:
    entries = numbers(p=[Given.share(*each) for each in shares])
    ranks = simulate(entries, SCHEME, draws=2000)
    assert ahead_and_behind(ends, score(entries, SCHEME), ranks) == (ahead, behind)
