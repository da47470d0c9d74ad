"""What units do, with their two clocks, over weekends and holidays."""

from datetime import date, timedelta

import pytest

from bihuan.files.models import StoredFile
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Role
from bihuan.supervision import actions
from bihuan.supervision.models import AssignmentStatus, Report, Status, SupervisionItem
from bihuan.supervision.rules.clocks import month_cycle
from bihuan.supervision.rules.orders import Said
from bihuan.supervision.rules.schedule import Wanted
from bihuan.supervision.tests.makers import MONDAY, TEXT, Cast, make_cast, make_item, make_person, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


def at(day: str):
    """Let time stand at ten o'clock of a day."""
    return clock.moving(moment(day))


def sent(cast: Cast, day: str, **changes) -> SupervisionItem:
    with at(day):
        return make_item(cast, Status.DISPATCHED, at=moment(day), **changes)


@pytest.mark.parametrize(
    ("dispatched", "sign_by"),
    [
        ("2026-03-02", date(2026, 3, 3)),
        ("2026-03-06", date(2026, 3, 9)),  # over a weekend
        ("2026-09-30", date(2026, 10, 8)),  # over the national holiday
        ("2026-10-09", date(2026, 10, 10)),  # a Saturday that is worked
    ],
)
def test_a_unit_has_one_working_day_to_sign(cast: Cast, dispatched: str, sign_by: date) -> None:
    item = sent(cast, dispatched, finish_due=date(2026, 12, 31))
    assert item.sign_due == sign_by
    assert {part.sign_due for part in item.assignments.all()} == {sign_by}


def test_assisting_units_owe_their_input_five_working_days_before_the_end(cast: Cast) -> None:
    item = sent(cast, "2026-09-01", finish_due=date(2026, 10, 12))
    parts = {part.unit: part for part in item.assignments.all()}
    # 12, 10, 9 and 8 October and 30 September are worked days: the fifth before the twelfth is 29 September.
    assert parts[cast.co].input_due == date(2026, 9, 29)
    assert parts[cast.lead].input_due is None


def test_an_input_is_never_due_before_the_signature(cast: Cast) -> None:
    item = sent(cast, "2026-03-02", finish_due=date(2026, 3, 4))
    assert item.assignments.get(unit=cast.co).input_due == date(2026, 3, 3)


def test_the_report_clock_starts_with_the_lead_units_signature_and_goes_on_in_its_rhythm(cast: Cast) -> None:
    item = sent(cast, "2026-03-02", finish_due=date(2026, 12, 31))
    dues = []
    for day, by in [("2026-03-03", cast.handler), ("2026-03-10", cast.handler), ("2026-03-19", cast.head)]:
        with at(day):
            action = actions.acknowledge if not dues else actions.report
            more = {} if not dues else {"said": TEXT}
            item = action(item=item, by=by, at=moment(day), **more)
        dues.append(item.report_due)
    # Signed on Tuesday, answered on the day, answered two days late: Tuesdays all the way.
    assert dues == [date(2026, 3, 10), date(2026, 3, 17), date(2026, 3, 24)]
    answers = list(Report.objects.order_by("pk").values_list("answers_due", "late_days"))
    assert answers == [(date(2026, 3, 10), 0), (date(2026, 3, 17), 2)]
    assert item.late_reports == 1


def test_report_dates_fall_on_working_days(cast: Cast) -> None:
    item = sent(cast, "2026-09-23", finish_due=date(2026, 12, 31))
    with at("2026-09-24"):
        item = actions.acknowledge(item=item, by=cast.handler, at=moment("2026-09-24"))
    # 1 October and the days after it are free.
    assert item.report_due == date(2026, 10, 8)


def test_several_reports_at_once_answer_one_date_only(cast: Cast) -> None:
    item = sent(cast, "2026-03-02", finish_due=date(2026, 12, 31), report_cycle="monthly")
    with at("2026-03-03"):
        item = actions.acknowledge(item=item, by=cast.handler, at=moment("2026-03-03"))
        first = item.report_due
        for _n in range(3):
            item = actions.report(item=item, by=cast.handler, at=moment("2026-03-03"), said=TEXT)
    assert first == date(2026, 3, 30)  # the 28th is a Saturday
    assert item.report_due == date(2026, 4, 28)
    assert list(Report.objects.order_by("pk").values_list("answers_due", flat=True)) == [first, None, None]


