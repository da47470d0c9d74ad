"""Rounds of the dispatch sheet: what is owed, what has been reported, and by whom it has not."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.figures import Figure
from bihuan.kernel.periods import MONTHS
from bihuan.people.models import Person, Role, RoleGrant, Unit
from bihuan.projects.models import DispatchRound, Project, Stage
from bihuan.projects.rules.moves import is_keeper
from bihuan.projects.rules.owing import has_month, owes

PAGE = 12
HUNDRED = 100


def owed(person: Person, round_: DispatchRound, *, own: bool = False) -> Any:
    """The projects of a round that somebody sees, or may fill in: those that owe it or have reported."""
    seen = workable(person) if own else Project.objects.visible_to(person)
    return seen.filter(owes(round_.month) | has_month(round_.month))


def workable(person: Person) -> Any:
    """The projects whose months somebody may fill in."""
    seen = Project.objects.visible_to(person).filter(is_package=False).exclude(status=Stage.DROPPED)
    return seen if is_keeper(person) else seen.filter(lead_id__in=person.access.units)


@dataclass(frozen=True)
class Told:
    """A round with how many projects owe it and how many have reported."""

    round: DispatchRound
    owed: Figure
    reported: Figure
    missing: Figure


def _figure(name: str, value: int, formula: Any, rows: Any, month: date) -> Figure:
    return Figure(name, value, "", formula, month, rows, lambda found: found.count())


def told(person: Person, rounds: Iterable[DispatchRound], *, own: bool = False) -> list[Told]:
    """Count what rounds owe and have, of what somebody sees or may fill in: one question for all."""
    found = list(rounds)
    counts: dict[str, Any] = {}
    for row in found:
        has = has_month(row.month)
        counts[f"owed_{row.pk}"] = Count("pk", filter=owes(row.month) | has)
        counts[f"has_{row.pk}"] = Count("pk", filter=has)
    seen = workable(person) if own else Project.objects.visible_to(person)
    known = seen.aggregate(**counts) if counts else {}
    return [
        _told(owed(person, row, own=own), row, (known[f"owed_{row.pk}"], known[f"has_{row.pk}"]), own)
        for row in found
    ]


def told_of(person: Person, month: date) -> dict[str, Figure]:
    """What a month owes and has, of what somebody sees, whether there is a round of it or not."""
    rows = Project.objects.visible_to(person).filter(owes(month) | has_month(month))
    known = rows.aggregate(owed=Count("pk"), has=Count("pk", filter=has_month(month)))
    found = _figures(rows, month, known["owed"], known["has"])
    return {figure.name: figure for figure in found}


def _told(rows: Any, row: DispatchRound, counts: tuple[int, int], is_own: bool) -> Told:
    grid, who = (reverse(f"projects:{name}", args=[row.pk]) for name in ("round_grid", "round_owed"))
    owed_, reported, missing_ = _figures(rows, row.month, *counts)
    if not is_own:
        scope = {"month": f"{row.month:%Y-%m}"}
        owed_, reported, missing_ = (
            each.of_kind(f"projects.round_{each.name}", scope) for each in (owed_, reported, missing_)
        )
    return Told(
        row,
        replace(owed_, url=grid),
        replace(reported, url=f"{grid}?group=filled"),
        replace(missing_, url=who),
    )


def _figures(rows: Any, month: date, owing: int, has: int) -> tuple[Figure, Figure, Figure]:
    done, open_ = rows.filter(has_month(month)), rows.exclude(has_month(month))
    return (
        _figure("owed", owing, _("Projects that owe this month"), rows, month),
        _figure("reported", has, _("Of them reported"), done, month),
        _figure("missing", owing - has, _("Of them not reported"), open_, month),
    )


@dataclass(frozen=True)
class Rounds:
    rows: list[Told]
    after: str
    total: int | None = None


def rounds(person: Person, cursor: str = "") -> Rounds:
    """The rounds, newest first."""
    seen = DispatchRound.objects.visible_to(person).order_by("-month")
    if (before := _month(cursor)) is not None:
        seen = seen.filter(month__lt=before)
    found = list(seen[: PAGE + 1])
    after = f"{found[PAGE - 1].month:%Y%m}" if len(found) > PAGE else ""
    page = found[:PAGE]
    return Rounds(told(person, page), after, len(page) if not cursor and not after else None)


def _month(cursor: str) -> date | None:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) == len("202601")):
        return None
    year, month = divmod(int(cursor), HUNDRED)
    return date(year, month, 1) if year and 1 <= month <= MONTHS else None


@dataclass
class Missing:
    """A unit whose months are not there yet, whom to call, and its projects."""

    unit: Unit
    projects: list[Project] = field(default_factory=list)
    contacts: list[Person] = field(default_factory=list)


def missing(person: Person, round_: DispatchRound) -> list[Missing]:
    """The units that have not reported, most projects first: two questions."""
    open_ = owed(person, round_).exclude(has_month(round_.month)).select_related("lead")
    found: dict[int, Missing] = {}
    for project in open_.only("name", "lead", "lead__short_name", "lead__sort_key").order_by("pk"):
        found.setdefault(project.lead_id, Missing(project.lead)).projects.append(project)
    grants = RoleGrant.objects.open().filter(unit__in=list(found), role=Role.HANDLER)
    for grant in grants.filter(person__is_active=True).select_related("person").order_by("person__sort_key"):
        found[grant.unit_id].contacts.append(grant.person)  # type: ignore[index]
    return sorted(found.values(), key=lambda each: (-len(each.projects), each.unit.sort_key))
