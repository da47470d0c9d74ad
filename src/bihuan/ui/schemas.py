"""What every part of the API shares: one shape for refusals, bounded pages, identifiers that fit."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Schema
from ninja.renderers import BaseRenderer
from pydantic import ConfigDict, field_validator
from pydantic_core import PydanticCustomError

LARGEST_ID = 2**63 - 1
LARGEST_PAGE = 200
# NUL, which PostgreSQL refuses, and lone surrogates, which UTF-8 cannot say.
UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")

Id = Annotated[int, Path(ge=1, le=LARGEST_ID, description="Identifier")]
AnyId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Rows in a page")]
Cursor = Annotated[
    str, Query(max_length=80, description="`next` of the page before; empty for the first page")
]

REFUSALS = frozenset({400, 401, 403, 404, 409, 413, 422})


class Problem(Schema):
    """A refusal (RFC 9457): what happened and what to do, in the reader's language."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] = []


class CleanSchema(Schema):
    """Values from outside: text that no database can hold is refused by name."""

    @field_validator("*", mode="after")
    @classmethod
    def _holdable(cls, value: Any) -> Any:
        said = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and UNHOLDABLE.search(text) for text in said):
            raise PydanticCustomError("unholdable", "holds a NUL or half a character")
        return value


class StrictSchema(CleanSchema):
    """A body that refuses fields it does not know."""

    model_config = ConfigDict(extra="forbid")


class Orjson(BaseRenderer):
    """JSON with Chinese as it is written."""

    media_type = "application/json"
    charset = "utf-8"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return orjson.dumps(data)


def answers(schema: Any, code: int = 200) -> dict[Any, Any]:
    """The documented answers of a route: its own, and the one shape of every refusal."""
    return {code: schema, REFUSALS: Problem}


def fast(data: Mapping[str, Any] | list[Any]) -> HttpResponse:
    """Answer with plain values, past the second validation of the response schema.

    Tests hold such answers against the documented schema.
    """
    return HttpResponse(orjson.dumps(data), content_type="application/json; charset=utf-8")


def problem(status: int, title: str, detail: str, errors: list[dict[str, Any]] | None = None) -> HttpResponse:
    """Answer with a refusal."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": errors or []}
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/problem+json")


def place(cursor: str) -> int | None:
    """The identifier in a cursor, never beyond what a database can hold; None when it is no number."""
    if not (cursor.isascii() and cursor.isdigit()):
        return None
    # Python reads no number of thousands of digits, so that its length is looked at first.
    digits = cursor.lstrip("0") or "0"
    return min(int(digits), LARGEST_ID) if len(digits) <= len(str(LARGEST_ID)) else LARGEST_ID


def keyset(rows: QuerySet[Any], limit: int, cursor: str) -> dict[str, Any]:
    """A page by identifier, newest first; its cost does not grow with the pages before it."""
    before = place(cursor)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk")[:limit])
    return {"items": page, "next": str(page[-1].pk) if len(page) == limit else ""}
