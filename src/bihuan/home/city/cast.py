"""The people of the city and their places, entered through the register's own actions."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bihuan.home.city import names
from bihuan.journal import clock
from bihuan.people import actions
from bihuan.people.models import Person, Post, Role, Unit, UnitKind

DEPUTIES = 3
SUPERVISORS = 6
# Who keeps the ledger of projects, who the city's money, and who its indicators.
KEEPERS = (
    ("fagai", "市发改委", "项目科科长", Role.PLANNER),
    ("caizheng", "市财政局", "预算科科长", Role.TREASURER),
    ("tongji", "市统计局", "综合科科长", Role.STATISTICIAN),
)


@dataclass
class Cast:
    """Everybody who will act, ready in memory with what he may do."""

    units: dict[str, Unit] = field(default_factory=dict)
    heads: dict[int, Person] = field(default_factory=dict)
    contacts: dict[int, list[Person]] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    leaders: list[Person] = field(default_factory=list)
    leader_of: dict[str, Person] = field(default_factory=dict)
    supervisors: list[Person] = field(default_factory=list)
    keepers: dict[str, Person] = field(default_factory=dict)
    system_admin: Person | None = None
    security_admin: Person | None = None

    @property
    def mayor(self) -> Person:
        return self.leaders[0]

    def in_charge(self, short_name: str) -> Person:
        """The city leader who answers for a unit; counties answer to the mayor's deputy."""
        return self.leader_of.get(short_name, self.leaders[1])


