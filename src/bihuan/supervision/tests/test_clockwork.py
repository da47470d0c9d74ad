"""The clock speaks once; whom it concerns is told once."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from bihuan.journal import clock
from bihuan.journal.models import Consumer, Event, Pending
from bihuan.journal.queries import differences
from bihuan.notices.models import Notice
from bihuan.supervision import actions
from bihuan.supervision.models import Status
from bihuan.supervision.tests.makers import MONDAY, Cast, inputs, make_cast, make_item, make_move, moment

pytestmark = pytest.mark.django_db
# Longer than anything can be taken back.
MINUTE = timedelta(minutes=1)


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


def ticked(day: date) -> list[str]:
    """What a tick on a day writes."""
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    at = moment(day)
    with clock.moving(at):
        written = actions.tick(at=at, batch=2)
    verbs = list(Event.objects.filter(pk__gt=last).order_by("pk").values_list("verb", flat=True))
    assert len(verbs) == written
    # What the ladder of urging adds is told in test_ladder.py.
    return [verb for verb in verbs if verb != "item.escalate"]


def test_the_clock_says_each_thing_once_on_its_day(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.ACCEPTED)
    assert item.finish_due == date(2026, 5, 1)
    told = {}
    day = MONDAY.date()
    while day <= date(2026, 5, 4):
        if verbs := ticked(day):
            told[day.isoformat()] = sorted(verbs)
        assert ticked(day) == []
        day += timedelta(1)
    assert told == {
        "2026-03-04": ["item.sign_overdue"],  # the assisting unit; the lead unit has signed
        "2026-03-10": ["item.report_overdue"],  # a week after the signature, and never again for that date
        "2026-04-24": ["item.input_overdue"],  # five working days before the finish date
        "2026-04-30": ["item.due_soon"],
        "2026-05-02": ["item.finish_overdue"],
    }
    assert list(differences()) == []


def test_the_office_is_told_once_of_what_it_has_not_dispatched_in_time(cast: Cast) -> None:
    with clock.moving(MONDAY):
        drafts = [make_item(cast, status) for status in (Status.DRAFT, Status.APPROVED)]
        make_item(cast, Status.NOT_FILED)
    told = {day: verbs for n in range(9) if (verbs := ticked(day := MONDAY.date() + timedelta(n)))}
    assert list(told.values()) == [["item.assign_overdue"] * 2]
    late = Event.objects.filter(verb="item.assign_overdue")
    assert {event.thing_id for event in late} == {item.pk for item in drafts}
    assert {event.unit_id for event in late} == {None}
    with clock.moving(moment("2026-03-20")):
        actions.deliver(at=moment("2026-03-20"))
    assert told_of("assign_overdue") == {"督查员"}


def test_a_tick_that_comes_weeks_late_says_what_is_still_true(cast: Cast) -> None:
    with clock.moving(MONDAY):
        for _n in range(3):
            make_item(cast, Status.IN_PROGRESS)
    assert sorted(set(ticked(date(2026, 6, 1)))) == [
        "item.finish_overdue",
        "item.input_overdue",
        "item.report_overdue",
        "item.sign_overdue",
    ]
    assert ticked(date(2026, 6, 1)) == []


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.TO_VERIFY, Status.CLOSED])
def test_nobody_is_overdue_while_nothing_is_owed(cast: Cast, status: str) -> None:
    with clock.moving(MONDAY):
        make_item(cast, status, co_units=())
    assert ticked(date(2026, 8, 3)) == []


def test_only_the_unit_that_objects_need_not_sign_while_its_objection_waits(cast: Cast) -> None:
    with clock.moving(MONDAY):
        make_item(cast, Status.DISPUTED, co_units=())
    assert ticked(date(2026, 3, 10)) == []
    with clock.moving(MONDAY):
        make_item(cast, Status.DISPUTED, leads=(cast.lead, cast.other))
    assert ticked(date(2026, 3, 10)) == ["item.sign_overdue"] * 2
    late = Event.objects.filter(verb="item.sign_overdue").values_list("unit_id", flat=True)
    assert set(late) == {cast.other.pk, cast.co.pk}


def test_a_new_date_is_a_new_thing_to_say(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.EXTENDING, co_units=(), report_cycle="none")
    assert ticked(date(2026, 5, 2)) == ["item.finish_overdue"]
    later = {"granted": True, "ground": "同意。", "granted_date": date(2026, 5, 31)}
    at = moment(date(2026, 5, 2))
    with clock.moving(at):
        actions.decide_extension(item=item, by=cast.office, at=at, **later)
    assert ticked(date(2026, 5, 3)) == []
    assert ticked(date(2026, 6, 1)) == ["item.finish_overdue"]


def told_of(verb: str) -> set[str]:
    return set(Notice.objects.filter(verb=f"item.{verb}").values_list("person__name", flat=True))


def test_whom_an_event_concerns_is_told_once_and_never_its_maker(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.SUBMITTED, leader=cast.leader)
        actions.send_back(item=item, by=cast.office, at=MONDAY, reason="no_evidence")
    with clock.moving(MONDAY + MINUTE):
        call_command("deliver", verbosity=0, stdout=_Nowhere())
        call_command("deliver", verbosity=0, stdout=_Nowhere())
    assert told_of("dispatch") == {"局长", "联络员", "配合局局长", "分管副市长"}
    assert told_of("submit") == {"督查员", "分管副市长"}
    assert told_of("send_back") == {"局长", "联络员", "分管副市长"}
    assert told_of("file") == set()
    assert not Pending.objects.filter(consumer=Consumer.NOTICES).exists()
    assert Pending.objects.filter(consumer=Consumer.SEQUENCER).exists()


def test_the_leader_in_charge_hears_of_overdue_matters_that_name_no_leader(cast: Cast) -> None:
    with clock.moving(MONDAY):
        make_item(cast, Status.IN_PROGRESS)
    with clock.moving(moment("2026-05-02")):
        call_command("tick", stdout=_Nowhere())
    assert told_of("finish_overdue") == {"局长", "联络员", "督查员", "分管副市长"}


def test_the_office_hears_of_what_asks_for_it_and_of_each_kind_of_lateness_once(cast: Cast) -> None:
    def hears() -> list[str]:
        rows = Notice.objects.filter(person=cast.office).order_by("pk").values_list("verb", flat=True)
        return [verb.removeprefix("item.") for verb in rows]

    with clock.moving(MONDAY):
        item = make_item(cast, Status.ACCEPTED)
    for day in ("2026-03-11", "2026-03-18"):
        with clock.moving(moment(day)):
            actions.tick(at=moment(day))
            item = make_move(cast, item, "report", at=moment(day))
            actions.deliver(at=moment(day))
    late = [event.verb for event in Event.objects.filter(verb="item.report_overdue")]
    assert len(late) == 2
    assert hears() == ["report_overdue", "sign_overdue"]
    with clock.moving(moment("2026-03-19")):
        item = make_move(cast, item, "request_extension", at=moment("2026-03-19"))
        item = make_move(cast, item, "decide_extension", at=moment("2026-03-19"))
        make_move(cast, item, "submit", at=moment("2026-03-19"))
        actions.deliver(at=moment("2026-03-19"))
    assert hears()[2:] == ["request_extension", "submit"]


def test_only_the_urged_unit_is_told_of_an_urge(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS)
        actions.urge(item=item, by=cast.office, at=MONDAY, unit=cast.co)
        actions.deliver(at=MONDAY + MINUTE)
    assert told_of("urge") == {"配合局局长"}


def test_units_are_not_told_of_what_they_may_not_see(cast: Cast) -> None:
    with clock.moving(MONDAY):
        make_item(cast, Status.CANCELLED)
        make_item(cast, Status.MERGED)
        actions.deliver(at=MONDAY + MINUTE)
    assert told_of("cancel") == told_of("merge") == set()


def test_a_released_unit_hears_of_the_ruling_but_gets_no_way_to_the_matter(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.DISPUTED)
        ruling = {"granted": True, "ground": "据职责清单。", "new_lead": cast.other}
        actions.rule(item=item, by=cast.office, at=MONDAY, **ruling)
        actions.deliver(at=MONDAY + MINUTE)
    ways = dict(Notice.objects.filter(verb="item.rule").values_list("person__name", "url"))
    way = f"/tasks/{item.pk}/"
    assert ways == {"局长": "", "联络员": "", cast.stranger.name: way, cast.co_head.name: way}


def test_the_office_hears_of_an_end_that_a_leader_decides(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.SUBMITTED)
        actions.conclude(item=item, by=cast.mayor, at=MONDAY, **inputs(cast, item, "conclude"))
        actions.deliver(at=MONDAY + MINUTE)
    assert told_of("conclude") == {"局长", "联络员", "督查员"}


def test_the_office_is_told_of_a_leaders_instruction_once(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.CLOSED)
        actions.instruct(item=item, by=cast.mayor, at=MONDAY, text="请举一反三。")
        actions.deliver(at=MONDAY + MINUTE)
    assert told_of("file") == {"督查员"}
    assert told_of("instruct") == set()


class _Nowhere:
    def write(self, text: str) -> None:
        pass
