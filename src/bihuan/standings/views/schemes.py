"""Schemes with every formula printed, their next versions, and the groups of units."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.files.answering import METHODS, UNPROCESSABLE, one, said_in
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Unit, UnitKind
from bihuan.people.requests import SignedInRequest
from bihuan.standings import actions
from bihuan.standings.forms.schemes import TERMS, GroupForm, SchemeForm, part_forms, version_of
from bihuan.standings.models import Group, Scheme, SchemeVersion, Table
from bihuan.standings.queries.plans import plan_of
from bihuan.standings.queries.schemes import groups, read, schemes
from bihuan.standings.rules import presets
from bihuan.standings.rules.moves import keeps
from bihuan.standings.views.faces import answered, need_office, need_reader

PRESETS = {preset.code: preset for preset in presets.PRESETS}
COMPARED = (UnitKind.DEPARTMENT, UnitKind.COUNTY, UnitKind.PARK)
MOST_TABLES = 12


@require_safe
@login_required
def scheme_list(request: SignedInRequest) -> HttpResponse:
    """The schemes, and who is compared with whom."""
    need_reader(request)
    page = {
        "schemes": schemes(request.user),
        "groups": groups(request.user),
        "may_keep": keeps(request.user),
        "today": clock.today(),
    }
    return render(request, "standings/scheme_list.html", page)


@require_safe
@login_required
def scheme_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A scheme in full: every part, its formula, and where its numbers come from."""
    scheme = one(request, Scheme.objects.all(), pk)
    found = read(request.user, scheme, request.GET.get("version", ""))
    if found is None:
        raise Http404
    made = Table.objects.visible_to(request.user).filter(version__scheme=scheme).select_related("group")
    page = {
        "scheme": scheme,
        "found": found,
        "tables": made.order_by("-pk")[:MOST_TABLES],
        "may_keep": keeps(request.user) and scheme.is_active,
        "today": clock.today(),
    }
    return render(request, "standings/scheme_detail.html", page)


@require_http_methods(METHODS)
@login_required
def scheme_new(request: SignedInRequest) -> HttpResponse:
    """Write a scheme."""
    need_office(request)
    return _written(request, None)


@require_http_methods(METHODS)
@login_required
def version_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write a scheme anew, as its next version."""
    need_office(request)
    return _written(request, one(request, Scheme.objects.all(), pk))


def _written(request: SignedInRequest, scheme: Scheme | None) -> HttpResponse:
    last: Any = (
        SchemeVersion.objects.filter(scheme=scheme).select_related("scheme").order_by("-number").first()
    )
    plan = plan_of(last) if last else None
    said = said_in(request)[0]
    preset = None if plan else PRESETS.get(request.GET.get("preset", ""))
    form = SchemeForm(said, plan=plan, preset=preset)
    parts = part_forms(said, request.user, plan, preset)
    # Every form is asked, so that all that is wrong is shown at once.
    if form.is_bound and all([form.is_valid(), *(part.is_valid() for part in parts)]):
        order = version_of(form, parts)
        words = {name: form.cleaned_data[name] for name in ("name", "reason") if name in form.cleaned_data}
        try:
            made = actions.write_scheme(order=order, scheme=scheme, by=request.user, at=clock.now(), **words)
        except (Invalid, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The scheme has been written."))
            return redirect("standings:scheme_detail", made.scheme_id)
    page: dict[str, Any] = {"form": form, "parts": parts, "scheme": scheme, "terms": TERMS, "preset": preset}
    if scheme is None:
        page["presets"] = PRESETS.values()
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "standings/scheme_write.html", page, status=status)


@require_POST
@login_required
def scheme_retire(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a scheme aside."""
    scheme = one(request, Scheme.objects.all(), pk)
    actions.retire_scheme(scheme=scheme, by=request.user, at=clock.now())
    messages.success(request, _("“%(name)s” is put aside.") % {"name": scheme.name})
    return redirect("standings:scheme_detail", scheme.pk)


@require_http_methods(METHODS)
@login_required
def group_set(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Say which units are compared with each other."""
    need_office(request)
    row = one(request, Group.objects.all(), pk) if pk else None
    found = Unit.objects.visible_to(request.user).active().filter(kind__in=COMPARED)
    units = list(found.order_by("kind", "sort_key", "pk"))
    initial = {"name": row.name, "units": row.members.values_list("unit_id", flat=True)} if row else None
    form = GroupForm(said_in(request)[0], units=units, initial=initial)
    then = reverse("standings:scheme_list")
    page = {"heading": _("Units that are compared"), "back": then}
    return answered(request, form, partial(actions.set_group, group=row), page, then)
