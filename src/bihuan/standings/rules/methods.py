"""How the numbers of a group become points (功效系数法、完成率法、排名法、增幅加总量、扣分、公式), exactly.

Every method is given the column of one part: for each unit that has all its inputs, these inputs. It gives
each of them a Cell: points, and the facts from which anybody can compute them again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from django.utils.translation import gettext

from bihuan.kernel.errors import Invalid
from bihuan.standings.rules.language import Trouble, read
from bihuan.standings.rules.language.computing import half_up
from bihuan.standings.rules.language.formula import Formula
from bihuan.standings.rules.language.writing import decimal

NONE, ONE = Fraction(), Fraction(1)
SIXTY, FORTY, HUNDRED = Fraction(60), Fraction(40), Fraction(100)
Column = Mapping[int, Mapping[str, Fraction]]


@dataclass(frozen=True)
class Input:
    """A number that a method asks for: its name as in the formula, and its unit. One that is optional counts
    as nought where it is not given."""

    name: str
    unit: str = ""
    is_optional: bool = False


@dataclass(frozen=True)
class Cell:
    """The points of one unit in one part, or why it has none; `facts` are what they were computed from."""

    points: Fraction | None
    trouble: Trouble | None = None
    facts: tuple[tuple[str, Fraction], ...] = ()


class Method(Protocol):
    """A way to give points."""

    def inputs(self, unit: str) -> tuple[Input, ...]:
        """What it asks for; `unit` is that of the part."""

    def said(self, weight: Fraction) -> str:
        """The formula in full, for people."""

    def check(self) -> None:
        """Raise Invalid where its settings make no sense."""

    def cells(self, weight: Fraction, places: int, column: Column) -> dict[int, Cell]:
        """Points for every unit of the column."""


def relative(values: Mapping[int, Fraction], is_inverse: bool = False) -> dict[int, Fraction]:
    """Where each value lies between the worst (0) and the best (1); all at 1 where all are alike."""
    low, high = min(values.values(), default=NONE), max(values.values(), default=NONE)
    if low == high:
        return dict.fromkeys(values, ONE)
    best, worst = (low, high) if is_inverse else (high, low)
    return {unit: (value - worst) / (best - worst) for unit, value in values.items()}


def places_of(values: Mapping[int, Fraction], is_inverse: bool = False) -> dict[int, int]:
    """The place of each value, 1 for the best; equal values share the better place."""
    order = sorted(values.values(), reverse=not is_inverse)
    first = {value: place for place, value in reversed(list(enumerate(order, 1)))}
    return {unit: first[value] for unit, value in values.items()}


class Way(StrEnum):
    """The two ways in which cities write the efficacy coefficient; they differ by where they round."""

    # Points out of a hundred are rounded first, then weighed (高安).
    HUNDRED = "60+40"
    # The weight itself is parted (三明).
    WEIGHT = "w60"


@dataclass(frozen=True)
class Efficacy:
    """功效系数法: six tenths for having a value at all, the rest by where it lies between worst and best."""

    way: Way = Way.WEIGHT
    is_inverse: bool = False

    def inputs(self, unit: str) -> tuple[Input, ...]:
        return (Input("value", unit),)

    def said(self, weight: Fraction) -> str:
        share = "(max − x) ÷ (max − min)" if self.is_inverse else "(x − min) ÷ (max − min)"
        if self.way == Way.HUNDRED:
            return f"({share} × 40 + 60) × {decimal(weight)}%"
        return f"{decimal(weight)} × 60% + {decimal(weight)} × 40% × {share}"

    def check(self) -> None:
        """Nothing can be set wrongly."""

    def cells(self, weight: Fraction, places: int, column: Column) -> dict[int, Cell]:
        values = {unit: row["value"] for unit, row in column.items()}
        ends = (("min", min(values.values(), default=NONE)), ("max", max(values.values(), default=NONE)))
        return {
            unit: Cell(self.points(weight, places, share), facts=(("x", values[unit]), *ends))
            for unit, share in relative(values, self.is_inverse).items()
        }

    def points(self, weight: Fraction, places: int, share: Fraction) -> Fraction:
        hundred = SIXTY + FORTY * share
        if self.way == Way.HUNDRED:
            hundred = half_up(hundred, places)
        return half_up(weight * hundred / HUNDRED, places)


@dataclass(frozen=True)
class Completion:
    """完成率法: actual over target, up to the cap, times the weight. Nothing below nought."""

    cap: Fraction = ONE

    def inputs(self, unit: str) -> tuple[Input, ...]:
        return (Input("actual", unit), Input("target", unit))

    def said(self, weight: Fraction) -> str:
        said = gettext("min(actual ÷ target, %(cap)s%%) × %(weight)s")
        return said % {"cap": decimal(self.cap * HUNDRED), "weight": decimal(weight)}

    def check(self) -> None:
        if self.cap <= 0:
            raise Invalid(gettext("The cap of a completion is above nought: 1 for no more than full points."))

    def cells(self, weight: Fraction, places: int, column: Column) -> dict[int, Cell]:
        return {unit: self.cell(weight, places, row) for unit, row in column.items()}

    def cell(self, weight: Fraction, places: int, row: Mapping[str, Fraction]) -> Cell:
        actual, target = row["actual"], row["target"]
        facts = (("actual", actual), ("target", target))
        if target <= 0:
            return Cell(None, Trouble.NO_TARGET, facts)
        return Cell(half_up(max(min(actual / target, self.cap), NONE) * weight, places), facts=facts)


@dataclass(frozen=True)
class Place:
    """排名法: the first so many get everything, every place after them loses a step, down to the least."""

    first: int
    step: Fraction
    least: Fraction = NONE
    is_inverse: bool = False

    def inputs(self, unit: str) -> tuple[Input, ...]:
        return (Input("value", unit),)

    def said(self, weight: Fraction) -> str:
        return gettext(
            "places 1 to %(first)d: %(weight)s; each place after: −%(step)s; at least %(least)s"
        ) % {
            "first": self.first,
            "weight": decimal(weight),
            "step": decimal(self.step),
            "least": decimal(self.least),
        }

    def check(self) -> None:
        if self.first < 1 or self.step < 0 or self.least < 0:
            raise Invalid(
                gettext("Points by place need a first place of 1 or more, and no steps below nought.")
            )

    def cells(self, weight: Fraction, places: int, column: Column) -> dict[int, Cell]:
        values = {unit: row["value"] for unit, row in column.items()}
        return {
            unit: Cell(
                half_up(
                    max(weight - self.step * max(place - self.first, 0), min(self.least, weight)), places
                ),
                facts=(("x", values[unit]), ("place", Fraction(place))),
            )
            for unit, place in places_of(values, self.is_inverse).items()
        }


@dataclass(frozen=True)
class GrowthAndTotal:
    """增幅加总量: growth and total each by the efficacy coefficient; `share` of the weight is growth's."""

    share: Fraction = FORTY / HUNDRED

    def inputs(self, unit: str) -> tuple[Input, ...]:
        return (Input("growth", "%"), Input("total", unit))

    def said(self, weight: Fraction) -> str:
        growth = weight * self.share
        grown, whole = Efficacy().said(growth), Efficacy().said(weight - growth)
        return gettext("growth: %(growth)s; total: %(total)s") % {"growth": grown, "total": whole}

    def check(self) -> None:
        if not 0 < self.share < 1:
            raise Invalid(gettext("The share of growth lies between 0 and 1, for instance 0.4."))

    def cells(self, weight: Fraction, places: int, column: Column) -> dict[int, Cell]:
        growth = relative({unit: row["growth"] for unit, row in column.items()})
        total = relative({unit: row["total"] for unit, row in column.items()})
        return {
            unit: Cell(
                self.points(weight, places, growth[unit], total[unit]),
                facts=(("growth", row["growth"]), ("total", row["total"])),
            )
            for unit, row in column.items()
        }

    def points(self, weight: Fraction, places: int, growth: Fraction, total: Fraction) -> Fraction:
        share = self.share * growth + (1 - self.share) * total
        return half_up(weight * (SIXTY + FORTY * share) / HUNDRED, places)