class Registry:
    """Enters units, persons, posts and roles, one second after another."""

    def __init__(self, rng: random.Random, start: datetime) -> None:
        self._rng = rng
        self.at = start
        self._names = iter(names.persons(rng))
        self._used = 0
        self.cast = Cast()

    def run(self) -> Cast:
        """Found the city, then let everybody move in; returns the cast."""
        self._administrators()
        city = self._unit(names.UnitName(*names.CITY[:2], (names.CITY[2],), UnitKind.CITY, ""), None)
        self._leaders(city)
        self._units(city)
        self._office()
        self._portfolios()
        self._staff()
        return self.cast

    def _do(self, action: Callable[..., Any], **words: Any) -> Any:
        self.at += timedelta(milliseconds=self._rng.randrange(900, 4000))
        with clock.moving(self.at):
            return action(at=self.at, **words)

    def _person(self, username: str = "") -> Person:
        self._used += 1
        username = username or f"y{self._used:03d}"
        phone = f"0599-{self._rng.randrange(2000000, 2999999)}"
        added = self._do(
            actions.add_person,
            username=username,
            name=next(self._names),
            phone=phone,
            by=self.cast.system_admin,
        )
        assert isinstance(added, Person)  # noqa: S101 - the action says so
        return added

    def _grant(self, person: Person, role: str, unit: Unit | None = None) -> None:
        by = self.cast.security_admin
        self._do(actions.grant_role, person=person, role=role, unit=unit, by=None if by == person else by)

    def _post(self, person: Person, unit: Unit, title: str) -> None:
        since = clock.day_of(self.at) - timedelta(days=self._rng.randrange(60, 1800))
        post = self._do(
            actions.start_post,
            person=person,
            unit=unit,
            title=title,
            from_date=since,
            by=self.cast.system_admin,
        )
        self.cast.posts[person.pk] = post

    def _unit(self, named: names.UnitName, parent: Unit | None) -> Unit:
        unit: Unit = self._do(
            actions.add_unit,
            name=named.name,
            short_name=named.short,
            kind=named.kind,
            parent=parent,
            aliases=[alias for alias in named.aliases if alias not in (named.short, named.name)],
            by=self.cast.system_admin,
        )
        if named.group:
            unit = self._do(
                actions.change_unit,
                unit=unit,
                changes={"appraisal_group": named.group},
                by=self.cast.system_admin,
            )
        self.cast.units[named.short] = unit
        return unit

    def _administrators(self) -> None:
        """The three administrators come first: they enter everybody else."""
        first = self._person("xitong")
        self._do(actions.grant_role, person=first, role=Role.SYSTEM_ADMIN, by=None)
        second = self._person("anquan")
        self._do(actions.grant_role, person=second, role=Role.SECURITY_ADMIN, by=None)
        self.cast.system_admin, self.cast.security_admin = first, second
        self._grant(self._person("shenjiyuan"), Role.AUDIT_ADMIN)

    def _leaders(self, city: Unit) -> None:
        for place, (title, _units) in enumerate(names.PORTFOLIOS):
            leader = self._person({0: "shizhang", names.SHOWN_LEADER: "fushizhang"}.get(place, ""))
            self._post(leader, city, title)
            self.cast.leaders.append(leader)
        # The sign-in page offers the first vice mayor who was made one: he who is in charge of the shown unit.
        shown = self.cast.leaders[names.SHOWN_LEADER]
        self._grant(self.cast.mayor, Role.LEADER, city)
        for leader in sorted(self.cast.leaders[1:], key=lambda one: one is not shown):
            self._grant(leader, Role.LEADER)

    def _units(self, city: Unit) -> None:
        for named in names.units():
            self._unit(named, city)
        office = names.UnitName(
            "云岭市人民政府督查室", names.OFFICE, ("市政府督查室", "督查室"), "department", ""
        )
        self._unit(office, self.cast.units["市政府办"])

    def _office(self) -> None:
        unit = self.cast.units[names.OFFICE]
        for place in range(SUPERVISORS):
            person = self._person("ducha" if place == 0 else "")
            self._post(person, unit, ("督查室主任", "督查室副主任", "督查专员")[min(place, 2)])
            self._grant(person, Role.SUPERVISOR)
            self.cast.supervisors.append(person)
        for username, short, title, role in KEEPERS:
            keeper = self._person(username)
            self._post(keeper, self.cast.units[short], title)
            self._grant(keeper, role)
            self.cast.keepers[role] = keeper
        auditor = self._person("shenji")
        self._post(auditor, self.cast.units["市审计局"], "审计专员")
        self._grant(auditor, Role.AUDITOR)

    def _portfolios(self) -> None:
        for leader, (_title, units) in zip(self.cast.leaders, names.PORTFOLIOS, strict=True):
            for short in units:
                self._do(
                    actions.put_in_charge,
                    leader=leader,
                    unit=self.cast.units[short],
                    by=self.cast.security_admin,
                )
                self.cast.leader_of[short] = leader
            leader.forget_access()

    def _staff(self) -> None:
        """A head and contacts for every unit; larger ones have a deputy and a second contact.

        The unit that the ready-made accounts work in comes first, so that the sign-in page offers it.
        """
        shown = self.cast.units[names.SHOWN_UNIT]
        rest = [unit for unit in self.cast.units.values() if unit != shown]
        for unit in (shown, *rest):
            if unit.kind == UnitKind.CITY or unit.short_name == names.OFFICE:
                continue
            is_large = unit.kind in (UnitKind.COUNTY, UnitKind.PARK) or unit.pk % DEPUTIES != 0
            self._head(unit, "juzhang" if unit == shown else "")
            contact = self._contact(unit, "lianluo" if unit == shown else "")
            self.cast.contacts[unit.pk] = [contact]
            if is_large:
                self.cast.contacts[unit.pk].append(self._contact(unit, ""))
                self._post(self._person(), unit, "副县长" if unit.kind == UnitKind.COUNTY else "副局长")

    def _head(self, unit: Unit, username: str) -> None:
        titles = {UnitKind.COUNTY: "县（区）长", UnitKind.PARK: "管委会主任", UnitKind.ENTERPRISE: "董事长"}
        head = self._person(username)
        self._post(head, unit, titles.get(UnitKind(unit.kind), "主要负责人"))
        self._grant(head, Role.HEAD, unit)
        self.cast.heads[unit.pk] = head

    def _contact(self, unit: Unit, username: str) -> Person:
        contact = self._person(username)
        self._post(contact, unit, self._rng.choice(("办公室主任", "综合科科长", "督查联络员")))
        self._grant(contact, Role.HANDLER, unit)
        return contact


def settle(rng: random.Random, start: datetime) -> tuple[Cast, datetime]:
    """Let the city's people move in; returns them and the moment at which all are there."""
    registry = Registry(rng, start)
    return registry.run(), registry.at
