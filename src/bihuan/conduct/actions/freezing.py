"""Freezing: what was counted is written once, with its formulas and its events, and never counted anew."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.conduct.actions.step import ROLES, begin, record
from bihuan.conduct.models import Evidence, Finding, Round, Status
from bihuan.conduct.rules.counted import Counted, without
from bihuan.conduct.rules.moves import need_office
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.pouring import pour
from bihuan.journal.rules import Change, Claim, Note
from bihuan.journal.texts import words
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.people.rules import acting_role

KEPT = ("value", "low", "high", "band_low", "band_high", "left_out", "state", "facts_sha")


@transaction.atomic
def freeze(*, counted: Counted, by: Person, at: datetime) -> Round:
    """Keep a count of one window: its formulas, its events, its results, once for each last day."""
    need_office(by)
    same = Round.objects.filter(last=counted.last, corrects=None).exclude(status=Status.DROPPED)
    if same.exists():
        raise Conflict(_("There is a round that ends on this day. Correct that one, or drop it."))
    return _write(counted, Round(by=by, at=at))


@transaction.atomic
def correct(*, thing: Round, counted: Counted, reason: str, by: Person, at: datetime) -> Round:
    """Put a published round right by a second edition that says why; the first one stays readable."""
    row = begin("correct", thing, by)
    if counted.last != row.last:
        raise Invalid(_("A second edition is about the same days as the first."))
    said = words(reason, _("Say what was wrong and what is put right."))
    made = Round(corrects=row, edition=row.edition + 1, reason=said, by=by, at=at)
    return _write(counted, made)


def _write(counted: Counted, row: Round) -> Round:
    """Write a round with its findings and what they count; each finding is an event before the round's."""
    if counted.last >= clock.day_of(row.at):
        raise Invalid(_("A window ends on a day that is over."))
    if not counted.found:
        raise Conflict(_("Nothing has been counted in these days: the sealed record holds nothing of them."))
    row.last, row.days, row.place = counted.last, counted.days, counted.place
    row.formulas = counted.formulas
    row.formula_sha = hashlib.sha256(row.formulas.encode()).hexdigest()
    row.save(force_insert=True)
    found = without(counted, _struck())
    findings = [
        Finding(
            round=row,
            unit_id=each.unit,
            measure=each.measure,
            k=each.k,
            n=each.n,
            k_was=each.k,
            n_was=each.n,
            is_marked=each.is_marked,
            marked_was=each.is_marked,
            **{name: getattr(each, name) for name in KEPT},
        )
        for each in found
    ]
    pour(findings)
    pour(
        [
            Evidence(finding_id=kept.pk, case=fact.case, event=fact.event, day=fact.day, is_hit=fact.is_hit)
            for kept, each in zip(findings, found, strict=True)
            for fact in each.facts
        ]
    )
    role = acting_role(row.by, *ROLES)
    notes = [
        Note("conduct.find", Change(each), (), Claim({}, unit_id=each.unit_id, role=role))
        for each in findings
    ]
    journal.record_all(notes=notes, by=row.by)
    record("conduct.freeze", Change(row), row.by, {"findings": len(findings), "place": row.place})
    return row


def _struck() -> set[tuple[str, int, int]]:
    """Events that appeals have struck out of rounds that still stand: they are not counted again."""
    rows = Evidence.objects.filter(is_struck=True).exclude(finding__round__status=Status.DROPPED)
    return set(rows.values_list("finding__measure", "finding__unit_id", "event"))
