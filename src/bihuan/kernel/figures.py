"""Numbers that can be followed down: no number reaches a page or a document except as a Figure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Figure:
    """A number, its unit, how it was computed, and the rows that it counts.

    `measure(rows)` computes the value again from the rows alone; one test asserts that both agree.
    `url` leads to those rows where a page of a room shows them. A figure of a `kind` can be asked for again
    by that name within its `scope`. A value that is not whole is written with so many `places`.
    """

    name: str
    value: Any
    unit: str
    formula: str
    as_of: date
    rows: Any
    measure: Callable[[Any], Any]
    url: str = ""
    kind: str = ""
    scope: "Scope" = field(default_factory=dict)
    places: int = 1

    def of_kind(self, kind: str, scope: "Mapping[str, object] | None" = None) -> "Figure":
        """The same figure, known by the name and the scope by which it can be asked for again."""
        said = {word: str(value) for word, value in (scope or {}).items() if value not in (None, "")}
        return replace(self, kind=kind, scope=said)

    def is_true(self) -> bool:
        """Whether the value equals the measure of its rows."""
        return bool(self.value == self.measure(self.rows))


Scope = Mapping[str, str]


@dataclass(frozen=True)
class Grouping:
    """How the rows of a figure can be told apart: a name for the reader, and the column that says it.

    `column` is a column's name or an expression of the database. `names` puts its values into words, where
    the column does not say them itself. `narrows` is the word of the scope that keeps the rows of one value.
    """

    label: Any
    column: Any
    names: Callable[[Sequence[Any]], Mapping[Any, Any]] | None = None
    narrows: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of figure that can be asked for by its name: by whom, on which day, within which scope.

    `make(person, today, scope)` gives the figure over the rows that this person sees. `scope` names by word
    what narrows them, as far as the kind knows the word (`asks`); a value that makes no sense is refused with
    Invalid. `groups` are the ways in which its rows can be told apart. `adds` is the column that is added up;
    empty, the rows are counted. `counts` is the condition on those rows that a share counts; a figure that is
    neither a count nor a sum says so by `is_average`, and its groups tell how many rows they have.
    """

    name: str
    label: Any
    make: Callable[[Any, date, Scope], Figure]
    asks: tuple[str, ...] = ()
    groups: Mapping[str, Grouping] = field(default_factory=dict)
    adds: str = ""
    counts: Any = None
    is_average: bool = False


@dataclass(frozen=True)
class Shown:
    """How rows of a model are shown wherever a figure is opened, by the room that owns the model.

    Each but `url` and `title` may be missing: `unit` and `person` who answers for the row, `state` in words,
    `day` what dates it. `needs` are the related rows that these want, `also` what has to be fetched besides.
    """

    model: str
    title: Callable[[Any], Any]
    url: Callable[[Any], str]
    needs: tuple[str, ...] = ()
    also: Callable[[], Sequence[Any]] = tuple
    unit: Callable[[Any], Any] | None = None
    person: Callable[[Any], Any] | None = None
    state: Callable[[Any], Any] | None = None
    day: Callable[[Any], Any] | None = None


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


_SHOWN: dict[str, Shown] = {}


def show(shown: Shown) -> None:
    """Let rows of this model be shown; the room that owns it does so in AppConfig.ready()."""
    if shown.model in _SHOWN:
        raise ValueError(f"Rows of {shown.model} are shown in two ways.")
    _SHOWN[shown.model] = shown


def shown_as(model: str) -> Shown:
    """How rows of this model are shown."""
    return _SHOWN[model]
