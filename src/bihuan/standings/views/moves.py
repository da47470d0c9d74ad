"""What is done to a table: each move asks for what it needs, then calls its action."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.files.answering import METHODS, one, said_in
from bihuan.journal import clock
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.standings import actions
from bihuan.standings.forms.tables import FORMS, AnswerForm, AppealForm, EntryForm, PledgeForm
from bihuan.standings.models import Appeal, Line, Origin, PartInput, Pledge, Table
from bihuan.standings.queries.judging import whether_kept
from bihuan.standings.queries.kinds import OF_PLEDGES, numbers
from bihuan.standings.queries.lines import label_of
from bihuan.standings.rules.moves import MOVES, keeps
from bihuan.standings.views.faces import answered, need_reader


@require_http_methods(METHODS)
@login_required
def table_act(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Ask for what a move needs, then make it."""
    table = one(request, Table.objects.select_related("version__scheme", "group"), pk)
    if name not in MOVES.moves or name == "answer":
        raise Http404
    move = MOVES.check(name, table, request.user)
    form, run = _asking(request, table, name)
    then = reverse("standings:table_detail", args=[table.pk])
    page = {"heading": move.label, "table": table, "back": then, "name": name}
    if name == "correct":
        return answered(request, form, run, page, _way)
    return answered(request, form, run, page, then)


def _way(made: Table) -> str:
    return reverse("standings:table_detail", args=[made.pk])


def _asking(request: SignedInRequest, table: Table, name: str) -> tuple[Any, Any]:
    """The form of a move, and what it runs."""
    said = said_in(request)[0]
    if name == "enter":
        return _entering(request, table), partial(actions.enter, table=table)
    if name in ("appeal", "pledge"):
        units = _speaking_for(request, table, is_any=name == "pledge" and keeps(request.user))
        form: Any = AppealForm if name == "appeal" else PledgeForm
        run: Any = actions.appeal if name == "appeal" else actions.pledge
        return form(said, units=units), partial(run, table=table)
    return FORMS[name](said), partial(actions.DO[name], table=table)


def _entering(request: SignedInRequest, table: Table) -> EntryForm:
    rows = PartInput.objects.filter(part__version=table.version, origin=Origin.ENTERED)
    inputs = [
        (each, f"{each.part.name} · {label_of(each)}")
        for each in rows.select_related("part", "indicator").order_by("part__position", "pk")
    ]
    units = Unit.objects.filter(pk__in=table.group.members.values("unit"))
    initial = {name: request.GET.get(name) for name in ("input", "unit")}
    ordered = list(units.order_by("kind", "sort_key", "pk"))
    return EntryForm(said_in(request)[0], inputs=inputs, units=ordered, initial=initial)


def _speaking_for(request: SignedInRequest, table: Table, *, is_any: bool) -> list[Unit]:
    """For which units somebody speaks: the office for all in the table, others for their own."""
    lines = Line.objects.visible_to(request.user).filter(table=table, round=table.round)
    units = Unit.objects.filter(pk__in=lines.values("unit"))
    if not is_any:
        units = units.filter(pk__in=request.user.access.units)
    return list(units.order_by("kind", "sort_key", "pk"))


@require_http_methods(METHODS)
@login_required
def appeal_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer an objection with words."""
    row = one(request, Appeal.objects.select_related("table__version__scheme", "table__group", "unit"), pk)
    MOVES.check("answer", row.table, request.user)
    then = reverse("standings:table_detail", args=[row.table_id])
    page = {"heading": _("Answer an objection"), "table": row.table, "back": then, "appeal": row}
    return answered(request, AnswerForm(said_in(request)[0]), partial(actions.answer, appeal=row), page, then)


@require_safe
@login_required
def pledge_list(request: SignedInRequest) -> HttpResponse:
    """What units have pledged, and whether it was kept."""
    need_reader(request)
    rows = Pledge.objects.visible_to(request.user).order_by("-due", "-pk")
    found = whether_kept(rows[:MOST_PLEDGES], request.user, clock.today())
    page = {
        "pledges": found,
        "today": clock.today(),
        "numbers": numbers(request.user, clock.today(), OF_PLEDGES),
    }
    return render(request, "standings/pledge_list.html", page)


MOST_PLEDGES = 100
