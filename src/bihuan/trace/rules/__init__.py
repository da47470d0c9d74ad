"""Who may write beside the facts, and who hands on what was found."""

from bihuan.people.models import Person, Role, Unit

LONGEST_STATEMENT = 1000


def may_state(person: Person, unit: Unit) -> bool:
    """Whether somebody speaks for a unit."""
    return unit.pk in person.access.units


def may_assign(person: Person) -> bool:
    """Whether somebody puts matters on file, so that what was found here can be handed on."""
    return person.access.has(Role.SUPERVISOR, Role.LEADER)
