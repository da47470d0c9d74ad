"""Publications: the list, one of them, a new one handed in, checked and taken; taking one back."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.files import actions as files
from bihuan.files.answering import METHODS, UNPROCESSABLE, one
from bihuan.files.queries import serve
from bihuan.indicators import actions
from bihuan.indicators.forms.publications import BackForm, HandInForm
from bihuan.indicators.models import Origin, ReadingBatch, ReadingSheet
from bihuan.indicators.queries.checking import checked
from bihuan.indicators.queries.kinds import of_batch
from bihuan.indicators.queries.publications import PAGE, listed, numbers_of, under_check
from bihuan.indicators.rules.rights import keeps_any, may_keep, need_any_keeper, need_keeper
from bihuan.indicators.views.faces import answered
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import place

MOST_NUMBERS = 100_000


def _origin(batch: ReadingBatch) -> str:
    return Origin.DEPARTMENT if batch.unit_id else Origin.OFFICIAL


@require_safe
@login_required
def publication_list(request: SignedInRequest) -> HttpResponse:
    """What has come in, the last published first."""
    page = {
        "pager": listed(request.user, request.GET.get("after", "")),
        "sheets": under_check(request.user),
        "today": clock.today(),
        "may_keep": keeps_any(request.user),
    }
    return render(request, "indicators/publication_list.html", page)


@require_safe
@login_required
def publication_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One publication with the numbers that it brought."""
    batch = one(request, ReadingBatch.objects.select_related("by", "file", "unit"), pk)
    page = {
        "batch": batch,
        "current": of_batch(request.user, batch, clock.today()),
        "pager": numbers_of(request.user, batch, place(request.GET.get("after", ""))),
        "today": clock.today(),
        "may_keep": may_keep(request.user, _origin(batch), batch.unit_id),
    }
    return render(request, "indicators/publication_detail.html", page)


@require_safe
@login_required
def publication_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The file in which the numbers came."""
    batch = one(request, ReadingBatch.objects.select_related("file"), pk)
    if batch.file is None:
        raise Http404
    return serve(batch.file)


@require_http_methods(METHODS)
@login_required
def publication_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a publication back as a whole."""
    batch = one(request, ReadingBatch.objects.all(), pk)
    need_keeper(request.user, _origin(batch), batch.unit_id)
    form = BackForm(request.POST if request.method == "POST" else None)
    page = {"heading": _("Take the publication back"), "subject": batch.publisher}
    then = reverse("indicators:publication_detail", args=[pk])
    return answered(request, form, partial(actions.take_back, batch=batch), page, then)


@require_http_methods(METHODS)
@login_required
def publication_new(request: SignedInRequest) -> HttpResponse:
    """Hand in the file of a publication, to be checked."""
    need_any_keeper(request.user)
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = HandInForm(*bound, person=request.user)
    if form.is_bound and form.is_valid():
        at = clock.now()
        try:
            with files.keeping(form.cleaned_data["file"], by=request.user, at=at) as file:
                publication = form.publication(file)
                vintage = form.cleaned_data["vintage"]
                sheet = actions.hand_in(publication=publication, vintage=vintage, by=request.user, at=at)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("indicators:sheet_check", sheet.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    page = {
        "heading": _("Bring in a publication"),
        "form": form,
        "back": reverse("indicators:publication_list"),
    }
    return render(request, "indicators/publication_new.html", page, status=status)


@require_safe
@login_required
def sheet_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a file would bring: what is wrong, what is odd, what is good."""
    sheet = one(request, ReadingSheet.objects.select_related("file", "unit", "by"), pk)
    if sheet.batch_id:
        return redirect("indicators:publication_detail", sheet.batch_id)
    if sheet.dropped_at:
        raise Conflict(_("This file is no longer being checked."))
    found = checked(sheet, request.user, clock.today())
    shown = request.GET.get("show") or ("faulty" if found.faulty else "odd" if found.odd else "good")
    start = min(place(request.GET.get("after", "")) or 0, MOST_NUMBERS)
    cells = {"faulty": found.faulty, "odd": found.odd}.get(shown, found.good)
    page = {
        "sheet": sheet,
        "counts": found.counts,
        "shown": shown,
        "cells": cells[start : start + PAGE],
        "pager": {"total": None, "after": str(start + PAGE) if len(cells) > start + PAGE else ""},
        "today": clock.today(),
    }
    return render(request, "indicators/sheet_check.html", page)


@require_POST
@login_required
def sheet_take(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the numbers of a checked file count."""
    sheet = one(request, ReadingSheet.objects.all(), pk)
    without = "without_faulty" in request.POST
    batch = actions.take(sheet=sheet, without_faulty=without, by=request.user, at=clock.now())
    messages.success(request, _("The numbers have come in. They can be taken back as a whole."))
    return redirect("indicators:publication_detail", batch.pk)


@require_POST
@login_required
def sheet_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a file aside."""
    actions.put_aside(sheet=one(request, ReadingSheet.objects.all(), pk), by=request.user, at=clock.now())
    messages.success(request, _("The file was put aside. Nothing of it has come in."))
    return redirect("indicators:publication_list")
