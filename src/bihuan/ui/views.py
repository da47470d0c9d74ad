"""The person's own page, reading preferences, error pages and the style page for developers."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from bihuan.ui import samples
from bihuan.ui.context import SIZES
from bihuan.ui.refusals import give_up, refuse

YEAR = 365 * 24 * 3600


@require_safe
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Everything the navigation holds, and the reader's own settings: the phone's last tab."""
    return render(request, "ui/me.html")


@require_POST
def set_reading(request: HttpRequest) -> HttpResponse:
    """Keep the size of letters, or whether single keys are shortcuts, in a cookie of this browser."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("ui:me")
    response = HttpResponseRedirect(target)
    if request.POST.get("size") in SIZES:
        response.set_cookie("size", request.POST["size"], max_age=YEAR, samesite="Lax")
    if request.POST.get("keys") in ("on", "off"):
        response.set_cookie("keys", request.POST["keys"], max_age=YEAR, samesite="Lax")
    return response


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for developers and for the accessibility test."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "ui/style.html", samples.everything())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what could not be read."""
    return refuse(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django itself refuses."""
    return refuse(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what does not exist, or not for this person."""
    return refuse(request, HTTPStatus.NOT_FOUND)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours."""
    return give_up(request, HTTPStatus.INTERNAL_SERVER_ERROR)
