"""Projects as the public is told of them: plain values gathered in a handful of questions."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Conflict
from bihuan.people.models import Person
from bihuan.projects.models import KEEPERS, Baseline, Industry, Milestone, MonthRow, Project, Region, YearPlan
from bihuan.projects.queries.facts import AsOf, rules_on, with_light
from bihuan.projects.queries.ledger import Wanted, selected
from bihuan.projects.rules.mapping import ALIKE
from bihuan.projects.rules.oc4ids import package_bytes, project_package
from bihuan.projects.rules.published import (
    Budget,
    Kind,
    Month,
    Node,
    Party,
    Place,
    PublishedProject,
    Publisher,
    Role,
    Span,
    YearAmount,
)

PUBLISHER = "发展和改革委员会"
SCHEME = "GB/T 4754-2017"


def publishes(person: Person) -> bool:
    """Whether somebody may write the city's projects for publication."""
    return bool(person.access.sees_city or person.access.has(*KEEPERS))


def package(person: Person, wanted: Wanted, asked: AsOf, at: datetime, uri: str) -> bytes:
    """The projects of a list as a package of OC4IDS; refuses without a prefix, and an empty list."""
    if not settings.OC4IDS_PREFIX:
        said = _("The registry of OC4IDS gives every publisher a prefix. Set it as BIHUAN_OC4IDS first.")
        raise Conflict(said)
    found = published(person, wanted, asked)
    if not found:
        raise Conflict(_("The list holds no project that could be published."))
    publisher = Publisher(name=f"{settings.CITY}{PUBLISHER}", prefix=settings.OC4IDS_PREFIX)
    return package_bytes(project_package(found, publisher=publisher, uri=uri, published=at))


def published(person: Person, wanted: Wanted, asked: AsOf) -> list[PublishedProject]:
    """The projects of a list; papers and people are never among what is told."""
    keys = selected(person, wanted, asked.month.year).values("pk")
    baseline = Baseline.objects.filter(project=OuterRef("pk")).order_by("-version")
    projects = Project.objects.filter(pk__in=keys)
    if wanted.light:
        projects = with_light(projects, asked, rules_on(asked.today)).filter(light=wanted.light)
    rows = projects.select_related("lead").annotate(
        approved_total=Subquery(baseline.values("total")[:1]),
        approved_on=Subquery(baseline.values("issued_date")[:1]),
        approved_by=Subquery(baseline.values("number")[:1]),
    )
    hangs = _Hanging(keys, asked)
    return [_project(row, hangs) for row in rows.order_by("pk")]


class _Hanging:
    """What hangs on the projects, by project: each kind read once."""

    def __init__(self, keys: Any, asked: AsOf) -> None:
        year = asked.month.year
        self.months: dict[int, list[Month]] = defaultdict(list)
        self.plans: dict[int, dict[int, int]] = defaultdict(dict)
        self.nodes: dict[int, list[Node]] = defaultdict(list)
        months = MonthRow.objects.filter(project__in=keys).order_by("project", "month")
        for key, month, done, percent in months.values_list("project", "month", "done", "percent"):
            self.months[key].append(Month(month=month, done=done, percent=percent))
        plans = YearPlan.objects.filter(project__in=keys).values_list("project", "year", "amount")
        for key, of, amount in plans:
            self.plans[key][of] = self.plans[key].get(of, 0) + amount
        nodes = Milestone.objects.filter(project__in=keys, waived="").order_by("project", "position")
        for node in nodes.only("project", "position", "name", "plan_date", "fact_date"):
            if node.plan_date or node.fact_date:
                told = Node(id=str(node.position), title=node.name, due=node.plan_date, met=node.fact_date)
                self.nodes[node.project_id].append(told)
        self.regions = _names(Region.objects.in_year(year))
        self.industries = _names(Industry.objects.in_year(year))


def _names(rows: Iterable[Any]) -> dict[str, str]:
    return {row.code: row.name for row in rows}


def _project(row: Any, hangs: _Hanging) -> PublishedProject:
    plan = Span(start=row.start_plan, end=row.finish_plan) if row.start_plan or row.finish_plan else None
    total = row.approved_total or row.total
    by = row.approved_by or ""
    industry = hangs.industries.get(row.industry, "")
    return PublishedProject(
        id=str(row.pk),
        title=row.name,
        status=row.status,
        resume_to=row.resume_to,
        updated=row.changed_at,
        code=row.code or "",
        description=row.content,
        industry=row.industry,
        kinds=(Kind(scheme=SCHEME, id=row.industry, title=industry),) if industry else (),
        place=_place(row, hangs.regions),
        construction=plan,
        finished=row.finish_fact,
        budget=Budget(amount=total, approved=row.approved_on, description=by) if total else None,
        parties=tuple(_parties(row)),
        nodes=tuple(hangs.nodes[row.pk]),
        opening=row.opening,
        months=tuple(hangs.months[row.pk]),
        plans=tuple(YearAmount(year=of, amount=sum_) for of, sum_ in sorted(hangs.plans[row.pk].items())),
        parent=str(row.parent_id or ""),
    )


def _place(row: Any, regions: dict[str, str]) -> Place | None:
    if not (row.region or row.site):
        return None
    is_shown = row.lon is not None and row.datum in ALIKE
    lon, lat = (row.lon, row.lat) if is_shown else (None, None)
    region = regions.get(row.region, "")
    return Place(lon=lon, lat=lat, address=row.site, region=region, region_code=row.region)


def _parties(row: Any) -> Iterable[Party]:
    yield Party(id="lead", name=row.lead.name, roles=(Role.AUTHORITY,))
    if row.builder:
        yield Party(id="builder", name=row.builder, roles=(Role.BUILDER,), code=row.builder_code)
