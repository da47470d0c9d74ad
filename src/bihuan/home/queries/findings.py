"""What a desk has found, each in one sentence with a number in it, and the rows that bear it out."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.home.queries.tiles import link
from bihuan.kernel.intervals import FEWEST, Band
from bihuan.kernel.periods import name_of
from bihuan.people.models import Person
from bihuan.supervision.queries import DESK, Span, UnitStanding, Year, unit_standings
from bihuan.supervision.queries.months import twelve
from bihuan.supervision.queries.standing import NOW, compared_said
from bihuan.ui.charts import Column
from bihuan.ui.templatetags.parts import fullmonth, month

# From each end of the list of units.
MOST = 5
SHORT = 6
RANKED = ("overdue", "report_overdue", "open")


@dataclass(frozen=True)
class Course:
    """Twelve months as columns, and what they show."""

    title: str
    year: Year
    columns: list[Column]


def course(year: Year) -> Course:
    """What twelve months brought."""
    columns = [Column(month(each.period.first), each.ended.value, each.on_time.value) for each in year.months]
    return Course(_course_said(year), year, columns)


def _course_said(year: Year) -> str:
    if not year.whole.ended.value:
        return _("Nothing was concluded in the last 12 months")
    words = {"ended": year.whole.ended.value, "share": year.whole.share.value}
    judged = [each for each in year.months if each.ended.value >= FEWEST]
    if not judged:
        return _("12 months: %(ended)s concluded, %(share)s%% of them on time") % words
    lowest: Span = min(judged, key=lambda each: each.share.value)
    words |= {"month": fullmonth(lowest.period.first), "low": lowest.share.value}
    return (
        _("12 months: %(ended)s concluded, %(share)s%% on time; lowest in %(month)s with %(low)s%%") % words
    )


@dataclass(frozen=True)
class Comparison:
    """The units with enough to be judged, the lowest share first, and how many had too little."""

    title: str
    average: float | None
    units: list[UnitStanding]
    few: int
    least: int = FEWEST


def compared(found: list[UnitStanding]) -> Comparison:
    """Which units are on time clearly less or more often than all together."""
    counts = Counter(each.judged.band for each in found if each.judged)
    judged = [each for each in found if each.judged and each.judged.band != Band.FEW]
    judged.sort(key=lambda each: (each.share.value, -each.ended.value, each.unit_id))
    average = next((each.judged.average for each in found if each.judged), None)
    shown = judged if len(judged) <= 2 * MOST else judged[:MOST] + judged[-MOST:]
    return Comparison(compared_said(counts), average, shown, counts[Band.FEW])


def standings(person: Person, today: date) -> list[UnitStanding]:
    """Where each unit stands, each number with the way to its rows."""
    months = name_of(twelve(today))
    return [_with_ways(each, months) for each in unit_standings(person, today)]


def _with_ways(found: UnitStanding, months: str) -> UnitStanding:
    done = link(group="done", lead=found.unit_id, ended=months)
    on_time = link(group="on_time", lead=found.unit_id, ended=months)
    return replace(
        found,
        now={
            name: replace(figure, url=link(group=name, lead=found.unit_id))
            for name, figure in found.now.items()
        },
        ended=replace(found.ended, url=done),
        on_time=replace(found.on_time, url=on_time),
        share=replace(found.share, url=done),
    )


@dataclass(frozen=True)
class Late:
    """The units with the most that is late, in a sentence and in rows."""

    title: str
    labels: list[Any]
    units: list[UnitStanding]


def latest(found: list[UnitStanding]) -> Late:
    """Whose matters and reports are late, the worst first."""
    ranked = sorted(found, key=lambda each: [-each.now[name].value for name in RANKED])
    late = [each for each in ranked if each.now["overdue"].value or each.now["report_overdue"].value]
    return Late(_latest_said(late), [DESK[name].label for name in NOW], late[:SHORT])


def _latest_said(late: list[UnitStanding]) -> str:
    if not late:
        return _("No unit is late")
    words = {"count": len(late), "unit": late[0].name}
    said = ngettext("%(count)s unit is late: %(unit)s", "%(count)s units are late, most %(unit)s", len(late))
    return said % words


def late(count: int, days_left: int | None) -> str:
    """How many matters are overdue, and the longest for how long."""
    if not count or days_left is None:
        return _("Nothing is overdue")
    said = ngettext(
        "%(count)s matter overdue, for %(days)s days",
        "%(count)s matters overdue, the longest for %(days)s days",
        count,
    )
    return said % {"count": count, "days": -days_left}
