"""Lists of documents, in pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.intake.models import Document, ProposalStatus
from bihuan.people.models import Person
from bihuan.ui.schemas import place

PAGE = 50


@dataclass(frozen=True)
class Page:
    """Some documents, and the places before and after them."""

    rows: list[Document]
    before: str
    after: str
    total: int | None = None


def listed(person: Person) -> QuerySet[Document]:
    """The documents a person may see, each with the number of its proposals."""
    rejected = Q(proposals__status=ProposalStatus.REJECTED)
    return (
        Document.objects.visible_to(person)
        .defer("text")
        .select_related("by", "speaker")
        .annotate(proposal_count=Count("proposals", filter=~rejected))
    )


def narrowed(documents: QuerySet[Document], by: Mapping[str, Any]) -> QuerySet[Document]:
    """Keep the documents of a state and kind whose title or number contains some words."""
    for name in ("status", "source_type"):
        if by.get(name):
            documents = documents.filter(**{name: by[name]})
    if words := by.get("title"):
        documents = documents.filter(Q(title__icontains=words) | Q(doc_number__icontains=words))
    return documents


def page(documents: QuerySet[Document], *, after: str, before: str) -> Page:
    """The documents next to one, newest first. A place that cannot be read counts as none."""
    low, high = place(after), place(before)
    if low:
        documents = documents.filter(pk__lt=low)
    elif high:
        documents = documents.filter(pk__gt=high)
    back = bool(high and not low)
    rows = list(documents.order_by("id" if back else "-id")[: PAGE + 1])
    has_more = len(rows) > PAGE
    rows = rows[:PAGE][::-1] if back else rows[:PAGE]
    if not rows:
        return Page([], "", "")
    has_before, has_after = (has_more, True) if back else (bool(low), has_more)
    return Page(rows, str(rows[0].pk) if has_before else "", str(rows[-1].pk) if has_after else "")
