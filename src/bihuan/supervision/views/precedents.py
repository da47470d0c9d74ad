"""The library of rulings: found, entered, retired."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.journal import clock
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Role, Unit
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.forms.precedents import BoundaryForm, SearchForm
from bihuan.supervision.models import DutyBoundaryRule
from bihuan.supervision.queries.precedents import library
from bihuan.supervision.views.task import LARGEST_ID

UNPROCESSABLE = 422


@require_safe
@login_required
def precedent_list(request: SignedInRequest) -> HttpResponse:
    """What rulings and published lists of duties have said, found by two characters."""
    person = request.user
    wanted = SearchForm(request.GET).wanted()
    context = {
        "wanted": wanted,
        "pager": library(person, wanted, request.GET.get("after", "")),
        "units": Unit.objects.visible_to(person).active().exclude(kind="city").order_by("kind", "sort_key"),
        "may_keep": person.access.has(Role.SUPERVISOR),
    }
    return render(request, "supervision/precedent_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def precedent_new(request: SignedInRequest) -> HttpResponse:
    """Enter one row of a published list of duties."""
    if not request.user.access.has(Role.SUPERVISOR):
        raise Denied(_("Only the supervision office keeps the library of rulings."))
    form = BoundaryForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = actions.enter_boundary(boundary=form.boundary(), by=request.user, at=clock.now())
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(subject)s” stands in the library.") % {"subject": made.subject})
            return redirect("supervision:precedent_list")
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "supervision/precedent_new.html", {"form": form}, status=status)


@require_POST
@login_required
def precedent_retire(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose a precedent no more."""
    seen = DutyBoundaryRule.objects.visible_to(request.user)
    row = get_object_or_404(seen, pk=min(pk, LARGEST_ID))
    actions.retire_boundary(
        boundary=row, by=request.user, at=clock.now(), reason=request.POST.get("reason", "")
    )
    messages.success(request, _("“%(subject)s” is proposed no more.") % {"subject": row.subject})
    return redirect("supervision:precedent_list")
