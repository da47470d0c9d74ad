"""Facts of units for the permission matrix, at the present moment and around the people of its world."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bihuan.conduct import actions
from bihuan.conduct.models import Finding, Round
from bihuan.conduct.tests import makers
from bihuan.journal import clock
from bihuan.people.tests.makers import now

Thing = dict[str, Any]


def _frozen(world: Any) -> Round:
    """A round of its own day: there is one for each."""
    last = clock.today() - timedelta(days=1 + Round.objects.count())
    counted = replace(makers.make_counted(world.cast), last=last)
    return actions.freeze(counted=counted, by=world.cast.office, at=now())


def _preview(world: Any) -> Round:
    return actions.preview(thing=_frozen(world), by=world.cast.office, at=now())


def _published(world: Any) -> Round:
    """A round as the office would publish it when its days are over."""
    row = _preview(world)
    Round.objects.filter(pk=row.pk).update(opened=row.opened - timedelta(9), due=row.opened)
    return actions.publish(thing=row, by=world.cast.office, at=now())


def _fact(world: Any, row: Round) -> Thing:
    found = makers.finding(row, world.cast.lead)
    return {"pk": found.pk, "event": makers.first_event(found)}


def _appeal(world: Any) -> Thing:
    row = _preview(world)
    found: Finding = makers.finding(row, world.cast.lead)
    # One that no person of this world has done, so that everybody who may decide appeals may decide it.
    event = found.evidence.filter(is_hit=True).latest("event").event
    said = {"event": event, "text": "当日系统停机。", "by": world.cast.head, "at": now()}
    return {"pk": actions.appeal(finding=found, **said).pk}


def _of(world: Any, row: Round, name: str = "") -> Thing:
    return {"pk": row.pk, "name": name, "unit": world.cast.lead.pk}


MAKERS: dict[str, Callable[[Any], Thing]] = {
    "facts frozen": lambda world: _of(world, _frozen(world), "preview"),
    "facts in preview": lambda world: _of(world, _preview(world), "drop"),
    "facts published": lambda world: _of(world, _published(world), "correct"),
    "facts paper": lambda world: _of(world, _preview(world)) | {"form": "docx"},
    "facts due": lambda world: _of(world, _preview(world), "publish"),
    "fact in preview": lambda world: _fact(world, _preview(world)),
    "appeal against an event": _appeal,
}
