"""The list of matters: filters in SQL, pages by key, search by two-character grams."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.journal.kept import kept
from bihuan.kernel import bigrams
from bihuan.kernel.errors import Invalid
from bihuan.kernel.lights import Light
from bihuan.people.models import Person, Role
from bihuan.supervision.models import (
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    SupervisionItem,
)
from bihuan.supervision.models.item import (
    ItemQuerySet,
)
from bihuan.supervision.queries.filters import DATED, Filters, Form, Search, form_of, grams_of, with_grams
from bihuan.supervision.queries.lights import (
    shining,
    with_rules,
)
from bihuan.supervision.rules.clocks import is_report_overdue
from bihuan.supervision.rules.facts import FACTS
from bihuan.supervision.rules.moves import live_parts
from bihuan.ui.schemas import LARGEST_ID, place

PAGE = 50
# Rows that the grams of a phrase find are read in rounds of so many; the words themselves decide.
CANDIDATES = 200
MOST_ROUNDS = 5


@dataclass(frozen=True)
class Row:
    """One matter in a list."""

    item: SupervisionItem
    leads: tuple[str, ...]
    co_units: tuple[str, ...]
    light: Light
    days_left: int | None
    is_report_overdue: bool


@dataclass(frozen=True)
class Page:
    """Some rows, and the key at which the next page begins; empty when there is none."""

    rows: list[Row]
    next: str


def item_list(person: Person, filters: Filters, today: date, cursor: str = "", limit: int = PAGE) -> Page:
    """A page of the list: what is due first comes first; what a phrase finds, newest first."""
    if filters.phrase.strip():
        rows, last = _search(person, filters, today, cursor, limit)
        return Page(_rows(rows, today), last)
    form, who = form_of(filters, today), {"person": person, "unit": filters.unit}
    day, after = _parse(cursor)
    is_past_dates = bool(cursor) and day is None
    found = [] if is_past_dates else _dated(form, limit + 1, **who, day=day, after=after)
    if len(found) <= limit and not (form.by(person, filters.unit).is_living or filters.group in DATED):
        found += _undated(form, limit + 1 - len(found), **who, after=after if is_past_dates else 0)
    following = _key(found[limit - 1]) if len(found) > limit else ""
    return Page(_rows(found[:limit], today), following)


def _along(asked: Search) -> tuple[ItemQuerySet, str, Q]:
    """What is selected, the date along which to walk it, and which dates count.

    Living work is walked along an index that holds nothing else; one unit's, along that unit's own.
    """
    person, filters = asked.person, asked.filters
    seen = SupervisionItem.objects.visible_to(person)
    if not asked.is_living:
        return asked.narrow(seen), "finish_due", Q(finish_due__isnull=False)
    unit = filters.unit or _only_unit(person)
    column = "open_due" if unit is None else "own__open_due"
    dated = Q(**{f"{column}__{how}": value for how, value in asked.ends.items()})
    if unit is None:
        return asked.narrow(seen), column, dated
    theirs = SupervisionItem.objects.of_unit(unit, person)
    if filters.unit:
        # Named states: NOT on a joined row would ask for its absence by a query of its own.
        dated &= Q(own__status__in=[each for each in AssignmentStatus if each != AssignmentStatus.RELEASED])
    return replace(asked, filters=replace(filters, unit=None)).narrow(theirs), column, dated


def _only_unit(person: Person) -> int | None:
    """The one unit whose matters are all that a person sees."""
    access = person.access
    if access.sees_city or access.has(Role.LEADER) or len(access.units) != 1:
        return None
    return next(iter(access.units))


def _key(item: SupervisionItem) -> str:
    return f"{item.finish_due or ''}.{item.pk}"


@kept
def _dated(form: Form, limit: int, *, person: Person, unit: int | None, day: date | None, after: int) -> Any:
    """Rows with a finish date after a key, in the order of these dates."""
    items, column, dated = _along(form.by(person, unit))
    if day is not None:
        dated &= Q(**{f"{column}__gte": day}) & (Q(**{f"{column}__gt": day}) | Q(pk__gt=after))
    # All conditions on a unit's part in one filter(): a second one would join the parts again.
    rows = with_rules(items, form.today).filter(dated).defer("requirement", "targets")
    return rows.order_by(column, "pk")[:limit]


@kept
def _undated(form: Form, limit: int, *, person: Person, unit: int | None, after: int) -> Any:
    """Rows without a finish date, which come last."""
    items, _column, _end = _along(form.by(person, unit))
    undated = with_rules(items, form.today).filter(finish_due=None, pk__gt=after)
    return undated.defer("requirement", "targets").order_by("pk")[:limit]


def _parse(cursor: str) -> tuple[date | None, int]:
    if not cursor:
        return None, 0
    day, _dot, pk = cursor.partition(".")
    try:
        return (date.fromisoformat(day) if day else None), min(int(pk), LARGEST_ID)
    except ValueError as error:
        raise Invalid(_("This page of the list no longer exists. Start from the first page.")) from error


def row(item: SupervisionItem, today: date) -> Row:
    """A matter with what a list shows of it; its parts must have been fetched with it."""
    return _row(item, [(part.role, part.unit.short_name) for part in live_parts(item)], today)


def _rows(items: list[SupervisionItem], today: date) -> list[Row]:
    """The rows of a page. Of the parts only names are shown, so that no objects are made of them."""
    named: dict[int, list[tuple[str, str]]] = {}
    for pk, role, name in _names(items=[item.pk for item in items]):
        named.setdefault(pk, []).append((role, name))
    return [_row(item, named.get(item.pk, []), today) for item in items]


@kept
def _names(*, items: frozenset[int]) -> QuerySet[Any, Any]:
    parts = Assignment.objects.live().filter(item__in=items).order_by("position")
    return parts.values_list("item_id", "role", "unit__short_name")


def _row(item: SupervisionItem, parts: list[tuple[str, str]], today: date) -> Row:
    days_left = FACTS["days_left"].read(item, today)
    return Row(
        item=item,
        leads=tuple(name for role, name in parts if role == AssignmentRole.LEAD),
        co_units=tuple(name for role, name in parts if role == AssignmentRole.CO),
        light=shining(item, today),
        days_left=days_left if isinstance(days_left, int) else None,
        is_report_overdue=is_report_overdue(item, today),
    )


def _search(
    person: Person, filters: Filters, today: date, cursor: str, limit: int
) -> tuple[list[SupervisionItem], str]:
    """The newest matters that hold a phrase, and the key for the next ones."""
    folded, grams = bigrams.normal(filters.phrase), grams_of(filters.phrase)
    form = form_of(replace(filters, phrase=""), today)
    before = place(cursor)
    found: list[SupervisionItem] = []
    size = limit + 1
    for _round in range(MOST_ROUNDS):
        rows = _newest(form, size, person=person, unit=filters.unit, grams=grams, before=before)
        for item in rows:
            if _holds(item, folded):
                if len(found) == limit:
                    return found, str(found[-1].pk)
                found.append(item)
        if len(rows) < size:
            return found, ""
        before, size = rows[-1].pk, CANDIDATES
    return found, str(before)


@kept
def _newest(
    form: Form, limit: int, *, person: Person, unit: int | None, grams: frozenset[int], before: int | None
) -> Any:
    """Matters with these pairs of characters, newest first."""
    items = with_grams(form.by(person, unit).narrow(SupervisionItem.objects.visible_to(person)), grams)
    if before is not None:
        items = items.filter(pk__lt=before)
    return with_rules(items, form.today).defer("targets").order_by("-pk")[:limit]


def _holds(item: SupervisionItem, folded: str) -> bool:
    if len(folded) == bigrams.SHORTEST_PHRASE:
        return True  # its only gram is the phrase itself
    text = f"{item.title}\n{item.requirement}"
    return folded in bigrams.normal(text) or folded in bigrams.normal(item.number or "")
