"""From an order to a dispatched matter: file, approve, decline, dispatch."""

import hashlib
from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from bihuan.calendar.queries import add_workdays, need_known
from bihuan.intake.models import SourceType
from bihuan.intake.rules.review import is_classified
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.rules import Change, Claim, payload_of, plain
from bihuan.kernel import bigrams, canonical
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Person, Role, Unit
from bihuan.supervision.actions.step import Step, begin, clean, events_with, reason_of, words
from bihuan.supervision.models import (
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    Gram,
    NumberSeries,
    ReportCycle,
    Security,
    SupervisionItem,
    Urgency,
)
from bihuan.supervision.queries.terms import terms_on
from bihuan.supervision.rules.clocks import INPUT_WORKDAYS_BEFORE
from bihuan.supervision.rules.moves import live_parts
from bihuan.supervision.rules.orders import LONGEST_BASIS, LONGEST_TITLE, NewItem


@transaction.atomic
def file_item(*, by: Person, at: datetime, order: NewItem) -> SupervisionItem:
    """Put an order on file as a draft, with the units that shall carry it out.

    The same key with the same content returns the first matter; with other content it is refused.
    """
    if not by.access.has(Role.SUPERVISOR, Role.LEADER):
        raise Denied(_("Only the supervision office and city leaders put matters on file."))
    return propose(by=by, at=at, order=order)


def propose(*, by: Person, at: datetime, order: NewItem) -> SupervisionItem:
    """Put an order before the office as a draft, for a room above that has decided who may.

    Whether it is supervised, the office decides as with every draft.
    """
    if not order.idem:
        return _write(order, by, at, None)
    idem = f"item.file:{by.pk}:{hashlib.sha256(order.idem.encode()).hexdigest()[:40]}"
    found = _filed_before(idem, order)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _write(order, by, at, idem)
    except IntegrityError:
        found = _filed_before(idem, order)
        if found is None:
            raise
        return found


def check(order: NewItem, today: date) -> None:
    """Refuse an order that cannot be put on file."""
    words(order.title, _("Give the matter a title."))
    words(order.requirement, _("Say what is to be done."))
    if len(order.title.strip()) > LONGEST_TITLE:
        raise Invalid(_("The title is longer than %(count)s characters.") % {"count": LONGEST_TITLE})
    _check_codes({name: getattr(order, name) for name in _CODES})
    if len(order.basis.strip()) > LONGEST_BASIS:
        raise Invalid(_("The basis is longer than %(count)s characters.") % {"count": LONGEST_BASIS})
    _check_people(order)
    need_basis(order.report_cycle, has_basis=bool(order.basis.strip() or order.document))
    if order.finish_due and order.finish_due < today:
        raise Invalid(_("The finish date %(day)s has passed.") % {"day": order.finish_due})
    if is_classified(f"{order.title}\n{order.requirement}"):
        raise Invalid(
            _("This order bears a grade of secrecy (秘密, 机密 or 绝密). It may not enter this system.")
        )


def need_basis(cycle: str, *, has_basis: bool) -> None:
    """Refuse to ask for reports again and again without saying what entitles to it."""
    if cycle != ReportCycle.NONE and not has_basis:
        raise Invalid(
            _("Regular reports need a basis: name the document, meeting or instruction that asks for them.")
        )


def _check_people(order: NewItem) -> None:
    """Refuse units named twice or gone, and a responsible leader who is none."""
    if not order.leads:
        raise Invalid(_("Name at least one lead unit."))
    twice = [unit for unit, count in Counter((*order.leads, *order.co_units)).items() if count > 1]
    if twice:
        raise Invalid(_("%(unit)s is named twice.") % {"unit": twice[0].short_name})
    for unit in (*order.leads, *order.co_units):
        need_active(unit)
    if order.leader and not order.leader.access.has(Role.LEADER):
        raise Invalid(_("%(name)s is not a city leader.") % {"name": order.leader.name})


def need_active(unit: Unit) -> None:
    """Refuse a unit that is no longer there."""
    if not unit.is_active:
        raise Invalid(_("%(unit)s no longer exists.") % {"unit": unit.short_name})


def _check_codes(codes: dict[str, str]) -> None:
    """Refuse a code that its column does not know."""
    for name, value in codes.items():
        if value not in _CODES[name]:
            raise Invalid(_("There is no such choice: %(value)s.") % {"value": value})


def _write(order: NewItem, by: Person, at: datetime, idem: str | None) -> SupervisionItem:
    check(order, clock.day_of(at))
    item = SupervisionItem.objects.create(**columns_of(order), created_at=at, by=by)
    parts = parts_of(item, order)
    for part in parts:
        part.save(force_insert=True)
    index(item, f"{item.title}\n{item.requirement}")
    journal.record(
        verb="item.file",
        thing=Change(item),
        by=by,
        parts=[Change(part) for part in parts],
        claim=Claim(content_of(order), idem=idem, role=_filer(by)),
    )
    return item


_COPIED = (
    "source_type",
    "leader",
    "finish_due",
    "report_cycle",
    "basis",
    "urgency",
    "security",
    "targets",
    "document",
    "proposal",
    "follows",
)


