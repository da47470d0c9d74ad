"""Ladders of urging as data: which rung is raised how many working days after a clock has run out."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel.errors import Invalid
from bihuan.supervision.models import Level, Status

LONGEST_WAIT = 60


@dataclass(frozen=True)
class Step:
    """One rung of a ladder; a wait of 0 means the first working day after the date."""

    level: str
    wait: int


@dataclass(frozen=True)
class Ladder:
    """The rungs in their order, under the name of the preset that they were made from."""

    name: str
    label: Any
    steps: tuple[Step, ...]

    @property
    def last(self) -> Step:
        return self.steps[-1]


def _ladder(name: str, label: Any, *waits: tuple[str, int]) -> Ladder:
    return Ladder(name, label, tuple(Step(level, wait) for level, wait in waits))


LADDERS = {
    ladder.name: ladder
    for ladder in (
        _ladder(
            "five_rungs",
            gettext_lazy("Five rungs in four working days"),
            (Level.HANDLER, 0),
            (Level.SECTION, 1),
            (Level.HEAD, 1),
            (Level.IN_CHARGE, 2),
            (Level.OFFICE, 3),
        ),
        _ladder(
            "patient",
            gettext_lazy("Patient: a week and a half to the office"),
            (Level.HANDLER, 0),
            (Level.SECTION, 2),
            (Level.HEAD, 3),
            (Level.IN_CHARGE, 5),
            (Level.OFFICE, 7),
        ),
        _ladder(
            "strict",
            gettext_lazy("Strict: the head at once, everybody the next day"),
            (Level.HANDLER, 0),
            (Level.HEAD, 0),
            (Level.IN_CHARGE, 1),
            (Level.OFFICE, 1),
        ),
    )
}
USUAL_LADDER = LADDERS["five_rungs"]


def written(ladder: Ladder) -> str:
    """A ladder as text."""
    said = {"preset": ladder.name, "steps": [[step.level, step.wait] for step in ladder.steps]}
    return json.dumps(said, separators=(",", ":"))


@lru_cache(maxsize=64)
def read(text: str) -> Ladder:
    """The ladder that a text holds. Versions are never edited, so a text always means the same."""
    said = json.loads(text)
    steps = tuple(Step(level, wait) for level, wait in said["steps"])
    return replace(LADDERS[said["preset"]], steps=steps)


def with_waits(ladder: Ladder, waits: Iterable[int]) -> Ladder:
    """A ladder with other waits, if no rung comes before the one below it."""
    steps = tuple(Step(step.level, wait) for step, wait in zip(ladder.steps, waits, strict=True))
    if any(not 0 <= step.wait <= LONGEST_WAIT for step in steps):
        raise Invalid(_("A rung waits 0 to %(most)s working days.") % {"most": LONGEST_WAIT})
    if any(above.wait < below.wait for below, above in pairwise(steps)):
        raise Invalid(_("No rung may be raised before the one below it."))
    return replace(ladder, steps=steps)


def next_level(level: str) -> str:
    """The rung above one, that takes its place where the post is vacant; nothing above the last."""
    order = [str(each) for each in Level if each != Level.SECTION]
    at = order.index(level)
    return order[at + 1] if at + 1 < len(order) else ""


# What a unit does that answers an urge by hand.
ANSWERED_BY_HAND = frozenset({"acknowledge", "report", "submit", "contribute"})
# Something can be late in these, and a rung be signed.
SIGNABLE = (
    Status.DISPATCHED,
    Status.DISPUTED,
    Status.ACCEPTED,
    Status.IN_PROGRESS,
    Status.EXTENDING,
    Status.RETURNED,
    Status.SUBMITTED,
    Status.TO_VERIFY,
    Status.LONG_TERM,
)
