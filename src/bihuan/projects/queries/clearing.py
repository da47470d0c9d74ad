"""The clearing sheet of grants (中央投资基建项目资金清理表) and the register of projects, as workbooks."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from bihuan.people.models import Person
from bihuan.projects.models import Project, Source
from bihuan.projects.queries.books import MOST_ROWS, Column, workbook
from bihuan.projects.queries.facts import AsOf, rules_on, with_facts, with_light
from bihuan.projects.queries.grants import Asked, ranked
from bihuan.projects.queries.ledger import Wanted, selected
from bihuan.projects.rules.lists import list_label
from bihuan.projects.rules.needs import FIELDS
from bihuan.ui.templatetags.parts import fullday, fullmonth

CLEARING = (
    Column(_("No."), 6),
    Column(FIELDS["code"], 26),
    Column(FIELDS["name"], 36),
    Column(FIELDS["lead"]),
    Column(_("Level of the grant")),
    Column(_("Programme"), 24),
    Column(_("Number of the grant"), 24),
    Column(_("Day of the grant"), 12),
    Column(_("Total investment (wan yuan)"), 14, is_money=True),
    Column(_("Granted (wan yuan)"), 14, is_money=True),
    Column(_("Arrived (wan yuan)"), 14, is_money=True),
    Column(_("Paid out (wan yuan)"), 14, is_money=True),
    Column(_("Rate of payment (%)"), 10),
    Column(_("Start by"), 12),
    Column(FIELDS["start_fact"], 12),
    Column(_("Pay out by"), 12),
    Column(_("At risk (wan yuan)"), 14, is_money=True),
    Column(_("Days past the limit"), 10),
    Column(_("Visits missing"), 20),
    Column(_("Unit in charge of oversight")),
    Column(_("Person in charge of oversight")),
)
REGISTER = (
    Column(_("No."), 6),
    Column(FIELDS["code"], 26),
    Column(FIELDS["name"], 36),
    Column(_("List of the year"), 10),
    Column(FIELDS["nature"]),
    Column(FIELDS["approval"]),
    Column(FIELDS["field"]),
    Column(FIELDS["lead"]),
    Column(_("Stage"), 12),
    Column(FIELDS["region"], 10),
    Column(FIELDS["site"], 20),
    Column(FIELDS["content"], 40),
    Column(FIELDS["scale"], 20),
    Column(_("Total investment (wan yuan)"), 14, is_money=True),
    Column(_("Done in all (wan yuan)"), 14, is_money=True),
    Column(_("Plan of the year (wan yuan)"), 14, is_money=True),
    Column(_("Done this year (wan yuan)"), 14, is_money=True),
    Column(_("Points ahead"), 10),
    Column(FIELDS["start_plan"], 12),
    Column(FIELDS["start_fact"], 12),
    Column(FIELDS["finish_plan"], 12),
    Column(FIELDS["finish_fact"], 12),
    Column(FIELDS["builder"], 24),
    Column(FIELDS["contact"]),
    Column(_("Sponsoring leader")),
    Column(_("Light"), 8),
)
LIGHTS = {
    "red": _("Red"),
    "amb": _("Yellow"),
    "grn": _("Green"),
    "gry": _("Not judged"),
    "done": _("Built"),
}


def clearing_sheet(person: Person, asked: Asked, today: date) -> bytes:
    """The grants of a list as the clearing sheet, in the list's order."""
    page = ranked(person, asked, today, limit=MOST_ROWS)
    note = gettext("As of %(day)s. Amounts in wan yuan.") % {"day": fullday(today)}
    title = gettext("Clearing sheet of money granted from above")
    return workbook(title, CLEARING, _grants(page.rows), note)


def _grants(rows: list[Any]) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, start=1):
        fund, project = row.fund, row.fund.project
        yield [
            number,
            project.code,
            project.name,
            project.lead.short_name,
            Source(fund.source).label,
            fund.programme,
            fund.number,
            fund.issued_date,
            project.total,
            fund.amount,
            fund.arrived,
            fund.paid,
            row.rate,
            fund.start_due,
            project.start_fact,
            fund.pay_due,
            row.risk.amount,
            row.risk.days or None,
            pgettext("list", ", ").join(str(visit.label) for visit in row.missing),
            fund.unit.short_name,
            fund.watcher,
        ]


def register_book(person: Person, wanted: Wanted, asked: AsOf) -> bytes:
    """The projects of a list, as it is filtered, with what the list shows of them."""
    keys = selected(person, wanted, asked.month.year).values("pk")
    told = with_facts(
        Project.objects.filter(pk__in=keys), asked, "year_plan", "year_done", "done", "points_ahead"
    )
    told = with_light(told, asked, rules_on(asked.today)).select_related("lead", "sponsor__person")
    if wanted.light:
        told = told.filter(light=wanted.light)
    note = gettext("Money up to %(month)s, in wan yuan.") % {"month": fullmonth(asked.month)}
    return workbook(
        gettext("Register of projects"), REGISTER, _projects(told.order_by("pk")[:MOST_ROWS], asked), note
    )


def _projects(rows: Any, asked: AsOf) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, start=1):
        yield [
            number,
            row.code,
            row.name,
            list_label(row, asked.month.year),
            row.get_nature_display(),
            row.get_approval_display(),
            row.field,
            row.lead.short_name,
            row.get_status_display(),
            row.region,
            row.site,
            row.content,
            row.scale,
            row.total,
            row.done,
            row.year_plan,
            row.year_done,
            row.points_ahead,
            row.start_plan,
            row.start_fact,
            row.finish_plan,
            row.finish_fact,
            row.builder,
            row.contact,
            row.sponsor.person.name if row.sponsor else "",
            LIGHTS.get(row.light, ""),
        ]
