"""The library of rulings: what is entered into it, by a ruling or by hand, and what is retired."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel import bigrams, canonical
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Role, Unit
from bihuan.supervision.actions.filing import need_active
from bihuan.supervision.actions.step import Step, reason_of, within, words
from bihuan.supervision.models import BoundaryGram, DutyBoundaryRule, Origin, OwnershipDispute

LONGEST_SUBJECT, LONGEST_NAME = 200, 100


@dataclass(frozen=True)
class Boundary:
    """What a published list of duties says about one kind of work."""

    subject: str
    lead: Unit
    co: Unit | None
    decided_by: str
    doc_number: str
    doc_date: date


@transaction.atomic
def enter_boundary(*, boundary: Boundary, by: Person, at: datetime) -> DutyBoundaryRule:
    """Enter one row of a published list of duties (职责边界清单)."""
    _need_office(by)
    if boundary.co is not None and boundary.co.pk == boundary.lead.pk:
        raise Invalid(_("%(unit)s is named twice.") % {"unit": boundary.lead.short_name})
    for unit in filter(None, (boundary.lead, boundary.co)):
        need_active(unit)
    if boundary.doc_date > clock.day_of(at):
        raise Invalid(_("The document's day lies in the future."))
    row = DutyBoundaryRule(
        subject=_short(boundary.subject, LONGEST_SUBJECT, _("Say which kind of work it is about.")),
        lead=boundary.lead,
        co=boundary.co,
        origin=Origin.LIST,
        decided_by=_short(boundary.decided_by, LONGEST_NAME, _("Say who has decided it.")),
        doc_number=_short(boundary.doc_number, LONGEST_NAME, _("Give the number of the document.")),
        doc_date=boundary.doc_date,
        by=by,
        at=at,
    )
    _write(row)
    _record("boundary.enter", Change(row), by, {"subject": row.subject, "decided_by": row.decided_by})
    return row


@transaction.atomic
def retire_boundary(*, boundary: DutyBoundaryRule, by: Person, at: datetime, reason: str) -> DutyBoundaryRule:
    """Propose a precedent no more, with a reason. It stays in the library."""
    _need_office(by)
    row = DutyBoundaryRule.objects.select_for_update().get(pk=boundary.pk)
    if row.retired_at:
        raise Conflict(_("This has been retired already."))
    was = before(row)
    row.retired_by, row.retired_at, row.retired_reason = by, at, reason_of(reason)
    row.save(update_fields=["retired_by", "retired_at", "retired_reason"])
    _record("boundary.retire", was, by, {"reason": row.retired_reason})
    return row


def write_ruling(step: Step, dispute: OwnershipDispute, unit: Unit, subject: str) -> None:
    """Keep what a ruling has said: whose it is, and who had been the other."""
    lead, other = (dispute.new_lead, unit) if dispute.new_lead else (unit, dispute.suggested)
    said = canonical.text(subject).strip() or step.item.title
    row = DutyBoundaryRule(
        subject=within(said, LONGEST_SUBJECT),
        lead=lead,
        co=other,
        origin=Origin.RULING,
        decided_by=step.by.name[:LONGEST_NAME],
        doc_number=step.item.number or "",
        doc_date=step.today,
        dispute=dispute,
        by=step.by,
        at=step.at,
    )
    grams = bigrams.grams(row.subject)
    row.gram_count = len(grams)
    step.add(row)
    _index(row, grams)


def _write(row: DutyBoundaryRule) -> None:
    grams = bigrams.grams(row.subject)
    row.gram_count = len(grams)
    row.save(force_insert=True)
    _index(row, grams)


def _index(row: DutyBoundaryRule, grams: set[int]) -> None:
    BoundaryGram.objects.bulk_create([BoundaryGram(gram=gram, rule=row) for gram in sorted(grams)])


def _need_office(by: Person) -> None:
    if not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office keeps the library of rulings."))


def _short(text: str, most: int, refusal: str) -> str:
    return within(words(text, refusal), most)


def _record(verb: str, change: Change, by: Person, said: dict[str, str]) -> None:
    journal.record(verb=verb, thing=change, by=by, claim=Claim(said, role=Role.SUPERVISOR))
