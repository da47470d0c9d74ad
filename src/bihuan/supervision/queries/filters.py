"""What a reader may ask the register for, as conditions in SQL."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from bihuan.intake.models import SourceType
from bihuan.kernel import bigrams
from bihuan.kernel.errors import Invalid
from bihuan.kernel.lights import RuleSet
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
    Report,
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
)
from bihuan.supervision.queries.terms import not_assigned

# A phrase is looked up by so many of its grams; the words themselves decide.
MOST_GRAMS = 5


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
    "unassigned": not_assigned,
    "unchanged": lambda today: Q(Exists(Report.objects.filter(item=OuterRef("pk"), is_unchanged=True))),
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
    "to_conclude": lambda items, person: items.filter(leader=person, status__in=REVIEWING),
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
    return form_of(filters, today).by(person, filters.unit).narrow(SupervisionItem.objects.visible_to(person))


@dataclass(frozen=True)
class Search:
    """What one reader asks for on a day, and the rules of lights in force then if he names a light."""

    person: Person
    filters: Filters
    today: date
    rules: RuleSet | None

    def narrow(self, items: ItemQuerySet) -> ItemQuerySet:
        """Keep what passes the filters."""
        if self.rules and self.filters.light:
            items = items.filter(light_is(self.rules, self.filters.light, self.today))
        return _narrowed(items, self.person, self.filters, self.today)

    @property
    def is_living(self) -> bool:
        """Whether only living matters can pass."""
        light = self.filters.light
        return self.filters.group in LIVING or bool(self.rules and is_open_only(self.rules, light))

    @property
    def ends(self) -> dict[str, Any]:
        """How far to walk along the dates: said of the date walked along, it ends the walk."""
        if self.filters.group == "overdue":
            return {"lt": self.today}
        light = self.filters.light
        end = latest_due(self.rules, light, self.today) if self.rules else None
        return {"lt": end} if end else {"isnull": False}


@dataclass(frozen=True)
class Form:
    """What decides how a search is put to the database: all of it but its reader and its unit."""

    filters: Filters
    rules: RuleSet | None
    today: date

    def by(self, person: Person, unit: int | None) -> Search:
        """The search itself."""
        return Search(person, replace(self.filters, unit=unit), self.today, self.rules)


def form_of(filters: Filters, today: date) -> Form:
    """A search without its reader and its unit; the rules of lights are asked for if it names a light."""
    return Form(replace(filters, unit=None), rules_on(today) if filters.light else None, today)


def _narrowed(items: ItemQuerySet, person: Person, filters: Filters, today: date) -> ItemQuerySet:
    if filters.group in GROUPS:
        items = items.filter(GROUPS[filters.group](today))
    elif filters.group in PERSONAL:
        items = PERSONAL[filters.group](items, person)
    for name, condition in CONDITIONS.items():
        value = getattr(filters, name)
        if value is not None and value != "":
            items = items.filter(condition(value))
    return with_grams(items, grams_of(filters.phrase)) if filters.phrase.strip() else items


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


def with_grams(items: ItemQuerySet, grams: Iterable[int]) -> ItemQuerySet:
    """Keep the matters that hold these pairs of characters."""
    for gram in grams:
        items = items.filter(pk__in=Gram.objects.filter(gram=gram).values("item_id"))
    return items


def grams_of(phrase: str) -> list[int]:
    """The pairs of characters by which a phrase is looked up: the last ones, which tell most."""
    folded = bigrams.normal(phrase)
    if len(folded) < bigrams.SHORTEST_PHRASE:
        raise Invalid(_("Type at least two characters to search."))
    pairs = dict.fromkeys(
        gram for at in range(len(folded) - 1) for gram in bigrams.grams(folded[at : at + 2])
    )
    return list(pairs)[-MOST_GRAMS:]
