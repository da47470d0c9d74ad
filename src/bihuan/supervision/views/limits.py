"""The limits of extensions: what is in force, every version there was, and the office's next one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.journal import clock
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Role
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.forms.limits import LimitForm
from bihuan.supervision.models import ExtensionLimit
from bihuan.supervision.queries.extensions import limits_on

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def extension_limits(request: SignedInRequest) -> HttpResponse:
    """How often, and by how many days, a matter may be extended."""
    today = clock.today()
    may_choose = request.user.access.has(Role.SUPERVISOR)
    now = limits_on(today)
    form = LimitForm(request.POST if request.method == "POST" else None, now=now, today=today)
    if form.is_bound:
        if not may_choose:
            raise Denied(_("Only the supervision office chooses the rules."))
        if form.is_valid():
            try:
                actions.limit_extensions(by=request.user, at=clock.now(), **form.cleaned_data)
            except Invalid as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The limits hold for what is asked for from that day on."))
                return redirect("supervision:extension_limits")
    versions = ExtensionLimit.objects.visible_to(request.user).select_related("by").order_by("-number")
    context = {
        "now": now,
        "versions": versions,
        "form": form if may_choose else None,
        "today": today,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "supervision/extension_limits.html", context, status=status)
