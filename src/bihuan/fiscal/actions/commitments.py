"""A commitment from proposal to passing: its years, the Finance Bureau's opinion, and who let it pass."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.fiscal.actions.step import need_treasurer, record, spread_of, year_of
from bihuan.fiscal.models import (
    Assessment,
    Commitment,
    CommitmentYear,
    Finding,
    FiscalYear,
    Kind,
    Opinion,
    Payer,
    Stance,
    State,
)
from bihuan.fiscal.queries.objections import objection, ppp_objection
from bihuan.fiscal.queries.standing import amounts_of, lines_in_force, share_of, standing
from bihuan.fiscal.rules.capacity import Judgement
from bihuan.fiscal.rules.moves import MOVES, need_judge
from bihuan.journal import clock
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import clean, words
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.projects.models import Project

LONGEST_NAME, LONGEST_CREDITOR, LONGEST_NUMBER, LONGEST_OPINION_NUMBER = 160, 100, 80, 60


@dataclass(frozen=True)
class Promise:
    """What is promised to whom, and how much of it falls due in which year (分)."""

    kind: str
    name: str
    amounts: Mapping[int, int] = field(default_factory=dict)
    payer: str = ""
    project: Project | None = None
    creditor: str = ""
    number: str = ""
    signed_date: date | None = None


@dataclass(frozen=True)
class Word:
    """The Finance Bureau's document: its number, its day, what it says, the file."""

    number: str
    dated: date
    stance: str
    file: StoredFile | None
    text: str = ""


@transaction.atomic
def propose(*, promise: Promise, by: Person, at: datetime) -> Commitment:
    """Propose a commitment with its years. It binds nobody before it has passed."""
    need_treasurer(by)
    row = _new(promise, by, at)
    return _keep("commitment.propose", row, promise, by)


@transaction.atomic
def take_over(*, promise: Promise, by: Person, at: datetime) -> Commitment:
    """Take over what the city had promised before opinions were asked for; it binds at once."""
    need_treasurer(by)
    version = lines_in_force(by).version
    if version is None or version.since is None:
        raise Conflict(_("Say first in the settings from which day on opinions are asked for."))
    if promise.signed_date is None or promise.signed_date >= version.since:
        raise Invalid(
            _("Only what was signed before %(day)s is taken over without an opinion.")
            % {"day": version.since}
        )
    row = _new(promise, by, at)
    row.status, row.is_stock, row.decided_at = State.PASSED, True, at
    return _keep("commitment.take_over", row, promise, by)


def _new(promise: Promise, by: Person, at: datetime) -> Commitment:
    if promise.kind not in Kind.values:
        raise Invalid(_("Choose what kind of commitment it is."))
    if promise.kind == Kind.PPP and promise.payer not in Payer.values:
        raise Invalid(_("Say who pays in this PPP project."))
    if promise.signed_date and promise.signed_date > clock.day_of(at):
        raise Invalid(_("The day of signing lies in the future."))
    row = Commitment(
        kind=promise.kind,
        payer=promise.payer if promise.kind == Kind.PPP else "",
        name=words(promise.name, _("Say what the commitment is about."), LONGEST_NAME),
        project=promise.project,
        creditor=clean(promise.creditor, LONGEST_CREDITOR),
        number=clean(promise.number, LONGEST_NUMBER),
        signed_date=promise.signed_date,
        by=by,
        created_at=at,
    )
    _refuse_known(row)
    return row


def _refuse_known(row: Commitment) -> None:
    """What is entered once is not entered again: the same words on the same day, while it still stands."""
    # Locked, so that of two at one moment the second finds the first.
    list(FiscalYear.objects.select_for_update().order_by("year").values_list("pk"))
    same = {
        name: getattr(row, name) for name in ("kind", "name", "project", "creditor", "number", "signed_date")
    }
    if Commitment.objects.filter(**same).exclude(status__in=(State.DROPPED, State.ENDED)).exists():
        raise Conflict(
            _("This commitment is entered already. Give another one its own name or contract number.")
        )


def _keep(verb: str, row: Commitment, promise: Promise, by: Person) -> Commitment:
    amounts = spread_of(promise.amounts)
    row.save(force_insert=True)
    parts = _write_years(row, amounts)
    record(verb, Change(row), by, {"name": row.name, "total": sum(amounts.values())}, parts)
    return row


def _write_years(row: Commitment, amounts: Mapping[int, int]) -> list[Change]:
    made = [
        CommitmentYear.objects.create(commitment=row, year=year, amount=amount)
        for year, amount in amounts.items()
    ]
    return [Change(each) for each in made]


@transaction.atomic
def respread(*, commitment: Commitment, amounts: Mapping[int, int], by: Person, at: datetime) -> Commitment:
    """Change how much of a proposal falls due in which year."""
    row = _begin("respread", commitment, by)
    wanted = spread_of(amounts)
    gone = [Change(each, before(each).was, is_gone=True) for each in row.years.order_by("year")]
    keys = [change.thing.pk for change in gone]
    row.years.all().delete()
    for change, key in zip(gone, keys, strict=True):
        change.thing.pk = key
    record("commitment.respread", before(row), by, {"name": row.name}, [*gone, *_write_years(row, wanted)])
    return row


