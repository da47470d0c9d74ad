"""The list of tables, a new one, one of them, one line of it, and the sheet to take away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.files.answering import METHODS, one, said_in
from bihuan.journal import clock
from bihuan.kernel.periods import months_to, name_of
from bihuan.people.requests import SignedInRequest
from bihuan.standings import actions
from bihuan.standings.forms.tables import TableForm
from bihuan.standings.models import Group, Line, Status, Table
from bihuan.standings.queries.boards import board, tables
from bihuan.standings.queries.judging import (
    entered,
    last_pledges,
    left_out,
    names_of,
    standing_out,
    tried,
    weights_in,
)
from bihuan.standings.queries.kinds import OF_TABLES, numbers
from bihuan.standings.queries.lines import entries_grid, taken_apart
from bihuan.standings.queries.schemes import newest
from bihuan.standings.queries.sheets import sheet_of
from bihuan.standings.rules.moves import MOVES, keeps
from bihuan.standings.views.faces import answered, need_office, need_reader

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ABOUT = ("version__scheme", "group", "by", "frozen_by", "publisher", "corrects")
OUTCOME = (Status.FROZEN, Status.PUBLISHED)


@require_safe
@login_required
def table_list(request: SignedInRequest) -> HttpResponse:
    """The tables, the newest first, with who stands out in each."""
    need_reader(request)
    status = request.GET.get("status", "")
    page = {
        "pager": tables(request.user, status, request.GET.get("after", "")),
        "status": status,
        "states": [("", _("All")), *Status.choices] if keeps(request.user) else [],
        "may_keep": keeps(request.user),
        "today": clock.today(),
        "numbers": numbers(request.user, clock.today(), OF_TABLES),
    }
    return render(request, "standings/table_list.html", page)


@require_http_methods(METHODS)
@login_required
def table_new(request: SignedInRequest) -> HttpResponse:
    """Begin a table: scheme, group, months."""
    need_office(request)
    versions, groups = newest(request.user), list(Group.objects.visible_to(request.user).order_by("pk"))
    if not versions or not groups:
        messages.info(request, _("Write a scheme and name a group of units first."))
        return redirect("standings:scheme_list")
    last = months_to(clock.today(), 2)[0]
    initial = {"period": name_of(last)}
    form = TableForm(said_in(request)[0], versions=versions, groups=groups, initial=initial)
    page = {"heading": _("Begin a table"), "back": reverse("standings:table_list")}
    return answered(request, form, actions.open_table, page, _way)


def _way(made: Table) -> str:
    return reverse("standings:table_detail", args=[made.pk])


@require_safe
@login_required
def table_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One table: what went in while it is open, and in bands what came out once it is frozen."""
    table = one(request, Table.objects.select_related(*ABOUT), pk)
    page = _about(request, table)
    if table.status not in OUTCOME:
        page["grid"] = entries_grid(request.user, table)
        return render(request, "standings/table_open.html", page)
    found = board(request.user, table)
    page |= {"board": found, "is_plain": request.GET.get("order") == "place"}
    if not found.is_own:
        page |= _judged(request, table, found)
    return render(request, "standings/table_detail.html", page)


def _about(request: SignedInRequest, table: Table) -> dict[str, Any]:
    """What stands above every table: its moves, what it corrects, what corrects it."""
    moves = {name: move for name, move in MOVES.open_to(table, request.user).items() if name != "answer"}
    against = actions.unready(table, clock.today()) if "publish" in moves else ""
    return {
        "table": table,
        "today": clock.today(),
        "moves": moves.values(),
        "against": against,
        "corrections": Table.objects.visible_to(request.user).filter(corrects=table, status=Status.PUBLISHED),
        "appeals": table.appeals.visible_to(request.user).select_related("unit", "judge").order_by("pk"),
        "may_answer": keeps(request.user) and table.status == Status.FROZEN,
    }


def _judged(request: SignedInRequest, table: Table, found: Any) -> dict[str, Any]:
    """What the order hangs on; only for whoever reads the whole table."""
    entries, scheme = entered(table, found.plan), found.plan.scheme
    names = names_of(entries.units)
    weights = weights_in(request.GET, scheme)
    return {
        "left_out": left_out(found.plan, entries, names),
        "weights": [(part, weights.get(part.code, part.weight)) for part in scheme.parts],
        "is_tried": bool(weights),
        "tried": tried(found.plan, entries, weights, names),
        "out": standing_out(table, found.plan, entries),
        "pledges": last_pledges(table, request.user, clock.today()),
    }


@require_safe
@login_required
def line_detail(request: SignedInRequest, pk: int, unit: int) -> HttpResponse:
    """One unit's line taken apart: points, formulas, the numbers that went in, and the way to their rows."""
    table = one(request, Table.objects.select_related(*ABOUT), pk)
    lines = Line.objects.visible_to(request.user).filter(table=table, round=table.round, unit=unit)
    line = lines.select_related("unit").first()
    if line is None or table.status not in OUTCOME:
        raise Http404
    moves = MOVES.open_to(table, request.user)
    page = {
        **_about(request, table),
        "line": line,
        "parts": taken_apart(request.user, table, line),
        "alike": sorted(names_of(line.alike_units).values()) if table.status == Status.PUBLISHED else [],
        "appeals": table.appeals.visible_to(request.user).filter(unit=unit).select_related("judge"),
        "moves": [
            move
            for name, move in moves.items()
            if name in ("appeal", "pledge") and (unit in request.user.access.units or name == "pledge")
        ],
    }
    return render(request, "standings/line_detail.html", page)


@require_safe
@login_required
def table_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """A table as a workbook."""
    table = one(request, Table.objects.select_related(*ABOUT), pk)
    if table.status not in OUTCOME:
        raise Http404
    answer = HttpResponse(sheet_of(board(request.user, table)), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="table-{table.pk}-{table.last:%Y-%m}.xlsx"'
    return answer
