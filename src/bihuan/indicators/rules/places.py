"""Places among areas, and what it takes to gain one."""

from collections.abc import Mapping
from dataclasses import dataclass

from bihuan.indicators.rules.lines import YEAR, Course, Nature, Numbers, Pace, holder, needed, ordered


@dataclass(frozen=True)
class Standing:
    """The place of one area among several, by their numbers at the same month.

    Equal numbers share a place and the next is left out: 1, 2, 2, 4. `sharing` and `above` are keys of the
    areas with the same number, and of those with the next better one; `above` is empty at the top.
    """

    place: int
    of: int
    sharing: tuple[int, ...]
    above: tuple[int, ...]
    number_above: int | None
    place_then: int


def standing(numbers: Mapping[int, int], own: int, nature: Nature) -> Standing:
    """The place of area `own` among the numbers of all, its own with them."""
    mine = numbers[own]
    better = ordered({each for each in numbers.values() if nature.better(each, mine)}, nature)
    target = better[-1] if better else None
    return Standing(
        place=_place(numbers, mine, nature),
        of=len(numbers),
        sharing=tuple(key for key, each in numbers.items() if each == mine and key != own),
        above=tuple(key for key, each in numbers.items() if each == target),
        number_above=target,
        place_then=_place(numbers, mine if target is None else target, nature),
    )


def _place(numbers: Mapping[int, int], number: int, nature: Nature) -> int:
    return 1 + sum(1 for each in numbers.values() if nature.better(each, number))


@dataclass(frozen=True)
class Gain:
    """What it takes to pass the next above: the year's number, and what the rest must bring."""

    goal: int
    pace: Pace


def gain(
    nature: Nature, stands: Standing, now: int, number: int, base: Mapping[int, int], share: float
) -> Gain | None:
    """What the rest of the year must bring to pass the next above, if the others go on as they do.

    Going on means: growth and levels end the year as they stand; what adds up ends it at its number divided
    by `share`, the share of a year that is there by now. To pass is to be better by one published step.
    Nothing at the top, and nothing when the year is over.
    """
    if stands.number_above is None or not nature.left(now):
        return None
    ends = round(stands.number_above / share) if nature.course == Course.ADDS else stands.number_above
    goal = ends + (nature.step if nature.is_up else -nature.step)
    pace = needed(nature, goal, now, number, base)
    return Gain(goal, pace) if pace else None


def share_by(now: int, shares: Mapping[int, float]) -> float:
    """The share of a year that is there by a month: by the shape of past years, evenly without one."""
    return shares.get(now) or now / YEAR


def rivals(others: Mapping[int, Numbers], place: int, nature: Nature) -> dict[tuple[int, int], int]:
    """The number that must be reached to stand at a place or before it: that of the other who holds it.

    `others` are the series of all but the one that is asked about. Months in which fewer others than the
    place have a number are left out.
    """
    by_month: dict[tuple[int, int], list[int]] = {}
    for series in others.values():
        for key, number in series.items():
            by_month.setdefault(key, []).append(number)
    found = {key: holder(each, place, nature) for key, each in by_month.items()}
    return {key: number for key, number in found.items() if number is not None}
