"""The end of the check: every row enters the ledger or updates a project, all or none; and the way back."""

import json
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.rules import before
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person, Post, Role
from bihuan.projects.actions.bringing import record, under_check
from bihuan.projects.actions.entering import add, change, set_sponsor
from bihuan.projects.actions.plans import set_plan
from bihuan.projects.actions.stages import drop as give_up
from bihuan.projects.actions.stages import pause, step_back
from bihuan.projects.actions.step import need_role
from bihuan.projects.models import BUILT, ImportRow, ImportStatus, LedgerImport, Nature, Project, Source
from bihuan.projects.queries.bringing import Checked, Checker
from bihuan.projects.rules.orders import DAYS, NewProject

KIND = "projects.project"
TOLD = 3


@transaction.atomic
def confirm(*, sheet: LedgerImport, by: Person, at: datetime) -> LedgerImport:
    """Bring all rows of a checked workbook into the ledger. Asked again, it changes nothing more."""
    need_role(by, Role.PLANNER)
    now = LedgerImport.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if now.status == ImportStatus.CONFIRMED:
        return now
    sheet = under_check(now, by)
    checker = Checker(sheet, clock.day_of(at))
    rows = [each for each in checker.found if not each.row.is_left_out]
    wrong = [f"{each.row.line}: {words}" for each in rows for words in checker.words(each)]
    if wrong:
        said = _("%(count)s cells are not right yet: %(words)s")
        raise Conflict(said % {"count": len(wrong), "words": "；".join(wrong[:TOLD])})
    if not rows:
        raise Invalid(_("Every row of this table is left out."))
    for each, project in _entered(sheet, rows, by, at):
        each.row.project, each.row.is_new = project, not each.is_change
    _keep(rows)
    was = before(sheet)
    sheet.status, sheet.done_at = ImportStatus.CONFIRMED, at
    sheet.save(update_fields=["status", "done_at"])
    changes = sum(each.is_change for each in rows)
    record("confirm", was, by, {"made": len(rows) - changes, "changed": changes})
    return sheet


def _entered(
    sheet: LedgerImport, rows: list[Checked], by: Person, at: datetime
) -> list[tuple[Checked, Project]]:
    """The projects in the order of the workbook, a package before its parts."""
    made: dict[int, Project] = {}
    packages = {each.row.parent_line for each in rows if each.row.parent_line}
    for each in rows:
        try:
            if each.is_change:
                project = _updated(sheet, each, by, at)
            else:
                parent = made.get(each.row.parent_line or 0)
                project = _new(sheet, each, parent, each.row.line in packages, by, at)
        except (Invalid, Conflict) as refusal:
            raise Conflict(
                _("Row %(line)s: %(words)s") % {"line": each.row.line, "words": refusal}
            ) from refusal
        made[each.row.line] = project
    return [(each, made[each.row.line]) for each in rows]


def _new(
    sheet: LedgerImport, each: Checked, parent: Project | None, is_package: bool, by: Person, at: datetime
) -> Project:
    assert each.lead is not None  # noqa: S101 - a row without one has a fault
    order = NewProject(
        lead=each.lead,
        facts=each.facts,
        units=tuple(each.units),
        parent=parent,
        is_package=is_package,
        stage=each.stage,
        start_fact=each.start_fact,
        finish_fact=each.finish_fact,
        sponsor=each.sponsor,
        plans={sheet.year: each.plans} if each.plans else {},
    )
    project = add(order=order, by=by, at=at)
    if each.is_paused:
        project = pause(project=project, by=by, at=at, reason=_("So it stood in the workbook."))
    return project


def _updated(sheet: LedgerImport, each: Checked, by: Person, at: datetime) -> Project:
    """Facts, plan and leader as the row says them; what it does not say stays."""
    project = each.twin
    assert project is not None  # noqa: S101 - only a row with a twin updates one
    was = {
        name: getattr(project, name) for name, value in each.said.items() if getattr(project, name) != value
    }
    plans = dict(project.plans.filter(year=sheet.year).values_list("source", "amount"))
    said: dict[str, Any] = {"facts": was}
    project = change(project=project, by=by, at=at, facts={name: each.facts[name] for name in was})
    wanted = _plans(sheet, each, project, plans)
    if wanted and plans != wanted:
        said["plans"] = dict.fromkeys(wanted, 0) | plans
        amounts = dict.fromkeys(plans, 0) | wanted
        project = set_plan(project=project, year=sheet.year, amounts=amounts, by=by, at=at)
    if each.sponsor and each.sponsor.pk != project.sponsor_id:
        said["sponsor"] = project.sponsor_id
        project = set_sponsor(project=project, by=by, at=at, post=each.sponsor)
    each.row.was = json.dumps(said, ensure_ascii=False, default=date.isoformat)
    return project


