"""Money granted from above: entered, arrived, paid, and watched over on the site."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from bihuan.files.models import StoredFile
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.kernel.money import in_unit
from bihuan.people.models import Person, Role, Unit
from bihuan.projects.actions.step import Step, begin_by, clean, own_file, words
from bihuan.projects.models import BUILT, GRANTED, Flow, Fund, FundFlow, Project, SiteVisit, Stage, Visit
from bihuan.projects.rules.moves import works_on

LONGEST = {"programme": 100, "number": 60, "watcher": 60}
LONGEST_NOTE = 200


@transaction.atomic
def grant_fund(*, project: Project, unit: Unit, facts: dict[str, Any], by: Person, at: datetime) -> Fund:
    """Enter money that the centre or the province has granted, with its limits and who watches over it.

    Never for a finished project. `facts`: source, programme, number, issued_date, amount, start_due, pay_due,
    watcher.
    """
    step = begin_by((Role.PLANNER,), "grant_fund", project, by, at)
    if step.project.status in (*BUILT, Stage.DROPPED):
        raise Conflict(
            _("Money from above is for projects to be started or continued, not for finished ones.")
        )
    if facts["source"] not in GRANTED:
        raise Invalid(_("Say whether the centre or the province has granted the money, or a bond brings it."))
    if int(facts["amount"]) <= 0:
        raise Invalid(_("Enter an amount above nothing."))
    if facts["start_due"] < facts["issued_date"] or facts["pay_due"] < facts["issued_date"]:
        raise Invalid(_("A limit lies before the day of the grant."))
    if facts["issued_date"] > step.today:
        raise Invalid(_("%(day)s has not come yet.") % {"day": facts["issued_date"]})
    if facts["pay_due"] < facts["start_due"]:
        raise Invalid(_("The money cannot be due to be paid out before building must have begun."))
    if step.project.funds.filter(number=facts["number"].strip()).exists():
        raise Conflict(_("Grant %(number)s is entered already.") % {"number": facts["number"].strip()})
    said = {name: words(facts[name], LONGEST[name], _("Fill in all fields.")) for name in LONGEST}
    fund = Fund(project=step.project, unit=unit, by=by, at=at, **{**facts, **said})
    step.add(fund)
    step.land({"number": fund.number, "amount": fund.amount})
    return fund


def _begin(verb: str, fund: Fund, by: Person, at: datetime) -> Step:
    """Whoever works on the project, or for the unit that watches over the money."""
    if not works_on(by, fund.project) and fund.unit_id not in by.access.units:
        raise Denied(
            _("Only those who work on this project, and %(unit)s, which watches over the money, may do this.")
            % {"unit": fund.unit.short_name}
        )
    return begin_by(tuple(Role.values), verb, fund.project, by, at)


@transaction.atomic
def move_fund(
    *, fund: Fund, kind: str, day: date, amount: int, by: Person, at: datetime, note: str = ""
) -> FundFlow:
    """Enter money that arrived or was paid: never more than was granted, never more than has arrived."""
    step = _begin("flow", fund, by, at)
    if kind not in Flow.values:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": kind})
    if amount <= 0:
        raise Invalid(_("Enter an amount above nothing."))
    if day > step.today or day < fund.issued_date:
        raise Invalid(_("The day lies outside the time from the grant to today."))
    sums = dict(fund.flows.values("kind").annotate(found=Sum("amount")).values_list("kind", "found"))
    most = fund.amount if kind == Flow.ARRIVED else sums.get(Flow.ARRIVED, 0)
    if sums.get(kind, 0) + amount > most:
        refusal = _("That is %(over)s wan yuan more than there is.")
        raise Invalid(refusal % {"over": in_unit(sums.get(kind, 0) + amount - most)})
    said = {"kind": kind, "day": day, "amount": amount, "note": clean(note, LONGEST_NOTE)}
    if fund.flows.filter(**said).exists():
        raise Conflict(_("This is entered already. If it happened twice, say so in the note."))
    flow = FundFlow(fund=fund, **said)
    step.add(flow)
    step.land({"fund": fund.number, "kind": kind, "amount": amount})
    return flow


@transaction.atomic
def visit_site(
    *, fund: Fund, kind: str, day: date, file: StoredFile, by: Person, at: datetime, note: str = ""
) -> SiteVisit:
    """Enter that the person in charge of oversight was on the site, with a picture (三到现场)."""
    step = _begin("visit", fund, by, at)
    if kind not in Visit.values:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": kind})
    if day > step.today:
        raise Invalid(_("%(day)s has not come yet.") % {"day": day})
    if fund.visits.filter(kind=kind, day=day).exists():
        raise Conflict(_("This visit is entered already."))
    visit = SiteVisit(fund=fund, kind=kind, day=day, file=own_file(file, by), note=clean(note, LONGEST_NOTE))
    step.add(visit)
    step.land({"fund": fund.number, "kind": kind, "day": day})
    return visit
