"""What every request of a signed-in person passes: how long, how safely, and the trace of a no."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _

from bihuan.people.queries.second_step import has_second_step
from bihuan.people.rules import needs_second_step
from bihuan.ui.refusals import is_api, refuse

Answer = Callable[[HttpRequest], HttpResponse]

# Seconds. Noting the last use this often is exact enough for half an hour, and spares a write per page.
NOTE_EVERY = 60
# Open to somebody who still has to set up the second step.
ALWAYS_OPEN = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "set_language",
    "set_reading",
}
REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
denied = logging.getLogger("bihuan.denied")


class SessionLimitsMiddleware:
    """Ends a session that is idle (by its expiry) or old (by the moment it began)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session
        if SESSION_KEY in session:
            now = int(time.time())
            if now - session.setdefault("begun_at", now) >= settings.SESSION_LASTS:
                logout(request)
            elif now - session.get("seen_at", 0) >= NOTE_EVERY:
                session["seen_at"] = now
        return self.get_response(request)


class SecondStepMiddleware:
    """Leads whoever needs a second step, and has none yet, to setting it up, and nowhere else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if not settings.REQUIRE_MFA or SESSION_KEY not in request.session or _is_open(request):
            return None
        if not request.user.is_authenticated or not needs_second_step(request.user):
            return None
        if _has_second_step(request):
            return None
        if is_api(request):
            return refuse(request, HTTPStatus.FORBIDDEN, _("Your roles need a second step. Set it up first."))
        return redirect("mfa_activate_totp")


class ArrivalMiddleware:
    """Asks for the rights of whoever comes in before a page asks anything: the answer brings the day."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session and request.user.is_authenticated:
            _known = request.user.access
        return self.get_response(request)


class DenialMiddleware:
    """Leaves a trace of every no that a signed-in person received."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code in REFUSED and request.user.is_authenticated:
            # Escaped, for nobody writes lines of his own into the log by what he asks for.
            path = escape_uri_path(request.path)
            denied.warning(
                "person %s was answered %s on %s %s",
                request.user.pk,
                answer.status_code,
                request.method,
                path,
                extra={"person_id": request.user.pk, "path": path, "status": answer.status_code},
            )
        return answer


def _is_open(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is not None and found.url_name in ALWAYS_OPEN


def _has_second_step(request: HttpRequest) -> bool:
    steps = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    if any(step.get("method") == "mfa" for step in steps):
        return True
    return request.user.is_authenticated and has_second_step(request.user)
