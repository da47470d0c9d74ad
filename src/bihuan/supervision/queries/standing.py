"""Where each unit stands: what it has in hand now, and how much of a year's work was on time."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Q, Value
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from bihuan.journal.kept import kept
from bihuan.kernel.figures import Figure
from bihuan.kernel.intervals import FEWEST, Band, Judged, judge
from bihuan.kernel.periods import name_of
from bihuan.people.models import Person
from bihuan.supervision.models import LIVE, Assignment, AssignmentRole, AssignmentStatus, SupervisionItem
from bihuan.supervision.models.item import ItemQuerySet, ended_in
from bihuan.supervision.queries.figures import DESK, UnitLine, figure_of
from bihuan.supervision.queries.months import ON_TIME, WHOLE, figure, percent, twelve

STANDING = [status for status in AssignmentStatus if status != AssignmentStatus.RELEASED]
NOW = ("open", "overdue", "report_overdue")
NAME = "assignments__unit__short_name"


@dataclass(frozen=True)
class UnitStanding:
    """One lead unit: its numbers now and of twelve months, and what may be said of the latter.

    Without anything concluded there is nothing to judge.
    """

    unit_id: int
    name: str
    now: dict[str, Figure]
    ended: Figure
    on_time: Figure
    share: Figure
    judged: Judged | None


def unit_standings(person: Person, today: date) -> list[UnitStanding]:
    """The lead units that have something in hand or concluded something in twelve months, in one query.

    The average against which a unit is judged is that of all of these together.
    """
    found: dict[int, dict[str, Any]] = {}
    for group, unit, name, *counts in _counted(today, person=person):
        if any(counts):
            found.setdefault(unit, {"name": name, "now": [0] * len(NOW), "year": [0, 0, 0]})[group] = counts
    average = _average(found.values())
    seen = SupervisionItem.objects.visible_to(person)
    return [_standing(unit, row, seen, average, today) for unit, row in found.items()]


@kept
def _counted(today: date, *, person: Person) -> Any:
    seen = SupervisionItem.objects.visible_to(person)
    led, whole = _is_led(person), twelve(today)
    rows = _by_unit("now", seen.filter(status__in=LIVE), [led & DESK[name].which(today) for name in NOW])
    year = _by_unit("year", seen.filter(ended_in(whole)), [led, led & ON_TIME])
    return rows.union(year, all=True)


def _is_led(person: Person) -> Q:
    """Led by a unit that still has its part; for whoever does not see the city, by one of his units.

    It belongs into the counts: as a condition on the rows it would draw the database to every part there ever
    was.
    """
    led = Q(assignments__role=AssignmentRole.LEAD, assignments__status__in=STANDING)
    if person.access.sees_city:
        return led
    return led & Q(assignments__unit_id__in=person.access.units | person.access.overseen)


def _by_unit(group: str, rows: ItemQuerySet, conditions: list[Q]) -> Any:
    counted: list[Any] = [Count("pk", filter=condition) for condition in conditions]
    filled = [*counted, *[Value(0)] * (len(NOW) - len(counted))]
    columns = {f"count_{place}": count for place, count in enumerate(filled)}
    by_unit: Any = rows.order_by().values("assignments__unit_id", NAME, group=Value(group, CharField()))
    return by_unit.annotate(**columns).values_list("group", "assignments__unit_id", NAME, *columns)


def _average(rows: Iterable[dict[str, Any]]) -> float:
    years = [row["year"] for row in rows]
    ended = sum(counts[0] for counts in years)
    return sum(counts[1] for counts in years) / ended if ended else 0.0


def _standing(
    unit: int, row: dict[str, Any], seen: ItemQuerySet, average: float, today: date
) -> UnitStanding:
    # Many units stand on a desk and few of their numbers are opened, so the rows are composed when asked for.
    def led(*which: Q) -> Any:
        return SimpleLazyObject(lambda: seen.filter(*which, pk__in=_led_by(unit)))

    def known(found: Figure, **narrowed: Any) -> Figure:
        return found.of_kind(f"supervision.{found.name}", {"unit": unit, **narrowed})

    ended, on_time, _none = row["year"]
    months = name_of(twelve(today))
    done, in_time = led(ended_in(twelve(today))), led(ended_in(twelve(today)), ON_TIME)
    return UnitStanding(
        unit_id=unit,
        name=row["name"],
        now={
            name: known(figure_of(name, DESK[name], count, led(DESK[name].which(today)), today))
            for name, count in zip(NOW, row["now"], strict=True)
        },
        ended=known(figure("ended", ended, done, today), month=months),
        on_time=known(figure("ended_on_time", on_time, in_time, today), month=months),
        share=known(figure("share", percent(on_time, ended), done, today), month=months),
        judged=judge(on_time, ended, average) if ended else None,
    )


def _led_by(unit: int) -> Any:
    return Assignment.objects.live().filter(unit=unit, role=AssignmentRole.LEAD).values("item_id")


@dataclass(frozen=True)
class Place:
    """One unit of the yearly report among the others."""

    line: UnitLine
    judged: Judged | None


@dataclass(frozen=True)
class Ranking:
    """The units in bands: clearly below the average, near it, clearly above, and too few to judge."""

    title: str
    average: float
    bands: dict[str, list[Place]]
    least: int = FEWEST


def ranked(lines: list[UnitLine]) -> Ranking:
    """Put the lines of a report into bands by what was on time of what was concluded."""
    counts = [(line.figures["on_time"].value, line.figures["done"].value) for line in lines]
    total = sum(done for _part, done in counts)
    average = sum(part for part, _done in counts) / total if total else 0.0
    places = [
        Place(line, judge(part, done, average) if done else None)
        for line, (part, done) in zip(lines, counts, strict=True)
    ]
    bands = {
        band: sorted((each for each in places if band_in(each.judged) == band), key=_share_first)
        for band in (Band.BELOW, Band.NEAR, Band.ABOVE, Band.FEW)
    }
    title = compared_said(Counter(band_in(each.judged) for each in places))
    return Ranking(title, average * WHOLE, {str(band): rows for band, rows in bands.items() if rows})


def band_in(judged: Judged | None) -> Band:
    """The band of a unit; with nothing concluded there is too little to judge."""
    return judged.band if judged else Band.FEW


def _share_first(place: Place) -> float:
    # Whoever is not judged stays in the order of the register.
    return place.judged.share if place.judged and place.judged.band != Band.FEW else 0.0


def compared_said(counts: Mapping[Band, int]) -> str:
    """How many units lie clearly beside the average, in a sentence."""
    below, near, above = (counts.get(band, 0) for band in (Band.BELOW, Band.NEAR, Band.ABOVE))
    if not below + near + above:
        return _("On time: no unit has concluded %(count)s matters") % {"count": FEWEST}
    if not below + above:
        return _("On time: none of %(count)s units lies clearly beside the average") % {"count": near}
    return _("On time: %(below)s clearly below average, %(above)s clearly above") % {
        "below": below,
        "above": above,
    }
