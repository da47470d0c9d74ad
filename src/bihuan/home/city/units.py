"""What units do with what they are given, each in its own manner."""

from datetime import date, timedelta
from functools import partial

from bihuan.home.city import words
from bihuan.home.city.behaviour import manner_of
from bihuan.home.city.matter import Matter, World
from bihuan.home.city.texts import answers
from bihuan.people.models import Unit
from bihuan.supervision import actions
from bihuan.supervision.models import REPORTING, ReportCycle, Status
from bihuan.supervision.queries.extensions import standing
from bihuan.supervision.rules.orders import Said

WORKING = (Status.ACCEPTED, Status.IN_PROGRESS, Status.RETURNED)
WHOLE = 100


def receive(world: World, matter: Matter) -> None:
    """A dispatched matter arrives: sign for it, or say that it belongs to somebody else."""
    manner = matter.manner
    hours = world.rng.uniform(*manner.sign_hours)
    may_object = matter.round == 0 and world.chance(manner.objects)
    world.soon(object_to if may_object else sign, matter, hours)
    matter.round += 1
    for unit in (*matter.order.leads[1:], *matter.order.co_units):
        if unit != matter.lead:
            other = world.rng.uniform(*manner_of(unit.short_name).sign_hours)
            world.soon(partial(sign_part, unit=unit), matter, other)


def sign(world: World, matter: Matter) -> None:
    """The lead unit signs; its clocks and its intentions begin."""
    if matter.is_kept or matter.status != Status.DISPATCHED:
        return
    handler = world.contact(matter.lead)
    by = world.head(matter.lead) if world.chance(0.2) else handler
    if world.move(matter, actions.acknowledge, by=by, handler=handler):
        matter.handler = handler
        plan_report(world, matter)
        plan_finish(world, matter)


def sign_part(world: World, matter: Matter, unit: Unit) -> None:
    """Another unit signs for its own part and thinks of its input."""
    if matter.status not in (Status.DISPATCHED, *REPORTING):
        return
    contact = world.contact(unit)
    if not world.move(matter, actions.acknowledge, by=contact, handler=contact):
        return
    due = _input_due(matter, unit)
    manner = manner_of(unit.short_name)
    offset = world.rng.randint(1, 6) if world.chance(manner.input_late) else world.rng.randint(-7, -1)
    day = max(world.time.day(due, offset), world.today)
    world.plan(world.time.moment(day, world.rng.uniform(0, 8)), partial(chip_in, unit=unit, again=0), matter)
    if matter.order.report_cycle == ReportCycle.MONTHLY:
        world.in_days(partial(chip_in, unit=unit, again=1), matter, 14, 24)


def _input_due(matter: Matter, unit: Unit) -> date:
    parts = [part for part in matter.item.assignments.all() if part.unit_id == unit.pk]
    found = parts[0].input_due if parts else None
    return found or matter.item.finish_due or matter.item.created_at.date()


def chip_in(world: World, matter: Matter, unit: Unit, again: int) -> None:
    """An assisting unit tells the lead unit how its share stands, once or month after month."""
    if unit == matter.lead or matter.status not in (*WORKING, Status.EXTENDING, Status.SUBMITTED):
        return
    said = Said(words.contribution(world.rng, matter, world.today))
    world.move(matter, actions.contribute, by=world.contact(unit), said=said)
    if again:
        world.in_days(partial(chip_in, unit=unit, again=1), matter, 17, 27)


def object_to(world: World, matter: Matter) -> None:
    """The lead unit says that the matter is not its own."""
    if matter.status != Status.DISPATCHED:
        return
    if matter.item.sign_due and world.today > matter.item.sign_due:
        # Too late to object: what is not signed for in time is one's own.
        sign(world, matter)
        return
    others = [unit for unit in matter.order.co_units if unit != matter.lead]
    others += [world.cast.units[short] for short in matter.sector.leads if short != matter.lead.short_name]
    suggested = others[0] if others else world.cast.units["市发改委"]
    reason = world.rng.choice(answers.OBJECTIONS).format(unit=suggested.short_name)
    head = world.head(matter.lead)
    if world.move(matter, actions.dispute, by=head, reason=reason, suggested=suggested):
        world.to_office(world, matter)


def plan_report(world: World, matter: Matter) -> None:
    """Think of the next report: before its day, after it, or not before somebody asks."""
    due = matter.item.report_due
    if due is None:
        if matter.order.report_cycle == ReportCycle.NONE and world.chance(0.5):
            world.in_days(partial(tell, due=None), matter, 2, 6)
        return
    if world.chance(matter.manner.waits_for_urge):
        return
    day = max(world.time.day(due, world.rng.randint(*matter.manner.report)), world.today + timedelta(days=1))
    world.plan(
        world.time.moment(world.time.day(day, 0), world.rng.uniform(0, 8.7)), partial(tell, due=due), matter
    )


