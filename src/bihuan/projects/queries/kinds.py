"""The numbers about projects that can be asked for by name, and how their rows are shown."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.figures import Figure, Grouping, Kind, Scope, Shown
from bihuan.kernel.periods import month_of
from bihuan.projects.models import Factor, Level, Nature, Project, Region, Stage, Trouble
from bihuan.projects.queries import grants, readiness, stuck
from bihuan.projects.queries.facts import AsOf, as_of
from bihuan.projects.queries.ledger import ALL, STUCK, Tile, Wanted, strip
from bihuan.projects.queries.rounds import told_of
from bihuan.projects.rules.lists import YearList
from bihuan.ui.scopes import months_in, number_in, one_of

LISTS = (*YearList.values, STUCK, ALL)
OF_PROJECTS = ("unit", "leader", "list", "stage", "nature", "region", "month")


def _wanted(scope: Scope) -> Wanted:
    return Wanted(
        group=one_of(scope, "list", LISTS),
        unit=number_in(scope, "unit"),
        leader=number_in(scope, "leader"),
        nature=one_of(scope, "nature", Nature.values),
        stage=one_of(scope, "stage", Stage.values),
        region=scope.get("region", "")[:6],
    )


def _month(today: date, scope: Scope) -> AsOf:
    usual = as_of(today)
    return AsOf(today, months_in(scope, month_of(usual.month)).last.replace(day=1))


def _strip(name: str, person: Any, today: date, scope: Scope) -> Figure:
    figure = strip(person, _wanted(scope), _month(today, scope)).figures[name]
    # The list of a unit may name a project twice; what is opened names it once.
    rows = figure.rows.model.objects.filter(pk__in=figure.rows.values("pk"))
    return replace(figure, rows=rows)


def _rounds(name: str, person: Any, today: date, scope: Scope) -> Figure:
    return told_of(person, _month(today, scope).month)[name]


def _found(tiles: Iterable[Tile], name: str) -> Figure:
    return next(tile.figure for tile in tiles if tile.figure.name == name)


def _readiness(name: str, person: Any, today: date, scope: Scope) -> Figure:
    asked = readiness.Asked(
        unit=number_in(scope, "unit"),
        factor=one_of(scope, "factor", Factor.values),
        approver=number_in(scope, "approver"),
    )
    return _found(readiness.numbers(person, asked, today), name)


def _grants(name: str, person: Any, today: date, scope: Scope) -> Figure:
    asked = grants.Asked(grants.ALL, unit=number_in(scope, "unit"))
    return _found(grants.numbers(person, asked, today), name)


def _stuck(name: str, person: Any, today: date, scope: Scope) -> Figure:
    asked = stuck.Asked(
        kind=one_of(scope, "trouble", Trouble.values),
        level=one_of(scope, "level", Level.values),
        unit=number_in(scope, "unit"),
        status=one_of(scope, "status", (stuck.LATE, stuck.ALL)),
    )
    figure = _found(stuck.summary(person, asked, today).tiles, name)
    if name != "projects":
        return figure
    rows = Project.objects.visible_to(person).filter(pk__in=figure.rows.values("project"))
    return replace(figure, rows=rows, measure=lambda found: found.count())


def _by(prefix: str = "") -> dict[str, Grouping]:
    return {
        "unit": Grouping(_("Lead unit"), f"{prefix}lead", narrows="unit"),
        "leader": Grouping(_("Sponsoring leader"), f"{prefix}sponsor__person", narrows="leader"),
        "stage": Grouping(pgettext_lazy("project", "Stage"), f"{prefix}status", narrows="stage"),
        "nature": Grouping(_("Nature"), f"{prefix}nature", narrows="nature"),
        "region": Grouping(_("Area"), f"{prefix}region", _regions, "region"),
    }


def _regions(keys: Any) -> Any:
    rows = Region.objects.filter(code__in=list(keys)).order_by("first_year")
    return dict(rows.values_list("code", "name"))


def _without_ways(ways: dict[str, Grouping], *kept: str) -> dict[str, Grouping]:
    """The same ways of telling apart, leading on only where the kind knows the word."""
    return {name: way if way.narrows in kept else replace(way, narrows="") for name, way in ways.items()}


def _kinds_of_list() -> list[Kind]:
    labels = {
        "projects": (_("Projects"), "", ""),
        "total": (_("Total investment"), "total", ""),
        "plan": (_("Plan of the year"), "amount", "project__"),
        "done": (_("Done this year"), "done", "project__"),
        "new": (_("New starts"), "", ""),
        "started": (_("Started"), "", ""),
    }
    found = []
    for name, (label, adds, prefix) in labels.items():
        ways = _by(prefix)
        if name == "plan":
            ways["source"] = Grouping(_("Source of money"), "source")
        if name == "done":
            ways["month"] = Grouping(_("Month"), "month")
        found.append(Kind(f"projects.{name}", label, partial(_strip, name), OF_PROJECTS, ways, adds))
    rounds = {
        "owed": pgettext_lazy("round", "Owed"),
        "reported": pgettext_lazy("round", "Reported"),
        "missing": _("Not reported"),
    }
    ways = _without_ways(_by())
    found += [
        Kind(f"projects.round_{name}", label, partial(_rounds, name), ("month",), ways)
        for name, label in rounds.items()
    ]
    return found


def _kinds_of_boards() -> list[Kind]:
    prepared = _without_ways(_by(), "unit")
    granted = _without_ways(_by("project__"), "unit")
    granted["programme"] = Grouping(_("Programme"), "programme")
    problems = {
        "unit": Grouping(_("Solving unit"), "unit", narrows="unit"),
        "trouble": Grouping(_("Kind"), "kind", narrows="trouble"),
        "level": Grouping(_("Level"), "level", narrows="level"),
        "lead": Grouping(_("Lead unit"), "project__lead"),
    }
    asks = ("unit", "trouble", "level", "status")
    return [
        *(
            Kind(f"projects.{name}", label, partial(_readiness, name), READY_ASKS, prepared, adds)
            for name, (label, adds) in READY.items()
        ),
        *(
            Kind(f"projects.grants_{name}", label, partial(_grants, name), ("unit",), granted, adds)
            for name, (label, adds) in GRANTS.items()
        ),
        Kind("projects.stuck_problems", _("Problems"), partial(_stuck, "problems"), asks, problems),
        Kind(
            "projects.stuck_projects",
            _("Projects that are stuck"),
            partial(_stuck, "projects"),
            asks,
            _without_ways(_by()),
        ),
        Kind("projects.stuck_late", _("Problems overdue"), partial(_stuck, "late"), asks, problems),
        Kind(
            "projects.stuck_age",
            _("Average age"),
            partial(_stuck, "age"),
            asks,
            problems,
            is_average=True,
        ),
    ]


READY_ASKS = ("unit", "factor", "approver")
READY: dict[str, tuple[Any, str]] = {
    "prepared": (_("In preparation"), ""),
    "money": (_("Their investment"), "total"),
    "ready": (_("All conditions met"), ""),
    "worth": (_("Investment with all conditions met"), "total"),
}
GRANTS: dict[str, tuple[Any, str]] = {
    "risk": (_("Money at risk"), "at_risk"),
    "grants": (_("Grants at risk"), ""),
    "near": (_("Limits within 60 days"), ""),
    "visits": (_("Visits missing"), ""),
    "granted": (_("Granted in all"), "amount"),
    "paid": (_("Paid out"), "paid"),
}


UNITS = {
    "projects.stuck_problems": _("problems"),
    "projects.stuck_late": _("problems"),
    "projects.stuck_age": _("days"),
    "projects.grants_grants": _("grants"),
    "projects.grants_near": _("grants"),
    "projects.grants_visits": _("grants"),
}


def _known(kind: Kind) -> Callable[[Any, date, Scope], Figure]:
    def made(person: Any, today: date, scope: Scope) -> Figure:
        figure = kind.make(person, today, scope).of_kind(kind.name, scope)
        unit = figure.unit or str(UNITS.get(kind.name, _("projects")))
        return replace(figure, unit=unit, formula=str(figure.formula), url="")

    return made


def kinds() -> list[Kind]:
    """All kinds of this room, each making figures that know their own name and scope."""
    return [replace(kind, make=_known(kind)) for kind in (*_kinds_of_list(), *_kinds_of_boards())]


def _in_charge(project: Any) -> Any:
    return project.sponsor.person if project.sponsor else None


def shown() -> list[Shown]:
    """How projects, and what hangs on them, are shown."""
    whole = Shown(
        "projects.project",
        title=lambda row: row.name,
        url=lambda row: reverse("projects:project_detail", args=[row.pk]),
        needs=("lead", "sponsor__person"),
        unit=lambda row: row.lead,
        person=_in_charge,
        state=lambda row: row.get_status_display(),
        day=lambda row: row.finish_plan,
    )
    return [
        whole,
        _part("yearplan", whole, state=lambda row: row.get_source_display(), day=lambda row: None),
        _part("monthrow", whole, state=lambda row: row.progress, day=lambda row: row.month),
        _part("fund", whole, state=lambda row: row.programme, day=lambda row: row.start_due),
        Shown(
            "projects.problem",
            title=lambda row: row.text,
            url=lambda row: reverse("projects:problem_detail", args=[row.pk]),
            needs=("unit", "project__sponsor__person"),
            unit=lambda row: row.unit,
            person=lambda row: _in_charge(row.project),
            state=lambda row: row.get_status_display(),
            day=lambda row: row.due,
        ),
    ]


def _part(model: str, whole: Shown, *, state: Callable[[Any], Any], day: Callable[[Any], Any]) -> Shown:
    """Rows that hang on a project and lead to it."""
    return Shown(
        f"projects.{model}",
        title=lambda row: whole.title(row.project),
        url=lambda row: whole.url(row.project),
        needs=("project__lead", "project__sponsor__person"),
        unit=lambda row: row.project.lead,
        person=lambda row: _in_charge(row.project),
        state=state,
        day=day,
    )
