"""Every move of a matter through one page: the table names the form and the action."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bihuan.files import actions as files
from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.kernel.states import Move
from bihuan.people import actions as people
from bihuan.people.models import Draft
from bihuan.people.queries import draft_of, restored
from bihuan.people.requests import SignedInRequest
from bihuan.supervision import actions
from bihuan.supervision.actions.outgoing import TAKEN_BACK
from bihuan.supervision.forms.checks import EVERY_FORM
from bihuan.supervision.forms.moves import MoveForm, unit_of
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.rules.moves import MOVES
from bihuan.supervision.rules.orders import Said
from bihuan.supervision.views.task import DECIDES, like_matters, load
from bihuan.supervision.views.undoing import say_sent

UNPROCESSABLE = 422
DESK = "/"
REPORTS = ("report", "contribute", "submit")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def task_move(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Ask for what a move needs, then make it."""
    item = load(request.user, pk)
    if name not in MOVES.moves:
        raise Http404
    move = MOVES.check(name, item, request.user)
    form_class = EVERY_FORM[move.form]
    known: dict[str, Any] = {"item": item, "person": request.user, "today": clock.today()}
    if request.method != "POST":
        draft = draft_of(request.user, request.path)
        preset = {key: value for key, value in request.GET.items() if key in form_class.base_fields}
        preset = restored(draft, form_class.base_fields) | preset
        return _asked(request, item, move, form_class(preset=preset, **known), draft)
    form = form_class(request.POST, request.FILES, **known)
    if not form.is_valid() or form.like:
        return _asked(request, item, move, form)
    at = clock.now()
    try:
        landed = _make(request, item, move, form, at)
    except Invalid as refusal:
        form.add_error(None, str(refusal))
        return _asked(request, item, move, form)
    people.discard_draft(by=request.user, place=request.path)
    words = _("“%(move)s” is done.") % {"move": move.label}
    if name in TAKEN_BACK:
        say_sent(request, words, at)
    else:
        messages.success(request, words)
    # A decision on the desk leads back to it.
    if request.POST.get("next") == DESK:
        return redirect(DESK)
    return redirect("supervision:task_detail", pk=landed.pk)


def _make(
    request: SignedInRequest, item: SupervisionItem, move: Move, form: MoveForm, at: datetime
) -> SupervisionItem:
    """Make the move; its evidence is kept only if the move is."""
    said = form.arguments()
    with files.receive(*said.pop("evidence", ())) as received, transaction.atomic():
        unit = unit_of(item, request.user)
        stored = tuple(files.keep(received=each, by=request.user, at=at, unit=unit) for each in received)
        if move.name in REPORTS:
            said = {"said": Said(**said, files=stored)}
        elif stored:
            said["files"] = stored
        landed: SupervisionItem = getattr(actions, move.name)(item=item, by=request.user, at=at, **said)
        return landed


def _asked(
    request: SignedInRequest, item: SupervisionItem, move: Move, form: MoveForm, draft: Draft | None = None
) -> HttpResponse:
    """The form as a page of its own, or as a piece of the matter's page for htmx."""
    is_piece = bool(getattr(request, "htmx", False))
    template = "supervision/_move_form.html" if is_piece else "supervision/task_move.html"
    context = {"item": item, "move": move, "form": form, "is_piece": is_piece, "draft": draft}
    if move.name == "rule" or move.name in DECIDES:
        context["precedents"] = like_matters(item, request.user)
    return render(request, template, context, status=UNPROCESSABLE if form.is_bound else 200)
