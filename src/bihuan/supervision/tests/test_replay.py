"""After any walk through the loop the tables equal the record, and the record is whole."""

import os
import random
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import DomainError
from bihuan.supervision import actions
from bihuan.supervision.models import (
    DONE,
    LIVE,
    Assignment,
    AssignmentStatus,
    Report,
    Status,
    SupervisionItem,
)
from bihuan.supervision.queries import timeline
from bihuan.supervision.rules.moves import MOVES
from bihuan.supervision.tests.makers import (
    MONDAY,
    WAY,
    Cast,
    inputs,
    make_cast,
    make_item,
    make_move,
    make_order,
)

pytestmark = pytest.mark.django_db
PEOPLE = ("office", "leader", "mayor", "head", "handler", "co_head")
# More walks than the usual ones: BIHUAN_WALKS=200 pytest …
WALKS = int(os.environ.get("BIHUAN_WALKS", "3"))
STEPS = 80
ENDED_AT_ONCE = (Status.MERGED, Status.CANCELLED)


def walk(cast: Cast, chance: random.Random) -> set[str]:
    """Let random people make random moves that the table offers them; return the moves that were made."""
    at = MONDAY
    with clock.moving(at):
        pks = [actions.file_item(by=cast.office, at=at, order=make_order(cast)).pk for _n in range(3)]
    made = set()
    for _step in range(STEPS):
        at += timedelta(hours=chance.choice((1, 5, 24, 30, 72)))
        with clock.moving(at):
            if chance.random() < 0.2:
                actions.tick(at=at)
            made.add(one_move(cast, chance, pks, at))
    return made


def one_move(cast: Cast, chance: random.Random, pks: list[int], at: datetime) -> str:
    item = SupervisionItem.objects.prefetch_related("assignments__unit").get(pk=chance.choice(pks))
    offers = [
        (name, person)
        for person in (getattr(cast, kind) for kind in PEOPLE)
        for name in MOVES.open_to(item, person)
    ]
    # Ends are rare, so that walks go far.
    last = ("merge", "cancel", "decline", "make_long_term", "archive")
    chosen = [offer for offer in offers if offer[0] not in last or chance.random() < 0.05]
    if not chosen:
        return ""
    move, person = chance.choice(chosen)
    given = inputs(cast, item, move) if move != "merge" else {"into": item, "reason": "同一事项。"}
    if move == "rule":
        given = {"granted": chance.random() < 0.5, "ground": "据职责清单。", "new_lead": cast.other}
    try:
        after = getattr(actions, move)(item=item, by=person, at=at, **given)
    except DomainError:
        return ""
    assert move == "instruct" or after.status in (MOVES.moves[move].end(item.status), item.status)
    return move


@pytest.mark.parametrize("seed", range(WALKS))
def test_after_a_random_walk_every_column_is_what_the_record_says(seed: int) -> None:
    with clock.moving(MONDAY):
        cast = make_cast()
    made = walk(cast, random.Random(seed))
    assert len(made) > 8
    assert list(differences()) == []
    for pk in SupervisionItem.objects.values_list("pk", flat=True):
        chain = list(Event.objects.about("supervision.supervisionitem", pk).order_by("version"))
        assert [event.version for event in chain] == list(range(1, len(chain) + 1))
        assert all(later.previous == earlier.leaf for earlier, later in pairwise(chain))
        assert [event.at for event in chain] == sorted(event.at for event in chain)
    for part in Assignment.objects.select_related("item"):
        is_at_work = part.item.status in LIVE and part.status != AssignmentStatus.RELEASED
        assert part.open_due == (part.item.finish_due if is_at_work else None)
    for item in SupervisionItem.objects.filter(status__in=DONE):
        assert item.submitted_at <= item.concluded_at
        assert item.done_date is not None


def test_the_replay_notices_a_state_that_no_move_made() -> None:
    with clock.moving(MONDAY):
        cast = make_cast()
        item = actions.file_item(by=cast.office, at=MONDAY, order=make_order(cast))
    SupervisionItem.objects.filter(pk=item.pk).update(status=Status.NOT_FILED)
    assert [(found.column, found.in_record) for found in differences()] == [("status", "draft")]


@pytest.mark.parametrize("status", [Status.CONCLUDED, Status.CLOSED, Status.MERGED, Status.CANCELLED])
def test_a_matter_that_has_ended_owes_no_report(status: str) -> None:
    with clock.moving(MONDAY):
        cast = make_cast()
        item = make_item(cast, Status.IN_PROGRESS)
        assert item.report_due
        for move in WAY[status][-1:] if status in ENDED_AT_ONCE else WAY[status][4:]:
            item = make_move(cast, item, move)
        assert (item.status, item.report_due) == (status, None)
        assert [e.dates for e in timeline(item) if e.verb == WAY[status][-1]] == [()]
    assert not list(differences())


@pytest.mark.parametrize(("cycle", "goes_on"), [("weekly", True), ("none", False)])
def test_a_long_term_matter_reports_by_its_cycle_or_not_at_all(cycle: str, goes_on: bool) -> None:
    with clock.moving(MONDAY):
        item = make_item(make_cast(), Status.LONG_TERM, report_cycle=cycle)
    assert bool(item.report_due) is goes_on


def test_a_reopened_matter_reports_again_once_it_is_signed_for() -> None:
    with clock.moving(MONDAY):
        cast = make_cast()
        item = make_item(cast, Status.REOPENED)
        assert item.report_due is None
        for move in ("dispatch", "acknowledge"):
            item = make_move(cast, item, move)
    assert item.report_due
    assert not list(differences())


def test_a_column_that_came_later_stands_at_its_default_until_an_event_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    earlier = tuple(name for name in Report.governed if name != "is_unchanged")
    with monkeypatch.context() as past:
        past.setattr(Report, "governed", earlier)
        with clock.moving(MONDAY):
            item = make_item(make_cast(), Status.IN_PROGRESS)
    assert not list(differences())
    Report.objects.filter(item=item).update(is_unchanged=True)
    assert [(found.column, found.in_record) for found in differences()] == [("is_unchanged", False)]