@transaction.atomic
def opine(*, commitment: Commitment, word: Word, by: Person, at: datetime) -> Opinion:
    """Enter the Finance Bureau's opinion on a proposal: the document's number and the file itself."""
    row = _begin("opine", commitment, by)
    if word.stance not in Stance.values:
        raise Invalid(_("Say what the opinion says."))
    if word.file is None or not StoredFile.objects.visible_to(by).filter(pk=word.file.pk).exists():
        raise Invalid(_("Attach the opinion itself: the file of the Finance Bureau's document."))
    if word.dated > clock.day_of(at):
        raise Invalid(_("The document's day lies in the future."))
    opinion = Opinion.objects.create(
        commitment=row,
        number=words(word.number, _("Give the number of the document."), LONGEST_OPINION_NUMBER),
        dated=word.dated,
        stance=word.stance,
        text=clean(word.text),
        file=word.file,
        by=by,
        at=at,
    )
    said = {"number": opinion.number, "file": opinion.file.sha256}
    record("commitment.opine", before(row), by, said, [Change(opinion)])
    return opinion


@transaction.atomic
def approve(*, commitment: Commitment, by: Person, at: datetime) -> Commitment:
    """Let a proposal pass: with its years, the opinion, and numbers that bear it."""
    row = _begin("approve", commitment, by)
    opinion, judged = _opinion(row), _judged(row, by, at)
    if refusal := objection(opinion, judged):
        raise Conflict(refusal)
    return _pass("commitment.approve", row, judged, by, at)


@transaction.atomic
def override(*, commitment: Commitment, by: Person, at: datetime, reason: str) -> Commitment:
    """Let a proposal pass against the numbers or the opinion: a leader, by name, with a reason."""
    row = _begin("override", commitment, by)
    opinion, judged = _opinion(row), _judged(row, by, at)
    if not objection(opinion, judged):
        raise Conflict(_("Nothing stands against it. The Finance Bureau lets it pass."))
    row.overruled, row.reason = by, words(reason, _("Give a reason."))
    return _pass("commitment.override", row, judged, by, at)


@transaction.atomic
def drop(*, commitment: Commitment, by: Person, at: datetime, reason: str) -> Commitment:
    """Put a proposal aside."""
    row = _begin("drop", commitment, by)
    was = before(row)
    row.status, row.decided_at = State.DROPPED, at
    row.save(update_fields=["status", "decided_at"])
    record("commitment.drop", was, by, {"reason": words(reason, _("Give a reason."))})
    return row


@transaction.atomic
def end(*, commitment: Commitment, last_year: int, by: Person, at: datetime, reason: str) -> Commitment:
    """End what binds the city: nothing is owed after a year, because it was paid off or given up."""
    row = _begin("end", commitment, by)
    was = before(row)
    row.status, row.last_year, row.decided_at = State.ENDED, year_of(last_year), at
    row.save(update_fields=["status", "last_year", "decided_at"])
    said = {"reason": words(reason, _("Give a reason.")), "last_year": last_year}
    record("commitment.end", was, by, said)
    return row


@transaction.atomic
def assess(*, project: Project, by: Person, at: datetime) -> Assessment:
    """Keep what the numbers say today about a project's plan."""
    need_judge(by)
    year = clock.day_of(at).year
    judged = standing(by, year, project=project).judge(share_of(project, year))
    row = _assessment(judged, by, at, project=project)
    record("fiscal.assess", Change(row), by, {"project": project.pk, "verdict": row.verdict})
    return row


def _begin(name: str, commitment: Commitment, by: Person) -> Commitment:
    row: Commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    MOVES.check(name, row, by)
    return row


def _opinion(row: Commitment) -> Opinion:
    found: Opinion | None = row.opinions.order_by("-pk").first()
    if found is None:
        raise Conflict(
            _("Nothing passes without the Finance Bureau's opinion. Enter its number and attach the file.")
        )
    return found


def _judged(row: Commitment, by: Person, at: datetime) -> Judgement:
    """What the numbers say now; what the rule on PPP forbids stops here."""
    year, lines = clock.day_of(at).year, lines_in_force(by)
    amounts = {each: amount for each, amount in amounts_of(row).items() if each >= year}
    # Locked, so that two that pass at one moment do not both use the same room.
    list(FiscalYear.objects.select_for_update().filter(year__gte=year).order_by("year"))
    money = standing(by, year, without=row)
    if refusal := ppp_objection(row.kind, row.payer, money.ppp_after(amounts, lines)):
        raise Conflict(refusal)
    return money.judge(amounts)


def _pass(verb: str, row: Commitment, judged: Judgement, by: Person, at: datetime) -> Commitment:
    was = before(Commitment.objects.get(pk=row.pk))
    row.status, row.verdict, row.decided_at = State.PASSED, Finding(judged.verdict.value), at
    row.save(update_fields=["status", "verdict", "overruled", "reason", "decided_at"])
    kept = _assessment(judged, by, at, commitment=row)
    said = {"verdict": row.verdict, "reason": row.reason}
    record(verb, Change(row, was.was), by, said, [Change(kept)])
    return row


def _assessment(
    judged: Judgement,
    by: Person,
    at: datetime,
    *,
    project: Project | None = None,
    commitment: Commitment | None = None,
) -> Assessment:
    table = [
        {
            "year": line.year,
            "committed": line.committed,
            "share": line.share,
            "counts": line.counts,
            "resources": [cell.resources for cell in line.cells],
        }
        for line in judged.lines
        if line.counts
    ]
    return Assessment.objects.create(
        project=project,
        promise=commitment,
        verdict=judged.verdict.value,
        table=json.dumps(table),
        by=by,
        at=at,
    )
