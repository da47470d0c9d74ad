"""The list of matters: filters in SQL, pages by key, search by two-character grams."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from bihuan.intake.models import SourceType
from bihuan.kernel import bigrams
from bihuan.kernel.errors import Invalid
from bihuan.kernel.lights import Light, RuleSet
from bihuan.kernel.periods import named
from bihuan.people.models import Person, Role
from bihuan.supervision.models import (
    DONE,
    OPEN,
    OWING,
    REVIEWING,
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    Gram,
    ItemSource,
    Status,
    SupervisionItem,
)
from bihuan.supervision.models.item import (
    AssignmentQuerySet,
    ItemQuerySet,
    due_soon,
    ended_in,
    overdue,
    report_overdue,
    sent_in,
)
from bihuan.supervision.queries.lights import (
    is_open_only,
    latest_due,
    light_is,
    rules_on,
    shining,
    with_rules,
)
from bihuan.supervision.rules.clocks import is_report_overdue
from bihuan.supervision.rules.facts import FACTS
from bihuan.supervision.rules.moves import live_parts
from bihuan.ui.schemas import LARGEST_ID, place

PAGE = 50
# A phrase is looked up by so many of its grams; the words themselves decide, in rounds of so many rows.
MOST_GRAMS = 5
CANDIDATES = 200
MOST_ROUNDS = 5


@dataclass(frozen=True)
class Filters:
    """What a reader asks the list for. Empty means everything he may see."""

    group: str = ""
    status: str = ""
    unit: int | None = None
    leader: int | None = None
    source_type: str = ""
    urgency: str = ""
    light: str = ""
    phrase: str = ""
    lead: int | None = None
    year: int | None = None
    document: int | None = None
    sent: str = ""
    ended: str = ""


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


# Where a matter stands, each as a condition on it on a day.
GROUPS: dict[str, Callable[[date], Q]] = {
    "open": lambda today: Q(status__in=OPEN),
    "done": lambda today: Q(status__in=DONE),
    "on_time": lambda today: Q(status__in=DONE, done_date__lte=F("finish_due")),
    "overdue": overdue,
    "report_overdue": report_overdue,
    "due_soon": due_soon,
    "unsigned": lambda today: Q(status=Status.DISPATCHED),
    "reviewing": lambda today: Q(status__in=REVIEWING),
    "asking": lambda today: Q(status__in=(Status.EXTENDING, Status.DISPUTED)),
    "waiting": lambda today: Q(status__in=(Status.DRAFT, Status.APPROVED, Status.REOPENED)),
    "long_term": lambda today: Q(status=Status.LONG_TERM),
}
# In these every matter lives, so that a unit's parts repeat its finish date.
LIVING = frozenset(
    {"open", "overdue", "report_overdue", "due_soon", "unsigned", "reviewing", "asking", "long_term"}
)

# Here every matter has a finish date, though none lives.
DATED = frozenset({"done", "on_time"})

# What concerns the reader himself, his units or what he answers for.
PERSONAL: dict[str, Callable[[ItemQuerySet, Person], ItemQuerySet]] = {
    "mine": lambda items, person: items.open().filter(is_own(person)),
    "to_sign": lambda items, person: items.filter(status__in=OWING).filter(
        Exists(_own_parts(person).filter(status=AssignmentStatus.DISPATCHED))
    ),
    "to_contribute": lambda items, person: items.filter(status__in=OWING).filter(
        Exists(_own_parts(person).filter(role=AssignmentRole.CO, status=AssignmentStatus.ACCEPTED))
    ),
    "instructed": lambda items, person: items.filter(leader=person, source_type=SourceType.INSTRUCTION),
    "instructed_done": lambda items, person: items.filter(
        leader=person, source_type=SourceType.INSTRUCTION, status__in=DONE
    ),
}


def is_own(person: Person) -> Q:
    """What a person answers for: through his units, as responsible leader, or because he filed it."""
    if person.access.units:
        return Q(Exists(_own_parts(person)))
    return Q(leader=person) if person.access.has(Role.LEADER) else Q(by=person)


def _own_parts(person: Person) -> AssignmentQuerySet:
    return Assignment.objects.live().filter(item=OuterRef("pk"), unit_id__in=person.access.units)


def selected(person: Person, filters: Filters, today: date) -> ItemQuerySet:
    """All matters this person may see that pass the filters; a phrase is matched by grams only."""
    return Search(person, filters, today).narrow(SupervisionItem.objects.visible_to(person))


@dataclass(frozen=True)
class Search:
    """What one reader asks for on a day, with the rules of lights in force then if he names a light."""

    person: Person
    filters: Filters
    today: date

    @cached_property
    def rules(self) -> RuleSet:
        return rules_on(self.today)

    def narrow(self, items: ItemQuerySet) -> ItemQuerySet:
        """Keep what passes the filters."""
        if self.filters.light:
            items = items.filter(light_is(self.rules, self.filters.light, self.today))
        return _narrowed(items, self.person, self.filters, self.today)

    @property
    def is_living(self) -> bool:
        """Whether only living matters can pass."""
        light = self.filters.light
        return self.filters.group in LIVING or bool(light and is_open_only(self.rules, light))

    @property
    def ends(self) -> dict[str, Any]:
        """How far to walk along the dates: said of the date walked along, it ends the walk."""
        if self.filters.group == "overdue":
            return {"lt": self.today}
        light = self.filters.light
        end = latest_due(self.rules, light, self.today) if light else None
        return {"lt": end} if end else {"isnull": False}


def _narrowed(items: ItemQuerySet, person: Person, filters: Filters, today: date) -> ItemQuerySet:
    if filters.group in GROUPS:
        items = items.filter(GROUPS[filters.group](today))
    elif filters.group in PERSONAL:
        items = PERSONAL[filters.group](items, person)
    for name, condition in CONDITIONS.items():
        value = getattr(filters, name)
        if value is not None and value != "":
            items = items.filter(condition(value))
    return with_grams(items, filters.phrase) if filters.phrase.strip() else items


def _has_part(**who: Any) -> Q:
    return Q(Exists(Assignment.objects.live().filter(item=OuterRef("pk"), **who)))


CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "unit": lambda pk: _has_part(unit_id=pk),
    "lead": lambda pk: _has_part(unit_id=pk, role=AssignmentRole.LEAD),
    "year": lambda year: Q(dispatched_at__year=year),
    "document": lambda pk: (
        Q(document=pk) | Q(Exists(ItemSource.objects.filter(item=OuterRef("pk"), document=pk)))
    ),
    "sent": lambda months: sent_in(named(months)),
    "ended": lambda months: ended_in(named(months)),
    "status": lambda code: Q(status=code),
    "leader": lambda pk: Q(leader=pk),
    "source_type": lambda code: Q(source_type=code),
    "urgency": lambda code: Q(urgency=code),
}


def item_list(person: Person, filters: Filters, today: date, cursor: str = "", limit: int = PAGE) -> Page:
    """A page of the list: what is due first comes first; what a phrase finds, newest first."""
    if filters.phrase.strip():
        items = with_rules(selected(person, filters, today), today)
        found, last = search(items, filters.phrase, cursor, limit)
        return Page(_rows(found, today), last)
    asked = Search(person, filters, today)
    items, column, dated = _along(asked)
    items = with_rules(items, today)
    found = _page(items, column, dated, cursor, limit + 1)
    if len(found) <= limit and not (asked.is_living or filters.group in DATED):
        found += _undated(items, cursor, limit + 1 - len(found))
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


def _page(items: ItemQuerySet, column: str, dated: Q, cursor: str, limit: int) -> list[SupervisionItem]:
    """Rows with a finish date after a key, in the order of these dates."""
    day, pk = _parse(cursor)
    if cursor and day is None:
        return []
    if day is not None:
        dated &= Q(**{f"{column}__gte": day}) & (Q(**{f"{column}__gt": day}) | Q(pk__gt=pk))
    # All conditions on a unit's part in one filter(): a second one would join the parts again.
    return list(items.filter(dated).defer("requirement", "targets").order_by(column, "pk")[:limit])


def _undated(items: ItemQuerySet, cursor: str, limit: int) -> list[SupervisionItem]:
    """Rows without a finish date, which come last."""
    day, pk = _parse(cursor)
    after = 0 if day is not None else pk
    undated = items.filter(finish_due=None, pk__gt=after)
    return list(undated.defer("requirement", "targets").order_by("pk")[:limit])


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
    parts = Assignment.objects.live().filter(item__in=items).order_by("position")
    named: dict[int, list[tuple[str, str]]] = {}
    for pk, role, name in parts.values_list("item_id", "role", "unit__short_name"):
        named.setdefault(pk, []).append((role, name))
    return [_row(item, named.get(item.pk, []), today) for item in items]


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


def with_grams(items: ItemQuerySet, phrase: str) -> ItemQuerySet:
    """Keep the matters that hold the pairs of characters of a phrase: the last ones, which tell most."""
    folded = bigrams.normal(phrase)
    if len(folded) < bigrams.SHORTEST_PHRASE:
        raise Invalid(_("Type at least two characters to search."))
    pairs = dict.fromkeys(
        gram for at in range(len(folded) - 1) for gram in bigrams.grams(folded[at : at + 2])
    )
    for gram in list(pairs)[-MOST_GRAMS:]:
        items = items.filter(pk__in=Gram.objects.filter(gram=gram).values("item_id"))
    return items


def search(
    items: ItemQuerySet, phrase: str, cursor: str = "", limit: int = PAGE
) -> tuple[list[SupervisionItem], str]:
    """The newest matters that hold a phrase, and the key for the next ones. `items` is already selected."""
    folded = bigrams.normal(phrase)
    before = place(cursor)
    found: list[SupervisionItem] = []
    size = limit + 1
    for _round in range(MOST_ROUNDS):
        part = items.filter(pk__lt=before) if before is not None else items
        rows = list(part.defer("targets").order_by("-pk")[:size])
        for item in rows:
            if _holds(item, folded):
                if len(found) == limit:
                    return found, str(found[-1].pk)
                found.append(item)
        if len(rows) < size:
            return found, ""
        before, size = rows[-1].pk, CANDIDATES
    return found, str(before)


def _holds(item: SupervisionItem, folded: str) -> bool:
    if len(folded) == bigrams.SHORTEST_PHRASE:
        return True  # its only gram is the phrase itself
    text = f"{item.title}\n{item.requirement}"
    return folded in bigrams.normal(text) or folded in bigrams.normal(item.number or "")
