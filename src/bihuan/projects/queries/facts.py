"""What lists and lights know of projects beside their columns: computed in SQL, once for all rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf

from bihuan.kernel.lights import Light, RuleSet
from bihuan.kernel.periods import MONTHS, shifted
from bihuan.projects.models import (
    BUILT,
    DispatchRound,
    Flow,
    Fund,
    FundFlow,
    LightChoice,
    MonthRow,
    Source,
    Stage,
    YearPlan,
)
from bihuan.projects.rules.lights import PRESETS

# Scope of the statistics library: 500 万元.
STATISTICS_FROM = 500 * 1_000_000
LADDER = 12
BOND_MONTHS = 6


@dataclass(frozen=True)
class AsOf:
    """The day on which a list is read, and the last month that it tells of."""

    today: date
    month: date

    @property
    def first(self) -> date:
        return date(self.month.year, 1, 1)

    @property
    def share(self) -> int:
        """How much of the year has passed with that month, in percent, rounded."""
        return round(100 * self.month.month / MONTHS)


def as_of(today: date) -> AsOf:
    """Lists tell of the last round there is; without one, of the present month."""
    last = DispatchRound.objects.filter(month__lte=today).order_by("-month").values_list("month", flat=True)
    return AsOf(today, last.first() or today.replace(day=1))


def _sum(rows: QuerySet[Any], column: str = "amount") -> Any:
    """The sum of what hangs on each project, a whole number on every database; nothing is 0."""
    found = rows.filter(project=OuterRef("pk")).order_by().values("project").annotate(found=Sum(column))
    whole = Cast(Subquery(found.values("found")), BigIntegerField())
    return Coalesce(whole, Value(0), output_field=BigIntegerField())


def _months_since(column: str, today: date, when: Q) -> Case:
    """How many months have passed since a date, up to twelve; 0 where the condition does not hold."""
    steps = [
        When(when & Q(**{f"{column}__lte": shifted(today, -count)}), then=Value(count))
        for count in range(LADDER, 0, -1)
    ]
    return Case(*steps, default=Value(0), output_field=IntegerField())


def _year_plan(asked: AsOf) -> Any:
    return _sum(YearPlan.objects.filter(year=asked.month.year))


def _year_done(asked: AsOf) -> Any:
    return _sum(MonthRow.objects.filter(month__range=(asked.first, asked.month)), "done")


def _last_year(asked: AsOf) -> Any:
    span = (asked.first.replace(year=asked.first.year - 1), asked.month.replace(year=asked.month.year - 1))
    return _sum(MonthRow.objects.filter(month__range=span), "done")


def _ahead(asked: AsOf) -> Any:
    """Points by which the year's money is ahead of the year; unknown without a plan."""
    return F("year_done") * 100 / NullIf(F("year_plan"), Value(0)) - asked.share


def _growth(_asked: AsOf) -> Any:
    """In whole percent, rounded down like the city's own: what has shrunk is never at nought."""
    return F("year_done") * 100 / NullIf(F("last_year"), Value(0)) - 100


def _days_left(asked: AsOf) -> Case:
    """To the next date: -1 when it has passed, 0, 1, and 2 for two days and more; unknown without one."""
    steps = [When(next_due__lt=asked.today, then=Value(-1))]
    steps += [When(next_due=asked.today + timedelta(count), then=Value(count)) for count in (0, 1)]
    return Case(*steps, When(next_due__isnull=False, then=Value(2)), output_field=IntegerField())


def _unused(asked: AsOf) -> Exists:
    """A bond is not paid out six months after the month that follows its issue (天津)."""
    until = shifted(asked.today.replace(day=1), -BOND_MONTHS)
    return _unpaid(Q(source=Source.BOND, issued_date__lt=until))


def _underpaid(asked: AsOf) -> Exists:
    return _unpaid(Q(pay_due__lt=asked.today))


def _unpaid(which: Q) -> Exists:
    paid = FundFlow.objects.filter(fund=OuterRef("pk"), kind=Flow.PAID).order_by().values("fund")
    sums = Coalesce(Subquery(paid.annotate(found=Sum("amount")).values("found")), Value(0))
    late = Fund.objects.filter(which, project=OuterRef("pk")).annotate(paid=sums)
    return Exists(late.filter(paid__lt=F("amount")))


