"""Units and persons for tests, made by the real actions."""

from datetime import UTC, date, datetime
from itertools import count

from bihuan.journal import clock
from bihuan.people import actions
from bihuan.people.models import Person, Role, Unit, UnitKind

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
PASSWORD = "walking-city-2026"
_numbers = count(1)


def unit(short_name: str = "", parent: Unit | None = None, kind: str = UnitKind.DEPARTMENT) -> Unit:
    """A unit; its full name is made unique."""
    number = next(_numbers)
    short_name = short_name or f"单位{number}"
    return actions.add_unit(
        name=f"{short_name}（{number}）", short_name=short_name, kind=kind, parent=parent, by=None, at=AT
    )


def person(role: str = "", of: Unit | None = None, *, name: str = "", password: str = "") -> Person:
    """A person, with a role where one is named. A head or contact without a unit gets one of his own."""
    number = next(_numbers)
    made = actions.add_person(username=f"p{number}", name=name or f"人员{number}", by=None, at=AT)
    if password:
        made.set_password(password)
        made.save(update_fields=["password"])
    if role in (Role.HEAD, Role.HANDLER) and of is None:
        of = unit()
    if role:
        actions.grant_role(person=made, role=role, unit=of, by=None, at=AT)
    return made


def everyone() -> dict[str, Person]:
    """One person for every role, and one without any."""
    return {"nobody": person(), **{role: person(role) for role in Role.values}}


def now() -> datetime:
    """The present moment, where a view compares with it."""
    return clock.now()
