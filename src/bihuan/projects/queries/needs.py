"""What is known of one project beside its columns: papers, conditions; and what it lacks."""

from bihuan.projects.models import Project, Stage
from bihuan.projects.rules.moves import next_stage
from bihuan.projects.rules.needs import Known, Need, missing


def known_of(project: Project) -> Known:
    """Papers by kind and the conditions that are not met, in two questions."""
    papers = project.papers.filter(withdrawn_at=None).values_list("kind", flat=True)
    unmet = project.milestones.exclude(factor="").filter(fact_date=None, waived="")
    return Known(frozenset(papers), dict(unmet.values_list("factor", "name")))


def lacks(project: Project, stage: str | None = None, known: Known | None = None) -> list[Need]:
    """What a project lacks for a stage, or for its next one; what moves bring themselves is not counted."""
    wanted = stage or next_stage(project)
    if not wanted:
        return []
    given = {Stage.STARTED: "start_fact", Stage.COMPLETED: "finish_fact"}.get(Stage(wanted))
    return [need for need in missing(project, wanted, known or known_of(project)) if need.name != given]
