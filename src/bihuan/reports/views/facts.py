"""The paper of what was counted of one unit."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from bihuan.conduct import actions
from bihuan.conduct.models import Finding, Round
from bihuan.journal import clock
from bihuan.journal.sealed_state import printed_root
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.reports.answers import paper_answer
from bihuan.reports.rules.facts import facts_paper
from bihuan.ui.schemas import LARGEST_ID


@require_safe
@login_required
def facts_file(request: SignedInRequest, pk: int, unit: int, form: str) -> HttpResponse:
    """The facts of a unit as Word or pdf; whoever else than the unit takes it is on record."""
    row = get_object_or_404(Round.objects.visible_to(request.user), pk=min(pk, LARGEST_ID))
    whose = get_object_or_404(Unit.objects.visible_to(request.user), pk=min(unit, LARGEST_ID))
    seen = Finding.objects.visible_to(request.user).filter(round=row, unit=whose)
    findings = list(seen.select_related("statement"))
    if not findings:
        raise Http404
    actions.notice(unit=whose, by=request.user, today=clock.today())
    return paper_answer(facts_paper(row, whose, findings, clock.today(), printed_root()), form)
