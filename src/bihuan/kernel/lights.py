"""Signal lights as data: an ordered list of rules over facts; the first that holds gives the light.

A light is never stored. A list computes it in SQL from the same rules (supervision.queries).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Fact = int | bool | str | None


class Light(StrEnum):
    """What a page shows as shape, word and colour."""

    RED = "red"
    AMBER = "amb"
    GREEN = "grn"
    GREY = "gry"
    DONE = "done"


@dataclass(frozen=True)
class Condition:
    """One comparison of a fact with a value. A missing fact never holds."""

    fact: str
    is_: str
    value: int | bool | str

    def holds(self, facts: Mapping[str, Fact]) -> bool:
        fact = facts.get(self.fact)
        if fact is None:
            return False
        if self.is_ == "equal":
            return fact == self.value
        if isinstance(fact, str) or isinstance(self.value, str):
            raise TypeError(f"{self.fact} cannot be ordered")
        return fact < self.value if self.is_ == "below" else fact >= self.value


@dataclass(frozen=True)
class Rule:
    """When all conditions hold, this light shines."""

    light: Light
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class RuleSet:
    """A city's way of colouring tasks: ordered rules, the last without conditions."""

    name: str
    label: Any
    rules: tuple[Rule, ...]

    def judge(self, facts: Mapping[str, Fact]) -> Light:
        """Return the light of a thing with these facts."""
        for rule in self.rules:
            if all(condition.holds(facts) for condition in rule.when):
                return rule.light
        return Light.GREY
