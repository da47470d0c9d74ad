"""A unit's own words beside the facts, for programs."""

from datetime import datetime
from typing import Any

from ninja import Schema

from bihuan.trace.models import Statement


class StatementOut(Schema):
    """What a unit says itself of the facts beside which it stands."""

    id: int
    text: str
    at: datetime
    file_id: int | None


def statement(row: Statement) -> dict[str, Any]:
    """One of them."""
    return {"id": row.pk, "text": row.text, "at": row.at, "file_id": row.file_id}
