"""The numbers of overview and persons' pages that can be asked for by name."""

from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.home.queries import city, persons
from bihuan.kernel.errors import Invalid
from bihuan.kernel.figures import Figure, Grouping, Kind, Scope
from bihuan.kernel.lights import Light
from bihuan.people.models import Person
from bihuan.projects.queries.facts import as_of
from bihuan.ui.scopes import number_in, one_of

LIGHTS = (Light.RED.value, Light.AMBER.value, Light.GREEN.value)


def _ground(person: Person, today: date, scope: Scope) -> Figure:
    light = Light(one_of(scope, "light", LIGHTS) or Light.RED)
    found = city.behind(city.territories(person, as_of(today)), light, today)
    return found.of_kind("home.ground", scope)


def _held(name: str, person: Person, today: date, scope: Scope) -> Figure:
    pk = number_in(scope, "person")
    other = person if pk is None else Person.objects.visible_to(person).filter(pk=pk).first()
    if other is None:
        raise Invalid(_("Nobody has the number that %(names)s says.") % {"names": "person"})
    return persons.held_figure(name, person, other, today).of_kind(f"home.held_{name}", scope)


def kinds() -> list[Kind]:
    """All kinds of this room."""
    ways = {
        "status": Grouping(gettext_lazy("State"), "status"),
        "source": Grouping(gettext_lazy("Source"), "source_type"),
    }
    stage = {"stage": Grouping(gettext_lazy("Stage"), "status")}
    ground: dict[str, Any] = {"kind": Grouping(gettext_lazy("Kind of unit"), "kind")}
    held = [
        Kind(f"home.held_{name}", label, partial(_held, name), ("person",), ways)
        for name, (label, _formula, _which) in persons.COUNTS.items()
    ]
    sponsored = partial(_held, persons.SPONSORED)
    return [
        *held,
        Kind(f"home.held_{persons.SPONSORED}", persons.STANDS_FOR, sponsored, ("person",), stage),
        Kind("home.ground", gettext_lazy("Counties and parks by light"), _ground, ("light",), ground),
    ]
