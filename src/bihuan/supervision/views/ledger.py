"""The register of matters (任务台账)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.people.models import Person, Role
from bihuan.people.requests import SignedInRequest
from bihuan.supervision.forms.bulk import OF_LEADERS, OF_OFFICE, OF_UNITS
from bihuan.supervision.forms.filters import TABS, FilterForm
from bihuan.supervision.models import Audience
from bihuan.supervision.queries.lists import Page, item_list
from bihuan.supervision.queries.saved_views import saved_views
from bihuan.supervision.rules.moves import MOVES
from bihuan.supervision.rules.offers import next_step


@require_safe
@login_required
def task_list(request: SignedInRequest) -> HttpResponse:
    """The matters a person may see, as he filters them."""
    person, today = request.user, clock.today()
    form = FilterForm(request.GET, person)
    filters = form.filters()
    moves = [MOVES.moves[name] for name in _bulk(person)]
    cursor = request.GET.get("after", "")
    found = item_list(person, filters, today, cursor)
    context = {
        "form": form,
        "filters": filters,
        "chips": form.chips(),
        "tabs": [tab for tab in TABS if tab[0] != "waiting" or person.access.sees_city],
        "rows": [(row, next_step(row.item, today)) for row in found.rows],
        "saved": saved_views(person),
        "may_share": person.access.has(Role.SUPERVISOR),
        "audiences": Audience.choices,
        "may_bulk": bool(moves),
        "bulk_moves": moves,
        "may_file": person.access.has(Role.SUPERVISOR, Role.LEADER),
        "may_answer": bool(request.user.access.units),
        "pager": _pager(found, cursor),
        "today": today,
    }
    return render(request, "supervision/task_list.html", context)


def _bulk(person: Person) -> tuple[str, ...]:
    """What somebody may be able to do to several matters at once; each matter still decides for itself."""
    if person.access.has(Role.SUPERVISOR):
        return OF_OFFICE
    if person.access.has(Role.LEADER):
        return OF_LEADERS
    return OF_UNITS if person.access.units else ()


def _pager(found: Page, cursor: str) -> dict[str, Any]:
    """The total only where it costs nothing: when everything stands on this page."""
    is_whole = not cursor and not found.next
    return {"total": len(found.rows) if is_whole else None, "after": found.next}
