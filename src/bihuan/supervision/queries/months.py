"""What the last twelve months brought, month by month. Each number opens into its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import F, Q
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.figures import Figure
from bihuan.kernel.periods import Period, months_to, name_of
from bihuan.supervision.models.item import ItemQuerySet, ended_in, sent_in
from bihuan.supervision.queries.tally import Asked

MONTHS = 12
WHOLE = 100
ON_TIME = Q(done_date__lte=F("finish_due"))
# How many counts `asked` asks for, by name.
WIDTHS = {"sent": MONTHS, "ended": 2 * MONTHS}
FORMULAS = {
    "sent": _("Matters dispatched in the month"),
    "ended": _("Matters concluded, by the day on which the accepted result was handed in"),
    "ended_on_time": _("Of these: handed in by the finish date in force"),
    "share": _("Concluded matters handed in by the finish date, of all that were concluded"),
}


@dataclass(frozen=True)
class Span:
    """Some days: what was dispatched in them, and what was concluded and how much of it on time."""

    period: Period
    sent: Figure
    ended: Figure
    on_time: Figure
    share: Figure


@dataclass(frozen=True)
class Year:
    """Twelve months, oldest first, and all of them together."""

    months: list[Span]
    whole: Span

    @property
    def this(self) -> Span:
        return self.months[-1]

    @property
    def last(self) -> Span:
        return self.months[-2]


def twelve(today: date) -> Period:
    """Twelve whole months that end with this one."""
    months = months_to(today, MONTHS)
    return Period(months[0].first, months[-1].last)


def asked(seen: ItemQuerySet, today: date) -> dict[str, Asked]:
    """What has to be counted for a year: only rows of its months, each found along an index.

    What ended is walked once, for all of it and for what was on time.
    """
    months, whole = months_to(today, MONTHS), twelve(today)
    ended = [ended_in(month) for month in months]
    return {
        "sent": Asked(seen.filter(sent_in(whole)), [sent_in(month) for month in months]),
        "ended": Asked(seen.filter(ended_in(whole)), [*ended, *(month & ON_TIME for month in ended)]),
    }


def year_of(counts: Mapping[str, list[int]], seen: ItemQuerySet, today: date) -> Year:
    """The year that these counts make."""
    columns = [counts["sent"], counts["ended"][:MONTHS], counts["ended"][MONTHS:]]
    months = months_to(today, MONTHS)
    spans = [_span(seen, month, numbers, today) for month, *numbers in zip(months, *columns, strict=True)]
    return Year(spans, _span(seen, twelve(today), [sum(column) for column in columns], today))


def _span(seen: ItemQuerySet, period: Period, counts: list[int], today: date) -> Span:
    sent, ended, on_time = counts
    said = partial(_of_span, period, today)
    done = SimpleLazyObject(lambda: seen.filter(ended_in(period)))
    kept = SimpleLazyObject(lambda: seen.filter(ended_in(period)).filter(ON_TIME))
    return Span(
        period,
        said("sent", sent, SimpleLazyObject(lambda: seen.filter(sent_in(period)))),
        said("ended", ended, done),
        said("ended_on_time", on_time, kept),
        said("share", percent(on_time, ended), done),
    )


def _of_span(period: Period, today: date, name: str, value: Any, rows: Any) -> Figure:
    return figure(name, value, rows, today).of_kind(f"supervision.{name}", {"month": name_of(period)})


def figure(name: str, value: Any, rows: Any, today: date) -> Figure:
    """A count of concluded or dispatched matters, or the share of them that was on time."""
    is_share = name == "share"
    return Figure(
        name=name,
        value=value,
        unit="%" if is_share else str(_("matters")),
        formula=str(FORMULAS[name]),
        as_of=today,
        rows=rows,
        measure=_share_of if is_share else _count,
    )


def percent(part: int, whole: int) -> float | None:
    """A share in per cent with one decimal; none of nothing."""
    return round(part / whole * WHOLE, 1) if whole else None


def _count(rows: ItemQuerySet) -> int:
    return rows.count()


def _share_of(rows: ItemQuerySet) -> float | None:
    return percent(rows.filter(ON_TIME).count(), rows.count())
