"""What the office answers about each likely double: a new matter, or the same as one or several that run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.queries.doubles import Double

NEW = "new"


@dataclass(frozen=True)
class Answers:
    """The matters chosen for each proposal, and the proposals about which nothing clear was said."""

    same: dict[int, list[SupervisionItem]]
    missing: set[int]
    said: dict[int, set[str]]


def answers(said: QueryDict, asked: Mapping[int, Sequence[Double]]) -> Answers:
    """Read the ticked boxes: either “a new matter” alone, or some of the matters that were shown."""
    same: dict[int, list[SupervisionItem]] = {}
    missing: set[int] = set()
    ticked = {pk: set(said.getlist(f"same-{pk}")) for pk in asked}
    for pk, found in asked.items():
        chosen = [each.item for each in found if str(each.item.pk) in ticked[pk]]
        if bool(chosen) == (NEW in ticked[pk]):
            missing.add(pk)
        elif chosen:
            same[pk] = chosen
    return Answers(same, missing, ticked)
