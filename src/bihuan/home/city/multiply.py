"""The same year many times over, loaded in bulk: a city of any size to measure with.

Every copy has matters, parts, steps, words to search and a record of its own: canonical bodies, hashes and
chains as the actions would have written them, so that the replay of the record holds for copies as well.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model

from bihuan.home.city import names
from bihuan.journal.models import Event, EventPayload, Pending
from bihuan.kernel import canonical
from bihuan.supervision.models import (
    Appeal,
    Assignment,
    Confirmation,
    ExtensionRequest,
    Gram,
    LookBack,
    Mark,
    Node,
    OwnershipDispute,
    Reminder,
    Report,
    Rung,
    Schedule,
    SiteCheck,
    Slip,
    Statement,
    SupervisionItem,
    Verification,
)

PARTS: tuple[type[Model], ...] = (
    Assignment,
    Report,
    Reminder,
    Rung,
    ExtensionRequest,
    OwnershipDispute,
    Verification,
    Schedule,
    Node,
    Slip,
    Mark,
    Statement,
    Appeal,
    SiteCheck,
    Confirmation,
    LookBack,
)
COPIED: tuple[type[Model], ...] = (SupervisionItem, *PARTS)
KIND = SupervisionItem._meta.label_lower
KINDS = frozenset(model._meta.label_lower for model in COPIED)
SLIP = Slip._meta.label_lower
# Columns that name another of the copied rows.
STEP_COLUMNS = {"mark_id": Mark, "verification_id": Verification}
ITEM_COLUMNS = ("item_id", "follows_id", "merged_into_id")
EVENT_COLUMNS = (
    "id log verb thing_kind thing_id version actor_id unit_id role at local_date local_month claimed_date "
    "previous leaf body"
).split()
# Marks in a template where a number, the previous leaf or the number of the copy belongs.
MARK = re.compile('"\ue000([a-z.]+)=([0-9]*)\ue000"|\ue001([a-z.]+)=([0-9]*)\ue001')


@dataclass(frozen=True)
class Template:
    """One event of the first year, cut where copies differ from it."""

    row: tuple[Any, ...]
    pieces: tuple[str, ...]
    holes: tuple[tuple[str, int], ...]

    def fill(self, copy: int, previous: str, strides: dict[str, int]) -> str:
        words = {"prv": f'"{previous}"', "suffix": f"（{copy}）", "tail": f"-{copy}"}
        said = [self.pieces[0]]
        for (name, number), piece in zip(self.holes, self.pieces[1:], strict=True):
            said.append(words[name] if name in words else str(number + copy * strides[name]))
            said.append(piece)
        return "".join(said)


def multiply(*, copies: int, say: Callable[[str], object] = lambda _line: None) -> None:
    """Add that many copies of everything that is there."""
    everything: tuple[type[Model], ...] = (*COPIED, Event)
    strides = {model._meta.label_lower: _highest(model) for model in everything}
    templates = list(_templates())
    be_patient()
    for copy in range(1, copies + 1):
        with transaction.atomic():
            _copy_rows(copy, strides)
            _write_events(templates, copy, strides)
            _copy_words(copy, strides)
        say(f"{names.CITY[2]} × {copy + 1}")
    _settle()


def be_patient() -> None:
    """Bulk statements take longer than a visitor would be made to wait."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")


def _highest(model: type[Model]) -> int:
    return int(model._default_manager.aggregate(top=Max("pk"))["top"] or 0)


def _copy_rows(copy: int, strides: dict[str, int]) -> None:
    """Matters and their parts, inside the database."""
    items = strides[KIND] * copy
    for model in COPIED:
        stride = strides[model._meta.label_lower]
        changed = {"id": f"id + {stride * copy}", **{name: f"{name} + {items}" for name in ITEM_COLUMNS}}
        for name, other in STEP_COLUMNS.items():
            changed[name] = f"{name} + {strides[other._meta.label_lower] * copy}"
        changed["digest"] = f"substr('{copy}-' || digest, 1, 64)"
        if model is SupervisionItem:
            changed |= {
                "number": f"number || '-{copy}'",
                "title": f"title || '（{copy}）'",
                "proposal_id": "NULL",
            }
        if model is Slip:
            changed |= {"number": f"number || '-{copy}'", "previous_id": f"previous_id + {stride * copy}"}
        _copy_table(model, changed, f"id <= {stride}")
    _copy_table(Gram, {"item_id": f"item_id + {items}"}, f"item_id <= {strides[KIND]}")


