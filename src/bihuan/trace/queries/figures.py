"""Any figure opened: the number, its rows by the page, and the ways in which these can be told apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, F, Model, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bihuan.conduct.models import Round
from bihuan.conduct.rules.measures import MEASURES
from bihuan.indicators.models import Area, Indicator
from bihuan.indicators.queries.shown_paths import state_word
from bihuan.kernel.errors import Invalid
from bihuan.kernel.figures import Figure, Grouping, Kind, Scope, shown_as
from bihuan.kernel.money import WAN, in_unit
from bihuan.people.models import Person, Unit
from bihuan.ui.schemas import LARGEST_ID, place
from bihuan.ui.templatetags.parts import figures as written
from bihuan.ui.templatetags.parts import fullmonth

PAGE = 50
# More groups than a reader takes in are added up in one last line.
MOST_GROUPS = 60
# A page shows so many of them, so that the rows stay near; the others when they are asked for.
FIRST_GROUPS = 12
HUNDRED = 100
MONEY = ("wan", "分")
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
NAMED: dict[str, Any] = {"indicator": Indicator, "area": Area, "round": Round}


def worth(value: Any, unit: str, places: int = 1) -> tuple[str, str]:
    """A value as it is read, and its unit: money in 万元, or in 亿元 where it is much."""
    if unit not in MONEY:
        return written(value, places), unit
    if value is not None and abs(value) >= 10_000 * WAN:
        return in_unit(value, 10_000 * WAN, 2).replace("-", "−"), str(_("100 million yuan"))
    return ("—" if value is None else in_unit(value, WAN, 2).replace("-", "−")), str(_("10,000 yuan"))


@dataclass(frozen=True)
class Told:
    """One group of a figure's rows: how many, what they add up to, the way to the figure of these."""

    key: Any
    name: str
    rows: int
    amount: int
    text: str
    share: float
    url: str = ""
    counted: int = 0


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


def opened(kind: Kind, person: Person, today: date, query: Mapping[str, str]) -> Opened:
    """The figure of a kind that an address asks for, with its rows told apart in one way."""
    scope = asked(kind, query)
    by = query.get("by") or next(iter(kind.groups), "")
    if by and by not in kind.groups:
        names = ", ".join(kind.groups)
        raise Invalid(
            _("These rows cannot be told apart so. These ways exist: %(names)s.") % {"names": names}
        )
    figure = kind.make(person, today, scope)
    groups = told_apart(kind, figure, kind.groups[by], person) if by else []
    return Opened(kind, figure, by, groups, narrowed(scope, person), query.get("groups") == "all")


PAGING = ("by", "after", "trail", "groups")


def asked(kind: Kind, query: Mapping[str, str]) -> dict[str, str]:
    """What narrows the figure, out of an address; words that the kind does not know are refused."""
    strange = sorted(set(query) - set(kind.asks) - set(PAGING))
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
        # One that is no longer counted keeps its key.
        titles = {each.key: str(each.title) for each in MEASURES}
        found["measure"] = titles.get(scope["measure"], scope["measure"])
    if missing := sorted(word for word, name in found.items() if not name):
        raise Invalid(_("Nobody has the number that %(names)s says.") % {"names": ", ".join(missing)})
    return found


def _numbers(said: Mapping[str, str]) -> list[int]:
    """The maker has read them before, so that they are numbers."""
    return [min(int(value), LARGEST_ID) for value in said.values()]


def told_apart(kind: Kind, figure: Figure, way: Grouping, person: Person) -> list[Told]:
    """The rows of a figure by group, the largest first; their sums are the figure's, whatever is left out."""
    column = F(way.column) if isinstance(way.column, str) else way.column
    sums = {"told_rows": Count("pk"), "told_sum": Sum(kind.adds) if kind.adds else Count("pk")}
    if kind.counts is not None:
        sums["told_good"] = Count("pk", filter=kind.counts)
    rows: QuerySet[Any] = figure.rows.order_by().annotate(told_by=column).values("told_by").annotate(**sums)
    found = sorted(rows, key=lambda row: (-abs(row["told_sum"] or 0), str(row["told_by"])))
    names = _named(way, [row["told_by"] for row in found], figure.rows.model, person)
    whole = sum(abs(row["told_sum"] or 0) for row in found)
    told = [_told(kind, figure, way, row, names, whole) for row in found[:MOST_GROUPS]]
    unit = figure.unit if kind.adds else ""
    return told + ([_rest(found[MOST_GROUPS:], whole, unit)] if len(found) > MOST_GROUPS else [])


def _told(
    kind: Kind, figure: Figure, way: Grouping, row: Mapping[str, Any], names: Mapping[Any, Any], whole: int
) -> Told:
    key, amount = row["told_by"], row["told_sum"] or 0
    url = ""
    if way.narrows and key not in (None, ""):
        scope = {**figure.scope, way.narrows: str(key)}
        url = f"{reverse('trace:figure', args=[kind.name])}?{urlencode(scope)}"
    name = str(names.get(key) or _("None named"))
    good = row.get("told_good", 0)
    text = worth(amount, figure.unit)[0] if kind.adds else written(amount)
    return Told(key, name, row["told_rows"], amount, text, _share(abs(amount), whole), url, good)


def _rest(rows: Sequence[Mapping[str, Any]], whole: int, unit: str) -> Told:
    amount = sum(row["told_sum"] or 0 for row in rows)
    size = sum(abs(row["told_sum"] or 0) for row in rows)
    return Told(
        None,
        _("All others"),
        sum(row["told_rows"] for row in rows),
        amount,
        worth(amount, unit)[0],
        _share(size, whole),
        counted=sum(row.get("told_good", 0) for row in rows),
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole * HUNDRED, 1) if whole else 0.0


def _named(way: Grouping, keys: list[Any], model: type[Model], person: Person) -> Mapping[Any, Any]:
    """The values of a group in words."""
    known = [key for key in keys if key not in (None, "")]
    if way.names:
        return way.names(known)
    field = _field(model, way.column) if isinstance(way.column, str) else None
    if field is not None and field.is_relation:
        seen: Any = field.related_model.objects.visible_to(person).in_bulk(known)
        hidden = _("Not yours to see")
        return {key: str(seen[key]) if key in seen else hidden for key in known}
    if field is not None and field.flatchoices:
        return dict(field.flatchoices)
    return {key: _in_words(key) for key in known}


def _in_words(key: Any) -> str:
    return fullmonth(key) if isinstance(key, (date, datetime)) else str(key)


def _field(model: type[Model], path: str) -> Any:
    """The column at the end of a path through related rows; None where an expression stands there."""
    field: Any = None
    here: Any = model
    for step in path.split("__"):
        try:
            field = here._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        here = field.related_model
    return field


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
    lines = [_line(row, kind.adds, figure.unit) for _number, row in page]
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


def _line(row: Any, adds: str, unit: str) -> Line:
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
        worth(amount, unit)[0] if adds else "",
    )
