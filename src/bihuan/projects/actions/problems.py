"""Problems of projects: raised and supervised, said to be solved, closed by the enterprise alone."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.intake.models import SourceType
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Claim, before
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Role
from bihuan.people.rules import digest_of
from bihuan.projects.actions.step import begin, begin_by, words
from bihuan.projects.models import Level, Part, Problem, ProblemStatus, Project, ProjectUnit, Trouble
from bihuan.projects.rules.moves import works_on
from bihuan.projects.rules.orders import NewProblem
from bihuan.supervision.actions import propose
from bihuan.supervision.rules.orders import LONGEST_TITLE, NewItem

LONGEST = 600


@transaction.atomic
def raise_problem(*, project: Project, raised: NewProblem, by: Person, at: datetime) -> Problem:
    """Say where a project is stuck and who can solve it by when.

    The supervision office gets a draft of a matter for the solving unit, which sees the project from now on.
    """
    step = begin("raise_problem", project, by, at)
    row = step.project
    if raised.kind not in Trouble.values or raised.level not in Level.values:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": f"{raised.kind} {raised.level}"})
    said = words(raised.text, LONGEST, _("Say what the problem is."))
    known = row.problems.filter(kind=raised.kind, unit=raised.unit, text=said)
    if known.exclude(status=ProblemStatus.CLOSED).exists():
        raise Conflict(_("This problem has been raised already and is still open."))
    if raised.due <= step.today:
        raise Invalid(_("The day by which it must be solved is not after today."))
    label = str(Trouble(raised.kind).label)
    order = NewItem(
        title=f"{label}：{row.name}"[:LONGEST_TITLE],
        requirement=said,
        source_type=SourceType.PROJECT,
        leads=(raised.unit,),
        finish_due=raised.due,
    )
    problem = Problem(
        project=row,
        kind=raised.kind,
        level=raised.level,
        text=said,
        raised_date=step.today,
        unit=raised.unit,
        due=raised.due,
        by=by,
        item=propose(by=by, at=at, order=order),
    )
    step.add(problem)
    sees = ProjectUnit.objects.filter(project=row, unit=raised.unit)
    if raised.unit.pk != row.lead_id and not sees.exists():
        step.add(ProjectUnit(project=row, unit=raised.unit, part=Part.FACTOR))
    step.land({"problem": problem.pk, "kind": raised.kind, "text": said})
    return problem


@transaction.atomic
def solve_problem(*, problem: Problem, measure: str, by: Person, at: datetime) -> Problem:
    """Say how a problem was solved. It stays open until the enterprise has confirmed."""
    if not works_on(by, problem.project) and problem.unit_id not in by.access.units:
        raise Denied(
            _("Only %(unit)s, which solves this problem, and those who work on the project may do this.")
            % {"unit": problem.unit.short_name}
        )
    step = begin_by(tuple(Role.values), "solve_problem", problem.project, by, at)
    row = Problem.objects.get(pk=problem.pk)
    if row.status != ProblemStatus.OPEN:
        raise Conflict(_("This problem is not open any more."))
    step.remember(row)
    row.measure = words(measure, LONGEST, _("Say how it was solved."))
    row.status, row.solved_at = ProblemStatus.SOLVED, at
    step.land({"problem": row.pk, "measure": row.measure})
    return row


@transaction.atomic
def link_problem(*, problem: Problem, secret: str, by: Person, at: datetime) -> Problem:
    """Make the link by which the enterprise says whether a problem is solved; an earlier one is dead then."""
    step = begin("link_problem", problem.project, by, at)
    row = Problem.objects.get(pk=problem.pk)
    if row.status == ProblemStatus.CLOSED:
        raise Conflict(_("This problem is not open any more."))
    row.digest = digest_of(secret)
    row.save(update_fields=["digest"])
    step.land({"problem": row.pk})
    return row


@transaction.atomic
def answer_problem(*, problem: Problem, is_solved: bool, answer: str, at: datetime) -> Problem:
    """What the enterprise says, by its link and without an account: solved and closed, or open again."""
    project = Project.objects.select_for_update().get(pk=problem.project_id)
    row = Problem.objects.select_for_update().get(pk=problem.pk)
    if row.status == ProblemStatus.CLOSED:
        raise Conflict(_("This problem is not open any more."))
    was = before(row)
    row.answer = words(answer, LONGEST, _("Say in a few words how it stands."))
    if is_solved:
        row.status, row.closed_at, row.solved_at = ProblemStatus.CLOSED, at, row.solved_at or at
        row.digest = ""
    else:
        row.status, row.solved_at, row.refusals = ProblemStatus.OPEN, None, row.refusals + 1
    row.save()
    verb = "project.confirm_problem" if is_solved else "project.reject_problem"
    said = Claim({"problem": row.pk, "answer": row.answer, "day": clock.day_of(at)}, role="enterprise")
    journal.record(verb=verb, thing=before(project), by=None, parts=[was], claim=said)
    return row
