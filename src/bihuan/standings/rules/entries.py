"""What goes into a table: numbers by unit and part, exact, with an error, or as a share of so many."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext

from bihuan.kernel.errors import Invalid
from bihuan.kernel.intervals import FEWEST, WHOLE
from bihuan.standings.rules.language.computing import half_up


@dataclass(frozen=True)
class Given:
    """One number that went in. `error` is its standard error where one is known; a share, in per cent, names
    of how many it was counted (`whole`)."""

    value: Fraction
    error: Fraction = Fraction()
    whole: int = 0

    @classmethod
    def share(cls, part: int, whole: int) -> "Given":
        """A share from the counts themselves; `whole` is above nought."""
        return cls(Fraction(WHOLE * part, whole), whole=whole)

    @property
    def part(self) -> int:
        """How many of the whole, which a published share says only up to its rounding."""
        return min(max(int(half_up(self.value * self.whole / WHOLE, 0)), 0), self.whole)

    @property
    def is_few(self) -> bool:
        """A share of too few to be judged: listed only."""
        return 0 < self.whole < FEWEST

    @property
    def is_sure(self) -> bool:
        """Nothing is known of how far it may be off, so that it is taken as it stands."""
        return not self.whole and not self.error


@dataclass(frozen=True)
class Group:
    """The units that are compared with each other, by their keys. Units only, never persons."""

    name: str
    units: frozenset[int]


# By part and then by the input's name; a part that is not there is missing, and so is an input.
Row = Mapping[str, Mapping[str, Given]]


@dataclass(frozen=True)
class Entries:
    """Everything that went in for one group; a unit without a row is missing in every part."""

    group: Group
    rows: Mapping[int, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if strange := sorted(set(self.rows) - self.group.units):
            said = gettext(
                "Units %(units)s are not in the group “%(group)s”. Only units of a group are compared."
            )
            raise Invalid(said % {"units": ", ".join(map(str, strange)), "group": self.group.name})

    @property
    def units(self) -> tuple[int, ...]:
        return tuple(sorted(self.group.units))

    def of(self, unit: int, part: str) -> Mapping[str, Given] | None:
        """What went in for a unit and part; nothing where it is missing."""
        return self.rows.get(unit, {}).get(part)


def entries_of(name: str, rows: Mapping[int, Row], others: Iterable[int] = ()) -> Entries:
    """Entries of a group that consists of the units that have a row, and of others that have none."""
    return Entries(Group(name, frozenset(rows) | frozenset(others)), rows)
