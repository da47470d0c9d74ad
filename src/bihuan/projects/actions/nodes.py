"""Milestones: laid from the template, planned, done, or waived with a reason; the template itself."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.errors import Denied, Invalid
from bihuan.kernel.periods import shifted
from bihuan.people.models import Person, Role, Unit
from bihuan.projects.actions.step import Step, begin, begin_by, clean, own_file, words
from bihuan.projects.models import Factor, Milestone, NodeTemplate, Part, Project, ProjectUnit
from bihuan.projects.rules.moves import works_on
from bihuan.projects.rules.nodes import kinds_of, rows

LONGEST_NAME, LONGEST_NUMBER, LONGEST_WHY = 60, 60, 200
MOST_NODES = 80


def first_nodes(project: Project) -> list[Milestone]:
    """The milestones of a new project by the current template, planned around its start.

    A package has none: its parts pass them.
    """
    if project.is_package:
        return []
    template = NodeTemplate.objects.current().filter(kinds__contains=project.approval).order_by("position")
    start = project.start_fact or project.start_plan
    return [
        Milestone(
            project=project,
            position=node.position,
            name=node.name,
            group=node.group,
            factor=node.factor,
            plan_date=shifted(start, node.months) if start else None,
        )
        for node in template
    ]


@transaction.atomic
def set_node(
    *,
    milestone: Milestone,
    by: Person,
    at: datetime,
    facts: Mapping[str, Any],
    unit: Unit | None = None,
    file: StoredFile | None = None,
) -> Milestone:
    """Say how a milestone stands: planned, applied for, done with number and file, or why it does not apply.

    By the keeper, the lead unit, and for its own node the unit that answers for it. A unit that is named
    here sees the project from then on.
    """
    step = begin_node(milestone, by, at)
    row = Milestone.objects.select_related("unit").get(pk=milestone.pk)
    step.remember(row)
    for name, value in facts.items():
        setattr(row, name, _node_fact(name, value, step.today))
    if file:
        row.file = own_file(file, by)
    if unit and unit.pk != row.unit_id:
        row.unit = unit
        _let_see(step, unit)
    _check_node(row)
    step.land({"name": row.name})
    return row


@transaction.atomic
def set_nodes(
    *,
    project: Project,
    facts: Mapping[int, Mapping[str, Any]],
    by: Person,
    at: datetime,
    units: Mapping[int, Unit] | None = None,
) -> Project:
    """Say how many milestones of a project stand, and whose they are, by their place: one event for all."""
    step, named = begin("set_node", project, by, at), units or {}
    for row in step.project.milestones.filter(position__in=[*facts, *named]).order_by("position"):
        step.remember(row)
        for name, value in facts.get(row.position, {}).items():
            setattr(row, name, _node_fact(name, value, step.today))
        row.unit = named.get(row.position, row.unit)
        _check_node(row)
    for unit in set(named.values()):
        _let_see(step, unit)
    return step.land({"count": len(facts)})


def _let_see(step: Step, unit: Unit) -> None:
    """Whoever answers for a milestone sees the project."""
    known = ProjectUnit.objects.filter(project=step.project, unit=unit)
    if unit.pk != step.project.lead_id and not known.exists():
        step.add(ProjectUnit(project=step.project, unit=unit, part=Part.FACTOR))


def _check_node(row: Milestone) -> None:
    if row.fact_date and row.waived:
        raise Invalid(_("A milestone is done, or it does not apply; not both."))
    if row.fact_date and row.asked_date and row.asked_date > row.fact_date:
        raise Invalid(_("“%(name)s” was applied for after it was done.") % {"name": row.name})


def begin_node(milestone: Milestone, by: Person, at: datetime) -> Any:
    """Lock the project of a milestone for whoever works on it, or answers for this node."""
    project = milestone.project
    if works_on(by, project):
        return begin("set_node", project, by, at)
    if milestone.unit_id is None or milestone.unit_id not in by.access.units:
        raise Denied(
            _("Only %(unit)s, which leads this project, and the milestone's own unit may do this.")
            % {"unit": project.lead.short_name}
        )
    return begin_by(tuple(Role.values), "set_node", project, by, at)


def _node_fact(name: str, value: Any, today: date) -> Any:
    if name in ("plan_date", "asked_date", "fact_date"):
        if value and name != "plan_date" and value > today:
            raise Invalid(_("%(day)s has not come yet.") % {"day": value})
        return value
    if name in ("number", "waived"):
        return clean(str(value or ""), LONGEST_NUMBER if name == "number" else LONGEST_WHY)
    raise Invalid(_("There is no such field: %(name)s.") % {"name": name})


@transaction.atomic
def set_template(
    *, nodes: Iterable[Mapping[str, Any]], by: Person | None, at: datetime
) -> list[NodeTemplate]:
    """Put another template in place: new projects follow it, those under way keep their milestones."""
    if by is not None and not by.access.has(Role.PLANNER):
        raise Denied(_("Only the keeper of the project ledger may do this."))
    made = [_template_row(position, node) for position, node in enumerate(nodes, start=1)]
    if not 1 <= len(made) <= MOST_NODES:
        raise Invalid(_("A template has between 1 and %(count)s milestones.") % {"count": MOST_NODES})
    # Whoever sets one at the same moment waits, and then finds this one in force.
    list(NodeTemplate.objects.select_for_update().order_by("pk").values_list("pk"))
    old = list(NodeTemplate.objects.current().order_by("position"))
    parts = [before(row) for row in old]
    NodeTemplate.objects.filter(pk__in=[row.pk for row in old]).update(is_current=False)
    for row in old:
        row.is_current = False
    for row in made:
        row.save(force_insert=True)
    rest = [*parts, *(Change(row) for row in made[1:])]
    said = Claim({"count": len(made)}, role=Role.PLANNER if by else "")
    journal.record(verb="projects.set_nodes", thing=Change(made[0]), by=by, parts=rest, claim=said)
    return made


def _template_row(position: int, node: Mapping[str, Any]) -> NodeTemplate:
    name = words(str(node.get("name", "")), LONGEST_NAME, _("Give every milestone a name."))
    factor = str(node.get("factor") or "")
    if factor and factor not in Factor.values:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": factor})
    try:
        kinds = kinds_of(str(node.get("kinds", "")))
    except ValueError as error:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": error}) from error
    if not kinds:
        raise Invalid(_("Say for which kinds of approval “%(name)s” counts.") % {"name": name})
    return NodeTemplate(
        position=position,
        name=name,
        group=clean(str(node.get("group") or ""), LONGEST_NAME),
        kinds=kinds,
        factor=factor,
        months=int(node.get("months") or 0),
    )


def need_template(*, at: datetime) -> None:
    """Lay the default template where a city has none yet."""
    if not NodeTemplate.objects.exists():
        set_template(nodes=rows(), by=None, at=at)
