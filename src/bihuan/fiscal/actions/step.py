"""What every action of the room begins and ends with: who may, tidy words, the record."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bihuan.fiscal.rules.amounts import FIRST_YEAR, LAST_YEAR, MOST_YEARS
from bihuan.fiscal.rules.moves import is_treasurer
from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim
from bihuan.kernel.canonical import LARGEST
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Person, Role
from bihuan.people.rules import acting_role


def need_treasurer(by: Person) -> None:
    """Only the Finance Bureau writes here."""
    if not is_treasurer(by):
        raise Denied(_("Only the Finance Bureau keeps the city's money by year."))


def year_of(year: int) -> int:
    """A year that can be meant."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(
            _("Years lie between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return year


def amount_of(amount: int) -> int:
    """An amount that can be kept."""
    if not 0 <= amount <= LARGEST:
        raise Invalid(_("An amount lies between nought and 90 trillion yuan."))
    return amount


def spread_of(amounts: Mapping[int, int]) -> dict[int, int]:
    """Amounts by year as they are kept: at least one, none of them nought."""
    found = {year_of(year): amount_of(amount) for year, amount in sorted(amounts.items()) if amount}
    if not found:
        raise Invalid(_("Say how much falls due in which year."))
    if len(found) > MOST_YEARS:
        raise Invalid(_("At most %(count)s years.") % {"count": MOST_YEARS})
    amount_of(sum(found.values()))
    return found


def record(
    verb: str,
    thing: Change,
    by: Person,
    payload: Mapping[str, Any] | None = None,
    parts: Iterable[Change] = (),
) -> None:
    """Write the event that ends an action."""
    claim = Claim(payload or {}, role=acting_role(by, Role.TREASURER, Role.LEADER))
    journal.record(verb=verb, thing=thing, by=by, parts=parts, claim=claim)
