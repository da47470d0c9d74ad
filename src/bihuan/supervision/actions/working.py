"""What the units do: sign for their part, report, give input, submit the result."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.calendar.queries import add_workdays, first_workday_from, workdays_between
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person
from bihuan.supervision.actions.finding import add_mark
from bihuan.supervision.actions.step import Step, begin, evidence, words
from bihuan.supervision.models import (
    Assignment,
    AssignmentStatus,
    MarkKind,
    Node,
    Report,
    ReportCycle,
    ReportKind,
    Status,
    SupervisionItem,
)
from bihuan.supervision.queries.reported import closest_of
from bihuan.supervision.queries.terms import terms_on
from bihuan.supervision.rules.clocks import next_report, report_after
from bihuan.supervision.rules.moves import collector, part_to_input, part_to_sign
from bihuan.supervision.rules.orders import Said

WHOLE = 100


@transaction.atomic
def acknowledge(
    *, item: SupervisionItem, by: Person, at: datetime, handler: Person | None = None
) -> SupervisionItem:
    """Sign for one's own unit's part (签收). The matter moves on when the collecting unit has signed."""
    step = begin("acknowledge", item, by, at)
    part = part_to_sign(by, step.item)
    assert part is not None  # noqa: S101 - the table has asked
    handler = handler or by
    if part.unit_id not in handler.access.units:
        raise Invalid(
            _("%(person)s does not work for %(unit)s.")
            % {"person": handler.name, "unit": part.unit.short_name}
        )
    step.remember(part)
    part.status, part.handler = AssignmentStatus.ACCEPTED, handler
    part.signed_by, part.signed_at = by, at
    if part != collector(step.item):
        return step.land(end=step.item.status, part=part, payload={"handler": handler.pk})
    step.item.report_due = first_date(step)
    return step.land(part=part, payload={"handler": handler.pk})


@transaction.atomic
def report(*, item: SupervisionItem, by: Person, at: datetime, said: Said) -> SupervisionItem:
    """Report progress on the whole matter (反馈). Late reports say by how much; the next date is set."""
    step = begin("report", item, by, at)
    return _hear(step, collector(step.item), ReportKind.PROGRESS, said)


@transaction.atomic
def submit(*, item: SupervisionItem, by: Person, at: datetime, said: Said) -> SupervisionItem:
    """Hand in the result for review (报结). It also answers the report that is due."""
    step = begin("submit", item, by, at)
    step.item.submitted_at = at
    return _hear(step, collector(step.item), ReportKind.FINAL, said)


@transaction.atomic
def contribute(*, item: SupervisionItem, by: Person, at: datetime, said: Said) -> SupervisionItem:
    """Give an assisting unit's input to the collecting unit; stops that unit's own clock."""
    step = begin("contribute", item, by, at)
    part = part_to_input(by, step.item)
    assert part is not None  # noqa: S101 - the table has asked
    step.remember(part)
    part.status, part.input_at = AssignmentStatus.CONTRIBUTED, part.input_at or at
    return _hear(step, part, ReportKind.INPUT, said)


def _hear(step: Step, part: Assignment | None, kind: str, said: Said) -> SupervisionItem:
    """Keep what a unit says as a report, and set the next date when it answers the one that is due."""
    assert part is not None  # noqa: S101 - the table has asked
    source = _source(step, part, said.taken_from)
    text = _words(said, source)
    if said.is_unchanged:
        _check_unchanged(step, kind, said)
    if said.percent is not None and not 0 <= said.percent <= WHOLE:
        raise Invalid(_("The percentage lies between 0 and 100."))
    if said.claimed_date and said.claimed_date > step.today:
        raise Invalid(_("The day on which it happened lies in the future."))
    files = evidence(said.files, step.by)
    due = _due_answered(step, part, kind)
    like = closest_of(step.item, part.unit_id, text)
    row = Report(
        item=step.item,
        unit_id=part.unit_id,
        kind=kind,
        text=text,
        percent=said.percent,
        claimed_date=said.claimed_date,
        answers_due=due,
        late_days=days_late(due, step.today),
        is_unchanged=said.is_unchanged,
        alike=like.percent if like else None,
        taken_from=source,
        by=step.by,
        at=step.at,
    )
    step.add(row)
    if row.late_days and kind != ReportKind.INPUT:
        step.item.late_reports += 1
        add_mark(step, MarkKind.LATE_REPORT, part)
    if said.percent is not None and kind != ReportKind.INPUT:
        step.item.percent, step.item.percent_date = said.percent, step.today
    if said.files:
        row.files.set(said.files)
    payload: dict[str, Any] = {
        "text": text,
        "percent": said.percent,
        "late_days": row.late_days,
        "files": files,
    }
    payload |= {"unchanged": True} if said.is_unchanged else {}
    payload |= {"report": source.pk, "taken_from": source.item.number or ""} if source else {}
    return step.land(part=part, payload=payload, claimed_date=said.claimed_date)


def _words(said: Said, source: Report | None) -> str:
    """The unit's own words, or those of the report that it takes over."""
    asked = _("Say why nothing has changed.") if said.is_unchanged else _("Say what has been done.")
    return words(said.text or (source.text if source else ""), asked)


