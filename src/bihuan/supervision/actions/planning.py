"""By what the progress of a matter is judged: its schedule and the nodes of it."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person
from bihuan.supervision.actions.step import Step, begin, clean
from bihuan.supervision.actions.working import next_date
from bihuan.supervision.models import REPORTING, Node, ReportCycle, Schedule, ScheduleRule, SupervisionItem
from bihuan.supervision.rules.schedule import WHOLE, Wanted

MOST_NODES = 12


@transaction.atomic
def set_schedule(
    *,
    item: SupervisionItem,
    by: Person,
    at: datetime,
    rule: str,
    start_date: date | None = None,
    nodes: Sequence[Wanted] = (),
) -> SupervisionItem:
    """Say by which rule the progress of a matter is judged (序时), with its nodes where there are any.

    Without a day it starts on the day of dispatch. What was set before stays in the record.
    """
    step = begin("set_schedule", item, by, at)
    row = step.item
    if rule not in ScheduleRule.values:
        raise Invalid(_("Choose a rule from the list."))
    start = start_date or (clock.day_of(row.dispatched_at) if row.dispatched_at else step.today)
    if row.finish_due and row.finish_due <= start:
        raise Invalid(_("The schedule must start before the finish date."))
    _check(row, rule, nodes)
    _keep(step, rule, start)
    for old in Node.objects.filter(item=row, is_current=True):
        step.remember(old)
        old.is_current = False
    for wanted in nodes:
        step.add(Node(item=row, due=wanted.due, percent=wanted.percent, text=clean(wanted.text)))
    row.schedule_rule, row.schedule_start = rule, start
    if row.report_cycle == ReportCycle.NODES and row.status in REPORTING:
        row.report_due = next_date(row, step.today)
    return step.land(payload={"rule": rule})


def _keep(step: Step, rule: str, start: date) -> None:
    kept = Schedule.objects.filter(item=step.item).first()
    if kept is None:
        step.add(Schedule(item=step.item, rule=rule, start_date=start))
        return
    step.remember(kept)
    kept.rule, kept.start_date = rule, start


def _check(item: SupervisionItem, rule: str, nodes: Sequence[Wanted]) -> None:
    """Nodes belong to the rule by nodes; each lies later and further than the one before."""
    if (rule == ScheduleRule.NODES) != bool(nodes):
        raise Invalid(_("Give nodes for a schedule by nodes, and only for that."))
    if len(nodes) > MOST_NODES:
        raise Invalid(_("At most %(count)s nodes.") % {"count": MOST_NODES})
    if any(not 0 < node.percent <= WHOLE for node in nodes):
        raise Invalid(_("The share of a node lies between 1 and 100 per cent."))
    if any(later.due <= node.due or later.percent <= node.percent for node, later in pairwise(nodes)):
        raise Invalid(_("Each node lies later and further than the one before it."))
    if nodes and item.finish_due and nodes[-1].due > item.finish_due:
        raise Invalid(_("The last node lies after the finish date."))
