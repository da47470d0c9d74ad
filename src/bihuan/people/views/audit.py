"""The audit administrator's console: who tried to sign in, and who did."""

from axes.models import AccessFailureLog, AccessLog
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.people.models import Role
from bihuan.people.requests import SignedInRequest
from bihuan.people.views.faces import keyset, only, phrase_of

READERS = (Role.AUDIT_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


@require_safe
@login_required
def sign_in_list(request: SignedInRequest) -> HttpResponse:
    """Failed sign-ins, or successful ones, the newest first."""
    only(request.user, *READERS)
    shows_failures = request.GET.get("of") != "success"
    model = AccessFailureLog if shows_failures else AccessLog
    found = model.objects.order_by("-id")
    phrase = phrase_of(request).lower()
    if phrase:
        found = found.filter(username=phrase)
    rows, pager = keyset(request, found)
    context = {
        "rows": rows,
        "pager": pager,
        "shows_failures": shows_failures,
        "q": phrase,
        "today": clock.today(),
    }
    return render(request, "people/sign_in_list.html", context)
