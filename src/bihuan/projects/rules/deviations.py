"""Where what is done has left what was approved. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.projects.models import BUILT, Baseline


@dataclass(frozen=True)
class Deviation:
    """A difference between what was approved and what is; `days` or money, whichever it is about."""

    kind: str
    approved: Any
    actual: Any


def deviations(project: Any, baseline: Baseline, today: date) -> list[Deviation]:
    """Where what is done has left what was approved: investment, completion. `done` must be known."""
    found = []
    if project.done > baseline.total:
        found.append(Deviation("total", baseline.total, project.done))
    end = project.finish_fact or (today if project.status not in BUILT else None)
    if end and end > baseline.finish_date:
        found.append(Deviation("finish", baseline.finish_date, project.finish_fact))
    begun = project.start_fact or today
    if begun > baseline.start_date:
        found.append(Deviation("start", baseline.start_date, project.start_fact))
    return found
