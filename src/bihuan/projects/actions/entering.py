"""A project enters the ledger, its fields change, units and leaders answer for it."""

import hashlib
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.rules import Change, Claim, Note, before
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Post, Role, Unit
from bihuan.projects.actions.nodes import first_nodes
from bihuan.projects.actions.plans import first_plans, refuse_less_than_done, refuse_less_than_planned
from bihuan.projects.actions.step import acting_as, begin, begin_by, need_role
from bihuan.projects.models import WAY, Part, Project, ProjectUnit, Stage
from bihuan.projects.queries.codes import refuse_unknown
from bihuan.projects.rules.checking import columns_of, in_time, tidy
from bihuan.projects.rules.moves import is_keeper
from bihuan.projects.rules.orders import GOVERNED_BY_PLAN, NewProject, Place
from bihuan.projects.rules.wording import label_of

LONGEST_SOUGHT = 160
STATISTICS = ("stat_code", "stat_date")


def sought(name: str) -> str:
    """A name as it is looked for: one width of letters, no blanks, no case."""
    return "".join(unicodedata.normalize("NFKC", name).split()).lower()[:LONGEST_SOUGHT]


@transaction.atomic
def add(*, order: NewProject, by: Person, at: datetime) -> Project:
    """Enter a project, with the units that answer for it and the nodes that its kind of approval passes.

    Entered by the keeper of the ledger, or as an idea by whoever works for its lead unit. The same key
    returns the first project.
    """
    idem = _key(order, by)
    known = Event.objects.filter(idem=idem).first() if idem else None
    if known:
        return Project.objects.get(pk=known.thing_id)
    _check_right(order, by)
    project = _made(order, by, at)
    units = [ProjectUnit(project=project, unit=unit, part=_part(part)) for part, unit in order.units]
    parts: list[Any] = [*units, *first_nodes(project), *first_plans(project, order.plans)]
    for model in {type(part): None for part in parts}:
        model._default_manager.bulk_create([part for part in parts if type(part) is model])
    role, unit_id = acting_as(by, project)
    journal.record(
        verb="project.add",
        thing=Change(project),
        by=by,
        parts=[Change(part) for part in parts],
        claim=Claim({"name": project.name}, idem=idem, unit_id=unit_id, role=role),
    )
    return project


def _key(order: NewProject, by: Person) -> str | None:
    return (
        f"project.add:{by.pk}:{hashlib.sha256(order.idem.encode()).hexdigest()[:40]}" if order.idem else None
    )


def _check_right(order: NewProject, by: Person) -> None:
    is_own_idea = order.stage == Stage.IDEA and order.lead.pk in by.access.units
    if not is_own_idea:
        need_role(by, Role.PLANNER)


def _made(order: NewProject, by: Person, at: datetime) -> Project:
    today = clock.day_of(at)
    facts = tidy(order.facts, today)
    if not facts.get("name"):
        raise Invalid(_("Give the project a name."), "name")
    refuse_unknown(facts, today.year)
    if order.stage not in WAY:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": order.stage})
    if order.parent and not order.parent.is_package:
        raise Invalid(_("“%(name)s” is no package of projects.") % {"name": order.parent.name})
    if order.parent and order.is_package:
        raise Invalid(_("A package cannot be part of another one."))
    _check_facts(order, today)
    _refuse_known_code(facts.get("code"))
    project = Project(
        **facts,
        **(columns_of(order.place) if order.place else {}),
        lead=order.lead,
        status=order.stage,
        parent=order.parent,
        is_package=order.is_package,
        start_fact=order.start_fact,
        finish_fact=order.finish_fact,
        sponsor=open_post(order.sponsor),
        sought=sought(facts["name"]),
        by=by,
        created_at=at,
        changed_at=at,
    )
    with journal.once(_("This project code was given to another project at this moment.")):
        project.save(force_insert=True)
    return project


def _check_facts(order: NewProject, today: date) -> None:
    """What is said to have happened has happened, and in its order."""
    start, finish = in_time(order.start_fact), in_time(order.finish_fact)
    for day in (start, finish):
        if day and day > today:
            raise Invalid(_("%(day)s has not come yet.") % {"day": day})
    if start and finish and finish < start:
        raise Invalid(_("The completion lies before the start %(day)s.") % {"day": start})


def _refuse_known_code(code: str | None, but: int = 0) -> None:
    if code and (known := Project.objects.filter(code=code).exclude(pk=but).first()):
        raise Conflict(
            _("Project code %(code)s is that of “%(name)s” already.") % {"code": code, "name": known.name}
        )


