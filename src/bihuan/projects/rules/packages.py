"""What a package of projects lacks: what it says itself, and what its parts have still to say and to prove.

It stands at a stage of building with its first part, and at one that comes after with its last. Contracts,
pictures, conditions and sites are those of its parts: none is asked of the package over them.
"""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from bihuan.projects.models import WAY, Project, Stage
from bihuan.projects.rules.needs import BROUGHT, FIELDS, Known, Need, missing, required

# What a package says itself.
OWN = frozenset({"name", "content", "field", "scale", "total", "start_plan", "finish_plan"})
# Reached with the first part; what comes later is reached with the last one, what comes before by itself.
BY_ONE = (Stage.READY, Stage.STARTED, Stage.BUILDING)


def lacking(package: Project, stage: str, parts: Mapping[Project, Known]) -> list[Need]:
    """What a package lacks for being at a stage, with the part that lacks it; nothing when it may.

    `parts` are those that are not given up. Where one of them is enough, the one that lacks least is told.
    """
    asked = [name for name in required(stage) if name in OWN]
    own = [Need("field", name, FIELDS[name]) for name in asked if not getattr(package, name)]
    if WAY.index(Stage(stage)) < WAY.index(BY_ONE[0]):
        return own
    if not parts:
        return [*own, Need("part", "parts", _("Sub-projects"))]
    behind = [_of(part, stage, known) for part, known in parts.items() if not _has_reached(part, stage)]
    if stage not in BY_ONE:
        return own + [need for needs in behind for need in needs]
    return own + (min(behind, key=len) if len(behind) == len(parts) else [])


def _of(part: Project, stage: str, known: Known) -> list[Need]:
    """What a part lacks; where it lacks nothing, that it has not been moved on."""
    needs = [need for need in missing(part, stage, known) if need.name != BROUGHT.get(Stage(stage))]
    needs = needs or [Need("stage", stage, Stage(stage).label)]
    return [replace(need, part=part) for need in needs]


def _has_reached(part: Project, stage: str) -> bool:
    """Whether a part stands at a stage or beyond it; one that is paused stands where it was paused."""
    return WAY.index(Stage(part.resume_to or part.status)) >= WAY.index(Stage(stage))
