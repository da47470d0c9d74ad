"""Rules in words: a colour, and what must hold for it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from bihuan.kernel.lights import Condition, Light, Rule
from bihuan.supervision.models import SlipColour, Urgency
from bihuan.supervision.models.marks import mark_of
from bihuan.supervision.rules.facts import FACTS
from bihuan.supervision.rules.presets import FOREIGN
from bihuan.supervision.rules.schedule import Pace

LIGHTS: dict[str, Any] = {
    Light.RED: gettext_lazy("Red"),
    Light.AMBER: gettext_lazy("Yellow"),
    Light.GREEN: gettext_lazy("Green"),
    Light.GREY: gettext_lazy("Normal"),
    Light.DONE: gettext_lazy("Concluded"),
}
NO_SLIP = gettext_lazy("No slip")


def colour_name(code: str, is_slip: bool = False) -> str:
    """A light or a slip's colour in words; grey stands for no slip where slips are meant."""
    if code in SlipColour.values and (is_slip or code not in LIGHTS):
        return str(SlipColour(code).label)
    return str(NO_SLIP if is_slip else LIGHTS[code])


def colour_mark(code: str, is_slip: bool = False) -> str:
    """The shape beside it."""
    return mark_of(code) if is_slip and code in SlipColour.values else Light(code)


def condition_name(condition: Condition) -> str:
    """What a condition asks about, and how it compares; without the value."""
    label = FACTS[condition.fact].label if condition.fact in FACTS else FOREIGN[condition.fact]
    if condition.is_ == "below":
        return _("%(fact)s below") % {"fact": label}
    return _("%(fact)s from") % {"fact": label} if condition.is_ == "at_least" else str(label)


def condition_value(condition: Condition) -> str:
    """The value that a condition compares with."""
    value = condition.value
    if isinstance(value, bool):
        return pgettext("fact", "yes") if value else pgettext("fact", "no")
    if condition.fact == "slip_rank":
        return str([NO_SLIP, *SlipColour.labels][int(value)])
    cards = {"yellow": LIGHTS[Light.AMBER], "green": LIGHTS[Light.GREEN]}
    words: dict[str, Any] = {**dict(Pace.choices), **dict(Urgency.choices), **cards}
    return str(words.get(str(value), value))


def rule_words(rule: Rule) -> str:
    """All conditions of a rule in one line."""
    if not rule.when:
        return _("otherwise")
    said = [
        _("%(label)s: %(value)s") % {"label": condition_name(each), "value": condition_value(each)}
        if each.is_ == "equal"
        else f"{condition_name(each)} {condition_value(each)}"
        for each in rule.when
    ]
    return _(", and ").join(said)