def tell(world: World, matter: Matter, due: date | None) -> None:
    """Report progress on the whole matter."""
    if matter.is_kept or matter.status not in REPORTING or matter.item.report_due != due:
        return
    today = world.today
    said = Said(
        words.progress(world.rng, matter, today),
        percent=_percent(world, matter),
        claimed_date=today - timedelta(days=world.rng.choice((0, 0, 1, 2, 3))),
    )
    if world.move(matter, actions.report, by=world.contact(matter.lead), said=said) and due is not None:
        plan_report(world, matter)


def _percent(world: World, matter: Matter) -> int:
    """How far a unit says it is: with the year for most, nothing until the end for some."""
    item = matter.item
    if item.finish_due is None or item.dispatched_at is None:
        return 50
    start = item.dispatched_at.date()
    span = max(1, (item.finish_due - start).days)
    share = min(1.0, (world.today - start).days / span * world.rng.uniform(0.85, 1.1))
    if matter.is_warned:
        share = min(1.0, world.rng.uniform(0.02, 0.06) + (world.today - start).days / span)
    elif matter.manner.progress_late:
        share = share**4
    return max(matter.percent, min(95, round(share * WHOLE)))


def plan_finish(world: World, matter: Matter) -> None:
    """Think of when to hand in the result, and whether to ask for more time first."""
    due = matter.item.finish_due
    if due is None:
        return
    manner, today = matter.manner, world.today
    span = world.time.between(today, due)
    matter.intention += 1
    if span > 6 and matter.returns == 0 and world.chance(manner.extends):
        day = world.time.day(due, -world.rng.randint(2, 5))
        world.plan(world.time.moment(day, world.rng.uniform(0, 8)), ask_for_time, matter)
    if world.chance(manner.waits_for_urge):
        return
    day = world.time.day(today, max(1, round(span * world.rng.uniform(*manner.finish))))
    hand = partial(hand_in, intention=matter.intention)
    world.plan(world.time.moment(day, world.rng.uniform(0, 8.7)), hand, matter)


def ask_for_time(world: World, matter: Matter) -> None:
    """Ask for a later date, while the old one has not passed."""
    due = matter.item.finish_due
    if matter.is_kept or matter.status not in (Status.ACCEPTED, Status.IN_PROGRESS):
        return
    if due is None or world.today > due:
        return
    used = standing(matter.item, world.today)
    if used.is_used_up:
        return
    wanted = due + timedelta(days=world.rng.choice((10, 15, 30)))
    asked = world.move(
        matter,
        actions.request_extension,
        by=world.head(matter.lead),
        wanted_date=min(wanted, used.latest(due)),
        reason=words.extension(world.rng, matter, world.today),
        progress=words.progress(world.rng, matter, world.today),
    )
    if asked:
        world.to_office(world, matter)


def hand_in(world: World, matter: Matter, intention: int) -> None:
    """Submit the result under the head's name."""
    if matter.is_kept or intention != matter.intention:
        return
    if matter.status == Status.EXTENDING:
        world.in_days(partial(hand_in, intention=intention), matter, 2, 3)
        return
    if matter.status not in WORKING:
        return
    manner = matter.manner
    ease = 0.4 if matter.returns else 1.0
    is_paper = world.chance(manner.paper_only * ease)
    matter.flaw = "paper_only" if is_paper else ""
    if not is_paper and world.chance(manner.weak * ease):
        matter.flaw = world.rng.choice(("no_evidence", "off_topic", "unclear_duty", "format", "not_true"))
    said = Said(words.result(world.rng, matter, world.today, is_paper=is_paper), percent=WHOLE)
    if world.move(matter, actions.submit, by=world.head(matter.lead), said=said):
        world.to_office(world, matter)


def redo(world: World, matter: Matter) -> None:
    """Plan to hand in again what was returned."""
    matter.intention += 1
    low, high = (1, 4) if matter.manner.name in ("prompt", "steady") else (3, 9)
    world.in_days(partial(hand_in, intention=matter.intention), matter, low, high)
    plan_report(world, matter)


def heed(world: World, matter: Matter, what: str) -> None:
    """React to an urge: most do, and some do nothing before it comes."""
    if matter.manner.name != "urged" and not world.chance(0.75):
        return
    if what == "sign":
        world.soon(sign, matter, world.rng.uniform(0.5, 5))
    elif what == "report":
        world.in_days(partial(tell, due=matter.item.report_due), matter, 0, 2)
    else:
        matter.intention += 1
        world.in_days(partial(hand_in, intention=matter.intention), matter, 1, 5)


def make_good(world: World, matter: Matter) -> None:
    """Do what a slip asks for before its limit: hand in what is late, else say how far one has come."""
    due, matter.is_warned = matter.item.finish_due, True
    if due is not None and due < world.today:
        matter.intention += 1
        world.in_days(partial(hand_in, intention=matter.intention), matter, 1, 3)
    else:
        world.in_days(catch_up, matter, 1, 3)


def catch_up(world: World, matter: Matter) -> None:
    """Report that one has made up for what was behind."""
    if matter.is_kept or matter.status not in REPORTING:
        return
    said = Said(words.progress(world.rng, matter, world.today), percent=_percent(world, matter))
    world.move(matter, actions.report, by=world.contact(matter.lead), said=said)
