"""Every row of a project workbook with the project that it describes and what is wrong with its cells."""

import re
import statistics
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.files.models import FileKind
from bihuan.files.queries import path_of
from bihuan.files.reading.marks import Marks, marked
from bihuan.intake.queries import Directory
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Post, Role, Unit
from bihuan.projects.models import BEFORE_START, WAY, ImportRow, LedgerImport, Nature, Project, Stage
from bihuan.projects.queries.codes import TABLES, CodeBook
from bihuan.projects.rules import sheet_cells as read
from bihuan.projects.rules.checking import tidy
from bihuan.projects.rules.needs import FIELDS
from bihuan.projects.rules.orders import GOVERNED_BY_PLAN
from bihuan.projects.rules.sheet_columns import MONEY, SOURCES, UNITS, unit_of

PAGE = 50
FAULTY, TWINS, LEFT_OUT, ALL = "faulty", "twins", "left_out", "all"
BETWEEN = re.compile(r"[、，,;；\s/]+")
TEXTS = ("name", "region", "field", "industry", "site", "content", "scale")
MORE_TEXTS = ("code", "builder", "builder_code", "contact", "phone", "goal")
STARTED = tuple(WAY[WAY.index(Stage.STARTED) :])
ENDED = tuple(WAY[WAY.index(Stage.COMPLETED) :])
PUBLIC = ("central", "province", "city", "bond")
PARTS = {"territory": "territory", "trade": "industry"}


@dataclass
class Checked:
    """A row, the project that it describes, and its faults by column (-1: the whole row)."""

    row: ImportRow
    texts: list[str]
    facts: dict[str, Any] = field(default_factory=dict)
    stage: Stage = Stage.IDEA
    is_paused: bool = False
    start_fact: date | None = None
    finish_fact: date | None = None
    lead: Unit | None = None
    units: list[tuple[str, Unit]] = field(default_factory=list)
    plans: dict[str, int] = field(default_factory=dict)
    sponsor: Post | None = None
    twin: Project | None = None
    unknown: list[str] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    # What the row does not say and a new project needs: nothing that is known gives way to it.
    guessed: set[str] = field(default_factory=set)

    @property
    def said(self) -> dict[str, Any]:
        """The facts that the row itself says."""
        return {name: value for name, value in self.facts.items() if name not in self.guessed}

    @property
    def is_change(self) -> bool:
        return self.twin is not None and self.row.choice == "update"


@dataclass(frozen=True)
class Counts:
    """How the rows of a workbook stand."""

    total: int
    faulty: int
    twins: int
    left_out: int
    new: int
    changes: int


