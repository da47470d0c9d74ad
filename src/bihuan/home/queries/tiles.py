"""The strip of numbers above a desk. Each tile as a whole leads to the rows behind its number."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import SourceType
from bihuan.kernel.figures import Figure
from bihuan.kernel.lights import Light
from bihuan.kernel.periods import name_of
from bihuan.people.models import Person
from bihuan.supervision.models import DONE, REVIEWING
from bihuan.supervision.queries import DESK, Overview, Span, Year
from bihuan.supervision.queries.figures import Column
from bihuan.supervision.queries.months import percent

LIGHTS = {"overdue": Light.RED, "report_overdue": Light.RED, "due_soon": Light.AMBER}


def link(**filters: Any) -> str:
    """The way to the rows behind a number."""
    return f"{_register()}?{urlencode(filters)}"


@cache
def _register() -> str:
    """A desk leads to the register hundreds of times; its address is the same for everybody."""
    return reverse("supervision:task_list")


@dataclass(frozen=True)
class Tile:
    """A number with its name, what it is to be seen against, and where it is bad news its light.

    `spark` are the same number's twelve months, `whole` is what it is a part of, `mark` what it is held
    against.
    """

    label: Any
    figure: Figure
    note: str = ""
    spark: tuple[float, ...] = ()
    whole: int = 0
    mark: float | None = None

    @property
    def light(self) -> str:
        return LIGHTS.get(self.figure.name, "") if self.figure.value else ""


def with_ways(found: Overview) -> Overview:
    """All numbers of a desk, each with the way to its rows."""
    figures = {name: replace(figure, url=link(group=name)) for name, figure in found.figures.items()}
    year = Year([_with_ways(month) for month in found.year.months], _with_ways(found.year.whole))
    return Overview(figures, year)


def own_columns(person: Person) -> dict[str, Column]:
    """What a leader answers for: results that wait for him, his instructions, and how many are concluded."""
    told = Q(leader=person, source_type=SourceType.INSTRUCTION)
    return {
        "to_conclude": Column(
            _("Results that wait for me"),
            _("Matters that the leader answers for, whose results have been submitted and not concluded"),
            lambda today: Q(leader=person, status__in=REVIEWING),
        ),
        "instructed": Column(
            _("My instructions"), _("Matters from the leader's instructions"), lambda today: told
        ),
        "instructed_done": Column(
            _("My instructions, concluded"),
            _("Matters from the leader's instructions that have been concluded"),
            lambda today: told & Q(status__in=DONE),
        ),
    }


def _with_ways(span: Span) -> Span:
    months = name_of(span.period)
    done = link(group="done", ended=months)
    return Span(
        span.period,
        replace(span.sent, url=link(group="all", sent=months)),
        replace(span.ended, url=done),
        replace(span.on_time, url=link(group="on_time", ended=months)),
        replace(span.share, url=done),
    )


def standing(found: dict[str, Figure], *names: str) -> list[Tile]:
    """What stands where now; what is late also as a part of what is in hand."""
    return [_standing(name, found) for name in names]


def awaited(found: dict[str, Figure]) -> Tile:
    """The results that wait for a leader's own word."""
    return Tile(_("Results that wait for me"), found["to_conclude"])


def _standing(name: str, found: dict[str, Figure]) -> Tile:
    figure, open_ = found[name], found["open"].value
    if name == "open":
        said = gettext("%(reviewing)s under review, %(asking)s to decide")
        note = said % {"reviewing": found["reviewing"].value, "asking": found["asking"].value}
        return Tile(DESK[name].label, figure, note)
    if not open_:
        return Tile(DESK[name].label, figure)
    note = gettext("%(share)s%% of what is in hand") % {"share": percent(figure.value, open_)}
    return Tile(DESK[name].label, figure, note, whole=open_)


MONTHLY: dict[str, tuple[Any, Callable[[Span], Figure]]] = {
    "sent": (_("Dispatched this month"), lambda month: month.sent),
    "ended": (_("Concluded this month"), lambda month: month.ended),
}


def monthly(year: Year, *names: str) -> list[Tile]:
    """What this month brought, with its twelve months as a line and the month before in words."""
    return [_monthly(year, name) for name in names]


def _monthly(year: Year, name: str) -> Tile:
    label, which = MONTHLY[name]
    note = gettext("%(count)s last month") % {"count": which(year.last).value}
    return Tile(label, which(year.this), note, tuple(which(month).value for month in year.months))


def share(year: Year) -> Tile:
    """How much of what was concluded this month was on time, against all twelve months."""
    this, usual = year.this, year.whole.share.value
    line = tuple(month.share.value for month in year.months if month.share.value is not None)
    words = {"part": this.on_time.value, "whole": this.ended.value, "usual": usual}
    note = gettext("%(part)s of %(whole)s; 12 months %(usual)s%%") % words if usual is not None else ""
    return Tile(_("On time this month"), this.share, note, line, mark=usual)
