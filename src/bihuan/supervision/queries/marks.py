"""Marks against units: beside the events that left them, and counted for a unit and a period."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.figures import Figure
from bihuan.kernel.periods import Period
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import Appeal, Decision, Mark, MarkKind, Statement, SupervisionItem
from bihuan.supervision.queries.filters import Filters, selected
from bihuan.supervision.queries.history import Entry
from bihuan.supervision.rules.marks import may_decide
from bihuan.supervision.rules.moves import is_concluder, live_parts
from bihuan.ui.schemas import place

PAGE = 50
FORMULAS = {
    MarkKind.LATE_REPORT: _("Reports that came after their date"),
    MarkKind.LATE_FINISH: _("Results handed in after the finish date, and accepted"),
    MarkKind.RETURNED: _("Times the office returned a result"),
    MarkKind.FOUND_FALSE: _("Times a verification or a person affected found a result not true"),
    MarkKind.UNSIGNED: _("Times the unit had not signed by its date"),
    MarkKind.RELAPSED: _("Times a look-back found that the result of a closed matter had not lasted"),
}


@dataclass(frozen=True)
class Against:
    """A mark with what the unit says to it, and what this reader can do about it."""

    mark: Mark
    statement: Statement | None
    appeal: Appeal | None
    may_explain: bool = False
    may_appeal: bool = False
    may_decide: bool = False


def beside(item: SupervisionItem, entries: list[Entry], person: Person, today: date) -> list[Entry]:
    """The timeline with each mark beside the event that left it; one query, and none without a mark."""
    if not any(entry.marks for entry in entries):
        return entries
    rows = Mark.objects.filter(item=item).select_related("unit", *_WITH)
    found = {row.pk: _against(row, item, person, today) for row in rows}
    return [
        replace(entry, against=tuple(found[pk] for pk in entry.marks if pk in found))
        if entry.marks
        else entry
        for entry in entries
    ]


_WITH = ("statement", "statement__by", "appeal", "appeal__by", "appeal__decided_by")


def _against(mark: Mark, item: SupervisionItem, person: Person, today: date) -> Against:
    statement, appeal = getattr(mark, "statement", None), getattr(mark, "appeal", None)
    parts = {part.unit_id for part in live_parts(item)}
    access = person.access
    may_appeal = appeal is None and mark.unit_id in access.headed & parts and mark.appeal_by >= today
    is_pending = appeal is not None and appeal.decision == Decision.PENDING
    return Against(
        mark,
        statement,
        appeal,
        may_explain=statement is None and mark.unit_id in access.units & parts,
        may_appeal=may_appeal,
        may_decide=is_pending and is_concluder(person, item) and may_decide(person, item, mark),
    )


def mark_figures(person: Person, unit: Unit, period: Period, today: date) -> dict[str, Figure]:
    """What counts against a unit in some days, by kind; one query along the unit's own marks."""
    rows = counted_against(person, unit.pk, period)
    counts = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    return {
        kind.value: Figure(
            name=kind.value,
            value=counts.get(kind.value, 0),
            unit=str(_("times")),
            formula=str(FORMULAS[kind]),
            as_of=today,
            rows=SimpleLazyObject(partial(rows.filter, kind=kind)),
            measure=_count,
        ).of_kind(f"supervision.mark_{kind.value}", {"unit": unit.pk, **_days(period)})
        for kind in MarkKind
    }


def _days(period: Period) -> dict[str, object]:
    return {"first": period.first, "last": period.last}


def unchanged_of(person: Person, unit: Unit, today: date) -> Figure:
    """The matters led by a unit on which it has reported that nothing had changed; no mark, but counted."""
    filters = Filters(group="unchanged", lead=unit.pk)
    rows = selected(person, filters, today)
    return Figure(
        name="unchanged",
        value=rows.count(),
        unit=str(_("matters")),
        formula=str(_("Matters led by the unit on which it has reported that nothing had changed")),
        as_of=today,
        rows=rows,
        measure=_count,
        url=f"{reverse('supervision:task_list')}?group=unchanged&lead={unit.pk}",
    )


def counted_against(person: Person, unit_id: int | None, period: Period) -> Any:
    """The marks of some days that count, against one unit or against all that a person sees."""
    if unit_id is not None:
        return _marks_of(person, unit_id, period).counting()
    return Mark.objects.visible_to(person).counting().filter(day__gte=period.first, day__lte=period.last)


def _marks_of(person: Person, unit_id: int, period: Period) -> Any:
    own = Mark.objects.filter(unit=unit_id, day__gte=period.first, day__lte=period.last)
    # Whoever sees the city, or works for the unit, sees all that counts against it.
    if person.access.sees_city or unit_id in person.access.units | person.access.overseen:
        return own
    return own.visible_to(person)


@dataclass(frozen=True)
class MarkPage:
    """Some marks, the newest first, and where the next page begins."""

    rows: list[Against]
    after: str
    total: int | None = None


def mark_page(person: Person, unit: Unit, period: Period, kind: str, after: str, today: date) -> MarkPage:
    """The marks against a unit with its own words beside them: of one kind, those that count; else all."""
    rows = _marks_of(person, unit.pk, period)
    if kind in MarkKind.values:
        rows = rows.counting().filter(kind=kind)
    low = place(after)
    if low:
        rows = rows.filter(pk__lt=low)
    found = list(rows.select_related("item", "unit", *_WITH).order_by("-id")[: PAGE + 1])
    shown = [Against(row, getattr(row, "statement", None), getattr(row, "appeal", None)) for row in found]
    return MarkPage(shown[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def marks_of(item: SupervisionItem) -> Iterable[Mark]:
    """The marks on one matter, for programs."""
    return Mark.objects.filter(item=item).select_related("unit", *_WITH).order_by("id")


def _count(rows: QuerySet[Mark]) -> int:
    return rows.count()
