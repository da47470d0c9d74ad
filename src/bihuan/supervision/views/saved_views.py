"""Keeping the filters of the register under a name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.models import Audience, SavedView


@login_required
@require_POST
def view_save(request: SignedInRequest) -> HttpResponse:
    """Keep the filters that are set; back to the list, now under its name."""
    said = request.POST
    view = actions.save_view(
        name=said.get("name", ""),
        query=said.get("filters", ""),
        audience=said.get("audience", Audience.SELF),
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, _("The view “%(name)s” has been saved.") % {"name": view.name})
    return redirect(f"{reverse('supervision:task_list')}?{view.query}")


@login_required
@require_POST
def view_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer a view no more."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    actions.drop_view(view=view, by=request.user, at=clock.now())
    messages.success(request, _("The view “%(name)s” has been dropped.") % {"name": view.name})
    return redirect("supervision:task_list")
