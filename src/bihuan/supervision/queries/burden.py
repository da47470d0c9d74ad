"""What is asked of each unit in a month: signatures, reports, inputs, slips; what is asked without end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, Value
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from bihuan.journal import clock
from bihuan.kernel.figures import Figure
from bihuan.kernel.periods import Period, name_of
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import (
    LIVE,
    REPORTING,
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    Report,
    ReportCycle,
    ReportKind,
    Slip,
    Status,
    SupervisionItem,
)
from bihuan.supervision.queries.ladders import collecting

LABELS: dict[str, tuple[Any, Any]] = {
    "signatures": (_("Signatures asked"), _("Parts of matters that had to be signed for in the month")),
    "reports": (_("Reports given"), _("Reports that answered a date of the month")),
    "owed": (_("Reports owed"), _("Reports that are due in the month and have not come")),
    "inputs": (_("Inputs asked"), _("Inputs to the lead unit that were due in the month")),
    "slips": (_("Slips put"), _("Supervision slips put to the unit in the month")),
    "twice": (
        _("Asked twice"),
        _("Matters in hand under the same title as an earlier one that the unit has in hand, too"),
    ),
    "endless": (
        _("Asked without end or basis"),
        _("Matters that today ask for regular reports without an end, or without a basis or document"),
    ),
}


# What each of these makes somebody fill in: the fields of its form, without evidence and ticks.
FIELDS = {"signatures": 1, "reports": 3, "owed": 3, "inputs": 3}
FILLED_IN = (
    _("Fields asked"),
    _("Fields of the forms behind all these requests, filled in or to be filled in"),
)


@dataclass(frozen=True)
class Asked:
    """Of whom a reader sees what was asked, and in which month."""

    person: Person
    period: Period
    today: date

    def rows(self, name: str, unit_id: int | None = None) -> Any:
        """What one number counts, for one unit or for all that the reader sees."""
        found = _ROWS[name](self.period)
        if self.person.access.sees_city:
            return found if unit_id is None else found.filter(unit_id=unit_id)
        return found.filter(self._of(unit_id), item__in=SupervisionItem.objects.visible_to(self.person))

    def _of(self, unit_id: int | None) -> Q:
        access = self.person.access
        mine = access.units | access.overseen
        if unit_id is None:
            return Q(unit_id__in=mine)
        return Q(unit_id=unit_id) if unit_id in mine else Q(pk__in=[])


def _parts(**conditions: Any) -> Any:
    return Assignment.objects.live().exclude(status=AssignmentStatus.WAITING).filter(**conditions)


def _between(column: str, period: Period) -> dict[str, Any]:
    return {f"{column}__gte": period.first, f"{column}__lte": period.last}


def _reports(period: Period) -> Any:
    return Report.objects.filter(**_between("answers_due", period)).exclude(kind=ReportKind.INPUT)


def _leads(**conditions: Any) -> Any:
    return _parts(**conditions).filter(collecting())


def _slips(period: Period) -> Any:
    first, end = clock.midnight(period.first), clock.midnight(period.last + timedelta(1))
    return Slip.objects.filter(at__gte=first, at__lt=end)


def _endless(_period: Period) -> Any:
    recurring = _leads(item__status__in=LIVE).exclude(item__report_cycle=ReportCycle.NONE)
    baseless = Q(item__basis="", item__document=None)
    return recurring.filter(Q(item__status=Status.LONG_TERM) | baseless | Q(item__finish_due=None))


def _twice(_period: Period) -> Any:
    """Parts of a lead unit beside an earlier part of the same unit in a matter of the same title."""
    earlier = _leads(
        item__status__in=LIVE,
        item__title=OuterRef("item__title"),
        unit=OuterRef("unit"),
        item__lt=OuterRef("item"),
    )
    return _leads(item__status__in=LIVE).filter(Exists(earlier))


_ROWS: dict[str, Callable[[Period], Any]] = {
    "signatures": lambda period: _parts(**_between("sign_due", period)),
    "reports": _reports,
    "owed": lambda period: _leads(item__status__in=REPORTING, **_between("item__report_due", period)),
    "inputs": lambda period: _parts(role=AssignmentRole.CO, **_between("input_due", period)),
    "slips": _slips,
    "twice": _twice,
    "endless": _endless,
}


@dataclass(frozen=True)
class BurdenLine:
    """What was asked of one unit, or with no unit of all together."""

    unit: Unit | None
    figures: dict[str, Figure]


def burden_report(asked: Asked) -> list[BurdenLine]:
    """All together, then each unit, whoever is asked most first; one query for all numbers, one for units."""
    counts: dict[int, dict[str, int]] = {}
    first, *others = [_counted(asked, name) for name in LABELS]
    for unit_id, count, name in first.union(*others, all=True):
        counts.setdefault(unit_id, {})[name] = count
    units = Unit.objects.in_bulk(counts)
    order = sorted(counts, key=lambda pk: (-sum(counts[pk].values()), pk))
    total = {name: sum(each.get(name, 0) for each in counts.values()) for name in LABELS}
    lines = [BurdenLine(units[pk], _figures(asked, counts[pk], pk)) for pk in order]
    return [BurdenLine(None, _figures(asked, total, None)), *lines]


def _counted(asked: Asked, name: str) -> Any:
    by_unit = asked.rows(name).order_by().values("unit_id").annotate(count=Count("pk"))
    return by_unit.annotate(what=Value(name, CharField())).values_list("unit_id", "count", "what")


def asked_figure(asked: Asked, name: str, value: int, unit_id: int | None) -> Figure:
    """One number about one unit, or about all that the reader sees."""
    rows = SimpleLazyObject(partial(asked.rows, name, unit_id))
    formula = str(LABELS[name][1])
    figure = Figure(name, value, str(_("times")), formula, asked.today, rows, _count)
    return figure.of_kind(
        f"supervision.asked_{name}", {"unit": unit_id or "", "month": name_of(asked.period)}
    )


def _figures(asked: Asked, counts: dict[str, int], unit_id: int | None) -> dict[str, Figure]:
    found = {name: asked_figure(asked, name, counts.get(name, 0), unit_id) for name in LABELS}
    return found | {"fields": _filled_in(found, asked.today)}


def _filled_in(found: dict[str, Figure], today: date) -> Figure:
    """How many fields all this means; it opens into the numbers that it is made of."""
    return Figure(
        name="fields",
        value=sum(found[name].value * each for name, each in FIELDS.items()),
        unit=str(_("fields")),
        formula=str(FILLED_IN[1]),
        as_of=today,
        rows={name: found[name].rows for name in FIELDS},
        measure=_count_fields,
    )


def _count_fields(rows: Any) -> int:
    return sum(int(rows[name].count()) * each for name, each in FIELDS.items())


def _count(rows: Any) -> int:
    return int(rows.count())
