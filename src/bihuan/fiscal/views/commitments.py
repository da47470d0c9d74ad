"""Commitments: the list, a new one, one of them, and what is done to it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.files.answering import METHODS, UNPROCESSABLE, one, said_in
from bihuan.files.queries import serve
from bihuan.fiscal import actions
from bihuan.fiscal.forms.commitments import FORMS, CommitmentForm
from bihuan.fiscal.models import Commitment, Kind, Opinion
from bihuan.fiscal.queries.asking import projects_with_plans
from bihuan.fiscal.queries.ledger import detail, ledger
from bihuan.fiscal.queries.standing import amounts_of, share_of
from bihuan.fiscal.rules.moves import MOVES, is_treasurer, need_reader
from bihuan.fiscal.views.faces import answered, need_treasurer
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.projects.models import Project

TABS = {
    "all": pgettext_lazy("commitments", "All"),
    "waiting": gettext_lazy("Proposals"),
    "promised": gettext_lazy("Binding"),
    "overruled": gettext_lazy("Passed against the finding"),
    "stock": gettext_lazy("Taken over"),
    "over": gettext_lazy("Dropped or ended"),
}
YEAR_LENGTH = 4


@require_safe
@login_required
def commitment_list(request: SignedInRequest) -> HttpResponse:
    """What the city owes, or is asked to promise."""
    need_reader(request.user)
    asked, said = request.GET.get("show", "all"), request.GET.get("year", "")
    show = asked if asked in TABS else "all"
    year = int(said) if said.isascii() and said.isdigit() and len(said) == YEAR_LENGTH else None
    today = clock.today()
    page = {
        "pager": ledger(request.user, show, year, request.GET.get("after", ""), today),
        "show": show,
        "year": year,
        "tabs": list(TABS.items()),
        "today": today,
        "may_keep": is_treasurer(request.user),
    }
    return render(request, "fiscal/commitment_list.html", page)


@require_http_methods(METHODS)
@login_required
def commitment_new(request: SignedInRequest) -> HttpResponse:
    """Propose a commitment, or take over an old one; `?project=` fills in a project's plan."""
    need_treasurer(request)
    today = clock.today()
    projects = projects_with_plans(request.user, today)
    preset = _preset(projects, request.GET.get("project", ""), today.year)
    form = CommitmentForm(said_in(request)[0], projects=projects, preset=preset)
    if form.is_bound and form.is_valid():
        act = actions.take_over if form.cleaned_data["is_stock"] else actions.propose
        try:
            row = act(promise=form.promise(), by=request.user, at=clock.now())
        except (Invalid, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is on the list.") % {"name": row.name})
            return redirect("fiscal:commitment_detail", row.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    page = {"form": form, "heading": _("Propose a commitment"), "back": reverse("fiscal:commitment_list")}
    return render(request, "fiscal/act.html", page, status=status)


def _preset(projects: list[Project], asked: str, year: int) -> dict[str, Any]:
    project = next((each for each in projects if str(each.pk) == asked), None)
    if project is None:
        return {"kind": Kind.CONTRACT}
    amounts = share_of(project, year)
    return {"kind": Kind.CONTRACT, "name": project.name, "project": project.pk, "amounts": amounts}


@require_safe
@login_required
def commitment_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One commitment: its years, the opinion, what the numbers say, who let it pass."""
    row = one(request, Commitment.objects.select_related("project", "by", "overruled"), pk)
    page = {
        "found": detail(request.user, row, clock.today()),
        "commitment": row,
        "today": clock.today(),
        "moves": MOVES.open_to(row, request.user).values(),
    }
    return render(request, "fiscal/commitment_detail.html", page)


@require_http_methods(METHODS)
@login_required
def commitment_act(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Ask for what a move needs, then make it."""
    row = one(request, Commitment.objects.select_related("project"), pk)
    if name not in MOVES.moves:
        raise Http404
    move = MOVES.check(name, row, request.user)
    first = {"amounts": amounts_of(row), "last_year": clock.today().year, "dated": clock.today()}
    form = FORMS[name](*said_in(request), initial=first)
    run = partial(_opine, row) if name == "opine" else partial(actions.DO[name], commitment=row)
    then = reverse("fiscal:commitment_detail", args=[row.pk])
    return answered(request, form, run, {"heading": move.label, "commitment": row}, then)


def _opine(row: Commitment, *, by: Any, at: Any, file: Any = None, **said: Any) -> Opinion:
    return actions.opine(commitment=row, word=actions.Word(file=file, **said), by=by, at=at)


@require_safe
@login_required
def opinion_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The Finance Bureau's document, to take away."""
    return serve(one(request, Opinion.objects.select_related("file"), pk).file)