class Checker:
    """Checks all rows of one workbook against each other, the register of units and the ledger."""

    def __init__(self, sheet: LedgerImport, today: date) -> None:
        self.sheet, self.today = sheet, today
        self.columns, self.heads, self.meant = sheet.columns, sheet.heads, sheet.meant
        self.place = {name: at for at, name in enumerate(self.columns)}
        self.units = {name: unit_of(self.heads[self.place[name]]) or sheet.unit for name in self._money()}
        self.directory = Directory()
        self.rows = list(sheet.rows.select_related("project").order_by("line"))
        self._names: dict[str, Unit | None] = {}
        self.usual = {name: self._usual(name) for name in self.units}
        self.posts = _posts()
        texts = {name: [self._text(row.texts, name) for row in self.rows] for name in TABLES}
        self.codes = CodeBook(texts, today.year)
        self.found = [self._one(row) for row in self.rows]
        self._compare()
        self._find_twins()

    def _money(self) -> list[str]:
        return [name for name in MONEY if name in self.place]

    def _usual(self, name: str) -> int:
        amounts = [amount for row in self.rows if (amount := self._quiet(row.texts, name))]
        return int(statistics.median(amounts)) if len(amounts) >= read.FEWEST else 0

    def _quiet(self, texts: list[str], name: str) -> int:
        try:
            return read.money(texts[self.place[name]], self.units[name])[0] or 0
        except read.NoMoney:
            return 0

    def text(self, found: Checked, name: str) -> str:
        return self._text(found.texts, name)

    def _text(self, texts: list[str], name: str) -> str:
        at = self.place.get(name)
        return "" if at is None else texts[at].strip()

    def fault(self, found: Checked, name: str, words: str) -> None:
        found.faults.append((self.place.get(name, -1), words))

    def _one(self, row: ImportRow) -> Checked:
        found = Checked(row, row.texts)
        if row.is_left_out:
            return found
        for name in (*TEXTS, *MORE_TEXTS):
            if said := self.text(found, name):
                self._fact(found, name, said)
        if not self.text(found, "name"):
            self.fault(found, "name", _("Give the project a name."))
        self._amounts(found)
        self._stage(found)
        self._days(found)
        for name in ("nature", "approval"):
            self._kind(found, name)
        self._who(found)
        return found

    def _meaning(self, name: str, said: Any) -> Any:
        if name in TABLES:
            return self.codes.read(name, said)
        return said.replace("\n", " ") if isinstance(said, str) and name != "content" else said

    def _fact(self, found: Checked, name: str, value: Any) -> None:
        try:
            found.facts |= tidy({name: self._meaning(name, value)}, self.today)
        except Invalid as refusal:
            self.fault(found, name, str(refusal))

    def _amounts(self, found: Checked) -> None:
        said = {name: amount for name in self.units if (amount := self._amount(found, name)) is not None}
        for name in ("total", "opening"):
            if name in said:
                found.facts[name] = said[name]
        by_source = {name: said[name] for name in SOURCES if said.get(name)}
        plan = said.get("plan")
        if by_source and plan is not None and sum(by_source.values()) != plan:
            self.fault(found, "plan", _("The sources do not add up to the plan of the year."))
        found.plans = by_source or ({"own": plan} if plan else {})
        if not by_source:
            found.guessed.add("sources")
        if plan and not by_source and self._nature(found) == Nature.GOVERNMENT:
            found.plans = {"city": plan}
        total = said.get("total", 0)
        if total and sum(found.plans.values()) > total:
            self.fault(found, "plan", _("The plan of the year is above the total investment."))
        if total and said.get("opening", 0) > total:
            self.fault(found, "opening", _("More is done than the total investment."))

    def _amount(self, found: Checked, name: str) -> int | None:
        text = self.text(found, name)
        try:
            amount, has_unit = read.money(text, self.units[name])
        except read.NoMoney:
            said = _("“%(text)s” is no amount. Write a number of wan yuan, like 1,200 or 0.56.")
            self.fault(found, name, said % {"text": text[:40]})
            return None
        if amount is not None and amount < 0:
            self.fault(found, name, _("An amount cannot be below nothing."))
            return None
        if amount and not has_unit and read.jumps(amount, self.usual[name]):
            said = _(
                "“%(text)s” is thousands of times off what is usual. Write the unit with it if it is right."
            )
            self.fault(found, name, said % {"text": text[:40]})
        return amount

    def _nature(self, found: Checked) -> str:
        said = self.text(found, "nature")
        if said:
            return read.kind("nature", said)
        is_public = any(found.plans.get(name) for name in PUBLIC)
        return str(Nature.GOVERNMENT if is_public else Nature.SOCIAL)

    def _kind(self, found: Checked, name: str) -> None:
        said = self.text(found, name)
        if not said:
            found.guessed.add(name)
        if said and not read.kind(name, said):
            self.fault(found, name, _("There is no such choice: %(value)s.") % {"value": said[:40]})
        elif name == "nature":
            found.facts[name] = self._nature(found)
        else:
            usual = "approve" if found.facts.get("nature") == Nature.GOVERNMENT else "record"
            found.facts[name] = read.kind(name, said) or usual

    def _stage(self, found: Checked) -> None:
        said = self.text(found, "stage")
        stage = read.stage(said) if said else read.stage_of_list(found.row.group)
        if stage is None:
            self.fault(
                found, "stage", _("“%(text)s” names no stage, such as 前期 or 在建.") % {"text": said[:40]}
            )
        elif stage == Stage.PAUSED:
            found.stage, found.is_paused = Stage.BUILDING, True
        else:
            found.stage = stage

    def _days(self, found: Checked) -> None:
        start, finish = self._when(found, "start"), self._when(found, "finish")
        if self.text(found, "period"):
            try:
                first, last = read.period(self.text(found, "period"))
                start, finish = (
                    (start if start.day or start.is_begun else first),
                    (finish if finish.day else last),
                )
            except ValueError:
                self._no_day(found, "period")
        if start.is_begun and found.stage in BEFORE_START:
            found.stage = Stage.STARTED
        self._place_days(found, start.day, finish.day)

    def _place_days(self, found: Checked, start: date | None, finish: date | None) -> None:
        """What lies in the past and fits the stage has happened; the rest is planned."""
        if start and finish and finish < start:
            said = _("The planned completion %(day)s lies before the planned start.")
            self.fault(found, "finish" if "finish" in self.place else "period", said % {"day": finish})
            return
        for name, day in (("start_plan", start), ("finish_plan", finish)):
            if day:
                self._fact(found, name, day)
        if start and found.stage in STARTED and start <= self.today:
            found.start_fact = start
        if finish and found.stage in ENDED and finish <= self.today:
            found.finish_fact = finish

    def _when(self, found: Checked, name: str) -> read.When:
        try:
            return read.when(self.text(found, name), is_end=name == "finish")
        except ValueError:
            self._no_day(found, name)
            return read.When()

    def _no_day(self, found: Checked, name: str) -> None:
        said = _("“%(words)s” is no day, such as 2026-03-01, 2026.3 or 2026年3月.")
        self.fault(found, name, said % {"words": self.text(found, name)[:40]})

    def _who(self, found: Checked) -> None:
        for name in UNITS:
            for written in filter(None, BETWEEN.split(self.text(found, name))):
                self._unit(found, name, written)
        if found.lead is None and not found.unknown:
            if found.units:
                found.lead = found.units[0][1]
            else:
                self.fault(found, "lead", _("It is empty. Name the unit that leads."))
        if said := self.text(found, "sponsor"):
            leader = self.directory.leader("".join(said.split()))
            found.sponsor = self.posts.get(leader.pk) if leader else None
            if found.sponsor is None:
                words = _("“%(name)s” is no leader who holds an office now.") % {"name": said[:40]}
                self.fault(found, "sponsor", words)

    def _unit(self, found: Checked, name: str, written: str) -> None:
        if written not in self._names:
            pk = self.meant.get(written)
            self._names[written] = self.directory.units.get(str(pk)) if pk else self.directory.unit(written)
        unit = self._names[written]
        if unit is None:
            if written not in self.meant:
                found.unknown.append(written)
                self.fault(found, name, _("“%(words)s” is no unit of the register.") % {"words": written})
        elif name == "lead" and found.lead is None:
            found.lead = unit
        elif (part := (PARTS.get(name, "industry"), unit)) not in found.units:
            found.units.append(part)

    def _compare(self) -> None:
        """Codes and names that stand twice in the workbook."""
        for name in ("code", "name"):
            lines: dict[str, int] = {}
            for each in self.found:
                said = read.folded(str(each.facts.get(name) or "")).lower()
                if not said:
                    continue
                if said in lines:
                    words = _("The same stands in row %(line)s already.") % {"line": lines[said]}
                    self.fault(each, name, words)
                lines.setdefault(said, each.row.line)

    def _find_twins(self) -> None:
        """Rows that are like a project in the ledger, by code or by name."""
        live = [each for each in self.found if not each.row.is_left_out]
        codes = {code for each in live if (code := each.facts.get("code"))}
        names = {read.folded(str(each.facts.get("name", ""))).lower() for each in live} - {""}
        rows = Project.objects.filter(Q(code__in=codes) | Q(sought__in=names) & ~Q(status=Stage.DROPPED))
        known: dict[str, Project] = {}
        for row in rows.order_by("-pk"):
            known |= {row.sought: row} | ({row.code: row} if row.code else {})
        for each in live:
            name = read.folded(str(each.facts.get("name", ""))).lower()
            by_code = known.get(each.facts.get("code") or "")
            each.twin = by_code or known.get(name)
            if each.twin and (not each.row.choice or (by_code and each.row.choice == "new")):
                said = _("“%(name)s” is in the ledger already. Update it, or leave the row out.")
                self.fault(each, "code" if by_code else "name", said % {"name": each.twin.name})
        self._find_approved([each for each in live if each.is_change])
        self._find_codes(live)

    def _find_approved(self, changes: list[Checked]) -> None:
        twins = [each.twin.pk for each in changes if each.twin]
        approved = set(
            Project.objects.filter(pk__in=twins, baselines__isnull=False).values_list("pk", flat=True)
        )
        said = _("“%(field)s” was approved with the plan. Ask for a change instead of writing over it.")
        for each in changes:
            for name in GOVERNED_BY_PLAN if each.twin and each.twin.pk in approved else ():
                if name in each.facts and each.facts[name] != getattr(each.twin, name):
                    column = "finish" if name == "finish_plan" else name
                    self.fault(each, column, said % {"field": FIELDS[name]})

    def _find_codes(self, live: list[Checked]) -> None:
        """Codes that hold no longer; where a project has one already, it may stay."""
        for each in live:
            for name in TABLES:
                code = str(each.facts.get(name) or "")
                stays = each.is_change and code == getattr(each.twin, name)
                if code and not stays and (words := self.codes.fault(name, code)):
                    self.fault(each, name, words)

    @property
    def counts(self) -> Counts:
        live = [each for each in self.found if not each.row.is_left_out]
        changes = sum(each.is_change for each in live)
        return Counts(
            len(self.found),
            sum(bool(each.faults) for each in live),
            sum(each.twin is not None for each in live),
            len(self.found) - len(live),
            len(live) - changes,
            changes,
        )

    def shown(self, name: str) -> list[Checked]:
        wanted: dict[str, Callable[[Checked], bool]] = {
            FAULTY: lambda each: bool(each.faults),
            TWINS: lambda each: each.twin is not None,
            LEFT_OUT: lambda each: each.row.is_left_out,
        }
        test = wanted.get(name)
        return [each for each in self.found if test is None or test(each)]

    def open_names(self) -> list[tuple[str, int, list[Unit]]]:
        """Names that are no units, the most frequent first, with the units that may be meant."""
        found = Counter(name for each in self.found for name in each.unknown)
        return [(name, count, self.directory.suggestions(name)) for name, count in found.most_common()]

    def words(self, each: Checked) -> list[str]:
        """The faults of a row as sentences that can stand alone."""
        return [f"{self.heads[at]}：{said}" if at >= 0 else said for at, said in each.faults]


def _posts() -> dict[int, Post]:
    """The office that each leader holds now, by his number."""
    rows = Post.objects.open().filter(
        person__role_grants__role=Role.LEADER, person__role_grants__ended_at=None
    )
    return {row.person_id: row for row in rows.order_by("-pk")}


def listed(person: Person) -> Any:
    """The workbooks that came in, newest first."""
    return LedgerImport.objects.visible_to(person).select_related("by").order_by("-pk")


def marked_book(sheet: LedgerImport, checker: Checker) -> bytes | None:
    """The sender's own workbook with its wrong cells painted and the remarks in a column of their own."""
    if sheet.file.kind != FileKind.XLSX:
        return None
    wrong = [each for each in checker.found if each.faults]
    cells = sorted(
        {(each.row.line, at + sheet.left + 1) for each in wrong for at, _said in each.faults if at >= 0}
    )
    remarks = [(each.row.line, "\n".join(checker.words(each))) for each in wrong]
    return marked(
        path_of(sheet.file.sha256), Marks(sheet.sheet, _("Remarks"), sheet.head_line, cells, remarks)
    )
