"""The ladder of urging: who is told when, what is signed, and what alone makes it stop."""

from datetime import date, timedelta

import pytest

from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.notices.models import Notice
from bihuan.people import actions as people
from bihuan.people.models import Person, Role
from bihuan.supervision import actions
from bihuan.supervision.models import Clock, Level, Rung, Status, SupervisionItem
from bihuan.supervision.queries.ladders import rungs_on_desk
from bihuan.supervision.rules.moves import rungs_to_sign
from bihuan.supervision.tests.makers import (
    MONDAY,
    Cast,
    make_cast,
    make_item,
    make_move,
    make_person,
    make_unit,
    moment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        cast = make_cast()
        make_person(Role.HANDLER, cast.co, name="配合局联络员")
    return cast


def tick(day: str, times: int = 1) -> int:
    with clock.moving(moment(day)):
        return [actions.tick(at=moment(day), batch=2) for _n in range(times)][-1]


def raised(item: SupervisionItem, clock_: str = Clock.REPORT) -> list[str]:
    rows = Rung.objects.filter(item=item, clock=clock_).order_by("pk")
    return [f"{row.level}{'*' if row.is_vacant else ''}" for row in rows]


def working(cast: Cast, **changes: object) -> SupervisionItem:
    """A matter signed on Monday 2 March that reports weekly: due Monday 9 March."""
    with clock.moving(MONDAY):
        return make_item(cast, Status.ACCEPTED, **{"co_units": (), **changes})


def test_a_clock_that_runs_out_climbs_rung_by_rung_on_working_days(cast: Cast) -> None:
    item = working(cast)
    seen = {}
    for number in range(9):
        day = date(2026, 3, 9) + timedelta(number)
        before = len(raised(item))
        tick(day.isoformat())
        if found := raised(item)[before:]:
            seen[day.isoformat()] = found
    assert seen == {
        "2026-03-10": ["handler"],
        "2026-03-11": ["head"],
        "2026-03-12": ["in_charge"],
        "2026-03-13": ["office"],
    }
    held = dict(Rung.objects.values_list("level", "holder__name"))
    assert held == {"handler": "联络员", "head": "局长", "in_charge": "分管副市长", "office": "督查员"}
    assert list(differences()) == []


def test_nothing_is_raised_on_a_free_day(cast: Cast) -> None:
    item = working(cast, report_cycle="none", finish_due=date(2026, 3, 13))
    assert [bool(tick(day)) and raised(item, Clock.FINISH) for day in ("2026-03-14", "2026-03-15")] == [
        [],
        False,
    ]
    tick("2026-03-16")
    assert raised(item, Clock.FINISH) == ["handler"]


def test_a_second_tick_changes_nothing_and_a_late_one_raises_all(cast: Cast) -> None:
    item = working(cast)
    tick("2026-03-20")
    assert raised(item) == ["handler", "head", "in_charge", "office"]
    events = Event.objects.count()
    assert tick("2026-03-20", times=2) == 0
    assert tick("2026-03-23") == 0
    assert Event.objects.count() == events
    item.refresh_from_db()
    assert item.open_rungs == 4


def test_a_vacant_post_says_so_and_the_next_rung_is_raised_with_it(cast: Cast) -> None:
    item = working(cast)
    with clock.moving(MONDAY):
        people.disable_person(person=cast.head, by=None, at=MONDAY)
    tick("2026-03-11")
    assert raised(item) == ["handler", "head*", "in_charge"]
    tick("2026-03-13")
    assert raised(item) == ["handler", "head*", "in_charge", "office"]
    said = Event.objects.filter(verb="item.escalate").order_by("pk").last()
    assert said is not None
    assert tick("2026-03-13") == 0


@pytest.mark.parametrize(
    ("move", "clocks"),
    [("report", [Clock.REPORT]), ("submit", [Clock.REPORT, Clock.FINISH]), ("urge", []), ("sign_urge", [])],
)
def test_only_what_the_clock_asks_for_stops_it(cast: Cast, move: str, clocks: list[str]) -> None:
    item = working(cast, finish_due=date(2026, 3, 9))
    tick("2026-03-10")
    day = moment("2026-03-10")
    with clock.moving(day):
        if move == "sign_urge":
            actions.sign_urge(item=item, by=cast.handler, at=day)
        else:
            make_move(cast, item, move, at=day)
    answered = Rung.objects.filter(answered_at__isnull=False).values_list("clock", flat=True)
    assert sorted(answered) == sorted(clocks)
    tick("2026-03-13")
    for ran_out in (Clock.REPORT, Clock.FINISH):
        assert (len(raised(item, ran_out)) == 1) == (ran_out in clocks)
    assert list(differences()) == []


def test_a_request_that_waits_stops_nothing_and_a_granted_one_does(cast: Cast) -> None:
    item = working(cast, report_cycle="none", finish_due=date(2026, 3, 9))
    asked, decided = moment("2026-03-09"), moment("2026-03-11")
    later = date(2026, 4, 8)
    with clock.moving(asked):
        item = actions.request_extension(
            item=item, by=cast.head, at=asked, wanted_date=later, reason="汛期。", progress="过半。"
        )
    tick("2026-03-10")
    assert raised(item, Clock.FINISH) == ["handler"]
    with clock.moving(decided):
        item = actions.decide_extension(
            item=item, by=cast.office, at=decided, granted=True, ground="属实。", granted_date=later
        )
    assert item.open_rungs == 0
    tick("2026-03-13")
    assert raised(item, Clock.FINISH) == ["handler"]
    tick("2026-04-09")
    assert raised(item, Clock.FINISH) == ["handler", "handler"]


def test_a_returned_result_sets_the_old_ladder_going_again(cast: Cast) -> None:
    item = working(cast, report_cycle="none", finish_due=date(2026, 3, 9))
    tick("2026-03-10")
    with clock.moving(moment("2026-03-10")):
        item = make_move(cast, item, "submit", at=moment("2026-03-10"))
        assert item.open_rungs == 0
        item = make_move(cast, item, "send_back", at=moment("2026-03-10"))
    assert item.open_rungs == 1
    tick("2026-03-11")
    assert raised(item, Clock.FINISH) == ["handler", "head"]
    assert list(differences()) == []


def test_each_holder_signs_his_own_rungs_and_nobody_elses(cast: Cast) -> None:
    item = working(cast)
    tick("2026-03-13")
    item.refresh_from_db()
    holders = {"handler": cast.handler, "head": cast.head, "in_charge": cast.leader, "office": cast.office}
    for level, holder in holders.items():
        assert [rung.level for rung in rungs_to_sign(holder, item)] == [level]
        assert [rung.level for rung in rungs_on_desk(holder)] == [level]
    for other in (cast.co_head, cast.stranger, cast.other_leader, cast.auditor, cast.mayor):
        assert rungs_on_desk(other) == rungs_to_sign(other, item) == []
    at = moment("2026-03-13")
    with clock.moving(at):
        actions.sign_urge(item=item, by=cast.head, at=at)
    signed = Rung.objects.get(level=Level.HEAD)
    assert (signed.signed_by, signed.signed_at, signed.is_waiting) == (cast.head, at, False)
    assert rungs_on_desk(cast.head) == []
    assert Rung.objects.waiting().count() == 3


def test_the_head_of_the_section_stands_between_where_there_is_one(cast: Cast) -> None:
    with clock.moving(MONDAY):
        section = make_unit(parent=cast.lead)
        chief = make_person(Role.HEAD, section, name="科长")
        for person, unit in ((cast.handler, section), (chief, cast.lead)):
            people.grant_role(person=person, role=Role.HANDLER, unit=unit, by=None, at=MONDAY)
        cast.handler.forget_access()
    item = working(cast)
    tick("2026-03-11")
    assert raised(item) == ["handler", "section", "head"]
    assert Rung.objects.get(level=Level.SECTION).holder == chief
    chief = Person.objects.get(pk=chief.pk)
    assert Level.SECTION in {rung.level for rung in rungs_on_desk(chief)}


def test_every_unit_climbs_for_its_own_signature_and_input(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.DISPATCHED)
    tick("2026-03-04")
    rows = Rung.objects.filter(item=item, clock=Clock.SIGN).values_list("unit", "level")
    assert sorted(rows) == sorted([(cast.lead.pk, "handler"), (cast.co.pk, "handler")])
    at = moment("2026-03-04")
    with clock.moving(at):
        actions.acknowledge(item=item, by=cast.co_head, at=at)
    assert Rung.objects.get(answered_at__isnull=False).unit == cast.co


def test_whoever_stands_on_a_rung_is_told_of_it(cast: Cast) -> None:
    working(cast)
    tick("2026-03-12")
    with clock.moving(moment("2026-03-12")):
        actions.deliver(at=moment("2026-03-12"))
    told = Notice.objects.filter(verb="item.escalate").values_list("person__name", flat=True)
    assert sorted(told) == sorted(["联络员", "局长", "分管副市长"])


def test_many_urged_at_once_are_urged_as_each_would_be(cast: Cast) -> None:
    with clock.moving(MONDAY):
        one, other, ended = make_item(cast), make_item(cast), make_item(cast, Status.CLOSED)
        single = actions.urge(item=one, by=cast.office, at=MONDAY, text="请抓紧。", level=Level.HEAD)
        outcomes = actions.bulk(
            verb="urge", items=[other, ended], by=cast.office, at=MONDAY, text="请抓紧。", level=Level.HEAD
        )
    assert [outcome.ok for outcome in outcomes] == [True, False]
    many = outcomes[0].item
    assert (single.urges, single.open_rungs) == (many.urges, many.open_rungs) == (1, 2)
    names = ("unit_id", "clock", "level", "holder_id", "is_vacant", "by_id")
    assert list(one.rungs.values(*names)) == list(other.rungs.values(*names))
    assert list(one.reminders.values("unit", "text")) == list(other.reminders.values("unit", "text"))
    assert list(differences()) == []
