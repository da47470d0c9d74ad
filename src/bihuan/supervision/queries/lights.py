"""The rules in force as SQL and for one row: the same tables judge both."""

from datetime import date, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, IntegerField, Q, TextField, Value, When
from django.db.models.expressions import RawSQL

from bihuan.kernel.lights import Light, Rule, RuleSet
from bihuan.supervision.models import OPEN, RuleUse, RuleVersion, ScheduleRule, Status, SupervisionItem
from bihuan.supervision.models.item import ItemQuerySet
from bihuan.supervision.rules.facts import EVERY, FACTS, NONE, Facts, StatusFact, select
from bihuan.supervision.rules.versions import in_force


def rules_on(day: date, use: str = RuleUse.LIGHT) -> RuleSet:
    """The rules that are in force in the month of a day. A past month keeps its own."""
    text = RuleVersion.objects.in_force(use, day).values_list("rules", flat=True).first()
    return in_force(text, use)


def with_rules(items: ItemQuerySet, today: date) -> Any:
    """Let rows carry the rules in force and what these may ask, so that a list needs no second question.

    Every list and every matter passes here; to compose these two columns each time costs the ORM a tenth
    of an answer.
    """
    month = connection.ops.adapt_datefield_value(today.replace(day=1))
    return items.annotate(
        rules_text=RawSQL(_RULES_TEXT, (RuleUse.LIGHT.value, month), TextField()),  # noqa: S611 - our own words
        node_percent=RawSQL(_NODE_PERCENT, (ScheduleRule.NODES.value,), IntegerField()),  # noqa: S611
    )


# What RuleVersion.in_force() and rules.schedule.node_percent() say; a test holds them against these.
_RULES_TEXT = """
    SELECT rules FROM supervision_ruleversion version WHERE version.use = %s AND version.first_month <= %s
    ORDER BY version.first_month DESC, version.number DESC LIMIT 1"""
_NODE_PERCENT = """
    CASE WHEN supervision_item.schedule_rule = %s THEN (
        SELECT node.percent FROM supervision_node node
        WHERE node.item_id = supervision_item.id AND node.is_current
            AND node.due <= supervision_item.percent_date
        ORDER BY node.due DESC LIMIT 1) END"""


def shining(item: SupervisionItem, today: date) -> Light:
    """The light of a matter by the rules in force, carried by its row or asked for."""
    if hasattr(item, "rules_text"):
        return in_force(item.rules_text, RuleUse.LIGHT).judge(Facts(item, today))
    return rules_on(today).judge(Facts(item, today))


def light_is(rules: RuleSet, light: str, today: date) -> Q:
    """Select the matters on which this light shines, or for which a slip of this colour is proposed."""
    found = NONE
    earlier: list[Q] = []
    for rule in rules.rules:
        if rule.light == light:
            found |= reduce(and_, [*earlier, _holds(rule, today)])
        earlier.append(_fails(rule, today))
    return found | reduce(and_, earlier, EVERY) if light == Light.GREY else found


def light_of(rules: RuleSet, today: date) -> Case:
    """The light of each row, for grouping and counting; grey where no rule holds."""
    whens = [When(_holds(rule, today), then=Value(str(rule.light))) for rule in rules.rules]
    return Case(*whens, default=Value(Light.GREY.value), output_field=CharField())


def _holds(rule: Rule, today: date) -> Q:
    return reduce(and_, (select(condition, today, True) for condition in rule.when), EVERY)


def _fails(rule: Rule, today: date) -> Q:
    return reduce(or_, (select(condition, today, False) for condition in rule.when), NONE)


def is_open_only(rules: RuleSet, light: str) -> bool:
    """Whether a light shines on nothing but what is in hand, so that a list may walk along that alone."""
    return light != Light.GREY and all(is_open for is_open, rule in _guarded(rules) if rule.light == light)


def latest_due(rules: RuleSet, light: str, today: date) -> date | None:
    """The day before which everything that a light shines on was due; nothing when there is none."""
    days = []
    for is_open, rule in _guarded(rules):
        if rule.light == light:
            below = [int(each.value) for each in rule.when if (each.fact, each.is_) == ("days_left", "below")]
            if not is_open or not below:
                return None
            days.append(min(below))
    return today + timedelta(max(days)) if days else None


def _guarded(rules: RuleSet) -> list[tuple[bool, Rule]]:
    """Each rule with whether it can only hold for what is in hand: by itself, or as an earlier one took
    everything else."""
    taken: set[str] = set()
    found = []
    for rule in rules.rules:
        own = [_statuses(condition.fact, condition.value) for condition in rule.when]
        left = reduce(and_, [known for known in own if known is not None], set(Status) - taken)
        found.append((left <= set(OPEN), rule))
        if len(rule.when) == 1 and own[0] is not None:
            taken |= own[0]
    return found


def _statuses(fact: str, value: Any) -> set[Status] | None:
    """The states that a condition on the state admits; nothing for any other condition."""
    known = FACTS.get(fact)
    if not isinstance(known, StatusFact):
        return None
    return {status for status in Status if (status in known.statuses) == (value is True)}
