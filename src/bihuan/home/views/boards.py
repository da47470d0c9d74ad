"""The overview of the city, and the same for a wall in a meeting room.

Both are put together from parts, each composed once for a reader: as soon as anything is written from which a
part was found, it is composed anew, so that no number on them is ever older than the record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.home import queries
from bihuan.home.apps import reads_overview
from bihuan.home.queries import city
from bihuan.home.queries.headlines import ages, headlines, known
from bihuan.journal import clock
from bihuan.journal.state import State
from bihuan.kernel.errors import Denied
from bihuan.people.models import Person, Role
from bihuan.people.requests import SignedInRequest
from bihuan.projects.queries.facts import as_of
from bihuan.supervision.queries import overview as matters

Finds = Callable[[Person, date, str], dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """What is found together, and the pieces of a page that are made of it, by the name of their place.

    Some parts are another for each thing that an address chooses: they alone are kept by it.
    """

    find: Finds
    pieces: Mapping[str, str]
    more: Mapping[str, Any]
    is_chosen: bool = False


def _headlines(person: Person, today: date, chosen: str) -> dict[str, Any]:
    return {"headlines": headlines(person, today, chosen)}


def _matters(person: Person, today: date, _chosen: str) -> dict[str, Any]:
    found = queries.with_ways(matters(person, today)).figures
    return {"matters": found, "late": queries.briefs(person, "overdue", today)}


def _waiting(person: Person, today: date, _chosen: str) -> dict[str, Any]:
    return {"decisions": queries.decisions(person, today) if person.access.has(Role.LEADER) else []}


def _projects(person: Person, today: date, _chosen: str) -> dict[str, Any]:
    return {"stuck": city.stuck(person, today), "readied": city.readied(person, today)}


def _ground(person: Person, today: date, _chosen: str) -> dict[str, Any]:
    asked = as_of(today)
    found = city.territories(person, asked)
    said = city.ground_said(found, today)
    return {"territories": found, "ground_said": said, "month": asked.month, "share": asked.share}


def _money(person: Person, today: date, _chosen: str) -> dict[str, Any]:
    return {"capacity": city.capacity(person, today)}


def _compared(person: Person, today: date, _chosen: str) -> dict[str, Any]:
    return {"compared": queries.compared(queries.standings(person, today))}


def _age(person: Person, today: date, _chosen: str) -> dict[str, Any]:
    return {"age": ages(person, today)}


AGE = Part(_age, {"age": "home/_age.html"}, {})
HEADLINES = {"strip": "home/_headlines.html", "path": "home/_trajectory.html"}
MATTERS = Part(_matters, {"matters": "home/_matters.html", "late": "home/_late.html"}, {})
PROJECTS = Part(_projects, {"prepared": "home/_prepared.html", "stuck": "home/_stuck.html"}, {})
GROUND = Part(_ground, {"ground": "home/_ground.html"}, {})
MONEY = Part(_money, {"capacity": "home/_capacity.html"}, {})
OVERVIEW = (
    Part(_headlines, HEADLINES, {}, is_chosen=True),
    MATTERS,
    Part(_waiting, {"waiting": "home/_waiting.html"}, {}),
    PROJECTS,
    GROUND,
    MONEY,
    Part(_compared, {"compared": "home/_compared.html"}, {"span": "c12"}),
    AGE,
)
WALL = (
    Part(_headlines, HEADLINES, {"is_wall": True}),
    MATTERS,
    PROJECTS,
    GROUND,
    MONEY,
    Part(_compared, {"compared": "home/_wall_units.html"}, {}),
    AGE,
)


@require_safe
@login_required
def overview(request: SignedInRequest) -> HttpResponse:
    """The city on one page: numbers, what waits for the reader, and why."""
    person, today = request.user, clock.today()
    if not reads_overview(person):
        raise Denied(_("The overview is for city leaders and the keepers of its numbers."))
    # A word that names none of them chooses none, so that nothing is kept by it.
    chosen = known(person, request.GET.get("indicator", ""))
    body = composed(person, OVERVIEW, chosen)
    context = {"today": today, "body": body, "may_hang": person.access.sees_city}
    return render(request, "home/overview.html", context)


@require_safe
@login_required
def wall(request: SignedInRequest) -> HttpResponse:
    """The same for 1920 × 1080: without names of persons, renewed by itself, its age said."""
    person = request.user
    if not person.access.sees_city:
        raise Denied(_("The wall shows the whole city; it opens for whoever sees it."))
    return render(request, "home/wall.html", {"now": clock.now(), "body": composed(person, WALL, "")})


def composed(person: Person, parts: tuple[Part, ...], chosen: str) -> dict[str, SafeString]:
    """The pieces of a page, each composed once for this reader, language, day and what it was found from."""
    state, today = State(), clock.today()
    made: dict[str, SafeString] = {}
    for part in parts:
        choice = chosen if part.is_chosen else ""
        said = (*part.pieces.values(), *part.more, get_language(), today, choice)
        drawn = state.kept(said, partial(_drawn, part, person, today, choice), person)
        # What our own templates rendered.
        made |= {place: SafeString(html) for place, html in drawn.items()}
    return made


def _drawn(part: Part, person: Person, today: date, chosen: str) -> dict[str, str]:
    """The pieces of one part, by the name of their place."""
    found = {**part.find(person, today, chosen), "today": today, **part.more}
    return {place: render_to_string(template, found).strip() for place, template in part.pieces.items()}
