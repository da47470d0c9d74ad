"""Asking a person affected: the office's card with its link, and the page that the link opens."""

from http import HTTPStatus
from typing import Any

import segno
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, DomainError
from bihuan.people.requests import SignedInRequest
from bihuan.people.sign_in import client_network
from bihuan.supervision import actions
from bihuan.supervision.forms.checks import AnswerForm, AskForm
from bihuan.supervision.models import Answer, SupervisionItem
from bihuan.supervision.queries.checks import open_confirmation
from bihuan.supervision.rules.moves import MOVES
from bihuan.supervision.views.task import load

UNPROCESSABLE = 422
# Requests of one network within so many seconds. What is counted lies in memory and is gone after that.
MOST, SECONDS = 30, 60
_NOT_NOW = _("Your answer could not be taken now. Try again later, or tell the supervision office.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask_affected(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a link for a person affected, and show it once, with its QR code, as a card to print."""
    item = load(request.user, pk)
    move = MOVES.check("ask_affected", item, request.user)
    known: dict[str, Any] = {"item": item, "person": request.user, "today": clock.today()}
    form = AskForm(request.POST, **known) if request.method == "POST" else AskForm(**known)
    if form.is_bound and form.is_valid():
        return _card(request, item, form)
    context = {"item": item, "move": move, "form": form, "is_piece": bool(getattr(request, "htmx", False))}
    template = "_move_form" if context["is_piece"] else "task_move"
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, f"supervision/{template}.html", context, status=status)


def _card(request: SignedInRequest, item: SupervisionItem, form: AskForm) -> HttpResponse:
    at, secret = clock.now(), form.secret
    actions.ask_affected(item=item, by=request.user, at=at, secret=secret, **form.arguments())
    asked = open_confirmation(secret, at)
    if asked is None:
        raise Conflict(_("This link has been used or has run out."))
    link = request.build_absolute_uri(reverse("supervision:answer", args=[secret]))
    drawn = segno.make(link, error="m").svg_inline(scale=4, border=2, omitsize=True)
    context = {
        "item": item,
        "asked": form.cleaned_data,
        "link": link,
        "qr": mark_safe(drawn),  # noqa: S308 - drawn here, from an address that we made
        "until": clock.day_of(asked.expires_at),
    }
    return render(request, "supervision/confirmation_card.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """One question a screen: is it solved; what do you want to say; thank you."""
    if _is_too_often(request):
        return _over(request, "often", HTTPStatus.TOO_MANY_REQUESTS)
    asked = open_confirmation(secret, clock.now())
    if asked is None:
        return _over(request, "over", HTTPStatus.NOT_FOUND)
    given = request.POST if request.method == "POST" else request.GET
    form = AnswerForm(given)
    is_chosen = given.get("answer") in Answer.values
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(
                secret=secret,
                said=form.cleaned_data["answer"],
                words=form.cleaned_data["words"],
                at=clock.now(),
            )
        except DomainError:
            if open_confirmation(secret, clock.now()) is None:
                return _over(request, "over", HTTPStatus.CONFLICT)
            # The link is still good and the words stand in the form; why, is the office's and no stranger's.
            form.add_error(None, _NOT_NOW)
        else:
            return _over(request, "thanks", HTTPStatus.OK)
    context = {"asked": asked, "form": form, "answers": Answer.choices}
    if is_chosen:
        context["chosen"] = Answer(given["answer"])
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "supervision/answer.html", context, status=status)


def _over(request: HttpRequest, why: str, status: HTTPStatus) -> HttpResponse:
    return render(request, "supervision/answer_over.html", {"why": why}, status=status)


def _is_too_often(request: HttpRequest) -> bool:
    """Whether a network asks faster than people do. No address is kept: a keyed digest, for a minute."""
    key = f"answer:{salted_hmac('bihuan.answer', client_network(request)).hexdigest()}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) > MOST
    except ValueError:
        return False
