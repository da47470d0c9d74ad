"""Schemes, groups and tables for tests, made by the real actions; for other rooms too."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bihuan.indicators.models import SCALE
from bihuan.kernel.periods import Period, month_of
from bihuan.people.models import Person, Role, Unit
from bihuan.people.tests import makers as people
from bihuan.standings import actions
from bihuan.standings.actions import NewInput, NewPart, NewVersion, Typed
from bihuan.standings.models import Group, Origin, PartInput, SchemeVersion, Table
from bihuan.supervision.tests.makers import moment

MONTH = month_of(date(2026, 3, 1))
APRIL = month_of(date(2026, 4, 1))
NOON = moment("2026-04-01")
# The first working day after the preview of what was frozen at NOON, which leads over a holiday.
LATER = moment("2026-04-10")


@dataclass
class Board:
    """The office, a leader, an auditor, and three units with their heads, which are compared."""

    office: Person
    leader: Person
    auditor: Person
    units: list[Unit]
    heads: list[Person]
    stranger: Person
    group: Group


def make_board(count: int = 3) -> Board:
    office = people.person(Role.SUPERVISOR, name="督查员")
    units = [people.unit("甲乙丙丁戊己庚辛"[place] + "县") for place in range(count)]
    return Board(
        office=office,
        leader=people.person(Role.LEADER, name="市长"),
        auditor=people.person(Role.AUDITOR, name="审计员"),
        units=units,
        heads=[people.person(Role.HEAD, unit, name=f"{unit.short_name}长") for unit in units],
        stranger=people.person(Role.HEAD, name="别局局长"),
        group=actions.set_group(name="县区", units=units, by=office, at=NOON),
    )


def points(number: float) -> int:
    return round(number * SCALE)


def typed_part(code: str = "growth", weight: float = 60, **more: Any) -> NewPart:
    """A part whose number the office types in, scored by the efficacy coefficient."""
    said: dict[str, Any] = {"settings": {"way": "w60"}, "inputs": (NewInput("value", label="增速"),)}
    return NewPart(code=code, name=f"项目{code}", weight=points(weight), **(said | more))


def rate_part(**more: Any) -> NewPart:
    """A part that is the share of what was on time itself, in per cent of a hundred points."""
    inputs = (
        NewInput("actual", label="按时办结率", unit_name="%"),
        NewInput("target", Origin.FIXED, unit_name="%", number=points(100)),
    )
    said: dict[str, Any] = {"method": "completion", "settings": {"cap": "1"}, "unit_name": "%"}
    return NewPart(code="rate", name="按时办结率", weight=points(100), inputs=inputs, **(said | more))


def make_version(board: Board, *parts: NewPart, name: str = "县区经济考核", **more: Any) -> SchemeVersion:
    order = NewVersion(parts=parts or (typed_part(), typed_part("spend", 40)), **more)
    return actions.write_scheme(name=name, order=order, by=board.office, at=NOON)


def make_table(board: Board, version: SchemeVersion | None = None, period: Period = MONTH) -> Table:
    version = version or make_version(board)
    return actions.open_table(version=version, group=board.group, period=period, by=board.office, at=NOON)


def enter(
    board: Board, table: Table, unit: Unit, code: str, number: float | None = None, **more: Any
) -> None:
    said: dict[str, Any] = (
        {"source": "市统计局月报"} if number is not None or "whole" in more else {"cause": "没有报"}
    )
    asked = PartInput.objects.get(part__version=table.version, part__code=code, origin=Origin.ENTERED)
    typed = Typed(input=asked, unit=unit, number=None if number is None else points(number), **(said | more))
    actions.enter(table=table, typed=typed, by=board.office, at=NOON)


NUMBERS = {"growth": (8.2, 6.5, 5.1), "spend": (12.0, 3.0, 9.0)}


def make_filled(board: Board, version: SchemeVersion | None = None) -> Table:
    """A table of two parts with a number for every unit."""
    table = make_table(board, version)
    for code, numbers in NUMBERS.items():
        for unit, number in zip(board.units, numbers, strict=True):
            enter(board, table, unit, code, number)
    return table


def make_frozen(board: Board, table: Table | None = None) -> Table:
    return actions.freeze(table=table or make_filled(board), by=board.office, at=NOON, seed=7)


def make_published(board: Board, table: Table | None = None) -> Table:
    table = make_frozen(board, table)
    return actions.publish(table=table, by=board.leader, at=LATER)


def make_pledge(board: Board, table: Table, unit: Unit, days: int = 20) -> Any:
    due = LATER.date() + timedelta(days=days)
    said = {"text": "下季度把投资进度赶上来。", "due": due, "by": board.office, "at": LATER}
    return actions.pledge(table=table, unit=unit, **said)
