"""Freezing: the entries are scored once, by a kept seed, and written as lines that never change."""

import json
import secrets
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.calendar.queries import add_workdays
from bihuan.journal import clock
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Conflict
from bihuan.notices import actions as notices
from bihuan.people.models import UNIT_ROLES, Person, RoleGrant
from bihuan.standings.actions.step import begin, record, record_each
from bihuan.standings.models import Entry, Line, LinePart, Method, Origin, Table
from bihuan.standings.queries.plans import plan_of
from bihuan.standings.rules.moves import MOVES
from bihuan.standings.rules.scored import Plan, Told, come_out, entries_of, kept

PREVIEW_WORKDAYS = 5
SEEDS = 2**31


@transaction.atomic
def freeze(*, table: Table, by: Person, at: datetime, seed: int | None = None) -> Table:
    """Freeze a table: its lines are written, and for five working days each unit sees its own."""
    row = begin("freeze", table, by)
    plan, units = plan_of(row.version), list(row.group.members.values_list("unit_id", flat=True))
    entries = list(row.entries.filter(unit__in=units).order_by("pk"))
    _need_whole(plan, units, entries)
    number = secrets.randbelow(SEEDS) if seed is None else seed
    found = come_out(plan, entries_of(plan, row.group.name, units, entries), number)
    was = before(row)
    row.status = MOVES.moves["freeze"].end(row.status)
    row.round, row.seed, row.draws, row.average = row.round + 1, found.seed, found.draws, found.average
    row.frozen_by, row.frozen_at = by, at
    row.preview_to = add_workdays(clock.day_of(at), PREVIEW_WORKDAYS)
    row.save()
    record_each("table.freeze", [_write(row, plan, told) for told in found.lines], by)
    event = record("table.freeze", was, by, {"seed": found.seed, "draws": found.draws})
    _tell(row, units, event.pk, at)
    return row


def _tell(table: Table, units: list[int], event_id: int, at: datetime) -> None:
    """Tell those who work for the units that their line can be read, and objected to."""
    grants = RoleGrant.objects.open().filter(unit__in=units, role__in=UNIT_ROLES, person__is_active=True)
    people = set(grants.values_list("person_id", flat=True))
    title = f"{table.version.scheme.name} {table.group.name} {table.first:%Y-%m}"
    url = reverse("standings:table_detail", args=[table.pk])
    notices.send(person_ids=people, event_id=event_id, verb="table.freeze", title=title, url=url, at=at)


def _need_whole(plan: Plan, units: list[int], entries: list[Entry]) -> None:
    """Nothing is left out in silence: every number is there, or it is said why it is not."""
    there = {(each.input_id, each.unit_id) for each in entries}
    lost = [
        (part, each)
        for part in plan.parts
        if part.method != Method.TALLY
        for each in plan.inputs[part.pk]
        if each.origin != Origin.FIXED
        for unit in units
        if (each.pk, unit) not in there
    ]
    if lost:
        said = _("%(count)s numbers are neither there nor said to be missing, for one of “%(part)s”.")
        raise Conflict(said % {"count": len(lost), "part": lost[0][0].name})


def _write(table: Table, plan: Plan, told: Told) -> tuple[Change, list[Change]]:
    line = Line.objects.create(
        table=table,
        round=table.round,
        unit_id=told.unit,
        band=told.band,
        score=told.score,
        low=told.low,
        high=told.high,
        place=told.place,
        best=told.best,
        worst=told.worst,
        whole=told.whole,
        alike=",".join(map(str, told.alike)),
    )
    changes = []
    for part in plan.parts:
        cell = told.cells[part.code]
        facts = [[name, kept(Fraction(value))] for name, value in cell.facts]
        made = LinePart.objects.create(
            line=line,
            part=part,
            points=None if cell.points is None else kept(cell.points),
            trouble="" if cell.trouble is None else str(cell.trouble.value),
            facts=json.dumps(facts, ensure_ascii=False),
        )
        changes.append(Change(made))
    return Change(line), changes
