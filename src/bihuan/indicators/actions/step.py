"""What every action of the room begins and ends with: tidy words, the record."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.canonical import LARGEST
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Role
from bihuan.people.rules import acting_role

FIRST_YEAR, LAST_YEAR = 1990, 2100
# An event holds at most 16 KiB, and a reading up to 300 bytes.
PARTS_IN_EVENT = 45


def number_of(number: int) -> int:
    """A number that can be kept."""
    if abs(number) > LARGEST:
        raise Invalid(_("A number lies between −900 billion and 900 billion."))
    return number


def year_of(year: int) -> int:
    """A year that can be meant."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(
            _("Years lie between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return year


def month_start(month: date) -> date:
    """The first day of a month that can be meant."""
    year_of(month.year)
    return month.replace(day=1)


def record(
    verb: str,
    thing: Change,
    by: Person,
    payload: Mapping[str, Any] | None = None,
    parts: Iterable[Change] = (),
) -> None:
    """Write the event that ends an action; of many parts, as many events as hold them."""
    rest = list(parts)
    claim = Claim(payload or {}, role=acting_role(by, Role.STATISTICIAN, Role.HEAD, Role.HANDLER))
    while True:
        some, rest = rest[:PARTS_IN_EVENT], rest[PARTS_IN_EVENT:]
        journal.record(verb=verb, thing=thing, by=by, parts=some, claim=claim)
        if not rest:
            return
        thing = before(thing.thing)
