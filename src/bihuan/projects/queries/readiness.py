"""The readiness matrix (落实建设条件): which projects have which conditions, and who is slowest to grant."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.figures import Figure
from bihuan.kernel.money import share
from bihuan.people.models import Person, Unit
from bihuan.projects.models import Factor, Milestone, Project, Stage
from bihuan.projects.queries.ledger import PAGE, Page, Tile, tile
from bihuan.projects.rules.conditions import FOR_READY, Cell, cell
from bihuan.ui.schemas import place

PREPARED = (Stage.PRELIM, Stage.READY)
MOST_APPROVERS = 8


@dataclass(frozen=True)
class Asked:
    """What the matrix is asked for: projects of a unit, lacking a condition, ready ones or others.

    `approver` leaves those that wait for this unit.
    """

    unit: int | None = None
    factor: str = ""
    ready: str = ""
    approver: int | None = None

    def query(self, **changes: Any) -> str:
        """The address of the same matrix with some filters changed."""
        said = asdict(replace(self, **changes))
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Row:
    """One project with a cell for each condition, beside what that is called."""

    project: Any
    cells: list[tuple[str, Cell]]


@dataclass(frozen=True)
class Approver:
    """A unit with what it has not granted: how many, how many of them were applied for, since when."""

    unit: Any
    unmet: int
    asked: int
    days: int | None


def unmet(*factors: str) -> QuerySet[Milestone]:
    """The milestones that stand for conditions and are neither met nor waived."""
    return Milestone.objects.filter(factor__in=factors, fact_date=None, waived="")


def prepared(person: Person, asked: Asked) -> Any:
    """The projects in preliminary work or ready that a person sees; a package counts through its parts."""
    found = Project.objects.visible_to(person).counted().filter(status__in=PREPARED)
    if asked.unit:
        found = found.filter(lead_id=asked.unit)
    lacking = unmet(*([asked.factor] if asked.factor else Factor.values)).filter(project=OuterRef("pk"))
    if asked.approver:
        found = found.filter(Exists(lacking.filter(unit=asked.approver)))
    elif asked.factor:
        found = found.filter(Exists(lacking))
    if asked.ready:
        found = found.filter(is_ready() if asked.ready == "yes" else ~is_ready())
    return found


def is_ready() -> Q:
    """All conditions are met, the building permit aside."""
    return Q(~Exists(unmet(*FOR_READY).filter(project=OuterRef("pk"))))


def matrix(person: Person, asked: Asked, today: date, cursor: str = "") -> Page:
    """A page of the matrix in the order of the ledger; the ages of applications only of the rows shown."""
    found = prepared(person, asked)
    after = place(cursor)
    if after is not None:
        found = found.filter(pk__gt=after)
    projects = list(found.select_related("lead").defer("content").order_by("pk")[: PAGE + 1])
    shown = projects[:PAGE]
    nodes: dict[tuple[int, str], list[Milestone]] = {}
    told = Milestone.objects.filter(project__in=[row.pk for row in shown]).exclude(factor="")
    for node in told.select_related("unit").order_by("position"):
        nodes.setdefault((node.project_id, node.factor), []).append(node)
    labels = [(factor, str(label)) for factor, label in Factor.choices]
    rows = [
        Row(row, [(label, cell(nodes.get((row.pk, factor), ()), today)) for factor, label in labels])
        for row in shown
    ]
    is_whole = not cursor and len(projects) <= PAGE
    return Page(rows, str(shown[-1].pk) if len(projects) > PAGE else "", len(rows) if is_whole else None)


def approvers(person: Person, asked: Asked, today: date) -> list[Approver]:
    """Who has most to grant, and has been asked longest; last, with no unit, what nobody is named for."""
    rows = unmet(*([asked.factor] if asked.factor else Factor.values)).filter(
        project__in=prepared(person, asked)
    )
    found = list(
        rows.values("unit")
        .annotate(unmet=Count("pk"), asked=Count("asked_date"), first=Min("asked_date"))
        .order_by("-unmet", "first", "unit")
    )
    names = Unit.objects.in_bulk([each["unit"] for each in found if each["unit"]])
    told = [
        Approver(
            names.get(each["unit"]),
            each["unmet"],
            each["asked"],
            (today - each["first"]).days if each["first"] else None,
        )
        for each in found
    ]
    named = [each for each in told if each.unit][:MOST_APPROVERS]
    return named + [each for each in told if not each.unit]


def oldest(found: list[Approver]) -> Approver | None:
    """The unit that has been asked longest."""
    waiting = [each for each in found if each.unit and each.days is not None]
    return max(waiting, key=lambda each: each.days or 0, default=None)


def numbers(person: Person, asked: Asked, today: date) -> list[Tile]:
    """How many projects are being prepared and how many are ready, in number and in money."""
    asked = replace(asked, ready="")
    rows = prepared(person, asked)
    ready = rows.filter(is_ready())
    sums = rows.aggregate(count=Count("pk"), money=Sum("total"))
    done = ready.aggregate(count=Count("pk"), money=Sum("total"))
    count, money = sums["count"], sums["money"] or 0
    scope = {"unit": asked.unit, "factor": asked.factor, "approver": asked.approver}
    met, worth = done["count"], done["money"] or 0

    def figure(name: str, value: int, unit: str, formula: Any, of: Any, url: str) -> Figure:
        measure = (lambda found: found.aggregate(sum=Sum("total"))["sum"] or 0) if unit else _count
        made = Figure(name, value, unit, formula, today, of, measure, url)
        return made.of_kind(f"projects.{name}", scope)

    everything = _("Projects in preliminary work or ready to build")
    all_met = _("Of them, those with all conditions met, the building permit aside")
    return [
        tile(_("In preparation"), figure("prepared", count, "", everything, rows, "?"), asked.query()),
        tile(_("Their investment"), figure("money", money, "wan", everything, rows, "?"), asked.query()),
        tile(
            _("All conditions met"),
            figure("ready", met, "", all_met, ready, "?"),
            asked.query(ready="yes"),
            _rate(met, count),
        ),
        tile(
            _("Investment with all conditions met"),
            figure("worth", worth, "wan", all_met, ready, "?"),
            asked.query(ready="yes"),
            _rate(worth, money),
        ),
    ]


def _count(rows: Any) -> int:
    return int(rows.count())


def _rate(part: int, whole: int) -> str:
    found = share(part, whole)
    return "" if found is None else f"{found}%"
