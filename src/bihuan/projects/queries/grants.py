"""Money from above that may be taken back: which grants, how much, since when, and what comes next."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.figures import Figure
from bihuan.kernel.money import share
from bihuan.people.models import Person
from bihuan.projects.models import WAY, Flow, Fund, FundFlow, SiteVisit, Stage, Visit
from bihuan.projects.queries.ledger import PAGE, Page, Tile, tile
from bihuan.projects.rules.risk import DUE_FROM, SOON, Granted, Risk, next_limit, risk, visits_missing
from bihuan.ui.schemas import place

AT_RISK, COMING, VISITS, ALL = "", "coming", "visits", "all"
BY_DAYS, BY_MONEY = "", "money"


@dataclass(frozen=True)
class Asked:
    """Which grants a list shows, of which unit, and in which order."""

    group: str = AT_RISK
    order: str = BY_DAYS
    unit: int | None = None

    def query(self, group: str) -> str:
        """The address of another list of the same unit."""
        said = {"group": group, "order": self.order, "unit": self.unit}
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Row:
    """One grant with what is at risk of it, its next limit, and the visits that are missing."""

    fund: Any
    risk: Risk
    limit: date | None
    missing: list[Visit]
    rate: Any


def _flows(kind: str) -> Any:
    rows = FundFlow.objects.filter(fund=OuterRef("pk"), kind=kind).order_by().values("fund")
    sums = rows.annotate(found=Sum("amount")).values("found")
    return Coalesce(Subquery(sums, output_field=BigIntegerField()), Value(0))


def grants(person: Person, today: date) -> Any:
    """All grants that a person sees, with what arrived, was paid, is at risk, and since when.

    `broken` is the limit that has passed; what it says follows `rules.risk`, and a test holds both together.
    """
    late = Q(project__start_fact=None, start_due__lt=today)
    broken = Case(
        When(paid__gte=F("amount"), then=None),
        When(late, then="start_due"),
        When(pay_due__lt=today, then="pay_due"),
        output_field=DateField(),
    )
    at_risk = Case(
        When(broken__isnull=False, then=F("amount") - F("paid")), default=0, output_field=BigIntegerField()
    )
    found = Fund.objects.visible_to(person).annotate(arrived=_flows(Flow.ARRIVED), paid=_flows(Flow.PAID))
    return found.annotate(broken=broken).annotate(at_risk=at_risk)


def coming(today: date) -> Q:
    """Grants with something left whose limit comes within the next two months."""
    span = (today, today + timedelta(SOON))
    start = Q(project__start_fact=None, start_due__range=span)
    return Q(paid__lt=F("amount")) & (start | Q(pay_due__range=span))


def visits_lacking() -> Any:
    """Grants whose project has reached a stage without the visit that belongs to it."""
    wanted: Any = Q()
    for visit, since in DUE_FROM.items():
        reached = WAY[WAY.index(since) :]
        at = Q(project__status__in=reached) | Q(project__status=Stage.PAUSED, project__resume_to__in=reached)
        made = SiteVisit.objects.filter(fund=OuterRef("pk"), kind=visit)
        wanted |= at & ~Exists(made)
    return wanted


def selected(person: Person, asked: Asked, today: date) -> Any:
    """The grants of a list, without order."""
    found = grants(person, today)
    if asked.unit:
        found = found.filter(project__lead_id=asked.unit)
    wanted = {AT_RISK: Q(broken__isnull=False), COMING: coming(today), VISITS: visits_lacking()}
    return found.filter(wanted.get(asked.group, Q()))


def ranked(person: Person, asked: Asked, today: date, cursor: str = "", limit: int = PAGE) -> Page:
    """A page of grants: the limit that passed first before the others, or most money first."""
    found = selected(person, asked, today)
    if asked.order == BY_MONEY:
        found = found.annotate(place=F("at_risk") if asked.group == AT_RISK else F("amount") - F("paid"))
        order = ("-place", "pk")
    else:
        found = found.annotate(place=F("broken") if asked.group == AT_RISK else F("start_due"))
        order = ("place", "pk")
    found = _after(found, asked.order == BY_MONEY, cursor)
    funds = list(found.select_related("project__lead", "unit").order_by(*order)[: limit + 1])
    rows = as_rows(funds[:limit], today)
    is_whole = not cursor and len(funds) <= limit
    after = _key(funds[limit - 1]) if len(funds) > limit else ""
    return Page(rows, after, len(rows) if is_whole else None)


def _key(fund: Any) -> str:
    value = fund.place
    return f"{value.toordinal() if isinstance(value, date) else value}.{fund.pk}"


def _after(found: Any, is_money: bool, cursor: str) -> Any:
    first, _dot, last = cursor.partition(".")
    value, pk = place(first), place(last)
    if value is None or pk is None:
        return found
    if is_money:
        return found.filter(Q(place__lt=value) | Q(place=value, pk__gt=pk))
    if not 0 < value <= date.max.toordinal():
        return found
    day = date.fromordinal(value)
    return found.filter(Q(place__gt=day) | Q(place=day, pk__gt=pk))


def as_rows(funds: list[Any], today: date) -> list[Row]:
    """These grants, judged by the rule; one question for all their visits."""
    made: dict[int, set[str]] = {}
    for fund, kind in SiteVisit.objects.filter(fund__in=[row.pk for row in funds]).values_list(
        "fund", "kind"
    ):
        made.setdefault(fund, set()).add(kind)
    rows = []
    for fund in funds:
        project = fund.project
        said = Granted(fund.amount, fund.paid, fund.start_due, fund.pay_due, project.start_fact)
        missing = visits_missing(project.status, project.resume_to, made.get(fund.pk, ()))
        rows.append(
            Row(fund, risk(said, today), next_limit(said, today), missing, share(fund.paid, fund.amount))
        )
    return rows


def numbers(person: Person, asked: Asked, today: date) -> list[Tile]:
    """Money at risk and the number of its grants, what comes soon, what was paid, missing visits."""
    rows = grants(person, today)
    if asked.unit:
        rows = rows.filter(project__lead_id=asked.unit)
    at_risk, near, lacking = (
        rows.filter(broken__isnull=False),
        rows.filter(coming(today)),
        rows.filter(visits_lacking()),
    )
    sums = rows.aggregate(
        granted=Sum("amount"), settled=Sum("paid"), risk=Sum("at_risk"), count=Count("broken")
    )
    granted, paid = sums["granted"] or 0, sums["settled"] or 0
    rate = share(paid, granted)

    def made(name: str, value: int, column: str, formula: Any, of: Any) -> Figure:
        def measure(found: Any) -> int:
            return int(found.aggregate(sum=Sum(column))["sum"] or 0) if column else int(found.count())

        figure = Figure(name, value, "wan" if column else "", formula, today, of, measure, "?")
        return figure.of_kind(f"projects.grants_{name}", {"unit": asked.unit})

    lost = _("What is not paid of grants whose limit for starting or paying has passed")
    return [
        tile(
            _("Money at risk"),
            made("risk", sums["risk"] or 0, "at_risk", lost, at_risk),
            asked.query(AT_RISK),
        ),
        _grants(_("Grants at risk"), made("grants", sums["count"], "", lost, at_risk), asked.query(AT_RISK)),
        _grants(
            _("Limits within 60 days"),
            made("near", near.count(), "", _("Grants with a limit soon"), near),
            asked.query(COMING),
        ),
        _grants(
            _("Visits missing"),
            made("visits", lacking.count(), "", _("Grants without a visit that is due"), lacking),
            asked.query(VISITS),
        ),
        tile(
            _("Granted in all"),
            made("granted", granted, "amount", _("All grants in the list"), rows),
            asked.query(ALL),
        ),
        tile(
            _("Paid out"),
            made("paid", paid, "paid", _("Paid out of all grants"), rows),
            asked.query(ALL),
            "" if rate is None else f"{rate}%",
        ),
    ]


def _grants(label: Any, figure: Figure, query: str) -> Tile:
    return Tile(label, figure, f"{figure.value:,}", _("grants"), "", f"?{query}")