@dataclass(frozen=True)
class Cause:
    """What is counted, and what one of it adds or, below nought, takes away; at most so much in all."""

    code: str
    name: str
    points: Fraction
    most: Fraction | None = None

    def of(self, count: Fraction) -> Fraction:
        """What so many of it come to."""
        points = self.points * count
        if self.most is None:
            return points
        return min(points, self.most) if points > 0 else max(points, -self.most)


@dataclass(frozen=True)
class Tally:
    """扣分、加分: a base, and for each cause its count times its points. Between the least and the weight.

    `doubles` names the input that says by how many times deductions count for a unit with few kinds of work.
    """

    base: Fraction
    causes: tuple[Cause, ...]
    least: Fraction = NONE
    doubles: str = ""

    def inputs(self, unit: str) -> tuple[Input, ...]:
        found = [Input(cause.code, unit, is_optional=True) for cause in self.causes]
        return (*found, *([Input(self.doubles, is_optional=True)] if self.doubles else []))

    def said(self, weight: Fraction) -> str:
        steps = [
            f"{cause.name} {'+' if cause.points > 0 else '−'}{decimal(abs(cause.points))}"
            for cause in self.causes
        ]
        said = gettext("from %(base)s: %(causes)s; between %(least)s and %(most)s")
        return said % {
            "base": decimal(self.base),
            "causes": "、".join(steps),
            "least": decimal(self.least),
            "most": decimal(weight),
        }

    def check(self) -> None:
        codes = [cause.code for cause in self.causes]
        if not codes or len({*codes, self.doubles}) <= len(codes):
            raise Invalid(gettext("A tally needs causes, each with its own code."))

    def cells(self, weight: Fraction, places: int, column: Column) -> dict[int, Cell]:
        return {unit: self.cell(weight, places, row) for unit, row in column.items()}

    def cell(self, weight: Fraction, places: int, row: Mapping[str, Fraction]) -> Cell:
        times = row.get(self.doubles, NONE) or ONE
        parts = [(cause.code, cause.of(row.get(cause.code, NONE))) for cause in self.causes]
        parts = [(code, points * times if points < 0 else points) for code, points in parts]
        total = self.base + sum((points for _, points in parts), NONE)
        facts = tuple((code, points) for code, points in parts if points)
        return Cell(half_up(min(max(total, self.least), weight), places), facts=facts)


