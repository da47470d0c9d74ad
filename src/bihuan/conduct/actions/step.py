"""What every action of the room begins and ends with."""

from collections.abc import Iterable, Mapping
from typing import Any

from bihuan.conduct.models import Round
from bihuan.conduct.rules.moves import MOVES
from bihuan.journal import actions as journal
from bihuan.journal.models import Event
from bihuan.journal.rules import Change, Claim
from bihuan.people.models import Person, Role
from bihuan.people.rules import acting_role

ROLES = (Role.SUPERVISOR, Role.LEADER, Role.HEAD, Role.HANDLER)


def begin(name: str, thing: Round, by: Person) -> Round:
    """Lock a round and see whether this move may be made by this person now."""
    row: Round = Round.objects.select_for_update(of=("self",)).get(pk=thing.pk)
    MOVES.check(name, row, by)
    return row


def record(
    verb: str,
    thing: Change,
    by: Person,
    payload: Mapping[str, Any] | None = None,
    parts: Iterable[Change] = (),
    unit_id: int | None = None,
) -> Event:
    """Write the event that ends an action."""
    claim = Claim(payload or {}, role=acting_role(by, *ROLES), unit_id=unit_id)
    return journal.record(verb=verb, thing=thing, by=by, parts=parts, claim=claim)
