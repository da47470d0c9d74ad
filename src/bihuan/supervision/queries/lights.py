"""The rules of lights as SQL: the same table that judges one matter in Python selects a list's rows."""

from datetime import date, timedelta
from functools import reduce
from operator import and_, or_

from django.db.models import Case, CharField, Q, Value, When

from bihuan.kernel.lights import Condition, Light, Rule, RuleSet
from bihuan.supervision.models import DONE, OPEN, WITH_OFFICE, Status

EVERY = Q(pk__isnull=False)
NONE = Q(pk__in=[])


def light_is(rules: RuleSet, light: str, today: date) -> Q:
    """Select the matters on which this light shines."""
    found = NONE
    earlier: list[Q] = []
    for rule in rules.rules:
        if rule.light == light:
            found |= reduce(and_, [*earlier, _holds(rule, today)])
        earlier.append(_fails(rule, today))
    return found


def light_of(rules: RuleSet, today: date) -> Case:
    """The light of each row, for grouping and counting."""
    whens = [When(_holds(rule, today), then=Value(rule.light.value)) for rule in rules.rules]
    return Case(*whens, default=Value(Light.GREY.value), output_field=CharField())


def _holds(rule: Rule, today: date) -> Q:
    return reduce(and_, (_sql(condition, today, True) for condition in rule.when), EVERY)


def _fails(rule: Rule, today: date) -> Q:
    return reduce(or_, (_sql(condition, today, False) for condition in rule.when), NONE)


def _sql(condition: Condition, today: date, wanted: bool) -> Q:
    """A condition as SQL, or its opposite, in which a missing fact counts as not holding."""
    if condition.fact in _STATUSES:
        return _by_status(_STATUSES[condition.fact], (condition.value is True) == wanted)
    return _by_day(condition, today, wanted)


_STATUSES = {"is_done": DONE, "is_open": OPEN}
# The column of each fact that counts days, and the states in which its days are unknown.
_DAYS = {"days_left": ("finish_due", WITH_OFFICE), "report_days_left": ("report_due", ())}


def _by_status(statuses: tuple[Status, ...], inside: bool) -> Q:
    # Named states on both sides, never NOT: an index on the state then serves either way.
    return Q(status__in=[status for status in Status if (status in statuses) == inside])


def _by_day(condition: Condition, today: date, wanted: bool) -> Q:
    column, unknown = _DAYS[condition.fact]
    day = today + timedelta(int(condition.value))
    lookup, opposite = {"equal": ("", ""), "below": ("__lt", "__gte")}.get(condition.is_, ("__gte", "__lt"))
    holds = Q(**{f"{column}{lookup}": day})
    if wanted:
        return holds & ~Q(status__in=unknown) if unknown else holds
    fails = Q(**{f"{column}{opposite}": day}) if opposite else ~holds
    return fails | Q(**{column: None}) | (Q(status__in=unknown) if unknown else NONE)
