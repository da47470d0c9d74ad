"""The first page: each role's desk, and the calendar of what somebody owes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bihuan.home import queries
from bihuan.home.deadlines import Deadline, calendar
from bihuan.journal import clock
from bihuan.people.models import FeedKey, Person, Role
from bihuan.people.requests import SignedInRequest
from bihuan.people.rules import digest_of
from bihuan.supervision.models import Security, SupervisionItem
from bihuan.supervision.queries import Overview, overview
from bihuan.supervision.queries.checks import appeals_waiting
from bihuan.supervision.queries.ladders import ON_DESK, rungs_on_desk
from bihuan.supervision.queries.overview import Columns
from bihuan.supervision.queries.slips import slips_on_desk

LATELY = timedelta(days=7)


@require_safe
@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits for this person, what is red and whose, what he owes and by when."""
    # The day came with the reader's rights; the moment would be one question more.
    today = clock.today()
    kind = next((kind for kind, (is_it, _fill) in DESKS.items() if is_it(request.user)), "none")
    context: dict[str, Any] = {"kind": kind, "today": today}
    if kind in DESKS:
        context |= DESKS[kind][1](Reader(request.user, today))
    return render(request, "home/desk.html", context)


@require_safe
def deadlines(request: HttpRequest, secret: str) -> HttpResponse:
    """What the owner of the address owes, for his calendar program; nothing without the secret."""
    key = FeedKey.objects.open().filter(digest=digest_of(secret)).select_related("person").first()
    if key is None:
        raise Http404
    today = clock.today()
    text = calendar(
        f"{settings.CITY} {key.person.name}",
        [
            Deadline(
                uid=f"{each.item.pk}-{each.duty}@bihuan",
                day=each.day,
                title=f"{each.duty.label} {_shown(each.item)}",
                url=request.build_absolute_uri(f"/tasks/{each.item.pk}/"),
            )
            for each in queries.owed(key.person, today)
        ],
        today,
    )
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-cache"
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    answer["ETag"] = etag
    # A calendar program asks every few minutes, and little changes in between.
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _shown(item: SupervisionItem) -> str:
    """A work secret leaves the house as its number alone."""
    return item.title if item.security != Security.WORK_SECRET else str(item.number or "")


@dataclass(frozen=True)
class Reader:
    """Who looks, and on which day."""

    person: Person
    today: date


def _leader(reader: Reader) -> dict[str, Any]:
    person, today = reader.person, reader.today
    found = _numbers(reader, queries.own_columns)
    figures = found.figures
    red = queries.briefs(person, "overdue", today)
    seen = _overview(reader, found)
    return {
        **seen,
        **_rungs(reader),
        "decisions": queries.decisions(person, today),
        "appeals": appeals_waiting(person)[:ON_DESK],
        "tiles": [queries.awaited(figures), *(tile for tile in seen["tiles"] if tile.figure.name != "sent")],
        "red": red,
        "red_said": queries.late(figures["overdue"].value, red[0].days_left if red else None),
        "instructed": {"total": figures["instructed"], "done": figures["instructed_done"]},
        "instructions": queries.instructions(person, today),
    }


def _office(reader: Reader) -> dict[str, Any]:
    person, today = reader.person, reader.today
    return {
        **_overview(reader, _numbers(reader)),
        **_rungs(reader),
        "decisions": queries.decisions(person, today),
        "appeals": appeals_waiting(person)[:ON_DESK],
        "reviewing": queries.briefs(person, "reviewing", today, "submitted_at"),
        "waiting": queries.briefs(person, "waiting", today, "-pk"),
        "unsigned": queries.briefs(person, "unsigned", today, "sign_due"),
    }


def _rungs(reader: Reader) -> dict[str, Any]:
    """What the reader has to sign because something is late."""
    found = rungs_on_desk(reader.person)
    return {"rungs": found[:ON_DESK], "more_rungs": len(found) > ON_DESK}


def _numbers(reader: Reader, own: Columns | None = None) -> Overview:
    return queries.with_ways(overview(reader.person, reader.today, own))


def _overview(reader: Reader, found: Overview) -> dict[str, Any]:
    """What is in hand and late now, what twelve months brought, and which units stand out."""
    units = queries.standings(reader.person, reader.today)
    return {
        "figures": found.figures,
        "tiles": [
            *queries.standing(found.figures, "open", "overdue", "report_overdue"),
            *queries.monthly(found.year, "sent", "ended"),
            queries.share(found.year),
        ],
        "course": queries.course(found.year),
        "compared": queries.compared(units),
        "late": queries.latest(units),
    }


def _unit(reader: Reader) -> dict[str, Any]:
    person, today = reader.person, reader.today
    owed = queries.owed(person, today)
    found = _numbers(reader)
    return {
        **_rungs(reader),
        "owed": owed[: queries.OWED_SHOWN],
        "owed_count": len(owed),
        "late_count": sum(each.days_left < 0 for each in owed),
        "returned": [each for each in owed if each.is_returned and each.duty == queries.Duty.FINISH],
        "urged": queries.urged(person, clock.midnight(today - LATELY)),
        "slips": slips_on_desk(person),
        "tiles": [
            *queries.standing(found.figures, "open", "overdue", "report_overdue", "unsigned"),
            *queries.monthly(found.year, "ended"),
            queries.share(found.year),
        ],
        "course": queries.course(found.year),
    }


def _auditor(reader: Reader) -> dict[str, Any]:
    return {
        **_overview(reader, _numbers(reader)),
        "events": queries.recent(reader.person),
    }


def _admin(reader: Reader) -> dict[str, Any]:
    return {}


Is = Callable[[Person], bool]
Fill = Callable[[Reader], dict[str, Any]]
# The first that fits: a person who holds several roles finds the others through the navigation.
DESKS: dict[str, tuple[Is, Fill]] = {
    "leader": (lambda person: person.access.has(Role.LEADER), _leader),
    "office": (lambda person: person.access.has(Role.SUPERVISOR), _office),
    "unit": (lambda person: bool(person.access.units), _unit),
    "auditor": (lambda person: person.access.has(Role.AUDITOR), _auditor),
    "admin": (lambda person: person.access.is_admin_only, _admin),
}
