"""What the supervision office and the leaders do: file, dispatch, urge, rule, check, conclude, close."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from bihuan.home.city import slips, units, words
from bihuan.home.city.matter import Matter, World
from bihuan.home.city.texts import answers
from bihuan.intake.models import SourceType
from bihuan.supervision import actions
from bihuan.supervision.models import REPORTING, ReviewPoint, Status, SupervisionItem

SWEEP_DAYS = (1, 4)  # Tuesday and Friday


def file(world: World, matter: Matter) -> None:
    """Put an order on file; a few instructions were only for reading and end here."""
    item = world.do(actions.file_item, by=world.supervisor(), order=matter.order)
    if item is None:
        return
    matter.item, matter.lead = item, matter.order.leads[0]
    world.matters.append(matter)
    is_for_reading = matter.order.source_type == SourceType.INSTRUCTION and world.chance(0.03)
    world.soon(decline if is_for_reading else approve, matter, world.rng.uniform(0.1, 2))


def decline(world: World, matter: Matter) -> None:
    world.move(matter, actions.decline, by=world.supervisor(), reason=answers.DECLINE)


def approve(world: World, matter: Matter) -> None:
    by = matter.order.leader if matter.order.leader and world.chance(0.25) else world.supervisor()
    if world.move(matter, actions.approve, by=by):
        world.soon(dispatch, matter, world.rng.uniform(0.05, 3))


def dispatch(world: World, matter: Matter) -> None:
    due = matter.item.finish_due
    if due is None or due <= world.today:
        due = world.today + timedelta(days=10)
    if world.move(matter, actions.dispatch, by=world.supervisor(), finish_due=due):
        begin(world, matter)


def begin(world: World, matter: Matter) -> None:
    """What has been dispatched lies with its units; a few matters will not go the usual way."""
    units.receive(world, matter)
    if matter.order.source_type == SourceType.GOV_REPORT:
        world.soon(slips.plan, matter, world.rng.uniform(0.1, 1))
    if matter.order.source_type == SourceType.GOV_REPORT and world.chance(0.05):
        world.in_days(make_long_term, matter, 90, 170)
    elif world.chance(0.012):
        world.in_days(world.rng.choice((cancel, merge)), matter, 3, 12)


def make_long_term(world: World, matter: Matter) -> None:
    if matter.status == Status.IN_PROGRESS:
        world.move(matter, actions.make_long_term, by=world.cast.mayor, reason=answers.LONG_TERM)


def cancel(world: World, matter: Matter) -> None:
    if matter.status in (Status.ACCEPTED, Status.IN_PROGRESS):
        world.move(matter, actions.cancel, by=world.cast.mayor, reason=answers.CANCEL)


def merge(world: World, matter: Matter) -> None:
    """Deal with a matter in another one of the same unit."""
    same = [
        other
        for other in world.matters
        if other.lead == matter.lead and other is not matter and other.status == Status.IN_PROGRESS
    ]
    if same and matter.status in (Status.ACCEPTED, Status.IN_PROGRESS):
        into = world.rng.choice(same).item
        world.move(matter, actions.merge, by=world.supervisor(), into=into, reason=answers.MERGE)


def take_up(world: World, matter: Matter) -> None:
    """A unit has brought something before the office, which deals with it in its own time."""
    if matter.status == Status.DISPUTED:
        world.in_days(rule, matter, 1, 4)
    elif matter.status == Status.EXTENDING:
        world.in_days(decide, matter, 1, 3)
    else:
        world.soon(review, matter, world.rng.uniform(3, 24))


def rule(world: World, matter: Matter) -> None:
    """Rule on an objection: half of them are right."""
    if matter.status != Status.DISPUTED:
        return
    pending = matter.item.disputes.waiting().select_related("suggested").get()
    suggested = pending.suggested or matter.lead
    granted = world.chance(0.5)
    ground = answers.RULED_AWAY.format(unit=suggested.short_name) if granted else answers.RULED_BACK
    by = world.cast.in_charge(matter.lead.short_name) if world.chance(0.3) else world.supervisor()
    ruled = world.move(
        matter,
        actions.rule,
        by=by,
        granted=granted,
        ground=ground,
        new_lead=suggested if granted else None,
    )
    if ruled:
        matter.lead = suggested if granted else matter.lead
        world.soon(units.sign, matter, world.rng.uniform(*matter.manner.sign_hours))


def decide(world: World, matter: Matter) -> None:
    """Decide on an extension."""
    if matter.status != Status.EXTENDING:
        return
    pending = matter.item.extension_requests.get(decision="pending")
    granted = world.chance(0.7) and pending.wanted_date > world.today
    decided = world.move(
        matter,
        actions.decide_extension,
        by=world.supervisor(),
        granted=granted,
        ground=answers.EXTENSION_GROUND[granted],
        granted_date=pending.wanted_date if granted else None,
    )
    if decided and granted:
        units.plan_finish(world, matter)


def sweep(world: World) -> None:
    """Go through the list of open matters and note whom to urge."""
    today = world.today
    for matter in world.matters:
        what = _late(matter, today - timedelta(days=1))
        if what and world.chance(0.8):
            world.soon(partial(urge, what=what), matter, world.rng.uniform(0, 6))


def _late(matter: Matter, day: date) -> str:
    item, status = matter.item, matter.status
    if status == Status.DISPATCHED:
        return "sign" if item.sign_due and item.sign_due < day else ""
    if status not in REPORTING or status == Status.LONG_TERM:
        return ""
    if item.finish_due and item.finish_due < day:
        return "finish"
    return "report" if item.report_due and item.report_due < day else ""


def urge(world: World, matter: Matter, what: str) -> None:
    """Urge the lead unit, if it is still late when its turn comes."""
    if _late(matter, world.today) != what:
        return
    by = world.cast.in_charge(matter.lead.short_name) if world.chance(0.08) else world.supervisor()
    text = world.rng.choice(answers.URGES)
    if world.move(matter, actions.urge, by=by, text=text, unit=matter.lead):
        units.heed(world, matter, what)


def review(world: World, matter: Matter) -> None:
    """Look at a result: return it, have it checked, or conclude."""
    if matter.status != Status.SUBMITTED:
        return
    if matter.flaw and world.chance(0.85):
        send_back(world, matter, matter.flaw)
    elif world.chance(0.3):
        if world.move(matter, actions.send_to_verify, by=world.supervisor()):
            world.soon(check, matter, world.rng.uniform(5, 40))
    else:
        conclude(world, matter)


def send_back(world: World, matter: Matter, reason: str) -> None:
    text = answers.RETURN_TEXTS[reason]
    if world.move(matter, actions.send_back, by=world.supervisor(), reason=reason, text=text):
        matter.returns += 1
        units.redo(world, matter)


def check(world: World, matter: Matter) -> None:
    """Go and see whether a result is real."""
    if matter.status != Status.TO_VERIFY:
        return
    is_doubtful = matter.manner.name in ("last_minute", "paper", "slow")
    weights = (70, 18, 12) if is_doubtful else (86, 11, 3)
    result = world.rng.choices(("true", "partly", "false"), weights)[0]
    method = world.rng.choice(("site", "site", "callback", "desk"))
    text = words.check(world.rng, method, result)
    by = world.supervisor()
    if not world.move(matter, actions.verify, by=by, method=method, result=result, text=text):
        return
    world.pass_to(world.now + timedelta(minutes=world.rng.randint(3, 40)))
    if result == "false":
        send_back(world, matter, "not_true")
    else:
        conclude(world, matter)


def conclude(world: World, matter: Matter) -> None:
    """End it: by the review list or by what a check found, with a reason where something is lacking."""
    reasons = {"partly_reason": answers.PARTLY_ENOUGH, "input_reason": answers.INPUT_NOT_NEEDED}
    if not world.move(matter, actions.conclude, by=world.supervisor(), review=ReviewPoint.values, **reasons):
        return
    if world.chance(0.06):
        world.soon(instruct, matter, world.rng.uniform(2, 12))
    world.soon(close, matter, world.rng.uniform(3, 40))


def instruct(world: World, matter: Matter) -> None:
    """A leader reads a result and wants more: a new matter that follows the old one."""
    leader = matter.order.leader or world.cast.mayor
    text = world.rng.choice(answers.FOLLOW_UPS)
    due = world.today + timedelta(days=world.rng.choice((15, 20, 30)))
    item = world.do(actions.instruct, item=matter.item, by=leader, text=text, finish_due=due)
    if not isinstance(item, SupervisionItem):
        return
    order = replace(matter.order, title=text, source_type=SourceType.INSTRUCTION, finish_due=due)
    follower = Matter(order=order, sector=matter.sector, item=item, lead=matter.lead)
    world.matters.append(follower)
    world.soon(approve, follower, world.rng.uniform(0.2, 4))


def close(world: World, matter: Matter) -> None:
    if matter.status != Status.CONCLUDED:
        return
    if world.move(matter, actions.close, by=world.supervisor(), reason=world.rng.choice(answers.CLOSING)):
        world.after_closing(world, matter)
        if world.chance(0.025):
            world.in_days(reopen, matter, 15, 50)
        elif world.chance(0.5):
            world.in_days(archive, matter, 20, 60)


def reopen(world: World, matter: Matter) -> None:
    """A look back found the result gone; the matter is put to its units again."""
    if matter.status != Status.CLOSED:
        return
    by = world.supervisor()
    if world.move(matter, actions.reopen, by=by, reason=world.rng.choice(answers.REOPENING)):
        matter.returns = 0
        world.soon(dispatch, matter, world.rng.uniform(0.3, 3))


def archive(world: World, matter: Matter) -> None:
    if matter.status == Status.CLOSED:
        world.move(matter, actions.archive, by=world.supervisor())
