"""Where the city stands: its resources and promises by year, its terms of office, its lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, Sum

from bihuan.fiscal.models import Commitment, CommitmentYear, FiscalYear, Kind, Limits, Term
from bihuan.fiscal.rules.capacity import Band, Judgement, Office, Ppp, Resources, band_of, judge, ppp_of
from bihuan.people.models import Person
from bihuan.projects.models import Project, Source, YearPlan

# What the city bears itself.
OWN_SOURCES = (Source.CITY, Source.BOND)
PARTS = ("budget", "fund", "transfers", "quota", "guarantees", "rigid")


@dataclass(frozen=True)
class Lines:
    """The lines in force: those of a version, or what the rules of the state say."""

    ppp: tuple[int, int] = (5, 10)
    bands: tuple[int, int, int] = (120, 200, 300)
    version: Limits | None = None


@dataclass(frozen=True)
class Standing:
    """Resources, promises and PPP responsibility by year, in 分, and the rows of the years."""

    years: Mapping[int, FiscalYear]
    committed: Mapping[int, int] = field(default_factory=dict)
    ppp: Mapping[int, int] = field(default_factory=dict)

    @property
    def resources(self) -> dict[int, Resources]:
        return {year: resources_of(row) for year, row in self.years.items()}

    def judge(self, share: Mapping[int, int]) -> Judgement:
        """What the numbers say about one thing more."""
        return judge(self.resources, self.committed, share)

    def ppp_after(self, more: Mapping[int, int], lines: Lines) -> dict[int, Ppp]:
        """What PPP responsibility still allows in each year in which more of it is asked for."""
        return {
            year: ppp_of(self.ppp.get(year, 0) + amount, self.own_spend(year), lines.ppp)
            for year, amount in more.items()
        }

    def own_spend(self, year: int) -> int:
        row = self.years.get(year)
        return (row.own_spend or 0) if row else 0


def resources_of(row: FiscalYear) -> Resources:
    """The resources of a year."""
    return Resources(**{name: getattr(row, name) for name in PARTS})


def standing(
    person: Person, first_year: int, *, project: Project | None = None, without: Commitment | None = None
) -> Standing:
    """What there is and what is promised from a year on, in two queries.

    A project's own commitments, or the commitment that is asked about, are left out: they would count twice.
    """
    years = FiscalYear.objects.visible_to(person).filter(year__gte=first_year)
    promised = CommitmentYear.objects.visible_to(person).binding().filter(year__gte=first_year)
    if project is not None:
        promised = promised.exclude(commitment__project=project)
    if without is not None:
        promised = promised.exclude(commitment=without)
    is_ppp = Q(commitment__kind=Kind.PPP)
    sums = promised.order_by().values("year").annotate(whole=Sum("amount"), ppp=Sum("amount", filter=is_ppp))
    rows: list[Any] = list(sums)
    return Standing(
        {row.year: row for row in years.order_by("year")},
        {row["year"]: row["whole"] for row in rows},
        {row["year"]: row["ppp"] or 0 for row in rows},
    )


def own_plans(first_year: int) -> Any:
    """The rows of projects' plans that the city bears itself, from a year on."""
    return YearPlan.objects.filter(source__in=OWN_SOURCES, year__gte=first_year)


def share_of(project: Project, first_year: int) -> dict[int, int]:
    """What a project's plan asks of the city itself from a year on, in 分."""
    sums = (
        own_plans(first_year)
        .filter(project=project)
        .order_by()
        .values_list("year")
        .annotate(whole=Sum("amount"))
    )
    return {year: whole for year, whole in sums.order_by("year") if whole}


def amounts_of(commitment: Commitment) -> dict[int, int]:
    """What a commitment asks of each year, in 分."""
    return dict(commitment.years.order_by("year").values_list("year", "amount"))


def lines_in_force(person: Person) -> Lines:
    """The lines of the last version; without one those of the state's rules."""
    row = Limits.objects.visible_to(person).order_by("-number").first()
    if row is None:
        return Lines()
    return Lines((row.ppp_first, row.ppp_second), (row.yellow, row.orange, row.red), row)


def terms(person: Person) -> list[Office]:
    """The terms of office, the earliest first."""
    rows = Term.objects.visible_to(person).order_by("first_year")
    return [Office(row.name, row.first_year, row.last_year) for row in rows]


def debt_band(row: FiscalYear, lines: Lines) -> Band:
    """The colour of a year's debt ratio."""
    if row.debt is None or not row.means:
        return Band.UNKNOWN
    return band_of(row.debt, row.means, lines.bands)
