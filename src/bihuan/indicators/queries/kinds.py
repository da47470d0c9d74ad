"""The numbers about indicators that can be asked for by name, and how their rows are shown."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.indicators.models import Area, Indicator, Reading, ReadingBatch
from bihuan.indicators.queries.overview import city_of, missing
from bihuan.kernel.errors import Invalid
from bihuan.kernel.figures import Figure, Grouping, Kind, Scope, Shown
from bihuan.kernel.periods import month_of
from bihuan.people.models import Person
from bihuan.ui.scopes import months_in, number_in

ASKS = ("indicator", "area", "month", "batch")


def _count(rows: Any) -> int:
    return int(rows.count())


def missing_figure(pks: Sequence[int], person: Person, area: Area | None, today: date) -> Figure:
    """How many indicators of an area lack a reading, over the indicators themselves."""
    rows = Indicator.objects.visible_to(person).filter(pk__in=pks)
    formula = _("Indicators in force whose last reading should have appeared by this day and has not come in")
    figure = Figure("missing", len(pks), str(_("indicators")), str(formula), today, rows, _count)
    return figure.of_kind("indicators.missing", {"area": area.pk if area else ""})


def current_figure(person: Person, today: date, scope: Scope) -> Figure:
    """How many published numbers no later publication has replaced."""
    rows = Reading.objects.visible_to(person).current()
    for word in ("indicator", "area", "batch"):
        if pk := number_in(scope, word):
            rows = rows.filter(**{word: pk})
    if scope.get("month"):
        period = months_in(scope, month_of(today))
        rows = rows.filter(month__range=(period.first, period.last))
    formula = str(_("Published numbers that no later publication has replaced"))
    figure = Figure("readings", rows.count(), str(_("numbers")), formula, today, rows, _count)
    return figure.of_kind("indicators.readings", {word: scope.get(word, "") for word in ASKS})


def of_batch(person: Person, batch: ReadingBatch, today: date) -> Figure:
    """How many numbers of a publication are current."""
    return current_figure(person, today, {"batch": str(batch.pk)})


def _missing(person: Person, today: date, scope: Scope) -> Figure:
    pk = number_in(scope, "area")
    area = city_of(person) if pk is None else Area.objects.visible_to(person).filter(pk=pk).first()
    if pk is not None and area is None:
        raise Invalid(_("There is no such area."))
    figure = missing_figure(missing(person, area, today) if area else [], person, area, today)
    return figure.of_kind("indicators.missing", {"area": pk or ""})


def kinds() -> list[Kind]:
    """All kinds of this room."""
    ways = {
        "indicator": Grouping(_("Indicator"), "indicator", narrows="indicator"),
        "area": Grouping(_("Area"), "area", narrows="area"),
        "vintage": Grouping(_("How final"), "vintage"),
        "month": Grouping(_("Month"), "month"),
    }
    owner = {"owner": Grouping(_("Unit that answers for it"), "owner")}
    label = pgettext_lazy("figure", "Published numbers")
    return [
        Kind("indicators.readings", label, current_figure, ASKS, ways),
        Kind("indicators.missing", _("Readings that are missing"), _missing, ("area",), owner),
    ]


def shown() -> list[Shown]:
    """How indicators and published numbers are shown."""
    return [
        Shown(
            "indicators.indicator",
            title=lambda row: row.name,
            url=lambda row: reverse("indicators:indicator_detail", args=[row.pk]),
            needs=("owner",),
            unit=lambda row: row.owner,
            state=lambda row: row.get_origin_display(),
        ),
        Shown(
            "indicators.reading",
            title=lambda row: f"{row.indicator.name} {row.area.name} {row.shown}",
            url=lambda row: reverse("indicators:publication_detail", args=[row.batch_id]),
            needs=("indicator__owner", "area"),
            unit=lambda row: row.indicator.owner,
            state=lambda row: row.get_vintage_display(),
            day=lambda row: row.month,
        ),
    ]
