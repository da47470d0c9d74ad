"""How matters really went, as Ibis expressions over the extract: alike on DuckDB and on Spark.

Each view is a table of facts: what is told apart, the `case`, and where there is one the `days` it took.
`tally` counts facts, `cases_of` opens a count into its matters, so that no number loses its way back.
Time is told in days of 24 hours. What the clock alone writes is no step.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import ibis
from ibis import _
from ibis.expr.types import IntegerValue, Table, TimestampValue

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


def cohort(log: Table, first: date, last: date, unit: int | None = None) -> Table:
    """The rows of all matters first dispatched in these days; of one unit, those in which it has a part."""
    sent = log.filter(_.part == "", _.activity == "item.dispatch").group_by("case").agg(sent=_.day.min())
    found = log.semi_join(sent.filter(_.sent.between(ibis.literal(first), ibis.literal(last))), "case")
    if unit is None:
        return found
    return found.semi_join(log.filter(_.part == "assignment", _.unit == unit), "case")


def steps(log: Table) -> Table:
    """One row for each step that a matter took: case, step, at, unit, and its place in the record."""
    acts = log.filter(_.part == "", _.activity.isin(list(STEPS)))
    acts = acts.filter((_.activity != "item.acknowledge") | (_.state != ""))
    turned = (_.activity == "item.contradict") & _.state.isin(list(PUT_BACK))
    named = ibis.cases((turned, _.state.substitute(PUT_BACK)), else_=_.activity.substitute(STEPS))
    return acts.select("case", "at", "unit", *ORDER, step=named)


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


def handovers(log: Table) -> Table:
    """Each two acts of different units of which the second is the next act of any unit, and the days between.

    Acts for the office or by the clock stand between units without taking the matter into a unit's hands.
    """
    acts = log.filter(_.part == "", _.unit.notnull())
    window = _within_case()
    paired = acts.mutate(then=_.unit.lead().over(window), then_at=_.at.lead().over(window))
    passed = paired.filter(_.then.notnull(), _.then != _.unit)
    return passed.select("case", "unit", "then", days=_days(_.at, _.then_at))


def links(log: Table, last: date) -> Table:
    """Each link that a matter should have had by a day, and whether it was skipped (`hit`).

    Looking back is owed from the day that was set when the matter was closed; every other link by whoever
    has reached a later one.
    """
    walked = steps(log)
    firsts = walked.group_by("case").agg(**{link: _.at.min(where=_.step == link) for link in LINKS})
    found = [_link(firsts, place) for place in range(len(LINKS) - 1)]
    owed = log.filter(_.part == "lookback", _.due <= ibis.literal(last)).select("case").distinct()
    looked = log.filter(_.part == "", _.activity.isin(["item.look_back", "item.relapse"]))
    looked = looked.select("case", seen=ibis.literal(True)).distinct()
    back = owed.left_join(looked, "case").select("case", link=ibis.literal("look_back"), hit=_.seen.isnull())
    return ibis.union(*found, back)


def _link(firsts: Table, place: int) -> Table:
    later = ibis.or_(*(firsts[link].notnull() for link in LINKS[place + 1 :]))
    link = LINKS[place]
    return firsts.filter(later).select("case", link=ibis.literal(link), hit=firsts[link].isnull())


def waits(log: Table, until: date) -> Table:
    """How long each matter waited with whom: case, cause, days, up to the beginning of a day.

    Each moment of a matter has one cause, by its state. No state says that it lies above the city, and in
    a long-term matter nobody waits.
    """
    moved = log.filter(_.part == "", _.state != "")
    then = _.at.lead().over(_within_case())
    end = ibis.literal(until).cast("timestamp('UTC')")
    stays = moved.mutate(then=ibis.coalesce(then, end)).filter(_.state.isin(list(CAUSES)), _.then > _.at)
    named = stays.mutate(cause=_.state.substitute(CAUSES), days=_days(_.at, _.then))
    return named.group_by("case", "cause").agg(days=_.days.sum())


def durations(walked: Table) -> Table:
    """How long each matter that was closed took, from its first dispatch to its last closing."""
    ends = walked.group_by("case").agg(
        sent=_.at.min(where=_.step == "dispatch"), closed=_.at.max(where=_.step == "close")
    )
    return ends.filter(_.sent.notnull(), _.closed.notnull()).select("case", days=_days(_.sent, _.closed))


def tally(facts: Table, keys: Sequence[str]) -> Table:
    """How many facts (`times`) and matters (`cases`) each key has, and the median of their days."""
    said = {"times": _.count(), "cases": _.case.nunique()}
    if "again" in facts.columns:
        said["times"] = _.again.sum()
    if "days" in facts.columns:
        said["days"] = _.days.median()
    return facts.group_by(*keys).agg(**said).order_by(ibis.desc("cases"), ibis.desc("times"), *keys)


def cases_of(facts: Table, key: Mapping[str, object]) -> Table:
    """The matters behind one line of a tally, the newest first."""
    picked = facts.filter(*(facts[name] == ibis.literal(value) for name, value in key.items()))
    return picked.select("case").distinct().order_by(ibis.desc("case"))


def _within_case() -> ibis.expr.builders.WindowBuilder:
    return ibis.window(group_by="case", order_by=list(ORDER))


def _days(start: TimestampValue, end: TimestampValue) -> IntegerValue:
    return (end.epoch_seconds() - start.epoch_seconds()) / ibis.literal(DAY)
