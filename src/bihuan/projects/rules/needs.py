"""What a project must say and prove from which stage on, as data; what is missing follows from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.projects.models import WAY, Factor, PaperKind, Project, Stage

# How people call the fields of a project, in the order of its form.
FIELDS: dict[str, Any] = {
    "name": _("Project name"),
    "code": _("Project code"),
    "approval": _("Kind of approval"),
    "nature": pgettext_lazy("project", "Nature"),
    "field": pgettext_lazy("project", "Field"),
    "industry": _("Industry code"),
    "region": _("Region code"),
    "site": _("Site"),
    "content": _("What is to be built"),
    "scale": pgettext_lazy("project", "Scale"),
    "total": _("Total investment"),
    "opening": _("Done before this ledger"),
    "start_plan": _("Planned start"),
    "finish_plan": _("Planned completion"),
    "start_fact": _("Actual start"),
    "finish_fact": _("Actual completion"),
    "builder": pgettext_lazy("project", "Builder"),
    "builder_code": _("Unified social credit code"),
    "contact": _("Contact person"),
    "phone": _("Telephone"),
    "goal": _("Goal of the year"),
    "lead": _("Lead unit"),
    "stat_code": _("Code in the statistics"),
    "stat_date": _("In the statistics since"),
}
# Which fields must be filled in from a stage on.
REQUIRED: dict[Stage, tuple[str, ...]] = {
    Stage.IDEA: ("name",),
    Stage.RESERVE: ("content", "field", "region"),
    Stage.PRELIM: ("scale", "total", "builder", "start_plan", "finish_plan"),
    Stage.READY: ("code", "industry", "site", "builder_code"),
    Stage.STARTED: ("start_fact", "contact"),
    Stage.COMPLETED: ("finish_fact",),
}
# Which papers prove that a stage is reached. Levelled ground proves no start: piling or permanent works do.
EVIDENCE: dict[Stage, tuple[PaperKind, ...]] = {
    Stage.READY: (PaperKind.APPROVAL,),
    Stage.STARTED: (PaperKind.CONTRACT, PaperKind.SITE_PHOTO),
    Stage.BUILDING: (PaperKind.PROGRESS,),
    Stage.COMPLETED: (PaperKind.ACCEPTANCE,),
    Stage.PRODUCTION: (PaperKind.OUTPUT,),
    Stage.FULL: (PaperKind.CAPACITY,),
}
# Conditions for building; the permit is needed for the start itself.
CONDITIONS: dict[Stage, tuple[Factor, ...]] = {
    Stage.READY: tuple(factor for factor in Factor if factor != Factor.PERMIT),
    Stage.STARTED: tuple(Factor),
}


# What the move to a stage says itself.
BROUGHT = {Stage.STARTED: "start_fact", Stage.COMPLETED: "finish_fact"}


@dataclass(frozen=True)
class Need:
    """One thing that a project lacks: a field, a paper, a condition; of a package also a part or its stage.

    `part` is the project of a package that lacks it, `is_seen` whether the reader may see that one.
    """

    kind: str
    name: str
    label: Any
    part: Project | None = None
    is_seen: bool = True

    @property
    def where(self) -> str:
        """The part that lacks it, as the reader may know it."""
        if self.part is None:
            return ""
        if self.is_seen:
            return self.part.name
        return gettext("a project of %(unit)s") % {"unit": self.part.lead.short_name}


@dataclass(frozen=True)
class Known:
    """What is known of a project beside its own columns: papers by kind, conditions not met by factor."""

    papers: frozenset[str] = frozenset()
    unmet: Mapping[str, str] | None = None


def up_to(stage: str) -> tuple[Stage, ...]:
    """The stages of the way up to and including one."""
    return WAY[: WAY.index(Stage(stage)) + 1]


def required(stage: str) -> list[str]:
    """The fields that must be filled in at a stage."""
    return [name for each in up_to(stage) for name in REQUIRED.get(each, ())]


def missing(project: Project, stage: str, known: Known) -> list[Need]:
    """What a project lacks for being at a stage: nothing when it may stand there."""
    lacks = [Need("field", name, FIELDS[name]) for name in required(stage) if not getattr(project, name)]
    papers = [kind for each in up_to(stage) for kind in EVIDENCE.get(each, ()) if kind not in known.papers]
    lacks += [Need("paper", kind, kind.label) for kind in papers]
    factors = {factor for each in up_to(stage) for factor in CONDITIONS.get(each, ())}
    lacks += [
        Need("condition", factor, name) for factor, name in (known.unmet or {}).items() if factor in factors
    ]
    return lacks


def in_words(needs: Iterable[Need]) -> str:
    """What is lacking, in one line."""
    return "、".join(f"{need.where}：{need.label}" if need.part else str(need.label) for need in needs)
