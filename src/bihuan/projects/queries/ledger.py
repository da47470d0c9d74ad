"""The list of projects: filters in SQL, pages by key, and the numbers above it."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.journal.kept import kept
from bihuan.journal.state import State
from bihuan.kernel.figures import Figure
from bihuan.kernel.lights import RuleSet
from bihuan.kernel.money import WAN, YI, share
from bihuan.people.models import Person
from bihuan.projects.models import MonthRow, Problem, ProblemStatus, Project, Stage, YearPlan
from bihuan.projects.queries.facts import AsOf, rules_on, with_facts, with_light
from bihuan.projects.rules.lists import YearList, on_list
from bihuan.ui.amounts import amount
from bihuan.ui.schemas import place

PAGE = 50
STUCK, ALL, NOWHERE = "stuck", "all", "none"


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for. Empty is everything that is not given up."""

    group: str = ""
    phrase: str = ""
    unit: int | None = None
    leader: int | None = None
    nature: str = ""
    stage: str = ""
    light: str = ""
    parent: int | None = None
    # A code, or `none` for projects without one.
    region: str = ""
    year: int = 0

    def scope(self, month: date) -> dict[str, object] | None:
        """How a figure over this list is asked for by name; None where no name says it."""
        if self.phrase or self.light or self.parent:
            return None
        said = {name: getattr(self, name) for name in ("unit", "leader", "nature", "stage", "region")}
        return {**said, "list": self.group, "month": f"{month:%Y-%m}"}

    def query(self, **changes: Any) -> str:
        """The address of the same list with some filters changed."""
        said = replace(self, **changes)
        values = {
            "group": said.group,
            "q": said.phrase,
            "unit": said.unit,
            "nature": said.nature,
            "stage": said.stage,
            "light": said.light,
            "parent": said.parent,
            "region": said.region,
        }
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Page:
    """Some rows with their facts and light, and the key of the next page."""

    rows: list[Any]
    after: str
    total: int | None = None


