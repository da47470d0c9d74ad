"""What the stages hand to each other and to the room: spans, names, deadlines, targets, reasons, drafts."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

Params = tuple[tuple[str, str], ...]
QUARTER_MONTHS = 3
HALF_MONTHS = 6
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Named:
    """A unit or person exactly as the document writes it, and where."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """When: the words of the document, and a code for a day, month, year, rhythm or period (vague: None).

    `on` is the day that a period or a holiday comes to, `note` the code of a remark on it.
    """

    text: str
    code: str | None
    start: int = -1
    end: int = -1
    on: date | None = None
    note: str = ""

    @property
    def day(self) -> date | None:
        """The last day that is still in time; None for rhythms, vague words, and events of unknown day."""
        return self.on or _last_day(self.code or "")


def _last_day(code: str) -> date | None:
    """The last day of a day, month, quarter, half or year."""
    if not code[:4].isdigit():
        return None
    year, rest = int(code[:4]), code[5:]
    if rest.startswith("Q"):
        return last_of(year, int(rest[1:]) * QUARTER_MONTHS)
    if rest.startswith("H"):
        return last_of(year, int(rest[1:]) * HALF_MONTHS)
    return date.fromisoformat(code) if "-" in rest else last_of(year, int(rest or DECEMBER))


def last_of(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class Target:
    """A goal in figures: the words, the value (None when only compared) and the unit with its multiplier."""

    text: str
    value: float | None
    unit: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a stage decided so: a code, and an English sentence with named places that pages translate."""

    code: str
    message: str
    params: Params = ()

    @property
    def text(self) -> str:
        return self.message % dict(self.params)


@dataclass(frozen=True, slots=True)
class Draft:
    """One proposed task: where it stands, who, when, how much, and how sure the rules are (per cent)."""

    start: int
    end: int
    title: str
    leads: tuple[Named, ...] = ()
    co_units: tuple[Named, ...] = ()
    leaders: tuple[Named, ...] = ()
    deadline: Deadline | None = None
    targets: tuple[Target, ...] = ()
    category: str = "action"
    confidence: int = 0
    explicit: bool = False
    reasons: tuple[Reason, ...] = ()


class Covered:
    """Stretches that are taken; asked about spans in the order of the text."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._at = 0

    def meets(self, start: int, end: int) -> bool:
        """Whether the span shares a letter with one that is taken; ask with growing starts only."""
        while self._at < len(self._spans) and self._spans[self._at][1] <= start:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at][0] < end
