"""Workbooks to take away: the sender's own with marks, the table printed back, a sample."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from bihuan.breakdown import actions
from bihuan.breakdown.queries import books
from bihuan.breakdown.views.tables import visible
from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest


@require_safe
@login_required
def sample(request: SignedInRequest) -> HttpResponse:
    """A small table to try the door with."""
    return _book(books.sample_book(), "任务分解表样表")


@require_safe
@login_required
def marked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The table as it was handed in, with what is wrong marked in it."""
    breakdown = visible(request, pk)
    return _book(books.marked_book(breakdown, clock.today()), breakdown.title)


@login_required
@require_POST
def printed(request: SignedInRequest, pk: int) -> HttpResponse:
    """The table as its matters stand now, in its own columns."""
    out = actions.export(breakdown=visible(request, pk), by=request.user, at=clock.now())
    return _book(books.printed_book(out.title, out.heads, out.columns, out.rows, out.groups), out.title)


def _book(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=books.XLSX)
    answer["Content-Disposition"] = (
        f"attachment; filename=\"table.xlsx\"; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    )
    return answer
