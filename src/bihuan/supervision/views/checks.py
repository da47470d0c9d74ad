"""Checks: what waits to be looked at, and the page that a verifier fills in on the spot."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.files import actions as files
from bihuan.intake.models import SourceType
from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Role
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.forms.checks import SiteCheckForm, TermForm
from bihuan.supervision.models import DisputeLevel, LookBackTerm, SupervisionItem
from bihuan.supervision.queries.checks import item_to_check, waiting_checks
from bihuan.supervision.rules.marks import may_decide, usual_look_back
from bihuan.supervision.rules.moves import MOVES
from bihuan.supervision.views.task import LARGEST_ID

UNPROCESSABLE = 422


@require_safe
@login_required
def check_list(request: SignedInRequest) -> HttpResponse:
    """What lies with this reader: places to go to, closed matters to look back on, appeals to decide."""
    person, today = request.user, clock.today()
    waiting = waiting_checks(person, today)
    is_office = person.access.has(Role.SUPERVISOR)
    context = {
        "waiting": waiting,
        "appeals": [(each, may_decide(person, each.item, each.mark)) for each in waiting.appeals],
        "objections": [
            (each, not is_office or each.level != DisputeLevel.SUPERIOR) for each in waiting.objections
        ],
        "is_office": is_office,
        "decides": is_office or person.access.has(Role.LEADER),
        "terms": _terms(person) if is_office else [],
        "today": today,
    }
    return render(request, "supervision/check_list.html", context)


def _terms(person: Person) -> list[tuple[str, Any, int]]:
    """Each source with the days after which it is looked back on."""
    said = dict(LookBackTerm.objects.visible_to(person).values_list("source_type", "days"))
    return [
        (source.value, source.label, said.get(source.value, usual_look_back(source.value)))
        for source in SourceType
    ]


@require_POST
@login_required
def set_term(request: SignedInRequest) -> HttpResponse:
    """Set after how many days one source is looked back on."""
    form = TermForm(request.POST)
    if not form.is_valid():
        raise Invalid(" ".join(str(error) for errors in form.errors.values() for error in errors))
    actions.set_term(by=request.user, at=clock.now(), **form.cleaned_data)
    messages.success(request, _("The term holds for what is closed from now on."))
    return redirect("supervision:check_list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check_site(request: SignedInRequest, pk: int) -> HttpResponse:
    """On the spot: photos, what was found, send. One page, made for a phone in one hand."""
    item = item_to_check(request.user, min(pk, LARGEST_ID), clock.today())
    if item is None:
        raise Http404
    MOVES.check("check_site", item, request.user)
    known: dict[str, Any] = {"item": item, "person": request.user, "today": clock.today()}
    if request.method != "POST":
        return _asked(request, item, SiteCheckForm(**known))
    form = SiteCheckForm(request.POST, request.FILES, **known)
    if not form.is_valid():
        return _asked(request, item, form)
    try:
        _keep(request, item, form)
    except Invalid as refusal:
        form.add_error(None, str(refusal))
        return _asked(request, item, form)
    messages.success(request, _("The check is recorded."))
    is_seen = SupervisionItem.objects.visible_to(request.user).filter(pk=item.pk).exists()
    return redirect(*(("supervision:task_detail", item.pk) if is_seen else ("supervision:check_list",)))


def _keep(request: SignedInRequest, item: SupervisionItem, form: SiteCheckForm) -> None:
    """Keep the photos and what was found, both or neither."""
    at, said = clock.now(), form.arguments()
    with files.receive(*said.pop("evidence")) as received, transaction.atomic():
        photos = tuple(files.keep(received=each, by=request.user, at=at) for each in received)
        actions.check_site(item=item, by=request.user, at=at, files=photos, **said)


def _asked(request: SignedInRequest, item: SupervisionItem, form: SiteCheckForm) -> HttpResponse:
    context = {"item": item, "form": form, "result": _result(item)}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "supervision/check_site.html", context, status=status)


def _result(item: SupervisionItem) -> str:
    """What the unit says that it has done: what the verifier compares with what he sees."""
    last = item.reports.filter(kind="final").order_by("-id").values_list("text", flat=True).first()
    return last or ""
