"""One check, each step of it, its files; and who may be drawn to look."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.files.answering import METHODS, one, said_in
from bihuan.files.queries import serve
from bihuan.journal import clock
from bihuan.kernel.errors import Denied
from bihuan.people.requests import SignedInRequest
from bihuan.spotcheck import actions
from bihuan.spotcheck.forms.checks import DeclareForm, FindForm, WalkForm
from bihuan.spotcheck.forms.draws import InspectorForm, PlainForm
from bihuan.spotcheck.models import Check, Inspector
from bihuan.spotcheck.rules.moves import CHECKS, is_office, need_office
from bihuan.spotcheck.views.faces import answered
from bihuan.supervision.models import SupervisionItem

FORMS: dict[str, Any] = {"leave": PlainForm, "walk": WalkForm, "find": FindForm, "settle": PlainForm}
FILES = ("proof", "file")


@require_safe
@login_required
def check_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was drawn, who looks, what the head went through, what was found, what followed."""
    names = ("draw", "member", "unit", "head", "first", "second", "proof", "file", "found_by", "item")
    row = one(request, Check.objects.select_related(*names), pk)
    sees_item = (
        row.item_id and SupervisionItem.objects.visible_to(request.user).filter(pk=row.item_id).exists()
    )
    page = {
        "check": row,
        "moves": CHECKS.open_to(row, request.user).values(),
        "sees_item": sees_item,
        "today": clock.today(),
    }
    return render(request, "spotcheck/check_detail.html", page)


@require_http_methods(METHODS)
@login_required
def check_act(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Ask for what a step needs, then take it."""
    row = one(request, Check.objects.select_related("draw", "member", "unit"), pk)
    if name not in FORMS:
        raise Http404
    move = CHECKS.check(name, row, request.user)
    form = FORMS[name](*said_in(request))
    run = partial(getattr(actions, name), check=row)
    then = reverse("spotcheck:check_detail", args=[row.pk])
    return answered(request, form, run, {"heading": move.label, "check": row, "draw": row.draw}, then)


@require_safe
@login_required
def check_file(request: SignedInRequest, pk: int, name: str) -> HttpResponseBase:
    """Evidence, to take away."""
    row = one(request, Check.objects.select_related("proof", "file"), pk)
    file = getattr(row, name) if name in FILES else None
    if file is None:
        raise Http404
    return serve(file)


@require_http_methods(METHODS)
@login_required
def inspector_list(request: SignedInRequest) -> HttpResponse:
    """Who may be drawn to look, and what binds each; the office names more."""
    person = request.user
    rows = Inspector.objects.visible_to(person).select_related("person").prefetch_related("interests__unit")
    if not (person.access.sees_city or rows.exists()):
        raise Denied(_("Inspectors are known to the office, auditors and the mayor, and to themselves."))
    if request.method == "POST":
        need_office(person)
    page = {
        "heading": _("Name an inspector"),
        "template": "spotcheck/inspector_list.html",
        "inspectors": rows.order_by("person__sort_key", "pk"),
        "may_name": is_office(person),
    }
    form = InspectorForm(*said_in(request))
    return answered(request, form, actions.set_inspector, page, reverse("spotcheck:inspector_list"))


@require_http_methods(METHODS)
@login_required
def inspector_declare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what binds an inspector to a unit."""
    row = one(request, Inspector.objects.select_related("person"), pk)
    if row.person_id != request.user.pk and not is_office(request.user):
        raise Denied(_("An inspector declares his own interests, or the office does."))
    form = DeclareForm(*said_in(request))
    page = {"heading": _("Declare an interest"), "about": row.person.name}
    run = partial(actions.declare, inspector=row)
    return answered(request, form, run, page, reverse("spotcheck:inspector_list"))
