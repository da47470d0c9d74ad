"""What is measured and for whom: indicators are defined, altered, retired; areas are named."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.indicators.actions.step import record
from bihuan.indicators.models import (
    Area,
    AreaKind,
    Direction,
    Indicator,
    Measure,
    Origin,
    Reading,
    Rhythm,
    Span,
)
from bihuan.indicators.rules.numbers import MOST_PLACES
from bihuan.indicators.rules.rights import need_keeper, need_keeper_of, need_statistician
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import clean, words
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person, Unit, UnitKind

CODE = re.compile(r"(?=.{1,40}$)[a-z0-9]+(?:[-_][a-z0-9]+)*")
LONGEST_AREA = 40
TEXTS = {"definition": 4000, "name": 60, "unit_name": 20, "source": 100, "publisher": 60, "sector": 20}
CHOICES = {"origin": Origin, "direction": Direction, "rhythm": Rhythm, "measure": Measure, "span": Span}
NUMBERS = {"places": MOST_PLACES, "lag": 400, "place": 1000}
NEEDED = ("name", "source", "publisher")
FIELDS = frozenset({"code", "owner", *TEXTS, *CHOICES, *NUMBERS})
# What readings hang on cannot change under them.
FIXED = ("origin", "owner", "unit_name", "rhythm")


@transaction.atomic
def define(*, facts: Mapping[str, Any], by: Person, at: datetime) -> Indicator:
    """Say what the city, or a department for itself, measures from now on."""
    if not isinstance(facts.get("owner"), Unit):
        raise Invalid(_("Name the unit that answers for the indicator."))
    if not {"code", "origin", *NEEDED} <= set(facts):
        raise Invalid(_("An indicator has a code, a name, an origin, a source and a publisher."))
    need_keeper(by, facts["origin"], facts["owner"].pk)
    row = Indicator()
    _take(row, facts)
    row.save(force_insert=True)
    record("indicator.define", Change(row), by, {"name": row.name})
    return row


@transaction.atomic
def alter(*, indicator: Indicator, facts: Mapping[str, Any], by: Person, at: datetime) -> Indicator:
    """Correct what an indicator says of itself. What its readings hang on stays once there are any."""
    row = _locked(indicator, by)
    was = before(row)
    old = {name: getattr(row, name) for name in FIXED}
    _take(row, facts)
    if any(old[name] != getattr(row, name) for name in FIXED) and Reading.objects.filter(indicator=row):
        said = _("“%(name)s” has readings already: define another indicator for another unit or origin.")
        raise Conflict(said % {"name": row.name})
    need_keeper_of(by, row)
    row.save()
    record("indicator.alter", was, by, {"name": row.name})
    return row


@transaction.atomic
def retire(*, indicator: Indicator, by: Person, at: datetime) -> Indicator:
    """Measure something no more; its readings stay."""
    return _kept_on(indicator, by, is_active=False)


@transaction.atomic
def resume(*, indicator: Indicator, by: Person, at: datetime) -> Indicator:
    """Measure it again."""
    return _kept_on(indicator, by, is_active=True)


def _kept_on(indicator: Indicator, by: Person, *, is_active: bool) -> Indicator:
    row = _locked(indicator, by)
    if row.is_active == is_active:
        said = _("“%(name)s” is measured already.") if is_active else _("“%(name)s” was retired before.")
        raise Conflict(said % {"name": row.name})
    was = before(row)
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    record("indicator.resume" if is_active else "indicator.retire", was, by, {"name": row.name})
    return row


def _locked(indicator: Indicator, by: Person) -> Indicator:
    row = Indicator.objects.select_for_update(of=("self",)).select_related("owner").get(pk=indicator.pk)
    need_keeper_of(by, row)
    return row


def _take(row: Indicator, facts: Mapping[str, Any]) -> None:
    """Write what is said into a row, each within what it can be."""
    if strange := sorted(set(facts) - FIELDS):
        raise Invalid(_("An indicator has nothing called %(names)s.") % {"names": ", ".join(strange)})
    for name, value in facts.items():
        setattr(row, name, _tidy(name, value))
    if not row.owner.is_active:
        raise Invalid(_("“%(unit)s” no longer exists.") % {"unit": row.owner.short_name})
    if row.span == Span.MONTH and row.rhythm == Rhythm.QUARTER:
        raise Invalid(_("What appears by quarters tells of the quarter or of the time since January."))
    others = Indicator.objects.exclude(pk=row.pk)
    if others.filter(code=row.code).exists() or others.filter(name=row.name).exists():
        raise Invalid(_("There is an indicator with this code or name."))


def _tidy(name: str, value: Any) -> Any:
    if name in TEXTS:
        refusal = _("An indicator has a code, a name, an origin, a source and a publisher.")
        return words(value, refusal, TEXTS[name]) if name in NEEDED else clean(value, TEXTS[name])
    if name in CHOICES and value not in CHOICES[name].values:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": value})
    if name in NUMBERS and not 0 <= value <= NUMBERS[name]:
        raise Invalid(_("A number here lies between 0 and %(most)s.") % {"most": NUMBERS[name]})
    if name == "code" and not CODE.fullmatch(value):
        raise Invalid(_("A code is made of small Latin letters, digits and single hyphens."))
    return value


@transaction.atomic
def set_area(
    *,
    name: str,
    kind: str,
    by: Person,
    at: datetime,
    unit: Unit | None = None,
    place: int = 0,
    area: Area | None = None,
) -> Area:
    """Name somebody whose numbers are read, or correct what is said of him."""
    need_statistician(by)
    rows = {row.pk: row for row in Area.objects.select_for_update().order_by("pk")}
    row = rows.pop(area.pk) if area else Area()
    was = before(row) if area else Change(row)
    row.name = words(name, _("Name the area."), LONGEST_AREA)
    row.kind, row.unit, row.place = kind, unit, place
    _need_sense(row, list(rows.values()))
    row.save()
    record("indicator.set_area", was, by, {"name": row.name})
    return row


def _need_sense(row: Area, others: list[Area]) -> None:
    """One city, one mean of the province; the city, its counties and parks have their units, others none."""
    kinds = {AreaKind.CITY: (UnitKind.CITY,), AreaKind.COUNTY: (UnitKind.COUNTY, UnitKind.PARK)}
    if row.kind not in AreaKind.values or (row.unit.kind if row.unit else None) not in kinds.get(
        AreaKind(row.kind), (None,)
    ):
        raise Invalid(_("The city, a county and a park have their unit; other areas have none."))
    if any(other.name == row.name for other in others):
        raise Invalid(_("There is an area of this name."))
    if row.unit and any(other.unit_id == row.unit_id for other in others):
        raise Invalid(_("“%(unit)s” has its area already.") % {"unit": row.unit.short_name})
    if row.kind in (AreaKind.CITY, AreaKind.PROVINCE) and any(other.kind == row.kind for other in others):
        raise Invalid(_("There is one city, and one mean of the province."))
