"""What a reviewer does to one proposal. Each view loads, calls one action, and goes back to the review."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.intake import actions, queries
from bihuan.intake.forms import AddForm, MatchForm, PartyForm, ProposalForm, SplitForm, SpreadForm
from bihuan.intake.models import Document, DocumentStatus, Party, PartyRole, Proposal
from bihuan.intake.rules.review import changed_fields, may_review
from bihuan.intake.views.review import back, kept, which_cards
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.ui.refusals import status_of

LONGEST_SIGNATURE = 80
# The fields of the form by the parts of a signature.
FORM_FIELDS = {
    "title": ("title",),
    "requirement": ("requirement",),
    "deadline": ("finish_due", "deadline_text"),
    "targets": ("targets",),
    "category": ("category",),
    "parties": ("lead", "co", "leader"),
}


@login_required
@require_POST
def proposal_add(request: SignedInRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    form = AddForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("These words do not stand in the document."))
    start, end = form.cleaned_data["start"], form.cleaned_data["end"]
    if start is None or end is None:
        words = form.cleaned_data["first_words"], form.cleaned_data["last_words"]
        start, end = queries.passage(document.text, *words)
    proposal = actions.add_proposal(document=document, start=start, end=end, by=request.user, at=clock.now())
    messages.success(request, _("Added: “%(title)s”.") % {"title": proposal.title})
    return back(request, proposal)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def proposal_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole proposal as a form; what was typed stays when somebody else was faster."""
    proposal = _visible(request, pk)
    if not may_review(request.user):
        raise Denied(_("Proposals are reviewed by the supervision office."))
    if proposal.document.status != DocumentStatus.REVIEW:
        raise Conflict(_("The review of this document is over."))
    if request.method != "POST":
        form = ProposalForm(initial=queries.wording_of(proposal), auto_id=f"p{pk}_%s")
        return _edit_page(request, proposal, form)
    form = ProposalForm(request.POST, auto_id=f"p{pk}_%s")
    if not form.is_valid():
        return _edit_page(request, proposal, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    said = form.cleaned_data
    fields = ("title", "requirement", "category", "deadline_text", "finish_due", "targets", "rhythm")
    wording = actions.Wording(**{name: said[name] for name in fields}, names=form.names())
    try:
        actions.edit_proposal(
            proposal=proposal, wording=wording, by=request.user, at=clock.now(), seen=said["seen"]
        )
    except (Conflict, Invalid) as refusal:
        form.add_error(None, str(refusal))
        return _edit_page(request, _visible(request, pk), form, HTTPStatus(status_of(refusal)))
    return back(request, proposal)


@login_required
@require_POST
def proposal_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.accept_proposal)


@login_required
@require_POST
def proposal_reject(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = _visible(request, pk)
    proposal = actions.reject_proposal(
        proposal=proposal, by=request.user, at=clock.now(), seen=_seen(request)
    )
    undo = render_to_string("intake/_undo.html", {"proposal": proposal}, request)
    messages.success(request, mark_safe(undo))  # noqa: S308 - our own template, which escapes
    return back(request, proposal)


@login_required
@require_POST
def proposal_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.restore_proposal)


