"""What amounts, years and findings look like to programs. All money is in whole 分."""

from typing import Annotated, Any

from django.http import Http404
from ninja import Field, Path, Schema

from bihuan.fiscal.queries.asking import Answer
from bihuan.fiscal.rules.amounts import FIRST_YEAR, LAST_YEAR, MOST_YEARS
from bihuan.fiscal.rules.capacity import Judgement, Part
from bihuan.kernel.canonical import LARGEST
from bihuan.people.models import Person
from bihuan.projects.models import Project
from bihuan.ui.schemas import StrictSchema

Fen = Annotated[int, Field(ge=0, le=LARGEST, description="In 分")]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
YearPath = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR, description="Budget year")]
Reason = Annotated[str, Field(min_length=1, max_length=4000)]


class YearAmount(StrictSchema):
    """How much falls due in a year."""

    year: Year
    amount: Fen


Amounts = Annotated[list[YearAmount], Field(max_length=MOST_YEARS)]


class CellOut(Schema):
    """A year at one drop of land income: resources, and what is left."""

    drop: int
    resources: int
    room: int


class LineOut(Schema):
    """A year of a finding. `counts`: it decides. No cells: its resources are not entered."""

    year: int
    committed: int
    share: int
    counts: bool
    cells: list[CellOut]


class PartOut(Schema):
    """What falls into one term of office; `term` is null for years that none covers."""

    term: str | None
    amount: int
    is_current: bool


class FindingOut(Schema):
    """What the numbers say. Decision support: the official opinion is the Finance Bureau's document."""

    verdict: str
    against: str
    lines: list[LineOut]
    parts: list[PartOut]
    crossing: int


def by_year(said: list[YearAmount]) -> dict[int, int]:
    """Amounts by year; a year that stands twice is summed."""
    found: dict[int, int] = {}
    for each in said:
        found[each.year] = min(LARGEST, found.get(each.year, 0) + each.amount)
    return found


def lines_told(judged: Judgement) -> list[dict[str, Any]]:
    """The years of a finding."""
    return [
        {
            "year": line.year,
            "committed": line.committed,
            "share": line.share,
            "counts": line.counts,
            "cells": [
                {"drop": cell.drop, "resources": cell.resources, "room": cell.room} for cell in line.cells
            ],
        }
        for line in judged.lines
    ]


def parts_told(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    """How an amount falls on terms of office."""
    return [
        {
            "term": part.term.name if part.term else None,
            "amount": part.amount,
            "is_current": part.is_current,
        }
        for part in parts
    ]


def finding_told(answer: Answer) -> dict[str, Any]:
    """A finding."""
    return {
        "verdict": str(answer.verdict),
        "against": answer.against,
        "lines": lines_told(answer.judged),
        "parts": parts_told(answer.parts),
        "crossing": answer.crossing,
    }


def one_project(pk: int | None, by: Person) -> Project | None:
    """The project of this number that this person sees, or nothing where none is named."""
    if pk is None:
        return None
    found = Project.objects.visible_to(by).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
