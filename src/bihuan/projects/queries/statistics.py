"""The papers of a project as the pre-check for the statistics compares them."""

from bihuan.projects.models import Paper, Project
from bihuan.projects.rules.statistics import Point, Said, Subject, check


def points(project: Project) -> list[Point]:
    """The points of the pre-check for one project, from the papers in its file."""
    rows = Paper.objects.filter(project=project, withdrawn_at=None).order_by("dated", "pk")
    papers = [Said(row.kind, row.name, row.amount, row.dated) for row in rows]
    return check(Subject(project.name, project.total, project.start_fact), papers)
