"""Every move leaves exactly one event; every refusal leaves no trace."""

import json

import pytest

from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.supervision import actions
from bihuan.supervision.models import Level, Status, SupervisionItem
from bihuan.supervision.rules.moves import MOVES
from bihuan.supervision.tests.makers import (
    MONDAY,
    WAY,
    Cast,
    make_cast,
    make_item,
    make_move,
    moment,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", sorted(WAY))
def test_a_matter_comes_into_every_state_by_its_moves_and_the_record_agrees(status: str) -> None:
    with clock.moving(MONDAY):
        item = make_item(make_cast(), status)
    item.refresh_from_db()
    assert item.status == status
    assert list(differences()) == []


def begun(cast: Cast, move: str, start: str) -> SupervisionItem:
    """A matter in a state in which the move is really possible: whoever must have acted before has."""
    item = make_item(cast, start if move != "contribute" else Status.ACCEPTED)
    if move == "contribute":
        actions.acknowledge(item=item, by=cast.co_head, at=MONDAY)
        for further in WAY[start][len(WAY[Status.ACCEPTED]) :]:
            item = make_move(cast, item, further)
    if (move, start) == ("conclude", Status.TO_VERIFY):
        item = make_move(cast, item, "verify")
    return PREPARED[move](cast, start) if move in PREPARED else item


LATE = moment("2026-03-05")


def marked(cast: Cast, start: str) -> SupervisionItem:
    """A matter in a state, which its lead unit has not signed in time."""
    if start == Status.DISPUTED:
        # An objection is only possible in time: the mark is from the round before.
        item = marked(cast, Status.REOPENED)
        with clock.moving(LATE):
            return make_move(cast, make_move(cast, item, "dispatch", at=LATE), "dispute", at=LATE)
    item = make_item(cast, Status.DISPATCHED)
    with clock.moving(LATE):
        actions.tick(at=LATE)
        for further in WAY[start][len(WAY[Status.DISPATCHED]) :]:
            item = make_move(cast, item, further, at=LATE)
    return item


def slipped(cast: Cast, start: str) -> SupervisionItem:
    """A matter with a slip that its unit has not signed for."""
    item = make_move(cast, make_item(cast, Status.DISPATCHED), "issue_slip")
    for further in WAY[start][len(WAY[Status.DISPATCHED]) :]:
        item = make_move(cast, item, further)
    return item


def urged(cast: Cast, start: str) -> SupervisionItem:
    """A matter whose assisting unit has been urged and has not answered."""
    item = make_item(cast, Status.DISPATCHED)
    item = actions.urge(item=item, by=cast.office, at=MONDAY, unit=cast.co, level=Level.HEAD)
    for further in WAY[start][len(WAY[Status.DISPATCHED]) :]:
        item = make_move(cast, item, further)
    return item


def asked(cast: Cast, start: str) -> SupervisionItem:
    """A matter about which a person affected has been asked."""
    item = make_item(cast, Status.CLOSED)
    for further in ("ask_affected", "reopen", *WAY[start][len(WAY[Status.APPROVED]) :]):
        item = make_move(cast, item, further)
    return item


def appealed(cast: Cast, start: str) -> SupervisionItem:
    """A matter with a mark against which the unit has appealed."""
    return make_move(cast, marked(cast, start), "appeal", at=LATE)


PREPARED = {
    "sign_slip": slipped,
    "sign_urge": urged,
    "confirm": asked,
    "contradict": asked,
    "explain": marked,
    "appeal": marked,
    "decide_appeal": appealed,
}


@pytest.mark.parametrize(
    ("move", "start"), [(move.name, start) for move in MOVES.moves.values() for start in sorted(move.path)]
)
def test_a_move_writes_one_event_with_the_states_before_and_after(move: str, start: str) -> None:
    with clock.moving(MONDAY):
        cast = make_cast()
        item = begun(cast, move, start)
        events = Event.objects.about("supervision.supervisionitem", item.pk)
        known = events.count()
        if (move, start) != ("acknowledge", Status.DISPATCHED) and move == "acknowledge":
            actions.acknowledge(item=item, by=cast.co_head, at=MONDAY)
        else:
            make_move(cast, item, move)
    item.refresh_from_db()
    assert item.status == MOVES.moves[move].end(start)
    (event,) = events.order_by("version")[known:]
    assert event.verb == f"item.{move}"
    body = json.loads(event.body)
    assert body["bef"]["set"].get("status", item.status) == start
    assert body["aft"]["set"].get("status", start) == item.status
    assert list(differences()) == []
