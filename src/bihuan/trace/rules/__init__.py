"""Who may write beside the facts, and who hands on what was found."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.indicators.models import Indicator
from bihuan.people.models import Person, Role, Unit
from bihuan.projects.models import Project

LONGEST_STATEMENT = 1000


@dataclass(frozen=True)
class Facts:
    """The facts beside which a unit's words stand: of a project, of an indicator's month, or of a figure."""

    project: Project | None = None
    indicator: Indicator | None = None
    month: date | None = None
    figure: str = ""

    def columns(self) -> dict[str, Any]:
        """What a statement keeps of them."""
        return {
            "project": self.project,
            "indicator": self.indicator,
            "month": self.month,
            "figure": self.figure,
        }

    def told(self) -> dict[str, Any]:
        """The same for the record, by number."""
        return {
            "project": self.project.pk if self.project else None,
            "indicator": self.indicator.pk if self.indicator else None,
            "month": self.month.isoformat() if self.month else None,
            "figure": self.figure,
        }


def may_state(person: Person, unit: Unit) -> bool:
    """Whether somebody speaks for a unit."""
    return unit.pk in person.access.units


def may_assign(person: Person) -> bool:
    """Whether somebody puts matters on file, so that what was found here can be handed on."""
    return person.access.has(Role.SUPERVISOR, Role.LEADER)
