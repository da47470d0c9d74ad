"""The facts of one unit, the events of one fact, and what is said to them."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.conduct import actions
from bihuan.conduct.forms import AppealForm, RulingForm, StatementForm
from bihuan.conduct.models import Appeal, Evidence, Finding, Round
from bihuan.conduct.queries import pages
from bihuan.conduct.rules.moves import MOVES
from bihuan.conduct.views.faces import answered, need_reader
from bihuan.files.answering import METHODS, one, said_in
from bihuan.journal import clock
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import LARGEST_ID


@require_safe
@login_required
def unit(request: SignedInRequest, pk: int, unit: int) -> HttpResponse:
    """What was counted of one unit; whoever else opens it is on record."""
    row = one(request, Round.objects.select_related("corrects"), pk)
    whose, today = one(request, Unit.objects.all(), unit), clock.today()
    groups = pages.facts_of(row, whose, request.user, today)
    if not groups:
        raise Http404
    actions.notice(unit=whose, by=request.user, today=today)
    moves = MOVES.open_to(row, request.user)
    is_own = whose.pk in request.user.access.units
    page = {
        "round": row,
        "unit": whose,
        "groups": groups,
        "today": today,
        "is_own": is_own,
        "may_state": is_own and "state" in moves,
        "may_appeal": is_own and "appeal" in moves,
        "may_rule": "rule" in moves and not is_own,
        "marked": [each for _word, facts in groups for each in facts if each.finding.is_marked],
        "corrections": Round.objects.visible_to(request.user).filter(corrects=row),
        "looks": pages.looks(whose, request.user),
    }
    return render(request, "conduct/unit.html", page)


@require_safe
@login_required
def unit_latest(request: SignedInRequest, pk: int) -> HttpResponse:
    """The newest facts of a unit that the reader may see."""
    need_reader(request)
    whose = one(request, Unit.objects.all(), pk)
    found = pages.latest(whose.pk, request.user)
    if found is None:
        return render(request, "conduct/unit_nothing.html", {"unit": whose})
    return redirect("conduct:unit", found.pk, whose.pk)


def _finding(request: SignedInRequest, pk: int) -> Finding:
    found = pages.finding_of(min(pk, LARGEST_ID), request.user)
    if found is None:
        raise Http404
    return found


@require_safe
@login_required
def finding_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One fact with its formula and every event that it counts."""
    finding, today = _finding(request, pk), clock.today()
    actions.notice(unit=finding.unit, by=request.user, today=today)
    moves = MOVES.open_to(finding.round, request.user)
    fact = pages.fact_of(finding, request.user, today)
    page = {
        "round": finding.round,
        "finding": finding,
        "fact": fact,
        "pager": pages.entries(finding, request.user, request.GET.get("after", "")),
        "may_appeal": fact.is_share and "appeal" in moves and finding.unit_id in request.user.access.units,
        "may_rule": "rule" in moves,
        "today": today,
    }
    return render(request, "conduct/finding_detail.html", page)


def _page(finding: Finding, heading: Any, **more: Any) -> dict[str, Any]:
    printed = finding.round.printed[finding.measure]
    return {"heading": heading, "round": finding.round, "finding": finding, "said": printed, **more}


def _back(finding: Finding) -> str:
    return reverse("conduct:unit", args=[finding.round_id, finding.unit_id])


@require_http_methods(METHODS)
@login_required
def statement_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """A unit's own words beside a fact of its own."""
    finding = _finding(request, pk)
    move = MOVES.check("state", finding.round, request.user)
    page, form = _page(finding, move.label), StatementForm(said_in(request)[0])
    return answered(request, form, partial(actions.state, finding=finding), page, _back(finding))


@require_http_methods(METHODS)
@login_required
def appeal_new(request: SignedInRequest, pk: int, event: int) -> HttpResponse:
    """An appeal against one event."""
    finding = _finding(request, pk)
    move = MOVES.check("appeal", finding.round, request.user)
    number = min(event, LARGEST_ID)
    if not Evidence.objects.visible_to(request.user).filter(finding=finding, event=number).exists():
        raise Http404
    page, form = _page(finding, move.label, event=number), AppealForm(said_in(request)[0])
    run = partial(actions.appeal, finding=finding, event=number)
    return answered(request, form, run, page, _back(finding))


@require_http_methods(METHODS)
@login_required
def appeal_rule(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide an appeal."""
    needs = ("finding__round", "finding__unit", "finding__statement", "evidence", "by")
    row = one(request, Appeal.objects.select_related(*needs), pk)
    MOVES.check("rule", row.finding.round, request.user)
    page = _page(row.finding, _("Decide an appeal"), appeal=row, event=row.evidence.event)
    form = RulingForm(said_in(request)[0])
    return answered(request, form, partial(actions.rule, appeal=row), page, _back(row.finding))
