"""The year goes by: day after day, what falls due and what people have in mind happens, in order of time."""

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import transaction

from bihuan.calendar.actions import seed_year
from bihuan.calendar.models import Year
from bihuan.calendar.queries import remembering
from bihuan.home.city import (
    bulletins,
    carrying,
    desk,
    economy,
    facts,
    fairness,
    firms,
    minutes,
    office,
    projects,
    purse,
    slips,
    spotchecks,
    standings,
    urging,
    worksheet,
)
from bihuan.home.city.cast import settle
from bihuan.home.city.days import WorkTime
from bihuan.home.city.ledger import Ledger
from bihuan.home.city.matter import Matter, World
from bihuan.home.city.orders import Planned, Planner
from bihuan.intake.models import SourceType
from bihuan.journal import clock
from bihuan.notices import actions as notices
from bihuan.people.models import Person
from bihuan.supervision import actions

YEAR = 364
# Meetings of a year whose minutes are taken in as documents.
MINUTED = 12
# Days of the month on which messages are read, and of how many days at the end they are left unread.
READING_DAYS = (10, 25)
UNREAD_DAYS = 7
EVENING = 10.0
WEEKEND = (5, 6)


@transaction.atomic
def live(
    *, until: date, seed: int, days: int = YEAR, say: Callable[[str], object] = lambda _line: None
) -> World:
    """Let the city live for a year (or fewer days, with less work), up to and including a day.

    Returns the world as it is then.

    All or nothing: whoever is interrupted leaves no half city behind.
    """
    rng = random.Random(seed)
    first = until - timedelta(days=days)
    world = _found(rng, first, until)
    planner = Planner(rng, world.cast, world.time, first, until, share=days / YEAR)
    slips.choose(world)
    _plan(world, planner.year())
    last = desk.prepare(world, planner)
    with remembering(), _without_collecting():
        ledger = projects.found(world)
        told = economy.begin(world, last)
        season = standings.begin(world, first, last)
        seasons = (season, spotchecks.begin(world, first, last), facts.begin(world, first, last))
        for number in range(days + 1):
            day = first + timedelta(days=number)
            _live_through(world, day, ledger)
            if day.weekday() not in WEEKEND:
                told.pass_day(day)
                for each in seasons:
                    each.pass_day(day)
            if day == last - timedelta(days=carrying.HELD_DAYS):
                carrying.hold(ledger, day)
            if day == last:
                purse.fill(ledger, day)
                told.leave_under_check()
                standings.compare_counties(season)
                carrying.fill(world, ledger, day)
                firms.fill(world, day)
                desk.leave(world, planner, last)
            if day.day == 1:
                say(f"{day}: {len(world.matters)} matters")
    return world


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep the garbage collector from walking through a year of matters over and over: an eighth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _plan(world: World, year: list[Planned]) -> None:
    """Note when each order is put on file; the work report comes in whole, and so do some minutes."""
    report = [planned for planned in year if planned.order.source_type == SourceType.GOV_REPORT]
    matter, deed = worksheet.together(report)
    world.plan(world.time.moment(report[0].day, 2), deed, matter)
    meetings: dict[str, list[Planned]] = {}
    for planned in year:
        if planned.order.source_type == SourceType.MEETING:
            meetings.setdefault(planned.order.basis, []).append(planned)
    minuted = list(meetings)[:: max(1, len(meetings) // MINUTED)]
    for basis in minuted:
        matter, deed = minutes.together(meetings[basis])
        world.plan(world.time.moment(meetings[basis][0].day, world.rng.uniform(1, 6)), deed, matter)
    for planned in year:
        is_single = planned.order.source_type != SourceType.GOV_REPORT
        if is_single and planned.order.basis not in minuted:
            matter = Matter(order=planned.order, sector=planned.sector, slots=planned.slots)
            world.plan(world.time.moment(planned.day, world.rng.uniform(0, 7)), office.file, matter)


def _found(rng: random.Random, first: date, until: date) -> World:
    """The calendar, then the people."""
    for year in range(first.year - 1, until.year + 2):
        if not Year.objects.filter(year=year).exists():
            with clock.moving(_morning(first, year - until.year - 3)):
                seed_year(year=year, by=None)
    start = _morning(first, -2)
    cast, end = settle(rng, start)
    return World(
        rng=rng,
        cast=cast,
        time=WorkTime(),
        until=until,
        now=end,
        to_office=office.take_up,
        after_closing=fairness.after_closing,
    )


def _morning(day: date, days: int) -> datetime:
    return WorkTime.opening(day + timedelta(days=days))


def _live_through(world: World, day: date, ledger: Ledger) -> None:
    """One day: in the morning the clock, twice a week the office's round and once its slips, then whatever people do."""
    morning = WorkTime.opening(day)
    world.pass_to(morning - timedelta(minutes=30))
    world.do(actions.tick)
    world.pass_to(morning)
    urging.hear(world)
    if day.weekday() in office.SWEEP_DAYS:
        office.sweep(world)
        fairness.speak_up(world)
    if day.weekday() == slips.SLIP_DAY:
        slips.propose(world)
    bulletins.draw_up(world, day)
    # Some Saturdays are worked, to make up for a holiday.
    if day.weekday() not in WEEKEND or day == world.time.day(day, 0):
        projects.pass_day(ledger, day)
    evening = morning + timedelta(hours=EVENING)
    while deed := world.next_before(evening):
        action, matter = deed
        action(world, matter)
    world.pass_to(evening)
    world.do(actions.deliver)
    last = world.until - timedelta(days=UNREAD_DAYS)
    if day == last or (day.day in READING_DAYS and day < last):
        _read_messages(world)


def _read_messages(world: World) -> None:
    """People read what has piled up; the last days' messages wait for the demo's visitors."""
    for person in {
        *world.cast.leaders,
        *world.cast.supervisors,
        *world.cast.heads.values(),
        *_contacts(world),
    }:
        world.do(notices.mark_read, by=person)


def _contacts(world: World) -> list[Person]:
    return [person for people in world.cast.contacts.values() for person in people]
