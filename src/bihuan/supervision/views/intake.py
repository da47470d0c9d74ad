"""What a review lets go: looked over once more, with everybody it reaches, then dispatched, all or none."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bihuan.intake import actions as intake
from bihuan.intake.models import Document
from bihuan.intake.queries import review
from bihuan.intake.rules.review import may_review
from bihuan.journal import clock
from bihuan.kernel.errors import Denied
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.rules.clocks import default_finish


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def take_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what would be dispatched and to whom; then dispatch what has been accepted."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    if not may_review(request.user):
        raise Denied(_("Only the supervision office dispatches the tasks of a document."))
    if request.method != "POST":
        return render(request, "supervision/take_in.html", _shown(document))
    at = clock.now()
    with transaction.atomic():
        document = intake.confirm_document(document=document, by=request.user, at=at)
        items = actions.take_in(document=document, by=request.user, at=at)
    said = ngettext(
        "%(count)s task has been dispatched.", "%(count)s tasks have been dispatched.", len(items)
    )
    messages.success(request, said % {"count": len(items)})
    return redirect(f"{reverse('supervision:task_list')}?group=all&document={document.pk}")


def _shown(document: Document) -> dict[str, Any]:
    today = clock.today()
    found = review(document, today)
    cards = [card for card in found.cards if card.is_accepted]
    units = {party.unit for card in cards for party in (*card.leads, *card.co_units) if party.unit}
    return {
        "document": document,
        "cards": cards,
        "counts": found.counts,
        "units": sorted(units, key=lambda unit: unit.sort_key),
        "default_day": default_finish(document.source_type, today),
        "today": today,
    }
