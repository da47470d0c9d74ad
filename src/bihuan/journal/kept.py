"""Questions asked many times: composed by the ORM once, asked again with other values.

To compose a statement costs the ORM several times what the database needs to answer it. A function that
composes a queryset keeps its statement when it is marked with `kept`. What decides the statement's form is
passed by position; what is only filled in, by name:

    @kept
    def _open_grants(*, person: int) -> QuerySet[RoleGrant]:
        return RoleGrant.objects.filter(person_id=person, ended_at=None).values_list("role", "unit_id")

    rows = _open_grants(person=7)

The function never sees the values that are filled in. It composes with stand-ins, equal ones for equal
values, and does so twice with different ones: where the two statements differ in anything but the stand-ins
themselves, a value was computed with or decided the form, and the question is refused as `Uncomposable` the
first time it is asked.
"""

import copy
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import singledispatch, update_wrapper
from itertools import islice
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

USING = "default"
MOST_FORMS = 200
ROUNDS = 2
# Stand-ins of the second round lie this far from those of the first. Numbers differ by a power of two, so
# that a set of them is walked in the same order both times.
FIRST_INT, INTS_APART = 2**50, 2**40
FIRST_DAY, DAYS_APART = date(1001, 1, 1), 10_000


class Uncomposable(TypeError):
    """A value that is filled in was computed with, or decided the form of the statement."""


@dataclass(frozen=True)
class Apart:
    """A value taken apart: what may decide the form, what is filled in, and how to put it together again."""

    form: Hashable
    filled: tuple[Any, ...]
    whole: Callable[[tuple[Any, ...]], Any]


@singledispatch
def apart(value: Any) -> Apart:
    """Take a value apart. A room registers here what its own values are made of."""
    raise Uncomposable(f"{type(value).__name__} cannot be filled into a statement that is kept.")


@apart.register(int)
@apart.register(str)
@apart.register(date)
@apart.register(datetime)
def _one(value: Any) -> Apart:
    return Apart(type(value).__name__, (value,), lambda filled: filled[0])


@apart.register(bool)
@apart.register(type(None))
def _form(value: Any) -> Apart:
    return Apart(value, (), lambda _filled: value)


@apart.register(frozenset)
@apart.register(list)
def _many(value: Iterable[int]) -> Apart:
    """Numbers for an IN; how many decides the form."""
    numbers = tuple(sorted(value))
    return Apart(len(numbers), numbers, frozenset)


@dataclass(frozen=True)
class _Statement:
    """One form of a question: its SQL, its parameters, and which of them are filled in from where."""

    rows: QuerySet[Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]

    def ask(self, filled: Sequence[Any]) -> list[Any]:
        """Ask the database once and make the rows as the queryset would."""
        connection = connections[USING]
        params = list(self.params)
        for place, which in self.places:
            params[place] = _like(params[place], filled[which], connection)
        compiler, query = copy.copy(self.compiler), copy.copy(self.rows.query)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_more: (self.sql, tuple(params))
        query.get_compiler = lambda *_args, **_more: compiler  # type: ignore[method-assign]
        asked: Any = type(self.rows)(model=self.rows.model, query=query, using=USING)
        asked._iterable_class, asked._fields = self.rows._iterable_class, self.rows._fields  # type: ignore[attr-defined]
        return list(asked)


class Kept:
    """A question whose statements are kept, one for each form. Called, it answers with a list of rows."""

    def __init__(self, compose: Callable[..., QuerySet[Any]]) -> None:
        self.compose = compose
        self._statements: OrderedDict[Hashable, _Statement | None] = OrderedDict()
        self._lock = Lock()
        update_wrapper(self, compose)

    def __call__(self, *form: Hashable, **values: Any) -> list[Any]:
        parts = {name: apart(value) for name, value in values.items()}
        filled = [value for part in parts.values() for value in part.filled]
        forms = tuple((name, part.form) for name, part in parts.items())
        key = (connections[USING].vendor, form, forms, _pattern(filled))
        with self._lock:
            known = key in self._statements
            if known:
                self._statements.move_to_end(key)
                statement = self._statements[key]
        if not known:
            statement = _composed(self.compose, form, parts, _pattern(filled))
            self._keep(key, statement)
        return statement.ask(filled) if statement else []

    def _keep(self, key: Hashable, statement: "_Statement | None") -> None:
        with self._lock:
            self._statements[key] = statement
            while len(self._statements) > MOST_FORMS:
                self._statements.popitem(last=False)


kept = Kept


def _pattern(filled: Sequence[Any]) -> tuple[int, ...]:
    """For each value the place of the first that equals it."""
    first: dict[tuple[type, Any], int] = {}
    return tuple(first.setdefault((type(value), value), place) for place, value in enumerate(filled))


def _composed(
    compose: Callable[..., QuerySet[Any]],
    form: tuple[Hashable, ...],
    parts: Mapping[str, Apart],
    pattern: tuple[int, ...],
) -> _Statement | None:
    one, other = (_round(compose, form, parts, pattern, turn) for turn in range(ROUNDS))
    if one is None and other is None:
        return None
    if one is None or other is None or one.sql != other.sql or len(one.params) != len(other.params):
        raise Uncomposable(f"{compose.__qualname__}: a value decides the form of the statement.")
    places = []
    for place, (param, again) in enumerate(zip(one.params, other.params, strict=True)):
        if one.stands.get(param) != other.stands.get(again) or (param not in one.stands and param != again):
            raise Uncomposable(f"{compose.__qualname__}: {param!r} is computed from a value.")
        if param in one.stands:
            places.append((place, one.stands[param]))
    return _Statement(one.rows, one.compiler, one.sql, one.params, tuple(places))


@dataclass(frozen=True)
class _Round:
    """A statement composed with stand-ins, and for which value each of these stands."""

    rows: QuerySet[Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    stands: Mapping[Any, int]


def _round(
    compose: Callable[..., QuerySet[Any]],
    form: tuple[Hashable, ...],
    parts: Mapping[str, Apart],
    pattern: tuple[int, ...],
    turn: int,
) -> _Round | None:
    """Compose with the stand-ins of one round; nothing when nothing would be found anyhow."""
    filled = [value for part in parts.values() for value in part.filled]
    stand_ins = [_stand_in(filled[same], same, turn) for same in pattern]
    stands = {_adapted(each, connections[USING]): pattern[place] for place, each in enumerate(stand_ins)}
    left = iter(stand_ins)
    values = {name: part.whole(tuple(islice(left, len(part.filled)))) for name, part in parts.items()}
    rows = compose(*form, **values)
    compiler = rows.query.get_compiler(using=USING)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    return _Round(rows, compiler, sql, tuple(params), stands)


def _stand_in(value: Any, number: int, turn: int) -> Any:
    day = FIRST_DAY + timedelta(number + turn * DAYS_APART)
    if isinstance(value, datetime):
        return datetime.combine(day, value.timetz())
    if isinstance(value, date):
        return day
    return FIRST_INT + turn * INTS_APART + number if isinstance(value, int) else f"value {turn} {number}"


def _like(param: Any, value: Any, connection: Any) -> Any:
    """A value as the database wants it, in the type in which the stand-in was passed."""
    adapted = _adapted(value, connection)
    return type(param)(adapted) if isinstance(param, int) else adapted


def _adapted(value: Any, connection: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
