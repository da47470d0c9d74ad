"""What is scored and how: a scheme of parts, each with its full points and its method."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext

from bihuan.kernel.errors import Invalid
from bihuan.standings.rules.methods import Input, Method, Tally
from bihuan.standings.rules.refusals import refuse


class Lacking(StrEnum):
    """What becomes of a unit for which a part has no points."""

    # It is listed with what is missing and has no place.
    LIST = "list"
    # Its other parts count for the whole (缺项折算), and the table says so.
    SPREAD = "spread"


@dataclass(frozen=True)
class Part:
    """One part of a scheme: its full points, or for a bonus the most it adds."""

    code: str
    name: str
    weight: Fraction
    method: Method
    unit: str = ""
    is_bonus: bool = False

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What goes in for each unit."""
        return self.method.inputs(self.unit)

    @property
    def formula(self) -> str:
        """How its points come about, in full."""
        return self.method.said(self.weight)


@dataclass(frozen=True)
class Scheme:
    """The parts, decimals kept (halves up) and what is done where a part has no points."""

    name: str
    parts: tuple[Part, ...]
    lacking: Lacking = Lacking.LIST
    places: int = 2
    # All bonus parts together add at most so much.
    most_bonus: Fraction | None = None

    @property
    def full(self) -> Fraction:
        """Full points without bonuses."""
        return sum((part.weight for part in self.parts if not part.is_bonus), Fraction())

    def part(self, code: str) -> Part:
        return next(part for part in self.parts if part.code == code)

    def without(self, code: str) -> "Scheme":
        """The scheme with one part left out."""
        return replace(self, parts=tuple(part for part in self.parts if part.code != code))


def reweigh(scheme: Scheme, weights: Mapping[str, Fraction]) -> Scheme:
    """The scheme with other full points for some parts, to see what would become of the order."""
    if strange := sorted(set(weights) - {part.code for part in scheme.parts}):
        said = gettext("The scheme has no part “%(code)s”. Name one of its parts.")
        raise Invalid(said % {"code": strange[0]})
    parts = (replace(part, weight=weights.get(part.code, part.weight)) for part in scheme.parts)
    return checked(replace(scheme, parts=tuple(parts)))


def checked(scheme: Scheme) -> Scheme:
    """The scheme itself, if it may and can be scored by. Raises Invalid with what is wrong and what to do."""
    codes = [part.code for part in scheme.parts]
    if not codes:
        raise Invalid(gettext("The scheme has no parts. Add at least one."))
    if len(set(codes)) < len(codes):
        raise Invalid(gettext("Two parts have the same code. Give each its own."))
    for part in scheme.parts:
        if part.weight <= 0:
            said = gettext("“%(part)s” has no points to give. Set its weight above nought, or leave it out.")
            raise Invalid(said % {"part": part.name})
        part.method.check()
    refuse(words_of(scheme))
    return scheme


def words_of(scheme: Scheme) -> tuple[str, ...]:
    """All words that say what a scheme gives points for."""
    methods = [part.method for part in scheme.parts]
    causes = [cause.name for method in methods if isinstance(method, Tally) for cause in method.causes]
    inputs = [each.name for part in scheme.parts for each in part.inputs]
    return (*(part.name for part in scheme.parts), *causes, *inputs)
