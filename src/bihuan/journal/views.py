"""The record as its readers see it: events by verb, person and day; one event with its proof; the check."""

import json
from itertools import islice
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan.journal import clock
from bihuan.journal.forms import FilterForm
from bihuan.journal.models import Event
from bihuan.journal.queries import Wanted, differences, names_of, proof_of, search, things_of
from bihuan.journal.rules import verb_name
from bihuan.kernel.actors import Actor
from bihuan.kernel.errors import Denied
from bihuan.ui.schemas import place

PAGE = 50
MOST_DIFFERENCES = 100
CHECKERS = ("auditor", "audit_admin")


@require_safe
@login_required
def event_list(request: HttpRequest) -> HttpResponse:
    """What happened, the newest first: everything for those who check, one's own acts for others."""
    reader: Actor = request.user  # type: ignore[assignment]
    form = FilterForm(request.GET)
    form.is_valid()
    wanted = {name: value for name, value in form.cleaned_data.items() if value}
    found = search(reader, Wanted(**wanted))
    after = place(request.GET.get("after", ""))
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found[: PAGE + 1])
    following = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    rows = rows[:PAGE]
    context = {
        "rows": _with_names(rows, reader),
        "form": form,
        "is_filtered": bool(wanted),
        "may_check": reader.access.has(*CHECKERS),
        "pager": {"total": None, "before": "", "after": following},
        "today": clock.today(),
    }
    return render(request, "journal/event_list.html", context)


@require_safe
@login_required
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: who, what, when, its canonical bytes, its hash, and whether it still holds."""
    reader: Actor = request.user  # type: ignore[assignment]
    event = get_object_or_404(Event.objects.visible_to(reader), pk=pk)
    key = (event.thing_kind, event.thing_id)
    others = Event.objects.visible_to(reader).about(*key).exclude(pk=pk).order_by("version")
    context = {
        "event": event,
        "thing": things_of([key], reader)[key],
        "what": verb_name(event.verb),
        "who": names_of([event]).get(event.actor_id or 0, ""),
        "body": json.dumps(json.loads(event.body), ensure_ascii=False, indent=2),
        "proof": proof_of(event, reader),
        "others": [(other, verb_name(other.verb)) for other in others.only("version", "verb", "at")[:PAGE]],
    }
    return render(request, "journal/event_detail.html", context)


@require_POST
@login_required
def record_check(request: HttpRequest) -> HttpResponse:
    """Replay the whole record and compare it with the tables: what no event accounts for is named."""
    reader: Actor = request.user  # type: ignore[assignment]
    if not reader.access.has(*CHECKERS):
        raise Denied(_("Only auditors and the audit administrator check the record."))
    found = list(islice(differences(), MOST_DIFFERENCES))
    things = things_of((one.key for one in found), reader)
    rows = [(one, things[one.key]) for one in found]
    context = {"rows": rows, "most": MOST_DIFFERENCES, "checked_at": clock.now()}
    # An administrator learns where the difference is, an auditor also what it is.
    context["shows_values"] = reader.access.has("auditor")
    return render(request, "journal/record_check.html", context)


def _with_names(rows: list[Event], reader: Actor) -> list[dict[str, Any]]:
    names = names_of(rows)
    things = things_of(((row.thing_kind, row.thing_id) for row in rows), reader)
    return [
        {
            "event": row,
            "what": verb_name(row.verb),
            "who": names.get(row.actor_id or 0, ""),
            "thing": things[row.thing_kind, row.thing_id],
        }
        for row in rows
    ]
