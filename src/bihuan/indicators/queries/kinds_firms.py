"""The numbers about firms above scale that can be asked for by name, over the firms that a reader sees."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.indicators.models import Firm, FirmRevenue, FirmRule, FirmSpell
from bihuan.indicators.rules.firms import WINDOW, trade_names, trades
from bihuan.kernel.figures import Figure, Grouping, Kind, Scope, Shown
from bihuan.kernel.periods import Period, month_of, shifted, year_of
from bihuan.people.models import Person
from bihuan.ui.scopes import months_in, number_in, one_of

ASKS = ("unit", "trade", "month")
LEAST = -(2**53)


@dataclass(frozen=True)
class Bar:
    """Where the line runs, and the twelve months over which revenue is added up."""

    rule: FirmRule | None
    period: Period | None


def bar_now(today: date) -> Bar:
    """The rule in force, which is no secret, and the twelve months up to the last that has come in."""
    last = FirmRevenue.objects.filter(month__lte=today).aggregate(last=Max("month"))["last"]
    period = Period(shifted(last, 1 - WINDOW), month_of(last).last) if last else None
    return Bar(FirmRule.objects.order_by("-number").first(), period)


def earning(period: Period | None, low: int, high: int) -> Any:
    """Firms whose revenue of all twelve months is known, and lies from `low` up to below `high`."""
    if period is None:
        return FirmRevenue.objects.none().values("firm")
    rows = FirmRevenue.objects.filter(month__range=(period.first, period.last)).order_by().values("firm")
    told = rows.annotate(months=Count("pk"), sum=Sum("amount"))
    return told.filter(months=WINDOW, sum__gte=low, sum__lt=high).values("firm")


def standing(day: date) -> Q:
    """Stays that hold on a day."""
    return Q(entered__lte=day) & (Q(left=None) | Q(left__gt=day))


def near_rows(rows: Any, bar: Bar, today: date) -> Any:
    """Of some firms those that are not on the roll and earned nearly the line in twelve months."""
    if bar.rule is None:
        return rows.none()
    inside = FirmSpell.objects.filter(standing(today)).values("firm")
    return rows.filter(pk__in=earning(bar.period, bar.rule.near, bar.rule.line)).exclude(pk__in=inside)


def falling_rows(rows: Any, bar: Bar, today: date) -> Any:
    """Of some firms those on the roll that earned less than the line in twelve months."""
    if bar.rule is None:
        return rows.none()
    inside = FirmSpell.objects.filter(standing(today)).values("firm")
    return rows.filter(pk__in=earning(bar.period, LEAST, bar.rule.line)).filter(pk__in=inside)


def _narrowed(rows: Any, scope: Scope, path: str = "") -> Any:
    """Rows of one county or park, of one trade."""
    unit, trade = number_in(scope, "unit"), one_of(scope, "trade", trades())
    if unit:
        rows = rows.filter(**{f"{path}unit": unit})
    return rows.filter(**{f"{path}industry__startswith": trade}) if trade else rows


def _count(rows: Any) -> int:
    return int(rows.count())


MEASURE: Callable[[Any], int] = _count


def _net(came: Q, went: Q) -> Callable[[Any], int]:
    def measure(rows: Any) -> int:
        told = rows.aggregate(came=Count("pk", filter=came), went=Count("pk", filter=went))
        return int(told["came"] - told["went"])

    return measure


def _spells(name: str, person: Person, today: date, scope: Scope) -> tuple[Any, Callable[[Any], int]]:
    """The stays behind a figure, and what it measures of them."""
    rows = _narrowed(FirmSpell.objects.visible_to(person), scope, "firm__")
    if name == "roll":
        return rows.filter(standing(months_in(scope, month_of(today)).last)), _count
    period = months_in(scope, year_of(today))
    span = (period.first, period.last)
    came, went = Q(entered__range=span), Q(left__range=span)
    if name == "net":
        return rows.filter(came | went), _net(came, went)
    return rows.filter(came if name == "entered" else went), _count


def firm_figure(
    name: str, person: Person, today: date, scope: Scope, *, value: int | None = None, bar: Bar | None = None
) -> Figure:
    """A figure about the firms that somebody sees; `value` and `bar` where they are known already."""
    if name in ("near", "falling"):
        keep = near_rows if name == "near" else falling_rows
        seen = _narrowed(Firm.objects.visible_to(person), scope)
        rows, measure = keep(seen, bar or bar_now(today), today), MEASURE
    else:
        rows, measure = _spells(name, person, today, scope)
    found = measure(rows) if value is None else value
    figure = Figure(name, found, str(_("firms")), str(TOLD[name][1]), today, rows, measure)
    return figure.of_kind(f"firms.{name}", {word: scope.get(word, "") for word in _asks(name)})


TOLD = {
    "entered": (
        gettext_lazy("Firms that came onto the roll"),
        gettext_lazy("Firms that came onto the roll in this time"),
    ),
    "left": (gettext_lazy("Firms that left the roll"), gettext_lazy("Firms that left the roll in this time")),
    "net": (
        gettext_lazy("Net gain of firms above scale"),
        gettext_lazy("Firms that came onto the roll in this time less those that left it"),
    ),
    "roll": (gettext_lazy("Firms above scale"), gettext_lazy("Firms on the roll at the end of this time")),
    "near": (
        gettext_lazy("Firms near the line"),
        gettext_lazy("Firms not on the roll that earned nearly the line in the last twelve months known"),
    ),
    "falling": (
        gettext_lazy("Firms on the roll below the line"),
        gettext_lazy("Firms on the roll that earned less than the line in the last twelve months known"),
    ),
}


def kinds() -> list[Kind]:
    """All kinds about firms."""
    return [
        Kind(
            f"firms.{name}",
            label,
            partial(firm_figure, name),
            _asks(name),
            _ways(name),
            is_average=name == "net",
        )
        for name, (label, _formula) in TOLD.items()
    ]


def _asks(name: str) -> tuple[str, ...]:
    return ASKS[:2] if name in ("near", "falling") else ASKS


def _ways(name: str) -> dict[str, Grouping]:
    is_firm = name in ("near", "falling")
    unit, industry = ("unit", "industry") if is_firm else ("firm__unit", "firm__industry")
    ways = {
        "unit": Grouping(gettext_lazy("County or park"), unit, narrows="unit"),
        "trade": Grouping(gettext_lazy("Trade"), Substr(F(industry), 1, 2), trade_names, "trade"),
    }
    if name == "entered":
        ways["reason"] = Grouping(gettext_lazy("Reason"), "entry")
    if name == "left":
        ways["reason"] = Grouping(gettext_lazy("Reason"), "exit")
    return ways


def shown() -> list[Shown]:
    """How firms and their stays are shown."""
    return [
        Shown(
            "indicators.firm",
            title=lambda row: row.name,
            url=lambda row: reverse("indicators:firm_detail", args=[row.pk]),
            needs=("unit",),
            unit=lambda row: row.unit,
            state=lambda row: trade_names([row.industry[:2]])[row.industry[:2]],
        ),
        Shown(
            "indicators.firmspell",
            title=lambda row: row.firm.name,
            url=lambda row: reverse("indicators:firm_detail", args=[row.firm_id]),
            needs=("firm__unit",),
            unit=lambda row: row.firm.unit,
            state=lambda row: row.get_exit_display() if row.left else row.get_entry_display(),
            day=lambda row: row.left or row.entered,
        ),
    ]
