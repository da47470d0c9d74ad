"""Values that speak of one natural person: an event holds a commitment to them, never the value.

Whatever of a model's personal columns (kernel/personal.py) is governed goes into an event as `{"com": …}`,
SHA-256 over a salt of 32 bytes and the value; salt and value lie in a table beside the record, so that both
can be erased while every hash holds. Pure: nothing here reads or writes the database.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from bihuan.kernel import canonical
from bihuan.kernel.errors import Invalid
from bihuan.kernel.personal import columns_of

SALT_BYTES = 32
COMMITMENT = "com"


@dataclass(frozen=True)
class Kept:
    """One value that an event commits to, as it is kept beside the event."""

    com: str
    kind: str
    number: int
    column: str
    salt: str
    value: str


@dataclass
class Apart:
    """What is taken out of an event while it is written."""

    kept: list[Kept] = field(default_factory=list)

    def hide(self, row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a row's columns, the personal ones as commitments.

        Nothing, and what a column holds after erasure, speaks of nobody and stays as it is.
        """
        said = dict(values)
        for name, column in columns_of(row).items():
            value = said.get(name)
            if value and value != column.erased(row.pk):
                salt = secrets.token_bytes(SALT_BYTES)
                com = canonical.field_commitment(salt, value)
                text = canonical.encode(value).decode()
                self.kept.append(Kept(com, row._meta.label_lower, row.pk, name, salt.hex(), text))
                said[name] = {COMMITMENT: com}
        return said


def commitment_in(value: Any) -> str:
    """The commitment that stands in an event in place of a value; empty where the value itself stands."""
    return str(value[COMMITMENT]) if isinstance(value, dict) and set(value) == {COMMITMENT} else ""


def model_of(kind: str) -> Any:
    """The model of a kind of which something personal is kept."""
    for model in apps.get_models():
        if model._meta.label_lower == kind and columns_of(model):
            return model
    raise Invalid(_("Nothing of this kind is kept as personal data."))
