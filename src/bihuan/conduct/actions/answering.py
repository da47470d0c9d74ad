"""What units say in the preview: words beside a fact, appeals against single events; and the rulings."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.conduct.actions.step import begin, record
from bihuan.conduct.models import Appeal, Evidence, Finding, Ruling, Statement
from bihuan.conduct.rules.chance import Share, bands
from bihuan.conduct.rules.clumps import of_facts
from bihuan.conduct.rules.counted import SHARE, interval, kept
from bihuan.journal.actions import once
from bihuan.journal.models import Event
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import words
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.notices import actions as notices
from bihuan.people.models import Person

LONGEST_STATEMENT = 1000


@transaction.atomic
def state(*, finding: Finding, text: str, by: Person, at: datetime) -> Statement:
    """Put a unit's own words beside what was counted of it: once, and they stay as they are."""
    begin("state", finding.round, by)
    _need_own(finding, by)
    if Statement.objects.filter(finding=finding).exists():
        raise Conflict(_("The unit has spoken to this fact already."))
    said = words(text, _("Say how it was."), LONGEST_STATEMENT)
    with once(_("The unit has spoken to this fact already.")):
        row = Statement.objects.create(finding=finding, text=said, by=by, at=at)
    record("conduct.state", Change(row), by, {"finding": finding.pk}, unit_id=finding.unit_id)
    return row


@transaction.atomic
def appeal(*, finding: Finding, event: int, text: str, by: Person, at: datetime) -> Appeal:
    """Appeal against one event that counts against the unit, saying why it should not."""
    row = begin("appeal", finding.round, by)
    _need_own(finding, by)
    if row.printed[finding.measure]["kind"] != SHARE:
        raise Invalid(_("This fact is not k of n: no single event makes it up. Write a statement beside it."))
    fact = Evidence.objects.filter(finding=finding, event=event, is_hit=True).order_by("pk").first()
    if fact is None:
        raise Invalid(_("Event %(number)s is none of those that count here.") % {"number": event})
    if Appeal.objects.filter(evidence=fact).exists():
        raise Conflict(_("The unit has appealed against this event already."))
    said = words(text, _("Say why this event should not count."), LONGEST_STATEMENT)
    with once(_("The unit has appealed against this event already.")):
        made = Appeal.objects.create(finding=finding, evidence=fact, text=said, by=by, at=at)
    told = {"finding": finding.pk, "event": event}
    record("conduct.appeal", Change(made), by, told, unit_id=finding.unit_id)
    return made


@transaction.atomic
def rule(*, appeal: Appeal, granted: bool, text: str, by: Person, at: datetime) -> Appeal:
    """Decide an appeal with words. Granted, the event is struck out: the numbers before it stay beside."""
    begin("rule", appeal.finding.round, by)
    row: Appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    if row.status != Ruling.WAITING:
        raise Conflict(_("This appeal has been decided."))
    if by.pk in (row.by_id, _actor(row.evidence.event)) or row.finding.unit_id in by.access.units:
        raise Denied(_("Whoever decided the event, or speaks for the unit, does not decide the appeal."))
    was = before(row)
    row.status = Ruling.GRANTED if granted else Ruling.REFUSED
    row.answer = words(text, _("Answer with words: what was looked at, and what was found."))
    row.judge, row.judged_at = by, at
    row.save(update_fields=["status", "answer", "judge", "judged_at"])
    parts = _strike(row) if granted else []
    finding = row.finding
    told = {"finding": finding.pk, "granted": granted}
    event = record("conduct.rule", was, by, told, parts, unit_id=finding.unit_id)
    url = reverse("conduct:unit", args=[finding.round_id, finding.unit_id])
    title = finding.round.printed[finding.measure]["title"]
    notices.send(person_ids=[row.by_id], event_id=event.pk, verb="conduct.rule", title=title, url=url, at=at)
    return row


def _actor(event: int) -> int | None:
    """Who did what the event tells; nobody where a clock did."""
    return Event.objects.filter(pk=event).values_list("actor_id", flat=True).first()


def _strike(row: Appeal) -> list[Change]:
    """Leave an event out of k and n. A mark can fall away by it; no other unit gains one."""
    fact = row.evidence
    finding: Finding = Finding.objects.select_for_update(of=("self",)).get(pk=row.finding_id)
    struck, changed = before(fact), before(finding)
    fact.is_struck = True
    fact.save(update_fields=["is_struck"])
    finding.k, finding.n = finding.k - 1, finding.n - 1
    finding.value, finding.low, finding.high = interval(finding.k, finding.n)
    band = bands(_shares(finding)).get(finding.unit_id)
    finding.band_low, finding.band_high = (kept(band.low), kept(band.high)) if band else (None, None)
    finding.is_marked = finding.is_marked and band is not None and band.is_above
    finding.save(update_fields=["k", "n", "value", "low", "high", "band_low", "band_high", "is_marked"])
    row.finding = finding
    return [struck, changed]


def _shares(finding: Finding) -> dict[int, Share]:
    """What its measure counted of all units, but of its own unit as it counts now."""
    same = Finding.objects.filter(round=finding.round_id, measure=finding.measure)
    facts = Evidence.objects.filter(finding__in=same).exclude(finding=finding, is_struck=True)
    spread = of_facts((each.finding.unit_id, each) for each in facts.select_related("finding"))
    counts = {unit: (k, n) for unit, k, n in same.values_list("unit_id", "k_was", "n_was")}
    counts[finding.unit_id] = (finding.k, finding.n)
    return {unit: Share(k, n, spread.get(unit, 1.0)) for unit, (k, n) in counts.items()}


def _need_own(finding: Finding, by: Person) -> None:
    if finding.unit_id not in by.access.units:
        raise Denied(_("Only the unit itself speaks about its own facts: its head or its contact."))
