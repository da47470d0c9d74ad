"""Any figure opened: the number, its rows by the page, and the ways in which these can be told apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bihuan.breakdown.models import TaskBreakdown
from bihuan.conduct.models import Round
from bihuan.indicators.models import Area, Indicator
from bihuan.indicators.queries.shown_paths import state_word
from bihuan.kernel.errors import Invalid
from bihuan.kernel.figures import Figure, Kind, Scope, shown_as
from bihuan.kernel.money import in_unit
from bihuan.people.models import Person, Unit
from bihuan.trace.queries.groups import (
    MONEY,
    PART,
    Told,
    part_names,
    part_of,
    parts_in,
    told_apart,
    ways_of,
    worth,
)
from bihuan.ui.schemas import LARGEST_ID, place

PAGE = 50
# A page shows so many of them, so that the rows stay near; the others when they are asked for.
FIRST_GROUPS = 12
WORDS: dict[str, Any] = {
    "unit": gettext_lazy("Unit"),
    "collects": gettext_lazy("Lead unit"),
    "leader": gettext_lazy("Leader"),
    "month": gettext_lazy("Month"),
    "year": gettext_lazy("Year"),
    "first": pgettext_lazy("day", "From"),
    "last": pgettext_lazy("day", "To"),
    "source": gettext_lazy("Source"),
    "list": gettext_lazy("List"),
    "table": gettext_lazy("Table"),
    "indicator": gettext_lazy("Indicator"),
    "area": gettext_lazy("Area"),
    "batch": gettext_lazy("Publication"),
    "trade": gettext_lazy("Trade"),
    "round": gettext_lazy("Round of facts"),
    "measure": pgettext_lazy("conduct", "Measure"),
    "person": gettext_lazy("Person"),
    "light": gettext_lazy("Light"),
    "sector": gettext_lazy("Sector"),
}
NAMED: dict[str, Any] = {"table": TaskBreakdown, "indicator": Indicator, "area": Area, "round": Round}


@dataclass(frozen=True)
class Line:
    """One row behind a figure, as the room that owns it shows it."""

    key: int
    title: str
    url: str
    unit: Unit | None
    person: Person | None
    state: str
    day: date | None
    amount: int | None
    text: str


@dataclass(frozen=True)
class Rows:
    """Some rows behind a figure, the newest first, and where the next page begins."""

    lines: list[Line]
    after: str
    total: int | None = None


@dataclass(frozen=True)
class Opened:
    """A figure with the kind it is of and the way in which its rows are told apart."""

    kind: Kind
    figure: Figure
    by: str
    groups: list[Told]
    narrowed: list[tuple[str, Any, str]]
    is_whole: bool = False

    @property
    def first_groups(self) -> list[Told]:
        """The largest groups, or all of them where they were asked for."""
        return self.groups if self.is_whole else self.groups[:FIRST_GROUPS]

    @property
    def folded(self) -> int:
        """How many groups are not among the first."""
        return len(self.groups) - len(self.first_groups)

    @property
    def way(self) -> Any:
        """How the rows are told apart, in words."""
        return self.kind.groups[self.by].label if self.by else ""

    @property
    def text(self) -> str:
        return worth(self.figure.value, self.figure.unit, self.figure.places)[0]

    @property
    def unit(self) -> str:
        return worth(self.figure.value, self.figure.unit)[1]

    @property
    def exact(self) -> str:
        """Money to the last 分, in 万元."""
        value = self.figure.value
        if self.figure.unit not in MONEY or value is None:
            return ""
        return _("exactly %(amount)s × 10,000 yuan") % {"amount": in_unit(value).replace("-", "−")}


def opened(kind: Kind, person: Person, today: date, query: Mapping[str, str]) -> Opened:
    """The figure of a kind that an address asks for, with its rows told apart in one way."""
    scope, parts = asked(kind, query), parts_in(kind, query)
    by = query.get("by") or next(iter(kind.groups), "")
    if by and by not in kind.groups:
        names = ", ".join(kind.groups)
        raise Invalid(
            _("These rows cannot be told apart so. These ways exist: %(names)s.") % {"names": names}
        )
    whole = kind.make(person, today, scope)
    figure = part_of(kind, whole, parts)
    groups = told_apart(kind, figure, by, person) if by else []
    kept = part_names(kind, whole, parts, person)
    said = narrowed(scope, person) + [
        (word, ways_of(kind)[word.removeprefix(PART)].label, name) for word, name in kept.items()
    ]
    return Opened(kind, figure, by, groups, said, query.get("groups") == "all")


PAGING = ("by", "after", "trail", "groups")


def asked(kind: Kind, query: Mapping[str, str]) -> dict[str, str]:
    """What narrows the figure, out of an address; words that the kind does not know are refused."""
    known = (*kind.asks, *PAGING)
    strange = sorted(word for word in query if word not in known and not word.startswith(PART))
    if strange:
        said = {"names": ", ".join(strange), "known": ", ".join(kind.asks) or "–"}
        raise Invalid(_("This figure is not narrowed by %(names)s. It knows: %(known)s.") % said)
    return {word: query[word] for word in kind.asks if query.get(word)}


def narrowed(scope: Scope, person: Person) -> list[tuple[str, Any, str]]:
    """What narrows the figure, in words: the word of the address, its label, and what it names."""
    names = _names_in(scope, person)
    return [(word, WORDS.get(word, word), names.get(word, said)) for word, said in scope.items()]


def _names_in(scope: Scope, person: Person) -> dict[str, str]:
    found = {}
    units = {word: scope[word] for word in ("unit", "collects", "approver") if word in scope}
    if units:
        known = dict(Unit.objects.filter(pk__in=_numbers(units)).values_list("pk", "short_name"))
        found = {word: known.get(int(said), "") for word, said in units.items()}
    people = {word: scope[word] for word in ("leader", "person") if word in scope}
    if people:
        named = dict(Person.objects.filter(pk__in=_numbers(people)).values_list("pk", "name"))
        found |= {word: named.get(int(said), "") for word, said in people.items()}
    if "light" in scope:
        found["light"] = state_word(scope["light"])
    for word, model in NAMED.items():
        if word in scope:
            # What a reader does not see keeps its number.
            row = model.objects.visible_to(person).filter(pk=min(int(scope[word]), LARGEST_ID)).first()
            found[word] = str(row or scope[word])
    if "measure" in scope:
        found["measure"] = _measure(scope, person)
    if missing := sorted(word for word, name in found.items() if not name):
        raise Invalid(_("Nobody has the number that %(names)s says.") % {"names": ", ".join(missing)})
    return found


def _measure(scope: Scope, person: Person) -> str:
    """A measure by the title that its round printed; without a round, or unknown to it, by its key."""
    key = scope["measure"]
    rounds = Round.objects.visible_to(person)
    if "round" in scope:
        rounds = rounds.filter(pk=min(int(scope["round"]), LARGEST_ID))
    printed = next((row.printed for row in rounds.order_by("-place", "-pk")[:1]), {})
    return printed[key]["title"] if key in printed else key


def _numbers(said: Mapping[str, str]) -> list[int]:
    """The maker has read them before, so that they are numbers."""
    return [min(int(value), LARGEST_ID) for value in said.values()]


def rows_of(kind: Kind, figure: Figure, after: str, limit: int = PAGE) -> Rows:
    """Some of the rows behind a figure. Where it counts rows of several kinds, one kind follows the other."""
    sets = figure.rows if isinstance(figure.rows, tuple) else (figure.rows,)
    first, low = _cursor(after, len(sets))
    found: list[tuple[int, Any]] = []
    for number, rows in enumerate(sets[first:], first):
        wanted = limit + 1 - len(found)
        below = low if number == first else None
        found += [(number, row) for row in _fetched(rows, below, wanted)]
        if len(found) > limit:
            break
    page = found[:limit]
    lines = [_line(row, kind.adds, figure) for _number, row in page]
    is_more = len(found) > limit
    key = f"{page[-1][0]}.{page[-1][1].pk}" if is_more else ""
    return Rows(lines, key, len(lines) if not after and not is_more else None)


def _cursor(after: str, count: int) -> tuple[int, int | None]:
    number, _dot, low = after.partition(".")
    first, below = place(number), place(low)
    if first is None or below is None or first >= count:
        return 0, None
    return first, below


def _fetched(rows: QuerySet[Any], below: int | None, limit: int) -> list[Any]:
    shown = shown_as(rows.model._meta.label_lower)
    rows = rows if below is None else rows.filter(pk__lt=below)
    rows = rows.select_related(*shown.needs) if shown.needs else rows
    return list(rows.prefetch_related(*shown.also()).order_by("-pk")[:limit])


def _line(row: Any, adds: str, figure: Figure) -> Line:
    amount = getattr(row, adds) if adds else None
    shown = shown_as(row._meta.label_lower)

    def said(part: Callable[[Any], Any] | None) -> Any:
        return part(row) if part else None

    return Line(
        row.pk,
        str(shown.title(row)),
        shown.url(row),
        said(shown.unit),
        said(shown.person),
        str(said(shown.state) or ""),
        said(shown.day),
        amount,
        worth(amount, figure.unit, like=figure.value)[0] if adds else "",
    )
