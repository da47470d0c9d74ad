"""One's own messages: reading them leads to what they tell of."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from bihuan.journal import clock
from bihuan.journal.rules import verb_name
from bihuan.notices.actions import mark_read
from bihuan.notices.models import Notice
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import LARGEST_ID, keyset

PAGE = 50


@require_safe
@login_required
def notice_list(request: SignedInRequest) -> HttpResponse:
    """The reader's messages, newest first."""
    is_unread = request.GET.get("show") == "unread"
    notices = Notice.objects.visible_to(request.user)
    found = keyset(notices.unread() if is_unread else notices, PAGE, request.GET.get("after", ""))
    context = {
        "notices": [(notice, verb_name(notice.verb)) for notice in found["items"]],
        "is_unread": is_unread,
        "pager": {"total": None, "after": found["next"]},
        "today": clock.today(),
    }
    return render(request, "notices/notice_list.html", context)


@require_POST
@login_required
def notice_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that a message has been read, and go to what it tells of."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=min(pk, LARGEST_ID))
    mark_read(by=request.user, at=clock.now(), notices=[notice])
    is_ours = url_has_allowed_host_and_scheme(notice.url, {request.get_host()}, request.is_secure())
    return redirect(notice.url if is_ours else "notices:notice_list")


@require_POST
@login_required
def notice_read_all(request: SignedInRequest) -> HttpResponse:
    """Note that everything has been read."""
    mark_read(by=request.user, at=clock.now())
    return redirect("notices:notice_list")
