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
    """When all conditions hold, this light shines, or a slip of this colour is proposed."""

    light: str
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class RuleSet:
    """A city's way of colouring things of one kind: ordered rules, of which the first that holds decides.

    `about` names the kind of thing whose facts the rules ask for.
    """

    name: str
    label: Any
    rules: tuple[Rule, ...]
    about: str = "matter"

    def first(self, facts: Mapping[str, Fact]) -> str:
        """Return what the first rule that holds gives; nothing when none does."""
        for rule in self.rules:
            if all(condition.holds(facts) for condition in rule.when):
                return rule.light
        return ""

    def judge(self, facts: Mapping[str, Fact]) -> Light:
        """Return the light of a thing with these facts: grey, not judged, when they are not known."""
        return Light(self.first(facts) or Light.GREY)

    def asks(self, *names: str) -> bool:
        """Whether any rule wants to know one of these facts."""
        return any(condition.fact in names for rule in self.rules for condition in rule.when)
