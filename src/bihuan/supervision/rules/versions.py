"""A version of a city's rules as it is kept: the preset it was made from, and the ordered rules."""

import json
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.kernel.lights import Condition, Rule, RuleSet
from bihuan.supervision.rules.presets import PRESETS, USUAL

# Days, points and counts in a rule lie within these.
LOWEST, HIGHEST = -1000, 1000


def written(rules: RuleSet) -> str:
    """The rules as text."""
    lines = [[rule.light, [[each.fact, each.is_, each.value] for each in rule.when]] for rule in rules.rules]
    return json.dumps({"preset": rules.name, "rules": lines}, separators=(",", ":"))


@lru_cache(maxsize=64)
def read(text: str) -> RuleSet:
    """The rules that a text holds. Versions are never edited, so a text always means the same."""
    said = json.loads(text)
    rules = tuple(
        Rule(light, tuple(Condition(fact, how, value) for fact, how, value in when))
        for light, when in said["rules"]
    )
    return replace(PRESETS[said["preset"]].rules, rules=rules)


def in_force(text: str | None, use: str) -> RuleSet:
    """The rules of a version's text, or those that hold where a city has not chosen."""
    return read(text) if text else USUAL[use].rules


def checked(rules: RuleSet, use: str) -> RuleSet:
    """The rules, if they may be put in force: about matters, the preset's own in some order and number."""
    preset = PRESETS[rules.name]
    if preset.use != use or rules.about != "matter":
        raise Invalid(_("These rules are not about matters."))
    if sorted(map(shape, rules.rules)) != sorted(map(shape, preset.rules.rules)):
        raise Invalid(_("A version has the rules of its preset: only their order and numbers may differ."))
    if any(rules.rules[at].when == () for at in range(len(rules.rules) - 1)):
        raise Invalid(_("The rule without conditions stands last: no rule after it would ever decide."))
    for number in _numbers(rules):
        if not LOWEST <= number <= HIGHEST:
            raise Invalid(_("A number in a rule lies between −1000 and 1000."))
    return rules


def is_number(condition: Condition) -> bool:
    """Whether a city may change what a condition compares with: days, points, counts."""
    return condition.is_ != "equal" and condition.fact != "slip_rank"


def _numbers(rules: RuleSet) -> list[int]:
    return [int(each.value) for rule in rules.rules for each in rule.when if is_number(each)]


def shape(rule: Rule) -> Any:
    """A rule without the numbers that may be changed."""
    kept = [(each.fact, each.is_, "" if is_number(each) else repr(each.value)) for each in rule.when]
    return str(rule.light), tuple(kept)
