"""By what the office judges progress, and the slips it issues when that is slow."""

from datetime import date

from bihuan.home.city import units
from bihuan.home.city.matter import Matter, World
from bihuan.home.city.texts import answers
from bihuan.kernel.periods import month_of
from bihuan.supervision import actions
from bihuan.supervision.models import RANKS, RuleUse, ScheduleRule, SlipColour
from bihuan.supervision.queries.lights import rules_on
from bihuan.supervision.rules.facts import Facts
from bihuan.supervision.rules.moves import MOVES, has_slip_to_sign
from bihuan.supervision.rules.presets import PRESETS
from bihuan.supervision.rules.schedule import WHOLE, Pace, Wanted

# The day of the week on which the office goes through what the rules propose.
SLIP_DAY = 4
CHOSEN = ("qiaocheng_four", "sanming_slip")
# How often a first slip that the rules propose is issued in a week, and one for a missed limit.
FIRST, FURTHER = 0.02, 0.5
# How often a unit that has signed for a slip does in time what it asks for.
HEEDS = {SlipColour.BLUE: 0.52, SlipColour.ORANGE: 0.48, SlipColour.RED: 0.95}
QUARTERS = (3, 6, 9, 12)


def choose(world: World) -> None:
    """The city chooses its rules as its year begins."""
    for name in CHOSEN:
        rules, month = PRESETS[name].rules, world.today.replace(day=1)
        world.do(actions.put_in_force, rules=rules, first_month=month, by=world.supervisor())
    limits = {"most": 2, "days": 60, "first_day": world.today, "note": answers.LIMITS}
    world.do(actions.limit_extensions, by=world.supervisor(), **limits)


def plan(world: World, matter: Matter) -> None:
    """Say by what the progress of a task of the year is judged."""
    due = matter.item.finish_due
    if matter.status not in MOVES.moves["set_schedule"].path or due is None or due <= world.today:
        return
    rule = world.rng.choices(list(ScheduleRule), (50, 25, 5, 12, 8))[0]
    nodes = _nodes(world.today, due) if rule == ScheduleRule.NODES else []
    if rule == ScheduleRule.NODES and not nodes:
        rule = ScheduleRule.EVENT
    start = world.today
    world.move(matter, actions.set_schedule, by=world.supervisor(), rule=rule, start_date=start, nodes=nodes)


def _nodes(today: date, due: date) -> list[Wanted]:
    """The ends of the quarters between a day and a finish date, in even steps."""
    ends = [month_of(date(year, month, 1)).last for year in (today.year, due.year) for month in QUARTERS]
    days = sorted({day for day in ends if today < day < due} | {due})
    shares = [WHOLE * number // len(days) for number in range(1, len(days) + 1)]
    return [
        Wanted(day, share, answers.NODES[min(number, len(answers.NODES) - 1)])
        for number, (day, share) in enumerate(zip(days, shares, strict=True))
    ]


def propose(world: World) -> None:
    """Go through what the rules in force propose, and decide on some of it."""
    rules = rules_on(world.today, RuleUse.SLIP)
    for matter in world.matters:
        if matter.status in MOVES.moves["issue_slip"].path:
            facts = Facts(matter.item, world.today)
            colour = rules.first(facts)
            is_due = bool(colour) and not _has_caught_up(matter, facts)
            if is_due and world.chance(FURTHER if matter.item.slip_rank else FIRST):
                _issue(world, matter, colour)


def _has_caught_up(matter: Matter, facts: Facts) -> bool:
    """Whether the limit of a slip has passed, but nothing is late or behind any more: the office lets it rest."""
    days_left = facts["days_left"]
    is_late = isinstance(days_left, int) and days_left < 0
    return matter.item.slip_rank > 0 and not is_late and facts["schedule"] != Pace.BEHIND


def _issue(world: World, matter: Matter, colour: str) -> None:
    due = world.time.day(world.today, world.rng.randint(4, 8))
    ground = world.rng.choice(answers.SLIPS)
    by = world.supervisor()
    if world.move(matter, actions.issue_slip, by=by, colour=colour, ground=ground, due=due):
        world.soon(sign, matter, world.rng.uniform(1, 20))


def sign(world: World, matter: Matter) -> None:
    """The unit signs for the slip that runs."""
    by = world.contact(matter.lead)
    move = MOVES.moves["sign_slip"]
    if matter.status in move.path and has_slip_to_sign(by, matter.item):
        rank = matter.item.slip_rank
        if world.move(matter, actions.sign_slip, by=by) and world.chance(HEEDS[_COLOURS[rank]]):
            units.make_good(world, matter)


_COLOURS = {rank: SlipColour(colour) for colour, rank in RANKS.items() if colour in HEEDS}
