"""Whether the city can afford one thing more (财政承受能力), year by year, in whole 分. Pure.

Resources of a year = general budget + government fund (land) + transfers + bond quota − 三保 − other rigid
spending. Room = resources − what is promised already − the share of the new thing that the city bears itself
(its own money and its bonds). Income from land is taken at full, at −10 % and at −20 %, each time rounded
down to whole 分. Percentages are whole numbers; shares of a whole are compared by multiplying, never divided.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

WHOLE = 100
# By how many percent less comes in from land: as planned, worse, bad.
DROPS = (0, 10, 20)


class Verdict(StrEnum):
    """What the numbers say. They advise; the opinion is the Finance Bureau's document."""

    AFFORDABLE = "affordable"
    CONDITIONAL = "conditional"
    NOT = "not"
    # Some year of the plan has no resources entered, so that nothing can be said.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Resources:
    """What one year brings in and must spend before anything is chosen, in 分."""

    budget: int = 0
    fund: int = 0
    transfers: int = 0
    quota: int = 0
    guarantees: int = 0
    rigid: int = 0

    def left(self, drop: int = 0) -> int:
        """What is left to choose with when so many percent less come in from land."""
        fund = self.fund * (WHOLE - drop) // WHOLE
        return self.budget + fund + self.transfers + self.quota - self.guarantees - self.rigid


@dataclass(frozen=True)
class Cell:
    """One year at one drop of land income."""

    drop: int
    resources: int
    committed: int
    share: int

    @property
    def before(self) -> int:
        """The room without the new thing."""
        return self.resources - self.committed

    @property
    def room(self) -> int:
        return self.before - self.share


@dataclass(frozen=True)
class Line:
    """One year at every drop; no cells where its resources have not been entered."""

    year: int
    committed: int
    share: int
    cells: tuple[Cell, ...]
    # Whether the year decides: the plan of the new thing reaches over it.
    counts: bool

    @property
    def is_known(self) -> bool:
        return bool(self.cells)

    @property
    def lacking(self) -> int:
        """By how much the year falls short as planned; 0 where it does not."""
        return max(0, -self.cells[0].room) if self.cells else 0


@dataclass(frozen=True)
class Judgement:
    """The verdict and the years from which it follows."""

    verdict: Verdict
    lines: tuple[Line, ...]

    @property
    def short(self) -> tuple[tuple[int, int, int], ...]:
        """Every year, drop and amount (分) by which a year that decides falls short."""
        return tuple(
            (line.year, cell.drop, -cell.room)
            for line in self.lines
            if line.counts
            for cell in line.cells
            if cell.room < 0
        )

    @property
    def unknown(self) -> tuple[int, ...]:
        """The years that decide and of which nothing is known."""
        return tuple(line.year for line in self.lines if line.counts and not line.is_known)


def judge(
    resources: Mapping[int, Resources], committed: Mapping[int, int], share: Mapping[int, int]
) -> Judgement:
    """Judge a plan by year: from its first year with money of the city to its last, each year decides.

    A plan that asks the city for nothing is affordable. The other years are shown beside them.
    """
    asked = [year for year, amount in share.items() if amount]
    span = range(min(asked), max(asked) + 1) if asked else range(0)
    years = sorted({*resources, *committed, *span})
    lines = tuple(_line(year, resources.get(year), committed, share, year in span) for year in years)
    return Judgement(_verdict([line for line in lines if line.counts]), lines)


def _line(
    year: int, found: Resources | None, committed: Mapping[int, int], share: Mapping[int, int], counts: bool
) -> Line:
    promised, asked = committed.get(year, 0), share.get(year, 0)
    cells = () if found is None else tuple(Cell(drop, found.left(drop), promised, asked) for drop in DROPS)
    return Line(year, promised, asked, cells, counts)


def _verdict(lines: Sequence[Line]) -> Verdict:
    cells = [cell for line in lines for cell in line.cells]
    if any(cell.room < 0 for cell in cells if cell.drop == 0):
        return Verdict.NOT
    if any(not line.is_known for line in lines):
        return Verdict.UNKNOWN
    return Verdict.CONDITIONAL if any(cell.room < 0 for cell in cells) else Verdict.AFFORDABLE


@dataclass(frozen=True)
class Office:
    """A term of office (届): its name, its first and its last year."""

    name: str
    first_year: int
    last_year: int

    def holds(self, year: int) -> bool:
        return self.first_year <= year <= self.last_year


@dataclass(frozen=True)
class Part:
    """What falls into one term of office, or, without one, into years that no term covers."""

    term: Office | None
    amount: int
    is_current: bool


def split(share: Mapping[int, int], terms: Iterable[Office], year: int) -> tuple[Part, ...]:
    """Part the money of a plan by terms of office; `year` says which one is the present one (本届)."""
    known = sorted(terms, key=lambda term: term.first_year)
    sums: dict[Office | None, int] = {}
    for each, amount in share.items():
        term = next((term for term in known if term.holds(each)), None)
        sums[term] = sums.get(term, 0) + amount
    return tuple(
        Part(term, sums[term], term is not None and term.holds(year))
        for term in [*known, None]
        if sums.get(term)
    )


def crosses(parts: Iterable[Part]) -> int:
    """How much of a plan other terms than the present one would have to pay (跨届), in 分."""
    return sum(part.amount for part in parts if not part.is_current)


class Ppp(StrEnum):
    """What PPP responsibility in a year still allows."""

    FREE = "free"
    USERS_PAY = "users_pay"
    NONE = "none"
    UNKNOWN = "unknown"


def ppp_of(responsibility: int, own_spending: int, lines: tuple[int, int] = (5, 10)) -> Ppp:
    """What PPP may still be begun: above the first line nothing that government pays, above the second none.

    `responsibility` is what all PPP projects ask of the budget in that year, `own_spending` what the city's
    own general budget spends (财政部's rule of 5 % and 10 %). Both in 分.
    """
    if own_spending <= 0:
        return Ppp.UNKNOWN if responsibility else Ppp.FREE
    first, second = lines
    if responsibility * WHOLE > own_spending * second:
        return Ppp.NONE
    return Ppp.USERS_PAY if responsibility * WHOLE > own_spending * first else Ppp.FREE


class Band(StrEnum):
    """The debt ratio (债务率) as a colour."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    UNKNOWN = "unknown"


def band_of(debt: int, means: int, bands: tuple[int, int, int] = (120, 200, 300)) -> Band:
    """The colour of debt against the year's total means (综合财力), both in 分; a line counts as crossed."""
    if means <= 0:
        return Band.UNKNOWN
    above = sum(debt * WHOLE >= means * line for line in bands)
    return (Band.GREEN, Band.YELLOW, Band.ORANGE, Band.RED)[above]
