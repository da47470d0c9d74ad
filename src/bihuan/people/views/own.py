"""One's own keys for programs, and what one has begun to write."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.journal import clock
from bihuan.people import actions
from bihuan.people.forms import TokenForm
from bihuan.people.models import ApiToken, FeedKey
from bihuan.people.requests import SignedInRequest
from bihuan.people.views.faces import back, said
from bihuan.ui.templatetags.parts import clock_time

# Fields of a form that are not words of its writer.
UNKEPT = {"csrfmiddlewaretoken", "place"}


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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def feed(request: SignedInRequest) -> HttpResponse:
    """The address of one's deadlines for a calendar program; a POST makes it and shows it this once."""
    address = ""
    if request.method == "POST":
        _key, secret = actions.issue_feed(by=request.user, at=clock.now())
        address = request.build_absolute_uri(f"/deadlines/{secret}.ics")
    key = FeedKey.objects.visible_to(request.user).open().first()
    return render(request, "people/feed.html", {"key": key, "address": address, "today": clock.today()})


@require_POST
@login_required
def feed_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the address lead nowhere."""
    key = get_object_or_404(FeedKey.objects.visible_to(request.user), pk=pk)
    actions.revoke_feed(key=key, by=request.user, at=clock.now())
    return back(request, "people:feed")


@require_POST
@login_required
def draft_keep(request: SignedInRequest) -> HttpResponse:
    """Keep what stands in a form. The page itself asks for a short word, a button for the form again."""
    place = _place(request)
    words = {name: values for name, values in request.POST.lists() if name not in UNKEPT}
    draft = actions.keep_draft(by=request.user, at=clock.now(), place=place, words=words)
    kept = _("Draft saved %(time)s") % {"time": clock_time(draft.saved_at)}
    if "X-Draft" in request.headers:
        return HttpResponse(kept, content_type="text/plain; charset=utf-8")
    messages.success(request, kept)
    return redirect(place)


@require_POST
@login_required
def draft_discard(request: SignedInRequest) -> HttpResponse:
    """Forget what stands in a form, and show it empty."""
    place = _place(request)
    actions.discard_draft(by=request.user, place=place)
    messages.success(request, _("The draft has been thrown away."))
    return redirect(place)


def _place(request: HttpRequest) -> str:
    """The address of the form, which is one of ours."""
    place = request.POST.get("place", "")
    try:
        resolve(place)
    except Resolver404:
        raise Http404 from None
    return place
