"""Who holds which post where: read once for many matters."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bihuan.people.models import Person, Portfolio, Role, RoleGrant, Unit
from bihuan.supervision.models import Level


@dataclass(frozen=True)
class Book:
    """Who holds which role where, read once for a batch. Units stand with those above them."""

    above: dict[int, tuple[int, ...]]
    holders: dict[tuple[str, int | None], set[int]]
    in_charge: dict[int, set[int]]
    # Heads of the sections of a unit, those below it, by whoever handles there and by the unit.
    sections: dict[tuple[int, int], set[int]]
    active: frozenset[int]

    def at(self, units: Iterable[int], role: str) -> set[int]:
        """Holders of a role for these units or for units above them."""
        return {
            person
            for unit in units
            for step in self.above[unit]
            for person in self.holders.get((role, step), ())
        }

    @property
    def office(self) -> set[int]:
        """The people of the supervision office."""
        return set().union(
            *(people for (role, _unit), people in self.holders.items() if role == Role.SUPERVISOR)
        )

    def leaders_of(self, unit: int) -> set[int]:
        """The leaders in charge of a unit or of one above it."""
        return {leader for step in self.above[unit] for leader in self.in_charge.get(step, ())}

    def holder(self, level: str, duty: "Duty") -> int | None:
        """Who holds a rung's post for a duty: one person, the one who has been here longest; or nobody."""
        found = _HOLDERS[level](self, duty) & self.active
        return min(found, default=None)


@dataclass(frozen=True)
class Duty:
    """What a unit owes: the unit, who handles it there, the leader who answers for the matter."""

    unit_id: int
    handler_id: int | None
    leader_id: int | None


def _handlers(book: Book, duty: Duty) -> set[int]:
    if duty.handler_id in book.active:
        return {duty.handler_id} if duty.handler_id else set()
    return book.at((duty.unit_id,), Role.HANDLER)


def _in_charge(book: Book, duty: Duty) -> set[int]:
    return {duty.leader_id} if duty.leader_id else book.leaders_of(duty.unit_id)


def _section_heads(book: Book, duty: Duty) -> set[int]:
    return book.sections.get((duty.handler_id or 0, duty.unit_id), set())


def _heads(book: Book, duty: Duty) -> set[int]:
    return book.at((duty.unit_id,), Role.HEAD)


def _office(book: Book, duty: Duty) -> set[int]:
    return book.office


_HOLDERS: dict[str, Callable[[Book, Duty], set[int]]] = {
    Level.HANDLER: _handlers,
    Level.SECTION: _section_heads,
    Level.HEAD: _heads,
    Level.IN_CHARGE: _in_charge,
    Level.OFFICE: _office,
}


def open_book() -> Book:
    """Read who holds which post now."""
    above = {
        pk: tuple(int(step) for step in path.split(".") if step)
        for pk, path in Unit.objects.values_list("pk", "path")
    }
    holders: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    for role, unit, person in RoleGrant.objects.filter(ended_at=None).values_list(
        "role", "unit_id", "person_id"
    ):
        holders[role, unit].add(person)
    in_charge: dict[int, set[int]] = defaultdict(set)
    for unit, leader in Portfolio.objects.open().values_list("unit_id", "leader_id"):
        in_charge[unit].add(leader)
    active = frozenset(Person.objects.active().values_list("pk", flat=True))
    return Book(above, holders, in_charge, _sections(above, holders), active)


def _sections(
    above: dict[int, tuple[int, ...]], holders: dict[tuple[str, int | None], set[int]]
) -> dict[tuple[int, int], set[int]]:
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    for (role, below), people in holders.items():
        heads = holders.get((Role.HEAD, below), set()) if role == Role.HANDLER and below else set()
        for unit in above[below][:-1] if heads and below else ():
            # Only who works for the unit sees its matters, and can sign.
            able = heads & (holders.get((Role.HANDLER, unit), set()) | holders.get((Role.HEAD, unit), set()))
            for person in people if able else ():
                found[person, unit] |= able
    return dict(found)
