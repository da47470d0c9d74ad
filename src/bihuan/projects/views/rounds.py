"""The dispatch sheet month by month: its rounds, the grid in which units fill in, and who has not."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from bihuan.files.answering import METHODS, UNPROCESSABLE, one
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.requests import SignedInRequest
from bihuan.projects import actions
from bihuan.projects.forms.rounds import FreezeForm, OpenForm
from bihuan.projects.models import DispatchRound, RoundStatus
from bihuan.projects.queries import filling
from bihuan.projects.queries.filling import ANY, FILLED, LABELS, MISSING, PAGE
from bihuan.projects.queries.rounds import missing, rounds, told, workable
from bihuan.projects.rules.cells import CELLS
from bihuan.projects.rules.moves import is_keeper
from bihuan.projects.views.boards import said, units
from bihuan.projects.views.faces import answered
from bihuan.projects.views.ledger import number
from bihuan.ui.templatetags.parts import fullmonth

DUE_AFTER = timedelta(days=7)
TABS = (
    ("", gettext_lazy("All that owe")),
    (MISSING, gettext_lazy("Not filled in")),
    (FILLED, pgettext_lazy("round", "Filled in")),
)


def a_round(request: SignedInRequest, pk: int) -> DispatchRound:
    """A round that this person knows of."""
    found: DispatchRound = one(request, DispatchRound.objects.all(), pk)
    return found


def _need_keeper(request: SignedInRequest) -> None:
    if not is_keeper(request.user):
        raise Denied(_("Only the keeper of the project ledger may do this."))


@require_safe
@login_required
def round_list(request: SignedInRequest) -> HttpResponse:
    """The rounds, with what each owes and has."""
    page = rounds(request.user, request.GET.get("after", ""))
    context = {
        "page": page,
        "pager": page,
        "newest": page.rows[0] if page.rows and "after" not in request.GET else None,
        "is_keeper": is_keeper(request.user),
        "today": clock.today(),
    }
    return render(request, "projects/round_list.html", context)


@require_http_methods(METHODS)
@login_required
def round_open(request: SignedInRequest) -> HttpResponse:
    """Begin to collect a month."""
    _need_keeper(request)
    today = clock.today()
    bound = (request.POST,) if request.method == "POST" else ()
    first = {"month": today.replace(day=1), "due": today + DUE_AFTER}
    form = OpenForm(*bound, today=today, preset=first)
    page = {"heading": _("Open a round"), "rounds": True}
    return answered(request, form, actions.open_round, page, reverse("projects:round_list"))


@require_http_methods(METHODS)
@login_required
def round_freeze(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a round, after one more look at what is still missing."""
    round_ = a_round(request, pk)
    _need_keeper(request)
    [counts] = told(request.user, [round_])
    open_ = ngettext(
        "%(count)s project has not reported.", "%(count)s projects have not reported.", counts.missing.value
    )
    page = {
        "heading": _("Freeze the round of %(month)s") % {"month": fullmonth(round_.month)},
        "rounds": True,
        "said": f"{open_ % {'count': counts.missing.value}} "
        + _("What stands in a frozen round is only corrected in a later month, with a reason."),
    }
    bound = (request.POST,) if request.method == "POST" else ()

    def run(**more: Any) -> Any:
        return actions.freeze_round(round_=round_, **more)

    form = FreezeForm(*bound, today=clock.today())
    return answered(request, form, run, page, reverse("projects:round_list"))


@require_safe
@login_required
def round_owed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who has not reported, by unit, with whom to call."""
    round_ = a_round(request, pk)
    [counts] = told(request.user, [round_])
    rows = missing(request.user, round_)
    context = {"round": round_, "told": counts, "rows": rows, "today": clock.today()}
    return render(request, "projects/round_owed.html", context)


@require_http_methods(METHODS)
@login_required
def round_grid(request: SignedInRequest, pk: int) -> HttpResponse:
    """The grid of a round: read, or filled in by those who work on the projects."""
    round_ = a_round(request, pk)
    may = filling.may_fill(request.user, round_)
    if request.method == "POST":
        return _saved(request, round_)
    asked = filling.Asked(said(request, "group", (FILLED, MISSING, ANY)), number(request.GET.get("unit", "")))
    page = filling.grid(request.user, round_, asked, request.GET.get("after", ""), own=may)
    return _shown(request, round_, page, {"asked": asked, "may": may})


def _shown(
    request: SignedInRequest,
    round_: DispatchRound,
    page: filling.Page,
    more: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    [counts] = told(request.user, [round_], own=bool(more.get("may", True)))
    context = {
        "round": round_,
        "page": page,
        "pager": page,
        "told": counts,
        "tabs": TABS,
        "labels": LABELS,
        "heads": [(name, LABELS[name]) for name in filling.MAIN],
        "is_keeper": is_keeper(request.user),
        "units": units(request) if not request.user.access.units else (),
        "today": clock.today(),
        "is_open": round_.status == RoundStatus.OPEN,
        "may": True,
    }
    return render(request, "projects/round_grid.html", context | more, status=status)


def _saved(request: SignedInRequest, round_: DispatchRound) -> HttpResponse:
    """Keep the rows that are in order; give the others back with what is wrong."""
    if not (is_keeper(request.user) or request.user.access.units):
        raise Denied(_("Only the lead units of projects and the keeper of the ledger fill in months."))
    keys = [key for name in request.POST if name.startswith("at-") and (key := number(name[3:]))][:PAGE]
    projects = workable(request.user).filter(pk__in=keys).select_related("lead").order_by("pk")
    rows = filling.lines(list(projects), round_.month)
    for line in rows:
        pk = line.project.pk
        cells = {name: request.POST.get(f"{name}-{pk}", "") for name in CELLS}
        line.weigh(cells, request.POST.get(f"at-{pk}", ""))
    entries, refusal = filling.good(rows), ""
    try:
        if entries or round_.status != RoundStatus.OPEN:
            actions.fill(round_=round_, entries=entries, by=request.user, at=clock.now())
    except (Invalid, Conflict) as error:
        refusal = str(error)
    bad = [line for line in rows if line.faults or (refusal and line.is_new)]
    if not bad and not refusal and len(rows) == len(keys):
        messages.success(request, kept(len(entries)))
        return redirect(request.get_full_path())
    context = {
        "refusal": refusal,
        "bad": bad,
        "kept": kept(len(entries)) if entries and not refusal else "",
        "gone": len(keys) - len(rows),
        "asked": filling.Asked(),
    }
    return _shown(request, round_, filling.Page(bad, "", len(bad)), context, UNPROCESSABLE)


def kept(count: int) -> str:
    """How many rows were kept."""
    if not count:
        return _("Nothing has changed.")
    return ngettext("%(count)s row is saved.", "%(count)s rows are saved.", count) % {"count": count}
