"""The register of matters (任务台账): which of them somebody wants to see, most pressing first."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from bihuan.kernel import bigrams
from bihuan.kernel.lights import Light
from bihuan.people.models import Person, Role
from bihuan.supervision.models import (
    OPEN,
    REPORTING,
    REVIEWING,
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    Gram,
    Status,
    SupervisionItem,
)
from bihuan.supervision.models.item import ItemQuerySet
from bihuan.supervision.rules.clocks import QIAOCHENG_FOUR, facts
from bihuan.ui.templatetags.parts import due_words

TO_DISPATCH = (Status.DRAFT, Status.APPROVED, Status.REOPENED)
# Stands in a place for a finish date that is not set.
NEVER = date(9999, 12, 31)
PLACE = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,18})", re.ASCII)
PAGE = 50
BY_DATE = frozenset({"open", "mine", "overdue", "report_overdue", "unsigned", "submitted"})


@dataclass(frozen=True)
class Wanted:
    """What somebody asks the register for. Empty fields ask for nothing."""

    view: str = "open"
    status: str = ""
    source_type: str = ""
    unit_id: int | None = None
    leader_id: int | None = None
    phrase: str = ""


def register(person: Person, wanted: Wanted, today: date) -> QuerySet[SupervisionItem]:
    """The matters a person may see that answer what he asks for, with their lead unit's name."""
    rows = _viewed(SupervisionItem.objects.visible_to(person), wanted.view, person, today)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.source_type:
        rows = rows.filter(source_type=wanted.source_type)
    if wanted.leader_id:
        rows = rows.filter(leader=wanted.leader_id)
    if wanted.unit_id:
        rows = rows.filter(Exists(parts().filter(unit=wanted.unit_id)))
    if wanted.phrase:
        rows = saying(rows, wanted.phrase)
    return rows


def parts() -> QuerySet[Assignment]:
    """The live parts of the matter of an outer query."""
    return Assignment.objects.live().filter(item=OuterRef("pk"))


def with_lead(rows: QuerySet[SupervisionItem]) -> QuerySet[Any]:
    """Add the name of the unit that collects, as `lead_name`."""
    lead = parts().filter(role=AssignmentRole.LEAD).order_by("position")
    return rows.annotate(lead_name=Subquery(lead.values("unit__short_name")[:1]))


def saying(rows: QuerySet[SupervisionItem], phrase: str) -> QuerySet[SupervisionItem]:
    """Keep the matters whose number, title or requirement contains a phrase."""
    wanted = bigrams.grams(phrase)
    for gram in sorted(wanted):
        rows = rows.filter(Exists(Gram.objects.filter(gram=gram, item=OuterRef("pk"))))
    folded = Q(title__icontains=phrase) | Q(requirement__icontains=phrase) | Q(number__icontains=phrase)
    return rows if wanted else rows.filter(folded)


def is_mine(person: Person) -> Q:
    """What a person himself answers for: as leader, through his units, or because he filed it."""
    if person.access.units:
        return Q(Exists(parts().filter(unit_id__in=person.access.units)))
    return Q(leader=person) if person.access.has(Role.LEADER) else Q(by=person)


def _viewed(rows: ItemQuerySet, view: str, person: Person, today: date) -> QuerySet[SupervisionItem]:
    if view == "overdue":
        return rows.overdue(today)
    if view == "report_overdue":
        return rows.report_overdue(today)
    conditions = {
        "open": Q(status__in=OPEN),
        "mine": Q(status__in=OPEN) & is_mine(person),
        "unsigned": Q(status__in=OPEN) & Q(Exists(parts().filter(status=AssignmentStatus.DISPATCHED))),
        "submitted": Q(status__in=REVIEWING),
        "to_dispatch": Q(status__in=TO_DISPATCH),
    }
    return rows.filter(conditions[view]) if view in conditions else rows


def light_of(item: SupervisionItem, today: date) -> Light:
    """The light of a matter by the preset in force."""
    return QIAOCHENG_FOUR.judge(facts(item, today))


def word_of(item: SupervisionItem, light: Light, today: date) -> str:
    """The word beside the light: how late, how long still, or the state itself."""
    if light in (Light.RED, Light.AMBER) and item.finish_due:
        return due_words((item.finish_due - today).days)
    return item.get_status_display()


@dataclass(frozen=True)
class Row:
    """A line of the register."""

    item: Any
    light: Light
    word: str
    report_late: int


def row_of(item: SupervisionItem, today: date) -> Row:
    """A matter as a line of the register."""
    light = light_of(item, today)
    late = (today - item.report_due).days if item.report_due and item.status in REPORTING else 0
    return Row(item, light, word_of(item, light, today), max(late, 0))


@dataclass(frozen=True)
class Page:
    """Some rows of the register, with the places before and after them."""

    rows: list[Any]
    before: str
    after: str
    total: int | None = None


def page(rows: QuerySet[Any], *, after: str, before: str, by_date: bool, size: int = PAGE) -> Page:
    """The rows next to a place: earliest finish date first, or the newest matter first.

    A place is a finish date and a matter's id. A matter in work always has a finish date; where one may be
    missing the order is by id. A place that cannot be read counts as none.
    """
    here = place_of(after) or place_of(before)
    back = here is not None and place_of(after) is None
    if here:
        rows = rows.filter(_beyond(here, by_date, back))
    found = list(rows.order_by(*_order(by_date, back))[: size + 1])
    has_more = len(found) > size
    found = found[:size][::-1] if back else found[:size]
    if not found:
        return Page([], "", "")
    has_before = has_more if back else here is not None
    has_after = here is not None if back else has_more
    return Page(found, _place(found[0]) if has_before else "", _place(found[-1]) if has_after else "")


def place_of(text: str) -> tuple[date, int] | None:
    """Read a place that an address carries."""
    found = PLACE.fullmatch(text)
    if not found:
        return None
    try:
        return date.fromisoformat(found[1]), int(found[2])
    except ValueError:
        return None


def _place(item: SupervisionItem) -> str:
    return f"{item.finish_due or NEVER:%Y-%m-%d}.{item.pk}"


def _beyond(place: tuple[date, int], by_date: bool, back: bool) -> Q:
    day, pk = place
    if not by_date:
        return Q(pk__gt=pk) if back else Q(pk__lt=pk)
    if back:
        return Q(finish_due__lt=day) | Q(finish_due=day, pk__lt=pk)
    return Q(finish_due__gt=day) | Q(finish_due=day, pk__gt=pk)


def _order(by_date: bool, back: bool) -> tuple[str, ...]:
    if by_date:
        return ("-finish_due", "-pk") if back else ("finish_due", "pk")
    return ("pk",) if back else ("-pk",)
