"""What was planned and approved: the year's plan by source, the frozen baseline, requests to change it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Conflict, Invalid
from bihuan.kernel.money import in_unit
from bihuan.people.models import Person, Role
from bihuan.projects.actions.step import begin, begin_by, clean, words
from bihuan.projects.models import Baseline, ChangeRequest, ChangeStatus, Project, Source, YearPlan
from bihuan.projects.rules.needs import FIELDS
from bihuan.projects.rules.orders import GOVERNED_BY_PLAN

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_REASON, LONGEST_NUMBER = 600, 60
LONGEST = {"content": 4000, "scale": 200}
PLANNED = ("content", "scale", "total", "start_plan", "finish_plan")


def first_plans(project: Project, plans: Mapping[int, Mapping[str, int]]) -> list[YearPlan]:
    """The plans with which a project enters the ledger; together they stay within its total."""
    rows = [
        YearPlan(project=project, year=_year(year), source=_source(source, amount), amount=amount)
        for year, amounts in plans.items()
        for source, amount in amounts.items()
        if amount
    ]
    _refuse_too_much(project, sum(row.amount for row in rows))
    return rows


def _year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(_("There is no such year: %(year)s.") % {"year": year})
    return year


def _source(source: str, amount: int) -> str:
    if source not in Source.values:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": source})
    if amount < 0:
        raise Invalid(_("“%(field)s” cannot be that amount.") % {"field": Source(source).label})
    return source


@transaction.atomic
def set_plan(*, project: Project, year: int, amounts: Mapping[str, int], by: Person, at: datetime) -> Project:
    """Say how much of each source a project is to spend in a year. Only the keeper sets plans."""
    step = begin_by((Role.PLANNER,), "plan", project, by, at)
    rows = {row.source: row for row in YearPlan.objects.filter(project=project, year=_year(year))}
    for source, amount in amounts.items():
        row = rows.get(_source(source, amount))
        if row is None and amount:
            step.add(YearPlan(project=step.project, year=year, source=source, amount=amount))
        elif row is not None and row.amount != amount:
            step.remember(row)
            row.amount = amount
            row.save()
    refuse_less_than_planned(step.project)
    return step.land({"year": year, "amounts": dict(amounts)})


def refuse_less_than_planned(project: Project) -> None:
    """The plans of all years stay within the total, also where the total comes down."""
    _refuse_too_much(project, project.plans.aggregate(found=Sum("amount"))["found"] or 0)


def _refuse_too_much(project: Project, planned: int) -> None:
    if project.total and planned > project.total:
        raise Invalid(
            _("The plans of all years come to %(sum)s wan yuan, above the total of %(total)s wan yuan.")
            % {"sum": in_unit(planned), "total": in_unit(project.total)}
        )


def refuse_less_than_done(project: Project) -> None:
    """A total below what the months have done already would be no total."""
    done = project.opening + (project.months.aggregate(found=Sum("done"))["found"] or 0)
    if project.total and done > project.total:
        raise Invalid(
            _("%(sum)s wan yuan are done already, above the total of %(total)s wan yuan.")
            % {"sum": in_unit(done), "total": in_unit(project.total)}
        )


@transaction.atomic
def issue_plan(*, project: Project, number: str, issued_date: date, by: Person, at: datetime) -> Baseline:
    """Issue the investment plan (投资计划下达): content, scale, investment and duration are frozen."""
    step = begin_by((Role.PLANNER,), "issue_plan", project, by, at)
    row = step.project
    if row.baselines.exists():
        raise Conflict(_("The plan has been issued already. What was approved changes by a granted request."))
    lacks = [name for name in PLANNED if not getattr(row, name)]
    if lacks:
        raise Invalid(_("Fill in “%(field)s” before the plan is issued.") % {"field": FIELDS[lacks[0]]})
    if issued_date > step.today:
        raise Invalid(_("%(day)s has not come yet.") % {"day": issued_date})
    baseline = Baseline(
        project=row,
        version=1,
        content=row.content,
        scale=row.scale,
        total=row.total,
        start_date=row.start_plan or issued_date,
        finish_date=row.finish_plan or issued_date,
        number=words(number, LONGEST_NUMBER, _("Give the number of the document.")),
        issued_date=issued_date,
        by=by,
        at=at,
    )
    step.add(baseline)
    step.land({"number": number})
    return baseline


@transaction.atomic
def ask_change(
    *, project: Project, reason: str, by: Person, at: datetime, wanted: Mapping[str, Any]
) -> ChangeRequest:
    """Ask that what was approved be changed: only these values, and why."""
    step = begin("ask_change", project, by, at)
    if not step.project.baselines.exists():
        raise Conflict(_("No plan has been issued: change the fields themselves."))
    if step.project.changes.filter(status=ChangeStatus.ASKED).exists():
        raise Conflict(_("A request is open already. It must be decided first."))
    kept = {name: _wanted(name, value) for name, value in wanted.items() if value not in (None, "")}
    if not kept:
        raise Invalid(_("Say what is to be changed."))
    if kept.get("total", 1) <= 0:
        raise Invalid(_("“%(field)s” cannot be that amount.") % {"field": FIELDS["total"]})
    row = ChangeRequest(
        project=step.project,
        reason=words(reason, LONGEST_REASON, _("Give a reason.")),
        by=by,
        asked_at=at,
        open_slot=step.project.pk,
        **kept,
    )
    step.add(row)
    step.land()
    return row


def _wanted(name: str, value: Any) -> Any:
    if name not in ("content", "scale", "total", "finish_date"):
        raise Invalid(_("There is no such field: %(name)s.") % {"name": name})
    return clean(value, LONGEST[name]) if name in LONGEST else value


@transaction.atomic
def decide_change(
    *,
    request: ChangeRequest,
    is_granted: bool,
    ground: str,
    by: Person,
    at: datetime,
    number: str = "",
) -> ChangeRequest:
    """Grant or refuse a request. A granted one, with the number of its approval, makes the next baseline."""
    verb = "grant_change" if is_granted else "refuse_change"
    step = begin_by((Role.PLANNER,), verb, request.project, by, at)
    row = ChangeRequest.objects.get(pk=request.pk)
    if row.status != ChangeStatus.ASKED:
        raise Conflict(_("This request has been decided already."))
    step.remember(row)
    row.status = ChangeStatus.GRANTED if is_granted else ChangeStatus.REFUSED
    row.ground = words(ground, LONGEST_REASON, _("Give a reason."))
    row.decided_by, row.decided_at, row.open_slot = by, at, None
    if is_granted:
        refusal = _("A change needs the number of its approval by whoever approved the plan.")
        row.number = words(number, LONGEST_NUMBER, refusal)
        _next_version(step, row)
    step.land({"ground": row.ground})
    return row


def _next_version(step: Any, change: ChangeRequest) -> None:
    """The baseline as it is approved now, and the project's columns with it."""
    last = step.project.baselines.latest("version")
    kept = {name: getattr(last, name) for name in ("content", "scale", "total", "start_date", "finish_date")}
    for name in ("content", "scale", "total", "finish_date"):
        if value := getattr(change, name):
            kept[name] = value
    new = Baseline(
        project=step.project,
        version=last.version + 1,
        number=change.number,
        issued_date=step.today,
        by=step.by,
        at=step.at,
        **kept,
    )
    if new.finish_date < new.start_date:
        raise Invalid(
            _("The planned completion %(day)s lies before the planned start.") % {"day": new.finish_date}
        )
    step.add(new)
    for name in GOVERNED_BY_PLAN:
        setattr(step.project, name, kept["finish_date" if name == "finish_plan" else name])
    start = step.project.start_plan
    if start and new.finish_date < start:
        raise Invalid(
            _("The planned completion %(day)s lies before the planned start.") % {"day": new.finish_date}
        )
    refuse_less_than_done(step.project)
    refuse_less_than_planned(step.project)
