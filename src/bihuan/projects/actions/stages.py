"""The moves of the life cycle: each needs its fields, its papers and its conditions."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.journal.rules import before
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Role
from bihuan.projects.actions.entering import day_or_today
from bihuan.projects.actions.step import Step, begin, clean, lock, own_file, words
from bihuan.projects.models import Paper, PaperKind, Project, Stage
from bihuan.projects.queries.needs import lacking
from bihuan.projects.rules.moves import BEFORE, MOVES
from bihuan.projects.rules.needs import BROUGHT, in_words
from bihuan.projects.rules.orders import NewPaper

LONGEST_REASON = 600
LONGEST = {"name": 160, "number": 60, "note": 200}


def _begin(name: str, project: Project, by: Person, at: datetime) -> Step:
    locked = lock(project)
    MOVES.check(name, locked, by)
    return Step(name, locked, by, at, before(locked))


@transaction.atomic
def advance(*, project: Project, move: str, by: Person, at: datetime, day: date | None = None) -> Project:
    """Move a project to its next stage, on a day that may lie in the past.

    Refuses as long as a field, a paper or a condition is missing, and names them.
    """
    step = _begin(move, project, by, at)
    row, end = step.project, MOVES.moves[move].end(step.project.status)
    happened = day_or_today(day, step.today)
    if name := BROUGHT.get(Stage(end)):
        setattr(row, name, happened)
    _check_order(row)
    lacks = lacking(row, end, by)
    if lacks:
        raise Invalid(
            _("“%(stage)s” cannot be reached yet. Missing: %(needs)s.")
            % {"stage": Stage(end).label, "needs": in_words(lacks)}
        )
    if end == Stage.STARTED and not row.is_package:
        _check_photo(row, happened)
    row.status = end
    return step.land({"day": happened}, claimed_date=day)


def _check_order(row: Project) -> None:
    if row.start_fact and row.finish_fact and row.finish_fact < row.start_fact:
        raise Invalid(_("The completion lies before the start %(day)s.") % {"day": row.start_fact})


def _check_photo(row: Project, start: date) -> None:
    """A picture taken before the start shows something else."""
    photos = row.papers.filter(kind=PaperKind.SITE_PHOTO, withdrawn_at=None)
    if not photos.filter(dated__gte=start).exists():
        raise Invalid(
            _("The site photo is older than the start %(day)s. File one of that day.") % {"day": start}
        )


@transaction.atomic
def pause(*, project: Project, by: Person, at: datetime, reason: str) -> Project:
    """Say that a project stands still, and why."""
    step = _begin("pause", project, by, at)
    step.project.resume_to, step.project.status = step.project.status, Stage.PAUSED
    return step.land({"reason": words(reason, LONGEST_REASON, _("Give a reason."))})


@transaction.atomic
def resume(*, project: Project, by: Person, at: datetime, reason: str = "") -> Project:
    """Go on from where the project was paused."""
    step = _begin("resume", project, by, at)
    step.project.status, step.project.resume_to = step.project.resume_to, ""
    return step.land({"reason": clean(reason, LONGEST_REASON)})


@transaction.atomic
def drop(*, project: Project, by: Person, at: datetime, reason: str) -> Project:
    """Give a project up, and say why."""
    step = _begin("drop", project, by, at)
    step.project.status, step.project.resume_to = Stage.DROPPED, ""
    return step.land({"reason": words(reason, LONGEST_REASON, _("Give a reason."))})


@transaction.atomic
def step_back(*, project: Project, by: Person, at: datetime, reason: str) -> Project:
    """Set a project back to the stage before, because its stage was not true."""
    step = _begin("step_back", project, by, at)
    row = step.project
    if name := BROUGHT.get(Stage(row.status)):
        setattr(row, name, None)
    row.status = BEFORE[Stage(row.status)]
    return step.land({"reason": words(reason, LONGEST_REASON, _("Give a reason."))})


REASONED = {"pause": pause, "resume": resume, "drop": drop, "step_back": step_back}


@transaction.atomic
def add_paper(*, project: Project, paper: NewPaper, file: StoredFile, by: Person, at: datetime) -> Paper:
    """Put a document or picture into a project's file, with the name, number and amount that it bears."""
    step = begin("add_paper", project, by, at)
    if paper.kind not in PaperKind.values:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": paper.kind})
    if paper.dated > step.today:
        raise Invalid(_("%(day)s has not come yet.") % {"day": paper.dated})
    said = {name: clean(getattr(paper, name), most) for name, most in LONGEST.items()}
    same = step.project.papers.filter(kind=paper.kind, dated=paper.dated, amount=paper.amount, **said)
    if same.filter(file__sha256=file.sha256, withdrawn_at=None).exists():
        raise Conflict(_("This paper is in the file already."))
    row = Paper(
        project=step.project,
        kind=paper.kind,
        dated=paper.dated,
        amount=paper.amount,
        file=own_file(file, by),
        by=by,
        at=at,
        **said,
    )
    step.add(row)
    step.land({"kind": paper.kind, "file": file.pk, "sha256": file.sha256})
    return row


@transaction.atomic
def withdraw_paper(*, paper: Paper, by: Person, at: datetime, reason: str) -> Paper:
    """Take a paper out of the file that does not belong there; it stays readable in the record."""
    step = begin("withdraw_paper", paper.project, by, at)
    row = Paper.objects.get(pk=paper.pk)
    if row.withdrawn_at:
        raise Invalid(_("This paper has been withdrawn already."))
    if row.by_id != by.pk and not by.access.has(Role.PLANNER):
        raise Denied(_("Only whoever filed a paper, and the keeper of the project ledger, may withdraw it."))
    step.remember(row)
    row.withdrawn_at = at
    step.land({"reason": words(reason, LONGEST_REASON, _("Give a reason."))})
    return row
