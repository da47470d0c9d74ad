"""Documents: the list, one by itself, handing one in, and the page on which its proposals are reviewed."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.files.queries import serve
from bihuan.files.reading import warning_text
from bihuan.intake import actions, queries
from bihuan.intake.forms import DateForm, DocumentForm, FilterForm, KindForm, ReasonForm, picks
from bihuan.intake.models import Document, DocumentStatus
from bihuan.intake.rules.confidence import SURE
from bihuan.intake.rules.review import may_hand_in, may_review
from bihuan.intake.views.review import review_page
from bihuan.journal import clock
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.requests import SignedInRequest

LONGEST_VERSION = 12


@require_safe
@login_required
def document_list(request: SignedInRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    form.is_valid()
    documents = queries.narrowed(queries.listed(request.user), form.cleaned_data)
    page = queries.page(documents, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "documents": page.rows,
        "pager": page,
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "may_hand_in": may_hand_in(request.user),
        "may_review": may_review(request.user),
        "today": clock.today(),
    }
    return render(request, "intake/document_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def document_new(request: SignedInRequest) -> HttpResponse:
    if not may_hand_in(request.user):
        raise Denied(_("Documents are handed in by the supervision office, leaders and units."))
    if request.method != "POST":
        return render(request, "intake/document_new.html", {"form": DocumentForm()})
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            document = actions.take_document(by=request.user, at=clock.now(), **form.cleaned_data)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            if document.file and document.file.first_seen_at < document.file.uploaded_at:
                first = clock.day_of(document.file.first_seen_at)
                said = _("The same file was handed in before, on %(day)s.") % {"day": first.isoformat()}
                messages.warning(request, said)
            return redirect("intake:document_review", document.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "intake/document_new.html", {"form": form}, status=status)


@require_safe
@login_required
def document_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    document = _visible(request, pk)
    review = queries.review(document, clock.today())
    context = {
        "document": document,
        "warnings": [warning_text(code) for code in document.reading_warnings],
        "review": review,
        "passages": review.passages(review.cards),
        "history": queries.history(document),
        "is_reviewed": document.status == DocumentStatus.CONFIRMED,
        "today": clock.today(),
    }
    return render(request, "intake/document_detail.html", context)


@require_safe
@login_required
def document_file(request: SignedInRequest, pk: int) -> FileResponse:
    document = _visible(request, pk)
    if document.file is None:
        raise Http404
    return serve(document.file)


@require_safe
@login_required
def document_review(request: SignedInRequest, pk: int) -> HttpResponse:
    return review_page(request, _visible(request, pk))


@require_safe
@login_required
def document_others(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who else is at a document, and how much has changed since the page that asks was drawn."""
    document = _visible(request, pk)
    seen = request.GET.get("seen", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < LONGEST_VERSION else None
    context = {
        "document": document,
        "others": queries.others(document, request.user, clock.now(), version),
        "may_review": may_review(request.user) and document.status == DocumentStatus.REVIEW,
        "today": clock.today(),
    }
    return render(request, "intake/_others.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def document_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what is sure enough to be accepted together, by name; accept what stays ticked."""
    document = _visible(request, pk)
    if not may_review(request.user):
        raise Denied(_("Proposals are reviewed by the supervision office."))
    if request.method == "POST":
        picked = dict(picks(request.POST))
        done = actions.accept_several(document=document, seen=picked, by=request.user, at=clock.now())
        count = len(done.accepted)
        said = ngettext("%(count)s task has been accepted.", "%(count)s tasks have been accepted.", count)
        messages.success(request, said % {"count": count})
        if done.passed_over:
            left = ngettext(
                "%(count)s has changed meanwhile and still waits.",
                "%(count)s have changed meanwhile and still wait.",
                done.passed_over,
            )
            messages.warning(request, left % {"count": done.passed_over})
        return redirect("intake:document_review", document.pk)
    cards = [card for card in queries.review(document, clock.today()).cards if card.is_sure]
    context = {"document": document, "cards": cards, "sure": SURE, "today": clock.today()}
    return render(request, "intake/document_accept.html", context)


@login_required
@require_POST
def document_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    document = _visible(request, pk)
    actions.ask_model(document=document, by=request.user, at=clock.now())
    messages.success(request, _("The model has been asked. Its suggestions come in the background."))
    return redirect(f"{reverse('intake:document_review', args=[document.pk])}#model")


@login_required
@require_POST
def document_sort(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take over the kind that the document's own words propose."""
    document = _visible(request, pk)
    form = KindForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose what kind of document it is."))
    kind = form.cleaned_data["source_type"]
    document = actions.sort_document(document=document, source_type=kind, by=request.user, at=clock.now())
    said = _("It is now taken as “%(kind)s”.") % {"kind": document.get_source_type_display()}
    messages.success(request, said)
    return redirect("intake:document_review", document.pk)


@login_required
@require_POST
def document_date(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer once of which day the paper is; the days counted by it follow."""
    document = _visible(request, pk)
    form = DateForm(request.POST)
    if not form.is_valid():
        raise Invalid(" ".join(map(str, form.errors["day"])))
    moved = actions.date_document(
        document=document, day=form.cleaned_data["day"], by=request.user, at=clock.now()
    )
    said = ngettext(
        "The day of %(count)s task followed.", "The days of %(count)s tasks followed.", len(moved)
    )
    messages.success(request, said % {"count": len(moved)})
    return redirect("intake:document_review", document.pk)


@login_required
@require_POST
def document_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    document = _visible(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Say why the document is put aside."))
    actions.drop_document(
        document=document, by=request.user, at=clock.now(), reason=form.cleaned_data["reason"]
    )
    messages.success(request, _("“%(title)s” has been put aside.") % {"title": document.title})
    return redirect("intake:document_list")


def _visible(request: SignedInRequest, pk: int) -> Document:
    documents = Document.objects.visible_to(request.user).select_related("file", "speaker", "by")
    return get_object_or_404(documents, pk=pk)