def _part(part: str) -> str:
    if part not in Part.values:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": part})
    return part


@transaction.atomic
def change(
    *, project: Project, by: Person, at: datetime, facts: Mapping[str, Any], is_return: bool = False
) -> Project:
    """Correct or complete a project's fields. What was approved changes only by a granted request.

    `is_return`: they say again what stood there before, be it by codes that hold no longer.
    """
    step = begin("change", project, by, at)
    row, kept = step.project, tidy(facts, step.today)
    changed = {name: value for name, value in kept.items() if getattr(row, name) != value}
    if not changed:
        return row
    if not is_return:
        refuse_unknown(changed, step.today.year)
    governed = [name for name in changed if name in GOVERNED_BY_PLAN]
    if governed and row.baselines.exists():
        raise Conflict(
            _("“%(field)s” was approved with the plan. Ask for a change instead of writing over it.")
            % {"field": label_of(governed[0])}
        )
    if any(name in changed for name in STATISTICS) and not is_keeper(by):
        raise Denied(
            _("A project enters the statistics by the pre-check. Only the keeper of the ledger corrects it.")
        )
    _refuse_known_code(changed.get("code"), row.pk)
    for name, value in changed.items():
        setattr(row, name, value)
    _check_days(row)
    if "total" in changed or "opening" in changed:
        refuse_less_than_done(row)
        refuse_less_than_planned(row)
    row.sought, step.ungoverned = sought(row.name), ("sought",)
    with journal.once(_("This project code was given to another project at this moment.")):
        return step.land()


def _check_days(row: Project) -> None:
    if row.start_plan and row.finish_plan and row.finish_plan < row.start_plan:
        raise Invalid(
            _("The planned completion %(day)s lies before the planned start.") % {"day": row.finish_plan}
        )


@transaction.atomic
def place(*, project: Project, by: Person, at: datetime, where: Place) -> Project:
    """Say where on the map a project stands, and in which coordinate system."""
    step = begin("place", project, by, at)
    for name, value in columns_of(where).items():
        setattr(step.project, name, value)
    return step.land()


@transaction.atomic
def assign(
    *, project: Project, by: Person, at: datetime, lead: Unit, units: tuple[tuple[str, Unit], ...] = ()
) -> Project:
    """Say which unit leads a project, and which others answer for it in which capacity."""
    step = begin_by((Role.PLANNER,), "assign", project, by, at)
    step.project.lead = lead
    wanted = {(_part(part), unit.pk) for part, unit in units}
    for row in ProjectUnit.objects.filter(project=project):
        if (row.part, row.unit_id) in wanted:
            wanted.discard((row.part, row.unit_id))
        else:
            step.remove(row)
    for part, unit_pk in sorted(wanted):
        step.add(ProjectUnit(project=step.project, unit_id=unit_pk, part=part))
    return step.land()


@transaction.atomic
def set_sponsor(*, project: Project, by: Person, at: datetime, post: Post | None) -> Project:
    """Put a leader in charge of a project by his office (包保领导), or nobody."""
    step = begin_by((Role.PLANNER,), "sponsor", project, by, at)
    step.project.sponsor = open_post(post)
    return step.land()


def open_post(post: Post | None) -> Post | None:
    """Return an office that is held, or refuse one that has ended."""
    if post and post.to_date:
        raise Invalid(_("%(name)s no longer holds this office.") % {"name": post.person.name})
    return post


@transaction.atomic
def hand_over(*, post: Post, to: Post, by: Person, at: datetime) -> int:
    """Let all projects of an office follow to its next holder; returns how many."""
    need_role(by, Role.PLANNER)
    open_post(to)
    rows = list(Project.objects.select_for_update().filter(sponsor=post).order_by("pk"))
    notes = []
    for row in rows:
        note = Note("project.sponsor", before(row), claim=Claim({"from": post.pk}, role=Role.PLANNER))
        row.sponsor, row.changed_at = to, at
        notes.append(note)
    Project.objects.bulk_update(rows, ["sponsor", "changed_at"], batch_size=200)
    if notes:
        journal.record_all(notes=notes, by=by)
    return len(rows)


def day_or_today(day: date | None, today: date) -> date:
    """The day that is claimed, or today; a day that has not come is refused."""
    if day and day > today:
        raise Invalid(_("%(day)s has not come yet.") % {"day": day})
    return day or today
