"""What the last working day leaves on the desks, so that every ready-made account finds work to do."""

from datetime import date, timedelta

from bihuan.home.city import fairness, minutes, names, office, units, words
from bihuan.home.city.matter import Matter, World
from bihuan.home.city.orders import Planned, Planner
from bihuan.home.city.texts import SECTORS, answers
from bihuan.supervision import actions
from bihuan.supervision.models import Status
from bihuan.supervision.rules.orders import Said

OVERDUE, WORKING, UNSIGNED, DRAFTS = 2, 6, 3, 2


def prepare(world: World, planner: Planner) -> date:
    """Plan what shall be overdue by the end, and return the last working day."""
    last = world.time.last(world.until)
    for days in (12,) * OVERDUE + (40,) * WORKING:
        planned = planner.single(world.time.day(last, -14), names.SHOWN_UNIT, days)
        world.plan(world.time.moment(planned.day, 2), office.file, _kept_later(world, planned))
    return last


def leave(world: World, planner: Planner, day: date) -> None:
    """The afternoon of the last working day."""
    director = world.cast.supervisors[0]
    for place in range(UNSIGNED + 1 + DRAFTS * 2):
        matter = _new(world, planner.single(day, names.SHOWN_UNIT, 15))
        if place >= UNSIGNED + 1 + DRAFTS:
            continue
        world.move(matter, actions.approve, by=director)
        if place <= UNSIGNED:
            world.move(matter, actions.dispatch, by=director)
        if place == UNSIGNED:
            _object(world, matter)
    working = [one for one in world.matters if _can_be_shown(one, day)]
    for matter, step in zip(working, (_submit, _submit, _return, _ask), strict=False):
        step(world, matter)
    fairness.name_verifiers(world)
    waiting = [planner.minuted(day, sector) for sector in SECTORS[4:9]]
    minutes.hand_in(world, waiting, day, "")


def _kept_later(world: World, planned: Planned) -> Matter:
    """A matter whose unit signs and reports once, and then lets the date pass."""
    matter = Matter(order=planned.order, sector=planned.sector, slots=planned.slots)
    day = world.time.day(planned.day, 3)
    world.plan(world.time.moment(day, 4), _keep, matter)
    return matter


def _keep(world: World, matter: Matter) -> None:
    if matter.status == Status.DISPATCHED:
        units.sign(world, matter)
    if matter.item.report_due:
        units.tell(world, matter, matter.item.report_due)
    matter.is_kept = True


def _new(world: World, planned: Planned) -> Matter:
    matter = Matter(order=planned.order, sector=planned.sector, slots=planned.slots, is_kept=True)
    matter.item = world.do(actions.file_item, by=world.cast.supervisors[0], order=planned.order)
    matter.lead = planned.order.leads[0]
    world.matters.append(matter)
    return matter


def _can_be_shown(matter: Matter, day: date) -> bool:
    due = matter.item.finish_due
    return (
        matter.lead.short_name == names.SHOWN_UNIT
        and matter.status == Status.IN_PROGRESS
        and due is not None
        and due > day
    )


def _object(world: World, matter: Matter) -> None:
    other = world.cast.units["市自然资源规划局"]
    reason = answers.OBJECTIONS[0].format(unit=other.short_name)
    world.move(matter, actions.dispute, by=world.head(matter.lead), reason=reason, suggested=other)


def _submit(world: World, matter: Matter) -> None:
    said = Said(words.result(world.rng, matter, world.today, is_paper=False), percent=100)
    world.move(matter, actions.submit, by=world.head(matter.lead), said=said)


def _return(world: World, matter: Matter) -> None:
    _submit(world, matter)
    text = answers.RETURN_TEXTS["no_evidence"]
    world.move(matter, actions.send_back, by=world.cast.supervisors[0], reason="no_evidence", text=text)


def _ask(world: World, matter: Matter) -> None:
    due = matter.item.finish_due or world.today
    world.move(
        matter,
        actions.request_extension,
        by=world.head(matter.lead),
        wanted_date=due + timedelta(days=20),
        reason=words.extension(world.rng, matter, world.today),
        progress=words.progress(world.rng, matter, world.today),
    )
