"""The rows of a figure told apart by anything; each number of a group is a figure that opens in turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Case, Count, F, Model, Q, QuerySet, Sum, Value, When
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.errors import Invalid
from bihuan.kernel.figures import Figure, Grouping, Kind
from bihuan.kernel.money import WAN, YI
from bihuan.people.models import Person
from bihuan.ui.amounts import amount
from bihuan.ui.scopes import way_to
from bihuan.ui.templatetags.parts import figures as written
from bihuan.ui.templatetags.parts import fullmonth

# More groups than a reader takes in are added up in one last line.
MOST_GROUPS = 60
HUNDRED = 100
MONEY = ("wan", "分")
# A word of this beginning keeps the rows of one group: of_state=closed. What has no value of its own to be
# named by is named with a star, with which no code begins. All groups beyond the most are *rest, and of rows
# of which only some groups are kept *rest with the ways of these: of_state=closed&of_leader=*rest.state. So
# an address means the same rows in whatever order its words stand.
PART = "of_"
NONE, EMPTY, REST = "*none", "*empty", "*rest"


@dataclass(frozen=True)
class Told:
    """One group of a figure's rows: its number as a figure, and the way to what is wider than its rows.

    `rows` says how many, `amount` what they add up to. Of a share, `counted` rows count for it.
    """

    key: Any
    name: str
    rows: int
    amount: int
    text: str
    share: float
    word: str
    way: str
    url: str = ""
    counted: int = 0
    counted_way: str = ""


def worth(value: Any, unit: str, places: int = 1, like: Any = None) -> tuple[str, str]:
    """A value as it is read, and its unit: money in 万元, or in 亿元 where it is much.

    `like` is the sum whose unit is said once, at the head of the column in which the value stands.
    """
    if unit not in MONEY:
        return written(value, places), unit
    size = abs((value if like is None else like) or 0)
    text, name = amount(value or 0, YI if size >= YI else WAN, 2, size)
    return ("—" if value is None else text), name


def word_of(key: Any) -> str:
    """The value of a group as an address names it."""
    if key is None:
        return NONE
    if isinstance(key, (date, datetime)):
        return f"{key:%Y-%m}"
    return str(key) or EMPTY


def ways_of(kind: Kind) -> dict[str, Grouping]:
    """In which ways the rows of a kind can be told apart; those of a share also by whether they count."""
    if kind.counts is None:
        return dict(kind.groups)
    is_counted = Case(When(kind.counts, then=Value(True)), default=Value(False))
    return {**kind.groups, "counted": Grouping(pgettext_lazy("share", "Counted"), is_counted)}


def parts_in(kind: Kind, query: Mapping[str, str]) -> dict[str, str]:
    """Which groups an address keeps, by the word of the address; a way that the kind lacks is refused."""
    found = {word: query[word] for word in sorted(query) if word.startswith(PART) and query[word]}
    asked = {word.removeprefix(PART) for word in found}
    beside = {name for said in found.values() if is_rest(said) for name in said.split(".")[1:]}
    for name in asked | beside:
        if name not in ways_of(kind) or name not in asked:
            names = ", ".join(ways_of(kind))
            raise Invalid(
                _("These rows cannot be told apart so. These ways exist: %(names)s.") % {"names": names}
            )
    return found


def part_of(kind: Kind, figure: Figure, parts: Mapping[str, str]) -> Figure:
    """Some groups of a figure as a figure of their own: their sum, or how many rows they have."""
    if not parts:
        return figure
    rows = _kept(kind, figure.rows, parts)
    labels = ", ".join(str(ways_of(kind)[word.removeprefix(PART)].label) for word in parts)
    formula = format_lazy(_("{formula}; of these one group by {ways}"), formula=figure.formula, ways=labels)
    scope = {**figure.scope, **parts}
    if is_whole(kind):
        value = figure.measure(rows)
        return replace(figure, value=value, rows=rows, formula=str(formula), scope=scope)
    return replace(
        figure, value=rows.count(), unit=str(_("rows")), measure=_count, rows=rows, formula=str(formula),
        scope=scope,
    )  # fmt: skip


def is_whole(kind: Kind) -> bool:
    """Whether the numbers of the groups add up to the figure: it is a count or a sum."""
    return kind.counts is None and not kind.is_average


def _count(rows: Any) -> int:
    return int(rows.count())


def is_rest(said: str) -> bool:
    """Whether a word means all groups beyond the most."""
    return said.partition(".")[0] == REST


def _kept(kind: Kind, whole: QuerySet[Any], parts: Mapping[str, str]) -> QuerySet[Any]:
    """The rows that lie in all these groups; what is a rest is the rest of those that its word names."""
    rows = whole
    for word, said in parts.items():
        within = rows
        if is_rest(said):
            named = {f"{PART}{name}" for name in said.split(".")[1:]} - {word}
            within = _kept(kind, whole, {other: parts[other] for other in parts if other in named})
        rows = _in_group(rows, ways_of(kind)[word.removeprefix(PART)], _keys(kind, within, word, said))
    return rows


def _keys(kind: Kind, rows: QuerySet[Any], word: str, said: str) -> list[Any]:
    """The values of the group or groups that a word means."""
    found = [row["told_by"] for row in _by_size(kind, rows, ways_of(kind)[word.removeprefix(PART)])]
    return found[MOST_GROUPS:] if is_rest(said) else [key for key in found if word_of(key) == said]


def _in_group(rows: QuerySet[Any], way: Grouping, keys: Sequence[Any]) -> QuerySet[Any]:
    """The rows of some groups, by their values."""
    known = Q(told_part__in=[key for key in keys if key is not None])
    kept = known | Q(told_part__isnull=True) if None in keys else known
    # By its keys, so that the same rows can be told apart once more.
    return rows.filter(pk__in=rows.order_by().alias(told_part=_column(way)).filter(kept).values("pk"))


def _column(way: Grouping) -> Any:
    return F(way.column) if isinstance(way.column, str) else way.column


def _by_size(kind: Kind, rows: QuerySet[Any], way: Grouping) -> list[dict[str, Any]]:
    """The groups of some rows with what they add up to, the largest first."""
    sums = {"told_rows": Count("pk"), "told_sum": Sum(kind.adds) if kind.adds else Count("pk")}
    if kind.counts is not None:
        sums["told_good"] = Count("pk", filter=kind.counts)
    told: Any = rows.order_by().annotate(told_by=_column(way)).values("told_by").annotate(**sums)
    return sorted(told, key=lambda row: (-abs(row["told_sum"] or 0), str(row["told_by"])))


def told_apart(kind: Kind, figure: Figure, by: str, person: Person) -> list[Told]:
    """The rows of a figure by group, the largest first; their sums are the figure's, whatever is left out."""
    way = ways_of(kind)[by]
    found = _by_size(kind, figure.rows, way)
    names = names_of(way, [row["told_by"] for row in found], figure.rows.model, person)
    whole = sum(abs(row["told_sum"] or 0) for row in found)
    # What is a rest already is told apart to the end.
    most = None if is_rest(figure.scope.get(f"{PART}{by}", "")) else MOST_GROUPS
    told = [_told(kind, figure, by, row, names, whole) for row in found[:most]]
    return told + ([_rest(kind, figure, by, found[most:], whole)] if most and found[most:] else [])


