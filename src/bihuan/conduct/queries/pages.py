"""What the pages of this room show: rounds, the units of a measure, the facts of a unit, their events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bihuan.conduct.models import SCALE, Appeal, Evidence, Finding, Look, Round, Ruling, Statement, Status
from bihuan.conduct.queries.kinds import of_finding, of_round
from bihuan.conduct.rules.counted import SHARE
from bihuan.journal.models import Event
from bihuan.journal.rules import verb_name
from bihuan.kernel.figures import Figure
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import SupervisionItem
from bihuan.ui.schemas import place

PAGE, MOST_LOOKS, MOST_EVENTS, MOST_UNITS = 20, 12, 50, 50


@dataclass(frozen=True)
class Page:
    """Some rows of a list, how many there are, and where the next page begins."""

    rows: list[Any]
    total: int
    after: str


def rounds(person: Person, after: str) -> Page:
    """The rounds that a person may read, the newest first."""
    seen = Round.objects.visible_to(person)
    start = place(after)
    rows = seen if start is None else seen.filter(pk__lt=start)
    found = list(rows.select_related("publisher").order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Page(shown, seen.count(), str(shown[-1].pk) if len(found) > PAGE else "")


@dataclass
class Fact:
    """One finding as a page shows it: as printed, k and n with the way to their events, what was said."""

    finding: Finding
    said: Mapping[str, str]
    k: Figure
    n: Figure
    appeals: list[Appeal] = field(default_factory=list)

    @property
    def is_share(self) -> bool:
        return self.said["kind"] == SHARE

    @property
    def is_enough(self) -> bool:
        """Whether anything is told at all: of too few nothing is."""
        return self.finding.value is not None

    @property
    def is_changed(self) -> bool:
        """Whether an appeal has struck an event out, so that there are two values."""
        return self.finding.n != self.finding.n_was

    @property
    def statement(self) -> Statement | None:
        """What the unit says itself, where it has said anything."""
        return getattr(self.finding, "statement", None)

    @property
    def sentence(self) -> str:
        return told(self.said, self.finding)

    @property
    def was(self) -> str:
        """What stood there when it was frozen."""
        return f"{self.finding.k_was}/{self.finding.n_was}"


def told(said: Mapping[str, str], finding: Finding) -> str:
    """The plain sentence of a measure with the numbers of a finding."""
    value = "—" if finding.value is None else f"{finding.value / SCALE:.2f}".rstrip("0").rstrip(".")
    return said["sentence"] % {"k": finding.k, "n": finding.n, "value": value}


def _fact(finding: Finding, printed: Mapping[str, Mapping[str, str]], person: Person, today: date) -> Fact:
    k, n = (of_finding(name, finding, person, today) for name in ("hits", "facts"))
    return Fact(finding, printed[finding.measure], k, n)


@dataclass
class Line:
    """One measure of a round: which units are marked by it, and of how many something is told."""

    measure: str
    said: Mapping[str, str]
    marked: list[Finding] = field(default_factory=list)
    told: int = 0
    few: int = 0
    figure: Figure | None = None


@dataclass
class Board:
    """A round as a reader sees it: its measures with the units that each marks, and all its units."""

    lines: list[Line]
    units: list[Unit]


def board(row: Round, person: Person, today: date) -> Board:
    """The measures of a round as they are printed; units stand in their own order, never by a number."""
    found = {key: Line(key, said) for key, said in row.printed.items()}
    units: dict[int, Unit] = {}
    seen = Finding.objects.visible_to(person).filter(round=row).select_related("unit")
    for each in seen.order_by("unit__kind", "unit__sort_key", "unit_id"):
        units[each.unit_id], line = each.unit, found[each.measure]
        if each.is_marked:
            line.marked.append(each)
        if each.value is None:
            line.few += 1
        else:
            line.told += 1
    for line in found.values():
        line.figure = of_round(row, line.measure, len(line.marked), person, today)
    return Board(list(found.values()), list(units.values()))


def units_of(row: Round, measure: str, person: Person, today: date, after: str) -> tuple[Page, list[Finding]]:
    """One measure for all units that a reader sees, in the units' own order and never by size.

    First those of which something is told, then those of which too little was counted.
    """
    seen = Finding.objects.visible_to(person).filter(round=row, measure=measure).select_related("unit")
    found = list(seen.order_by("unit__kind", "unit__sort_key", "unit_id"))
    said = [each for each in found if each.value is not None]
    start = place(after) or 0
    end = start + MOST_UNITS
    shown = [_fact(each, row.printed, person, today) for each in said[start:end]]
    few = [each for each in found if each.value is None]
    return Page(shown, len(said), str(end) if len(said) > end else ""), few


def facts_of(row: Round, unit: Unit, person: Person, today: date) -> list[tuple[str, list[Fact]]]:
    """What was counted of one unit, by the word under which the measures are printed; in their order."""
    seen = Finding.objects.visible_to(person).filter(round=row, unit=unit)
    by_measure = {each.measure: each for each in seen.select_related("statement")}
    appeals: dict[int, list[Appeal]] = {}
    made = Appeal.objects.visible_to(person).filter(finding__in=by_measure.values())
    for each in made.select_related("evidence", "judge").order_by("pk"):
        appeals.setdefault(each.finding_id, []).append(each)
    groups: dict[str, list[Fact]] = {}
    for measure, said in row.printed.items():
        if finding := by_measure.get(measure):
            fact = _fact(finding, row.printed, person, today)
            fact.appeals = appeals.get(finding.pk, [])
            groups.setdefault(said["word"], []).append(fact)
    return list(groups.items())


def latest(unit: int, person: Person) -> Round | None:
    """The last round in which a reader sees facts of a unit; the corrected edition before the first."""
    seen = Finding.objects.visible_to(person).filter(unit=unit).values("round")
    rows = Round.objects.visible_to(person).filter(pk__in=seen).exclude(status=Status.DROPPED)
    return rows.order_by("-last", "-edition").first()


@dataclass(frozen=True)
class Published:
    """The last published round: the units counted in it, and of each what is marked, in words."""

    round: Round
    units: frozenset[int]
    marked: Mapping[int, list[tuple[Finding, str]]]


def published(person: Person) -> Published | None:
    """What was last published of all units that a reader sees; three questions."""
    rows = Round.objects.visible_to(person).filter(status=Status.PUBLISHED)
    row = rows.order_by("-last", "-edition").first()
    if row is None:
        return None
    seen = Finding.objects.visible_to(person).filter(round=row, is_marked=True)
    found: dict[int, list[tuple[Finding, str]]] = {}
    for each in seen.order_by("measure"):
        found.setdefault(each.unit_id, []).append((each, told(row.printed[each.measure], each)))
    return Published(row, row.units, found)


def finding_of(pk: int, person: Person) -> Finding | None:
    """A finding that a reader sees, with its round and unit."""
    seen = Finding.objects.visible_to(person).filter(pk=pk)
    return seen.select_related("round", "unit", "statement").first()


def fact_of(finding: Finding, person: Person, today: date) -> Fact:
    """One finding as its own page shows it."""
    return _fact(finding, finding.round.printed, person, today)


@dataclass(frozen=True)
class Entry:
    """One event that was counted: without its matter for whoever may not see that."""

    evidence: Evidence
    item: SupervisionItem | None
    event: Event | None
    appeal: Appeal | None

    @property
    def label(self) -> str:
        return verb_name(self.event.verb) if self.event else ""


def entries(finding: Finding, person: Person, after: str) -> Page:
    """The events of a finding, those that count first; of hidden matters a reader sees the number."""
    seen = Evidence.objects.visible_to(person).filter(finding=finding)
    start = place(after) or 0
    found = list(seen.order_by("-is_hit", "day", "pk")[start : start + MOST_EVENTS + 1])
    shown = found[:MOST_EVENTS]
    return Page(
        _opened(shown, person), seen.count(), str(start + MOST_EVENTS) if len(found) > MOST_EVENTS else ""
    )


def _opened(rows: Iterable[Evidence], person: Person) -> list[Entry]:
    rows = list(rows)
    cases = SupervisionItem.objects.visible_to(person).filter(pk__in={each.case for each in rows})
    items = {each.pk: each for each in cases.only("pk", "number", "title")}
    wanted = {each.event for each in rows if each.case in items}
    # The history of a thing is shown with the thing: whoever sees the matter sees its events.
    events = {each.pk: each for each in Event.objects.filter(pk__in=wanted).only("pk", "verb", "actor_id")}
    appeals = {each.evidence_id: each for each in Appeal.objects.visible_to(person).filter(evidence__in=rows)}
    return [Entry(each, items.get(each.case), events.get(each.event), appeals.get(each.pk)) for each in rows]


def looks(unit: Unit, person: Person) -> list[Look]:
    """Who has looked at this unit's conduct last, as far as the reader may know."""
    seen = Look.objects.visible_to(person).filter(unit=unit).select_related("by")
    return list(seen.order_by("-day", "-pk")[:MOST_LOOKS])


def waiting(row: Round, person: Person) -> list[Appeal]:
    """The appeals of a round, those that wait first."""
    seen = Appeal.objects.visible_to(person).filter(finding__round=row)
    found = seen.select_related("finding__unit", "finding__round", "evidence", "judge").order_by("pk")
    return sorted(found, key=lambda each: each.status != Ruling.WAITING)
