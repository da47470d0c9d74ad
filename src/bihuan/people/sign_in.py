"""The door: where a request comes from, when it is locked, and how the second step is kept and checked.

Settings name what stands here by its dotted path; allauth and axes call it.
"""

import base64
import hashlib
import ipaddress
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from bihuan.people.models import Person
from bihuan.people.rules import needs_second_step

# An office shares one network: its typing mistakes together lock it later than one account is locked.
NETWORK_FAILURES = 25
IPV4_NETWORK, IPV6_NETWORK = 24, 64


def client_address(request: HttpRequest) -> str:
    """The address that asks, seen past as many proxies as the settings trust, and no more."""
    if settings.TRUSTED_PROXIES:
        passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(passed) >= settings.TRUSTED_PROXIES and passed[-settings.TRUSTED_PROXIES]:
            return passed[-settings.TRUSTED_PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def client_network(request: HttpRequest) -> str:
    """The network that asks: /24, or /64 in IPv6. Failed sign-ins are counted by it."""
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        return "0.0.0.0"  # noqa: S104 - an address, not a binding
    bits = IPV4_NETWORK if isinstance(address, ipaddress.IPv4Address) else IPV6_NETWORK
    return str(ipaddress.ip_network((address, bits), strict=False).network_address)


def is_from_this_machine(request: HttpRequest) -> bool:
    """Whether a request was made on this machine and passed no proxy on its way."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def tried_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The account that somebody tries to enter, in one spelling."""
    given = credentials or {}
    name = given.get("username") or given.get("login") or request.POST.get("login") or ""
    return str(name).strip().lower()


class LockoutHandler(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts failures by account and, with more patience, by network. Success clears the account only."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        by_name, by_network = (
            sum(attempts.values_list("failures_since_start", flat=True))
            for attempts in self.get_user_attempts(request, credentials)
        )
        return int(max(by_name, by_network * settings.AXES_FAILURE_LIMIT // NETWORK_FAILURES))

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        by_name, _by_network = self.filter_user_attempts(request, credentials)
        return int(by_name.delete()[0])


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up, nothing is mailed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: an account is entered by invitation only."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again only when the last proof is older than five minutes."""
        proofs = get_authentication_records(context.request, context.request.user)
        if proofs and time.time() - proofs[-1]["at"] < REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the authenticator's key encrypted, and on for as long as a person's roles ask for it."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not (settings.REQUIRE_MFA and needs_second_step(authenticator.user))

    def get_totp_label(self, user: Person) -> str:
        return user.username


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"bihuan second step\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


class CountedCode:
    """A second step whose mistakes count like wrong passwords, and whose codes work once each."""

    user: Person
    authenticator: Authenticator

    def clean_code(self) -> str:
        said = {"username": self.user.username}
        if not AxesProxyHandler.is_allowed(context.request, said):
            context.request.axes_locked_out = True
            raise ValidationError(_("Too many failed attempts."))
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP and not _use_up(self.authenticator, code):
            raise ValidationError(_("This code has been used. Wait for the next one."))
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        user_login_failed.send(
            sender=type(self), credentials={"username": self.user.username}, request=context.request
        )


class SecondStepForm(CountedCode, AuthenticateForm):  # type: ignore[misc]
    """The second step at the door."""


class SecondStepAgainForm(CountedCode, ReauthenticateForm):  # type: ignore[misc]
    """The second step again, before something that matters."""


@transaction.atomic
def _use_up(authenticator: Authenticator, code: str) -> bool:
    """Note the code's place in time; refuse it when that place, or a later one, was used before."""
    kept = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret = SecondStepAdapter().decrypt(kept.data["secret"])
    places = [
        place
        for place in yield_hotp_counters_from_time()
        if format_hotp_value(hotp_value(secret, place)) == code.strip().replace(" ", "")
    ]
    if not places or max(places) <= kept.data.get("used", 0):
        return False
    kept.data["used"] = max(places)
    kept.save(update_fields=["data"])
    return True