def _told(
    kind: Kind, figure: Figure, by: str, row: Mapping[str, Any], names: Mapping[Any, Any], whole: int
) -> Told:
    key, amount, way = row["told_by"], row["told_sum"] or 0, ways_of(kind)[by]
    url = ""
    if way.narrows and key not in (None, ""):
        scope = {**figure.scope, way.narrows: str(key)}
        url = f"{reverse('trace:figure', args=[kind.name])}?{urlencode(scope)}"
    name = str(names.get(key) or _("None named"))
    return Told(
        key, name, row["told_rows"], amount, _text(kind, figure, amount), _share(abs(amount), whole),
        word_of(key), _way(figure, by, word_of(key)), url, *_good(kind, figure, by, word_of(key), [row]),
    )  # fmt: skip


def _rest(kind: Kind, figure: Figure, by: str, rows: Sequence[Mapping[str, Any]], whole: int) -> Told:
    amount = sum(row["told_sum"] or 0 for row in rows)
    size, count = sum(abs(row["told_sum"] or 0) for row in rows), sum(row["told_rows"] for row in rows)
    beside = [word.removeprefix(PART) for word in figure.scope if word.startswith(PART)]
    word = ".".join([REST, *sorted(beside)])
    return Told(
        None, _("All others"), count, amount, _text(kind, figure, amount), _share(size, whole), word,
        _way(figure, by, word), "", *_good(kind, figure, by, word, rows),
    )  # fmt: skip


def _good(
    kind: Kind, figure: Figure, by: str, word: str, rows: Sequence[Mapping[str, Any]]
) -> tuple[int, str]:
    """Of the rows of a share how many count for it, and the way to these."""
    if kind.counts is None:
        return 0, ""
    return sum(row["told_good"] for row in rows), _way(figure, by, word, {f"{PART}counted": "True"})


def _way(figure: Figure, by: str, word: str, more: Mapping[str, str] | None = None) -> str:
    """The address of the figure of one group."""
    scope = {**figure.scope, f"{PART}{by}": word, **(more or {})}
    # The groups last and in order, as `parts_in` reads them.
    return way_to(replace(figure, scope=dict(sorted(scope.items(), key=_place))))


def _place(said: tuple[str, str]) -> str:
    return said[0] if said[0].startswith(PART) else ""


def _text(kind: Kind, figure: Figure, added: int) -> str:
    return worth(added, figure.unit, like=figure.value)[0] if kind.adds else written(added)


def _share(part: int, whole: int) -> float:
    return round(part / whole * HUNDRED, 1) if whole else 0.0


def part_names(kind: Kind, figure: Figure, parts: Mapping[str, str], person: Person) -> dict[str, str]:
    """What the groups that an address keeps are called, by the word of the address."""
    found = {}
    for word, said in parts.items():
        way = ways_of(kind)[word.removeprefix(PART)]
        keys = [row["told_by"] for row in _by_size(kind, figure.rows, way)]
        keys = [key for key in keys if word_of(key) == said]
        names = names_of(way, keys, figure.rows.model, person)
        empty = {NONE: _("None named"), EMPTY: _("None named")}
        other = str(_("All others")) if is_rest(said) else empty.get(said, said)
        found[word] = str(next((names[key] for key in keys if names.get(key)), other))
    return found


def names_of(way: Grouping, keys: list[Any], model: type[Model], person: Person) -> Mapping[Any, Any]:
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
    if isinstance(key, bool):
        return str(_("Yes") if key else _("No"))
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
