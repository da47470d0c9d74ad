"""The system administrator's view of what leaves: messages that did not get through, and webhooks."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.journal import clock
from bihuan.journal.rules import verb_name
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.notices import actions
from bihuan.notices.channels import CHANNELS
from bihuan.notices.forms import WebhookForm
from bihuan.notices.models import Delivery, Way, Webhook
from bihuan.notices.queries import VIEWS, deliveries, webhooks
from bihuan.people.models import Role
from bihuan.people.requests import SignedInRequest
from bihuan.people.rules import need_role
from bihuan.ui.schemas import LARGEST_ID, keyset

PAGE = 50


@require_safe
@login_required
def delivery_list(request: SignedInRequest) -> HttpResponse:
    """Messages by how they went, those first that somebody has to decide about."""
    need_role(request.user, Role.SYSTEM_ADMIN)
    asked = request.GET.get("show", "")
    view = asked if asked in VIEWS else "stuck"
    found = keyset(deliveries(request.user, view), PAGE, request.GET.get("after", ""))
    context = {
        "deliveries": found["items"],
        "view": view,
        "pager": {"total": None, "after": found["next"]},
        "today": clock.today(),
    }
    return render(request, "notices/delivery_list.html", context)


@require_POST
@login_required
def delivery_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try a message again that was given up."""
    return _decide(request, pk, actions.resend_delivery, _("It is being sent again."))


@require_POST
@login_required
def delivery_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that a message need not be sent any more."""
    return _decide(request, pk, actions.discard_delivery, _("It will not be sent any more."))


def _decide(request: SignedInRequest, pk: int, act: Callable[..., Any], said: str) -> HttpResponse:
    need_role(request.user, Role.SYSTEM_ADMIN)
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user), pk=min(pk, LARGEST_ID))
    act(delivery=delivery, by=request.user, at=clock.now())
    messages.success(request, said)
    return redirect("notices:delivery_list")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def webhook_list(request: SignedInRequest) -> HttpResponse:
    """Programs that hear of events; a POST opens a webhook and shows its secret this once."""
    need_role(request.user, Role.SYSTEM_ADMIN)
    form, secret, status = WebhookForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _row, secret = actions.open_webhook(**form.cleaned_data, by=request.user, at=clock.now())
            except (Invalid, Conflict) as error:
                form.add_error(None, str(error))
            else:
                form, status = WebhookForm(), 200
    rows = [(row, " · ".join(map(verb_name, row.verbs.split()))) for row in webhooks(request.user)[:PAGE]]
    context = {
        "webhooks": rows,
        "form": form,
        "secret": secret,
        "is_open": CHANNELS[Way.WEBHOOK].is_open(),
        "today": clock.today(),
    }
    return render(request, "notices/webhook_list.html", context, status=status)


@require_POST
@login_required
def webhook_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell a program nothing any more."""
    need_role(request.user, Role.SYSTEM_ADMIN)
    row = get_object_or_404(Webhook.objects.visible_to(request.user), pk=min(pk, LARGEST_ID))
    actions.close_webhook(webhook=row, by=request.user, at=clock.now())
    messages.success(request, _("The webhook is closed."))
    return redirect("notices:webhook_list")
