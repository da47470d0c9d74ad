"""Many matters at once: a document's accepted proposals, a row of matters, one person's open work."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.intake.models import Document, PartyRole, Proposal, ProposalStatus
from bihuan.journal import actions as journal
from bihuan.journal.rules import Claim, before
from bihuan.kernel.errors import Denied, DomainError, Invalid
from bihuan.people.actions import end_post
from bihuan.people.models import Person, Post, Role, Unit
from bihuan.supervision.actions.asking import decide_extension, request_extension
from bihuan.supervision.actions.ending import archive, cancel, close, make_long_term, reopen
from bihuan.supervision.actions.filing import approve, decline, dispatch, file_item
from bihuan.supervision.actions.reviewing import send_back, send_to_verify
from bihuan.supervision.actions.sources import add_source
from bihuan.supervision.actions.step import lock
from bihuan.supervision.actions.urging import urge, urge_all
from bihuan.supervision.models import OPEN, Assignment, Decision, ReportCycle, Status, SupervisionItem
from bihuan.supervision.rules.clocks import month_cycle
from bihuan.supervision.rules.orders import NewItem

LARGEST_BULK = 200
# What a document says comes back so often is reported on so often.
CYCLES = {
    "weekly": ReportCycle.WEEKLY,
    "monthly": ReportCycle.MONTHLY,
    "quarterly": ReportCycle.QUARTERLY,
}


@transaction.atomic
def take_in(
    *,
    document: Document,
    by: Person,
    at: datetime,
    same: Mapping[int, Sequence[SupervisionItem]] = MappingProxyType({}),
) -> list[SupervisionItem]:
    """Turn the accepted proposals of a document into filed, numbered and dispatched matters.

    A proposal under `same` orders what these matters are about already: it becomes a source of each of them
    and no new matter.

    All or none: an open question about a unit, or a deadline that has passed, is named and stops everything.
    What nobody has accepted stays under review; a second call takes in only what has been accepted since.
    """
    if not by.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office dispatches the tasks of a document."))
    document = Document.objects.select_for_update().get(pk=document.pk)
    accepted = Proposal.objects.filter(
        document=document, status=ProposalStatus.ACCEPTED, item=None, sources=None
    )
    proposals = list(accepted.order_by("start", "id").prefetch_related("parties__unit", "parties__person"))
    _refuse_open_questions(proposals)
    for proposal in proposals:
        for item in same.get(proposal.pk, ()):
            add_source(item=item, proposal=proposal, by=by, at=at)
    return [_take(proposal, document, by, at) for proposal in proposals if not same.get(proposal.pk)]


def _refuse_open_questions(proposals: list[Proposal]) -> None:
    names = dict.fromkeys(
        party.written
        for proposal in proposals
        for party in proposal.parties.all()
        if party.role != PartyRole.LEADER and party.unit_id is None
    )
    if names:
        raise Invalid(
            _("These names are no units of the register yet: %(names)s. Say which units are meant.")
            % {"names": "、".join(names)}
        )


def _take(proposal: Proposal, document: Document, by: Person, at: datetime) -> SupervisionItem:
    units = {role: _units(proposal, role) for role in (PartyRole.LEAD, PartyRole.CO)}
    named = next((party.person for party in proposal.parties.all() if party.person_id), None)
    order = NewItem(
        title=proposal.title,
        requirement=proposal.requirement,
        source_type=document.source_type,
        leads=units[PartyRole.LEAD],
        co_units=tuple(unit for unit in units[PartyRole.CO] if unit not in units[PartyRole.LEAD]),
        leader=named,
        finish_due=proposal.finish_due,
        report_cycle=_cycle(proposal),
        basis=" ".join(part for part in (document.title, document.doc_number) if part),
        targets=proposal.targets,
        document=document,
        proposal=proposal,
    )
    try:
        item = file_item(by=by, at=at, order=order)
        return dispatch(item=approve(item=item, by=by, at=at), by=by, at=at)
    except Invalid as refusal:
        raise Invalid(
            _("“%(title)s”: %(reason)s") % {"title": proposal.title, "reason": refusal}
        ) from refusal


def _cycle(proposal: Proposal) -> str:
    """How often reports are asked for, and by which day of the month where the words name one."""
    found = CYCLES.get(proposal.deadline_code, ReportCycle.NONE)
    return month_cycle(proposal.requirement) if found == ReportCycle.MONTHLY else found


def _units(proposal: Proposal, role: str) -> tuple[Unit, ...]:
    parties = sorted(proposal.parties.all(), key=lambda party: party.position)
    units = [party.unit for party in parties if party.role == role and party.unit is not None]
    return tuple(dict.fromkeys(units))


@dataclass(frozen=True)
class Outcome:
    """What became of one matter in a bulk action."""

    item: SupervisionItem
    ok: bool
    message: str


def decide_as_asked(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    granted: bool,
    ground: str = "",
    granted_date: date | None = None,
) -> SupervisionItem:
    """Decide a request for more time; without a day of its own each matter gets the one it asked for."""
    if granted and granted_date is None:
        asked = item.extension_requests.filter(decision=Decision.PENDING).first()
        granted_date = asked.wanted_date if asked else None
    return decide_extension(
        item=item, by=by, at=at, granted=granted, ground=ground, granted_date=granted_date
    )


# Not among them: what each matter needs by itself. A result is reviewed before it is concluded.
BULK: Mapping[str, Callable[..., SupervisionItem]] = {
    "approve": approve,
    "decline": decline,
    "dispatch": dispatch,
    "urge": urge,
    "request_extension": request_extension,
    "decide_extension": decide_as_asked,
    "send_back": send_back,
    "send_to_verify": send_to_verify,
    "close": close,
    "reopen": reopen,
    "archive": archive,
    "cancel": cancel,
    "make_long_term": make_long_term,
}


@transaction.atomic
def bulk(
    *, verb: str, items: Sequence[SupervisionItem], by: Person, at: datetime, **inputs: Any
) -> list[Outcome]:
    """Do the same to several matters; each succeeds or is refused for itself, and says why."""
    if verb not in BULK:
        raise Invalid(_("This cannot be done to several matters at once."))
    if len(items) > LARGEST_BULK:
        raise Invalid(_("At most %(count)s matters at once.") % {"count": LARGEST_BULK})
    outcomes = {}
    # All rows first, in the order of their ids: two bulk actions at once then cannot wait for each other,
    # neither over a row nor over the series that numbers come from.
    rows = SupervisionItem.objects.select_for_update().filter(pk__in=[item.pk for item in items])
    list(rows.order_by("pk").values_list("pk", flat=True))
    if verb == "urge":
        urged, refused = urge_all(items=items, by=by, at=at, **inputs)
        return [
            Outcome(urged.get(item.pk, item), item.pk in urged, refused.get(item.pk, "")) for item in items
        ]
    for item in sorted(items, key=lambda one: one.pk):
        try:
            with transaction.atomic():
                outcomes[item.pk] = Outcome(BULK[verb](item=item, by=by, at=at, **inputs), True, "")
        except DomainError as refusal:
            outcomes[item.pk] = Outcome(item, False, str(refusal))
    return [outcomes[item.pk] for item in items]


@transaction.atomic
def hand_over(
    *, person: Person, successor: Person, unit: Unit, by: Person, at: datetime, last_day: date | None = None
) -> list[SupervisionItem]:
    """Give all open work that one person handles in a unit to his successor, in one step.

    What he did stays his: only the open parts change hands, each with an event on its matter. With a last
    day, his posts in the unit end, and his roles there with them; only the system administrator may do that.
    """
    if not _may_hand_over(by, unit):
        raise Denied(_("Only the unit's head, the supervision office and administrators hand work over."))
    if successor.pk == person.pk:
        raise Invalid(_("Name another person than the one who leaves."))
    if unit.pk not in successor.access.units:
        raise Invalid(
            _("%(person)s does not work for %(unit)s.") % {"person": successor.name, "unit": unit.short_name}
        )
    items = SupervisionItem.objects.filter(
        status__in=(*OPEN, Status.LONG_TERM), assignments__in=_parts_of(person, unit)
    )
    passed = [_pass_on(item, person, successor, unit, by) for item in items.distinct().order_by("id")]
    if last_day is not None:
        for post in Post.objects.open().filter(person=person, unit__path__startswith=unit.path):
            end_post(post=post, to_date=last_day, by=by, at=at)
    return passed


def _may_hand_over(by: Person, unit: Unit) -> bool:
    return by.access.has(Role.SUPERVISOR, Role.SYSTEM_ADMIN) or unit.pk in by.access.headed


def _parts_of(person: Person, unit: Unit) -> Any:
    return Assignment.objects.live().filter(handler=person, unit__path__startswith=unit.path)


def _pass_on(
    item: SupervisionItem, person: Person, successor: Person, unit: Unit, by: Person
) -> SupervisionItem:
    row = lock(item)
    was = before(row)
    parts = list(_parts_of(person, unit).filter(item=row))
    changes = [before(part) for part in parts]
    for part in parts:
        part.handler = successor
        part.save(update_fields=["handler"])
    journal.record(
        verb="item.hand_over",
        thing=was,
        by=by,
        parts=changes,
        claim=Claim({"from": person.pk, "to": successor.pk}, unit_id=unit.pk),
    )
    return row
