"""A formula ready for use: read, its names and units checked once, then computed as often as needed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext

from bihuan.kernel.errors import Invalid
from bihuan.standings.rules.language.computing import Answer, compute
from bihuan.standings.rules.language.measuring import measure, named
from bihuan.standings.rules.language.parsing import FUNCTIONS, parse
from bihuan.standings.rules.language.tokens import FormulaError, Kind, take_apart
from bihuan.standings.rules.language.tree import Name, Node, walk
from bihuan.standings.rules.language.units import PLAIN, POINTS, Unit, unit_of
from bihuan.standings.rules.language.writing import write


@dataclass(frozen=True)
class Formula:
    """What was written, its tree, and the unit of what it gives."""

    text: str = field(compare=False)
    tree: Node
    unit: Unit

    @property
    def names(self) -> frozenset[str]:
        """The inputs it uses."""
        return frozenset(node.name for node in walk(self.tree) if isinstance(node, Name))

    def value(self, given: Mapping[str, Fraction]) -> Answer:
        """What it gives for these inputs, exactly, or why it gives nothing."""
        return compute(self.tree, given)

    def said(self, *, in_chinese: bool = False) -> str:
        """The formula as it is printed."""
        return write(self.tree, in_chinese=in_chinese)


def read(text: str, inputs: Mapping[str, str], *, gives_points: bool = False) -> Formula:
    """Read a formula over inputs, each given with its unit as written (“万元”, “元/人”, “%” or nothing).

    With `gives_points` the outcome must be points or a plain number. Raises FormulaError or, for inputs that
    cannot be named so, Invalid.
    """
    units = {name: unit_of(unit) for name, unit in inputs.items()}
    words = {word for unit in units.values() for word, _ in unit.powers} | {POINTS, "%"}
    for name in inputs:
        _need_name(name, words)
    tree = parse(text, inputs, words)
    unit = measure(tree, units)
    if gives_points and unit != PLAIN:
        said = gettext(
            "The formula gives %(unit)s; points are wanted. Divide by a full amount or say what one is worth,"
            " as in 0.5分/个 × x."
        )
        raise FormulaError(0, said % {"unit": named(unit)})
    return Formula(text, tree, unit)


def _need_name(name: str, units: set[str]) -> None:
    """Inputs are single words that mean nothing else in a formula."""
    try:
        tokens = take_apart(name)
        is_word = [(token.kind, token.text) for token in tokens] == [(Kind.NAME, name), (Kind.END, "")]
    except FormulaError:
        is_word = False
    if not is_word or name in units or name in FUNCTIONS:
        said = gettext(
            "“%(name)s” cannot be the name of an input: choose one word that is no unit and no function."
        )
        raise Invalid(said % {"name": name})
