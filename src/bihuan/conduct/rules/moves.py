"""Who may do what to a round, and when: one table for the actions, the buttons and the API."""

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.conduct.models import Round, Status
from bihuan.kernel.errors import Denied
from bihuan.kernel.states import Machine, Move, lead, stay
from bihuan.people.models import Person, Role


def is_office(person: Person, thing: Any = None) -> bool:
    """The supervision office prepares and publishes."""
    return person.access.has(Role.SUPERVISOR)


def need_office(person: Person) -> None:
    if not is_office(person):
        raise Denied(gettext("Only the supervision office prepares and publishes what was counted."))


def speaks(person: Person, thing: Round) -> bool:
    """Whoever works for a unit of which something was counted."""
    units = person.access.units
    return bool(units) and not units.isdisjoint(thing.units)


def judges(person: Person, thing: Any = None) -> bool:
    """The office or a leader decides appeals; not whoever decided the event, which the action asks."""
    return person.access.has(Role.SUPERVISOR, Role.LEADER)


def is_uncorrected(person: Person, thing: Round) -> bool:
    """A round is put right once; what is wrong then is wrong with its second edition."""
    return not Round.objects.filter(corrects=thing).exclude(status=Status.DROPPED).exists()


def wrong_person(move: Move, thing: Any) -> str:
    if move.may is speaks:
        return gettext("Only the unit itself speaks about its own facts: its head or its contact.")
    if move.may is judges:
        return gettext("Appeals are decided by the supervision office or a city leader.")
    return gettext("Only the supervision office prepares and publishes what was counted.")


def wrong_state(move: Move, thing: Any) -> str:
    if move.name == "correct" and thing.status == Status.PUBLISHED:
        return gettext("This round has a second edition already. Correct that one.")
    if thing.status == Status.PUBLISHED:
        return gettext("The facts are published and frozen. What is wrong is put right by a second edition.")
    return gettext("The round stands at “%(state)s”. “%(move)s” is not possible there.") % {
        "state": thing.get_status_display(),
        "move": move.label,
    }


S = Status
MOVES = Machine(
    Move("preview", _("Open the preview"), lead(S.PREVIEWED, S.DRAFTED), is_office),
    Move("state", pgettext_lazy("conduct", "Write a statement"), stay(S.PREVIEWED), speaks, form="statement"),
    Move("appeal", pgettext_lazy("conduct", "Appeal"), stay(S.PREVIEWED), speaks, form="appeal"),
    Move("rule", _("Decide an appeal"), stay(S.PREVIEWED), judges, form="ruling"),
    Move("publish", pgettext_lazy("conduct", "Publish"), lead(S.PUBLISHED, S.PREVIEWED), is_office),
    Move(
        "drop",
        pgettext_lazy("conduct", "Drop"),
        lead(S.DROPPED, S.DRAFTED, S.PREVIEWED),
        is_office,
        form="reason",
    ),
    Move(
        "correct",
        _("Make a second edition"),
        stay(S.PUBLISHED),
        is_office,
        form="reason",
        ready=is_uncorrected,
    ),
    wrong_person=wrong_person,
    wrong_state=wrong_state,
)
