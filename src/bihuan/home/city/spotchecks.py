"""Spot checks of the demo: draws month by month, one of them void, the last of them still being checked."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.files import actions as files
from bihuan.home.city.agenda import Agenda
from bihuan.home.city.matter import World
from bihuan.people.models import Person, Role, RoleGrant
from bihuan.spotcheck import actions
from bihuan.spotcheck.actions import Beacon, Finding, Guest, Plan, Walk
from bihuan.spotcheck.models import Attending, Check, Draw, Part, Result, Volunteer
from bihuan.spotcheck.queries.guests import chosen_guest
from bihuan.spotcheck.rules.chances import LOTTERIES
from bihuan.spotcheck.rules.moves import must_extend

# So many days before the last a draw is planned; how many follow it to its end.
PLANNED = (130, 70, 40, 7)
VOIDED, LAST = 40, 7
QUIET = timedelta(60)
INSPECTORS = 12
BASE, RISK = 30, 40
# More than so many failed ones of the base sample, and so many more are looked at.
ACCEPT, MORE, ACCEPT_BOTH = 2, 30, 5
VOLUNTEERS = 8
# Out of a hundred checks so many come out as C, and so many as B.
FAILED, FLAWED = 5, 12
STORIES = (
    "本人以群众身份到窗口办理，取号、填表、交材料一次走完，工作人员态度较好。",
    "会同当事人重走一遍流程，逐项核对了办结材料，排队时间偏长。",
    "按公布的指南办理，实际多要了一份复印件，已要求取消。",
)
HOLDS = "现场核对，与上报的结果一致，当事人认可。"
FLAWS = "事情已办，但台账缺两处签字，群众多跑了一趟。"
FALSE = "现场查看，主体工作没有完成，与上报的办结情况不符。"
VOID = "直播中断，无法证明掷骰过程公开，本次作废。"


@dataclass
class Season(Agenda):
    """What is going to happen with draws and checks, day by day."""

    world: World
    inspectors: list[Person] = field(default_factory=list)

    @property
    def office(self) -> Person:
        return self.world.cast.supervisors[0]

    def do(self, action: Any, **words: Any) -> Any:
        return self.world.do(action, **({"by": self.office} | words))


def begin(world: World, first: date, last: date) -> Season:
    """Plan the draws of the year's end."""
    season = Season(world)
    for back in PLANNED:
        day = world.time.day(last - timedelta(back), 0)
        if day >= first + QUIET:
            season.plan(day, lambda today, back=back: _draw(season, today, back))  # type: ignore[misc]
    return season


