"""Draws: all of them, one with its plan and results, a new one, each move, the published package."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.files import actions as files
from bihuan.files.answering import METHODS, UNPROCESSABLE, one, said_in
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.spotcheck import actions
from bihuan.spotcheck.forms.draws import ChanceForm, CommitForm, PlainForm, PlanForm, ReasonForm, SizeForm
from bihuan.spotcheck.models import LISTED, Draw
from bihuan.spotcheck.queries import packages, results
from bihuan.spotcheck.queries.kinds import NAMES, spotcheck_figure
from bihuan.spotcheck.queries.lists import read_list
from bihuan.spotcheck.rules.bounds import FEWEST, sample_size
from bihuan.spotcheck.rules.moves import DRAWS, is_office, knows_chance, need_office
from bihuan.spotcheck.views.faces import answered, need_reader

MOST_SHOWN = 60
FORMS: dict[str, Any] = {
    "commit": CommitForm,
    "enter": ChanceForm,
    "confirm": ChanceForm,
    "postpone": ReasonForm,
    "void": ReasonForm,
    "extend": PlainForm,
    "close": PlainForm,
}
TILES = ("failed", "rate")
# The programs are read in the package; the page prints their instructions.
TEXTS = ("commit.json", "reveal.json", "result.json", "rules.txt")


@require_safe
@login_required
def draw_list(request: SignedInRequest) -> HttpResponse:
    """All draws, void ones too, and what they say over time."""
    need_reader(request.user)
    person, today = request.user, clock.today()
    rows = list(Draw.objects.visible_to(person).order_by("-pk")[:MOST_SHOWN])
    page = {
        "draws": rows,
        "past": results.over_time(rows),
        "tiles": [(NAMES[name][0], spotcheck_figure(name, person, today, {})) for name in TILES],
        "voids": results.void_count(rows, today.year),
        "few": FEWEST,
        "today": today,
        "may_plan": is_office(person),
    }
    return render(request, "spotcheck/draw_list.html", page)


@require_http_methods(METHODS)
@login_required
def draw_new(request: SignedInRequest) -> HttpResponse:
    """Plan a draw; `?whole=` asks beside it how many must be drawn to prove a rate."""
    need_office(request.user)
    form = PlanForm(*said_in(request))
    if form.is_bound and form.is_valid():
        try:
            row = _planned(request, form)
        except (Invalid, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("spotcheck:draw_detail", row.pk)
    size = SizeForm(request.GET or None)
    page: dict[str, Any] = {"form": form, "size": size}
    if size.is_bound and size.is_valid():
        said = size.cleaned_data
        page["needed"] = sample_size(said["whole"], int(said["rate"] * 10), said["found"])
    return render(request, "spotcheck/draw_new.html", page, status=UNPROCESSABLE if form.is_bound else 200)


def _planned(request: SignedInRequest, form: PlanForm) -> Draw:
    plan, upload = form.plan(), form.cleaned_data["file"]
    if plan.kind not in LISTED:
        return actions.plan(plan=plan, by=request.user, at=clock.now())
    if upload is None:
        raise Invalid(_("Attach the list from which is drawn."))
    with files.receive(upload) as (received,):
        return actions.plan(plan=plan, by=request.user, at=clock.now(), listed=read_list(received))


@require_safe
@login_required
def draw_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One draw: population, plan with its operating curve, the steps of the protocol, list, results."""
    need_reader(request.user)
    row = one(request, Draw.objects.select_related("by").prefetch_related("attendees"), pk)
    person = request.user
    base, strata = results.tallies(row)
    page = {
        "draw": row,
        "commit": row.committed,
        "curve": results.curve(row),
        "units": len(strata),
        "base": base,
        "full_check": results.full_check_of(row, person),
        "may_know": knows_chance(person, row),
        "entries": row.entries.select_related("by").order_by("pk"),
        "pager": results.checks_of(person, row, request.GET.get("after", "")),
        "few": FEWEST,
        "moves": [move for move in DRAWS.open_to(row, person).values() if move.name in FORMS],
        "today": clock.today(),
    }
    return render(request, "spotcheck/draw_detail.html", page)


@require_safe
@login_required
def draw_units(request: SignedInRequest, pk: int) -> HttpResponse:
    """The risk sample of a draw, unit by unit."""
    need_reader(request.user)
    row = one(request, Draw.objects.all(), pk)
    page = {
        "draw": row,
        "strata": results.tallies(row)[1],
        "may_know": knows_chance(request.user, row),
        "few": FEWEST,
    }
    return render(request, "spotcheck/draw_units.html", page)


@require_http_methods(METHODS)
@login_required
def draw_act(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Ask for what a move needs, then make it."""
    need_reader(request.user)
    row = one(request, Draw.objects.prefetch_related("attendees"), pk)
    if name not in FORMS:
        raise Http404
    move = DRAWS.check(name, row, request.user)
    form = FORMS[name](*said_in(request))
    action = actions.enter if name in ("enter", "confirm") else getattr(actions, name)
    then = reverse("spotcheck:draw_detail", args=[row.pk])
    page = {"heading": move.label, "draw": row, "move": name}
    return answered(request, form, partial(action, draw=row), page, then)


@require_safe
@login_required
def draw_package(request: SignedInRequest, pk: int) -> HttpResponse:
    """The published package: for who sees the city once it is drawn, for everybody once it is closed."""
    row = one(request, Draw.objects.all(), pk)
    _need_package(request, row)
    answer = HttpResponse(packages.zipped(row), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="draw-{row.number}.zip"'
    return answer


def _need_package(request: SignedInRequest, row: Draw) -> None:
    if not knows_chance(request.user, row):
        raise Denied(_("The package is open to everybody when the draw is closed."))
    if not row.seed:
        raise Conflict(_("Nothing has been drawn yet."))


@require_safe
@login_required
def draw_print(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is printed and announced: the commitment, chance, and how anybody runs the draw again."""
    need_reader(request.user)
    row = one(request, Draw.objects.prefetch_related("attendees"), pk)
    readme = (packages.HERE / "README.txt").read_text("utf-8")
    texts = packages.package(row)
    is_told = bool(row.seed) and knows_chance(request.user, row)
    shown = [
        (name, texts[name].decode()) for name in TEXTS if is_told or name in ("commit.json", "rules.txt")
    ]
    page = {"draw": row, "texts": shown, "readme": readme, "today": clock.today()}
    return render(request, "spotcheck/draw_print.html", page)
