"""The directory: units, one unit, one person."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.journal import clock
from bihuan.people import actions
from bihuan.people.forms import AliasForm, EndForm, PostForm, UnitForm
from bihuan.people.models import Person, Portfolio, Post, Role, RoleGrant, Unit, UnitAlias, UnitKind
from bihuan.people.queries import ancestors, directory, unit_row
from bihuan.people.requests import SignedInRequest
from bihuan.people.views.faces import asked, back, only, phrase_of, said


@require_safe
@login_required
def unit_list(request: SignedInRequest) -> HttpResponse:
    """All units with whoever heads them, answers for them and is in charge of them."""
    kind, phrase = request.GET.get("kind", ""), phrase_of(request)
    kind = kind if kind in UnitKind.values else ""
    context = {
        "rows": directory(request.user, kind, phrase),
        "kinds": UnitKind.choices,
        "kind": kind,
        "q": phrase,
        "may_add": request.user.access.has(Role.SYSTEM_ADMIN),
    }
    return render(request, "people/unit_list.html", context)


@require_safe
@login_required
def unit_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One unit: its names, its place, its people now and before."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user).prefetch_related("aliases"), pk=pk)
    posts = Post.objects.visible_to(request.user).filter(unit=unit).select_related("person")
    context = {
        "unit": unit,
        "row": unit_row(unit),
        "above": ancestors(unit),
        "children": unit.children.filter(is_active=True).order_by("sort_key"),
        "posts": posts.order_by("to_date", "-from_date")[:100],
        "may_edit": request.user.access.has(Role.SYSTEM_ADMIN),
        "may_name": request.user.access.has(Role.SYSTEM_ADMIN, Role.SUPERVISOR),
        "alias_form": AliasForm(),
        "today": clock.today(),
    }
    return render(request, "people/unit_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def unit_add(request: SignedInRequest) -> HttpResponse:
    """Enter a unit."""
    only(request.user, Role.SYSTEM_ADMIN)
    return asked(
        request,
        UnitForm(request.POST or None),
        lambda **facts: actions.add_unit(**facts, by=request.user, at=clock.now()),
        lambda unit: redirect("people:unit_detail", unit.pk),
        heading=_("New unit"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def unit_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename a unit or put it under another one."""
    only(request.user, Role.SYSTEM_ADMIN)
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    now = {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind, "parent": unit.parent_id}

    @transaction.atomic
    def act(parent: Unit | None, **facts: str) -> Unit:
        changed = actions.change_unit(unit=unit, changes=facts, by=request.user, at=clock.now())
        if parent != unit.parent:
            changed = actions.move_unit(unit=unit, parent=parent, by=request.user, at=clock.now())
        return changed

    return asked(
        request,
        UnitForm(request.POST or None, initial=now),
        act,
        lambda changed: redirect("people:unit_detail", changed.pk),
        heading=_("Change %(unit)s") % {"unit": unit},
    )


@require_POST
@login_required
def alias_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note another name of a unit."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    only(request.user, Role.SYSTEM_ADMIN, Role.SUPERVISOR)
    actions.add_alias(unit=unit, by=request.user, at=clock.now(), **said(AliasForm(request.POST)))
    return back(request, "people:unit_detail", pk)


@require_POST
@login_required
def alias_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Strike another name of a unit."""
    alias = get_object_or_404(UnitAlias.objects.visible_to(request.user), pk=pk)
    actions.remove_alias(alias=alias, by=request.user, at=clock.now())
    return back(request, "people:unit_detail", alias.unit_id)


@require_safe
@login_required
def person_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: offices now and before, units in charge of, and, for who may see them, the roles."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    reader = request.user
    posts = Post.objects.visible_to(reader).filter(person=person).select_related("unit")
    portfolios = Portfolio.objects.visible_to(reader).filter(leader=person).select_related("unit")
    grants = RoleGrant.objects.visible_to(reader).filter(person=person).select_related("unit", "granted_by")
    context = {
        "person": person,
        "posts": posts.order_by("-from_date", "-id"),
        "portfolios": portfolios.open().order_by("unit__sort_key"),
        "grants": grants.order_by("ended_at", "-granted_at"),
        "may_administer": reader.access.has(Role.SYSTEM_ADMIN),
        "may_grant": reader.access.has(Role.SECURITY_ADMIN),
        "post_form": PostForm(),
        "end_form": EndForm(),
        "today": clock.today(),
    }
    return render(request, "people/person_detail.html", context)
