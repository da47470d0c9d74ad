"""The dispatch sheet (调度表) of a month as a workbook: to read, and to be filled in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.money import in_unit, share
from bihuan.people.models import Person
from bihuan.projects.models import DispatchRound, MonthRow, Problem, ProblemStatus, Project, Source, YearPlan
from bihuan.projects.queries.books import MOST_ROWS, Column, workbook, write_cell
from bihuan.projects.queries.clearing import LIGHTS
from bihuan.projects.queries.facts import AsOf, rules_on, with_facts, with_light
from bihuan.projects.queries.filling import LABELS
from bihuan.projects.queries.ledger import Wanted
from bihuan.projects.queries.rounds import workable
from bihuan.projects.queries.yearly import rows_of_year
from bihuan.projects.rules.cells import cells_of
from bihuan.projects.rules.lists import list_label
from bihuan.projects.rules.months import COLUMNS, moment_of
from bihuan.projects.rules.needs import FIELDS
from bihuan.projects.rules.owing import has_month, owes
from bihuan.projects.rules.sheets import Key, key_text
from bihuan.ui.templatetags.parts import fullday, fullmonth

HEAD_ROW = 3
SHEET_LIMIT = 31


@dataclass
class Row:
    """One project with what its line of the sheet says."""

    project: Any
    asked: AsOf
    month: MonthRow | None = None
    before: int = 0
    plans: dict[str, int] = field(default_factory=dict)
    problem: Problem | None = None

    @property
    def year_done(self) -> int:
        return int(self.project.year_done)

    def of_month(self, name: str) -> Any:
        return getattr(self.month, name) if self.month else None


@dataclass(frozen=True)
class Told:
    """A column of the sheet: its head, what a row says in it, and the cell that is filled in there."""

    head: Any
    value: Callable[[Row], Any]
    width: int = 12
    is_money: bool = False
    cell: str = ""


def _pair(first: date | None, second: date | None) -> str:
    return " / ".join(day.isoformat() if day else "—" for day in (first, second))


def _sources(row: Row) -> str:
    parts = (f"{Source(name).label} {in_unit(row.plans[name])}" for name in COLUMNS if row.plans.get(name))
    return pgettext("list", ", ").join(parts)


def _solver(row: Row) -> str:
    return f"{row.problem.unit.short_name} {row.problem.due.isoformat()}" if row.problem else ""


def _written(row: Row) -> str:
    return f"{row.month.by.name} {timezone.localtime(row.month.at):%Y-%m-%d %H:%M}" if row.month else ""


def _statistics(row: Row) -> str:
    if not row.project.stat_date:
        return gettext("No")
    yes = gettext("Yes")
    return f"{yes} {row.project.stat_code}".strip()


def _span(row: Row) -> str:
    project = row.project
    days = (project.start_fact or project.start_plan, project.finish_fact or project.finish_plan)
    return "—".join(str(day.year) if day else "" for day in days)


def _content(row: Row) -> str:
    return "\n".join(filter(None, (row.project.content, row.project.scale)))


def _sponsor(row: Row) -> str:
    return row.project.sponsor.person.name if row.project.sponsor else ""


NAME = Told(FIELDS["name"], lambda row: row.project.name, 30)
SHARE = Told(_("Share of the year's plan, %"), lambda row: share(row.year_done, row.project.year_plan), 9)
HEAD = (
    Told(FIELDS["code"], lambda row: row.project.code, 26),
    NAME,
    Told(_("List of the year"), lambda row: list_label(row.project, row.asked.month.year), 8),
    Told(FIELDS["nature"], lambda row: row.project.get_nature_display(), 10),
    Told(FIELDS["field"], lambda row: row.project.field, 14),
    Told(FIELDS["site"], lambda row: row.project.site, 14),
    Told(_("What is built, and its scale"), _content, 36),
    Told(_("Years of construction"), _span, 11),
    Told(_("Total investment (wan yuan)"), lambda row: row.project.total, 12, is_money=True),
    Told(_("Sources of the year's plan (wan yuan)"), _sources, 20),
    Told(_("Done before this year (wan yuan)"), lambda row: row.before, 12, is_money=True),
    Told(_("Plan of the year (wan yuan)"), lambda row: row.project.year_plan, 12, is_money=True),
)
DONE = Told(LABELS["done"], lambda row: row.of_month("done"), 12, is_money=True, cell="done")
YEAR = Told(LABELS["year"], lambda row: row.year_done, 12, is_money=True)
MIDDLE = (
    SHARE,
    Told(_("Points ahead"), lambda row: row.project.points_ahead, 8),
    Told(_("In the statistics, code"), _statistics, 12),
    Told(FIELDS["goal"], lambda row: row.project.goal, 20),
)
PROGRESS = Told(LABELS["progress"], lambda row: row.of_month("progress"), 24, cell="progress")
DAYS = (
    Told(_("Start, planned / actual"), lambda row: _pair(row.project.start_plan, row.project.start_fact), 13),
    Told(
        _("Completion, planned / actual"),
        lambda row: _pair(row.project.finish_plan, row.project.finish_fact),
        13,
    ),
)
STUCK = (
    Told(LABELS["problem"], lambda row: row.of_month("problem"), 24, cell="problem"),
    Told(LABELS["need"], lambda row: row.of_month("need"), 24, cell="need"),
)
TAIL = (
    Told(_("Solving unit, by when"), _solver, 14),
    Told(FIELDS["lead"], lambda row: row.project.lead.short_name, 12),
    Told(_("Sponsoring leader"), _sponsor, 10),
    Told(
        _("Builder, contact"),
        lambda row: "\n".join(filter(None, (row.project.builder, row.project.contact, row.project.phone))),
        22,
    ),
    Told(_("Light"), lambda row: LIGHTS.get(row.project.light, ""), 7),
    Told(_("Written by, when"), _written, 16),
)
SHEET = (*HEAD, DONE, YEAR, *MIDDLE, PROGRESS, *DAYS, *STUCK, *TAIL)
SOURCES = tuple(
    Told(
        LABELS[name],
        lambda _row: None,
        9,
        is_money=True,
        cell=name,
    )
    for name in COLUMNS
)
ENTRY = (
    *HEAD,
    Told(
        _("Done this year before this month (wan yuan)"),
        lambda row: row.year_done - (row.of_month("done") or 0),
        12,
        is_money=True,
    ),
    DONE,
    *SOURCES,
    Told(LABELS["year"], lambda _row: None, 12, is_money=True, cell="year"),
    *MIDDLE,
    Told(LABELS["percent"], lambda row: row.of_month("percent"), 9, cell="percent"),
    PROGRESS,
    *DAYS,
    *STUCK,
    Told(LABELS["reason"], lambda row: row.of_month("reason"), 20, cell="reason"),
    *TAIL,
)
# How many columns before the key each cell of the workbook stands.
BACKS = {each.cell: len(ENTRY) - at for at, each in enumerate(ENTRY) if each.cell}


def rows_told(found: Any, asked: AsOf) -> list[Row]:
    """These projects with what the sheet says of them in a month: five questions, however many."""
    facts = with_facts(found, asked, "year_plan", "year_done", "points_ahead")
    lit = with_light(facts, asked, rules_on(asked.today)).select_related("lead", "sponsor__person")
    rows = {project.pk: Row(project, asked) for project in lit.order_by("pk")[:MOST_ROWS]}
    keys = Project.objects.filter(pk__in=found.values("pk")).values("pk")
    for month in MonthRow.objects.filter(project__in=keys, month=asked.month).select_related("by"):
        rows[month.project_id].month = month
    earlier = MonthRow.objects.filter(project__in=keys, month__lt=asked.first).values("project")
    sums = dict(earlier.annotate(found=Sum("done")).values_list("project", "found"))
    plans = YearPlan.objects.filter(project__in=keys, year=asked.month.year)
    for pk, source, amount in plans.values_list("project", "source", "amount"):
        rows[pk].plans[source] = amount
    stuck = Problem.objects.filter(project__in=keys).exclude(status=ProblemStatus.CLOSED)
    for problem in stuck.select_related("unit").order_by("-pk"):
        rows[problem.project_id].problem = problem
    for pk, row in rows.items():
        row.before = row.project.opening + sums.get(pk, 0)
    return list(rows.values())


def month_sheet(person: Person, wanted: Wanted, asked: AsOf) -> bytes:
    """The dispatch sheet of a month, of the projects that the months of its year show, with their sums."""
    columns = [Column(_("No."), 6), *(Column(each.head, each.width, each.is_money) for each in SHEET)]
    rows = rows_told(rows_of_year(person, wanted, asked), asked)
    title = gettext("Dispatch sheet of %(month)s") % {"month": fullmonth(asked.month)}
    note = gettext("As of %(day)s. Amounts in wan yuan.") % {"day": fullday(asked.today)}
    return workbook(title, columns, _lines(rows), note)


def _lines(rows: Sequence[Row]) -> Iterator[list[Any]]:
    yield ["", *_whole(rows)]
    for number, row in enumerate(rows, start=1):
        yield [number, *(each.value(row) for each in SHEET)]


def _whole(rows: Sequence[Row]) -> Iterator[Any]:
    """The line of sums above the projects (合计)."""
    plan, done = sum(row.project.year_plan for row in rows), sum(row.year_done for row in rows)
    words = {NAME: gettext("All projects"), SHARE: share(done, plan)}
    for each in SHEET:
        yield sum(each.value(row) or 0 for row in rows) if each.is_money else words.get(each, "")


def round_workbook(person: Person, round_: DispatchRound, today: date) -> bytes:
    """What somebody is to fill in, as a workbook: white cells can be written, the last column is the key."""
    mine = workable(person).filter(owes(round_.month) | has_month(round_.month))
    rows = rows_told(Project.objects.filter(pk__in=mine.values("pk")), AsOf(today, round_.month))
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(gettext("Dispatch sheet")[:SHEET_LIMIT])
    looks = _looks(book)
    title = gettext("Dispatch sheet of %(month)s") % {"month": fullmonth(round_.month)}
    sheet.write_string(0, 0, title, looks["title"])
    words = gettext("Fill in the white columns, amounts in wan yuan; rows left empty are left out.")
    sheet.write_string(1, 0, f"{words} {_due(round_)}")
    for column, head in enumerate([gettext("No."), *(str(each.head) for each in ENTRY), _key_head()]):
        sheet.write_string(HEAD_ROW - 1, column, head, looks["head"])
    for column, each in enumerate(ENTRY, start=1):
        sheet.set_column(column, column, each.width)
    for number, row in enumerate(rows):
        _write(sheet, number, row, round_, looks)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    sheet.freeze_panes(HEAD_ROW, 3)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return file.getvalue()


def _due(round_: DispatchRound) -> str:
    return gettext("To be filled in by %(day)s.") % {"day": fullday(round_.due)}


def _key_head() -> str:
    return gettext("Key of the row: leave it as it is")


def _looks(book: Any) -> dict[str, Any]:
    box = {"text_wrap": True, "valign": "top", "border": 1}
    given = {**box, "bg_color": "#F1F3F5"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True}),
        "text": book.add_format(given),
        "day": book.add_format({**given, "num_format": "yyyy-mm-dd"}),
        "open": book.add_format({**box, "locked": False}),
    }


def _write(sheet: Any, number: int, row: Row, round_: DispatchRound, looks: dict[str, Any]) -> None:
    at = HEAD_ROW + number
    sheet.write_number(at, 0, number + 1, looks["text"])
    split = cells_of(row.month, "") if row.month else {}
    for column, each in enumerate(ENTRY, start=1):
        value = each.value(row)
        if each.cell in COLUMNS and split.get(each.cell):
            value = getattr(row.month, each.cell)
        used = {**looks, "text": looks["open"]} if each.cell else looks
        write_cell(sheet, (at, column), value, Column(each.head, each.width, each.is_money), used)
    key = key_text(Key(row.project.pk, round_.pk, moment_of(row.month)))
    sheet.write_string(at, len(ENTRY) + 1, key, looks["text"])
