"""A table from opening to publication: filled, typed in, frozen, previewed, published, corrected."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import clock
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import clean, words
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.kernel.periods import Period
from bihuan.people.models import Person, Unit
from bihuan.standings.actions.step import begin, number_of, record, record_each
from bihuan.standings.models import Answer, Entry, Group, Origin, SchemeVersion, Status, Table
from bihuan.standings.queries.filling import fill as known
from bihuan.standings.queries.plans import plan_of
from bihuan.standings.rules.moves import MOVES, need_keeper
from bihuan.standings.rules.orders import Typed

LONGEST_MONTHS = 366
LONGEST_SOURCE, LONGEST_CAUSE = 200, 300


@transaction.atomic
def open_table(*, version: SchemeVersion, group: Group, period: Period, by: Person, at: datetime) -> Table:
    """Begin a table: one version of a scheme, one group, some whole months that have begun."""
    need_keeper(by)
    if not version.scheme.is_active:
        said = _("“%(name)s” has been put aside. Write another scheme.")
        raise Conflict(said % {"name": version.scheme.name})
    if period.first > clock.day_of(at):
        raise Invalid(_("The period has not begun yet."))
    if (period.last - period.first).days > LONGEST_MONTHS:
        raise Invalid(_("A table is about one year at the most."))
    same = Table.objects.filter(version__scheme=version.scheme_id, group=group, last=period.last)
    if same.filter(first=period.first, corrects=None).exclude(status=Status.DROPPED).exists():
        raise Conflict(_("There is a table of this scheme, group and time. Correct that one, or drop it."))
    row = Table.objects.create(
        version=version, group=group, first=period.first, last=period.last, by=by, at=at
    )
    record("table.open", Change(row), by, _told(row))
    return row


def _told(row: Table) -> dict[str, object]:
    return {"scheme": row.version_id, "group": row.group_id, "first": row.first, "last": row.last}


@transaction.atomic
def fill(*, table: Table, by: Person, at: datetime) -> Table:
    """Take what the system knows for every unit. What was typed in stays; what is not there is missing."""
    row = begin("fill", table, by)
    plan = plan_of(row.version)
    units = Unit.objects.filter(pk__in=row.group.members.values("unit")).order_by("kind", "sort_key", "pk")
    kept = {(each.input_id, each.unit_id): each for each in row.entries.all()}
    changes = [
        change
        for entry in known(by, row, plan, units)
        if (change := _keep(entry, kept.get((entry.input_id, entry.unit_id)), by, at))
    ]
    was = before(row)
    row.filled_at = at
    row.save(update_fields=["filled_at"])
    record_each("table.fill", [(change, ()) for change in changes], by)
    record("table.fill", was, by, {"entries": len(changes)})
    return row


VALUES = ("number", "error", "counted", "whole", "cause", "source", "reading_id")


def _keep(entry: Entry, old: Entry | None, by: Person, at: datetime) -> Change | None:
    """Write an entry, or put its row right; nothing where it says the same."""
    if old is None:
        entry.by, entry.at = by, at
        entry.save(force_insert=True)
        return Change(entry)
    if all(getattr(old, name) == getattr(entry, name) for name in VALUES):
        return None
    change = before(old)
    for name in VALUES:
        setattr(old, name, getattr(entry, name))
    old.by, old.at = by, at
    old.save()
    return change


@transaction.atomic
def enter(*, table: Table, typed: Typed, by: Person, at: datetime) -> Entry:
    """Type in a number that nothing counts, with its source; or that it is missing, and why."""
    row = begin("enter", table, by)
    asked = typed.input
    if asked.part.version_id != row.version_id or asked.origin != Origin.ENTERED:
        raise Invalid(_("This number is not typed in: it is taken from where the scheme says."))
    if not row.group.members.filter(unit=typed.unit).exists():
        raise Invalid(_("%(unit)s is not in this group.") % {"unit": typed.unit.short_name})
    entry = Entry(table=row, part=asked.part, input=asked, unit=typed.unit, **_values(typed))
    old = row.entries.filter(input=asked, unit=typed.unit).first()
    change = _keep(entry, old, by, at)
    told = {"unit": typed.unit.pk, "input": asked.pk}
    record("table.enter", before(row), by, told, [change] if change else [])
    return old or entry


def _values(typed: Typed) -> dict[str, object]:
    number, shares = typed.number, (typed.counted, typed.whole)
    if (None in shares and shares != (None, None)) or (typed.whole is not None and typed.whole < 1):
        raise Invalid(_("A share says how many of how many; of nought there is no share."))
    if typed.whole and typed.counted is not None:
        if not 0 <= typed.counted <= typed.whole:
            raise Invalid(_("A share counts no more than there are."))
        number = round(100 * 10_000 * typed.counted / typed.whole)
    if typed.error < 0:
        raise Invalid(_("An error is not below nought."))
    if number is None:
        cause = words(typed.cause, _("Say why the number is missing."), LONGEST_CAUSE)
        return {"cause": cause, "source": clean(typed.source, LONGEST_SOURCE)}
    return {
        "number": number_of(number),
        "error": number_of(typed.error),
        "counted": typed.counted,
        "whole": typed.whole,
        "cause": clean(typed.cause, LONGEST_CAUSE),
        "source": words(typed.source, _("Name the source of the number."), LONGEST_SOURCE),
    }


@transaction.atomic
def thaw(*, table: Table, by: Person, at: datetime, reason: str) -> Table:
    """Open a table again that is in preview, because an objection was right or an entry was wrong."""
    row = begin("thaw", table, by)
    was = before(row)
    row.status = MOVES.moves["thaw"].end(row.status)
    row.save(update_fields=["status"])
    record("table.thaw", was, by, {"reason": words(reason, _("Give a reason."))})
    return row


@transaction.atomic
def publish(*, table: Table, by: Person, at: datetime) -> Table:
    """A leader publishes: after the preview, with every objection answered. Nothing of it changes after."""
    row = begin("publish", table, by)
    if row.frozen_by_id == by.pk:
        raise Denied(_("Whoever froze a table does not publish it."))
    if refusal := unready(row, clock.day_of(at)):
        raise Conflict(refusal)
    was = before(row)
    row.status = MOVES.moves["publish"].end(row.status)
    row.publisher, row.published_at = by, at
    row.save(update_fields=["status", "publisher", "published_at"])
    record("table.publish", was, by, _told(row))
    return row


def unready(table: Table, today: date) -> str:
    """What stands against publishing a frozen table today, in a sentence; nothing where nothing does."""
    if table.preview_to and today <= table.preview_to:
        said = _("Units see their lines until %(day)s. Publish after that day.")
        return said % {"day": table.preview_to}
    appeals = table.appeals.filter(round=table.round)
    if appeals.filter(status=Answer.WAITING).exists():
        return _("An objection waits for its answer. Answer it first.")
    if appeals.filter(status=Answer.ACCEPTED).exists():
        return _("An objection was accepted. Open the table again, put the entry right and freeze it anew.")
    return ""


@transaction.atomic
def drop(*, table: Table, by: Person, at: datetime, reason: str) -> Table:
    """Put aside a table that has not been published."""
    row = begin("drop", table, by)
    was = before(row)
    row.status = MOVES.moves["drop"].end(row.status)
    row.save(update_fields=["status"])
    record("table.drop", was, by, {"reason": words(reason, _("Give a reason."))})
    return row


@transaction.atomic
def correct(
    *, table: Table, by: Person, at: datetime, reason: str, version: SchemeVersion | None = None
) -> Table:
    """Put a published table right by another one that says why. The first stays as it was, with a note."""
    row = begin("correct", table, by)
    if version is not None and version.scheme_id != row.version.scheme_id:
        raise Invalid(_("A correction is made by a version of the same scheme."))
    made = Table.objects.create(
        version=version or row.version,
        group=row.group,
        first=row.first,
        last=row.last,
        corrects=row,
        reason=words(reason, _("Say what was wrong and what is put right.")),
        by=by,
        at=at,
    )
    copies = []
    if made.version_id == row.version_id:
        for entry in row.entries.order_by("pk"):
            entry.pk, entry.table, entry.by, entry.at = None, made, by, at
            entry._state.adding = True
            entry.save(force_insert=True)
            copies.append(Change(entry))
    record_each("table.correct", [(change, ()) for change in copies], by)
    record("table.correct", Change(made), by, {**_told(made), "corrects": row.pk})
    return made
