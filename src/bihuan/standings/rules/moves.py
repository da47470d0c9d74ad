"""Who may do what to a table, and when: one list for the actions, the buttons and the API."""

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.errors import Denied
from bihuan.kernel.states import Machine, Move, lead, stay
from bihuan.people.models import Person, Role
from bihuan.standings.models import Line, Status, Table


def keeps(person: Person, thing: Any = None) -> bool:
    """The supervision office keeps schemes and tables."""
    return person.access.has(Role.SUPERVISOR)


def need_keeper(person: Person) -> None:
    if not keeps(person):
        raise Denied(gettext("Only the supervision office keeps schemes and tables."))


def is_leader(person: Person, thing: Any = None) -> bool:
    return person.access.has(Role.LEADER)


def objects(person: Person, table: Table) -> bool:
    """Whoever works for a unit that has a line in the table."""
    units = person.access.units
    return bool(units) and Line.objects.filter(table=table, round=table.round, unit__in=units).exists()


def speaks(person: Person, table: Table) -> bool:
    """Pledges are entered by the office, or by the unit itself."""
    return keeps(person) or objects(person, table)


def is_uncorrected(person: Person, table: Table) -> bool:
    """A table is put right once; what is wrong then is wrong with its correction."""
    return not Table.objects.filter(corrects=table).exclude(status=Status.DROPPED).exists()


def wrong_person(move: Move, table: Table) -> str:
    if move.may is is_leader:
        return gettext("Only a city leader publishes a table.")
    if move.may in (objects, speaks):
        return gettext("Only a unit of this table speaks about its own line.")
    return gettext("Only the supervision office keeps schemes and tables.")


def wrong_state(move: Move, table: Table) -> str:
    if table.status == Status.PUBLISHED and move.name == "correct":
        return gettext("This table has already been corrected. Correct the correction.")
    if table.status == Status.PUBLISHED:
        return gettext(
            "The table is published and never changes. What is wrong is put right by a correction."
        )
    return gettext("The table stands at “%(state)s”. “%(move)s” is not possible there.") % {
        "state": table.get_status_display(),
        "move": move.label,
    }


MOVES = Machine(
    Move("fill", _("Fill in what is known"), stay(Status.OPEN), keeps),
    Move("enter", _("Enter a number"), stay(Status.OPEN), keeps, form="entry"),
    Move("freeze", _("Freeze and preview"), lead(Status.FROZEN, Status.OPEN), keeps),
    Move("appeal", _("Object to our line"), stay(Status.FROZEN), objects, form="appeal"),
    Move("answer", _("Answer an objection"), stay(Status.FROZEN), keeps, form="answer"),
    Move("thaw", _("Open it again"), lead(Status.OPEN, Status.FROZEN), keeps, form="reason"),
    Move(
        "publish", pgettext_lazy("league table", "Publish"), lead(Status.PUBLISHED, Status.FROZEN), is_leader
    ),
    Move(
        "drop",
        pgettext_lazy("league table", "Drop"),
        lead(Status.DROPPED, Status.OPEN, Status.FROZEN),
        keeps,
        form="reason",
    ),
    Move(
        "correct",
        _("Correct by another version"),
        stay(Status.PUBLISHED),
        keeps,
        form="reason",
        ready=is_uncorrected,
    ),
    Move("pledge", _("Enter a pledge"), stay(Status.PUBLISHED), speaks, form="pledge"),
    wrong_person=wrong_person,
    wrong_state=wrong_state,
)
