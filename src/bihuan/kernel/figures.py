"""Numbers that can be followed down: no number reaches a page or a document except as a Figure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Figure:
    """A number, its unit, how it was computed, and the rows that it counts.

    `measure(rows)` computes the value again from the rows alone; one test asserts that both agree.
    `url` leads to those rows.
    """

    name: str
    value: Any
    unit: str
    formula: str
    as_of: date
    rows: Any
    measure: Callable[[Any], Any]
    url: str = ""

    def is_true(self) -> bool:
        """Whether the value equals the measure of its rows."""
        return bool(self.value == self.measure(self.rows))


Scope = Mapping[str, str]


@dataclass(frozen=True)
class Grouping:
    """How the rows of a figure can be told apart: a name for the reader, and the column that says it."""

    label: Any
    column: str


@dataclass(frozen=True)
class Kind:
    """A kind of figure that can be asked for by its name: by whom, on which day, within which scope.

    `make(person, today, scope)` gives the figure over the rows that this person sees. `scope` names by word
    what narrows them, as far as the kind knows the word (`asks`); a value that makes no sense is refused with
    Invalid. `groups` are the ways in which its rows can be told apart.
    """

    name: str
    label: Any
    make: Callable[[Any, date, Scope], Figure]
    asks: tuple[str, ...] = ()
    groups: Mapping[str, Grouping] = field(default_factory=dict)


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let figures of this kind be asked for; a room does so in AppConfig.ready()."""
    if kind.name in _KINDS:
        raise ValueError(f"There are two kinds of figures called {kind.name}.")
    _KINDS[kind.name] = kind


def kinds() -> Iterator[Kind]:
    """All kinds, by name."""
    return iter(sorted(_KINDS.values(), key=lambda kind: kind.name))


def kind_of(name: str) -> Kind | None:
    """The kind of this name, if there is one."""
    return _KINDS.get(name)
