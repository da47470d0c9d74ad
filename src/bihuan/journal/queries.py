"""Reading the record: histories, and the proof that the tables equal the record."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from bihuan.journal.models import Event
from bihuan.journal.rules import snapshot


@dataclass(frozen=True)
class Difference:
    """A governed column whose value in the table is not what its events add up to."""

    thing: str
    column: str
    in_table: Any
    in_record: Any


def governed_models() -> list[type[Model]]:
    """All models whose governed columns only change together with an event."""
    return [model for model in apps.get_models() if hasattr(model, "governed")]


def fold() -> dict[tuple[str, int], dict[str, Any]]:
    """Replay the whole record: the governed columns of every thing and part, by kind and number."""
    state: dict[tuple[str, int], dict[str, Any]] = {}
    events = Event.objects.order_by("thing_kind", "thing_id", "version").values_list(
        "thing_kind", "thing_id", "body"
    )
    for kind, pk, body in events.iterator(chunk_size=2000):
        after = json.loads(body)["aft"]
        state.setdefault((kind, pk), {}).update(after["set"])
        for part in after.get("parts", ()):
            state.setdefault((part["kind"], part["id"]), {}).update(part["set"])
    return state


def differences() -> Iterator[Difference]:
    """Every difference between the governed columns and the fold of their events, both ways round."""
    state = fold()
    for model in governed_models():
        kind = model._meta.label_lower
        for row in model._default_manager.iterator(chunk_size=2000):
            said = state.pop((kind, row.pk), {})
            for name, value in snapshot(row).items():
                if name not in said or said[name] != value:
                    yield Difference(f"{kind}:{row.pk}", name, value, said.get(name, "never recorded"))
    known = {model._meta.label_lower for model in governed_models()}
    for kind, pk in state:
        if kind in known:
            yield Difference(f"{kind}:{pk}", "", "no such row", "recorded")
