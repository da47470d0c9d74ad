"""A small city with closed matters, inspectors and attendees, in which draws are made by the real actions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bihuan.files import actions as files
from bihuan.files.models import StoredFile
from bihuan.files.tests.makers import PNG, upload
from bihuan.journal import clock
from bihuan.people.models import Person, Role
from bihuan.spotcheck import actions
from bihuan.spotcheck.actions import Beacon, Finding, Guest, Plan, Walk
from bihuan.spotcheck.models import Attending, Check, Draw
from bihuan.spotcheck.queries.guests import chosen_guest
from bihuan.supervision.models import Status
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, make_person

DICE, LOTTERY = "31415926535897932384", "03 11 17 20 25 31+09"
PRESENT = ("office", "witness", "deputy")
PLAN = {"title": "第一季度抽查", "kind": "task", "base_n": 4, "risk_n": 3, "accept": 0, "floor": 5}


@dataclass
class Stage:
    """The people around a draw. `at` is the moment at which it is planned."""

    cast: Cast
    at: datetime
    inspectors: list[Person] = field(default_factory=list)
    witness: Person | None = None

    @property
    def after(self) -> datetime:
        """A moment at which the lottery has been drawn."""
        return self.at + timedelta(3)


def make_stage(cast: Cast | None = None, *, at: datetime = MONDAY, count: int = 6) -> Stage:
    """Closed matters of the lead unit, and four inspectors."""
    stage = Stage(cast or make_cast(), at)
    stage.inspectors = [make_person(name=f"检查员{number}") for number in range(4)]
    stage.witness = make_person(Role.AUDITOR, name="审计员")
    for each in stage.inspectors:
        actions.set_inspector(person=each, by=stage.cast.office, at=at)
    for number in range(count):
        make_item(stage.cast, Status.CLOSED, at=at, title=f"办结事项{number}")
    return stage


def make_plan(stage: Stage, **changes: Any) -> Draw:
    day = clock.day_of(stage.at)
    said = PLAN | {"first_day": day - timedelta(90), "last_day": day} | changes
    listed = said.pop("listed", ())
    return actions.plan(plan=Plan(**said), by=stage.cast.office, at=stage.at, listed=listed)


def beacons(stage: Stage) -> dict[str, Beacon]:
    day = clock.day_of(stage.at)
    return {
        "beacon": Beacon("ssq", "2026024", day + timedelta(2)),
        "fallback": Beacon("ssq", "2026025", day + timedelta(4)),
    }


def guests(stage: Stage) -> list[Guest]:
    return [
        Guest(Attending.OFFICE, "督查员", stage.cast.office),
        Guest(Attending.WITNESS, "审计员", stage.witness),
        Guest(Attending.DEPUTY, "人大代表"),
        Guest(Attending.CITIZEN, chosen_guest().name or "企业代表"),
    ]


def make_commit(stage: Stage, draw: Draw | None = None) -> Draw:
    draw = draw or make_plan(stage)
    said = beacons(stage) | {"guests": guests(stage)}
    return actions.commit(draw=draw, by=stage.cast.office, at=stage.at, **said)


def enter(
    stage: Stage, draw: Draw, by: Person | None, *, dice: str = DICE, at: datetime | None = None
) -> Draw:
    said = {"dice": dice, "lottery": LOTTERY, "present": PRESENT}
    return actions.enter(draw=draw, by=by, at=at or stage.after, **said)


def make_drawn(stage: Stage, draw: Draw | None = None) -> Draw:
    draw = make_commit(stage, draw)
    enter(stage, draw, stage.cast.office)
    return enter(stage, draw, stage.witness)


def make_file(by: Person, at: datetime) -> StoredFile:
    return files.store(upload=upload(PNG, "现场.png"), by=by, at=at)


WALK = Walk("walk", 5, 3, 2, 90, "本人到窗口申请，排队二十分钟。")


def make_walked(stage: Stage, check: Check) -> Check:
    at = stage.after
    actions.leave(check=check, by=check.first, at=at)
    return actions.walk(check=check, walk=WALK, by=stage.cast.head, at=at)


def make_found(stage: Stage, check: Check, result: str = "a") -> Check:
    make_walked(stage, check)
    said = Finding(result, "现场查看，与上报的不一致。", "false" if result == "c" else "")
    file = make_file(check.first, stage.after)
    return actions.find(check=check, finding=said, by=check.first, at=stage.after, file=file)
