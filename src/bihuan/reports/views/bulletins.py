"""Bulletins: the list, one of them with its text and numbers, and what the office does to a draft."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.journal import clock
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people.models import Role
from bihuan.people.requests import SignedInRequest
from bihuan.reports import actions
from bihuan.reports.answers import paper_answer
from bihuan.reports.forms import BulletinForm, PeriodForm
from bihuan.reports.models import Bulletin, BulletinStatus
from bihuan.reports.queries.bulletin import PAGE, listed
from bihuan.reports.queries.comparing import Compared, compared, paper
from bihuan.reports.rendering.typeset import lacking
from bihuan.reports.rules.bulletin import LONG, MOVES, filled, known_in, typed
from bihuan.ui.schemas import place

UNPROCESSABLE = 422
# Numbers on one page.
SHOWN, DIGITS = 60, 4


@require_safe
@login_required
def bulletin_list(request: SignedInRequest) -> HttpResponse:
    """The bulletins that a reader may see."""
    cursor = place(request.GET.get("after", ""))
    rows = listed(request.user)
    found = list((rows.filter(pk__lt=cursor) if cursor else rows)[: PAGE + 1])
    context = {
        "bulletins": found[:PAGE],
        "pager": {"total": None, "after": str(found[PAGE - 1].pk) if len(found) > PAGE else ""},
        "may_draft": request.user.access.has(Role.SUPERVISOR),
        "today": clock.today(),
    }
    return render(request, "reports/bulletin_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bulletin_new(request: SignedInRequest) -> HttpResponse:
    """Choose the months; the draft comes with its numbers and a proposed text."""
    if not request.user.access.has(Role.SUPERVISOR):
        raise Denied(_("Bulletins are drawn up by the supervision office."))
    month = f"{clock.today():%Y-%m}"
    form = PeriodForm(request.POST or None, initial={"first": month, "last": month})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft_bulletin(period=form.period(), by=request.user, at=clock.now())
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reports:bulletin_detail", made.pk)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "reports/bulletin_new.html", {"form": form}, status=status)


@require_safe
@login_required
def bulletin_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One bulletin: the text with its numbers, and every number with the way to its rows."""
    bulletin = _load(request, pk)
    return _page(request, bulletin, BulletinForm(initial={"title": bulletin.title, "text": bulletin.text}))


@login_required
@require_POST
def bulletin_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Word a draft anew."""
    bulletin = _load(request, pk)
    form = BulletinForm(request.POST)
    if form.is_valid():
        try:
            actions.edit_bulletin(bulletin=bulletin, by=request.user, at=clock.now(), **form.cleaned_data)
        except Invalid as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect("reports:bulletin_detail", pk)
    return _page(request, bulletin, form, UNPROCESSABLE)


@login_required
@require_POST
def bulletin_move(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Compute a draft anew, issue it and take that back, or put it aside."""
    bulletin = _load(request, pk)
    act = {
        "recompute": actions.recompute_bulletin,
        "issue": actions.issue_bulletin,
        "take_back": actions.take_back_bulletin,
        "drop": actions.drop_bulletin,
    }.get(name)
    if act is None:
        raise Invalid(_("A bulletin is computed anew, issued or dropped."))
    done = act(bulletin=bulletin, by=request.user, at=clock.now())
    words = {
        "recompute": _("All numbers have been computed anew."),
        "issue": _("Issued as number %(issue)s of %(year)s.") % {"issue": done.issue, "year": done.year},
        "take_back": _("Taken back: it is a draft again."),
        "drop": _("The draft has been dropped."),
    }
    # What has just been issued can be taken back for ten seconds; the message holds the button.
    way = reverse("reports:bulletin_move", args=[pk, "take_back"]) if name == "issue" else ""
    messages.success(request, words[name], extra_tags=way)
    return redirect("reports:bulletin_list") if name == "drop" else redirect("reports:bulletin_detail", pk)


@require_safe
@login_required
def bulletin_file(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    """The bulletin as a file: as it was issued, or the draft as it stands."""
    return paper_answer(paper(_load(request, pk), clock.today()), form)


def _load(request: SignedInRequest, pk: int) -> Bulletin:
    seen = Bulletin.objects.visible_to(request.user).select_related("by", "issued_by")
    return get_object_or_404(seen, pk=pk)


def _some(numbers: list[Compared], start: str) -> dict[str, Any]:
    """As many numbers as a page holds, and where those before and after them begin."""
    first = min(int(start[:DIGITS] or 0), len(numbers)) if start.isascii() and start.isdigit() else 0
    return {
        "shown": numbers[first : first + SHOWN],
        "before": max(0, first - SHOWN) if first else None,
        "after": first + SHOWN if len(numbers) > first + SHOWN else 0,
    }


def _page(
    request: SignedInRequest, bulletin: Bulletin, form: BulletinForm, status: int = 200
) -> HttpResponse:
    person, today = request.user, clock.today()
    again = "compare" in request.GET and person.access.sees_city
    numbers = compared(bulletin, person, today, again=again)
    known = known_in(bulletin, {each.name: each.then for each in numbers})
    is_draft = bulletin.status == BulletinStatus.DRAFT
    text = filled(bulletin.text, known)
    context: dict[str, Any] = {
        "bulletin": bulletin,
        "lines": text.splitlines(),
        **_some(numbers, request.GET.get("start", "")),
        "again": again,
        "length": len(text),
        "is_long": len(text) > LONG,
        "most": LONG,
        "typed": typed(bulletin.text) if is_draft else [],
        "moves": MOVES.open_to(bulletin, person),
        "form": form,
        "trouble": lacking(),
        "sees_city": person.access.sees_city,
        "today": today,
    }
    return render(request, "reports/bulletin_detail.html", context, status=status)
