"""What was found at one state of the record, kept until something it was found from is written.

It is never older than the record. While something is found, every statement to the database is read for the
tables it names, and what is kept remembers their rooms. Governed columns change only together with an event,
and an event changes rows of its thing's own room alone (`journal.record` holds that); so what was found from
some rooms is as true as ever until an event of one of these rooms comes. What is read from tables without
governed columns, or from the record itself, is found anew after any event at all; where the events of one
room's things are read, whoever reads them says so (`record_of`). What `find` is given instead of reading it
itself belongs into `said`.
"""

import hashlib
import pickle
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple, dataclass
from functools import cache as once
from functools import lru_cache
from typing import Any, Protocol, TypeVar
from uuid import uuid4

from django.apps import apps
from django.core.cache import cache
from django.db import connection

from bihuan.journal.models import Event
from bihuan.journal.queries import OVERTAKEN, governed_models, position, written_since
from bihuan.journal.rules import RECORD

KEPT_FOR = 24 * 60 * 60
# After so many events what each room has seen is not counted any more, and everything is found anew.
MOST_COUNTED = 20_000
PLACES = "state-places"
ANY = "any"
# What is read of the reader himself before anything is looked for: his posts, and the city's working days.
ALWAYS = frozenset({"people", "calendar"})
WORD = re.compile(r"\w+")
Found = TypeVar("Found")
_reading: ContextVar[tuple[set[str], ...]] = ContextVar("reading", default=())
_record: ContextVar[str] = ContextVar("record", default=RECORD)


@dataclass(frozen=True)
class Places:
    """How far the record has come as a whole, and when each room was last seen to have moved.

    `rooms` holds a new mark for each room that has moved since this was first looked at, `floor` that of all
    others. `seen` counts the events of each room above the number `low`, from which late ones may still come.
    """

    position: str
    floor: str
    rooms: Mapping[str, str]
    low: int
    seen: Mapping[str, int]

    def mark(self, room: str) -> str:
        """A mark that is another one once something of the room may have changed."""
        return self.rooms.get(room, self.floor) if room in told_rooms() else self.position


def places() -> Places:
    """Where the record stands now; one question, and a second once it has moved."""
    now, old = position(), cache.get(PLACES)
    if old is not None and old.position == now:
        found: Places = old
        return found
    last = int(now.partition("-")[0])
    low = max(0, last - OVERTAKEN)
    # Another one each time: who counts at the same moment may have seen an event less.
    mark = uuid4().hex
    if old is None or not 0 <= last - old.low <= MOST_COUNTED:
        found = Places(now, mark, {}, low, _counted(low, low)[1])
    else:
        since, seen = _counted(old.low, low)
        moved = {room for room, count in since.items() if count != old.seen.get(room, 0)}
        # What is written of the record itself may touch any row: names that are erased.
        whole = RECORD in moved
        rooms = {} if whole else {**old.rooms, **dict.fromkeys(moved, mark)}
        found = Places(now, mark if whole else old.floor, rooms, low, seen)
    cache.set(PLACES, found, KEPT_FOR)
    return found


def _counted(old: int, new: int) -> tuple[dict[str, int], dict[str, int]]:
    """How many events each room has above two numbers."""
    since: dict[str, int] = {}
    seen: dict[str, int] = {}
    for kind, count, late in written_since(old, new):
        room = kind.partition(".")[0]
        since[room] = since.get(room, 0) + count
        seen[room] = seen.get(room, 0) + late
    return since, seen


@once
def told_rooms() -> frozenset[str]:
    """The rooms whose rows change only together with events, the record itself aside."""
    return frozenset(model._meta.app_label for model in governed_models()) - {RECORD}


@once
def _tables() -> dict[str, str]:
    """Every table by its name, with the room whose events tell of its rows."""
    governed = {*governed_models(), Event}
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model._meta.app_label if model in governed else ANY for model in models}


@lru_cache(maxsize=1000)
def rooms_of(sql: str) -> frozenset[str]:
    """The rooms whose tables a statement names."""
    tables = _tables()
    return frozenset(tables[word] for word in set(WORD.findall(sql)) if word in tables)


@contextmanager
def reading() -> Iterator[set[str]]:
    """Note from which rooms is read, also by what is kept already and only fetched."""
    rooms: set[str] = set()

    def note(execute: Any, sql: Any, *asked: Any) -> Any:
        rooms.update(_record.get() if room == RECORD else room for room in rooms_of(str(sql)))
        return execute(sql, *asked)

    token = _reading.set((*_reading.get(), rooms))
    try:
        with connection.execute_wrapper(note):
            yield rooms
    finally:
        _reading.reset(token)


@contextmanager
def record_of(room: str) -> Iterator[None]:
    """Of the record only the events of this room's things are read within: they move with the room."""
    token = _record.set(room)
    try:
        yield
    finally:
        _record.reset(token)


class Reader(Protocol):
    """Somebody who looks; his rights are a dataclass of words and sets, as he was found to have them."""

    pk: Any

    @property
    def access(self) -> Any: ...


def _rights(reader: Reader) -> tuple[Any, ...]:
    """All that he may see, the same for the same rights: sets have no order of their own."""
    each = (sorted(part) if isinstance(part, frozenset) else part for part in astuple(reader.access))
    return reader.pk, *each


class State:
    """One state of the record, asked for once, and what is found while it lasts."""

    def __init__(self) -> None:
        self.places = places()

    def kept(self, said: tuple[Any, ...], find: Callable[[], Found], reader: Reader | None = None) -> Found:
        """What `find` gives, found anew once a room that it was found from has moved on.

        `said` names everything else on which it depends: the day, the language where it is words. Where it is
        found for a reader it is kept with the rights that he was found to have: these may have been read
        before this state, and changed since.
        """
        whose = _rights(reader) if reader else ()
        key = "state-" + hashlib.sha256(repr((said, whose)).encode()).hexdigest()
        entry: tuple[dict[str, str], bytes] | None = cache.get(key)
        if entry and all(self.places.mark(room) == mark for room, mark in entry[0].items()):
            for rooms in _reading.get():
                rooms.update(entry[0])
            # What this house has put there itself.
            kept: Found = pickle.loads(entry[1])  # noqa: S301
            return kept
        with reading() as read:
            found = find()
            body = pickle.dumps(found)
        cache.set(key, ({room: self.places.mark(room) for room in read | ALWAYS}, body), KEPT_FOR)
        return found
