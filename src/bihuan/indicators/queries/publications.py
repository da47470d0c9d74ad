"""Publications, and the numbers that one of them brought."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from bihuan.indicators.models import Reading, ReadingBatch, ReadingSheet
from bihuan.people.models import Person

PAGE, MOST_SHEETS = 50, 20


@dataclass(frozen=True)
class Pager:
    """A page of rows, and where the next one begins."""

    rows: list[Any]
    total: int
    after: str


def listed(person: Person, after: str) -> Pager:
    """Publications, the last published first; `after` names the last one of the page before."""
    rows = ReadingBatch.objects.visible_to(person)
    total = rows.count()
    day, _dot, pk = after.partition(".")
    if pk.isascii() and pk.isdigit() and _is_day(day):
        rows = rows.filter(Q(published__lt=day) | Q(published=day, pk__lt=min(int(pk[:18]), 2**63 - 1)))
    told = rows.select_related("unit", "file").annotate(
        numbers=Count("readings"), counting=Count("readings", filter=Q(readings__is_current=True))
    )
    page = list(told.order_by("-published", "-pk")[: PAGE + 1])
    last = page[PAGE - 1] if len(page) > PAGE else None
    return Pager(page[:PAGE], total, f"{last.published:%Y-%m-%d}.{last.pk}" if last else "")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def under_check(person: Person) -> list[ReadingSheet]:
    """Files that have been handed in and wait to be taken."""
    rows = ReadingSheet.objects.visible_to(person).filter(batch=None, dropped_at=None)
    return list(rows.select_related("file", "by").order_by("-pk")[:MOST_SHEETS])


def numbers_of(person: Person, batch: ReadingBatch, after: int | None) -> Pager:
    """The numbers of a publication in the order in which they came."""
    rows = Reading.objects.visible_to(person).filter(batch=batch)
    total = rows.count()
    told = rows.filter(pk__gt=after or 0).select_related("indicator", "area")
    page = list(told.order_by("pk")[: PAGE + 1])
    return Pager(page[:PAGE], total, str(page[PAGE - 1].pk) if len(page) > PAGE else "")
