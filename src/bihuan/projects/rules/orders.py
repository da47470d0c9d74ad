"""What people hand to the actions: the fields of a project as they are wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bihuan.people.models import Post, Unit

# What each text column holds at most.
LENGTHS = {
    "name": 120,
    "field": 40,
    "site": 200,
    "content": 4000,
    "scale": 200,
    "builder": 100,
    "contact": 60,
    "phone": 30,
    "goal": 300,
    "stat_code": 40,
}
MONEY = ("total", "opening")
DAYS = ("start_plan", "finish_plan", "stat_date")
CODES = ("code", "builder_code", "industry", "region")
CHOICES = ("approval", "nature")
# What everybody who works on a project may write; the rest comes by moves.
WRITABLE = (*LENGTHS, *MONEY, *DAYS, *CODES, *CHOICES)
# What was approved: once a plan is issued these change only by a granted request.
GOVERNED_BY_PLAN = ("content", "scale", "total", "finish_plan")


@dataclass(frozen=True)
class Place:
    """A point on the map, in degrees, and the coordinate system that these degrees belong to."""

    lon: float
    lat: float
    datum: str


@dataclass(frozen=True)
class NewPaper:
    """A document or picture for a project's file: what it proves, its day, and what stands in it."""

    kind: str
    dated: date
    name: str = ""
    number: str = ""
    amount: int | None = None
    note: str = ""


@dataclass(frozen=True)
class NewProblem:
    """Where a project is stuck, who can solve it, and by when."""

    kind: str
    level: str
    text: str
    unit: Unit
    due: date


@dataclass(frozen=True)
class NewProject:
    """A project as it enters the ledger. `facts` are columns by name; `units` the other units by part.

    `plans` are amounts in 分 by year and source; `sponsor` the office of the leader in charge.
    """

    lead: Unit
    facts: Mapping[str, Any]
    units: tuple[tuple[str, Unit], ...] = ()
    place: Place | None = None
    parent: Any = None
    is_package: bool = False
    # Where a project stands that comes from another ledger; its earlier stages were proved there.
    stage: str = "idea"
    start_fact: date | None = None
    finish_fact: date | None = None
    sponsor: Post | None = None
    plans: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    idem: str = ""
