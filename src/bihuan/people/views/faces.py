"""What the pages about people share: asking with a form, saying it was done, refusing the wrong role."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bihuan.kernel import canonical
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.people.rules import need_role
from bihuan.ui.schemas import place

PAGE = 50
LONGEST_PHRASE = 60


def only(person: Person, *roles: str) -> None:
    """Refuse whoever holds none of these roles, before anything is shown."""
    need_role(person, *roles)


def asked(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[..., Any],
    done: Callable[[Any], HttpResponse],
    **shown: Any,
) -> HttpResponse:
    """Show a form until it is filled in and the act accepts it; then say so and go on."""
    if request.method == "POST" and form.is_valid():
        try:
            made = act(**form.cleaned_data)
        except (Invalid, Conflict) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return done(made)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "people/form_page.html", {"form": form, **shown}, status=status)


def said(form: forms.Form) -> dict[str, Any]:
    """What a small form says; Invalid with the first thing that is wrong with it."""
    if not form.is_valid():
        label, found = next(iter(form.errors.items()))
        field = form.fields.get(label)
        raise Invalid(f"{field.label if field else ''} {found[0]}".strip())
    return form.cleaned_data


def back(request: HttpRequest, route: str, *args: Any) -> HttpResponse:
    """Say that it is saved, and return to a page."""
    messages.success(request, _("Saved."))
    return redirect(route, *args)


def phrase_of(request: HttpRequest) -> str:
    """The words that somebody looks for, without what no database can hold."""
    return canonical.text(request.GET.get("q", "")).strip()[:LONGEST_PHRASE]


def keyset(request: HttpRequest, found: Any, size: int = PAGE) -> tuple[list[Any], dict[str, Any]]:
    """A page of rows in falling order of their numbers, and the way to the next one."""
    after = place(request.GET.get("after", ""))
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found[: size + 1])
    following = str(rows[size - 1].pk) if len(rows) > size else ""
    return rows[:size], {"total": None, "before": "", "after": following}
