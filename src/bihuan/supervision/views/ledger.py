"""The register of matters (任务台账)."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.supervision.forms.filters import VIEWS, FilterForm
from bihuan.supervision.queries import ledger


@require_safe
@login_required
def task_list(request: SignedInRequest) -> HttpResponse:
    """The matters a person may see, as he filters them."""
    person, today = request.user, clock.today()
    form = FilterForm(request.GET, person)
    wanted = form.wanted()
    found = ledger.with_lead(ledger.register(person, wanted, today))
    page = ledger.page(
        found,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        by_date=wanted.view in ledger.BY_DATE,
    )
    context = {
        "form": form,
        "wanted": wanted,
        "is_filtered": bool(wanted.status or wanted.source_type or wanted.unit_id or wanted.phrase),
        "views": [view for view in VIEWS if view[0] != "to_dispatch" or person.access.sees_city],
        "rows": [ledger.row_of(item, today) for item in page.rows],
        "pager": page,
        "today": today,
    }
    return render(request, "supervision/task_list.html", context)
