"""What is known of a project beside its columns: papers, conditions; and what it lacks."""

from collections.abc import Iterable
from dataclasses import replace

from bihuan.people.models import Person
from bihuan.projects.models import Milestone, Paper, Project, Stage
from bihuan.projects.rules.moves import next_stage
from bihuan.projects.rules.needs import BROUGHT, Known, Need, missing
from bihuan.projects.rules.packages import lacking as package_lacking


def known_of(projects: Iterable[Project]) -> dict[Project, Known]:
    """Papers by kind and the conditions that are not met, of all these projects in two questions."""
    found = {project.pk: project for project in projects}
    papers: dict[int, set[str]] = {pk: set() for pk in found}
    unmet: dict[int, dict[str, str]] = {pk: {} for pk in found}
    kinds = Paper.objects.filter(project__in=found, withdrawn_at=None)
    for pk, kind in kinds.values_list("project", "kind"):
        papers[pk].add(kind)
    nodes = Milestone.objects.filter(project__in=found, fact_date=None, waived="").exclude(factor="")
    for pk, factor, name in nodes.values_list("project", "factor", "name"):
        unmet[pk][factor] = name
    return {project: Known(frozenset(papers[pk]), unmet[pk]) for pk, project in found.items()}


def lacking(project: Project, stage: str, by: Person, known: Known | None = None) -> list[Need]:
    """What a project lacks for being at a stage; a package lacks what its parts do.

    A part that this person does not see is told by the unit that leads it.
    """
    if not project.is_package:
        return missing(project, stage, known or known_of([project])[project])
    parts = project.parts.exclude(status=Stage.DROPPED).select_related("lead").order_by("pk")
    needs = package_lacking(project, stage, known_of(parts))
    seen = set(Project.objects.visible_to(by).filter(parent=project).values_list("pk", flat=True))
    return [replace(need, is_seen=need.part is None or need.part.pk in seen) for need in needs]


def lacks(project: Project, by: Person, stage: str | None = None, known: Known | None = None) -> list[Need]:
    """What a project lacks for a stage, or for its next one; what moves bring themselves is not counted."""
    wanted = stage or next_stage(project)
    if not wanted:
        return []
    brought = BROUGHT.get(Stage(wanted))
    return [need for need in lacking(project, wanted, by, known) if need.name != brought]
