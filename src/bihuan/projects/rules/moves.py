"""The life cycle as a table, and who may make which move."""

from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bihuan.kernel.states import Machine, Move, lead
from bihuan.people.models import Person, Role
from bihuan.projects.models import WAY, Project, Stage

# From here on a project can stand still, and up to here it can be given up.
PAUSABLE = WAY[WAY.index(Stage.PRELIM) : WAY.index(Stage.COMPLETED)]
DROPPABLE = (*WAY[: WAY.index(Stage.COMPLETED)], Stage.PAUSED)
BEFORE = {later: earlier for earlier, later in pairwise(WAY)}


def is_keeper(person: Person, _project: object = None) -> bool:
    """Whether somebody keeps the project ledger."""
    return person.access.has(Role.PLANNER)


def works_on(person: Person, project: Project) -> bool:
    """Whether somebody keeps the ledger, or is head or contact of the project's lead unit."""
    return is_keeper(person) or project.lead_id in person.access.units


def _wrong_person(move: Move, project: Project) -> str:
    if move.may is is_keeper:
        return _("Only the keeper of the project ledger may do this.")
    return _("Only %(unit)s, which leads this project, and the keeper of the project ledger may do this.") % {
        "unit": project.lead.short_name
    }


def _wrong_state(move: Move, project: Project) -> str:
    return _("“%(move)s” is not possible while the project stands at “%(stage)s”.") % {
        "move": move.label,
        "stage": Stage(project.status).label,
    }


def _step(name: str, label: Any, end: Stage) -> Move:
    return Move(name, label, lead(end, BEFORE[end]), works_on, form="stage")


MOVES = Machine(
    _step("enter_reserve", gettext_lazy("Enter into the reserve"), Stage.RESERVE),
    _step("begin_prelim", gettext_lazy("Begin preliminary work"), Stage.PRELIM),
    _step("make_ready", gettext_lazy("Conditions are met"), Stage.READY),
    _step("start", gettext_lazy("Start building"), Stage.STARTED),
    _step("build", gettext_lazy("Under construction now"), Stage.BUILDING),
    _step("complete", pgettext_lazy("project move", "Complete"), Stage.COMPLETED),
    _step("produce", gettext_lazy("Begin production"), Stage.PRODUCTION),
    _step("reach_full", gettext_lazy("Reach full capacity"), Stage.FULL),
    Move(
        "pause",
        pgettext_lazy("project move", "Pause"),
        lead(Stage.PAUSED, *PAUSABLE),
        works_on,
        form="reason",
    ),
    # Where it leads to is where the project was paused from.
    Move(
        "resume",
        pgettext_lazy("project move", "Resume"),
        {Stage.PAUSED: Stage.PRELIM},
        works_on,
        form="reason",
    ),
    Move(
        "drop",
        pgettext_lazy("project move", "Give up"),
        lead(Stage.DROPPED, *DROPPABLE),
        is_keeper,
        form="reason",
    ),
    Move(
        "step_back",
        gettext_lazy("Set back a stage"),
        {str(later): str(earlier) for later, earlier in BEFORE.items()},
        is_keeper,
        form="reason",
    ),
    wrong_person=_wrong_person,
    wrong_state=_wrong_state,
)
# The move by which a stage is reached.
STEPS: dict[str, str] = {
    move.path[start]: move.name
    for move in MOVES.moves.values()
    if move.form == "stage"
    for start in move.path
}


def next_stage(project: Project) -> Stage | None:
    """The stage that comes after the present one; none at the end and beside the way."""
    if project.status not in WAY or project.status == WAY[-1]:
        return None
    return WAY[WAY.index(Stage(project.status)) + 1]
