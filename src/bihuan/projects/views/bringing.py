"""A workbook of projects: handed in, its columns named, checked, confirmed, taken back."""

import re
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.files.answering import METHODS, UNPROCESSABLE
from bihuan.intake.queries import Directory
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.projects.actions import bringing, brought
from bihuan.projects.forms.bringing import AlikeForm, ColumnsForm, NameForm, TakeForm
from bihuan.projects.models import ImportStatus, LedgerImport
from bihuan.projects.queries.bringing import (
    ALL,
    FAULTY,
    LEFT_OUT,
    PAGE,
    TWINS,
    Checker,
    listed,
    marked_book,
)
from bihuan.projects.rules.moves import is_keeper
from bihuan.projects.views.faces import XLSX, handed_out
from bihuan.ui.schemas import LARGEST_ID, place

Cell = tuple[int, int]
MOST = 100_000
# So many wrong cells are mended on one page: each is two fields of a form, of which Django takes in a
# thousand, and some nine nodes of a page, which has fifteen hundred.
MOST_CELLS = 100
# A cell of the check: the number of its row, and its column.
CELL = re.compile(r"c([0-9]{1,18})-([0-9]{1,3})")
TABS = (
    (FAULTY, gettext_lazy("To be mended")),
    (TWINS, gettext_lazy("Like projects in the ledger")),
    (LEFT_OUT, gettext_lazy("Left out")),
    (ALL, gettext_lazy("All rows")),
)


def _need_keeper(request: SignedInRequest) -> None:
    if not is_keeper(request.user):
        raise Denied(_("Only the keeper of the project ledger may do this."))


def visible(request: SignedInRequest, pk: int) -> LedgerImport:
    rows = LedgerImport.objects.visible_to(request.user).select_related("by", "file")
    return get_object_or_404(rows, pk=min(pk, LARGEST_ID))


def _start(request: SignedInRequest) -> int:
    return min(place(request.GET.get("after") or "") or 0, MOST)


def _pager(start: int, rows: list[Any]) -> dict[str, Any]:
    return {"total": None, "after": str(start + PAGE) if len(rows) > PAGE else ""}


@require_safe
@login_required
def import_list(request: SignedInRequest) -> HttpResponse:
    """The workbooks that came in, newest first."""
    _need_keeper(request)
    start = _start(request)
    rows = list(listed(request.user)[start : start + PAGE + 1])
    context = {"sheets": rows[:PAGE], "pager": _pager(start, rows), "today": clock.today()}
    return render(request, "projects/import_list.html", context)


@require_http_methods(METHODS)
@login_required
def import_new(request: SignedInRequest) -> HttpResponse:
    """Hand a workbook in."""
    _need_keeper(request)
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = TakeForm(*bound)
    if form.is_bound and form.is_valid():
        try:
            sheet = bringing.take(by=request.user, at=clock.now(), **form.cleaned_data)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("projects:import_columns", sheet.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "projects/import_new.html", {"form": form}, status=status)


@require_safe
@login_required
def import_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The check of a draft, or what a workbook has become."""
    sheet = visible(request, pk)
    start = _start(request)
    if sheet.status != ImportStatus.DRAFT:
        rows = list(sheet.rows.select_related("project").order_by("line")[start : start + PAGE + 1])
        context = {"sheet": sheet, "rows": rows[:PAGE], "pager": _pager(start, rows), "today": clock.today()}
        return render(request, "projects/import_result.html", context)
    return _check(request, sheet, {})


def _check(
    request: SignedInRequest, sheet: LedgerImport, written: Mapping[Cell, str], refusal: str = ""
) -> HttpResponse:
    """The check of a draft, with what was written in its cells and could not be saved."""
    checker, start = Checker(sheet, clock.today()), _start(request)
    counts = checker.counts
    shown = request.GET.get("show", FAULTY if counts.faulty else ALL)
    found = checker.shown(shown)[start : start + PAGE + 1]
    lines = _fitting([_line(checker, each, written) for each in found[:PAGE]])
    after = str(start + len(lines)) if len(found) > len(lines) and not refusal else ""
    context = {
        "refusal": refusal,
        "sheet": sheet,
        "counts": counts,
        "shown": shown,
        "tabs": _tabs(counts),
        "lines": lines,
        "pager": {"total": None, "after": after},
        "has_cells": any(line["cells"] for line in lines),
        "names": checker.open_names(),
        "units": sorted(checker.directory.units.values(), key=lambda unit: unit.sort_key),
    }
    return render(request, "projects/import_check.html", context, status=UNPROCESSABLE if refusal else 200)


def _fitting(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many rows as a page has cells for, at least one."""
    sums = accumulate(len(line["cells"]) for line in lines)
    return lines[: max(1, sum(total <= MOST_CELLS for total in sums))]


def _tabs(counts: Any) -> list[tuple[str, Any, int]]:
    sums = {FAULTY: counts.faulty, TWINS: counts.twins, LEFT_OUT: counts.left_out, ALL: counts.total}
    return [(name, label, sums[name]) for name, label in TABS]


def _line(checker: Checker, each: Any, written: Mapping[Cell, str]) -> dict[str, Any]:
    """A row as the check shows it: its name, and every cell that is wrong with its words.

    Of a cell both what stands in it and what is written over it, if anything is.
    """
    wrong: dict[int, list[str]] = {}
    for at, words in each.faults:
        wrong.setdefault(at, []).append(words)
    cells = [
        (
            at,
            checker.heads[at],
            was := each.texts[at],
            written.get((each.row.pk, at), bringing.flat(was)),
            words,
        )
        for at, words in wrong.items()
        if at >= 0
    ]
    name = checker.text(each, "name")
    return {"row": each.row, "name": name, "twin": each.twin, "cells": cells, "faults": wrong.get(-1, [])}


