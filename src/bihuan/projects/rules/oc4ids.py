"""Projects written as the standard of open data on infrastructure has them: OC4IDS 0.9.5, a project package.

Source: Open Contracting for Infrastructure Data Standard 0.9.5, Open Contracting Partnership and CoST. What
the standard has no word for is left out, never bent: a pause (the stage before it is told instead), the kind
of a paper without a code there.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import cache
from typing import Any

import orjson

from bihuan.kernel.money import YUAN
from bihuan.projects.rules.classes import DATA, section_of
from bihuan.projects.rules.published import (
    Breakdown,
    Budget,
    Kind,
    Month,
    Node,
    Party,
    Place,
    PublishedDocument,
    PublishedProject,
    Publisher,
    Role,
    Span,
    YearAmount,
)

VERSION = "0.9"
CHINA = timezone(timedelta(hours=8))
PREFIX = re.compile(r"oc4ids-[a-z0-9]{6}")
DEGREE_PLACES = -7
DECEMBER = 12
# In use is called maintenance: “the day-to-day running of the assets”.
STATUSES = {
    "idea": "identification",
    "reserve": "identification",
    "prelim": "preparation",
    "ready": "preparation",
    "started": "implementation",
    "building": "implementation",
    "completed": "completion",
    "production": "maintenance",
    "full": "maintenance",
    "dropped": "cancelled",
}
PAUSED = "paused"
DOCUMENTS = {
    "approval": "budgetApproval",
    "contract": "contractSigned",
    "site_photo": "illustration",
    "levelling": "illustration",
    "progress": "illustration",
    "acceptance": "completionCertificate",
    "output": "performanceReport",
    "capacity": "performanceReport",
}
# As org-id.guide has it, and as these lists are called at home.
COMPANY_SCHEME = "CN-USCI"
CODE_SCHEME = "GB/T 40058"
REGION_SCHEME = "GB/T 2260"
COUNTRY = "中国"
PERCENT = {"name": "%", "scheme": "UNCEFACT", "id": "P1"}
# What an outlay is a measurement of: 固定资产投资 from the beginning of the project.
OUTLAY = Kind(scheme="CN-NBS", id="fixed-asset-investment", title="固定资产投资累计完成额")


def project_package(
    projects: Sequence[PublishedProject], *, publisher: Publisher, uri: str, published: datetime
) -> dict[str, Any]:
    """A project package of at least one project, to be written by `package_bytes`.

    Amounts are yuan: whole ones, or a Decimal with 分. Raises ValueError for a prefix of another form, an
    empty package, an id that comes twice, or a paused project that does not know its stage; KeyError for a
    share of the budget from somebody who is no party.
    """
    if not PREFIX.fullmatch(publisher.prefix):
        raise ValueError(f"{publisher.prefix} is no prefix of OC4IDS")
    known = {project.id: project for project in projects}
    if not known or len(known) < len(projects):
        raise ValueError("a package holds projects, each of them once")
    issue = _Issue(known, publisher.prefix, published.astimezone(CHINA).date())
    scheme = COMPANY_SCHEME if publisher.code else ""
    return _filled(
        {
            "uri": uri,
            "publishedDate": _moment(published),
            "version": VERSION,
            "license": publisher.licence,
            "publisher": _filled({"name": publisher.name, "scheme": scheme, "uid": publisher.code}),
            "projects": [_project(project, issue) for project in projects],
        }
    )


def package_bytes(package: Mapping[str, Any]) -> bytes:
    """The JSON of a package, in UTF-8. Amounts are written digit by digit; none passes through a float."""
    return orjson.dumps(package, default=_digits)


def status_of(status: str, resume_to: str = "") -> str:
    """The standard's code for a stage; of a paused project the code of the stage that it will resume.

    Raises ValueError for a stage that is unknown, or a pause without one.
    """
    stage = resume_to if status == PAUSED else status
    if stage not in STATUSES:
        raise ValueError(f"{status} ({resume_to}) is no stage that can be published")
    return STATUSES[stage]


def sectors_of(industry: str) -> tuple[str, ...]:
    """The standard's sectors of an industry by its code of GB/T 4754: the broad one, then the narrow one.

    Empty where the standard has none, as for dwellings, of which only social ones have a sector.
    """
    section = industry if industry.isalpha() else section_of(industry)
    prefixes = [industry[:length] for length in range(len(industry), 1, -1)]
    found = next((_sectors()[each] for each in [*prefixes, section] if each in _sectors()), "")
    broad = found.partition(".")[0]
    return tuple(dict.fromkeys(each for each in (broad, found) if each))


@cache
def _sectors() -> dict[str, str]:
    with (DATA / "sectors.csv").open(encoding="utf-8", newline="") as file:
        return {row["industry"]: row["sector"] for row in csv.DictReader(file)}


def yuan(fen: int) -> int | Decimal:
    """An amount of 分 in yuan, exactly: an integer where it is whole, else a Decimal of two places."""
    return fen // YUAN if fen % YUAN == 0 else Decimal(fen) / YUAN


@dataclass(frozen=True, slots=True)
class _Issue:
    """What all projects of a package share."""

    known: Mapping[str, PublishedProject]
    prefix: str
    today: date


def _project(project: PublishedProject, issue: _Issue) -> dict[str, Any]:
    return _filled(
        {
            "id": f"{issue.prefix}-{project.id}",
            "updated": _moment(project.updated),
            "language": "zh",
            "identifiers": [{"id": project.code, "scheme": CODE_SCHEME}] if project.code else [],
            "title": project.title,
            "description": project.description,
            "status": status_of(project.status, project.resume_to),
            "sector": list(sectors_of(project.industry)),
            "purpose": project.purpose,
            "additionalClassifications": [_kind(each) for each in project.kinds],
            "period": _span(project.period),
            "implementationPeriod": _span(project.construction),
            "completionPeriod": _span(project.handover),
            "completion": _filled({"endDate": _end(project.finished), "finalValue": _value(project.final)}),
            "policyAlignment": _filled(
                {"policies": list(project.policies), "description": project.policy_note}
            ),
            "documents": [_document(each) for each in project.documents],
            "milestones": [_node(each, issue.today) for each in project.nodes],
            "relatedProjects": _related(project, issue),
            **_where_and_who(project),
            **_money(project),
        }
    )


def _where_and_who(project: PublishedProject) -> dict[str, Any]:
    authority = next((each for each in project.parties if Role.AUTHORITY in each.roles), None)
    return {
        "locations": _places(project.place),
        "publicAuthority": {"id": authority.id, "name": authority.name} if authority else {},
        "parties": [_party(each) for each in project.parties],
    }


def _money(project: PublishedProject) -> dict[str, Any]:
    months = sorted(project.months, key=lambda each: each.month)
    return {
        "budget": _budget(project.budget, {each.id: each for each in project.parties}),
        "forecasts": _metrics({"financialProgress": [_planned(each) for each in project.plans]}),
        "metrics": _metrics(
            {
                "physicalProgress": [_progress(each) for each in months if each.percent is not None],
                "financialProgress": [_spent(each) for each in months],
            }
        ),
        "costMeasurements": _outlays(project.opening, months),
    }


def _places(place: Place | None) -> list[dict[str, Any]]:
    if place is None:
        return []
    point = {}
    if place.lon is not None and place.lat is not None:
        point = {"type": "Point", "coordinates": [_degrees(place.lon), _degrees(place.lat)]}
    written = _filled(
        {
            "geometry": point,
            "gazetteer": {"scheme": REGION_SCHEME, "identifiers": [place.region_code]}
            if place.region_code
            else {},
            "address": _filled({"streetAddress": place.address, "region": place.region}),
        }
    )
    if "address" in written:
        written["address"]["countryName"] = COUNTRY
    return [{"id": "1", **written}] if written else []


def _degrees(value: int) -> Decimal:
    return Decimal(value).scaleb(DEGREE_PLACES).normalize()


def _budget(budget: Budget | None, parties: Mapping[str, Party]) -> dict[str, Any]:
    if budget is None:
        return {}
    return _filled(
        {
            "description": budget.description,
            "amount": _value(budget.amount),
            "approvalDate": _start(budget.approved),
            "budgetBreakdowns": [_breakdown(each, parties) for each in budget.breakdowns],
        }
    )


def _breakdown(breakdown: Breakdown, parties: Mapping[str, Party]) -> dict[str, Any]:
    shares = [
        _filled(
            {
                "id": share.id,
                "description": share.title,
                "amount": _value(share.amount),
                "period": _span(share.span),
                "sourceParty": {"id": share.party, "name": parties[share.party].name} if share.party else {},
            }
        )
        for share in breakdown.shares
    ]
    return _filled({"id": breakdown.id, "description": breakdown.title, "budgetBreakdown": shares})


def _party(party: Party) -> dict[str, Any]:
    identifier = {"scheme": COMPANY_SCHEME, "id": party.code, "legalName": party.name} if party.code else {}
    return _filled(
        {"id": party.id, "name": party.name, "identifier": identifier, "roles": [str(r) for r in party.roles]}
    )


def _document(document: PublishedDocument) -> dict[str, Any]:
    return _filled(
        {
            "id": document.id,
            "documentType": DOCUMENTS.get(document.kind, ""),
            "title": document.title,
            "url": document.url,
            "datePublished": _start(document.published),
            "language": "zh",
        }
    )


def _node(node: Node, today: date) -> dict[str, Any]:
    is_late = node.due is not None and node.due < today
    return _filled(
        {
            "id": node.id,
            "title": node.title,
            "dueDate": _end(node.due),
            "dateMet": _start(node.met),
            "status": "met" if node.met else "notMet" if is_late else "scheduled",
        }
    )


def _related(project: PublishedProject, issue: _Issue) -> list[dict[str, Any]]:
    """The package above and the parts below: `parent` and `part` add to an open list of relations."""
    links = [("parent", project.parent)] if project.parent else []
    links += [("part", each.id) for each in issue.known.values() if each.parent == project.id]
    return [
        _filled(
            {
                "id": str(number),
                "scheme": "oc4ids",
                "identifier": f"{issue.prefix}-{other}",
                "relationship": relation,
                "title": issue.known[other].title if other in issue.known else "",
            }
        )
        for number, (relation, other) in enumerate(links, 1)
    ]


def _metrics(observations: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [{"id": name, "observations": each} for name, each in observations.items() if each]


def _planned(plan: YearAmount) -> dict[str, Any]:
    span = Span(start=date(plan.year, 1, 1), end=date(plan.year, DECEMBER, 31))
    return {"id": str(plan.year), "period": _span(span), "value": _value(plan.amount)}


def _spent(month: Month) -> dict[str, Any]:
    return {"id": f"{month.month:%Y-%m}", "period": _span(_whole(month.month)), "value": _value(month.done)}


def _progress(month: Month) -> dict[str, Any]:
    period = _span(_whole(month.month))
    return {"id": f"{month.month:%Y-%m}", "period": period, "measure": month.percent, "unit": dict(PERCENT)}


def _outlays(opening: int, months: Iterable[Month]) -> list[dict[str, Any]]:
    """For each month what the project had cost up to its end: a measurement, not the month's own part."""
    measured, total = [], opening
    for month in months:
        total += month.done
        cost = {"id": "1", "classification": _kind(OUTLAY), "value": _value(total)}
        measured.append(
            {
                "id": f"{month.month:%Y-%m}",
                "date": _end(_whole(month.month).end),
                "costGroups": [{"id": "1", "costs": [cost]}],
            }
        )
    return measured


def _whole(month: date) -> Span:
    first = month.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Span(start=first, end=after - timedelta(days=1))


def _kind(kind: Kind) -> dict[str, Any]:
    return {"scheme": kind.scheme, "id": kind.id, "description": kind.title}


def _value(fen: int | None) -> dict[str, Any]:
    return {} if fen is None else {"amount": yuan(fen), "currency": "CNY"}


def _span(span: Span | None) -> dict[str, Any]:
    return {} if span is None else _filled({"startDate": _start(span.start), "endDate": _end(span.end)})


def _start(day: date | None) -> str:
    return "" if day is None else datetime.combine(day, time(), CHINA).isoformat()


def _end(day: date | None) -> str:
    return "" if day is None else datetime.combine(day, time(23, 59, 59), CHINA).isoformat()


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a moment without a zone is none")
    return at.astimezone(CHINA).isoformat(timespec="seconds")


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    """Without the fields that say nothing; a zero says something."""
    return {name: value for name, value in fields.items() if value not in ("", None, [], {})}


def _digits(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    raise TypeError(f"{type(value).__name__} has no place in a package")
