"""Projects become candidates for the money to come, are tied to each other, and a choice is made and kept."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.fiscal.actions.step import amount_of, need_treasurer, record, year_of
from bihuan.fiscal.models import Candidate, Link, Selection, Tie
from bihuan.fiscal.queries.choosing import limits_for, question_for, written, written_answer
from bihuan.fiscal.rules.capacity import DROPS
from bihuan.fiscal.rules.moves import need_judge
from bihuan.fiscal.rules.portfolio import choose
from bihuan.journal import clock
from bihuan.journal.actions import once
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.projects.models import Project

HIGHEST_SCORE = 10_000
MOST_CANDIDATES = 300
MOST_YEARS = 15


@transaction.atomic
def rate(*, project: Project, score: int, by: Person, at: datetime, is_must: bool = False) -> Candidate:
    """Let a project compete, with a score of priority; or change its score, or whether it must be had."""
    need_treasurer(by)
    if not 0 <= score <= HIGHEST_SCORE:
        raise Invalid(_("A score lies between 0 and %(most)s.") % {"most": HIGHEST_SCORE})
    found = Candidate.objects.select_for_update().filter(project=project).first()
    was = before(found) if found else None
    row: Candidate = found or Candidate(project=project)
    is_new = found is None or found.is_out
    row.score, row.is_must, row.is_out, row.by, row.at = score, is_must, False, by, at
    if is_new and Candidate.objects.filter(is_out=False).count() >= MOST_CANDIDATES:
        raise Conflict(_("At most %(count)s projects compete at one time.") % {"count": MOST_CANDIDATES})
    with once(_("Somebody else has rated this project at this moment. Look again.")):
        row.save()
    record("candidate.rate", was or Change(row), by, {"project": project.pk, "score": score})
    return row


@transaction.atomic
def withdraw(*, candidate: Candidate, by: Person, at: datetime) -> Candidate:
    """Let a project compete no more. It can be rated again later."""
    need_treasurer(by)
    row: Candidate = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if row.is_out:
        raise Conflict(_("This project competes no more already."))
    was = before(row)
    row.is_out = True
    row.save(update_fields=["is_out"])
    record("candidate.withdraw", was, by, {"project": row.project_id})
    return row


@transaction.atomic
def tie(*, first: Candidate, second: Candidate, kind: str, by: Person, at: datetime) -> Tie:
    """Say that only one of two candidates may be chosen, or that the first needs the second."""
    need_treasurer(by)
    if kind not in Link.values:
        raise Invalid(_("Say how the two projects hang together."))
    if first.pk == second.pk:
        raise Invalid(_("Name two different projects."))
    list(Candidate.objects.select_for_update().filter(pk__in=(first.pk, second.pk)).order_by("pk"))
    one, other = (first, second) if kind == Link.NEEDS or first.pk < second.pk else (second, first)
    if Tie.objects.filter(first=one, second=other, kind=kind).exists():
        raise Conflict(_("These two are tied so already."))
    with once(_("These two are tied so already.")):
        row = Tie.objects.create(first=one, second=other, kind=kind)
    said = {"first": one.project_id, "second": other.project_id, "kind": kind}
    record("candidate.tie", before(one), by, said, [Change(row)])
    return row


@transaction.atomic
def untie(*, link: Tie, by: Person, at: datetime) -> None:
    """Let two candidates hang together no more."""
    need_treasurer(by)
    row = Tie.objects.select_for_update(of=("self",)).select_related("first").filter(pk=link.pk).first()
    if row is None:
        raise Conflict(_("These two hang together no more already."))
    gone = Change(row, before(row).was, is_gone=True)
    record("candidate.untie", before(row.first), by, {"kind": row.kind}, [gone])
    row.delete()


def select(
    *,
    first_year: int,
    last_year: int,
    by: Person,
    at: datetime,
    drop: int = 0,
    limits: Mapping[int, int] | None = None,
) -> Selection:
    """Choose among the candidates within the money of each year (分), and keep question and answer.

    Without limits the room of each year is taken, at a drop of land income. The search runs before the
    transaction.
    """
    need_judge(by)
    if not 0 <= year_of(last_year) - year_of(first_year) < MOST_YEARS:
        raise Invalid(_("Choose over one to %(count)s years.") % {"count": MOST_YEARS})
    if first_year < clock.day_of(at).year:
        raise Invalid(_("The money of %(year)s is spent. Choose from this year on.") % {"year": first_year})
    if drop not in DROPS:
        raise Invalid(_("Income from land is taken at full, or 10 or 20 percent lower."))
    money = limits_for(by, first_year, last_year, drop) if limits is None else limits
    money = {year: amount_of(amount) for year, amount in money.items() if first_year <= year <= last_year}
    if not money:
        raise Invalid(_("No money is known for these years. Enter their resources first."))
    question = question_for(by, first_year, last_year, money)
    if not question.candidates:
        raise Conflict(_("No project competes. Rate some first."))
    answer, said = choose(question), written(question)
    row = Selection(
        first_year=first_year,
        last_year=last_year,
        drop=drop,
        question=said,
        digest=hashlib.sha256(said.encode()).hexdigest(),
        answer=written_answer(answer),
        score=answer.score,
        by=by,
        at=at,
    )
    return _kept(row, by)


@transaction.atomic
def _kept(row: Selection, by: Person) -> Selection:
    row.save(force_insert=True)
    record("fiscal.select", Change(row), by, {"score": row.score})
    return row
