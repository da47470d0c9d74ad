"""The rounds of the dispatch sheet: opened, filled in, frozen."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, Claim, Note, before
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Role
from bihuan.projects.actions.step import acting_as, clean, need_role
from bihuan.projects.models import DispatchRound, MonthRow, Project, RoundStatus, Stage
from bihuan.projects.queries.months import pasts
from bihuan.projects.rules.checking import in_time
from bihuan.projects.rules.months import COLUMNS, Entry, Past, judge, moment_of, stale
from bihuan.projects.rules.moves import works_on

LONGEST = 300
TEXTS = ("progress", "problem", "need", "reason")
# Projects in one filling: more than a city has.
MOST_ROWS = 2000


@transaction.atomic
def open_round(*, month: date, due: date, by: Person, at: datetime) -> DispatchRound:
    """Begin to collect a month. Due after the month's first day, and one round for each month."""
    need_role(by, Role.PLANNER)
    month = month.replace(day=1)
    for day in (month, due):
        in_time(day)
    if due < month:
        raise Invalid(_("The round is due before its month begins."))
    if month > clock.day_of(at):
        raise Invalid(_("%(day)s has not come yet.") % {"day": month})
    refusal = _("The round of %(month)s is there already.") % {"month": f"{month:%Y-%m}"}
    if DispatchRound.objects.filter(month=month).exists():
        raise Conflict(refusal)
    with journal.once(refusal):
        row = DispatchRound.objects.create(month=month, due=due, opened_at=at, by=by)
    journal.record(verb="round.open", thing=Change(row), by=by, claim=Claim(role=Role.PLANNER))
    return row


@transaction.atomic
def freeze_round(*, round_: DispatchRound, by: Person, at: datetime) -> DispatchRound:
    """End a round: its months stand. What was wrong is corrected in a later month, with a reason."""
    need_role(by, Role.PLANNER)
    row = DispatchRound.objects.select_for_update().get(pk=round_.pk)
    if row.status == RoundStatus.FROZEN:
        raise Conflict(_("This round has been frozen already."))
    was = before(row)
    row.status, row.frozen_at = RoundStatus.FROZEN, at
    row.save(update_fields=["status", "frozen_at"])
    journal.record(verb="round.freeze", thing=was, by=by, claim=Claim(role=Role.PLANNER))
    return row


@transaction.atomic
def fill(*, round_: DispatchRound, entries: Mapping[int, Entry], by: Person, at: datetime) -> list[MonthRow]:
    """Enter what projects have done in the round's month: all of it or, when a row is wrong, nothing.

    One event for each project. Filled in again, the row is replaced as long as the round is open, and as
    long as nobody else has written it since it was read.
    """
    month = _open_month(round_)
    projects = _locked(entries, by)
    known = pasts(projects, month)
    rows = {row.project_id: row for row in MonthRow.objects.filter(round=round_, project__in=list(entries))}
    notes: list[Note] = []
    new: list[MonthRow] = []
    old: list[MonthRow] = []
    for project in projects:
        entry = entries[project.pk]
        row = rows.get(project.pk)
        _check(project, entry, known[project.pk], row)
        was = before(row) if row else None
        row = row or MonthRow(project=project, round=round_, month=month)
        _write(row, entry, by, at)
        (old if was else new).append(row)
        role, unit = acting_as(by, project)
        part = was or Change(row)
        notes.append(
            Note("project.fill", before(project), (part,), Claim({"month": month}, unit_id=unit, role=role))
        )
    MonthRow.objects.bulk_create(new, batch_size=200)
    MonthRow.objects.bulk_update(old, [*COLUMNS, "done", "percent", *TEXTS, "by", "at"], batch_size=200)
    if notes:
        journal.record_all(notes=notes, by=by)
    return [*new, *old]


def _open_month(round_: DispatchRound) -> date:
    row = DispatchRound.objects.select_for_update().get(pk=round_.pk)
    if row.status == RoundStatus.FROZEN:
        raise Conflict(
            _("The round of %(month)s is frozen. Correct it in the next one, with a reason.")
            % {"month": f"{row.month:%Y-%m}"}
        )
    return row.month


def _locked(entries: Mapping[int, Entry], by: Person) -> list[Project]:
    """The projects of the entries, each open to this person for writing."""
    if len(entries) > MOST_ROWS:
        raise Invalid(_("At most %(count)s rows come in at once.") % {"count": MOST_ROWS})
    seen = Project.objects.visible_to(by).filter(pk__in=list(entries)).order_by("pk")
    rows = list(seen.select_for_update(of=("self",)).select_related("lead"))
    if len(rows) != len(entries):
        raise Invalid(_("One of the projects is not there. Get the sheet again."))
    for row in rows:
        if not works_on(by, row):
            raise Denied(
                _("Only %(unit)s fills in “%(name)s”.") % {"unit": row.lead.short_name, "name": row.name}
            )
        if row.is_package or row.status == Stage.DROPPED:
            raise Invalid(_("“%(name)s” has no months: it is a package, or given up.") % {"name": row.name})
    return rows


def _check(project: Project, entry: Entry, past: Past, row: MonthRow | None) -> None:
    if entry.seen is not None and entry.seen != moment_of(row):
        raise Conflict(f"{project.name}：{stale().words}")
    if faults := judge(entry, past):
        raise Invalid(f"{project.name}：{faults[0].words}")


def _write(row: MonthRow, entry: Entry, by: Person, at: datetime) -> None:
    for name in COLUMNS:
        setattr(row, name, entry.amounts.get(name, 0))
    row.done, row.percent = entry.done, entry.percent
    for name in TEXTS:
        setattr(row, name, clean(getattr(entry, name), LONGEST))
    row.by, row.at = by, at
