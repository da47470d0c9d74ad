"""The overview of the city, and the same for a wall in a meeting room.

Both are composed once for a reader and a state of the record: as soon as anything is written, they are
composed anew, so that no number on them is ever older than the record.
"""

from collections.abc import Callable
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
from bihuan.home.queries.headlines import ages, headlines
from bihuan.journal import clock
from bihuan.journal.state import State
from bihuan.kernel.errors import Denied
from bihuan.people.models import Person, Role
from bihuan.people.requests import SignedInRequest
from bihuan.projects.queries.facts import as_of
from bihuan.supervision.queries import overview as matters


@require_safe
@login_required
def overview(request: SignedInRequest) -> HttpResponse:
    """The city on one page: numbers, what waits for the reader, and why."""
    person, today = request.user, clock.today()
    if not reads_overview(person):
        raise Denied(_("The overview is for city leaders and the keepers of its numbers."))
    chosen = request.GET.get("indicator", "")
    context = {
        "today": today,
        "body": kept(request, "home/_overview.html", lambda: found_for(person, chosen), chosen),
        "age": aged(request),
        "may_hang": person.access.sees_city,
    }
    return render(request, "home/overview.html", context)


@require_safe
@login_required
def wall(request: SignedInRequest) -> HttpResponse:
    """The same for 1920 × 1080: without names of persons, renewed by itself, its age said."""
    person = request.user
    if not person.access.sees_city:
        raise Denied(_("The wall shows the whole city; it opens for whoever sees it."))
    body = kept(request, "home/_wall.html", lambda: found_for(person, ""), "")
    return render(request, "home/wall.html", {"now": clock.now(), "body": body, "age": aged(request)})


def found_for(person: Person, chosen: str) -> dict[str, Any]:
    """Everything that stands on the overview, as this person sees it."""
    today = clock.today()
    asked = as_of(today)
    units, grounds = queries.standings(person, today), city.territories(person, asked)
    return {
        "today": today,
        "headlines": headlines(person, today, chosen),
        "month": asked.month,
        "share": asked.share,
        "matters": queries.with_ways(matters(person, today)).figures,
        "decisions": queries.decisions(person, today) if person.access.has(Role.LEADER) else [],
        "late": queries.briefs(person, "overdue", today),
        "stuck": city.stuck(person, today),
        "territories": grounds,
        "ground_said": city.ground_said(grounds, today),
        "readied": city.readied(person, today),
        "capacity": city.capacity(person, today),
        "compared": queries.compared(units),
    }


def aged(request: SignedInRequest) -> SafeString:
    """How old the numbers are, and what has not appeared."""
    person, today = request.user, clock.today()
    return kept(request, "home/_age.html", lambda: {"age": ages(person, today)}, "")


def kept(
    request: SignedInRequest, template: str, find: Callable[[], dict[str, Any]], asked: str
) -> SafeString:
    """A part of a page, composed once for this reader, language, day and state of the record."""
    said = (template, request.user.pk, get_language(), clock.today(), asked)
    body = State().kept(said, lambda: str(render_to_string(template, find(), request)))
    # What our own template rendered.
    return SafeString(body)
