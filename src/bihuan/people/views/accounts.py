"""The system administrator's console: accounts, their invitations, and offices."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.journal import clock
from bihuan.people import actions
from bihuan.people.forms import EndForm, PersonForm, PostForm
from bihuan.people.models import Person, Post, Role
from bihuan.people.queries import accounts
from bihuan.people.requests import SignedInRequest
from bihuan.people.views.faces import PAGE, asked, back, only, phrase_of, said


@require_safe
@login_required
def person_list(request: SignedInRequest) -> HttpResponse:
    """Persons by name: a directory for everybody, the list of accounts for administrators."""
    phrase, after = phrase_of(request), request.GET.get("after", "")
    start = int(after) if after.isdecimal() and len(after) < len(str(10**6)) else 0
    rows = list(
        accounts(request.user, phrase).prefetch_related("posts__unit")[start : start + PAGE + 1],
    )
    following = str(start + PAGE) if len(rows) > PAGE else ""
    context = {
        "rows": rows[:PAGE],
        "q": phrase,
        "may_add": request.user.access.has(Role.SYSTEM_ADMIN),
        "pager": {"total": None, "before": "", "after": following},
    }
    return render(request, "people/person_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def person_add(request: SignedInRequest) -> HttpResponse:
    """Make an account."""
    only(request.user, Role.SYSTEM_ADMIN)
    return asked(
        request,
        PersonForm(request.POST or None),
        lambda **facts: actions.add_person(**facts, by=request.user, at=clock.now()),
        lambda person: redirect("people:person_detail", person.pk),
        heading=_("New account"),
    )


@never_cache
@require_POST
@login_required
def person_invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a one-time link, and show it this once."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    invitation, secret = actions.invite(person=person, by=request.user, at=clock.now())
    link = request.build_absolute_uri(reverse("people:accept_invitation", args=[secret]))
    context = {"person": person, "invitation": invitation, "link": link}
    return render(request, "people/invitation_made.html", context)


@require_POST
@login_required
def person_disable(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an account."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    reason = request.POST.get("reason", "").strip()[:200]
    actions.disable_person(person=person, by=request.user, at=clock.now(), reason=reason)
    return back(request, "people:person_detail", pk)


@require_POST
@login_required
def person_enable(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open an account again."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    actions.enable_person(person=person, by=request.user, at=clock.now())
    return back(request, "people:person_detail", pk)


@require_POST
@login_required
def second_step_forget(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a lost second step."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    actions.forget_second_step(person=person, by=request.user, at=clock.now())
    return back(request, "people:person_detail", pk)


@require_POST
@login_required
def post_start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a person hold an office."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    only(request.user, Role.SYSTEM_ADMIN)
    actions.start_post(person=person, by=request.user, at=clock.now(), **said(PostForm(request.POST)))
    return back(request, "people:person_detail", pk)


@require_POST
@login_required
def post_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End an office."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    only(request.user, Role.SYSTEM_ADMIN)
    actions.end_post(post=post, by=request.user, at=clock.now(), **said(EndForm(request.POST)))
    return back(request, "people:person_detail", post.person_id)