@dataclass(frozen=True)
class ByFormula:
    """A formula in the small language over inputs of its own; between the least and the weight."""

    text: str
    takes: tuple[Input, ...]
    least: Fraction = NONE

    @property
    def formula(self) -> Formula:
        return _read(self.text, self.takes)

    def inputs(self, unit: str) -> tuple[Input, ...]:
        return self.takes

    def said(self, weight: Fraction) -> str:
        said = gettext("%(formula)s; between %(least)s and %(most)s")
        least = decimal(self.least)
        return said % {"formula": self.formula.said(), "least": least, "most": decimal(weight)}

    def check(self) -> None:
        if len({each.name for each in self.takes}) < len(self.takes):
            raise Invalid(gettext("Two inputs have the same name. Give each its own."))
        if unused := [each.name for each in self.takes if each.name not in self.formula.names]:
            said = gettext("The formula does not use “%(name)s”. Use it, or do not ask for it.")
            raise Invalid(said % {"name": unused[0]})

    def cells(self, weight: Fraction, places: int, column: Column) -> dict[int, Cell]:
        return {unit: self.cell(weight, places, row) for unit, row in column.items()}

    def cell(self, weight: Fraction, places: int, row: Mapping[str, Fraction]) -> Cell:
        answer = self.formula.value({each.name: row.get(each.name, NONE) for each in self.takes})
        facts = tuple(row.items())
        if answer.value is None:
            return Cell(None, answer.trouble, facts)
        return Cell(half_up(min(max(answer.value, self.least), weight), places), facts=facts)


@lru_cache(maxsize=1000)
def _read(text: str, takes: tuple[Input, ...]) -> Formula:
    return read(text, {each.name: each.unit for each in takes}, gives_points=True)
