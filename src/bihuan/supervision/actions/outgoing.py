"""Keeping, for some seconds, how a move that leaves the house can be taken back."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from bihuan.journal.models import Event
from bihuan.journal.rules import kind_of
from bihuan.people.models import Person
from bihuan.supervision.models import Outgoing, SupervisionItem

# What people outside the sender's room get to read.
LEAVES = frozenset({"dispatch", "urge"})
# An instruction makes a new matter, which goes to the office; so it can be taken back, too.
TAKEN_BACK = LEAVES | {"instruct"}
# The page offers it for ten seconds; a slow line gets two more.
HELD = timedelta(seconds=12)


def outgoing(
    event: Event,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    rows: Iterable[tuple[Model, Mapping[str, Any] | None]],
) -> Outgoing:
    """A move as it can be taken back, not yet kept: rows with the columns they had, None for a new one."""
    back = [{"kind": kind_of(row), "id": row.pk, "set": columns} for row, columns in rows]
    was = json.dumps(back, cls=DjangoJSONEncoder, ensure_ascii=False)
    return Outgoing(event_id=event.pk, item=item, by=by, at=at, was=was)


def columns_now(row: Model) -> dict[str, Any]:
    """What stands in each column of a row that was fetched."""
    return {
        field.attname: row.__dict__.get(field.attname)
        for field in row._meta.concrete_fields
        if not field.generated
    }


def changed(row: Model, was: Mapping[str, Any]) -> dict[str, Any]:
    """The former values of the columns that have changed."""
    now = columns_now(row)
    return {name: value for name, value in was.items() if now[name] != value}
