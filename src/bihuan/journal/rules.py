"""How a change becomes the words of an event. Pure: nothing here reads or writes the database."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from bihuan.journal.models import Event
from bihuan.journal.personal import Apart
from bihuan.kernel import canonical

# The room of the record's own rows.
RECORD = "journal"


@dataclass
class Change:
    """A model row with its governed columns as they were before the action (None: it is new).

    `is_gone`: the action has removed it. A model names in `governed` the columns that only change together
    with an event.
    """

    thing: Any
    was: Mapping[str, Any] | None = None
    is_gone: bool = False


@dataclass(frozen=True)
class Claim:
    """What an event says besides the change itself.

    `claimed_date` is the day on which somebody says it happened; `idem` makes a repeated call refuse itself.
    """

    payload: Mapping[str, Any] = field(default_factory=dict)
    claimed_date: date | None = None
    idem: str | None = None
    unit_id: int | None = None
    role: str = ""


@dataclass(frozen=True)
class Note:
    """One event that is to be written: its verb, the thing, the parts that changed with it, what it says."""

    verb: str
    thing: Change
    parts: tuple[Change, ...] = ()
    claim: Claim = field(default_factory=Claim)


def snapshot(thing: Any) -> dict[str, Any]:
    """Return the governed columns of a thing as canonical values."""
    return {name: plain(getattr(thing, name)) for name in thing.governed}


def before(thing: Any) -> Change:
    """Remember a thing as it is now; pass the result to record() after changing it."""
    return Change(thing, snapshot(thing))


def kind_of(row: Any) -> str:
    """Return the name under which the journal knows a model."""
    return str(row._meta.label_lower)


def stamp(moment: datetime) -> str:
    """Return a moment as the journal writes it: UTC with milliseconds."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def plain(value: Any) -> Any:
    """Make what people wrote canonical, all the way down."""
    if isinstance(value, str):
        return canonical.text(value)
    if isinstance(value, date):
        return stamp(value) if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    return value


def difference(thing: Change, parts: Iterable[Change], apart: Apart) -> dict[str, Any]:
    """The changed governed columns, before and after; rows that belong to the thing under `parts`.

    Personal values are taken apart.
    """
    was, now = _told(thing, apart)
    inner = [(part.thing, *_told(part, apart)) for part in parts]
    old = [{"kind": kind_of(row), "id": row.pk, "set": bef} for row, bef, _aft in inner if bef]
    new = [{"kind": kind_of(row), "id": row.pk, "set": aft} for row, _bef, aft in inner if aft]
    return {"bef": {"set": was, "parts": old}, "aft": {"set": now, "parts": new}}


def _told(change: Change, apart: Apart) -> tuple[dict[str, Any], dict[str, Any]]:
    was, now = _changed(change)
    return apart.hide(change.thing, was), apart.hide(change.thing, now)


def _changed(change: Change) -> tuple[dict[str, Any], dict[str, Any]]:
    if change.is_gone:
        return dict(change.was or {}), {}
    now = snapshot(change.thing)
    if change.was is None:
        return {}, now
    names = [name for name in now if now[name] != change.was[name]]
    return {name: change.was[name] for name in names}, {name: now[name] for name in names}


def payload_of(event: Event) -> dict[str, Any]:
    """Return the words of an event, or nothing when they have been erased."""
    kept = getattr(event, "payload", None)
    return json.loads(kept.content) if kept else {}


_verbs: dict[str, Any] = {}


def name_verbs(names: Mapping[str, Any]) -> None:
    """Give verbs the names that people read. Each room names its own when it starts."""
    _verbs.update(names)


QUIET: set[str] = set()


def quiet(verb: str) -> None:
    """Say that no number on any page changes by this verb, as by one's having looked at something."""
    QUIET.add(verb)


def verb_name(verb: str) -> str:
    """Return a verb's name in the reader's language, or the verb itself."""
    return str(_verbs.get(verb, verb))


def named_verbs() -> list[tuple[str, str]]:
    """All verbs with their names, for choosing one."""
    return sorted((verb, str(name)) for verb, name in _verbs.items())


@dataclass(frozen=True)
class Named:
    """How people call a kind of thing, and the page on which one of them stands."""

    label: Any
    url_name: str = ""


_kinds: dict[str, Named] = {}


def name_kinds(names: Mapping[str, Named]) -> None:
    """Give kinds of things the names that people read. Each room names its own when it starts."""
    _kinds.update(names)


def named(kind: str) -> Named:
    """Return how a kind of thing is called in the reader's language, or the kind itself."""
    return _kinds.get(kind, Named(kind))
