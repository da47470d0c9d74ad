"""What people hand to the actions: a scheme as it shall be written, a number that is typed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bihuan.indicators.models import Indicator
from bihuan.people.models import Unit
from bihuan.standings.models import Lacking, Method, Origin, PartInput


@dataclass(frozen=True)
class NewInput:
    """A number that a part asks for, and where it comes from; `number` in ten-thousandths."""

    name: str
    origin: str = Origin.ENTERED
    label: str = ""
    unit_name: str = ""
    figure: str = ""
    whole: str = ""
    is_year: bool = False
    indicator: Indicator | None = None
    number: int | None = None


@dataclass(frozen=True)
class NewPart:
    """A part with its full points in ten-thousandths, its method, and what it asks for."""

    code: str
    name: str
    weight: int
    method: str = Method.EFFICACY
    settings: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[NewInput, ...] = ()
    unit_name: str = ""
    is_bonus: bool = False


@dataclass(frozen=True)
class NewVersion:
    """What a scheme shall say; margin and most bonus in ten-thousandths of a point."""

    parts: tuple[NewPart, ...]
    basis: str = ""
    lacking: str = Lacking.LIST
    places: int = 2
    most_bonus: int | None = None
    margin: int = 0


@dataclass(frozen=True)
class Typed:
    """A number typed in for one unit and input, with its source; without a number it is missing, and why."""

    input: PartInput
    unit: Unit
    number: int | None = None
    error: int = 0
    counted: int | None = None
    whole: int | None = None
    source: str = ""
    cause: str = ""