_CODES: dict[str, frozenset[str]] = {
    "source_type": frozenset(SourceType.values),
    "report_cycle": frozenset(ReportCycle.values),
    "urgency": frozenset(Urgency.values),
    "security": frozenset(Security.values),
}


def _filer(by: Person) -> str:
    known = (Role.SUPERVISOR, Role.LEADER, Role.PLANNER, Role.HEAD, Role.HANDLER)
    return next((role for role in known if by.access.has(role)), "")


def columns_of(order: NewItem) -> dict[str, Any]:
    """The columns of a matter that its order fills."""
    columns = {name: getattr(order, name) for name in _COPIED}
    return columns | {
        name: clean(getattr(order, name)) for name in ("title", "requirement", "basis", "targets")
    }


def parts_of(item: SupervisionItem, order: NewItem) -> list[Assignment]:
    """A part for every unit that an order names, in its order."""
    named = [(unit, AssignmentRole.LEAD) for unit in order.leads]
    named += [(unit, AssignmentRole.CO) for unit in order.co_units]
    return [
        Assignment(item=item, unit=unit, role=role, position=position)
        for position, (unit, role) in enumerate(named, start=1)
    ]


def content_of(order: NewItem) -> dict[str, object]:
    """The whole order in canonical values: the record's words, and what a repeated call is compared with."""
    said: dict[str, object] = {
        "leads": [unit.pk for unit in order.leads],
        "co_units": [unit.pk for unit in order.co_units],
        "title": order.title.strip(),
        "requirement": order.requirement.strip(),
    }
    for name in _COPIED:
        value = getattr(order, name)
        said[name] = value.pk if isinstance(value, Model) else value
    return {name: plain(value) for name, value in said.items()}


def _filed_before(idem: str, order: NewItem) -> SupervisionItem | None:
    event = events_with(idem)
    if event is None:
        return None
    kept = payload_of(event)
    if kept and canonical.encode(kept) != canonical.encode(content_of(order)):
        raise Invalid(_("This key has already been used for another matter. Use a new key."))
    return SupervisionItem.objects.get(pk=event.thing_id)


def index(item: SupervisionItem, text: str) -> None:
    """Make a matter findable by these words."""
    rows = [Gram(gram=gram, item=item) for gram in sorted(bigrams.grams(text))]
    Gram.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def approve(*, item: SupervisionItem, by: Person, at: datetime) -> SupervisionItem:
    """Decide that a draft is supervised (立项) and give it the next number of its year."""
    step = begin("approve", item, by, at)
    step.item.number = _next_number(step.today.year)
    landed = step.land()
    index(landed, landed.number or "")
    return landed


def _next_number(year: int) -> str:
    NumberSeries.objects.get_or_create(year=year)
    series = NumberSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"督〔{year}〕{series.last}号"


@transaction.atomic
def decline(*, item: SupervisionItem, by: Person, at: datetime, reason: str = "") -> SupervisionItem:
    """Decide that a draft is not supervised (不立项)."""
    step = begin("decline", item, by, at)
    return step.land(payload={"reason": reason_of(reason)})


@transaction.atomic
def dispatch(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    finish_due: date | None = None,
    report_cycle: str | None = None,
) -> SupervisionItem:
    """Hand a matter to its units (交办): all clocks start. After a reopening the units sign anew."""
    step = begin("dispatch", item, by, at)
    row, today = step.item, step.today
    if report_cycle:
        _check_codes({"report_cycle": report_cycle})
    terms = terms_on(today)
    finish = finish_due or row.finish_due or terms.finish(row.source_type, today, row.urgency)
    if finish <= today:
        raise Invalid(
            _("The finish date %(day)s of “%(title)s” is not after today. Set a later one.")
            % {"day": finish, "title": row.title}
        )
    need_known(finish)
    parts = live_parts(row)
    if not parts or parts[0].role != AssignmentRole.LEAD:
        raise Invalid(_("Name at least one lead unit."))
    row.finish_due, row.finish_first = finish, row.finish_first or finish
    row.report_cycle = report_cycle or row.report_cycle
    need_basis(row.report_cycle, has_basis=bool(row.basis or row.document_id))
    row.dispatched_at, row.report_due = at, None
    row.sign_due = add_workdays(today, terms.sign)
    for part in parts:
        put(step, part, input_due(row) if part.role == AssignmentRole.CO else None, row.sign_due)
    return step.land(payload={"finish_due": finish, "report_cycle": row.report_cycle})


def input_due(item: SupervisionItem) -> date:
    """The day by which assisting units owe their input: some days before the end, not before they sign."""
    assert item.finish_due is not None  # noqa: S101 - every dispatched matter has both dates
    assert item.sign_due is not None  # noqa: S101
    before_end = add_workdays(item.finish_due, -INPUT_WORKDAYS_BEFORE)
    return max(before_end, min(item.sign_due, item.finish_due))


def put(step: Step, part: Assignment, input_due: date | None, sign_due: date | None = None) -> None:
    """Put a part to its unit, unsigned, with a fresh clock: by the clocks of today unless a day is given."""
    step.remember(part)
    part.status = AssignmentStatus.DISPATCHED
    part.signed_by = part.signed_at = part.input_at = None
    sign_due = sign_due or add_workdays(step.today, terms_on(step.today).sign)
    part.sign_due, part.input_due = sign_due, input_due
