"""What the system knows of each unit for a table: figures, readings and targets, or that they are missing."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from bihuan.indicators.models import SCALE, Area, Measure, Reading, Target
from bihuan.kernel.errors import Invalid
from bihuan.kernel.figures import Figure, kind_of
from bihuan.kernel.periods import Period, months_to, name_of
from bihuan.people.models import Person, Unit
from bihuan.standings.models import Entry, Origin, PartInput, SchemePart, Table
from bihuan.standings.rules.scored import Plan

MONTHS = 12
# Money is counted in 分 and scored in 万元.
FEN_IN_WAN = 1_000_000
# Causes that the system itself finds; they are put into words where they are read.
NO_FIGURE, NO_READING, NO_TARGET, NO_AREA, NOTHING = (
    "no_figure",
    "no_reading",
    "no_target",
    "no_area",
    "nothing",
)


def fill(person: Person, table: Table, plan: Plan, units: Iterable[Unit]) -> Iterator[Entry]:
    """An entry, not yet kept, for every unit and every input that is not typed in or fixed."""
    members = list(units)
    period = Period(table.first, table.last)
    for part in plan.parts:
        for each in plan.inputs[part.pk]:
            if each.origin == Origin.FIGURE:
                yield from (_counted(person, table, part, each, unit, period) for unit in members)
            elif each.origin in (Origin.INDICATOR, Origin.TARGET):
                yield from _published(person, table, part, each, members)


def scope_of(each: PartInput, unit: int, period: Period) -> dict[str, str]:
    """Within which scope an input's figure is asked for."""
    span = period
    if each.is_year:
        months = months_to(period.last, MONTHS)
        span = Period(months[0].first, period.last)
    return {"unit": str(unit), "month": name_of(span)}


def figure_for(person: Person, name: str, scope: dict[str, str], day: date) -> Figure | None:
    """A figure by its name within a scope, as far as the kind knows its words."""
    kind = kind_of(name)
    if kind is None:
        return None
    said = {word: value for word, value in scope.items() if word in kind.asks}
    try:
        return kind.make(person, day, said)
    except Invalid:
        return None


def _counted(
    person: Person, table: Table, part: SchemePart, each: PartInput, unit: Unit, period: Period
) -> Entry:
    scope = scope_of(each, unit.pk, period)
    found = figure_for(person, each.figure, scope, period.last)
    entry = Entry(table=table, part=part, input=each, unit=unit)
    if found is None or found.value is None:
        entry.cause = NO_FIGURE
    elif each.whole:
        _share(entry, found, figure_for(person, each.whole, scope, period.last))
    else:
        entry.number = in_scale(found)
    return entry


def _share(entry: Entry, part: Figure, whole: Figure | None) -> None:
    if whole is None or not whole.value:
        entry.cause = NOTHING
        return
    entry.counted, entry.whole = int(part.value), int(whole.value)
    entry.number = round(100 * SCALE * entry.counted / entry.whole)


def in_scale(figure: Figure) -> int:
    """The value of a figure in ten-thousandths; money in those of 万元."""
    value: Any = figure.value
    is_money = figure.unit in ("wan", "fen")
    return int(round(value * SCALE / FEN_IN_WAN) if is_money else round(value * SCALE))


def _published(
    person: Person, table: Table, part: SchemePart, each: PartInput, units: list[Unit]
) -> Iterator[Entry]:
    """Readings of the table's last month, or targets of its year, by the areas of the units."""
    areas = dict(Area.objects.filter(unit__in=units).values_list("unit_id", "pk"))
    found = (_readings if each.origin == Origin.INDICATOR else _targets)(person, table, each)
    for unit in units:
        entry = Entry(table=table, part=part, input=each, unit=unit)
        row = found.get(areas.get(unit.pk, 0))
        if unit.pk not in areas:
            entry.cause = NO_AREA
        elif row is None:
            entry.cause = NO_READING if each.origin == Origin.INDICATOR else NO_TARGET
        else:
            entry.number, entry.source = row.number, _source(row)
            entry.reading = row if isinstance(row, Reading) else None
        yield entry


def _readings(person: Person, table: Table, each: PartInput) -> dict[int, Any]:
    indicator = each.indicator
    rows = Reading.objects.visible_to(person).current().filter(month=table.last.replace(day=1))
    rows = rows.filter(indicator=indicator, batch__withdrawn_at=None).exclude(measure=Measure.RANK)
    if indicator:
        rows = rows.filter(measure=indicator.measure, span=indicator.span)
    return {row.area_id: row for row in rows.select_related("batch")}


def _targets(person: Person, table: Table, each: PartInput) -> dict[int, Any]:
    rows = Target.objects.visible_to(person).filter(indicator=each.indicator, year=table.last.year)
    return {row.area_id: row for row in rows.exclude(number=None)}


def _source(row: Any) -> str:
    if isinstance(row, Target):
        return f"{row.source} {row.said}".strip()[:200]
    batch = row.batch
    words = (batch.publisher, batch.number, f"{batch.published:%Y-%m-%d}")
    return " ".join(word for word in words if word)[:200]