def _flag(when: Q) -> Case:
    return Case(When(when, then=Value(True)), default=Value(False), output_field=BooleanField())


# Each fact with how it is computed. A fact may use those that stand before it.
FACTS: dict[str, Callable[[AsOf], Any]] = {
    "year_plan": _year_plan,
    "year_done": _year_done,
    "last_year": _last_year,
    "done": lambda _asked: F("opening") + _sum(MonthRow.objects.all(), "done"),
    "points_ahead": _ahead,
    "points_behind": lambda asked: Value(0) - _ahead(asked),
    "growth": _growth,
    "growth_over_city": lambda asked: _growth(asked) - _city_growth(asked),
    "next_due": lambda _asked: Case(When(start_fact=None, then=F("start_plan")), default=F("finish_plan")),
    "days_left": _days_left,
    "start_months_late": lambda asked: _months_since("start_plan", asked.today, Q(start_fact=None)),
    "months_not_in_statistics": lambda asked: _months_since(
        "start_fact", asked.today, Q(stat_date=None, total__gte=STATISTICS_FROM)
    ),
    "is_payment_below_rule": _underpaid,
    "is_bond_unused": _unused,
    "is_done": lambda _asked: _flag(Q(status__in=BUILT)),
    "is_given_up": lambda _asked: _flag(Q(status=Stage.DROPPED)),
}
NEEDS = {
    "points_ahead": ("year_plan", "year_done"),
    "points_behind": ("year_plan", "year_done"),
    "growth": ("year_done", "last_year"),
    "growth_over_city": ("year_done", "last_year"),
    "days_left": ("next_due",),
}


def _city_growth(asked: AsOf) -> Any:
    """By how many percent all projects together have done more than in the same months of last year."""
    span = (asked.first.replace(year=asked.first.year - 1), asked.month.replace(year=asked.month.year - 1))
    now, then = (
        Coalesce(Sum("done", filter=Q(month__range=months)), Value(0), output_field=BigIntegerField())
        for months in ((asked.first, asked.month), span)
    )
    both = MonthRow.objects.order_by().values(whole=Value(1)).annotate(now=now, then=then)
    grown = (
        Cast(F("now"), BigIntegerField()) * 100 / NullIf(Cast(F("then"), BigIntegerField()), Value(0)) - 100
    )
    return Coalesce(Subquery(both.values(grown=grown)), Value(0), output_field=BigIntegerField())


def with_facts(projects: Any, asked: AsOf, *names: str) -> Any:
    """Let rows carry these facts, and what these need."""
    wanted = {each for name in names for each in (*NEEDS.get(name, ()), name)}
    for name, compute in FACTS.items():
        if name in wanted:
            projects = projects.annotate(**{name: compute(asked)})
    return projects


def rules_on(day: date) -> RuleSet:
    """The rule set by which projects are coloured in the month of a day."""
    known = LightChoice.objects.filter(first_month__lte=day).order_by("-first_month", "-id")
    name = known.values_list("preset", flat=True).first()
    return PRESETS.get(name or "") or next(iter(PRESETS.values()))


LOOKUPS = {"equal": "exact", "below": "lt", "at_least": "gte"}


def with_light(projects: Any, asked: AsOf, rules: RuleSet) -> Any:
    """Let rows carry their light; a fact that is not known never holds, and what no rule colours is grey."""
    names = sorted({condition.fact for rule in rules.rules for condition in rule.when} & set(FACTS))
    steps = [
        When(
            reduce(and_, (Q(**{f"{each.fact}__{LOOKUPS[each.is_]}": each.value}) for each in rule.when)),
            then=Value(str(rule.light)),
        )
        for rule in rules.rules
        if rule.when and all(each.fact in FACTS for each in rule.when)
    ]
    light = Case(*steps, default=Value(Light.GREY.value), output_field=CharField())
    return with_facts(projects, asked, *names).annotate(light=light)
