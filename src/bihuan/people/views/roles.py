"""The security administrator's console: who holds which role, and who is in charge of which unit."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from bihuan.journal import clock
from bihuan.people import actions
from bihuan.people.forms import ChargeForm, GrantForm, units
from bihuan.people.models import Portfolio, Role, RoleGrant
from bihuan.people.requests import SignedInRequest
from bihuan.people.views.faces import back, keyset, only, phrase_of, said

READERS = (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.AUDITOR)


@require_safe
@login_required
def role_list(request: SignedInRequest) -> HttpResponse:
    """All open roles, the newest first; whoever may grant them does it here."""
    only(request.user, *READERS)
    found = RoleGrant.objects.visible_to(request.user).open().select_related("person", "unit", "granted_by")
    role, phrase = request.GET.get("role", ""), phrase_of(request)
    if role in Role.values:
        found = found.filter(role=role)
    if phrase:
        found = found.filter(person__name__contains=phrase)
    rows, pager = keyset(request, found.order_by("-id"))
    charges = Portfolio.objects.visible_to(request.user).open().select_related("leader", "unit")
    context = {
        "rows": rows,
        "pager": pager,
        "roles": Role.choices,
        "role": role,
        "q": phrase,
        "charges": charges.order_by("leader__sort_key", "unit__sort_key")[:200],
        "may_grant": request.user.access.has(Role.SECURITY_ADMIN),
        **_forms(),
        "today": clock.today(),
    }
    return render(request, "people/role_list.html", context)


def _forms() -> dict[str, GrantForm | ChargeForm]:
    """Both small forms of the page, over one list of units."""
    grant, charge = GrantForm(auto_id="grant_%s"), ChargeForm(auto_id="charge_%s")
    choices = [("", "—"), *((unit.pk, str(unit)) for unit in units())]
    for form in (grant, charge):
        form.fields["unit"].choices = choices  # type: ignore[attr-defined]
    return {"grant_form": grant, "charge_form": charge}


@require_POST
@login_required
def role_grant(request: SignedInRequest) -> HttpResponse:
    """Give a person a role."""
    only(request.user, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)
    actions.grant_role(by=request.user, at=clock.now(), **said(GrantForm(request.POST)))
    return back(request, "people:role_list" if request.user.access.has(*READERS) else "people:person_list")


@require_POST
@login_required
def role_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a role back."""
    grant = get_object_or_404(RoleGrant.objects.visible_to(request.user), pk=pk)
    actions.end_role(grant=grant, by=request.user, at=clock.now())
    return back(request, "people:role_list")


@require_POST
@login_required
def charge_begin(request: SignedInRequest) -> HttpResponse:
    """Put a leader in charge of a unit."""
    only(request.user, Role.SECURITY_ADMIN)
    actions.put_in_charge(by=request.user, at=clock.now(), **said(ChargeForm(request.POST)))
    return back(request, "people:role_list")


@require_POST
@login_required
def charge_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a leader's charge of a unit."""
    portfolio = get_object_or_404(Portfolio.objects.visible_to(request.user), pk=pk)
    actions.relieve(portfolio=portfolio, by=request.user, at=clock.now())
    return back(request, "people:role_list")
