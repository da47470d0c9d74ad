"""What live projects carry of a target, as numbers that open these projects."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any, cast

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Substr
from django.db.models.lookups import In
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.indicators.models import Indicator
from bihuan.indicators.queries.contribution import reached
from bihuan.indicators.queries.support import Supported, supported
from bihuan.indicators.rules.findings import PER_CENT
from bihuan.indicators.rules.support import Support
from bihuan.indicators.rules.times import latest_due
from bihuan.kernel.errors import Invalid
from bihuan.kernel.figures import Figure, Grouping, Kind, Scope
from bihuan.kernel.periods import month_of
from bihuan.people.models import Person
from bihuan.projects.models import Project
from bihuan.projects.rules.classes import industries
from bihuan.ui.scopes import months_in, number_in, one_of

ASKS = ("indicator", "month", "unit", "sector")
# A sector of which nothing is known, in an address.
NO_SECTOR = "none"
HUNDRED = 100
Told = dict[str | int, dict[str, Figure]]


@dataclass(frozen=True)
class _Told:
    """One number of the test: its name for the reader, its unit, how it is computed."""

    label: Any
    value: Callable[[Support], int]
    unit: Callable[[], str]
    formula: Any
    is_count: bool = False


def _share(number: float, test: Support) -> int:
    return round(number * HUNDRED / test.need)


TOLD = {
    "carried": _Told(
        gettext_lazy("Carried by live projects"),
        lambda test: _share(test.expected, test),
        lambda: PER_CENT,
        gettext_lazy(
            "What live projects bring of what the target still needs, by how often such projects came so far."
        ),
    ),
    "carried_low": _Told(
        gettext_lazy("Carried by live projects, lower end"),
        lambda test: _share(test.low, test),
        lambda: PER_CENT,
        gettext_lazy("Lower end of the 80 % interval of what live projects carry, from 10,000 draws."),
    ),
    "carried_high": _Told(
        gettext_lazy("Carried by live projects, upper end"),
        lambda test: _share(test.high, test),
        lambda: PER_CENT,
        gettext_lazy("Upper end of the 80 % interval of what live projects carry, from 10,000 draws."),
    ),
    "carriers": _Told(
        gettext_lazy("Live projects that carry a target"),
        lambda test: test.count,
        lambda: _("projects"),
        gettext_lazy(
            "Projects that the rule ties to the indicator and that may still bring something this year."
        ),
        is_count=True,
    ),
}


@cache
def _divisions() -> dict[str, list[str]]:
    """The divisions of industries, two digits each, by the letter of their section."""
    found: dict[str, list[str]] = {}
    for row in industries():
        if not row.code.isalpha():
            found.setdefault(row.section, []).append(row.code)
    return found


def in_sector(sector: str) -> Q:
    """Projects of a section of industries; of none that is known, where it is empty."""
    division = Substr("industry", 1, 2)
    if sector:
        return Q(In(division, _divisions()[sector]))
    return ~Q(In(division, [code for codes in _divisions().values() for code in codes]))


def _sector() -> Case:
    ways = [When(in_sector(letter), then=Value(letter)) for letter in _divisions()]
    return Case(*ways, default=Value(""), output_field=CharField())


def _names(letters: Sequence[str]) -> dict[str, str]:
    return {row.code: row.name for row in industries() if row.code in set(letters)}


def carried_figure(name: str, test: Supported, today: date, scope: Scope) -> Figure:
    """One number of a test over the projects that it weighed."""
    return _figure(name, test, _value(name, test.support), test.rows, today, scope)


def group_figures(
    test: Supported, today: date, scope: Scope
) -> dict[str, dict[str | int, dict[str, Figure]]]:
    """What each sector and each unit carries, and by how many projects: by word, then by key of the group."""
    found: dict[str, dict[str | int, dict[str, Figure]]] = {"sector": {}, "unit": {}}
    whole = test.support
    if whole is None:
        return found
    for word, groups in (("sector", whole.sectors), ("unit", whole.units)):
        for each in groups:
            kept = in_sector(str(each.key)) if word == "sector" else Q(lead=each.key)
            said = {**scope, word: str(each.key or NO_SECTOR)}
            values = {
                "carried": _share(each.expected, whole) if whole.need > 0 else None,
                "carriers": each.count,
            }
            found[word][each.key] = {
                name: _figure(name, test, value, test.rows.filter(kept), today, said)
                for name, value in values.items()
            }
    return found


def _count(rows: Any) -> Any:
    return rows.count()


def _value(name: str, test: Support | None) -> int | None:
    told = TOLD[name]
    if test is None or (test.need <= 0 and not told.is_count):
        return 0 if told.is_count else None
    return told.value(test)


def _figure(name: str, test: Supported, value: int | None, rows: Any, today: date, scope: Scope) -> Figure:
    told = TOLD[name]
    measure = _count if told.is_count else lambda rows: _value(name, test.weigh(rows))
    figure = Figure(f"indicators.{name}", value, told.unit(), str(told.formula), today, rows, measure)
    return figure.of_kind(f"indicators.{name}", scope)


def _make(name: str, person: Person, today: date, scope: Scope) -> Figure:
    unit, sector = number_in(scope, "unit"), one_of(scope, "sector", {*_divisions(), NO_SECTOR})
    indicator = indicator_in(person, scope)
    if indicator is None:
        return _figure(name, Supported(), _value(name, None), Project.objects.none(), today, scope)
    month = months_in(scope, month_of(latest_due(indicator, today))).last.replace(day=1)
    among = Q()
    if unit:
        among &= Q(lead=unit)
    if sector:
        among &= in_sector("" if sector == NO_SECTOR else sector)
    split = reached(person, indicator, month, today)
    test = supported(person, split, today, among)
    return carried_figure(name, test, today, scope)


def indicator_in(person: Person, scope: Scope) -> Indicator | None:
    """The indicator that the address names, or the foremost one that projects carry."""
    asked = number_in(scope, "indicator")
    seen = cast("Any", Indicator.objects.visible_to(person))
    if asked is None:
        ruled = seen.filter(is_active=True, rules__isnull=False).order_by("place", "pk")
        return cast("Indicator | None", ruled.first())
    found = seen.filter(pk=asked).first()
    if found is None:
        raise Invalid(_("There is no such indicator."))
    return cast("Indicator", found)


def kinds() -> list[Kind]:
    """All kinds of what projects carry."""
    ways = {
        "unit": Grouping(gettext_lazy("Lead unit"), "lead", narrows="unit"),
        "sector": Grouping(gettext_lazy("Sector"), _sector(), _names, "sector"),
        "stage": Grouping(gettext_lazy("Stage"), "status"),
    }
    return [
        Kind(
            f"indicators.{name}",
            told.label,
            partial(_make, name),
            ASKS,
            ways,
            is_average=not told.is_count,
        )
        for name, told in TOLD.items()
    ]
