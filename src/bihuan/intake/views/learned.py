"""What was learned from corrections: names and cues with their counts; the office takes any of it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan.intake import actions, queries
from bihuan.intake.forms import CueForm
from bihuan.intake.models import HeardName
from bihuan.intake.rules.cues import LEAST
from bihuan.intake.rules.review import may_review
from bihuan.journal import clock
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Role
from bihuan.people.requests import SignedInRequest

MOST_NAMES = 200


@require_safe
@login_required
def learned(request: SignedInRequest) -> HttpResponse:
    if not request.user.access.has(Role.SUPERVISOR, Role.AUDITOR):
        raise Denied(_("What was learned is kept and taken back by the supervision office."))
    context = {
        "names": queries.heard_names(request.user)[:MOST_NAMES],
        "tallies": queries.tallies_for(request.user),
        "least": LEAST,
        "may_forget": may_review(request.user),
        "today": clock.today(),
    }
    return render(request, "intake/learned.html", context)


@login_required
@require_POST
def name_forget(request: SignedInRequest, pk: int) -> HttpResponse:
    heard = get_object_or_404(HeardName.objects.visible_to(request.user).select_related("alias"), pk=pk)
    written = heard.alias.name
    actions.forget_name(heard=heard, by=request.user, at=clock.now())
    messages.success(request, _("The register no longer knows “%(name)s”.") % {"name": written})
    return redirect("intake:learned")


@login_required
@require_POST
def cue_forget(request: SignedInRequest) -> HttpResponse:
    form = CueForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Name the cue."))
    cue = form.cleaned_data["cue"]
    actions.forget_cue(cue=cue, by=request.user, at=clock.now())
    messages.success(request, _("What was learned about “%(cue)s” counts no more.") % {"cue": cue})
    return redirect("intake:learned")
