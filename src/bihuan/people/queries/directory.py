"""The directory: units in order, with whoever heads them, answers for them and is in charge of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from bihuan.people.models import UNIT_ROLES, Person, Portfolio, Role, RoleGrant, Unit, UnitKind


@dataclass(frozen=True)
class UnitRow:
    """A unit of the directory with its people. Who heads a unit and who answers for it is public."""

    unit: Unit
    aliases: list[str]
    in_charge: list[Person]
    heads: list[Person]
    contacts: list[Person]


def directory(reader: Person, kind: str = "", phrase: str = "") -> list[UnitRow]:
    """The units that still exist, by kind and then by the reading of their names. Four queries."""
    kinds = [When(kind=each, then=Value(place)) for place, each in enumerate(UnitKind.values)]
    units = Unit.objects.visible_to(reader).active().prefetch_related("aliases")
    if kind:
        units = units.filter(kind=kind)
    if phrase:
        named = Q(name__contains=phrase) | Q(short_name__contains=phrase) | Q(aliases__name__contains=phrase)
        units = units.filter(named).distinct()
    ordered = units.annotate(place=Case(*kinds, output_field=IntegerField())).order_by("place", "sort_key")
    return _rows(list(ordered))


def unit_row(unit: Unit) -> UnitRow:
    """One unit with its people."""
    return _rows([unit])[0]


def accounts(reader: Person, phrase: str = "") -> QuerySet[Person]:
    """Persons by the reading of their names, found by name or sign-in name."""
    found = Person.objects.visible_to(reader).order_by("sort_key", "id")
    return found.filter(Q(name__contains=phrase) | Q(username__icontains=phrase)) if phrase else found


def _rows(units: Sequence[Unit]) -> list[UnitRow]:
    ids = [unit.pk for unit in units]
    charge: dict[int, list[Person]] = defaultdict(list)
    for portfolio in Portfolio.objects.open().filter(unit__in=ids).select_related("leader").order_by("id"):
        charge[portfolio.unit_id].append(portfolio.leader)
    held: dict[tuple[int | None, str], list[Person]] = defaultdict(list)
    grants = RoleGrant.objects.open().filter(unit__in=ids, role__in=UNIT_ROLES, person__is_active=True)
    for grant in grants.select_related("person").order_by("person__sort_key"):
        held[grant.unit_id, grant.role].append(grant.person)
    return [
        UnitRow(
            unit=unit,
            aliases=[alias.name for alias in unit.aliases.all()],
            in_charge=charge[unit.pk],
            heads=held[unit.pk, Role.HEAD],
            contacts=held[unit.pk, Role.HANDLER],
        )
        for unit in units
    ]
