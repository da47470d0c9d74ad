"""The register of units and leaders, as the names in documents are matched to it."""

import re
from collections.abc import Collection
from functools import cached_property

from django.conf import settings

from bihuan.calendar import queries as calendar
from bihuan.intake.rules.almanac import Almanac
from bihuan.intake.rules.match import Match, Register
from bihuan.people.models import Person, Role, Unit

# How a leader is called by surname and office: 程市长, 程副市长, 程秘书长.
BY_OFFICE = re.compile("^.(?:副?市长|书记|秘书长|主任)$")


class Directory:
    """The units and leaders that a document may name, each loaded once and only when asked for."""

    def __init__(self) -> None:
        self._suggested: dict[str, list[Unit]] = {}

    @cached_property
    def units(self) -> dict[str, Unit]:
        """The units of the register by number."""
        return {str(unit.pk): unit for unit in Unit.objects.active().prefetch_related("aliases")}

    @cached_property
    def register(self) -> Register:
        """The register as the rules know it."""
        rows = (
            (number, unit.name, [unit.short_name, *(alias.name for alias in unit.aliases.all())])
            for number, unit in self.units.items()
        )
        return Register.of(rows, settings.CITY)

    @cached_property
    def almanac(self) -> Almanac:
        """The city's working days and holidays as the rules know them."""
        return Almanac.of(calendar.days())

    @cached_property
    def leaders(self) -> list[Person]:
        """Everybody who is a city leader now."""
        held = Person.objects.active().filter(role_grants__role=Role.LEADER, role_grants__ended_at=None)
        return list(held.distinct().order_by("sort_key", "id"))

    def members(self, kinds: Collection[str]) -> list[Unit]:
        """All units of some kinds, kind by kind, in the order of the register."""
        found = [unit for unit in self.units.values() if unit.kind in kinds]
        return sorted(found, key=lambda unit: (unit.kind, unit.sort_key))

    def match(self, written: str) -> Match:
        return self.register.match(written)

    def unit(self, written: str) -> Unit | None:
        """The one unit that a written name means."""
        found = self.match(written).unit
        return self.units[found] if found else None

    def leader(self, written: str) -> Person | None:
        """The one leader whose whole name stands in it, or whose surname stands there with an office."""
        named = [each for each in self.leaders if each.name and each.name in written]
        if not named and BY_OFFICE.match(written):
            named = [each for each in self.leaders if each.name[:1] == written[0]]
        return named[0] if len(named) == 1 else None

    def suggestions(self, written: str) -> list[Unit]:
        """The units that may be meant; a name is looked up once however often it stands."""
        if written not in self._suggested:
            self._suggested[written] = [self.units[number] for number in self.match(written).suggestions]
        return self._suggested[written]
