"""Asking the enterprise whether its problem is solved: the card with the link, and the page it opens."""

from http import HTTPStatus
from typing import Any

import segno
from django import forms as django_forms
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.files.answering import UNPROCESSABLE, one
from bihuan.journal import clock
from bihuan.kernel.errors import DomainError
from bihuan.people.requests import SignedInRequest
from bihuan.people.rules import digest_of, new_secret
from bihuan.people.sign_in import client_network
from bihuan.projects import actions
from bihuan.projects.forms.answers import AnswerForm
from bihuan.projects.models import Problem

# Requests of one network within so many seconds.
MOST, SECONDS = 30, 60


@never_cache
@require_POST
@login_required
def problem_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the link for the enterprise and show it once, with its QR code."""
    problem = one(request, Problem.objects.select_related("project__lead"), pk)
    secret = new_secret()
    actions.link_problem(problem=problem, secret=secret, by=request.user, at=clock.now())
    link = request.build_absolute_uri(reverse("projects:problem_answer", args=[secret]))
    drawn = segno.make(link, error="m").svg_inline(scale=4, border=2, omitsize=True)
    context = {
        "problem": problem,
        "link": link,
        "qr": mark_safe(drawn),  # noqa: S308 - drawn here, from an address that we made
    }
    return render(request, "projects/problem_link.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def problem_answer(request: HttpRequest, secret: str) -> HttpResponse:
    """What the enterprise says: solved, or not, and a few words."""
    if _is_too_often(request):
        return _over(request, "often", HTTPStatus.TOO_MANY_REQUESTS)
    problem = Problem.objects.filter(digest=digest_of(secret)).select_related("project", "unit").first()
    if problem is None:
        return _over(request, "over", HTTPStatus.NOT_FOUND)
    form: django_forms.Form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            is_solved = said["solved"] == "yes"
            actions.answer_problem(
                problem=problem, is_solved=is_solved, answer=said["answer"], at=clock.now()
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _over(request, "thanks", HTTPStatus.OK)
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"problem": problem, "form": form}
    return render(request, "projects/problem_answer.html", context, status=status)


def _over(request: HttpRequest, why: str, status: HTTPStatus) -> HttpResponse:
    return render(request, "projects/answer_over.html", {"why": why}, status=status)


def _is_too_often(request: HttpRequest) -> bool:
    """Whether a network asks faster than people do. No address is kept: a keyed digest, for a minute."""
    key = f"enterprise:{salted_hmac('bihuan.enterprise', client_network(request)).hexdigest()}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) > MOST
    except ValueError:
        return False
