"""A workbook of firms as it would come in: every line, what it becomes, and which of its cells are wrong."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.files.models import StoredFile
from bihuan.files.queries import path_of
from bihuan.files.reading.grid import read_grids
from bihuan.indicators.models import Firm, FirmSpell
from bihuan.indicators.rules.firm_sheets import CHANGES, ENTRIES, EXITS, IN, FirmLine, firm_lines
from bihuan.indicators.rules.firms import is_industrial
from bihuan.indicators.rules.told_times import NoTime, read_month
from bihuan.journal.rules import Change, before
from bihuan.kernel.errors import Invalid
from bihuan.kernel.money import NoMoney, parse
from bihuan.kernel.periods import month_of
from bihuan.people.models import Unit, UnitKind
from bihuan.projects.rules.checking import code_refusal
from bihuan.projects.rules.classes import provinces
from bihuan.projects.rules.codes import NotACode, read_company_code

MOST_LINES = 5000
LONGEST_NAME, LONGEST_SHOWN = 100, 40
REGION = 6


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell."""

    where: str
    said: str
    why: str


@dataclass
class CheckedFirm:
    """One line: the firm, its change on the roll, its revenue by month (分), and what is wrong."""

    line: FirmLine
    firm: Firm
    was: Change | None = None
    old: tuple[str, ...] = ()
    change: str = ""
    month: date | None = None
    reason: str = ""
    stay: FirmSpell | None = None
    revenues: dict[date, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def facts(self) -> tuple[str, ...]:
        """Who the firm is, as the workbook may tell it otherwise."""
        firm = self.firm
        return firm.name, firm.industry, firm.place, str(firm.unit_id)

    def fault(self, role: str, why: str) -> None:
        """Note what is wrong with a column of this line."""
        self.faults.append(Fault(self.line.cell(role), self.line.said.get(role, "")[:LONGEST_SHOWN], why))


@dataclass(frozen=True)
class FirmCheck:
    """All lines of a workbook."""

    lines: list[CheckedFirm]

    @property
    def faulty(self) -> list[CheckedFirm]:
        return [line for line in self.lines if line.faults]

    @property
    def good(self) -> list[CheckedFirm]:
        return [line for line in self.lines if not line.faults]

    @property
    def faults(self) -> list[Fault]:
        return [fault for line in self.lines for fault in line.faults]


class _Known:
    """Firms by code, their open stays and last months, and the units that look after firms."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.firms = {firm.code: firm for firm in Firm.objects.filter(code__in=list(codes))}
        spells = FirmSpell.objects.filter(firm__in=self.firms.values()).order_by("entered")
        self.stays = {spell.firm_id: spell for spell in spells}
        self.units: dict[str, Unit] = {}
        for unit in Unit.objects.filter(kind__in=(UnitKind.COUNTY, UnitKind.PARK), is_active=True):
            self.units |= {unit.name: unit, unit.short_name: unit}


def lines_in(file: StoredFile) -> list[FirmLine]:
    """The firms of a workbook as it tells them."""
    grids, _warnings = read_grids(path_of(file.sha256), file.kind)
    told = [line for grid in grids for line in firm_lines(grid)]
    if not told:
        raise Invalid(_("No table names 统一社会信用代码. Give each firm a line."))
    if len(told) > MOST_LINES:
        raise Invalid(_("A workbook has at most %(most)s firms.") % {"most": MOST_LINES})
    return told


def checked_firms(file: StoredFile, today: date) -> FirmCheck:
    """Read a workbook and check every line."""
    told = lines_in(file)
    codes = [_code(line.said.get("code", "")) for line in told]
    known = _Known(code for code in codes if code)
    twice = Counter(code for code in codes if code)
    found = []
    for line, code in zip(told, codes, strict=True):
        row = CheckedFirm(line, known.firms.get(code) or Firm(code=code))
        if not code:
            row.fault("code", _why_no_code(line.said.get("code", "")))
        elif twice[code] > 1:
            row.fault("code", _("This firm stands more than once in the file."))
        _facts(row, known)
        _change(row, known, today)
        _earned(row, today)
        found.append(row)
    return FirmCheck(found)


def _code(text: str) -> str:
    try:
        return read_company_code(text)
    except NotACode:
        return ""


def _why_no_code(text: str) -> str:
    try:
        read_company_code(text)
    except NotACode as error:
        return code_refusal("builder_code", text, str(error))
    return ""


def _facts(row: CheckedFirm, known: _Known) -> None:
    """Who the firm is: all of it for a new one, what is told for one that is known."""
    said, firm = row.line.said, row.firm
    if firm.pk:
        row.was, row.old = before(firm), row.facts
    for role, (is_right, why) in FACTS.items():
        text = said.get(role, "")
        if text or firm.pk is None:
            setattr(firm, role, text)
            if not is_right(text):
                row.fault(role, str(why))
    if said.get("unit") or firm.pk is None:
        unit = known.units.get(said.get("unit", ""))
        if unit is None:
            row.fault("unit", _("No county or park is called so."))
        else:
            firm.unit = unit


def _is_place(text: str) -> bool:
    digits = text.isascii() and text.isdigit() and len(text) == REGION
    return digits and any(row.code[:2] == text[:2] for row in provinces())


FACTS: dict[str, tuple[Callable[[str], bool], Any]] = {
    "name": (
        lambda text: 1 <= len(text) <= LONGEST_NAME,
        gettext_lazy("A new firm is named, in at most 100 characters."),
    ),
    "industry": (
        is_industrial,
        gettext_lazy("An industrial class of GB/T 4754 has four digits and lies in B, C or D."),
    ),
    "place": (
        _is_place,
        gettext_lazy("An area of GB/T 2260 has six digits and begins with a province."),
    ),
}


def _change(row: CheckedFirm, known: _Known, today: date) -> None:
    """Whether the firm comes onto the roll or goes, in which month and why."""
    said = row.line.said
    if not said.get("change"):
        if said.get("month") or said.get("reason"):
            row.fault("change", _("A month or a reason stands here, but no change."))
        return
    change = CHANGES.get(said["change"].lower(), "")
    if not change:
        row.fault("change", _("A change is 入库 or 退库."))
        return
    row.change, row.month = change, _month(row, "month", said.get("month", ""), today)
    reasons: Mapping[str, str] = ENTRIES if change == IN else EXITS
    row.reason = str(reasons.get(said.get("reason", ""), ""))
    if not row.reason:
        why = _("Such a change has one of these reasons: %(names)s.") % {"names": " ".join(reasons)}
        row.fault("reason", why)
    row.stay = known.stays.get(row.firm.pk) if row.firm.pk else None
    _need_order(row)


def _need_order(row: CheckedFirm) -> None:
    """A firm enters while it is out, later than it went; it goes while it is in, later than it came."""
    stay, month = row.stay, row.month
    if row.change == IN:
        if stay and stay.left is None:
            row.fault("change", _("This firm is on the roll already."))
        elif stay and month and stay.left and month < stay.left:
            row.fault("month", _("This firm was on the roll in that month."))
    elif stay is None or stay.left is not None:
        row.fault("change", _("This firm is not on the roll."))
    elif month and month <= stay.entered:
        row.fault("month", _("A firm leaves later than it entered."))


def _month(row: CheckedFirm, role: str, text: str, today: date) -> date | None:
    try:
        month = read_month(text)
    except NoTime:
        row.fault(role, _("“%(text)s” is no month. Write it like 2026-10.") % {"text": text[:LONGEST_SHOWN]})
        return None
    if month_of(month).last >= today:
        row.fault(role, _("%(month)s is not over yet.") % {"month": f"{month:%Y-%m}"})
    return month


def _earned(row: CheckedFirm, today: date) -> None:
    for month, text, where in row.line.revenues:
        try:
            row.revenues[month] = parse(text)
        except NoMoney:
            why = _("This is no amount in 10,000 yuan.")
            row.faults.append(Fault(where, text[:LONGEST_SHOWN], why))
        if month_of(month).last >= today:
            why = _("%(month)s is not over yet.") % {"month": f"{month:%Y-%m}"}
            row.faults.append(Fault(where, text[:LONGEST_SHOWN], why))
