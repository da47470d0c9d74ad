"""What every action of the room begins and ends with."""

from collections.abc import Iterable, Mapping
from typing import Any

from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim
from bihuan.people.models import Person, Role
from bihuan.people.rules import acting_role


def record(
    verb: str,
    thing: Change,
    by: Person,
    payload: Mapping[str, Any] | None = None,
    parts: Iterable[Change] = (),
    unit_id: int | None = None,
) -> None:
    """Write the event that ends an action."""
    role = acting_role(by, Role.SUPERVISOR, Role.HEAD, Role.AUDITOR)
    claim = Claim(payload or {}, role=role, unit_id=unit_id)
    journal.record(verb=verb, thing=thing, by=by, parts=parts, claim=claim)
