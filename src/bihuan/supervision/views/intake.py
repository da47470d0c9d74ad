"""What a review lets go: looked over once more, with everybody it reaches, then dispatched, all or none."""

from datetime import date
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
from bihuan.intake.queries import Card, review
from bihuan.intake.rules.review import may_review
from bihuan.journal import clock
from bihuan.kernel.errors import Denied
from bihuan.people.models import Person
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.forms.taking import answers
from bihuan.supervision.queries.doubles import doubles
from bihuan.supervision.queries.precedents import Precedent, precedents
from bihuan.supervision.queries.terms import terms_on
from bihuan.supervision.views.undoing import say_sent

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def take_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what would be dispatched and to whom; then dispatch what has been accepted."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    if not may_review(request.user):
        raise Denied(_("Only the supervision office dispatches the tasks of a document."))
    now = clock.now()
    shown = _shown(document, request.user, clock.day_of(now))
    if request.method != "POST":
        return render(request, "supervision/take_in.html", shown)
    said = answers(request.POST, shown["doubles"])
    if said.missing:
        return render(request, "supervision/take_in.html", shown | {"said": said}, status=UNPROCESSABLE)
    with transaction.atomic():
        document = intake.confirm_document(document=document, by=request.user, at=now)
        items = actions.take_in(document=document, by=request.user, at=now, same=said.same)
    if items:
        say_sent(request, _outcome(len(items), len(said.same)), now)
    else:
        messages.success(request, _outcome(len(items), len(said.same)))
    return redirect(f"{reverse('supervision:task_list')}?group=all&document={document.pk}")


def _outcome(made: int, joined: int) -> str:
    words = ngettext("%(count)s task has been dispatched.", "%(count)s tasks have been dispatched.", made)
    if not joined:
        return words % {"count": made}
    more = ngettext(
        "%(count)s order became a further source of matters that run.",
        "%(count)s orders became further sources of matters that run.",
        joined,
    )
    return f"{words % {'count': made}} {more % {'count': joined}}"


def _shown(document: Document, person: Person, today: date) -> dict[str, Any]:
    """What would go out: the accepted tasks, everybody they reach, and the matters they may repeat."""
    found = review(document, today)
    cards = [card for card in found.cards if card.is_accepted]
    units = {party.unit for card in cards for party in (*card.leads, *card.co_units) if party.unit}
    repeated = doubles([card.proposal for card in cards], person)
    library = [(card, _precedents(card, person)) for card in cards]
    return {
        "document": document,
        "cards": [(card, repeated.get(card.proposal.pk, [])) for card in cards],
        "doubles": repeated,
        "library": [(card, found) for card, found in library if found],
        "counts": found.counts,
        "units": sorted(units, key=lambda unit: unit.sort_key),
        "default_day": terms_on(today).finish(document.source_type, today),
        "today": today,
    }


def _precedents(card: Card, person: Person) -> list[Precedent]:
    units = [party.unit_id for party in (*card.leads, *card.co_units) if party.unit_id]
    return precedents(f"{card.proposal.title}\n{card.proposal.requirement}", person, units)
