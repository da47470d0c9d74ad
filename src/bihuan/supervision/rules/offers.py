"""Which moves a page offers a person now, which one comes first, and why the natural next one is shut.

The table of moves says who may do what in which state. Some refusals also hang on facts of the matter (a
date has passed, nothing is verified yet); a page that knows them does not offer what would be refused.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel.errors import DomainError
from bihuan.kernel.states import Move
from bihuan.people.models import Person
from bihuan.supervision.models import REPORTING, Status, SupervisionItem
from bihuan.supervision.rules.moves import MOVES, collector, is_office, is_party

SHOWN = 3
# What units do; everything else lies with the office.
UNIT_MOVES = frozenset({"acknowledge", "report", "submit"})
# What carries the matter on from each state.
NEXT = {
    Status.DRAFT: "approve",
    Status.APPROVED: "dispatch",
    Status.REOPENED: "dispatch",
    Status.DISPATCHED: "acknowledge",
    Status.DISPUTED: "rule",
    Status.ACCEPTED: "report",
    Status.IN_PROGRESS: "submit",
    Status.EXTENDING: "decide_extension",
    Status.RETURNED: "submit",
    Status.SUBMITTED: "conclude",
    Status.TO_VERIFY: "conclude",
    Status.CONCLUDED: "close",
    Status.LONG_TERM: "report",
}
# Buttons stand in this order; the rest goes under "more".
ORDER = (
    "acknowledge",
    "sign_slip",
    "sign_urge",
    "approve",
    "dispatch",
    "rule",
    "decide_extension",
    "submit",
    "report",
    "contribute",
    "verify",
    "conclude",
    "close",
    "send_back",
    "send_to_verify",
    "urge",
    "instruct",
    "request_extension",
    "dispute",
    "propose_dispute",
)
OBJECTIONS = frozenset({"dispute", "propose_dispute"})


# These stand beside the mark they are about, or come in by a link: never among the buttons.
BESIDE = frozenset({"explain", "appeal", "decide_appeal", "confirm", "contradict"})


@dataclass(frozen=True)
class NextStep:
    """What has to happen next to a matter, and by when."""

    label: Any
    due: date | None
    is_late: bool


def next_step(item: SupervisionItem, today: date) -> NextStep | None:
    """What carries a matter on, by the earliest of its dates; nothing when its way has ended."""
    name, due = NEXT.get(Status(item.status), ""), _DUE.get(Status(item.status), "")
    if not name:
        return None
    day = getattr(item, due) if due else None
    if item.status in REPORTING and item.report_due and (not day or item.report_due <= day):
        name, day = "report", item.report_due
    return NextStep(_SAID.get(Status(item.status)) or MOVES.moves[name].label, day, bool(day and day < today))


# Where several moves are possible, the step that comes before any of them.
_SAID = {
    Status.SUBMITTED: gettext_lazy("The office reviews"),
    Status.TO_VERIFY: gettext_lazy("The office verifies"),
}
# The date by which the unit owes what comes next.
_DUE = {Status.DISPATCHED: "sign_due"} | dict.fromkeys(REPORTING, "finish_due")


@dataclass(frozen=True)
class Offer:
    """The buttons of a matter's page for one person."""

    first: list[Move]
    more: list[Move]
    shut: Move | None
    why: str

    @property
    def names(self) -> frozenset[str]:
        return frozenset(move.name for move in [*self.first, *self.more])


def offer(item: SupervisionItem, person: Person, today: date, is_verified: bool) -> Offer:
    """The moves open to a person, the three main ones first, and the next one if it is shut to him."""
    possible = MOVES.open_to(item, person)
    against = {name: obstacle(name, item, today, is_verified) for name in possible}
    places = {name: place for place, name in enumerate(ORDER)}
    found = [move for name, move in possible.items() if not against[name] and name not in BESIDE]
    found.sort(key=lambda move: places.get(move.name, len(places)))
    shut, why = _shut(item, person, against)
    first = [move for move in found if move.name in places][:SHOWN]
    return Offer(first, [move for move in found if move not in first], shut, why)


def obstacle(move: str, item: SupervisionItem, today: date, is_verified: bool) -> str:
    """What stands in the way of a move that the table permits; empty when nothing does."""
    if move == "request_extension" and item.finish_due and item.finish_due < today:
        return _("An extension can only be asked for before the finish date has passed.")
    if move == "request_extension" and getattr(item, "extended", 0) >= getattr(item, "may_extend", 1):
        return _("It has been extended as often as is allowed.")
    if move in OBJECTIONS and item.sign_due and item.sign_due < today:
        return _("An objection is only possible until the day by which the unit signs.")
    if move == "conclude" and item.status == Status.TO_VERIFY and not is_verified:
        return _("No verification since the submission has found the result true, even in part.")
    return ""


def _shut(item: SupervisionItem, person: Person, against: dict[str, str]) -> tuple[Move | None, str]:
    """The next move, if it lies on this person's side but not in his hand."""
    name = NEXT.get(Status(item.status), "")
    is_his_side = is_party(person, item) if name in UNIT_MOVES else is_office(person, item)
    if not name or not is_his_side or against.get(name) == "":
        return None, ""
    if name in against:
        return MOVES.moves[name], against[name]
    first = collector(item)
    if name == "submit" and first and first.unit_id in person.access.units:
        return MOVES.moves[name], _("The head of %(unit)s hands the result in.") % {
            "unit": first.unit.short_name
        }
    try:
        MOVES.check(name, item, person)
    except DomainError as refusal:
        return MOVES.moves[name], str(refusal)
    return None, ""
