"""Who may do what to a draw and to a check, and when: one table for the actions, the buttons and the API."""

import json
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.errors import Denied
from bihuan.kernel.states import Machine, Move, lead, stay
from bihuan.people.models import Person, Role
from bihuan.spotcheck.models import Check, CheckState, Draw, Result, State
from bihuan.spotcheck.rules.protocol import MORE


def is_office(person: Person, thing: Any = None) -> bool:
    """The supervision office runs draws, and knows nothing that others do not."""
    return person.access.has(Role.SUPERVISOR)


def need_office(person: Person) -> None:
    """Refuse whoever does not run draws."""
    if not is_office(person):
        raise Denied(gettext("Only the supervision office runs draws."))


def knows_chance(person: Person, draw: Draw) -> bool:
    """Seed and dice tell a unit which of its own things were drawn: so not before the checks are over."""
    return person.access.sees_city or draw.status in (State.CLOSED, State.VOID)


def is_attendee(person: Person, draw: Draw) -> bool:
    """Whoever attends with an account types what he saw."""
    return any(each.person_id == person.pk for each in draw.attendees.all())


def is_another(person: Person, draw: Draw) -> bool:
    """The second entry comes from another person than the first."""
    return not draw.entries.filter(attempt=draw.attempt, is_apart=False, by=person).exists()


def is_untouched(person: Person, draw: Draw) -> bool:
    """No numbers have been entered, and the reserve has not been used: nobody knows what would be drawn."""
    return draw.attempt == 0 and not draw.entries.exists()


def must_extend(person: Person, draw: Draw) -> bool:
    """The base sample is judged, more of it failed than the plan accepts, and the list goes on."""
    base = draw.checks.filter(is_base=True)
    return (
        json.loads(draw.quota).get(MORE, 0) > 0
        and not draw.is_extended
        and not base.filter(result="").exists()
        and base.filter(result=Result.FAILED).count() > draw.accept
    )


def is_inspector(person: Person, check: Check) -> bool:
    return person.pk in (check.first_id, check.second_id)


def is_head(person: Person, check: Check) -> bool:
    """The head of the unit that answers: he himself, nobody in his place."""
    return check.unit_id in person.access.headed


def needs_more(person: Person, check: Check) -> bool:
    """What holds needs no following up."""
    return check.result != Result.HOLDS


def wrong_person(move: Move, thing: Any) -> str:
    if move.may is is_attendee:
        return gettext("Only those who attend the draw enter what was rolled and drawn.")
    if move.may is is_inspector:
        return gettext("Only the two inspectors who were drawn for it say what they found.")
    if move.may is is_head:
        return gettext("The head of the unit goes through it himself.")
    return gettext("Only the supervision office runs draws.")


def wrong_state(move: Move, thing: Any) -> str:
    if move.name == "confirm" and thing.status == State.ENTERED:
        return gettext("Another person enters the numbers a second time, each for himself.")
    if move.name == "postpone" and thing.status in move.path:
        return gettext("Only once, and never after numbers have been entered: they would tell what is drawn.")
    if move.name == "extend" and thing.status in move.path:
        return gettext("Only when the base sample is judged and more of it failed than the plan accepts.")
    if move.name == "settle" and thing.status == CheckState.FOUND:
        return gettext("What holds needs no following up.")
    return gettext("“%(state)s”: “%(move)s” is not possible there.") % {
        "state": thing.get_status_display(),
        "move": move.label,
    }


S, C = State, CheckState
DRAWS = Machine(
    Move("commit", _("Commit"), lead(S.COMMITTED, S.PLANNED), is_office, form="commit"),
    Move("enter", _("Enter dice and lottery"), lead(S.ENTERED, S.COMMITTED), is_attendee, form="chance"),
    Move(
        "confirm",
        _("Enter them a second time"),
        lead(S.DRAWN, S.ENTERED),
        is_attendee,
        form="chance",
        ready=is_another,
    ),
    Move("differ", _("Entries differ"), lead(S.COMMITTED, S.ENTERED), is_attendee, ready=is_another),
    Move(
        "postpone",
        _("Go to the lottery in reserve"),
        stay(S.COMMITTED),
        is_office,
        form="reason",
        ready=is_untouched,
    ),
    Move("void", _("Declare void"), lead(S.VOID, *(set(S) - {S.CLOSED, S.VOID})), is_office, form="reason"),
    Move("extend", _("Go on down the list"), stay(S.DRAWN), is_office, ready=must_extend),
    Move("close", _("Close the draw"), lead(S.CLOSED, S.DRAWN), is_office),
    wrong_person=wrong_person,
    wrong_state=wrong_state,
)
CHECKS = Machine(
    Move("leave", _("Set out"), lead(C.UNDERWAY, C.DRAWN), is_inspector),
    Move("walk", _("Say how it went"), lead(C.WALKED, C.UNDERWAY), is_head, form="walk"),
    Move("find", _("Say what was found"), lead(C.FOUND, C.UNDERWAY, C.WALKED), is_inspector, form="find"),
    Move("settle", _("Follow up"), lead(C.SETTLED, C.FOUND), is_office, ready=needs_more),
    wrong_person=wrong_person,
    wrong_state=wrong_state,
)