def _name_inspectors(season: Season) -> None:
    if season.inspectors:
        return
    people = sorted(season.world.cast.contacts.items())
    for _unit, contacts in people[:: max(1, len(people) // INSPECTORS)][:INSPECTORS]:
        season.do(actions.set_inspector, person=contacts[0])
        season.inspectors.append(contacts[0])


def _find_volunteers(season: Season) -> None:
    """Firms and citizens who would attend, all of them invented."""
    for number in range(VOLUNTEERS if not Volunteer.objects.exists() else 0):
        kind = (Part.ENTERPRISE, Part.RESIDENT)[number % 2]
        name = f"{'示范企业' if kind == Part.ENTERPRISE else '市民代表'}{number // 2 + 1}"
        season.do(actions.invite, name=name, kind=kind)


def _draw(season: Season, today: date, back: int) -> None:
    """Plan and commit a draw over what was closed in ninety days; what follows is planned."""
    _name_inspectors(season)
    _find_volunteers(season)
    plan = Plan(
        f"{today.month}月销号事项抽查",
        "task",
        today - timedelta(90),
        today - timedelta(1),
        BASE,
        RISK,
        ACCEPT,
        more_n=MORE,
        accept_2=ACCEPT_BOTH,
    )
    row = season.do(actions.plan, plan=plan)
    if row is None:
        return
    issue = int(f"{today:%Y}{today.timetuple().tm_yday * 3 // 7:03d}")
    beacons = {
        name: Beacon("ssq", str(issue + number), today + timedelta(2 * number))
        for number, name in enumerate(("beacon", "fallback"), 1)
    }
    row = season.do(actions.commit, draw=row, guests=_guests(season), **beacons)
    if row is not None:
        deed = _void if back == VOIDED else _roll
        season.plan(today + timedelta(3), lambda day: deed(season, row, back, day))


def _auditor() -> Person:
    return RoleGrant.objects.open().filter(role=Role.AUDITOR).select_related("person").earliest("pk").person


def _guests(season: Season) -> list[Guest]:
    auditor = _auditor()
    return [
        Guest(Attending.OFFICE, season.office.name, season.office),
        Guest(Attending.WITNESS, auditor.name, auditor),
        Guest(Attending.DEPUTY, "人大代表"),
        Guest(Attending.CITIZEN, chosen_guest().name or "企业代表"),
    ]


def _void(season: Season, row: Draw, back: int, today: date) -> None:
    season.do(actions.void, draw=row, reason=VOID)


def _roll(season: Season, row: Draw, back: int, today: date) -> None:
    """Roll the dice, read the lottery, type both twice; then the checks begin."""
    rng, lottery = season.world.rng, LOTTERIES["ssq"]
    front = sorted(rng.sample(range(1, lottery.first_of + 1), lottery.first))
    said = {
        "dice": "".join(str(rng.randrange(10)) for _n in range(20)),
        "lottery": " ".join(map(str, [*front, rng.randint(1, lottery.second_of)])),
        "present": ("office", "witness", "deputy"),
    }
    for person in (season.office, _auditor()):
        season.do(actions.enter, draw=row, by=person, **said)
    for number, check in enumerate(_open_checks(row)):
        # Of the last draw some are still to be looked at.
        if back != LAST or number % 3:
            _look(season, check, is_last=back == LAST and number % 3 == 1)
    season.plan(today + timedelta(10), lambda day: _close(season, row))


def _open_checks(row: Draw) -> list[Check]:
    rows = Check.objects.filter(draw=row, status="drawn").select_related("first", "unit", "draw")
    return list(rows.order_by("pk"))


def _look(season: Season, check: Check, *, is_last: bool) -> None:
    """One check: the inspectors go, the head goes through it, a result comes of it."""
    rng = season.world.rng
    season.do(actions.leave, check=check, by=check.first)
    walk = Walk(
        rng.choice(("walk", "rerun")),
        rng.randint(2, 9),
        rng.randint(1, 8),
        rng.randint(1, 3),
        rng.randint(20, 240),
        rng.choice(STORIES),
    )
    season.do(actions.walk, check=check, walk=walk, by=season.world.head(check.unit))
    if is_last:
        return
    luck = rng.randrange(100)
    result = Result.FAILED if luck < FAILED else Result.FLAWED if luck < FAILED + FLAWED else Result.HOLDS
    said = {Result.FAILED: FALSE, Result.FLAWED: FLAWS}.get(result, HOLDS)
    upload = SimpleUploadedFile("核查记录.txt", f"{check.pk} {said}".encode())
    file = season.do(files.store, upload=upload, by=check.first)
    finding = Finding(result, said, "false" if result == Result.FAILED else "")
    season.do(actions.find, check=check, finding=finding, by=check.first, file=file)


def _close(season: Season, row: Draw) -> None:
    """Go on down the list where the plan says so, follow up what did not hold, then close."""
    row.refresh_from_db()
    if must_extend(season.office, row):
        season.do(actions.extend, draw=row)
        for check in _open_checks(row):
            _look(season, check, is_last=False)
    for check in Check.objects.filter(draw=row, status="found").exclude(result=Result.HOLDS).order_by("pk"):
        season.do(actions.settle, check=check)
    season.do(actions.close, draw=row)