def selected(person: Person, wanted: Wanted, year: int) -> Any:
    """The projects that a person sees and that pass the filters, without order."""
    found = Project.objects.visible_to(person).filter(_group(wanted.group, year))
    if wanted.leader:
        found = found.filter(sponsor__person=wanted.leader)
    for name in ("nature", "parent"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    if wanted.region:
        found = found.filter(region="" if wanted.region == NOWHERE else wanted.region)
    if wanted.stage:
        found = found.filter(status=wanted.stage)
    if wanted.unit:
        found = found.filter(Q(lead_id=wanted.unit) | Q(units__unit_id=wanted.unit)).distinct()
    if phrase := "".join(wanted.phrase.split()).lower():
        found = found.filter(Q(sought__contains=phrase) | Q(code__startswith=phrase))
    return found


def lit(found: Any, wanted: Wanted, asked: AsOf) -> Any:
    """Of these projects those of the light that is wanted; all where none is."""
    if not wanted.light:
        return found
    return with_light(found, asked, rules_on(asked.today)).filter(light=wanted.light)


def _group(group: str, year: int) -> Q:
    if group in YearList.values:
        return on_list(group, year)
    if group == STUCK:
        stuck = Problem.objects.filter(project=OuterRef("pk")).exclude(status=ProblemStatus.CLOSED)
        return Q(Exists(stuck))
    return Q() if group == ALL else ~Q(status=Stage.DROPPED)


def ledger(person: Person, wanted: Wanted, asked: AsOf, cursor: str = "", limit: int = PAGE) -> Page:
    """A page of the list, in the order in which the projects were entered."""
    found = lit(selected(person, wanted, asked.month.year), wanted, asked)
    after = place(cursor)
    if after is not None:
        found = found.filter(pk__gt=after)
    keys = list(found.order_by("pk").values_list("pk", flat=True)[: limit + 1])
    rows = shown(keys[:limit], asked)
    is_whole = not cursor and len(keys) <= limit
    return Page(rows, str(keys[limit - 1]) if len(keys) > limit else "", len(rows) if is_whole else None)


def shown(keys: list[int], asked: AsOf) -> list[Any]:
    """These projects with what a list shows of them: one question, however many."""
    return _shown(asked, rules_on(asked.today), keys=frozenset(keys))


@kept
def _shown(asked: AsOf, rules: RuleSet, *, keys: frozenset[int]) -> QuerySet[Project]:
    """Kept, as composing it takes the ORM longer than answering it takes the database."""
    found = Project.objects.filter(pk__in=keys).select_related("lead", "sponsor__person")
    found = with_facts(found, asked, "year_plan", "year_done", "done", "points_ahead")
    return with_light(found.defer("content"), asked, rules).order_by("pk")  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Strip:
    """The numbers above the list, each leading to its rows, and the month that they tell of."""

    month: date
    share: int
    figures: dict[str, Figure] = field(default_factory=dict)


def _sum(rows: Any, column: str) -> int:
    return rows.aggregate(found=Sum(column))["found"] or 0


def strip(person: Person, wanted: Wanted, asked: AsOf, state: State | None = None) -> Strip:
    """Count and add up the projects of a list: how many, how much, how far, how many have started.

    Money in 分; packages count through their parts. With a `state` the sums are kept while it lasts.
    """
    year = asked.month.year
    rows = selected(person, wanted, year).counted()
    if wanted.light:
        rows = Project.objects.filter(pk__in=lit(rows, wanted, asked).values("pk"))
    plans = YearPlan.objects.filter(project__in=rows, year=year)
    months = MonthRow.objects.filter(project__in=rows, month__range=(asked.first, asked.month))
    is_new = on_list(YearList.NEW, year)
    new = rows.filter(is_new)

    def count() -> dict[str, int]:
        sums: dict[str, int] = rows.aggregate(
            count=Count("pk"),
            total=Coalesce(Sum("total"), 0),
            new=Count("pk", filter=is_new),
            started=Count("pk", filter=is_new & Q(start_fact__isnull=False)),
        )
        return sums | {"plan": _sum(plans, "amount"), "done": _sum(months, "done")}

    # A light also stands on the rules of the day, which have been read before.
    counts = state.kept(("strip", wanted, asked), count, person) if state and not wanted.light else count()
    figures = {
        "projects": _figure("projects", counts["count"], "", _("Projects in the list"), rows, asked),
        "total": _figure("total", counts["total"], "wan", _("Sum of their total investment"), rows, asked),
        "plan": _figure("plan", counts["plan"], "wan", _("Planned for the year"), plans, asked),
        "done": _figure("done", counts["done"], "wan", _("Done this year, by the months"), months, asked),
        "new": _figure("new", counts["new"], "", _("New starts of the year"), new, asked),
        "started": _figure(
            "started",
            counts["started"],
            "",
            _("New starts that have started"),
            new.filter(start_fact__isnull=False),
            asked,
        ),
    }
    scope = wanted.scope(asked.month)
    if scope is not None:
        figures = {name: each.of_kind(f"projects.{name}", scope) for name, each in figures.items()}
    return Strip(asked.month, asked.share, figures)


_MEASURES: dict[str, Any] = {
    "projects": lambda rows: rows.count(),
    "total": lambda rows: _sum(rows, "total"),
    "plan": lambda rows: _sum(rows, "amount"),
    "done": lambda rows: _sum(rows, "done"),
    "new": lambda rows: rows.count(),
    "started": lambda rows: rows.count(),
}


def _figure(name: str, value: int, unit: str, formula: Any, rows: Any, asked: AsOf) -> Figure:
    return Figure(name, value, unit, formula, asked.month, rows, _MEASURES[name])


@dataclass(frozen=True)
class Tile:
    """One number as the strip shows it: in 亿元 where it is money, with what it is seen against."""

    label: Any
    figure: Figure
    text: str
    unit: Any
    note: str = ""
    url: str = ""


def tiles(found: Strip, wanted: Wanted) -> list[Tile]:
    """The strip, ready to be read."""
    value = {name: figure.value for name, figure in found.figures.items()}
    done = share(value["done"], value["plan"])
    started = share(value["started"], value["new"])
    return [
        tile(_("Projects"), found.figures["projects"], wanted.query()),
        tile(_("Total investment"), found.figures["total"], wanted.query()),
        tile(_("Plan of the year"), found.figures["plan"], wanted.query()),
        tile(
            _("Done this year"),
            found.figures["done"],
            wanted.query(),
            "" if done is None else _of_plan(str(done), found.share),
        ),
        tile(_("New starts"), found.figures["new"], wanted.query(group=YearList.NEW)),
        tile(
            _("Started"),
            found.figures["started"],
            wanted.query(group=YearList.NEW),
            "" if started is None else f"{started}%",
        ),
    ]


def _of_plan(done: str, year: int) -> str:
    said = gettext("%(share)s%% of the plan, %(year)s%% of the year have passed")
    return said % {"share": done, "year": year}


def tile(label: Any, figure: Figure, query: str, note: str = "") -> Tile:
    """A number of projects, or money in the unit in which it is read."""
    if not figure.unit:
        return Tile(label, figure, f"{figure.value:,}", _("projects"), note, f"?{query}")
    is_much = abs(figure.value) >= YI
    text, unit = amount(figure.value, YI, 2) if is_much else amount(figure.value, WAN, 0)
    return Tile(label, figure, text, unit, note, f"?{query}")
