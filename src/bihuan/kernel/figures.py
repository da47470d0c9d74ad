"""Numbers that can be followed down: no number reaches a page or a document except as a Figure."""

from collections.abc import Callable
from dataclasses import dataclass
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
