"""Answering on a sheet: get it, fill it in, hand it in, see what became of each row."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.files import actions as files
from bihuan.files.models import FileKind, StoredFile
from bihuan.files.queries import path_of
from bihuan.files.reading.marks import marked
from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.forms.sheets import SheetForm
from bihuan.supervision.queries.answering import check, check_stored, handed_in, need_unit, outdated
from bihuan.supervision.queries.sheets import DOCX, XLSX, asked_of, asked_or_denied, form, item_of, workbook
from bihuan.ui.schemas import LARGEST_ID

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sheet_list(request: SignedInRequest) -> HttpResponse:
    """What can be reported on a sheet, and where to hand it in."""
    need_unit(request.user)
    uploaded = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and uploaded.is_valid():
        at = clock.now()
        try:
            with files.receive(uploaded.cleaned_data["file"]) as (received,), transaction.atomic():
                check(received.path, received.kind, request.user, clock.day_of(at))
                stored = files.keep(received=received, by=request.user, at=at)
        except Invalid as refusal:
            uploaded.add_error("file", str(refusal))
        else:
            return redirect("supervision:sheet_check", pk=stored.pk)
    asked = asked_of(request.user, clock.today())
    status = UNPROCESSABLE if uploaded.is_bound else 200
    context = {"asked": asked, "form": uploaded, "today": clock.today()}
    return render(request, "supervision/sheet_list.html", context, status=status)


@require_safe
@login_required
def sheet_book(request: SignedInRequest) -> HttpResponse:
    """The workbook of what is to be reported now."""
    need_unit(request.user)
    today = clock.today()
    return handed_out(workbook(asked_of(request.user, today), today), XLSX, f"{today}.xlsx")


@require_safe
@login_required
def sheet_form(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report on one matter as a form in Word."""
    item = item_of(request.user, min(pk, LARGEST_ID))
    if item is None:
        raise Http404
    return handed_out(form(asked_or_denied(item, request.user)), DOCX, f"{item.pk}.docx")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sheet_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """What stands in a filled-in file, row by row; a POST reports what is in order."""
    now = clock.now()
    checked = check_stored(_stored(request, pk), request.user, clock.day_of(now))
    if request.method != "POST":
        context = {"checked": checked, "pk": pk, "today": clock.day_of(now), "is_book": checked.sheet != ""}
        return render(request, "supervision/sheet_check.html", context)
    outcomes = actions.answer_all(answers=checked.answers, by=request.user, at=now, refusal=outdated())
    context = {"outcomes": outcomes, "done_count": sum(each.ok for each in outcomes), "checked": checked}
    return render(request, "supervision/sheet_result.html", context)


@require_POST
@login_required
def sheet_marked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The workbook given back with its wrong cells marked."""
    stored = _stored(request, pk)
    checked = check_stored(stored, request.user, clock.today())
    content = marked(path_of(stored.sha256), checked.marks) if stored.kind == FileKind.XLSX else None
    if content is None:
        raise Invalid(_("This file cannot be marked. The page names each row that is wrong."))
    return handed_out(content, XLSX, stored.name)


def _stored(request: SignedInRequest, pk: int) -> StoredFile:
    return get_object_or_404(handed_in(request.user), pk=min(pk, LARGEST_ID))


def handed_out(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to take away."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return HttpResponse(content, content_type=kind, headers=headers)
