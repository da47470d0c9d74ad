"""A matter written by hand: filed, and if wanted numbered and dispatched, in one step."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.journal import clock
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people import actions as people
from bihuan.people.models import Role, Unit
from bihuan.people.queries import draft_of, restored
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.forms.filing import FilingForm
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.queries.precedents import precedents

UNPROCESSABLE = 422
HANDED_ON = ("title", "requirement", "source_type", "basis", "leads", "leader")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def task_new(request: SignedInRequest) -> HttpResponse:
    """Write an order down and send it on its way."""
    if not request.user.access.has(Role.SUPERVISOR, Role.LEADER):
        raise Denied(_("Only the supervision office and city leaders put matters on file."))
    draft = draft_of(request.user, request.path)
    preset = restored(draft, FilingForm.base_fields) | _handed_on(request)
    looks = "look" in request.POST
    said = request.POST if request.method == "POST" and not looks else None
    preset |= _typed(request) if looks else {}
    form = FilingForm(said, person=request.user, preset=preset)
    if form.is_bound and form.is_valid():
        try:
            item = _file(request, form)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            people.discard_draft(by=request.user, place=request.path)
            messages.success(request, _("“%(title)s” is on file.") % {"title": item.title})
            return redirect("supervision:task_detail", pk=item.pk)
    units = Unit.objects.visible_to(request.user).active().exclude(kind="city").order_by("kind", "sort_key")
    context = {"form": form, "units": units, "draft": draft, "has_looked": looks}
    if looks:
        text = f"{preset.get('title', '')}\n{preset.get('requirement', '')}"
        context["precedents"] = precedents(text, request.user)
    return render(
        request, "supervision/task_new.html", context, status=UNPROCESSABLE if form.is_bound else 200
    )


def _handed_on(request: SignedInRequest) -> dict[str, str]:
    """What another page hands on to a new matter in the address, such as a number that was followed down."""
    return {name: request.GET[name] for name in HANDED_ON if request.GET.get(name)}


def _typed(request: SignedInRequest) -> dict[str, str]:
    """What has been typed so far, to go on with: looking at precedents files nothing."""
    return {name: request.POST[name] for name in FilingForm.base_fields if name in request.POST}


@transaction.atomic
def _file(request: SignedInRequest, form: FilingForm) -> SupervisionItem:
    """File the order. Sent twice, it is filed once and goes no further than it has gone already."""
    at, then = clock.now(), form.cleaned_data["then"]
    item = actions.file_item(by=request.user, at=at, order=form.order())
    if item.status == Status.DRAFT and then != "draft":
        item = actions.approve(item=item, by=request.user, at=at)
    if item.status == Status.APPROVED and then == "dispatch":
        item = actions.dispatch(item=item, by=request.user, at=at)
    return item
