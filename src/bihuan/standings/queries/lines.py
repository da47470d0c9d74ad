"""One unit's line, taken apart: each part's points, the numbers from which they came, and their rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.figures import kind_of
from bihuan.kernel.periods import Period
from bihuan.people.models import Person
from bihuan.standings.models import Entry, Line, LinePart, Origin, PartInput, SchemePart, Table
from bihuan.standings.queries.filling import (
    NO_AREA,
    NO_FIGURE,
    NO_READING,
    NO_TARGET,
    NOTHING,
    scope_of,
)
from bihuan.standings.queries.plans import plan_of
from bihuan.standings.rules.scored import Plan

CAUSES = {
    NO_FIGURE: _("The system counts no such figure for this unit."),
    NO_READING: _("No reading of this month has been published for it."),
    NO_TARGET: _("It has no target in numbers for this year."),
    NO_AREA: _("The unit is no area for which readings are published."),
    NOTHING: _("There was nothing to count."),
}
TROUBLES = {
    "missing": _("A number is missing"),
    "few": _("Too few to be judged"),
    "target": _("There is no target above nought"),
    "nought": _("The formula divides by nought"),
    "large": _("The number is too large"),
}
FACTS = {
    "x": _("x, this unit"),
    "value": _("x, this unit"),
    "min": _("min, the lowest of the group"),
    "max": _("max, the highest of the group"),
    "actual": pgettext_lazy("league", "Actual"),
    "target": _("Target"),
    "place": _("Place in this part"),
    "growth": pgettext_lazy("league", "Growth"),
    "total": _("Total"),
}


def cause_of(entry: Entry) -> Any:
    """Why an entry is missing, or what it was entered for, in words."""
    return CAUSES.get(entry.cause, entry.cause)


@dataclass(frozen=True)
class Number:
    """One number that went in, with where it comes from and the way to its rows."""

    input: PartInput
    label: str
    entry: Entry | None
    number: int | None
    cause: Any
    source: str
    url: str


@dataclass(frozen=True)
class Taken:
    """One part of a line: points of how many, the formula, the facts, the numbers that went in."""

    part: SchemePart
    formula: str
    points: int | None
    trouble: Any
    facts: list[tuple[Any, int]]
    numbers: list[Number]


def taken_apart(person: Person, table: Table, line: Line) -> list[Taken]:
    """The parts of a line, each with what anybody needs to compute its points again."""
    plan = plan_of(table.version)
    entries = {
        each.input_id: each
        for each in Entry.objects.filter(table=table, unit=line.unit_id).select_related("reading__batch")
    }
    made = {each.part_id: each for each in LinePart.objects.filter(line=line)}
    return [_taken(table, line.unit_id, part, plan, entries, made[part.pk]) for part in plan.parts]


def _taken(
    table: Table,
    unit: int,
    part: SchemePart,
    plan: Plan,
    entries: Mapping[int, Entry],
    points: LinePart,
) -> Taken:
    return Taken(
        part=part,
        formula=formula_of(plan, part),
        points=points.points,
        trouble=TROUBLES.get(points.trouble, points.trouble),
        facts=[(FACTS.get(name, name), number) for name, number in json.loads(points.facts)],
        numbers=[number_of(table, unit, each, entries.get(each.pk)) for each in plan.inputs[part.pk]],
    )


def formula_of(plan: Plan, part: SchemePart) -> str:
    """How the points of a part come about, in full."""
    return plan.scheme.part(part.code).formula


def number_of(table: Table, unit: int, each: PartInput, entry: Entry | None) -> Number:
    """One number with its source in words."""
    fixed = each.number if each.origin == Origin.FIXED else None
    return Number(
        input=each,
        label=label_of(each),
        entry=entry,
        number=fixed if entry is None else entry.number,
        cause=cause_of(entry) if entry else "",
        source=(entry.source if entry else "") or str(each.get_origin_display()),
        url=way_of(table, unit, each) if entry and entry.number is not None else "",
    )


def label_of(each: PartInput) -> str:
    """How an input is called: by the scheme, by its indicator, by its figure."""
    if each.label:
        return each.label
    if each.indicator:
        return each.indicator.name
    kind = kind_of(each.figure)
    return str(kind.label) if kind else each.name


def way_of(table: Table, unit: int, each: PartInput) -> str:
    """The address under which the figure of an input opens into its rows."""
    if each.origin != Origin.FIGURE:
        return ""
    kind = kind_of(each.whole or each.figure)
    try:
        page = reverse("trace:figure", args=[each.whole or each.figure])
    except NoReverseMatch:
        return ""
    scope = scope_of(each, unit, Period(table.first, table.last))
    known = {word: value for word, value in scope.items() if kind and word in kind.asks}
    return f"{page}?{urlencode(known)}"


def entries_grid(person: Person, table: Table) -> list[tuple[Any, list[Number]]]:
    """What went into a table so far: for each unit every number, there or missing."""
    plan = plan_of(table.version)
    seen = Entry.objects.visible_to(person).filter(table=table)
    found = {(each.unit_id, each.input_id): each for each in seen}
    members = [each.unit for each in table.group.members.select_related("unit")]
    members.sort(key=lambda unit: (unit.kind, unit.sort_key, unit.pk))
    inputs = [each for part in plan.parts for each in plan.inputs[part.pk] if each.origin != Origin.FIXED]
    return [
        (unit, [number_of(table, unit.pk, each, found.get((unit.pk, each.pk))) for each in inputs])
        for unit in members
    ]