def _copy_words(copy: int, strides: dict[str, int]) -> None:
    """The events' words, and what the sequencer has still to do."""
    last = strides["journal.event"]
    shift = f"event_id + {last * copy}"
    about = f"event_id IN (SELECT id FROM journal_event WHERE thing_kind = '{KIND}' AND id <= {last})"  # noqa: S608
    _copy_table(EventPayload, {"event_id": shift}, about)
    _copy_table(Pending, {"event_id": shift}, about, without=("id",))


def _copy_table(
    model: type[Model], changed: dict[str, str], condition: str, without: tuple[str, ...] = ()
) -> None:
    columns = [
        str(field.column)
        for field in model._meta.local_concrete_fields
        if field.column not in without and not field.generated
    ]
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    taken = ", ".join(changed.get(column, connection.ops.quote_name(column)) for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({quoted}) SELECT {taken} FROM {table} WHERE {condition}")  # noqa: S608


def _templates() -> Iterator[Template]:
    """All events about matters, thing by thing in their order."""
    columns = ", ".join(connection.ops.quote_name(column) for column in EVENT_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM journal_event WHERE thing_kind = %s ORDER BY thing_id, version",  # noqa: S608
            [KIND],
        )
        rows = cursor.fetchall()
    for row in rows:
        text = canonical.encode(_marked(json.loads(row[-1]))).decode()
        found = MARK.split(text)
        named = zip(found[1::5], found[2::5], found[3::5], found[4::5], strict=True)
        holes = tuple((alone or inner or "", int(one or other or 0)) for alone, one, inner, other in named)
        yield Template(row, tuple(found[::5]), holes)


def _mark(name: str, number: int | str = "") -> str:
    """A mark that stands for a whole value."""
    return f"\ue000{name}={number}\ue000"


def _mark_inside(name: str, number: int | str = "") -> str:
    """A mark inside a longer text."""
    return f"\ue001{name}={number}\ue001"


def _marked(body: dict[str, Any]) -> dict[str, Any]:
    """A body with marks where its copies will differ."""
    kind, number = body["obj"].split(":")
    body |= {"obj": f"{kind}:{_mark_inside(KIND, number)}", "prv": _mark("prv"), "idem": None}
    for side in ("bef", "aft"):
        _mark_columns(body[side]["set"])
        # What is not copied, such as a precedent that a ruling left, belongs to the first city alone.
        body[side]["parts"] = [part for part in body[side].get("parts", ()) if part["kind"] in KINDS]
        for part in body[side]["parts"]:
            part["id"] = _mark(part["kind"], part["id"])
            _mark_columns(part["set"])
    return body


def _mark_columns(columns: dict[str, Any]) -> None:
    for name in ("title", "number"):
        if columns.get(name):
            columns[name] += _mark_inside("suffix" if name == "title" else "tail")
    for name, kind in (("follows_id", KIND), ("previous_id", SLIP)):
        if columns.get(name):
            columns[name] = _mark(kind, columns[name])


def _write_events(templates: list[Template], copy: int, strides: dict[str, int]) -> None:
    _write("journal_event", EVENT_COLUMNS, _events(templates, copy, strides))


def _events(templates: list[Template], copy: int, strides: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    shift, items = strides["journal.event"] * copy, strides[KIND] * copy
    thing, leaf = 0, canonical.NO_EVENT
    for template in templates:
        row = template.row
        if row[4] != thing:
            thing, leaf = row[4], canonical.NO_EVENT
        previous = leaf
        body = template.fill(copy, previous, strides)
        leaf = canonical.leaf_hash(body.encode())
        yield (row[0] + shift, *row[1:4], row[4] + items, *row[5:13], previous, leaf, body)


def _write(table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", rows)  # type: ignore[arg-type]  # noqa: S608


def _settle() -> None:
    """Let the next rows be numbered after the last ones; leave what the database's own upkeep would leave."""
    models: list[type[Model]] = [*COPIED, Event, Pending]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        # Only outside a transaction, which tests live in.
        may_vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM ANALYZE" if may_vacuum else "ANALYZE")
