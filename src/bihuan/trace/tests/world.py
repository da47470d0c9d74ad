"""Things of this room for the permission matrix."""

from collections.abc import Callable
from typing import Any

from bihuan.people.tests.makers import now
from bihuan.projects.models import Project
from bihuan.projects.tests.makers import make_file
from bihuan.trace import actions
from bihuan.trace.rules import Facts

Thing = dict[str, Any]


def _project_of_unit(world: Any) -> Thing:
    return {"pk": world.thing("project")["pk"], "unit_pk": world.cast.lead.pk}


def _statement(world: Any) -> Thing:
    """What the lead unit says, with a paper."""
    project, head, at = Project.objects.get(pk=world.thing("project")["pk"]), world.cast.head, now()
    said = {"text": "林地指标刚下达。", "file": make_file(head, at)}
    return {
        "pk": actions.state(unit=world.cast.lead, facts=Facts(project=project), by=head, at=at, **said).pk
    }


def _month_of_unit(world: Any) -> Thing:
    return {"pk": world.thing("city indicator")["pk"], "month": "2026-02", "unit_pk": world.cast.lead.pk}


def _figure_of_unit(world: Any) -> Thing:
    return {"name": "supervision.open", "unit_pk": world.cast.lead.pk}


MAKERS: dict[str, Callable[[Any], Thing]] = {
    "project of a unit": _project_of_unit,
    "month of a unit": _month_of_unit,
    "figure of a unit": _figure_of_unit,
    "statement": _statement,
}