def _plans(sheet: LedgerImport, each: Checked, project: Project, known: dict[str, int]) -> dict[str, int]:
    """The plan that a row asks for. A sum without its sources keeps the sources that are known."""
    if "sources" not in each.guessed:
        return each.plans
    whole, used = sum(each.plans.values()), [source for source, amount in known.items() if amount]
    if not whole or whole == sum(known.values()):
        return known
    if len(used) > 1:
        said = _("The plan of %(year)s comes from several sources. Write it by source, or leave it empty.")
        raise Conflict(said % {"year": sheet.year})
    usual = Source.CITY if project.nature == Nature.GOVERNMENT else Source.OWN
    return {used[0] if used else str(usual): whole}


def _keep(rows: list[Checked]) -> None:
    """What each row has become, with the version at which this import left it."""
    versions = _versions([each.row for each in rows])
    for each in rows:
        each.row.version = versions.get(each.row.project_id or 0, 0)
    fields = ["project", "is_new", "was", "version"]
    ImportRow.objects.bulk_update([each.row for each in rows], fields, batch_size=100)


def _versions(rows: list[ImportRow]) -> dict[int, int]:
    keys = [row.project_id for row in rows if row.project_id]
    found = Event.objects.filter(thing_kind=KIND, thing_id__in=keys).values("thing_id")
    return dict(found.annotate(last=Max("version")).values_list("thing_id", "last"))


@transaction.atomic
def undo(*, sheet: LedgerImport, by: Person, at: datetime) -> LedgerImport:
    """Take a workbook back: its projects are given up, those it updated say again what they said.

    Refused as soon as anything else has happened to one of them.
    """
    need_role(by, Role.PLANNER)
    sheet = LedgerImport.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if sheet.status != ImportStatus.CONFIRMED:
        raise Conflict(_("Only a confirmed table can be taken back."))
    rows = list(sheet.rows.exclude(project=None).select_related("project__sponsor").order_by("-line"))
    versions = _versions(rows)
    touched = [row for row in reversed(rows) if versions.get(row.project_id or 0) != row.version]
    if touched:
        said = _("“%(name)s” has changed since. The table can no longer be taken back as a whole.")
        raise Conflict(said % {"name": touched[0].project})
    for row in rows:
        if row.project and row.is_new:
            _given_up(row.project, by, at)
        elif row.project:
            _put_back(sheet, row, row.project, by, at)
    was = before(sheet)
    sheet.status, sheet.undone_at = ImportStatus.UNDONE, at
    sheet.save(update_fields=["status", "undone_at"])
    record("undo", was, by, {"rows": len(rows)})
    return sheet


def _given_up(project: Project, by: Person, at: datetime) -> None:
    """Dropped by the real moves; its code is free again."""
    reason = _("The workbook that brought it in was taken back.")
    if project.code:
        project = change(project=project, by=by, at=at, facts={"code": ""})
    while project.status in BUILT:
        project = step_back(project=project, by=by, at=at, reason=reason)
    give_up(project=project, by=by, at=at, reason=reason)


def _put_back(sheet: LedgerImport, row: ImportRow, project: Project, by: Person, at: datetime) -> None:
    was = row.before
    facts = {
        name: date.fromisoformat(value) if name in DAYS and value else value
        for name, value in was.get("facts", {}).items()
    }
    change(project=project, by=by, at=at, facts=facts, is_return=True)
    if "plans" in was:
        set_plan(project=project, year=sheet.year, amounts=was["plans"], by=by, at=at)
    if "sponsor" in was:
        post = Post.objects.filter(pk=was["sponsor"], to_date=None).first()
        set_sponsor(project=project, by=by, at=at, post=post)


@transaction.atomic
def put_aside(*, sheet: LedgerImport, by: Person, at: datetime) -> LedgerImport:
    """Put a workbook aside before anything came of it; its rows go, its file and the record stay."""
    sheet = under_check(sheet, by)
    was = before(sheet)
    sheet.status = ImportStatus.DROPPED
    sheet.save(update_fields=["status"])
    sheet.rows.all().delete()
    record("put_aside", was, by)
    return sheet
