"""The overview: each year's resources against what is promised and what waits, the PPP and debt lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.fiscal.models import CommitmentYear, FiscalYear, State
from bihuan.fiscal.queries.standing import Lines, Standing, debt_band, lines_in_force, standing
from bihuan.fiscal.rules.capacity import DROPS, Cell, ppp_of
from bihuan.kernel.figures import Figure
from bihuan.kernel.money import share
from bihuan.people.models import Person

MOST_YEARS = 15


@dataclass(frozen=True)
class Bar:
    """One bar to a limit line, in hundredths of the longest: promised, waiting, and what lies beyond."""

    promised: str
    waiting_from: str
    waiting: str
    over_from: str
    over: str
    limit: str


@dataclass(frozen=True)
class YearLine:
    """One year as the overview shows it; nothing but promises where its resources are not entered."""

    year: int
    row: FiscalYear | None
    promised: Figure
    waiting: Figure
    cells: tuple[Cell, ...]
    bar: Bar | None
    ppp: int
    ppp_share: Decimal | None
    ppp_state: str
    debt_ratio: Decimal | None
    debt_band: str


@dataclass(frozen=True)
class Overview:
    """The years to come, the first that falls short, and the lines in force."""

    lines: tuple[YearLine, ...]
    short: YearLine | None
    in_force: Lines

    @property
    def lacking(self) -> int:
        """What that year lacks, in 分."""
        return -self.short.cells[0].room if self.short else 0

    @property
    def last_known(self) -> int | None:
        """The last year whose resources are known."""
        return max((line.year for line in self.lines if line.cells), default=None)


def overview(person: Person, today: date) -> Overview:
    """What the city has and owes from this year on, in four queries."""
    found, in_force = standing(person, today.year), lines_in_force(person)
    waits = CommitmentYear.objects.visible_to(person).filter(commitment__status=State.PROPOSED)
    sums = waits.filter(year__gte=today.year).order_by().values_list("year").annotate(whole=Sum("amount"))
    waiting = dict(sums)
    years = sorted({*found.years, *found.committed, *waiting})[:MOST_YEARS]
    left = {year: money.left() for year, money in found.resources.items()}
    whole = max(
        (max(left.get(y, 0), found.committed.get(y, 0) + waiting.get(y, 0)) for y in years), default=0
    )
    lines = tuple(_line(person, year, today, (found, waiting, in_force, whole)) for year in years)
    short = next((line for line in lines if line.cells and line.cells[0].room < 0), None)
    return Overview(lines, short, in_force)


def _line(
    person: Person, year: int, today: date, said: tuple[Standing, Mapping[int, int], Lines, int]
) -> YearLine:
    found, waiting, in_force, whole = said
    row, promised, waits = found.years.get(year), found.committed.get(year, 0), waiting.get(year, 0)
    ppp, own = found.ppp.get(year, 0), found.own_spend(year)
    money = found.resources.get(year)
    cells = tuple(Cell(drop, money.left(drop), promised, 0) for drop in DROPS) if money else ()
    rows = CommitmentYear.objects.visible_to(person).filter(year=year)
    return YearLine(
        year=year,
        row=row,
        promised=year_figure("promised", promised, rows.binding(), year, today),
        waiting=year_figure("waiting", waits, rows.filter(commitment__status=State.PROPOSED), year, today),
        cells=cells,
        bar=_bar(cells[0].resources, promised, waits, whole) if cells else None,
        ppp=ppp,
        ppp_share=share(ppp, own) if own else None,
        ppp_state=str(ppp_of(ppp, own, in_force.ppp)),
        debt_ratio=share(row.debt, row.means) if row and row.debt is not None and row.means else None,
        debt_band=str(debt_band(row, in_force)) if row else "unknown",
    )


def year_figure(name: str, value: int, rows: Any, year: int, today: date) -> Figure:
    """A sum of commitments in a year, in 分, that leads to them."""
    return Figure(
        name=name,
        value=value,
        unit="分",
        formula=_("Sum of what these commitments ask of the year"),
        as_of=today,
        rows=rows,
        measure=lambda found: found.aggregate(whole=Sum("amount"))["whole"] or 0,
        url=f"{reverse('fiscal:commitment_list')}?show={name}&year={year}",
    ).of_kind(f"fiscal.{name}", {"year": year})


def _bar(resources: int, promised: int, waiting: int, whole: int) -> Bar:
    def place(amount: int) -> float:
        return max(0, amount) / whole * 100 if whole else 0

    limit, first, last = place(resources), place(promised), place(promised + waiting)
    return Bar(
        promised=f"{min(first, limit):.2f}",
        waiting_from=f"{min(first, limit):.2f}",
        waiting=f"{max(0, min(last, limit) - first):.2f}",
        over_from=f"{limit:.2f}",
        over=f"{max(0, last - limit):.2f}",
        limit=f"{limit:.2f}",
    )
