"""Erasing personal data: what is kept of a thing, what was erased and why, and the act itself."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan.journal import clock, erasing, personal_state
from bihuan.journal.erasing import Ground
from bihuan.journal.forms import ColumnsForm, ThingForm, WordsForm
from bihuan.journal.models import READERS, Erasure
from bihuan.journal.personal import model_of
from bihuan.journal.queries import things_of
from bihuan.kernel.actors import Actor
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.kernel.personal import columns_of
from bihuan.ui.schemas import place

PAGE = 50
UNPROCESSABLE = 422


@require_safe
@login_required
def erasure_list(request: HttpRequest) -> HttpResponse:
    """What was erased and under which law; for one thing what is kept of it, with the form that erases."""
    return _page(request, {})


@require_POST
@login_required
def erasure_columns(request: HttpRequest) -> HttpResponse:
    """Erase personal data of a thing."""
    reader: Actor = request.user  # type: ignore[assignment]
    _need_keeper(reader)
    kind = request.POST.get("kind", "")
    model_of(kind)
    form = ColumnsForm(request.POST, kind=kind)
    if form.is_valid():
        said = dict(form.cleaned_data)
        ground = Ground(said.pop("law"), said.pop("ground"))
        said["columns"] = tuple(said["columns"])
        try:
            erasing.erase_columns(ground=ground, by=reader, at=clock.now(), **said)
        except (Invalid, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Erased. That, and why, stands in the record."))
            return redirect("journal:erasure_list")
    return _page(request, {"columns_form": form}, UNPROCESSABLE)


@require_POST
@login_required
def erasure_words(request: HttpRequest) -> HttpResponse:
    """Erase the words of one event."""
    reader: Actor = request.user  # type: ignore[assignment]
    _need_keeper(reader)
    form = WordsForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        ground = Ground(said["law"], said["ground"])
        try:
            erasing.erase_words(event=said["event"], ground=ground, by=reader, at=clock.now())
        except (Invalid, Conflict) as refusal:
            form.add_error("event", str(refusal))
        else:
            messages.success(request, _("Erased. That, and why, stands in the record."))
            return redirect("journal:erasure_list")
    return _page(request, {"words_form": form}, UNPROCESSABLE)


def _need_keeper(reader: Actor) -> None:
    if not reader.access.has(*erasing.ERASERS):
        raise Denied(_("Personal data are erased by the audit administrator."))


def _page(request: HttpRequest, forms: dict[str, Any], status: int = 200) -> HttpResponse:
    reader: Actor = request.user  # type: ignore[assignment]
    if not reader.access.has(*READERS, "audit_admin"):
        raise Denied(_("Auditors, supervisors and the audit administrator see what was erased."))
    found = personal_state.erasures(reader)
    after = place(request.GET.get("after", ""))
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found[: PAGE + 1])
    following = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    may_erase = reader.access.has(*erasing.ERASERS)
    context = {
        "rows": _with_names(rows[:PAGE], reader),
        "pager": {"total": None, "before": "", "after": following},
        "may_erase": may_erase,
        "thing_form": ThingForm(),
        "words_form": WordsForm(initial={"event": place(request.GET.get("event", ""))}),
        "today": clock.today(),
        **(_asked(request, reader) if may_erase else {}),
        **forms,
    }
    return render(request, "journal/erasure_list.html", context, status=status)


def _asked(request: HttpRequest, reader: Actor) -> dict[str, Any]:
    """What is kept of the thing that the address names."""
    if "kind" not in request.GET:
        return {}
    form = ThingForm(request.GET)
    if not form.is_valid():
        return {"thing_form": form}
    key = (form.cleaned_data["kind"], form.cleaned_data["number"])
    return {
        "thing_form": form,
        "thing": things_of([key], reader)[key],
        "holdings": personal_state.holdings(*key),
        "words_kept": personal_state.words_kept(*key),
        "columns_form": ColumnsForm(initial={"kind": key[0], "number": key[1]}, kind=key[0]),
    }


def _with_names(rows: list[Erasure], reader: Actor) -> list[dict[str, Any]]:
    things = things_of({(row.kind, row.number) for row in rows}, reader)
    return [{"erasure": row, "thing": things[row.kind, row.number], "what": _what(row)} for row in rows]


def _what(row: Erasure) -> list[str]:
    """What was erased, in the reader's language."""
    labels = columns_of(model_of(row.kind)) if row.columns else {}
    found = [str(labels[name].label) if name in labels else name for name in row.columns.split(",") if name]
    if row.of_event:
        return [_("Words of event %(number)s") % {"number": row.of_event}]
    return [*found, _("Words of its events")] if row.words else found
