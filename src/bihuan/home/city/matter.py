"""A matter as the generator thinks of it, and the world in which it moves."""

import heapq
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bihuan.home.city.behaviour import Manner, manner_of
from bihuan.home.city.cast import Cast
from bihuan.home.city.days import WorkTime
from bihuan.home.city.texts import Sector
from bihuan.journal import clock
from bihuan.kernel.errors import DomainError
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.rules.orders import NewItem

MILLISECOND = timedelta(milliseconds=1)


@dataclass(eq=False)
class Matter:
    """One matter on its way, with what its units have in mind."""

    order: NewItem
    sector: Sector
    slots: Mapping[str, str] = field(default_factory=dict)
    # Left as it is for the demo's visitors to find: its units do nothing more about it.
    is_kept: bool = False
    item: SupervisionItem = field(default_factory=SupervisionItem)
    lead: Unit = field(default_factory=Unit)
    round: int = 0
    returns: int = 0
    percent: int = 0
    # Counts up whenever the unit changes its mind about when to hand in; older plans then lapse.
    intention: int = 0
    flaw: str = ""
    # A slip has been heeded: from then on the work keeps up with its schedule.
    is_warned: bool = False
    last_words: str = ""
    handler: Person | None = None

    @property
    def manner(self) -> Manner:
        return manner_of(self.lead.short_name)

    @property
    def status(self) -> str:
        return str(self.item.status)


Deed = Callable[["World", Matter], None]


@dataclass
class World:
    """The city while its year goes by: people, working time, and what is going to happen."""

    rng: random.Random
    cast: Cast
    time: WorkTime
    until: date
    now: datetime
    # What the office does with what a unit brings before it.
    to_office: Deed
    # What the office does about what it has closed.
    after_closing: Deed
    matters: list[Matter] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    _agenda: list[tuple[datetime, int, Deed, Matter]] = field(default_factory=list)
    _count: int = 0

    def plan(self, moment: datetime, deed: Deed, matter: Matter) -> None:
        """Note that something is going to happen."""
        self._count += 1
        heapq.heappush(self._agenda, (moment, self._count, deed, matter))

    def soon(self, deed: Deed, matter: Matter, hours: float) -> None:
        """Note that something is going to happen some working hours from now."""
        self.plan(self.time.later(self.now, hours), deed, matter)

    def in_days(self, deed: Deed, matter: Matter, low: int, high: int) -> None:
        """Note that something is going to happen some working days from now."""
        day = self.time.day(clock.day_of(self.now), self.rng.randint(low, high))
        self.plan(max(self.time.moment(day, self.rng.uniform(0, 8.5)), self.now), deed, matter)

    def next_before(self, moment: datetime) -> tuple[Deed, Matter] | None:
        """Take the next thing that happens before a moment; time moves on to it."""
        if not self._agenda or self._agenda[0][0] >= moment:
            return None
        planned, _count, deed, matter = heapq.heappop(self._agenda)
        self.pass_to(planned)
        return deed, matter

    def pass_to(self, moment: datetime) -> None:
        """Let time move on, always forward."""
        step = timedelta(milliseconds=self.rng.randrange(40, 900))
        self.now = max(moment + timedelta(milliseconds=self.rng.randrange(1, 59_000)), self.now + step)
        self.now = self.now.replace(microsecond=self.now.microsecond // 1000 * 1000)

    def do(self, action: Callable[..., Any], **words: Any) -> Any:
        """Call a real action at this moment. A refusal is part of life; it is counted and life goes on."""
        with clock.moving(self.now, MILLISECOND):
            try:
                return action(at=self.now, **words)
            except DomainError as error:
                self.refused[f"{action.__name__}: {error}"] += 1
                return None
            finally:
                self.now = clock.now()

    def move(self, matter: Matter, action: Callable[..., Any], **words: Any) -> bool:
        """Make a move on a matter; whether it was made."""
        item = self.do(action, item=matter.item, **words)
        if item is None:
            return False
        matter.item = item
        return True

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def head(self, unit: Unit) -> Person:
        return self.cast.heads[unit.pk]

    def contact(self, unit: Unit) -> Person:
        """Who works on a unit's papers; now and then its head himself."""
        return self.rng.choice(self.cast.contacts[unit.pk])

    def supervisor(self) -> Person:
        return self.rng.choice(self.cast.supervisors)

    @property
    def today(self) -> date:
        return clock.day_of(self.now)
