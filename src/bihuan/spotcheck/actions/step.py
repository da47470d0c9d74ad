"""What every action of the room begins and ends with."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim
from bihuan.kernel.canonical import text as canonical
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Role
from bihuan.people.rules import acting_role

LONGEST_TEXT = 4000


def clean(text: str, most: int = LONGEST_TEXT) -> str:
    """A text without the space around it, within what its place can hold."""
    kept = canonical(text).strip()
    if len(kept) > most:
        raise Invalid(_("A text has at most %(count)s characters.") % {"count": most})
    return kept


def words(text: str, refusal: str, most: int = LONGEST_TEXT) -> str:
    """A text that must be there."""
    kept = clean(text, most)
    if not kept:
        raise Invalid(refusal)
    return kept


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
