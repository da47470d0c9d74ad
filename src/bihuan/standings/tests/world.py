"""League tables for the permission matrix, at the present moment and around the people of its world."""

from collections.abc import Callable
from typing import Any

from bihuan.kernel.periods import month_of, shifted
from bihuan.people.tests.makers import now
from bihuan.standings import actions
from bihuan.standings.models import Group, PartInput, SchemeVersion, Table
from bihuan.standings.tests.makers import points, typed_part

Thing = dict[str, Any]


def _office(world: Any) -> dict[str, Any]:
    return {"by": world.cast.office, "at": now()}


def _group(world: Any) -> Group:
    """The lead unit and the one that helps it."""
    units = [world.cast.lead, world.cast.co]
    found = Group.objects.filter(name="市直部门").first()
    return found or actions.set_group(name="市直部门", units=units, **_office(world))


def _version(world: Any) -> SchemeVersion:
    order = actions.NewVersion(parts=(typed_part(weight=100),))
    name = f"考核{SchemeVersion.objects.count()}"
    return actions.write_scheme(name=name, order=order, **_office(world))


def _open(world: Any) -> Table:
    period = month_of(shifted(now().date().replace(day=1), -1))
    table = actions.open_table(version=_version(world), group=_group(world), period=period, **_office(world))
    asked = PartInput.objects.get(part__version=table.version)
    for place, unit in enumerate((world.cast.lead, world.cast.co)):
        typed = actions.Typed(input=asked, unit=unit, number=points(5 + place), source="月报")
        actions.enter(table=table, typed=typed, **_office(world))
    return table


def _frozen(world: Any) -> Table:
    return actions.freeze(table=_open(world), seed=1, **_office(world))


def make_published(world: Any) -> Table:
    """A table as a leader would publish it when its days are over."""
    table = _frozen(world)
    Table.objects.filter(pk=table.pk).update(preview_to=now().date().replace(day=1).replace(month=1))
    return actions.publish(table=table, by=world.cast.mayor, at=now())


def _appeal(world: Any) -> Thing:
    said = {"unit": world.cast.lead, "text": "口径有误。", "by": world.cast.head, "at": now()}
    return {"pk": actions.appeal(table=_frozen(world), **said).pk}


def _asked(world: Any) -> Thing:
    table = _open(world)
    asked = PartInput.objects.get(part__version=table.version)
    return {"pk": table.pk, "name": "enter", "input": asked.pk}


def _of(world: Any, table: Table, name: str = "") -> Thing:
    return {"pk": table.pk, "name": name, "unit": world.cast.lead.pk}


MAKERS: dict[str, Callable[[Any], Thing]] = {
    "league open": _asked,
    "league frozen": lambda world: _of(world, _frozen(world), "thaw"),
    "league published": lambda world: _of(world, make_published(world), "correct"),
    "league due": lambda world: _of(world, _frozen(world), "publish"),
    "league line": lambda world: _of(world, _frozen(world), "appeal"),
    "scheme": lambda world: {"pk": _version(world).scheme_id},
    "group": lambda world: {"pk": _group(world).pk},
    "appeal": _appeal,
}