def _source(step: Step, part: Assignment, report: Report | None) -> Report | None:
    """The report that is taken over: one of the same unit, on another matter, that its writer may read."""
    if report is None:
        return None
    seen = Report.objects.visible_to(step.by).filter(pk=report.pk, unit_id=part.unit_id)
    found = seen.exclude(item=step.item).select_related("item").first()
    if found is None:
        raise Invalid(_("Only what your own unit has reported on another matter can be taken over."))
    return found


def _check_unchanged(step: Step, kind: str, said: Said) -> None:
    """Nothing new is told only in a progress report, after an earlier one, and with the same share."""
    if kind != ReportKind.PROGRESS:
        raise Invalid(_("Only a progress report may say that nothing has changed."))
    if not step.item.reports.filter(kind=ReportKind.PROGRESS).exists():
        raise Invalid(_("This is the first report: say what has been done."))
    if said.percent is not None and said.percent != step.item.percent:
        raise Invalid(_("The share is another one than in the last report, so something has changed."))


def _due_answered(step: Step, part: Assignment, kind: str) -> date | None:
    """The due date that this report answers; for the whole matter's reports the next one is set."""
    if kind == ReportKind.INPUT:
        return part.input_due if part.input_at == step.at else None
    item, due = step.item, step.item.report_due
    following = next_date(item, step.today)
    # An early report counts for the next date only, so that several at once do not clear a whole year.
    if due is None or (following and due > following):
        return None
    # Without a cycle the first report is the only one; the result answers for the rest.
    again = report_after(item.report_cycle, due, step.today, nodes_of(item)) if following else None
    item.report_due = by_finish(again, item, step.today) if again else None
    return due


def days_late(due: date | None, today: date) -> int:
    """Working days by which something is late; on the free day after its due date it is late too."""
    if due is None or today <= due:
        return 0
    return max(1, workdays_between(due, today))


def catch_up(step: Step) -> None:
    """A report date that passed while the result lay with the office moves on in its cycle."""
    row = step.item
    if row.report_due and row.report_due < step.today:
        row.report_due = by_finish(
            report_after(row.report_cycle, row.report_due, step.today, nodes_of(row)), row, step.today
        )


def first_date(step: Step) -> date | None:
    """When the first report is due after the signature: by the source's clock or the cycle."""
    item = step.item
    by_cycle = next_date(item, step.today)
    first = terms_on(step.today).term(item.source_type).first
    if not first:
        return by_cycle
    by_clock = by_finish(add_workdays(step.today, first), item, step.today)
    return min(by_clock, by_cycle) if by_cycle else by_clock


def nodes_of(item: SupervisionItem) -> list[date]:
    """The days of a matter's nodes, where its reports go by them."""
    if item.report_cycle != ReportCycle.NODES:
        return []
    return list(Node.objects.filter(item=item, is_current=True).values_list("due", flat=True))


def next_date(item: SupervisionItem, after: date) -> date | None:
    """The next report date of a matter's cycle after a day."""
    day = next_report(item.report_cycle, after, nodes_of(item))
    return by_finish(day, item, after) if day else None


def by_finish(day: date, item: SupervisionItem, today: date) -> date:
    """A report date on a working day, and on the finish date at the latest while that lies ahead."""
    worked, finish = first_workday_from(day), item.finish_due
    return finish if finish and item.status != Status.LONG_TERM and today < finish < worked else worked
