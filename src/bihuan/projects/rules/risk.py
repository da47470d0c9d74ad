"""When granted money may be taken back, and which visits to the site are missing; as plain rules."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan.projects.models import WAY, Stage, Visit

# Limits that come so soon are shown before they pass.
SOON = 60
NOT_STARTED, UNPAID, NOTHING = "not_started", "unpaid", ""
# From which stage on each visit must have been made.
DUE_FROM = {Visit.START: Stage.STARTED, Visit.MIDDLE: Stage.BUILDING, Visit.END: Stage.COMPLETED}


@dataclass(frozen=True)
class Risk:
    """Why money may be taken back, how much, and how many days its limit has passed."""

    kind: str = NOTHING
    amount: int = 0
    days: int = 0


@dataclass(frozen=True)
class Granted:
    """What the rule asks of a grant: amounts in 分, its limits, and when its project started."""

    amount: int
    paid: int
    start_due: date
    pay_due: date
    start_fact: date | None


def risk(fund: Granted, today: date) -> Risk:
    """What is not paid is at risk once the limit for starting has passed unmet, or that for paying."""
    left = fund.amount - fund.paid
    if left <= 0:
        return Risk()
    if fund.start_fact is None and fund.start_due < today:
        return Risk(NOT_STARTED, left, (today - fund.start_due).days)
    if fund.pay_due < today:
        return Risk(UNPAID, left, (today - fund.pay_due).days)
    return Risk()


def next_limit(fund: Granted, today: date) -> date | None:
    """The limit of a grant that comes within the next two months; none where there is nothing left to do."""
    if fund.amount <= fund.paid:
        return None
    last = today + timedelta(SOON)
    limits = [fund.start_due] if fund.start_fact is None else []
    near = [day for day in (*limits, fund.pay_due) if today <= day <= last]
    return min(near, default=None)


def visits_missing(status: str, resume_to: str, made: Collection[str]) -> list[Visit]:
    """Which of the three visits (三到现场) a project should have had at its stage and has not."""
    stage = resume_to if status == Stage.PAUSED else status
    if stage not in WAY:
        return []
    reached = WAY.index(Stage(stage))
    return [visit for visit, since in DUE_FROM.items() if WAY.index(since) <= reached and visit not in made]