@login_required
@require_POST
def proposal_merge(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    first, second = _visible(request, pk), _visible(request, other)
    first = actions.merge_proposals(
        first=first, second=second, by=request.user, at=clock.now(), seen=_seen(request)
    )
    return back(request, first)


@login_required
@require_POST
def proposal_split(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = _visible(request, pk)
    form = SplitForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose the place where the second task begins."))
    first, _second = actions.split_proposal(
        proposal=proposal,
        offset=form.cleaned_data["offset"],
        by=request.user,
        at=clock.now(),
        seen=form.cleaned_data["seen"],
    )
    return back(request, first)


@login_required
@require_POST
def party_add(request: SignedInRequest, pk: int) -> HttpResponse:
    proposal = _visible(request, pk)
    form = PartyForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Write the name of the unit."))
    actions.add_party(
        proposal=proposal,
        role=form.cleaned_data["role"] or PartyRole.LEAD,
        name=form.cleaned_data["name"],
        by=request.user,
        at=clock.now(),
        seen=form.cleaned_data["seen"],
    )
    return back(request, proposal)


@login_required
@require_POST
def party_match(request: SignedInRequest, pk: int) -> HttpResponse:
    party = _visible_party(request, pk)
    form = MatchForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    unit = Unit.objects.visible_to(request.user).filter(pk=said.get("unit") or 0).first()
    if unit is None and said.get("name"):
        unit = queries.Directory().unit(said["name"])
    if unit is None:
        raise Invalid(_("The register has no such unit. Choose one from the list."))
    done = actions.match_party(party=party, unit=unit, by=request.user, at=clock.now())
    text = ngettext(
        "“%(written)s” is %(unit)s.", "“%(written)s” is %(unit)s, in %(number)s places.", done.count
    )
    answer = text % {"written": party.written, "unit": unit.short_name, "number": done.count}
    note = _("The register keeps this name; take it back under “What was learned”.") if done.is_kept else ""
    messages.success(request, f"{answer} {note}".strip())
    return back(request, party.proposal)


@login_required
@require_POST
def party_spread(request: SignedInRequest, pk: int) -> HttpResponse:
    party = _visible_party(request, pk)
    form = SpreadForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Tick at least one unit."))
    spread = actions.spread_proposal if form.cleaned_data["each"] else actions.spread_party
    spread(
        party=party,
        units=form.cleaned_data["unit"],
        by=request.user,
        at=clock.now(),
        seen=form.cleaned_data["seen"],
    )
    return back(request, party.proposal)


@login_required
@require_POST
def party_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    party = _visible_party(request, pk)
    actions.drop_party(party=party, by=request.user, at=clock.now())
    return back(request, party.proposal)


def _act(request: SignedInRequest, pk: int, action: Callable[..., Proposal]) -> HttpResponse:
    proposal = _visible(request, pk)
    return back(request, action(proposal=proposal, by=request.user, at=clock.now(), seen=_seen(request)))


def _seen(request: SignedInRequest) -> str:
    return request.POST.get("seen", "")[:LONGEST_SIGNATURE]


def _visible(request: SignedInRequest, pk: int) -> Proposal:
    proposals = Proposal.objects.visible_to(request.user).select_related("document")
    return get_object_or_404(proposals, pk=pk)


def _visible_party(request: SignedInRequest, pk: int) -> Party:
    parties = Party.objects.visible_to(request.user).select_related("proposal__document")
    return get_object_or_404(parties, pk=pk)


def _edit_page(
    request: SignedInRequest, proposal: Proposal, form: ProposalForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """The form by itself or, asked for by htmx, for the place of its card."""
    is_conflict = status == HTTPStatus.CONFLICT
    context = {
        "proposal": proposal,
        "document": proposal.document,
        "form": form,
        "keep": kept(*which_cards(request)),
        "in_place": getattr(request, "htmx", False),
        # After a refusal for bad input the old mark stays, so that nobody else's change is passed over.
        "seen": _seen(request) if status == HTTPStatus.UNPROCESSABLE_ENTITY else queries.seen(proposal),
        "theirs": _theirs(request, proposal, form) if is_conflict else None,
        "passage": proposal.document.text[proposal.start : proposal.end],
        "cuts": queries.cuts(proposal),
        "units": queries.Directory().units.values(),
    }
    answer = render(request, "intake/proposal_edit.html", context, status=status)
    if context["in_place"] and status != HTTPStatus.OK:
        answer["HX-Retarget"], answer["HX-Reselect"] = f"#e{proposal.pk}", "#editing"
        answer["HX-Reswap"], answer["HX-Push-Url"] = "innerHTML show:none", "false"
    return answer


def _theirs(request: SignedInRequest, proposal: Proposal, form: ProposalForm) -> list[tuple[str, str]]:
    """What somebody else has changed since the form was opened, field by field, as it reads now."""
    now = queries.wording_of(proposal)
    changed = changed_fields(_seen(request), proposal, proposal.parties.all())
    names = [name for field in changed for name in FORM_FIELDS.get(field, ())]
    return [(str(form[name].label), str(now[name] or "")) for name in names]
