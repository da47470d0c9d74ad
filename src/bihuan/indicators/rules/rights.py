"""Who keeps what: official statistics the statistics bureau, a department's own figures it too."""

from django.utils.translation import gettext as _

from bihuan.indicators.models import Indicator, Origin
from bihuan.kernel.errors import Denied
from bihuan.people.models import Person, Role


def _kept_by() -> str:
    return _("Official statistics are kept by the statistics bureau, a department's own figures by it too.")


def is_statistician(person: Person) -> bool:
    """Whether somebody keeps the city's indicators."""
    return person.access.has(Role.STATISTICIAN)


def may_keep(person: Person, origin: str, owner_id: int | None) -> bool:
    """Whether somebody keeps figures of this origin and unit."""
    own = origin == Origin.DEPARTMENT and owner_id in person.access.units
    return is_statistician(person) or own


def keeps_any(person: Person) -> bool:
    """Whether somebody may keep any figure at all: everybody with a unit of his own can keep its figures."""
    return is_statistician(person) or bool(person.access.units)


def need_statistician(by: Person) -> None:
    """Refuse whoever does not keep the city's indicators."""
    if not is_statistician(by):
        raise Denied(_("Only the statistics bureau does this."))


def need_any_keeper(by: Person) -> None:
    """Refuse whoever keeps no figure at all."""
    if not keeps_any(by):
        raise Denied(_kept_by())


def need_keeper(by: Person, origin: str, owner_id: int | None) -> None:
    """Refuse whoever does not keep figures of this origin and unit."""
    if not may_keep(by, origin, owner_id):
        raise Denied(_kept_by())


def need_keeper_of(by: Person, indicator: Indicator) -> None:
    """Refuse whoever does not keep this indicator."""
    need_keeper(by, indicator.origin, indicator.owner_id)


def may_carry(person: Person) -> bool:
    """Whether somebody says what carries an indicator: whoever keeps indicators, or projects."""
    return person.access.has(Role.STATISTICIAN, Role.PLANNER)


def need_carrier(by: Person) -> None:
    """Refuse whoever does not say what carries an indicator."""
    if not may_carry(by):
        raise Denied(_("Only the statistics bureau and the keeper of the project ledger do this."))