@require_http_methods(METHODS)
@login_required
def import_columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what the columns mean."""
    sheet = visible(request, pk)
    said = request.POST if request.method == "POST" else None
    form = ColumnsForm(said, heads=sheet.heads, columns=sheet.columns)
    if said is not None and form.is_valid():
        try:
            bringing.set_columns(sheet=sheet, columns=form.columns(), by=request.user, at=clock.now())
        except (Invalid, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("projects:import_detail", pk)
    first = sheet.rows.order_by("line").first()
    texts = first.texts if first else [""] * len(sheet.heads)
    context = {"sheet": sheet, "form": form, "samples": list(zip(form, texts, strict=True))}
    status = UNPROCESSABLE if said is not None else 200
    return render(request, "projects/import_columns.html", context, status=status)


def _said(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid(_("Some fields are missing or wrong."))
    said: dict[str, Any] = form.cleaned_data
    return said


@login_required
@require_POST
def import_name(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which unit a name means."""
    sheet, said = visible(request, pk), _said(NameForm(request.POST))
    unit = said["unit"] or (Directory().unit(said["name"]) if said["name"] else None)
    if said["is_none"]:
        unit = None
    elif unit is None:
        raise Invalid(_("Say which units are meant."))
    keep, written = said["keep"], said["written"]
    bringing.match_name(sheet=sheet, written=written, unit=unit, keep=keep, by=request.user, at=clock.now())
    return redirect("projects:import_detail", pk)


@login_required
@require_POST
def import_alike(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say of all rows that are like projects in the ledger what becomes of them."""
    sheet, said = visible(request, pk), _said(AlikeForm(request.POST))
    rows = Checker(sheet, clock.today()).shown(TWINS)
    now = clock.now()
    if said["choice"] == "out":
        for each in rows:
            bringing.leave_out(row=each.row, is_out=True, by=request.user, at=now)
    else:
        lines = [each.row.line for each in rows]
        bringing.choose(sheet=sheet, lines=lines, choice=said["choice"], by=request.user, at=now)
    return redirect("projects:import_detail", pk)


@login_required
@require_POST
def import_mend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mend all cells of a page that were written in, and let a row become no project, or count again."""
    sheet, now, by = visible(request, pk), clock.now(), request.user
    cells = _cells(request.POST)
    try:
        bringing.mend_cells(sheet=sheet, cells=cells, by=by, at=now)
    except (Invalid, Conflict) as refusal:
        if sheet.status != ImportStatus.DRAFT:
            raise
        written = {(cell.row, cell.column): cell.text for cell in cells if cell.is_written}
        return _check(request, sheet, written, str(refusal))
    for verb, is_out in (("out", True), ("back", False)):
        if row := sheet.rows.filter(pk=place(request.POST.get(verb, "")) or 0).first():
            bringing.leave_out(row=row, is_out=is_out, by=by, at=now)
    return redirect("projects:import_detail", pk)


def _cells(said: Mapping[str, Any]) -> list[bringing.Mended]:
    """The cells of a check as they come back, each with what was shown in it."""
    fields = [(found, str(text)) for name, text in said.items() if (found := CELL.fullmatch(name))]
    if any(f"was-{found[0]}" not in said for found, _text in fields):
        raise Invalid(_("Some fields are missing or wrong."))
    return [
        bringing.Mended(int(found[1]), int(found[2]), said[f"was-{found[0]}"], text) for found, text in fields
    ]


@require_http_methods(METHODS)
@login_required
def import_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what will come of the workbook, then let it come."""
    sheet = visible(request, pk)
    refusal = ""
    if request.method == "POST":
        try:
            brought.confirm(sheet=sheet, by=request.user, at=clock.now())
        except (Invalid, Conflict) as error:
            refusal = str(error)
        else:
            messages.success(request, _("The projects are in the ledger."))
            return redirect("projects:import_detail", pk)
    elif sheet.status != ImportStatus.DRAFT:
        raise Conflict(_("This table is no longer being checked."))
    checker = Checker(sheet, clock.today())
    live = [each for each in checker.found if not each.row.is_left_out]
    context = {
        "sheet": sheet,
        "counts": checker.counts,
        "total": sum(each.facts.get("total") or 0 for each in live if not each.is_change),
        "plan": sum(sum(each.plans.values()) for each in live),
        "refusal": refusal,
    }
    return render(request, "projects/import_confirm.html", context, status=UNPROCESSABLE if refusal else 200)


@require_http_methods(METHODS)
@login_required
def import_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what will be taken back, then take it back."""
    sheet = visible(request, pk)
    if request.method == "POST":
        brought.undo(sheet=sheet, by=request.user, at=clock.now())
        messages.success(request, _("The table was taken back."))
        return redirect("projects:import_detail", pk)
    if sheet.status != ImportStatus.CONFIRMED:
        raise Conflict(_("Only a confirmed table can be taken back."))
    rows = sheet.rows.exclude(project=None)
    made, changed = rows.filter(is_new=True).count(), rows.filter(is_new=False).count()
    return render(request, "projects/import_undo.html", {"sheet": sheet, "made": made, "changed": changed})


@login_required
@require_POST
def import_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a workbook aside."""
    brought.put_aside(sheet=visible(request, pk), by=request.user, at=clock.now())
    return redirect("projects:import_list")


@require_safe
@login_required
def import_marked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sender's own workbook with what is wrong marked in it."""
    sheet = visible(request, pk)
    content = marked_book(sheet, Checker(sheet, clock.today()))
    if content is None:
        raise Conflict(_("Only a workbook (xlsx) can be given back with marks."))
    return handed_out(content, XLSX, f"{sheet.title}.xlsx")
