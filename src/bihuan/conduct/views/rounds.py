"""The list of rounds, a new one, one of them with its measures, its moves, and the sheet to take away."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.conduct import actions
from bihuan.conduct.forms import FORMS, WindowForm
from bihuan.conduct.models import Round
from bihuan.conduct.queries import pages
from bihuan.conduct.queries.counting import count
from bihuan.conduct.queries.kinds import numbers
from bihuan.conduct.queries.sheets import sheet_of
from bihuan.conduct.rules.moves import MOVES, is_office, judges, need_office
from bihuan.conduct.views.faces import answered, need_reader
from bihuan.files.answering import METHODS, one, said_in
from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.people.requests import SignedInRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a page of a round offers; what a unit says stands with its facts.
OF_ROUND = ("preview", "publish", "drop", "correct")


@require_safe
@login_required
def round_list(request: SignedInRequest) -> HttpResponse:
    """The rounds, the newest first."""
    need_reader(request)
    page = {
        "pager": pages.rounds(request.user, request.GET.get("after", "")),
        "numbers": numbers(request.user, clock.today()),
        "may_freeze": is_office(request.user),
        "today": clock.today(),
    }
    return render(request, "conduct/round_list.html", page)


@require_http_methods(METHODS)
@login_required
def round_new(request: SignedInRequest) -> HttpResponse:
    """Freeze a window: its last day is asked, everything else is counted."""
    need_office(request.user)
    form = WindowForm(said_in(request)[0], initial={"last": clock.today() - timedelta(days=1)})
    page = {"heading": _("Freeze a window"), "back": reverse("conduct:round_list")}
    return answered(request, form, _freeze, page, _way)


def _freeze(*, last: date, by: Person, at: datetime) -> Round:
    return actions.freeze(counted=count(last), by=by, at=at)


def _correct(*, thing: Round, reason: str, by: Person, at: datetime) -> Round:
    return actions.correct(thing=thing, counted=count(thing.last), reason=reason, by=by, at=at)


def _way(made: Round) -> str:
    return reverse("conduct:round_detail", args=[made.pk])


@require_safe
@login_required
def round_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One round: its measures with the units that each marks; or one measure for all units."""
    row = one(request, Round.objects.select_related("by", "publisher", "corrects"), pk)
    today = clock.today()
    page = _about(request, row, today)
    measure = request.GET.get("measure", "")
    if measure:
        if measure not in row.printed:
            raise Http404
        found, few = pages.units_of(row, measure, request.user, today, request.GET.get("after", ""))
        page |= {"measure": measure, "said": row.printed[measure], "pager": found, "few": few}
        return render(request, "conduct/measure_detail.html", page)
    page["board"] = pages.board(row, request.user, today)
    return render(request, "conduct/round_detail.html", page)


def _about(request: SignedInRequest, row: Round, today: date) -> dict[str, Any]:
    """What stands above every page of a round: its moves, what it corrects, what corrects it."""
    moves = MOVES.open_to(row, request.user)
    return {
        "round": row,
        "today": today,
        "moves": [moves[name] for name in OF_ROUND if name in moves],
        "against": actions.unready(row, today) if "publish" in moves else "",
        "corrections": Round.objects.visible_to(request.user).filter(corrects=row),
        "appeals": pages.waiting(row, request.user),
        "may_rule": "rule" in moves and judges(request.user),
    }


@require_http_methods(METHODS)
@login_required
def round_act(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Ask for what a move needs, then make it."""
    row = one(request, Round.objects.all(), pk)
    if name not in OF_ROUND:
        raise Http404
    move = MOVES.check(name, row, request.user)
    page = {"heading": move.label, "round": row, "back": _way(row), "name": name}
    run: Any = _correct if name == "correct" else actions.DO[name]
    return answered(request, FORMS[name](said_in(request)[0]), partial(run, thing=row), page, _way)


@require_safe
@login_required
def round_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """A round as a workbook: every unit and measure that the reader sees."""
    row = one(request, Round.objects.all(), pk)
    answer = HttpResponse(sheet_of(row, request.user), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="conduct-{row.last}-{row.edition}.xlsx"'
    return answer
