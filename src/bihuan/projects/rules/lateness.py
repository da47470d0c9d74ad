"""How a project stands to its plan of time: how many days late it began, or is finished, or is still."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.projects.models import Stage


@dataclass(frozen=True)
class Bar:
    """The planned and the actual span of a project, and its delays in days; `is_open` while it goes on."""

    plan: tuple[date, date] | None = None
    fact: tuple[date, date] | None = None
    start_late: int = 0
    finish_late: int = 0
    is_open: bool = False

    @property
    def is_late(self) -> bool:
        return bool(self.start_late or self.finish_late)

    @property
    def days(self) -> list[date]:
        """All days that a drawing has to hold."""
        return [day for span in (self.plan, self.fact) if span for day in span]


def bar(project: Any, today: date) -> Bar:
    """Plan against fact. What is given up is late no more; what has not begun is late from its plan."""
    start, finish = project.start_plan, project.finish_plan
    begun, done = project.start_fact, project.finish_fact
    plan = (min(start or finish, finish or start), finish or start) if start or finish else None
    fact = (begun, max(begun, done or today)) if begun else None
    if project.status == Stage.DROPPED:
        return Bar(plan, (begun, done or begun) if begun else None)
    return Bar(
        plan, fact, _late(start, begun, today), _late(finish, done, today), is_open=bool(begun and not done)
    )


def _late(plan: date | None, fact: date | None, today: date) -> int:
    return max(0, ((fact or today) - plan).days) if plan else 0
