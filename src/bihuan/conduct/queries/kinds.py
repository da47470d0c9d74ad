"""The numbers of this room that can be asked for by name, and how their rows are shown."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.conduct.models import Appeal, Evidence, Finding, Round, Status
from bihuan.kernel.errors import Invalid
from bihuan.kernel.figures import Figure, Kind, Scope, Shown
from bihuan.people.models import Person
from bihuan.ui.scopes import number_in

Rows = Callable[[Person, Scope], QuerySet[Any]]


def _rounds(person: Person, scope: Scope) -> QuerySet[Any]:
    return Round.objects.visible_to(person).filter(status=Status.PUBLISHED)


def _marked(person: Person, scope: Scope) -> QuerySet[Any]:
    """Of the last published round, unless the scope names another."""
    return _narrowed(Finding.objects.visible_to(person).filter(is_marked=True), "", person, scope)


def _appeals(person: Person, scope: Scope) -> QuerySet[Any]:
    rows = Appeal.objects.visible_to(person)
    unit = number_in(scope, "unit")
    return rows.filter(finding__unit=unit) if unit else rows


def _facts(person: Person, scope: Scope) -> QuerySet[Any]:
    """What one measure counts: never several together, which would add up to nothing."""
    rows = Evidence.objects.visible_to(person).standing()
    return _narrowed(rows, "finding__", person, scope)


def _hits(person: Person, scope: Scope) -> QuerySet[Any]:
    return _facts(person, scope).filter(is_hit=True)


def _narrowed(rows: QuerySet[Any], to: str, person: Person, scope: Scope) -> QuerySet[Any]:
    """Rows of one round, and of the measure and the unit that the scope names."""
    found = _round(person, number_in(scope, "round"))
    if found is None:
        return rows.none()
    measure = scope.get("measure", "")
    if measure and measure not in found.printed:
        raise Invalid(gettext("There is no measure “%(name)s” in this round.") % {"name": measure[:40]})
    if to and not measure:
        measure = next(iter(found.printed))
    rows = rows.filter(**{f"{to}round": found})
    if measure:
        rows = rows.filter(**{f"{to}measure": measure})
    unit = number_in(scope, "unit")
    return rows.filter(**{f"{to}unit": unit}) if unit else rows


def _round(person: Person, pk: int | None) -> Round | None:
    seen = Round.objects.visible_to(person)
    if pk:
        return seen.filter(pk=pk).first()
    return seen.filter(status=Status.PUBLISHED).order_by("-last", "-edition").first()


OF_FACTS = ("unit", "round", "measure")
KINDS: dict[str, tuple[Any, Any, Any, Rows, tuple[str, ...]]] = {
    "rounds": (
        _("Published rounds of facts"),
        _("Rounds of facts that have been published, second editions too"),
        pgettext_lazy("counted", "rounds"),
        _rounds,
        (),
    ),
    "marked": (
        _("Marked facts"),
        _("Facts that stand out of those of all other units by more than chance, each by its own measure"),
        pgettext_lazy("counted", "facts"),
        _marked,
        OF_FACTS,
    ),
    "appeals": (
        _("Appeals against events"),
        _("Appeals of units against single events that were counted"),
        pgettext_lazy("counted", "appeals"),
        _appeals,
        ("unit",),
    ),
    "hits": (
        _("Events counted (k)"),
        _("Events of one measure that count, but for those that an appeal has struck out"),
        pgettext_lazy("counted", "events"),
        _hits,
        OF_FACTS,
    ),
    "facts": (
        _("Events looked at (n)"),
        _("Events of one measure, counting or not, but for those that an appeal has struck out"),
        pgettext_lazy("counted", "events"),
        _facts,
        OF_FACTS,
    ),
}
# What stands above the list of rounds.
ABOVE = ("rounds", "marked", "appeals")


def conduct_figure(name: str, person: Person, today: date, scope: Scope) -> Figure:
    """One of the numbers, over the rows that a person sees."""
    rows = KINDS[name][3](person, scope)
    return _figure(name, rows.count(), rows, today, scope)


def _figure(name: str, value: int, rows: QuerySet[Any], today: date, scope: Scope) -> Figure:
    _label, formula, counted, _found, _asks = KINDS[name]
    figure = Figure(name, value, str(counted), str(formula), today, rows, lambda each: each.count())
    return figure.of_kind(f"conduct.{name}", scope)


def of_finding(name: str, finding: Finding, person: Person, today: date) -> Figure:
    """The k (`hits`) or the n (`facts`) of a finding, with the way to its events."""
    scope = {"unit": str(finding.unit_id), "round": str(finding.round_id), "measure": finding.measure}
    rows = Evidence.objects.visible_to(person).standing().filter(finding=finding)
    if name == "hits":
        return _figure(name, finding.k, rows.filter(is_hit=True), today, scope)
    return _figure(name, finding.n, rows, today, scope)


def of_round(row: Round, measure: str, value: int, person: Person, today: date) -> Figure:
    """How many units are marked by a measure of a round."""
    rows = Finding.objects.visible_to(person).filter(round=row, measure=measure, is_marked=True)
    return _figure("marked", value, rows, today, {"round": str(row.pk), "measure": measure})


def numbers(person: Person, today: date) -> list[tuple[Any, Figure]]:
    """What stands above the list of rounds, each with its name."""
    return [(KINDS[name][0], conduct_figure(name, person, today, {})) for name in ABOVE]


def kinds() -> list[Kind]:
    """All kinds of this room. None is told apart by unit: that would be an order of units."""
    return [
        Kind(f"conduct.{name}", label, partial(conduct_figure, name), asks)
        for name, (label, _formula, _counted, _rows, asks) in KINDS.items()
    ]


def _way(finding: Any) -> str:
    return reverse("conduct:finding_detail", args=[finding.pk])


def shown() -> list[Shown]:
    """How rounds, facts, events and appeals are shown where a figure is opened."""
    return [
        Shown(
            "conduct.round",
            title=lambda row: gettext("%(days)s days to %(day)s") % {"days": row.days, "day": row.last},
            url=lambda row: reverse("conduct:round_detail", args=[row.pk]),
            state=lambda row: row.get_status_display(),
            day=lambda row: row.last,
        ),
        Shown(
            "conduct.finding",
            title=lambda row: row.round.printed[row.measure]["title"],
            url=_way,
            needs=("round", "unit"),
            unit=lambda row: row.unit,
            day=lambda row: row.round.last,
        ),
        # Whoever may not see a matter sees the number of its event and nothing else; so does everybody here.
        Shown(
            "conduct.evidence",
            title=lambda row: gettext("Event %(number)s") % {"number": row.event},
            url=lambda row: f"{_way(row.finding)}#e{row.event}",
            needs=("finding__unit",),
            unit=lambda row: row.finding.unit,
        ),
        Shown(
            "conduct.appeal",
            title=lambda row: row.finding.round.printed[row.finding.measure]["title"],
            url=lambda row: _way(row.finding),
            needs=("finding__unit", "finding__round"),
            unit=lambda row: row.finding.unit,
            state=lambda row: row.get_status_display(),
            day=lambda row: row.at,
        ),
    ]
