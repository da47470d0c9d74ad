"""Draws and checks for the permission matrix, around the people of its world."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bihuan.journal import witnessing
from bihuan.journal.models import Witness
from bihuan.people.tests.makers import now
from bihuan.spotcheck import actions
from bihuan.spotcheck.models import Check, Draw, Inspector
from bihuan.spotcheck.tests import stage as on
from bihuan.spotcheck.tests.stage import Stage

Thing = dict[str, Any]


def stage_of(world: Any) -> Stage:
    """Four days ago matters were closed and inspectors named: the stranger is one of those always drawn."""
    stage = Stage(world.cast, now() - timedelta(4))
    found = getattr(world, "_spotcheck", None)
    if found:
        return found
    stage.inspectors = [world.actors["other_head"], world.actors["other_handler"]]
    stage.witness = world.actors["auditor"]
    for each in stage.inspectors:
        actions.set_inspector(person=each, by=world.cast.office, at=stage.at)
    for number in range(3):
        on.make_item(world.cast, "closed", title=f"办结事项{number}")
    world._spotcheck = stage
    return stage


def _plan(world: Any, **changes: Any) -> Draw:
    # Matters of the makers were closed on their Monday in March 2026.
    stage = stage_of(world)
    days = {"first_day": on.MONDAY.date() - timedelta(9), "last_day": now().date()}
    return on.make_plan(stage, **{"base_n": 2, "risk_n": 1} | days | changes)


def _drawn(world: Any, **changes: Any) -> Draw:
    for witness in Witness.objects.current():
        # Of another row: with a witness, numbers would wait for his signature.
        witnessing.end_witness(witness=witness, by=world.actors["audit_admin"], at=now())
    return on.make_drawn(stage_of(world), _plan(world, **changes))


def _check(world: Any) -> Check:
    return _drawn(world).checks.earliest("pk")


def _found(world: Any) -> Thing:
    check = on.make_found(stage_of(world), _check(world), "c")
    return {"pk": check.pk, "name": "settle"}


def _closed(world: Any) -> Thing:
    """A draw in which the first thing failed and everything else holds."""
    stage, draw = stage_of(world), _drawn(world)
    first, *others = draw.checks.order_by("pk")
    actions.settle(check=on.make_found(stage, first, "c"), by=stage.cast.office, at=stage.after)
    for each in others:
        on.make_found(stage, each)
    return {"pk": actions.close(draw=draw, by=stage.cast.office, at=stage.after).pk}


def _failed(world: Any) -> Thing:
    """A draw in two steps of which the first failed."""
    stage = stage_of(world)
    draw = _drawn(world, base_n=1, risk_n=0, floor=5, more_n=1, accept_2=1)
    for each in draw.checks.order_by("pk"):
        on.make_found(stage, each, "c")
    return {"pk": draw.pk}


def _volunteer(world: Any) -> Thing:
    row = actions.invite(name=f"志愿者{now():%f}", kind="resident", by=world.cast.office, at=now())
    return {"pk": row.pk}


def _underway(world: Any) -> Thing:
    check = _check(world)
    actions.leave(check=check, by=check.first, at=now())
    return {"pk": check.pk, "name": "walk"}


def _inspector(world: Any) -> Thing:
    stage = stage_of(world)
    return {"pk": Inspector.objects.get(person=stage.inspectors[0]).pk}


MAKERS: dict[str, Callable[[Any], Thing]] = {
    "draw": lambda world: {"pk": _plan(world).pk, "name": "commit"},
    "drawn draw": lambda world: {"pk": _drawn(world).pk, "name": "void"},
    "committed draw": lambda world: {"pk": on.make_commit(stage_of(world), _plan(world)).pk},
    "closed draw": _closed,
    "failed draw": _failed,
    "volunteer": _volunteer,
    "underway check": _underway,
    "found check": lambda world: _found(world) | {"file": "proof"},
    "evidence": lambda world: _found(world) | {"name": "file"},
    "inspector": _inspector,
}
