"""The review page itself, which shows itself after every action, at the place where the reviewer was."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.files.reading import warning_text
from bihuan.intake import queries
from bihuan.intake.forms import AddForm, DateForm, ReasonForm
from bihuan.intake.models import Document, DocumentStatus, Proposal
from bihuan.intake.rules.review import may_review
from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest

VIEWS = ("look", "open", "rejected")
FARTHEST = 1_000_000


def which_cards(request: HttpRequest) -> tuple[str, int]:
    """The view and the first card that the address asks for; what cannot be read counts as not said."""
    which, start = request.GET.get("show", ""), request.GET.get("from", "")
    is_number = start.isascii() and start.isdigit() and len(start) <= len(str(FARTHEST))
    return which if which in VIEWS else "", int(start) if is_number else 0


def kept(which: str, start: int) -> str:
    """The same place as a query string."""
    said = {name: value for name, value in (("show", which), ("from", start)) if value}
    return f"?{urlencode(said)}" if said else ""


def review_page(request: SignedInRequest, document: Document) -> HttpResponse:
    """The document beside its proposals. Who may not review reads the same page without its buttons."""
    now = clock.now()
    review = queries.review(document, clock.day_of(now))
    which, start = which_cards(request)
    page = review.page(which, start)
    context = {
        "document": document,
        "warnings": [warning_text(code) for code in document.reading_warnings],
        "review": review,
        "page": page,
        "passages": review.passages(page.cards),
        "views": review.views(which),
        "others": queries.others(document, request.user, now),
        "keep": kept(which, start),
        "may_review": may_review(request.user) and document.status == DocumentStatus.REVIEW,
        "has_model": queries.is_model_set(),
        "asked": queries.asked(document),
        "add_form": AddForm(),
        "date_form": DateForm(initial={"day": clock.day_of(document.created_at)}, auto_id="date_%s"),
        "guess": queries.other_kind(document),
        "drop_form": ReasonForm(),
        "today": clock.day_of(now),
    }
    return render(request, "intake/document_review.html", context)


def back(request: SignedInRequest, proposal: Proposal) -> HttpResponse:
    """Back to the card that was worked on; htmx gets the page at once and takes the review out of it."""
    if getattr(request, "htmx", False):
        documents = Document.objects.visible_to(request.user).select_related("speaker")
        answer = review_page(request, documents.get(pk=proposal.document_id))
        answer["HX-Push-Url"] = "false"
        return answer
    page = reverse("intake:document_review", args=[proposal.document_id])
    return redirect(f"{page}{kept(*which_cards(request))}#p{proposal.pk}")