def test_a_report_on_the_free_day_after_its_date_is_late(cast: Cast) -> None:
    item = sent(cast, "2026-03-05", finish_due=date(2026, 12, 31))
    with at("2026-03-06"):
        item = actions.acknowledge(item=item, by=cast.handler, at=moment("2026-03-06"))
    assert item.report_due == date(2026, 3, 13)
    with at("2026-03-14"):
        actions.report(item=item, by=cast.handler, at=moment("2026-03-14"), said=TEXT)
    assert Report.objects.get().late_days == 1


def test_only_the_collecting_units_signature_moves_the_matter(cast: Cast) -> None:
    item = sent(cast, "2026-03-02")
    with at("2026-03-02"):
        item = actions.acknowledge(item=item, by=cast.co_head, at=MONDAY)
        assert (item.status, item.report_due) == (Status.DISPATCHED, None)
        item = actions.acknowledge(item=item, by=cast.head, at=MONDAY, handler=cast.handler)
    part = item.assignments.get(unit=cast.lead)
    assert (item.status, part.status) == (Status.ACCEPTED, AssignmentStatus.ACCEPTED)
    assert (part.signed_by, part.handler) == (cast.head, cast.handler)


def test_nobody_signs_twice_or_names_a_stranger_as_handler(cast: Cast) -> None:
    item = sent(cast, "2026-03-02")
    with at("2026-03-02"):
        with pytest.raises(Invalid, match=cast.stranger.name):
            actions.acknowledge(item=item, by=cast.head, at=MONDAY, handler=cast.stranger)
        item = actions.acknowledge(item=item, by=cast.head, at=MONDAY)
        with pytest.raises(Conflict):
            actions.acknowledge(item=item, by=cast.handler, at=MONDAY)


@pytest.mark.parametrize(
    "said",
    [
        Said("  "),
        Said("好。", percent=101),
        Said("好。", percent=-1),
        Said("好。", claimed_date=MONDAY.date() + timedelta(1)),
    ],
)
def test_a_report_that_says_nothing_or_too_much_is_refused(cast: Cast, said: Said) -> None:
    with at("2026-03-02"):
        item = make_item(cast, Status.ACCEPTED)
        events = Event.objects.count()
        with pytest.raises(Invalid):
            actions.report(item=item, by=cast.handler, at=MONDAY, said=said)
    assert Event.objects.count() == events


def test_a_claimed_day_stands_apart_from_the_moment_of_the_report(cast: Cast) -> None:
    claimed = date(2026, 2, 20)
    with at("2026-03-02"):
        item = make_item(cast, Status.ACCEPTED)
        actions.report(item=item, by=cast.handler, at=MONDAY, said=Said("好。", claimed_date=claimed))
    event = Event.objects.filter(verb="item.report").get()
    assert (event.claimed_date, event.local_date) == (claimed, MONDAY.date())


def stored(person, unit) -> StoredFile:
    return StoredFile.objects.create(
        name="照片.jpg",
        kind="jpg",
        size=3,
        sha256="0" * 64,
        by=person,
        unit=unit,
        uploaded_at=MONDAY,
        first_seen_at=MONDAY,
    )


def test_evidence_is_named_in_the_record_and_must_be_ones_own(cast: Cast) -> None:
    own, foreign = stored(cast.handler, cast.lead), stored(cast.stranger, cast.other)
    with at("2026-03-02"):
        item = make_item(cast, Status.ACCEPTED)
        with pytest.raises(Invalid):
            actions.report(item=item, by=cast.handler, at=MONDAY, said=Said("好。", files=(foreign,)))
        actions.report(item=item, by=cast.handler, at=MONDAY, said=Said("好。", files=(own,)))
    assert list(Report.objects.get().files.all()) == [own]
    assert own.sha256 in Event.objects.get(verb="item.report").payload.content


def test_a_return_moves_no_finish_date_and_blames_nobody_for_the_offices_time(cast: Cast) -> None:
    with at("2026-03-02"):
        item = make_item(cast, Status.SUBMITTED)
        finish = item.finish_due
    with at("2026-04-20"):
        reason = {"reason": "no_evidence", "text": "请补充数据。"}
        item = actions.send_back(item=item, by=cast.office, at=moment("2026-04-20"), **reason)
    assert item.finish_due == finish
    assert item.report_due > date(2026, 4, 20)
    assert item.returns == 1


