"""How matters really went: the map of the city's or a unit's matters, and the matters behind each number."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.conduct.queries import map as process_map
from bihuan.conduct.queries import process
from bihuan.conduct.queries.exports import FORMS, Source
from bihuan.conduct.queries.process import FORMULAS, Line, Scope, last_months
from bihuan.conduct.rules.naming import CAUSES, STEPS, edge_name, way_name
from bihuan.conduct.rules.process import LINKS, VIEWS
from bihuan.journal import clock
from bihuan.kernel.periods import MONTHS, name_of, year_of
from bihuan.people.models import Unit
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import place

# Of a table so many lines are shown; what follows is rarer.
MOST_SHOWN = 16
QUARTER = 3
# Between two units: one way, or there and back.
HANDS = {"hands": "→", "pairs": "⇄"}


@require_safe
@login_required
def process_view(request: SignedInRequest) -> HttpResponse:
    """The map with its tables: what follows what, skipped links, ways, waiting, rework, hands."""
    scope = _scope(request)
    seen = process.seen(scope)
    views = seen.views
    page = {
        "asked": scope.asked,
        "until": seen.until,
        "today": scope.today,
        "whole": next(iter(views["all"]), None),
        "map": process_map.drawn(views),
        "links": _links(views),
        "waits": [(CAUSES[line.key["cause"]], line) for line in _longest(views["waits"])],
        "waited": sum(line.total or 0 for line in views["waits"]),
        "again": [(STEPS[line.key["step"]], line) for line in views["rework"]],
        "closed": next(iter(views["closed"]), None),
        "edges": _shown(views["follows"], lambda key: edge_name(**key)),
        "ways": _shown(views["ways"], lambda key: way_name(**key)),
        "hands": _shown(views["hands"], _hands(line.key for line in views["hands"][:MOST_SHOWN])),
        "pairs": _shown(
            views["pairs"], _hands((line.key for line in views["pairs"][:MOST_SHOWN]), HANDS["pairs"])
        ),
        "periods": _periods(scope),
        "units": _units(request),
        "forms": FORMS.items() if process.may_export(scope.person) else (),
    }
    return render(request, "conduct/process.html", page)


@require_safe
@login_required
def process_matters(request: SignedInRequest) -> HttpResponse:
    """The matters behind one number of the process view."""
    scope = _scope(request)
    view = request.GET.get("view", "")
    if view not in VIEWS:
        raise Http404
    key = {word: request.GET.get(word, "") for word in VIEWS[view].keys}
    found = process.opened(scope, view, key, place(request.GET.get("after", "")))
    said = _said(view, found.line.key) if found.line else ""
    page = {
        "asked": scope.asked,
        "found": found,
        "said": said,
        "formula": FORMULAS[view],
        "today": scope.today,
    }
    return render(request, "conduct/process_matters.html", page)


@require_safe
@login_required
def process_export(request: SignedInRequest, form: str) -> FileResponse:
    """The record of the matters shown, for other programs; written whole before it is sent."""
    scope = _scope(request)
    if form not in FORMS:
        raise Http404
    kind = FORMS[form]
    with TemporaryDirectory(prefix="bihuan-process-") as folder:
        path = Path(folder) / f"process.{kind.ending}"
        with process.taken(scope) as (connection, log):
            kind.write(Source(connection, log, scope.person), path)
        # The file lives on while it is open.
        opened = path.open("rb")
    name = f"process-{scope.today}.{kind.ending}"
    return FileResponse(opened, as_attachment=True, filename=name, content_type=kind.content_type)


def _scope(request: SignedInRequest) -> Scope:
    """Which matters an address asks for."""
    months, unit = request.GET.get("months", ""), request.GET.get("unit", "")
    return process.scope_of(request.user, months, unit, clock.today())


def _periods(scope: Scope) -> list[tuple[str, str, bool]]:
    """The spans of months to choose from: address, words, whether it is the one shown."""
    today = scope.today
    offered = {
        name_of(last_months(today, MONTHS)): _("Twelve months to now"),
        name_of(last_months(today, QUARTER)): _("Three months to now"),
        name_of(year_of(today)): _("This year"),
        name_of(year_of(date(today.year - 1, 1, 1))): _("Last year"),
    }
    chosen = name_of(scope.asked.period)
    return [(name, words, name == chosen) for name, words in ({chosen: chosen} | offered).items()]


def _units(request: SignedInRequest) -> list[Unit]:
    """The units whose matters may be asked for."""
    person = request.user
    rows = Unit.objects.visible_to(person).active().order_by("kind", "sort_key", "pk")
    return list(rows if process.sees_whole(person) else rows.filter(pk__in=person.access.units))


def _shown(lines: Sequence[Line], name: Callable[[Mapping[str, Any]], str]) -> Mapping[str, Any]:
    """The first lines of a view by name, and how many follow."""
    return {"lines": [(name(line.key), line) for line in lines[:MOST_SHOWN]], "more": len(lines[MOST_SHOWN:])}


def _links(views: Mapping[str, Sequence[Line]]) -> list[tuple[Any, Line, Line | None]]:
    """Each link of the loop in its order: how many should have had it, and how many had not."""
    owed, skipped = ({line.key["link"]: line for line in views[name]} for name in ("owed", "skipped"))
    return [(STEPS[link], owed[link], skipped.get(link)) for link in LINKS if link in owed]


def _longest(lines: Sequence[Line]) -> list[Line]:
    """The lines with the most days first."""
    return sorted(lines, key=lambda line: -(line.total or 0))


def _hands(keys: Iterable[Mapping[str, Any]], sign: str = "→") -> Callable[[Mapping[str, Any]], str]:
    """From which unit to which, in words; or between which two."""
    pks = {pk for key in keys for pk in key.values()}
    names = dict(Unit.objects.filter(pk__in=pks).values_list("pk", "short_name"))
    return lambda key: f"{names.get(key['giver'], '')} {sign} {names.get(key['taker'], '')}"


def _said(view: str, key: Mapping[str, Any]) -> str:
    """What the matters behind a line have in common, in words."""
    if view in HANDS:
        return _hands([key], HANDS[view])(key)
    namers: Mapping[str, Callable[..., str]] = {
        "ways": way_name,
        "follows": edge_name,
        "waits": lambda cause: str(CAUSES[cause]),
    }
    if view in namers:
        return namers[view](**key)
    return ", ".join(str(STEPS[word]) for word in key.values())
