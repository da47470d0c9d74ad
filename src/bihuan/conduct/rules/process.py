"""How matters really went, as Ibis expressions over the extract.

Each view is a table of facts: what is told apart, the `case`, and where there is one the `days` it took.
`tally` counts facts, `cases_of` opens a count into its matters, so that no number loses its way back.
Time is told in days of 24 hours. What the clock alone writes is no act, and neither is what was taken back
before anybody was told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
from ibis import _
from ibis.expr.types import NumericValue, Table, TimestampValue

from bihuan.supervision.rules.moves import MOVES

# What people do to a matter: it is drawn up, or taken in from a table, and then moved.
ACTS = ("item.file", "item.import", *(f"item.{name}" for name in MOVES.moves))
# Which acts are steps of a matter's way, and of which step. What a contradiction is depends on where it put
# the matter; a signature is one only where the matter itself moved, as each unit signs for its own part.
STEPS = {
    "item.dispatch": "dispatch",
    "item.acknowledge": "sign",
    "item.dispute": "dispute",
    "item.rule": "rule",
    "item.report": "report",
    "item.request_extension": "extend",
    "item.decide_extension": "decide",
    "item.urge": "urge",
    "item.submit": "submit",
    "item.send_back": "return",
    "item.verify": "check",
    "item.check_site": "check",
    "item.confirm": "check",
    "item.contradict": "check",
    "item.conclude": "conclude",
    "item.close": "close",
    "item.reopen": "reopen",
    "item.relapse": "reopen",
    "item.look_back": "look_back",
}
PUT_BACK = {"returned": "return", "reopened": "reopen"}
# The links of the loop in their order. A link is skipped by a matter that reached a later one without it.
LINKS = ("sign", "report", "submit", "check", "conclude", "close", "look_back")
# With whom a matter waits in each state; in a state that is not named nobody owes anything.
CAUSES = {
    "draft": "office",
    "approved": "office",
    "dispatched": "unit",
    "accepted": "unit",
    "in_progress": "unit",
    "returned": "unit",
    "disputed": "objection",
    "extending": "extension",
    "submitted": "office",
    "to_verify": "verifier",
    "concluded": "office",
    "reopened": "office",
}
ORDER = ("year", "place")
BETWEEN = " "
DAY = 86_400
NINE_IN_TEN = 0.9


@dataclass(frozen=True)
class Ground:
    """What views are made from: rows of the extract, the acts and steps among them, and the last day."""

    log: Table
    acts: Table
    steps: Table
    last: date


def ground(log: Table, last: date) -> Ground:
    """The ground over some rows of the extract."""
    done = acts(log)
    return Ground(log, done, steps(done), last)


def cohort(log: Table, first: date, last: date, unit: int | None = None) -> Table:
    """The rows of all matters first dispatched in these days; of one unit, those in which it has a part."""
    sent = acts(log).filter(_.activity == "item.dispatch").group_by("case").agg(sent=_.day.min())
    found = log.semi_join(sent.filter(_.sent.between(ibis.literal(first), ibis.literal(last))), "case")
    if unit is None:
        return found
    return found.semi_join(log.filter(_.part == "assignment", _.unit == unit), "case")


def acts(log: Table) -> Table:
    """The rows of what people did, one an act."""
    whole = log.filter(_.part == "").mutate(after=_.activity.lead().over(_within_case()))
    stood = whole.filter(_.after.isnull() | (_.after != "item.take_back")).drop("after")
    return stood.filter(_.activity.isin(ACTS))


def steps(done: Table) -> Table:
    """One row for each step that a matter took, by what was done: case, step, at, unit, place."""
    taken = done.filter(_.activity.isin(list(STEPS)))
    taken = taken.filter((_.activity != "item.acknowledge") | (_.state != ""))
    turned = (_.activity == "item.contradict") & _.state.isin(list(PUT_BACK))
    named = ibis.cases((turned, _.state.substitute(PUT_BACK)), else_=_.activity.substitute(STEPS))
    return taken.select("case", "at", "unit", *ORDER, step=named)


def once(walked: Table) -> Table:
    """The steps of each matter without those that repeat the one before: five reports in a row are one."""
    before = _.step.lag().over(_within_case())
    return walked.mutate(before=before).filter(_.before.isnull() | (_.step != _.before)).drop("before")


def variants(walked: Table) -> Table:
    """The whole way of each matter (`way`, its steps in order), and the days from first to last."""
    return walked.group_by("case").agg(
        way=_.step.group_concat(BETWEEN, order_by=list(ORDER)), days=_days(_.at.min(), _.at.max())
    )


def follows(walked: Table) -> Table:
    """Each two steps of which the second is the next of the same matter, and the days between."""
    window = _within_case()
    paired = walked.mutate(then=_.step.lead().over(window), then_at=_.at.lead().over(window))
    return paired.filter(_.then.notnull()).select("case", "step", "then", days=_days(_.at, _.then_at))


def rework(walked: Table) -> Table:
    """Each step that a matter took more than once; `again` is how often after the first time."""
    counted = walked.group_by("case", "step").agg(again=_.count() - 1)
    return counted.filter(_.again > 0)


def handovers(done: Table) -> Table:
    """Each two acts of different units of which the second is the next act of any unit, and the days between.

    Acts for the office or by the clock stand between units without taking the matter into a unit's hands.
    """
    return _passed(done).select("case", giver="unit", taker="then", days=_days(_.at, _.then_at))


def pairs(done: Table) -> Table:
    """Each time a matter went from one unit to another and straight back, and how long it was away.

    The two units of a pair stand in the order of their numbers, whichever of them began.
    """
    window = _within_case()
    passed = _passed(done)
    returned = passed.mutate(back=_.then.lead().over(window), back_at=_.then_at.lead().over(window))
    returned = returned.filter(_.back == _.unit)
    ends = {"giver": ibis.least(_.unit, _.then), "taker": ibis.greatest(_.unit, _.then)}
    return returned.select("case", **ends, days=_days(_.at, _.back_at))


def _passed(done: Table) -> Table:
    """The acts of units after which another unit (`then`) acted next."""
    window = _within_case()
    paired = done.filter(_.unit.notnull()).mutate(
        then=_.unit.lead().over(window), then_at=_.at.lead().over(window)
    )
    return paired.filter(_.then.notnull(), _.then != _.unit)


def links(ground: Ground) -> Table:
    """Each link that a matter should have had by a day, and whether it was skipped (`hit`).

    Looking back is owed from the day that was set when the matter was closed; every other link by whoever
    has reached a later one.
    """
    firsts = {link: _.at.min(where=_.step == link) for link in LINKS}
    reached = ground.steps.group_by("case").agg(**firsts)
    found = [_link(reached, place) for place in range(len(LINKS) - 1)]
    owed = (
        ground.log.filter(_.part == "lookback", _.due <= ibis.literal(ground.last)).select("case").distinct()
    )
    looked = ground.acts.filter(_.activity.isin(["item.look_back", "item.relapse"]))
    looked = looked.select("case", seen=ibis.literal(True)).distinct()
    back = owed.left_join(looked, "case").select("case", link=ibis.literal("look_back"), hit=_.seen.isnull())
    return ibis.union(*found, back)


def _link(firsts: Table, place: int) -> Table:
    later = ibis.or_(*(firsts[link].notnull() for link in LINKS[place + 1 :]))
    link = LINKS[place]
    return firsts.filter(later).select("case", link=ibis.literal(link), hit=firsts[link].isnull())


def waits(ground: Ground) -> Table:
    """How long each matter waited with whom: case, cause, days, up to the beginning of the last day.

    Each moment of a matter has one cause, by its state. No state says that it lies above the city, and in
    a long-term matter nobody waits.
    """
    moved = ground.log.filter(_.part == "", _.state != "")
    then = _.at.lead().over(_within_case())
    end = ibis.literal(ground.last).cast("timestamp('UTC')")
    stays = moved.mutate(then=ibis.coalesce(then, end)).filter(_.state.isin(list(CAUSES)), _.then > _.at)
    named = stays.mutate(cause=_.state.substitute(CAUSES), days=_days(_.at, _.then))
    return named.group_by("case", "cause").agg(days=_.days.sum())


def durations(walked: Table) -> Table:
    """How long each matter that was closed took, from its first dispatch to its last closing."""
    ends = walked.group_by("case").agg(
        sent=_.at.min(where=_.step == "dispatch"), closed=_.at.max(where=_.step == "close")
    )
    return ends.filter(_.sent.notnull(), _.closed.notnull()).select("case", days=_days(_.sent, _.closed))


@dataclass(frozen=True)
class View:
    """One way of looking at matters: what is told apart, and the facts."""

    keys: tuple[str, ...]
    facts: Callable[[Ground], Table]


VIEWS = {
    "all": View((), lambda ground: ground.log.select("case").distinct()),
    "ways": View(("way",), lambda ground: variants(once(ground.steps))),
    "steps": View(("step",), lambda ground: ground.steps),
    "follows": View(("step", "then"), lambda ground: follows(ground.steps)),
    "rework": View(("step",), lambda ground: rework(ground.steps)),
    "hands": View(("giver", "taker"), lambda ground: handovers(ground.acts)),
    "pairs": View(("giver", "taker"), lambda ground: pairs(ground.acts)),
    "owed": View(("link",), links),
    "skipped": View(("link",), lambda ground: links(ground).filter(_.hit)),
    "waits": View(("cause",), waits),
    "closed": View((), lambda ground: durations(ground.steps)),
}


def tally(facts: Table, keys: Sequence[str]) -> Table:
    """How many facts (`times`) and matters (`cases`) each key has, the sum and the median of their days."""
    said = {"times": _.count(), "cases": _.case.nunique()}
    if "again" in facts.columns:
        said["times"] = _.again.sum()
    if "days" in facts.columns:
        said |= {"days": _.days.median(), "total": _.days.sum(), "most": _.days.quantile(NINE_IN_TEN)}
    order = [ibis.desc("cases"), ibis.desc("times"), *keys]
    return (facts.group_by(*keys).agg(**said) if keys else facts.agg(**said)).order_by(order)


def cases_of(facts: Table, key: Mapping[str, object]) -> Table:
    """The matters behind one line of a tally, the newest first."""
    for name, value in key.items():
        facts = facts.filter(facts[name] == ibis.literal(value))
    return facts.select("case").distinct().order_by(ibis.desc("case"))


def _within_case() -> ibis.expr.builders.WindowBuilder:
    return ibis.window(group_by="case", order_by=list(ORDER))


def _days(start: TimestampValue, end: TimestampValue) -> NumericValue:
    return (end.epoch_seconds() - start.epoch_seconds()) / ibis.literal(DAY)