def test_input_stops_the_assisting_units_clock_once(cast: Cast) -> None:
    with at("2026-03-02"):
        item = make_item(cast, Status.ACCEPTED)
        actions.acknowledge(item=item, by=cast.co_head, at=MONDAY)
        actions.contribute(item=item, by=cast.co_head, at=MONDAY, said=TEXT)
    with at("2026-03-03"):
        actions.contribute(item=item, by=cast.co_head, at=moment("2026-03-03"), said=TEXT)
    part = item.assignments.get(unit=cast.co)
    assert (part.status, part.input_at) == (AssignmentStatus.CONTRIBUTED, MONDAY)
    assert [row.answers_due for row in Report.objects.order_by("pk")] == [part.input_due, None]


def test_a_person_of_a_unit_above_signs_for_the_unit_below(cast: Cast) -> None:
    above = make_person(Role.HEAD, cast.city)
    item = sent(cast, "2026-03-02")
    with at("2026-03-02"):
        item = actions.acknowledge(item=item, by=above, at=MONDAY)
    assert item.status == Status.ACCEPTED


@pytest.mark.parametrize(
    ("cycle", "finish", "first", "then"),
    [
        ("weekly", date(2026, 3, 31), date(2026, 3, 9), date(2026, 3, 16)),
        # The cycle would say the 9th and the 16th: never later than the result itself is due.
        ("weekly", date(2026, 3, 6), date(2026, 3, 6), date(2026, 3, 6)),
        ("monthly", date(2026, 3, 20), date(2026, 3, 20), date(2026, 3, 20)),
        ("quarterly", date(2026, 3, 20), date(2026, 3, 20), date(2026, 3, 20)),
    ],
)
def test_no_report_is_due_after_the_finish_date(
    cast: Cast, cycle: str, finish: date, first: date, then: date
) -> None:
    with at("2026-03-02"):
        item = make_item(cast, Status.ACCEPTED, report_cycle=cycle, finish_due=finish, co_units=())
        assert item.report_due == first
        item = actions.report(item=item, by=cast.handler, at=MONDAY, said=TEXT)
    assert item.report_due == then


@pytest.mark.parametrize(
    ("cycle", "first", "then"),
    [
        # The 5th of April 2026 is a Sunday and the 6th a holiday: the next working day.
        ("month_5", date(2026, 3, 5), date(2026, 4, 7)),
        ("month_20", date(2026, 3, 20), date(2026, 4, 20)),
        ("monthly", date(2026, 3, 30), date(2026, 4, 28)),
    ],
)
def test_a_monthly_report_is_due_by_the_day_that_was_chosen(
    cast: Cast, cycle: str, first: date, then: date
) -> None:
    with at("2026-03-02"):
        item = make_item(
            cast, Status.ACCEPTED, report_cycle=cycle, finish_due=date(2026, 12, 31), co_units=()
        )
    assert item.report_due == first
    with at(first.isoformat()):
        item = actions.report(item=item, by=cast.handler, at=moment(first.isoformat()), said=TEXT)
    assert item.report_due == then


def test_reports_by_nodes_follow_the_schedule(cast: Cast) -> None:
    finish = date(2026, 6, 30)
    nodes = [Wanted(date(2026, 3, 20), 30), Wanted(date(2026, 5, 15), 70)]
    with at("2026-03-02"):
        item = make_item(cast, Status.ACCEPTED, report_cycle="nodes", finish_due=finish, co_units=())
        assert item.report_due is None
        item = actions.set_schedule(item=item, by=cast.office, at=MONDAY, rule="nodes", nodes=nodes)
    assert item.report_due == date(2026, 3, 20)
    for day, due in (("2026-03-20", date(2026, 5, 15)), ("2026-05-15", None)):
        with at(day):
            item = actions.report(item=item, by=cast.handler, at=moment(day), said=TEXT)
        assert item.report_due == due


@pytest.mark.parametrize(
    ("words", "cycle"),
    [("每月5日前", "month_5"), ("每月12日前", "month_10"), ("每月3日", "month_5"), ("每月末", "monthly")],
)
def test_words_name_the_day_of_the_month(words: str, cycle: str) -> None:
    assert month_cycle(words) == cycle


def test_past_the_finish_date_reports_go_on_by_the_cycle(cast: Cast) -> None:
    with at("2026-03-02"):
        item = make_item(cast, Status.ACCEPTED, finish_due=date(2026, 3, 6), co_units=())
    with at("2026-03-09"):
        item = actions.report(item=item, by=cast.handler, at=moment("2026-03-09"), said=TEXT)
    assert (Report.objects.get().late_days, item.report_due) == (1, date(2026, 3, 13))
