"""What every action of the room begins and ends with: tidy words, numbers that can be kept, the record."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.models import Event
from bihuan.journal.rules import Change, Claim, Note
from bihuan.kernel.canonical import LARGEST
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Role
from bihuan.people.rules import acting_role
from bihuan.standings.models import Table
from bihuan.standings.rules.moves import MOVES

ROLES = (Role.SUPERVISOR, Role.LEADER, Role.HEAD, Role.HANDLER)


def number_of(number: int) -> int:
    """A number, in ten-thousandths, that the record can hold."""
    if abs(number) > LARGEST:
        raise Invalid(_("The number is larger than the record can hold. Choose a larger unit."))
    return number


def begin(name: str, table: Table, by: Person) -> Table:
    """Lock a table and see whether this move may be made by this person now."""
    row: Table = Table.objects.select_for_update(of=("self",)).get(pk=table.pk)
    MOVES.check(name, row, by)
    return row


def record_each(verb: str, things: Iterable[tuple[Change, Sequence[Change]]], by: Person) -> None:
    """An event for each of many rows, before the one of the table: no single event could hold them all."""
    claim = Claim({}, role=acting_role(by, *ROLES))
    notes = [Note(verb, thing, tuple(parts), claim) for thing, parts in things]
    if notes:
        journal.record_all(notes=notes, by=by)


def record(
    verb: str,
    thing: Change,
    by: Person,
    payload: Mapping[str, Any] | None = None,
    parts: Iterable[Change] = (),
) -> Event:
    """Write the event that ends an action."""
    claim = Claim(payload or {}, role=acting_role(by, *ROLES))
    return journal.record(verb=verb, thing=thing, by=by, parts=parts, claim=claim)
