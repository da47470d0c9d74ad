"""Where a project stood on which day, told from the record of its moves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bihuan.projects.models import WAY, Stage
from bihuan.projects.rules.moves import BEFORE, MOVES

DROP, BACK = "project.drop", "project.step_back"
# The verbs of the record that tell of a stage, and the stage that each reaches.
REACHES: dict[str, str] = {
    f"project.{move.name}": next(iter(move.path.values()))
    for move in MOVES.moves.values()
    if move.form == "stage"
} | {DROP: Stage.DROPPED}
VERBS = (*REACHES, BACK)


@dataclass(frozen=True)
class History:
    """The stages of one project with the day from which it stood in each; empty text where none is known.

    What stands still stands in the stage in which it was paused.
    """

    steps: tuple[tuple[date, str], ...]

    def stage_on(self, day: date) -> str:
        """The stage on a day; empty before the project was in the ledger."""
        found = [stage for since, stage in self.steps if since <= day]
        return found[-1] if found else ""

    def reached(self, goal: str) -> date | None:
        """Since when the project has been at a stage or beyond it; nothing if it is not now."""
        since: date | None = None
        for day, stage in self.steps:
            if not has_come(stage, goal):
                since = None
            elif since is None:
                since = day
        return since


def has_come(stage: str, goal: str) -> bool:
    """Whether a stage is a goal or lies beyond it."""
    return stage in WAY and WAY.index(Stage(stage)) >= WAY.index(Stage(goal))


def history(since: date, status: str, moves: Iterable[tuple[str, date]]) -> History:
    """Tell a project's stages from the day of its entry, its present stage and its moves in their order.

    `status` is where it stands now, or stood when it was paused.
    """
    told = list(moves)
    steps = [(since, _first(status, told))]
    for verb, day in told:
        last_day, last = steps[-1]
        stage = (BEFORE.get(Stage(last), "") if last in WAY else "") if verb == BACK else REACHES[verb]
        steps.append((max(day, last_day), str(stage)))
    return History(tuple(steps))


def _first(status: str, told: list[tuple[str, date]]) -> str:
    """The stage in which a project entered the ledger, as far as its first move tells it."""
    if not told:
        return status
    reached = REACHES.get(told[0][0], "")
    return str(BEFORE[Stage(reached)]) if reached in WAY else ""
