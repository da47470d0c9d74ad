"""The list of commitments, and one of them with everything that hangs on it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, Sum

from bihuan.fiscal.models import Commitment, CommitmentYear, Kind, Opinion, State
from bihuan.fiscal.queries.objections import objection, ppp_objection
from bihuan.fiscal.queries.standing import amounts_of, lines_in_force, standing, terms
from bihuan.fiscal.rules.capacity import Judgement, Part, Ppp, split
from bihuan.people.models import Person
from bihuan.ui.schemas import place

PAGE = 50


@dataclass(frozen=True)
class Page:
    """Some commitments, how many there are in all, and the key after which the next page begins."""

    rows: list[Any]
    total: int
    after: str


def ledger(person: Person, show: str, year: int | None, after: str, today: date) -> Page:
    """Commitments by what they are, the newest first; with a year, those that ask something of it.

    What binds is what still has to be paid: with a year in it, without one from this year on.
    """
    seen = Commitment.objects.visible_to(person).filter(WHICH.get(show, Q()))
    in_years = CommitmentYear.objects.visible_to(person)
    if show == "promised":
        in_years = in_years.binding().filter(year__gte=today.year if year is None else year)
    if year is not None:
        in_years = in_years.filter(year=year)
    if year is not None or show == "promised":
        seen = seen.filter(pk__in=in_years.values("commitment_id"))
    start, rows = place(after), seen
    if start is not None:
        rows = rows.filter(pk__lt=start)
    # What has ended is not owed beyond its last year.
    owed = Q(last_year=None) | Q(years__year__lte=F("last_year"))
    asked = owed if year is None else owed & Q(years__year=year)
    whole = Sum("years__amount", filter=asked, default=0)
    found = list(
        rows.select_related("project", "overruled").annotate(whole=whole).order_by("-pk")[: PAGE + 1]
    )
    shown = found[:PAGE]
    return Page(shown, seen.count(), str(shown[-1].pk) if len(found) > PAGE else "")


WHICH = {
    "promised": Q(status__in=(State.PASSED, State.ENDED)),
    "waiting": Q(status=State.PROPOSED),
    "stock": Q(is_stock=True),
    "overruled": Q(overruled__isnull=False),
    "over": Q(status__in=(State.DROPPED, State.ENDED)),
}


@dataclass(frozen=True)
class Detail:
    """One commitment: its years, its opinions, what the numbers say now, how it falls on terms of office."""

    commitment: Commitment
    amounts: dict[int, int]
    opinions: list[Opinion]
    judged: Judgement
    parts: tuple[Part, ...]
    ppp: dict[int, Ppp]
    against: str

    @property
    def total(self) -> int:
        return sum(self.amounts.values())


def detail(person: Person, commitment: Commitment, today: date) -> Detail:
    """Everything about one commitment, in seven queries at most."""
    amounts = amounts_of(commitment)
    coming = {year: amount for year, amount in amounts.items() if year >= today.year}
    found = standing(person, today.year, without=commitment)
    is_ppp, judged = commitment.kind == Kind.PPP, found.judge(coming)
    ppp = found.ppp_after(coming, lines_in_force(person)) if is_ppp else {}
    opinions = list(commitment.opinions.select_related("by", "file").order_by("-pk"))
    against = ""
    if commitment.status == State.PROPOSED:
        forbidden = ppp_objection(commitment.kind, commitment.payer, ppp)
        against = forbidden or objection(opinions[0] if opinions else None, judged)
    parts = split(amounts, terms(person), today.year)
    return Detail(commitment, amounts, opinions, judged, parts, ppp, against)
