"""Who may do what to a commitment, and when: one table for the actions, the buttons and the API."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.fiscal.models import READERS, Commitment, State
from bihuan.kernel.errors import Denied
from bihuan.kernel.states import Machine, Move, lead, stay
from bihuan.people.models import Person, Role


def is_treasurer(person: Person, thing: Any = None) -> bool:
    """The Finance Bureau keeps this room."""
    return person.access.has(Role.TREASURER)


def is_reader(person: Person) -> bool:
    """Who reads this room at all."""
    return person.is_active and person.access.has(*READERS)


def need_reader(person: Person) -> None:
    """Refuse whoever does not read this room."""
    if not is_reader(person):
        said = gettext("Only the Finance Bureau, city leaders and auditors read the city's money by year.")
        raise Denied(said)


def is_leader(person: Person, thing: Any = None) -> bool:
    return person.access.has(Role.LEADER)


def need_judge(person: Person) -> None:
    """The Finance Bureau and the leaders ask what the numbers say."""
    if not (is_treasurer(person) or is_leader(person)):
        raise Denied(gettext("Only the Finance Bureau and the city's leaders have projects assessed."))


def wrong_person(move: Move, commitment: Commitment) -> str:
    if move.may is is_leader:
        return gettext("Only a city leader may overrule what the numbers or the opinion say.")
    return gettext("Only the Finance Bureau keeps commitments.")


def wrong_state(move: Move, commitment: Commitment) -> str:
    return gettext("“%(name)s” stands at “%(state)s”. “%(move)s” is not possible there.") % {
        "name": commitment.name,
        "state": commitment.get_status_display(),
        "move": move.label,
    }


MOVES = Machine(
    Move("respread", _("Change the years"), stay(State.PROPOSED), is_treasurer, form="amounts"),
    Move("opine", _("Enter the opinion"), stay(State.PROPOSED), is_treasurer, form="opinion"),
    Move("approve", _("Let it pass"), lead(State.PASSED, State.PROPOSED), is_treasurer),
    Move(
        "override",
        _("Let it pass nevertheless"),
        lead(State.PASSED, State.PROPOSED),
        is_leader,
        form="reason",
    ),
    Move("drop", _("Drop it"), lead(State.DROPPED, State.PROPOSED), is_treasurer, form="reason"),
    Move("end", _("End it early"), lead(State.ENDED, State.PASSED), is_treasurer, form="end"),
    wrong_person=wrong_person,
    wrong_state=wrong_state,
)
