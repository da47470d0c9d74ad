"""Rules are read in order and a missing fact never lights a lamp."""

from bihuan.kernel.lights import Condition, Light, Rule, RuleSet

RULES = RuleSet(
    "two",
    "Two",
    (
        Rule(Light.DONE, (Condition("is_done", "equal", True),)),
        Rule(Light.RED, (Condition("days_left", "below", 0),)),
        Rule(Light.AMBER, (Condition("days_left", "below", 2),)),
        Rule(Light.GREY),
    ),
)


def test_the_first_rule_that_holds_gives_the_light() -> None:
    assert RULES.judge({"is_done": True, "days_left": -5}) == Light.DONE
    assert RULES.judge({"is_done": False, "days_left": -1}) == Light.RED
    assert RULES.judge({"is_done": False, "days_left": 0}) == Light.AMBER
    assert RULES.judge({"is_done": False, "days_left": 2}) == Light.GREY


def test_a_missing_fact_never_lights_a_lamp() -> None:
    assert RULES.judge({"is_done": False, "days_left": None}) == Light.GREY
    assert RULES.judge({}) == Light.GREY
