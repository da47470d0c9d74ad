"""What narrows a figure: the words of an address, read, and refused where they make no sense."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.kernel.figures import Figure
from bihuan.kernel.periods import Period, named
from bihuan.ui.schemas import LARGEST_ID

FIRST_YEAR, LAST_YEAR = 1990, 2100


def number_in(scope: Mapping[str, str], word: str) -> int | None:
    """The identifier of a unit, a person or another thing; None where the scope does not name one."""
    said = scope.get(word, "")
    if not said:
        return None
    is_number = said.isascii() and said.isdigit() and len(said) <= len(str(LARGEST_ID))
    if not is_number or not 0 < int(said) <= LARGEST_ID:
        raise Invalid(_("“%(word)s” has to be the number of a thing, such as 12.") % {"word": word})
    return int(said)


def year_in(scope: Mapping[str, str], otherwise: int) -> int:
    """A year of four digits."""
    said = scope.get("year", "")
    if not said:
        return otherwise
    if not (said.isascii() and said.isdigit() and len(said) == len("2026")):
        raise Invalid(_("“%(word)s” has to be a year, such as 2026.") % {"word": "year"})
    if not FIRST_YEAR <= int(said) <= LAST_YEAR:
        raise Invalid(_("“%(word)s” has to be a year, such as 2026.") % {"word": "year"})
    return int(said)


def months_in(scope: Mapping[str, str], otherwise: Period) -> Period:
    """Whole months: 2026-03, or 2025-12.2026-11 with both ends included."""
    said = scope.get("month", "")
    if not said:
        return otherwise
    try:
        period = named(said)
    except (ValueError, OverflowError):
        period = None
    if period is None or not FIRST_YEAR <= period.first.year <= period.last.year <= LAST_YEAR:
        raise Invalid(
            _("“%(word)s” has to be a month or two, such as 2026-03 or 2025-12.2026-11.") % {"word": "month"}
        )
    return period


def days_in(scope: Mapping[str, str], otherwise: Period) -> Period:
    """The days that a scope names by `first` and `last`, or by whole months."""
    if not (scope.get("first") or scope.get("last")):
        return months_in(scope, otherwise)
    period = Period(_day(scope, "first", otherwise.first), _day(scope, "last", otherwise.last))
    if period.first > period.last:
        raise Invalid(_("The last day lies before the first."))
    return period


def _day(scope: Mapping[str, str], word: str, otherwise: date) -> date:
    said = scope.get(word, "")
    try:
        found = datetime.strptime(said, "%Y-%m-%d").date() if said else otherwise  # noqa: DTZ007 - a day
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Invalid(_("“%(word)s” has to be a day, such as 2026-03-31.") % {"word": word})
    return found


def one_of(scope: Mapping[str, str], word: str, known: Collection[str]) -> str:
    """One of some words; empty where the scope names none."""
    said = scope.get(word, "")
    if said and said not in known:
        names = ", ".join(sorted(known))
        raise Invalid(_("“%(word)s” is one of these: %(names)s.") % {"word": word, "names": names})
    return said


def way_to(figure: Figure) -> str:
    """The address under which a figure opens: by its kind, or where its room shows the rows."""
    page = _page_of(figure.kind) if figure.kind else ""
    if not page:
        return figure.url
    return f"{page}?{urlencode(figure.scope)}" if figure.scope else page


@cache
def _page_of(kind: str) -> str:
    try:
        return reverse("trace:figure", args=[kind])
    except NoReverseMatch:
        return ""
