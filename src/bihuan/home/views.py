"""The first page: each role's desk."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.home import queries
from bihuan.journal import clock
from bihuan.people.models import Person, Role
from bihuan.people.requests import SignedInRequest

LATELY = timedelta(days=7)
TILES = {
    "leader": ("asking", "open", "overdue", "report_overdue", "due_soon", "reviewing"),
    "office": ("open", "overdue", "report_overdue", "unsigned", "reviewing", "asking"),
    "unit": ("open", "overdue", "report_overdue", "unsigned", "asking", "done"),
    "auditor": ("open", "overdue", "report_overdue", "unsigned", "reviewing", "done"),
}


@require_safe
@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits for this person, what is red and whose, what he owes and by when."""
    now = clock.now()
    today = clock.day_of(now)
    kind = next((kind for kind, (is_it, _fill) in DESKS.items() if is_it(request.user)), "none")
    context: dict[str, Any] = {"kind": kind, "today": today}
    if kind in DESKS:
        context |= DESKS[kind][1](request.user, today, now)
    return render(request, "home/desk.html", context)


def _leader(person: Person, today: date, now: datetime) -> dict[str, Any]:
    *tiles, all_told, done = queries.tiles(person, today, *TILES["leader"], "instructed", "instructed_done")
    told = {"total": all_told.figure, "done": done.figure}
    return {
        "tiles": tiles,
        "decisions": queries.decisions(person, today),
        "red": queries.briefs(person, "overdue", today),
        "instructed": told,
        "instructions": queries.briefs(person, "instructed", today, "-pk"),
        "loads": queries.loads(person, today),
    }


def _office(person: Person, today: date, now: datetime) -> dict[str, Any]:
    return {
        "tiles": queries.tiles(person, today, *TILES["office"]),
        "decisions": queries.decisions(person, today),
        "reviewing": queries.briefs(person, "reviewing", today, "submitted_at"),
        "waiting": queries.briefs(person, "waiting", today, "-pk"),
        "unsigned": queries.briefs(person, "unsigned", today, "sign_due"),
        "loads": queries.loads(person, today),
    }


def _unit(person: Person, today: date, now: datetime) -> dict[str, Any]:
    owed = queries.owed(person, today)
    return {
        "owed": owed[: queries.OWED_SHOWN],
        "owed_count": len(owed),
        "late_count": sum(each.days_left < 0 for each in owed),
        "returned": [each for each in owed if each.is_returned and each.duty == queries.Duty.FINISH],
        "urged": queries.urged(person, now - LATELY),
        "tiles": queries.tiles(person, today, *TILES["unit"]),
    }


def _auditor(person: Person, today: date, now: datetime) -> dict[str, Any]:
    return {
        "events": queries.recent(person),
        "tiles": queries.tiles(person, today, *TILES["auditor"]),
    }


def _admin(person: Person, today: date, now: datetime) -> dict[str, Any]:
    return {}


Is = Callable[[Person], bool]
Fill = Callable[[Person, date, datetime], dict[str, Any]]
# The first that fits: a person who holds several roles finds the others through the navigation.
DESKS: dict[str, tuple[Is, Fill]] = {
    "leader": (lambda person: person.access.has(Role.LEADER), _leader),
    "office": (lambda person: person.access.has(Role.SUPERVISOR), _office),
    "unit": (lambda person: bool(person.access.units), _unit),
    "auditor": (lambda person: person.access.has(Role.AUDITOR), _auditor),
    "admin": (lambda person: person.access.is_admin_only, _admin),
}
