"""Headers that every answer carries, redirects that htmx can follow, refusals turned into answers."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from bihuan.kernel.errors import DomainError
from bihuan.ui.refusals import give_up, refuse, status_of

log = logging.getLogger(__name__)
# Seconds after which whoever found the database busy may ask again.
RETRY_AFTER = "10"
Answer = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    [
        "default-src 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class ContentSecurityMiddleware:
    """Allows only what this site serves itself, and keeps signed-in pages out of caches."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.DEBUG and response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return response
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class RefusalMiddleware:
    """Shows a DomainError as what it is: 403, 409 or 422, with its own words; a busy database as 503."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = refuse(request, HTTPStatus.METHOD_NOT_ALLOWED)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError):
            # The database was locked for too long, or is away: nothing was written, and it will come back.
            log.warning("the database did not take %s %s", request.method, request.path, exc_info=error)
            answer = give_up(request, HTTPStatus.SERVICE_UNAVAILABLE)
            answer["Retry-After"] = RETRY_AFTER
            return answer
        return refuse(request, status_of(error), str(error)) if isinstance(error, DomainError) else None


class HtmxRedirectMiddleware:
    """Lets a redirect move the whole window: htmx would put the page that follows into its target."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not getattr(request, "htmx", False) or not isinstance(response, HttpResponseRedirectBase):
            return response
        answer = HttpResponseClientRedirect(_target(request, response.url))
        answer.cookies = response.cookies
        return answer


def _target(request: HttpRequest, url: str) -> str:
    """The address to go to; after a sign-in that ran out, back to the page the reader is on."""
    login = resolve_url(settings.LOGIN_URL)
    if not url.startswith(login):
        return url
    here: str = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
    return f"{login}?{urlencode({'next': here})}"
