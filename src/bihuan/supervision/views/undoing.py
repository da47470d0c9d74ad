"""Ten seconds to take back what has just been sent."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bihuan.journal import clock
from bihuan.journal.rules import stamp
from bihuan.kernel.errors import Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions

FIELD = "sent"


def say_sent(request: HttpRequest, words: str, sent: datetime) -> None:
    """Say that something has been sent, with a button that takes it back."""
    way = f"{reverse('supervision:take_back')}?{FIELD}={stamp(sent)}"
    messages.success(request, words, extra_tags=way)


@require_POST
@login_required
def take_back(request: SignedInRequest) -> HttpResponse:
    """Take back all that one sent at the moment the button names."""
    sent = _moment(request.GET.get(FIELD, ""))
    done, refused = actions.take_back_all(sent=sent, by=request.user, at=clock.now())
    if done:
        words = ngettext(
            "Taken back, and nobody has been told: %(count)s matter.",
            "Taken back, and nobody has been told: %(count)s matters.",
            len(done),
        )
        messages.success(request, words % {"count": len(done)})
    for reason in dict.fromkeys(refused):
        messages.warning(request, reason)
    if len(done) == 1 and not refused:
        return redirect("supervision:task_detail", pk=done[0].pk)
    return redirect("supervision:task_list")


def _moment(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Invalid(_("This is not a moment at which something was sent."))
    return found
