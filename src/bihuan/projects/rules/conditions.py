"""How a project stands with one condition for building: met, applied for, not begun, or it does not apply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.projects.models import Factor, Milestone

# Ready to build is who has all of them but the permit, which the start itself brings.
FOR_READY = tuple(factor for factor in Factor if factor != Factor.PERMIT)


@dataclass(frozen=True)
class Cell:
    """One project and one condition: `state` is met, asked, open or none.

    `days` is the age of an application, `unit` who has to grant what is not met, `number` what was granted.
    """

    state: str
    days: int = 0
    unit: str = ""
    number: str = ""
    node: int | None = None


NONE = Cell("none")


def cell(nodes: Sequence[Milestone], today: date) -> Cell:
    """Several milestones of one condition are met together, and as old as the oldest application."""
    counting = [node for node in nodes if not node.waived]
    if not counting:
        return NONE
    unmet = [node for node in counting if node.fact_date is None]
    if not unmet:
        last = max(counting, key=lambda node: (node.fact_date, node.position))
        return Cell("met", number=last.number, node=last.pk)
    first = min(unmet, key=lambda node: node.asked_date or date.max)
    unit = first.unit.short_name if first.unit else ""
    if not first.asked_date:
        return Cell("open", unit=unit, node=first.pk)
    return Cell("asked", (today - first.asked_date).days, unit, node=first.pk)
