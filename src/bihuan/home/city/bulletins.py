"""On the fifth of each month the office draws up how the last one went, and a colleague issues it."""

from datetime import date, timedelta

from bihuan.home.city.matter import World
from bihuan.kernel.periods import month_of
from bihuan.reports import actions

ISSUED_ON = 5
# The newest one is still a draft, for the visitor to word and to issue.
DRAFT_DAYS = timedelta(30)


def draw_up(world: World, day: date) -> None:
    """The bulletin of the month before, if this is the day and something has come in."""
    if day.day != ISSUED_ON or not world.matters:
        return
    author, colleague = world.cast.supervisors[:2]
    period = month_of(day.replace(day=1) - timedelta(1))
    bulletin = world.do(actions.draft_bulletin, period=period, by=author)
    if bulletin is not None and day < world.until - DRAFT_DAYS:
        world.do(actions.issue_bulletin, bulletin=bulletin, by=colleague)
