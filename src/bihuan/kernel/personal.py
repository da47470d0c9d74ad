"""Columns that speak of one natural person: a model names them in `personal`, beside `governed`.

They are those that the law may ask to have erased. No event says their values (journal/personal.py).
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Column:
    """A personal column: how people call it, what it holds once erased, and which are emptied with it."""

    name: str
    label: Any
    blank: str = ""
    beside: tuple[str, ...] = ()

    def erased(self, pk: int) -> str:
        """What the column of one row holds after erasure."""
        return self.blank.format(pk=pk)


def columns_of(model: Any) -> dict[str, Column]:
    """The personal columns of a model or a row, by name."""
    return {column.name: column for column in getattr(model, "personal", ())}
