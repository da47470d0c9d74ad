"""Rule sets that cities really use, as data. Each says for which kind of thing it is.

Only matters have facts here. The facts of projects, indicators and units are named so that the rules can be
read; a thing whose facts nobody has is grey: not judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lights import Condition, Light, Rule, RuleSet
from bihuan.supervision.models import RANKS, RuleUse, SlipColour, Urgency
from bihuan.supervision.rules.schedule import Pace

NO_SLIP, BLUE, YELLOW, ORANGE, RED = 0, *(RANKS[colour] for colour in SlipColour)


@dataclass(frozen=True)
class Preset:
    """A rule set with what it decides, and what follows from a colour where a city has said so."""

    rules: RuleSet
    use: str = RuleUse.LIGHT
    follows: Mapping[str, Any] = field(default_factory=dict)


def _is(fact: str, value: int | bool | str) -> Condition:
    return Condition(fact, "equal", value)


def _below(fact: str, value: int) -> Condition:
    return Condition(fact, "below", value)


def _from(fact: str, value: int) -> Condition:
    return Condition(fact, "at_least", value)


# What is not in hand has no light: not yet dispatched, cancelled, merged.
ENDED = (Rule(Light.DONE, (_is("is_done", True),)), Rule(Light.GREY, (_is("is_open", False),)))

QIAOCHENG_FOUR = Preset(
    RuleSet(
        "qiaocheng_four",
        _("Four colours: done, normal, last 48 hours, overdue"),
        (
            *ENDED,
            Rule(Light.RED, (_below("days_left", 0),)),
            # The last day ends at midnight, so 48 hours are today and tomorrow.
            Rule(Light.AMBER, (_below("days_left", 2),)),
            Rule(Light.GREY),
        ),
    )
)

OUHAI_CODE = Preset(
    RuleSet(
        "ouhai_code",
        _("Code: on time green, missed red, made up later yellow"),
        (
            Rule(Light.AMBER, (_is("is_made_up", True),)),
            Rule(Light.GREEN, (_is("is_done", True),)),
            Rule(Light.GREY, (_is("is_open", False),)),
            Rule(Light.RED, (_below("days_left", 0),)),
            Rule(Light.GREEN, (_is("schedule", Pace.AHEAD),)),
            Rule(Light.GREY),
        ),
    )
)

SANMING_SLIP = Preset(
    RuleSet(
        "sanming_slip",
        _("Slips: blue for slow or poor, orange and red when the limit is missed"),
        (
            Rule(SlipColour.RED, (_is("slip_rank", ORANGE), _below("slip_days_left", 0))),
            Rule(SlipColour.ORANGE, (_is("slip_rank", BLUE), _below("slip_days_left", 0))),
            Rule(
                SlipColour.ORANGE,
                (_is("slip_rank", NO_SLIP), _is("urgency", Urgency.CRITICAL), _below("days_left", 0)),
            ),
            Rule(SlipColour.BLUE, (_is("slip_rank", NO_SLIP), _below("days_left", 0))),
            Rule(SlipColour.BLUE, (_is("slip_rank", NO_SLIP), _is("schedule", Pace.BEHIND))),
            Rule(SlipColour.BLUE, (_is("slip_rank", NO_SLIP), _from("returns", 1))),
        ),
    ),
    RuleUse.SLIP,
)

SUQIAN_SLIP = Preset(
    RuleSet(
        "suqian_slip",
        _("Slips: blue near the date, yellow behind or poor, red overdue"),
        (
            Rule(SlipColour.RED, (_below("slip_rank", RED), _below("days_left", 0))),
            Rule(SlipColour.YELLOW, (_below("slip_rank", YELLOW), _is("schedule", Pace.BEHIND))),
            Rule(SlipColour.YELLOW, (_below("slip_rank", YELLOW), _from("returns", 1))),
            Rule(SlipColour.BLUE, (_is("slip_rank", NO_SLIP), _below("days_left", 7))),
        ),
    ),
    RuleUse.SLIP,
)

GUANGYUAN_CARD = Preset(
    RuleSet(
        "guangyuan_card",
        _("Cards: yellow for slow but likely, red for unlikely to finish on time"),
        (
            Rule(SlipColour.RED, (_below("slip_rank", RED), _below("days_left", 0))),
            Rule(SlipColour.RED, (_below("slip_rank", RED), _from("points_behind", 30))),
            Rule(SlipColour.YELLOW, (_is("slip_rank", YELLOW), _below("slip_days_left", 0))),
            Rule(SlipColour.YELLOW, (_is("slip_rank", NO_SLIP), _is("schedule", Pace.BEHIND))),
        ),
    ),
    RuleUse.SLIP,
    {
        SlipColour.YELLOW: _("Two yellow cards: a letter to the unit, one point off"),
        SlipColour.RED: _("The head of the unit is called in, two points off"),
    },
)

YINCHUAN_LIGHT = Preset(
    RuleSet(
        "yinchuan_light",
        _("Projects: start, progress, payment, entry into the statistics"),
        (
            Rule(Light.RED, (_from("start_months_late", 3),)),
            Rule(Light.RED, (_from("points_behind", 31),)),
            Rule(Light.RED, (_is("is_payment_below_rule", True),)),
            Rule(Light.RED, (_from("months_not_in_statistics", 2),)),
            Rule(Light.AMBER, (_from("start_months_late", 1),)),
            Rule(Light.AMBER, (_from("points_behind", 10),)),
            Rule(Light.AMBER, (_from("months_not_in_statistics", 1),)),
            Rule(Light.GREEN, (_below("start_months_late", 1),)),
            Rule(Light.GREEN, (_below("points_behind", 10),)),
        ),
        about="project",
    )
)

TIANJIN_MONTH = Preset(
    RuleSet(
        "tianjin_month",
        _("Investment by month: growth against the plan and the city's average"),
        (
            Rule(Light.RED, (_from("months_since_bond_issue", 7),)),
            Rule(Light.RED, (_below("growth", 0),)),
            Rule(Light.GREEN, (_from("growth_over_plan", 0), _from("growth_over_city", 0))),
            Rule(Light.AMBER, (_below("growth_over_plan", 0),)),
            Rule(Light.AMBER, (_below("growth_over_city", 0),)),
        ),
        about="indicator",
    )
)

ZAOZHUANG_SCREEN = Preset(
    RuleSet(
        "zaozhuang_screen",
        _("Indicators by rank: a blue card for the leader, yellow and then red for the laggard"),
        (
            Rule(Light.GREEN, (_is("is_leading", True),)),
            Rule(Light.RED, (_from("months_lagging", 2),)),
            Rule(Light.AMBER, (_from("months_lagging", 1),)),
        ),
        about="indicator",
    ),
    follows={Light.GREEN: _("Blue card"), Light.AMBER: _("Yellow card"), Light.RED: _("Red card")},
)

LONGCHANG_SIGN = Preset(
    RuleSet(
        "longchang_sign",
        _("Daily checks: a card a day, seat signs by colour in the meeting"),
        (
            Rule(Light.RED, (_from("red_cards_running", 1),)),
            Rule(Light.AMBER, (_is("card_today", "yellow"),)),
            Rule(Light.GREEN, (_is("card_today", "green"),)),
        ),
        about="unit",
    ),
    follows={Light.RED: _("Three running: the head is called in and reports to the two top leaders")},
)

PRESETS: dict[str, Preset] = {
    preset.rules.name: preset
    for preset in (
        QIAOCHENG_FOUR,
        OUHAI_CODE,
        SANMING_SLIP,
        SUQIAN_SLIP,
        GUANGYUAN_CARD,
        YINCHUAN_LIGHT,
        TIANJIN_MONTH,
        ZAOZHUANG_SCREEN,
        LONGCHANG_SIGN,
    )
}
# What holds in a city that has not chosen.
USUAL: dict[str, Preset] = {RuleUse.LIGHT: QIAOCHENG_FOUR, RuleUse.SLIP: SANMING_SLIP}
KINDS = {
    "matter": _("Matters"),
    "project": _("Projects"),
    "indicator": _("Indicators"),
    "unit": _("Units"),
}
# Facts that matters do not have.
FOREIGN: dict[str, Any] = {
    "start_months_late": _("Months by which the start is late"),
    "is_payment_below_rule": _("Paid less than the rule demands"),
    "months_not_in_statistics": _("Months since the start without entry into the statistics"),
    "months_since_bond_issue": _("Months since the bond was issued with money unused"),
    "growth": _("Growth"),
    "growth_over_plan": _("Growth above the plan"),
    "growth_over_city": _("Growth above the city's average"),
    "is_leading": _("First in rank"),
    "months_lagging": _("Months running among the last"),
    "red_cards_running": _("Red cards running"),
    "card_today": _("Today's card"),
}
