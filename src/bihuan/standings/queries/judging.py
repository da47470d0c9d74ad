"""What the order hangs on, who stands out by the rule, and which pledges were kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Unit
from bihuan.standings.models import Band, Entry, Line, Method, Pledge, Table
from bihuan.standings.queries.boards import previous
from bihuan.standings.queries.plans import members_of
from bihuan.standings.rules.ends import End, ListRule, Measured, named_by
from bihuan.standings.rules.entries import Entries
from bihuan.standings.rules.schemes import Scheme, reweigh
from bihuan.standings.rules.scored import Plan, entries_of, kept
from bihuan.standings.rules.scoring import Sheet, score
from bihuan.standings.rules.stability import Without, leave_each_out
from bihuan.supervision.models import SupervisionItem

LARGEST_WEIGHT = 1000


@dataclass(frozen=True)
class LeftOut:
    """What becomes of the order without one part: how like it stays (Kendall's tau-b), how many units change
    their place, and who moves most."""

    part: str
    tau: float | None
    moved: int
    unit: str = ""
    was: int = 0
    now: int = 0


@dataclass(frozen=True)
class Tried:
    """One unit under other weights."""

    unit: str
    score: int | None
    place: int | None
    was: int | None


def entered(table: Table, plan: Plan) -> Entries:
    """What went into a table, as the engine reads it. Only for whoever reads the whole table."""
    rows = Entry.objects.filter(table=table)
    return entries_of(plan, table.group.name, members_of(table), rows)


def left_out(plan: Plan, entries: Entries, names: Mapping[int, str]) -> list[LeftOut]:
    """Leave out one part after the other; with a single part there is nothing to leave out."""
    sheet = score(entries, plan.scheme)
    return [_without(plan, sheet, each, names) for each in leave_each_out(sheet)]


def _without(plan: Plan, sheet: Sheet, each: Without, names: Mapping[int, str]) -> LeftOut:
    places = _places(sheet)
    moves = {unit: by for unit, by in each.moved(sheet).items() if by}
    most = max(moves, key=lambda unit: (abs(moves[unit]), -unit), default=None)
    name = plan.scheme.part(each.part).name
    if most is None:
        return LeftOut(name, each.tau, 0)
    return LeftOut(name, each.tau, len(moves), names.get(most, ""), places[most], each.places[most])


def _places(sheet: Sheet) -> dict[int, int]:
    return {line.unit: line.place for line in sheet.ranked if line.place is not None}


def weights_in(query: Mapping[str, str], scheme: Scheme) -> dict[str, Fraction]:
    """The weights that an address tries, by part. What is no weight is left as the scheme has it."""
    found = {}
    for part in scheme.parts:
        said = query.get(f"w_{part.code}", "").strip()
        try:
            weight = Fraction(said)
        except (ValueError, ZeroDivisionError):
            continue
        if 0 < weight <= LARGEST_WEIGHT and weight != part.weight:
            found[part.code] = weight.limit_denominator(LARGEST_WEIGHT)
    return found


def tried(
    plan: Plan, entries: Entries, weights: Mapping[str, Fraction], names: Mapping[int, str]
) -> list[Tried]:
    """The order under other weights. Nothing of it is kept."""
    if not weights:
        return []
    try:
        scheme = reweigh(plan.scheme, weights)
    except Invalid:
        return []
    was = _places(score(entries, plan.scheme))
    return [
        Tried(
            names.get(line.unit, ""),
            None if line.total is None else kept(line.total),
            line.place,
            was.get(line.unit),
        )
        for line in score(entries, scheme).lines
    ]


@dataclass(frozen=True)
class Listed:
    """A unit on a list: in the same outer band twice running, or at the end of half of the numbers."""

    unit: str
    is_twice: bool
    parts: list[str]


@dataclass(frozen=True)
class Standing:
    """Who stands out by the rule: in this table, in this and the one before it, and in which numbers."""

    leading: list[str]
    lagging: list[str]
    red: list[Listed]
    black: list[Listed]
    before: Table | None


def standing_out(table: Table, plan: Plan, entries: Entries) -> Standing:
    """Leading and lagging: the outer bands. Red and black list: of these, who was there before, or who is
    first (last) in at least half of the numbers. The middle band is never named."""
    now, before = _bands(table), previous(table)
    was = _bands(before) if before else {}

    def listed(band: str, end: End) -> list[Listed]:
        ends = {each.unit: each.parts for each in named_by(_rule(plan, end), entries)}
        found = []
        for unit, (name, inside) in now.items():
            is_twice = was.get(unit, ("", ""))[1] == band
            parts = [plan.scheme.part(code).name for code in ends.get(unit, ())]
            if inside == band and (is_twice or parts):
                found.append(Listed(name, is_twice, parts))
        return found

    return Standing(
        [name for name, band in now.values() if band == Band.ABOVE],
        [name for name, band in now.values() if band == Band.BELOW],
        listed(Band.ABOVE, End.RED),
        listed(Band.BELOW, End.BLACK),
        before,
    )


def _rule(plan: Plan, end: End) -> ListRule:
    """First or last in at least half of the numbers that a scheme compares, and in two at the least."""
    among = tuple(
        Measured(part.code, each.name, is_inverse=bool(part.said.get("is_inverse")))
        for part in plan.parts
        if part.method in (Method.EFFICACY, Method.PLACE, Method.GROWTH)
        for each in plan.inputs[part.pk]
    )
    return ListRule("", end, among, least=max(2, -(-len(among) // 2)))


def _bands(table: Table) -> dict[int, tuple[str, str]]:
    rows = Line.objects.filter(table=table, round=table.round, band__in=(Band.ABOVE, Band.BELOW))
    found = rows.order_by("unit__kind", "unit__sort_key", "unit")
    return {
        unit: (name, band) for unit, name, band in found.values_list("unit_id", "unit__short_name", "band")
    }


def names_of(units: Iterable[int]) -> dict[int, str]:
    """The units by name."""
    return dict(Unit.objects.filter(pk__in=units).values_list("pk", "short_name"))


@dataclass(frozen=True)
class Kept:
    """A pledge and what the record says of it: kept on a day, kept late, late, or still running."""

    pledge: Pledge
    state: str
    days: int = 0
    sees_matter: bool = False


KEPT, KEPT_LATE, LATE, RUNNING = "kept", "kept_late", "late", "running"


def whether_kept(rows: QuerySet[Pledge], person: Person, today: date) -> list[Kept]:
    """Whether pledges were kept, by the matters that they raised; never by anybody's word."""
    found = list(rows.select_related("unit", "matter", "table__version__scheme", "table__group"))
    matters = SupervisionItem.objects.visible_to(person).filter(pk__in=[each.matter_id for each in found])
    seen = set(matters.values_list("pk", flat=True))
    return [_kept(each, today, each.matter_id in seen) for each in found]


def _kept(row: Pledge, today: date, sees: bool) -> Kept:
    done = row.matter.done_date
    if done is not None:
        late = (done - row.due).days
        return Kept(row, KEPT_LATE if late > 0 else KEPT, max(late, 0), sees)
    late = (today - row.due).days
    return Kept(row, LATE if late > 0 else RUNNING, max(late, 0), sees)


def last_pledges(table: Table, person: Person, today: date) -> list[Kept]:
    """What was pledged after the table before this one."""
    before = previous(table)
    if before is None:
        return []
    chain = [before.pk]
    if before.corrects_id:
        chain.append(before.corrects_id)
    return whether_kept(Pledge.objects.filter(table__in=chain).order_by("pk"), person, today)
