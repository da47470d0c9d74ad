"""From where the numbers of a scheme can come: figures by name, shares of two of them, indicators."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bihuan.indicators.models import Indicator
from bihuan.kernel.figures import kind_of, kinds
from bihuan.people.models import Person
from bihuan.standings.models import Origin, PartInput
from bihuan.standings.rules.orders import NewInput

# Shares that make sense, by the names of what is counted and of what it is counted of.
SHARES = {
    ("supervision.ended_on_time", "supervision.ended"): _("Share of matters concluded on time"),
    ("projects.started", "projects.new"): _("Share of new projects that have started"),
}
ENTERED, FIXED = "entered", "fixed"
Choices = list[tuple[Any, Any]]


def menu(person: Person, *, with_number: bool = False) -> Choices:
    """What a part can ask for, as choices of a form: by kind of source."""
    typed: Choices = [(ENTERED, _("Entered by the office with its source"))]
    if with_number:
        typed.insert(0, (FIXED, _("The number beside it")))
    known = [pair for pair in SHARES if kind_of(pair[0]) and kind_of(pair[1])]
    shares: Choices = [(f"share:{part}/{whole}", SHARES[part, whole]) for part, whole in known]
    shares += [
        (f"year:{part}/{whole}", _("%(share)s, in twelve months") % {"share": SHARES[part, whole]})
        for part, whole in known
    ]
    counted: Choices = [(f"figure:{kind.name}", kind.label) for kind in kinds() if "unit" in kind.asks]
    found = Indicator.objects.visible_to(person).filter(is_active=True).order_by("place", "pk")
    rows = list(found.values_list("pk", "name"))
    readings: Choices = [(f"indicator:{pk}", name) for pk, name in rows]
    targets: Choices = [(f"target:{pk}", name) for pk, name in rows]
    groups = (
        (_("Typed in"), typed),
        (_("Shares"), shares),
        (_("Figures that the system counts"), counted),
        (_("Readings"), readings),
        (_("Targets of the year"), targets),
    )
    return [(label, choices) for label, choices in groups if choices]


def chosen(person: Person, name: str, said: str, number: int | None = None, unit: str = "") -> NewInput:
    """The input that a choice of the menu means."""
    kind, _colon, rest = said.partition(":")
    if kind == FIXED:
        return NewInput(name, Origin.FIXED, unit_name=unit, number=number)
    if kind in ("share", "year"):
        part, _slash, whole = rest.partition("/")
        return NewInput(name, Origin.FIGURE, unit_name="%", figure=part, whole=whole, is_year=kind == "year")
    if kind == "figure":
        return NewInput(name, Origin.FIGURE, unit_name=unit, figure=rest)
    if kind in ("indicator", "target"):
        row = Indicator.objects.visible_to(person).filter(pk=int(rest) if rest.isdigit() else 0).first()
        return NewInput(name, Origin(kind), unit_name=unit, indicator=row)
    return NewInput(name, unit_name=unit)


def choice_of(each: PartInput) -> str:
    """The choice of the menu that an input of a version stands for."""
    if each.origin == Origin.FIGURE and each.whole:
        return f"{'year' if each.is_year else 'share'}:{each.figure}/{each.whole}"
    if each.origin == Origin.FIGURE:
        return f"figure:{each.figure}"
    if each.origin in (Origin.INDICATOR, Origin.TARGET):
        return f"{each.origin}:{each.indicator_id}"
    return str(each.origin)
