"""The rule sets that colour projects, as cities use them (domain 1.9)."""

from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lights import Condition, Light, Rule, RuleSet
from bihuan.supervision.rules.presets import YINCHUAN_LIGHT

ENDED = (
    Rule(Light.DONE, (Condition("is_done", "equal", True),)),
    Rule(Light.GREY, (Condition("is_given_up", "equal", True),)),
)

YINCHUAN = RuleSet(
    YINCHUAN_LIGHT.rules.name,
    YINCHUAN_LIGHT.rules.label,
    (*ENDED, *YINCHUAN_LIGHT.rules.rules),
    about="project",
)
TIANJIN = RuleSet(
    "tianjin_month",
    _("Investment: growth against the plan and against the city; bonds unused after six months"),
    (
        *ENDED,
        Rule(Light.RED, (Condition("is_bond_unused", "equal", True),)),
        Rule(Light.RED, (Condition("growth", "below", 0),)),
        Rule(
            Light.GREEN,
            (Condition("points_ahead", "at_least", 0), Condition("growth_over_city", "at_least", 0)),
        ),
        Rule(Light.AMBER, (Condition("points_ahead", "below", 0),)),
        Rule(Light.AMBER, (Condition("growth_over_city", "below", 0),)),
    ),
    about="project",
)
QIAOCHENG = RuleSet(
    "qiaocheng_four",
    _("Four colours by the next date: done, normal, last 48 hours, overdue"),
    (
        *ENDED,
        Rule(Light.RED, (Condition("days_left", "below", 0),)),
        Rule(Light.AMBER, (Condition("days_left", "below", 2),)),
        Rule(Light.GREY),
    ),
    about="project",
)
# The first holds in a city that has not chosen.
PRESETS: dict[str, RuleSet] = {each.name: each for each in (YINCHUAN, TIANJIN, QIAOCHENG)}
