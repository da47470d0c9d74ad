"""The doors: signing in, the demo's one click, and the one-time link of an invitation."""

from http import HTTPStatus
from typing import Any

from allauth.account.views import LoginView, password_change
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.journal import clock
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people import actions
from bihuan.people.forms import PasswordForm
from bihuan.people.models import Invitation, Person
from bihuan.people.queries import demo_roles, open_invitation
from bihuan.people.requests import SignedInRequest
from bihuan.people.sign_in import is_from_this_machine

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class SignInView(LoginView):  # type: ignore[misc]
    """Name and password; in the demo also the ready-made accounts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "demo_roles": demo_roles()}


sign_in = SignInView.as_view()


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo city's ready-made accounts; there is no such page anywhere else."""
    if not settings.DEMO:
        raise Http404
    if not is_from_this_machine(request):
        raise Denied(_("The demonstration signs in with one click only on the machine where it runs."))
    username = request.POST.get("username", "")
    if username not in {account.username for account in demo_roles()}:
        raise Denied(_("This is not one of the ready-made accounts."))
    login(request, Person.objects.active().get(username=username), backend=BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_password(request: SignedInRequest) -> HttpResponse:
    """Change one's own password, for accounts that have one."""
    if not request.user.has_usable_password():
        raise Denied(_("This account has no password. Ask the administrator for a one-time link."))
    return password_change(request)  # type: ignore[no-any-return]


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Set the first password with a one-time link."""
    invitation = open_invitation(secret=secret, at=clock.now())
    if invitation is None:
        return render(request, "people/invitation_over.html", status=HTTPStatus.NOT_FOUND)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _accept(form, invitation):
        messages.success(request, _("The password is set. Sign in with it now."))
        return redirect("account_login")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "invited": invitation.person}
    return render(request, "people/invitation_accept.html", context, status=status)


def _accept(form: PasswordForm, invitation: Invitation) -> bool:
    """Try the password; one that is too weak is said at its field, and leaves the link usable."""
    try:
        actions.accept_invitation(
            invitation=invitation, password=form.cleaned_data["password"], at=clock.now()
        )
    except Invalid as error:
        form.add_error("password", str(error))
        return False
    return True
