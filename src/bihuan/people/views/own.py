"""One's own keys for programs."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.journal import clock
from bihuan.people import actions
from bihuan.people.forms import TokenForm
from bihuan.people.models import ApiToken
from bihuan.people.requests import SignedInRequest
from bihuan.people.views.faces import back, said


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def token_list(request: SignedInRequest) -> HttpResponse:
    """One's tokens; a POST makes one and shows it this once."""
    secret = ""
    if request.method == "POST":
        facts = said(TokenForm(request.POST))
        _token, secret = actions.issue_token(by=request.user, at=clock.now(), **facts)
    tokens = ApiToken.objects.visible_to(request.user).order_by("-id")
    context = {"tokens": tokens[:50], "secret": secret, "form": TokenForm(), "now": clock.now()}
    return render(request, "people/token_list.html", context)


@require_POST
@login_required
def token_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make one of one's tokens worthless."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    actions.revoke_token(token=token, by=request.user, at=clock.now())
    return back(request, "people:token_list")
