"""The register of units and leaders, as the names in documents are matched to it."""

from functools import cached_property

from django.conf import settings

from bihuan.intake.rules.match import Match, Register
from bihuan.people.models import Person, Role, Unit


class Directory:
    """The units and leaders that a document may name, loaded once."""

    def __init__(self) -> None:
        self.units = {str(unit.pk): unit for unit in Unit.objects.active().prefetch_related("aliases")}
        self._suggested: dict[str, list[Unit]] = {}
        self.register = Register.of(
            (
                (number, unit.name, [unit.short_name, *(alias.name for alias in unit.aliases.all())])
                for number, unit in self.units.items()
            ),
            settings.CITY,
        )

    @cached_property
    def leaders(self) -> list[Person]:
        """Everybody who is a city leader now."""
        held = Person.objects.active().filter(role_grants__role=Role.LEADER, role_grants__ended_at=None)
        return list(held.distinct().order_by("sort_key", "id"))

    def match(self, written: str) -> Match:
        return self.register.match(written)

    def unit(self, written: str) -> Unit | None:
        """The one unit that a written name means."""
        found = self.match(written).unit
        return self.units[found] if found else None

    def leader(self, written: str) -> Person | None:
        """The one leader whose whole name stands in what is written."""
        named = [each for each in self.leaders if each.name and each.name in written]
        return named[0] if len(named) == 1 else None

    def suggestions(self, written: str) -> list[Unit]:
        """The units that may be meant; a name is looked up once however often it stands."""
        if written not in self._suggested:
            self._suggested[written] = [self.units[number] for number in self.match(written).suggestions]
        return self._suggested[written]
