"""Many counts in one question, so that a page full of numbers asks the database once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Q, Value

from bihuan.supervision.models.item import ItemQuerySet


@dataclass(frozen=True)
class Asked:
    """Some matters, and the conditions to count among them."""

    rows: ItemQuerySet
    conditions: Sequence[Q]


def tally(asked: Mapping[str, Asked]) -> Any:
    """Ask how many of each group's rows fulfil each of its conditions.

    The groups are counted apart and joined, so that each walks the index that fits it.
    """
    widest = max(len(each.conditions) for each in asked.values())
    columns = [f"count_{place}" for place in range(widest)]
    first, *others = [_one(name, each, columns) for name, each in asked.items()]
    return first.union(*others, all=True)


def counted(rows: Iterable[Sequence[Any]], widths: Mapping[str, int]) -> dict[str, list[int]]:
    """The answer by group, each as many counts as it has conditions."""
    found = {name: counts for name, *counts in rows}
    # What nobody may see is not asked for, and counts nought.
    return {name: found.get(name, [0] * width)[:width] for name, width in widths.items()}


def _one(name: str, asked: Asked, columns: list[str]) -> Any:
    counted = [Count("pk", filter=condition) for condition in asked.conditions]
    filled = [*counted, *[Value(0)] * (len(columns) - len(counted))]
    named = asked.rows.order_by().values(group=Value(name, CharField()))
    return named.annotate(**dict(zip(columns, filled, strict=True))).values_list("group", *columns)
