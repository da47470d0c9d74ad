"""One row of a table under check: mended, parted, left out, or told to be a matter that is there."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.breakdown import actions
from bihuan.breakdown.actions.draft import need_office
from bihuan.breakdown.forms import CellForm, PickForm, RowForm, SameForm, SplitForm
from bihuan.breakdown.models import BreakdownRow, Column
from bihuan.breakdown.queries import pages
from bihuan.journal import clock
from bihuan.kernel.errors import DomainError, Invalid
from bihuan.people.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def row_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """All cells of a row, and what else can be done with it."""
    row = _visible(request, pk)
    need_office(request.user)
    said = request.POST if request.method == "POST" else None
    form = RowForm(said, heads=row.breakdown.heads, row=row)
    if said is not None and form.is_valid():
        seen, now = form.cleaned_data["seen"], clock.now()
        try:
            actions.mend_row(row=row, texts=form.texts(), seen=seen, by=request.user, at=now)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _back(row)
    [line] = pages.lines(row.breakdown, [row], clock.today())
    columns = row.breakdown.columns
    task = row.texts[columns.index(Column.TASK)] if Column.TASK in columns else ""
    context = {
        "row": row,
        "line": line,
        "form": form,
        "split_form": SplitForm(initial={"tasks": task}),
        "breakdown": row.breakdown,
    }
    status = 422 if said is not None else 200
    return render(request, "breakdown/row_edit.html", context, status=status)


@login_required
@require_POST
def row_cell(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mend one cell in its place."""
    row, said = _visible(request, pk), _said(CellForm(request.POST))
    actions.mend_cell(row=row, column=said["column"], text=said["text"], by=request.user, at=clock.now())
    return _back(row)


@login_required
@require_POST
def row_split(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make several tasks of a row."""
    row, said = _visible(request, pk), _said(SplitForm(request.POST))
    actions.split_row(row=row, texts=said["tasks"].splitlines(), by=request.user, at=clock.now())
    return _back(row)


@login_required
@require_POST
def row_leave_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a row become no matter."""
    return _back(actions.leave_out(row=_visible(request, pk), by=request.user, at=clock.now()))


@login_required
@require_POST
def row_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a row count again."""
    return _back(actions.take_back(row=_visible(request, pk), by=request.user, at=clock.now()))


@login_required
@require_POST
def row_twin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whether a row is the matter that it equals."""
    row, said = _visible(request, pk), _said(SameForm(request.POST))
    return _back(actions.choose_twin(row=row, is_same=said["same"], by=request.user, at=clock.now()))


@login_required
@require_POST
def row_pick(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose between the file and the matter."""
    row, said = _visible(request, pk), _said(PickForm(request.POST))
    actions.pick(row=row, column=said["column"], side=said["side"], by=request.user, at=clock.now())
    return _back(row)


def _visible(request: SignedInRequest, pk: int) -> BreakdownRow:
    rows = BreakdownRow.objects.visible_to(request.user).select_related("breakdown", "item", "twin")
    return get_object_or_404(rows, pk=pk)


def _said(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid(next(iter(form.errors.values()))[0] or _("Something is missing."))
    return dict(form.cleaned_data)


def _back(row: BreakdownRow) -> HttpResponse:
    return redirect(f"{reverse('breakdown:breakdown_detail', args=[row.breakdown_id])}#r{row.line}")
