"""The Finance Bureau enters the city's money by year, its terms of office, and the lines it judges by."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bihuan.fiscal.actions.step import amount_of, need_treasurer, record, year_of
from bihuan.fiscal.models import FiscalYear, Limits, Term
from bihuan.fiscal.queries.standing import PARTS
from bihuan.journal.actions import once
from bihuan.journal.rules import Change, before
from bihuan.journal.texts import clean, words
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person

# May be left open.
OPTIONAL = ("own_spend", "debt", "means")
LONGEST_NOTE, LONGEST_TERM = 300, 40
LARGEST_LINE = 1000


@transaction.atomic
def set_year(
    *, year: int, amounts: Mapping[str, int | None], by: Person, at: datetime, note: str = ""
) -> FiscalYear:
    """Enter or correct what the city has in a year: amounts in 分 by column; what is not named stays."""
    need_treasurer(by)
    if strange := sorted(set(amounts) - {*PARTS, *OPTIONAL}):
        raise Invalid(_("There is no amount called %(names)s.") % {"names": ", ".join(strange)})
    row = FiscalYear.objects.select_for_update().filter(year=year_of(year)).first()
    was = before(row) if row else None
    row = row or FiscalYear(year=year)
    for name, amount in amounts.items():
        if amount is None and name not in OPTIONAL:
            raise Invalid(_("Every amount of a year's resources must be given; 0 where there is none."))
        setattr(row, name, None if amount is None else amount_of(amount))
    row.note, row.by, row.at = clean(note, LONGEST_NOTE), by, at
    with once(_("Somebody else has entered this year at this moment. Look again.")):
        row.save()
    record("fiscal.set_year", was or Change(row), by, {"year": year})
    return row


@transaction.atomic
def set_term(
    *, name: str, first_year: int, last_year: int, by: Person, at: datetime, term: Term | None = None
) -> Term:
    """Enter a term of office, or correct one. Two terms never share a year."""
    need_treasurer(by)
    if year_of(first_year) > year_of(last_year):
        raise Invalid(_("A term ends in the year in which it begins, or later."))
    said = words(name, _("Name the term of office."), LONGEST_TERM)
    rows = {row.pk: row for row in Term.objects.select_for_update().order_by("pk")}
    row = rows.pop(term.pk) if term else Term()
    was = before(row) if term else None
    _need_place(rows.values(), said, first_year, last_year)
    row.name, row.first_year, row.last_year = said, first_year, last_year
    with once(_("There is a term of office of this name.")):
        row.save()
    record("fiscal.set_term", was or Change(row), by, {"name": said})
    return row


def _need_place(others: Iterable[Term], name: str, first_year: int, last_year: int) -> None:
    for other in others:
        if other.name == name:
            raise Invalid(_("There is a term of office of this name."))
        if other.first_year <= last_year and first_year <= other.last_year:
            raise Invalid(_("The years overlap with “%(name)s”.") % {"name": other.name})


@transaction.atomic
def set_limits(  # noqa: PLR0913 - the lines stand together
    *,
    ppp_first: int,
    ppp_second: int,
    yellow: int,
    orange: int,
    red: int,
    by: Person,
    at: datetime,
    since: date | None = None,
    note: str = "",
) -> Limits:
    """Put lines in force: for PPP, for the debt ratio, and from which day on opinions are asked for."""
    need_treasurer(by)
    if not 0 <= ppp_first <= ppp_second <= LARGEST_LINE:
        raise Invalid(_("The second line of PPP is not below the first."))
    if not 0 < yellow < orange < red <= LARGEST_LINE:
        raise Invalid(_("The bands of the debt ratio rise from yellow over orange to red."))
    # Locked while the next number is taken.
    list(Limits.objects.select_for_update().values_list("pk", flat=True))
    last = Limits.objects.aggregate(top=Max("number"))["top"] or 0
    with once(_("Somebody else has put lines in force at this moment. Look again.")):
        row = Limits.objects.create(
            number=last + 1,
            ppp_first=ppp_first,
            ppp_second=ppp_second,
            yellow=yellow,
            orange=orange,
            red=red,
            since=since,
            note=clean(note, LONGEST_NOTE),
            by=by,
            at=at,
        )
    record("fiscal.set_limits", Change(row), by, {"number": row.number})
    return row
