"""What the office and the leaders do: file, number, rule, decide, verify, close, merge, instruct."""

from datetime import date, timedelta

import pytest

from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Unit
from bihuan.supervision import actions
from bihuan.supervision.models import (
    Assignment,
    AssignmentRole,
    AssignmentStatus,
    Reminder,
    ReviewPoint,
    Status,
    SupervisionItem,
)
from bihuan.supervision.queries import timeline
from bihuan.supervision.rules.moves import collector
from bihuan.supervision.tests.makers import (
    MONDAY,
    Cast,
    inputs,
    make_cast,
    make_item,
    make_move,
    make_order,
    moment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


def test_the_same_key_and_content_file_one_matter(cast: Cast) -> None:
    with clock.moving(MONDAY):
        order = make_order(cast, idem="upload-7-row-3")
        first = actions.file_item(by=cast.office, at=MONDAY, order=order)
        again = actions.file_item(by=cast.office, at=MONDAY, order=order)
        assert again == first
        changed = make_order(cast, idem="upload-7-row-3", title="另一件事")
        with pytest.raises(Invalid):
            actions.file_item(by=cast.office, at=MONDAY, order=changed)
        other = actions.file_item(by=cast.leader, at=MONDAY, order=order)
    assert other != first
    assert SupervisionItem.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"title": "长" * 201},
        {"requirement": ""},
        {"requirement": "长" * 10_001},
        {"basis": "长" * 301},
        {"leads": ()},
        {"source_type": "rumour"},
        {"urgency": "very"},
        {"finish_due": date(2026, 3, 1)},
    ],
)
def test_an_order_that_cannot_be_carried_out_is_refused(cast: Cast, wrong: dict[str, object]) -> None:
    with clock.moving(MONDAY), pytest.raises(Invalid):
        actions.file_item(by=cast.office, at=MONDAY, order=make_order(cast, **wrong))
    assert not SupervisionItem.objects.exists()


def test_what_no_database_can_hold_is_left_out_of_a_text(cast: Cast) -> None:
    with clock.moving(MONDAY):
        order = make_order(cast, title="推进\x00改造\ud800", requirement="e\u0301")
        item = actions.file_item(by=cast.office, at=MONDAY, order=order)
    item.refresh_from_db()
    assert (item.title, item.requirement) == ("推进改造?", "é")


def test_a_unit_is_not_named_twice(cast: Cast) -> None:
    order = make_order(cast, co_units=(cast.co, cast.lead))
    with clock.moving(MONDAY), pytest.raises(Invalid, match=cast.lead.short_name):
        actions.file_item(by=cast.office, at=MONDAY, order=order)


def test_numbers_run_without_gaps_and_anew_each_year(cast: Cast) -> None:
    numbers = []
    for day in ("2026-03-02", "2026-03-02", "2026-12-31", "2027-01-04"):
        with clock.moving(moment(day)):
            item = make_item(cast, Status.DRAFT, at=moment(day), finish_due=None)
            actions.decline(
                item=make_item(cast, at=moment(day), status=Status.DRAFT, finish_due=None),
                by=cast.office,
                at=moment(day),
                reason="只作阅知。",
            )
            numbers.append(actions.approve(item=item, by=cast.office, at=moment(day)).number)
    assert numbers == ["督〔2026〕1号", "督〔2026〕2号", "督〔2026〕3号", "督〔2027〕1号"]


def test_a_matter_without_a_date_gets_the_usual_one_of_its_source(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.DISPATCHED, finish_due=None, source_type="media")
    assert item.finish_due == item.finish_first == MONDAY.date() + timedelta(5)


def test_a_matter_is_not_dispatched_into_the_past(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.APPROVED)
        with pytest.raises(Invalid):
            actions.dispatch(item=item, by=cast.office, at=MONDAY, finish_due=MONDAY.date())


def test_a_granted_extension_moves_the_date_in_force_and_keeps_the_first(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.EXTENDING)
        first, reports = item.finish_first, item.report_due
        item = make_move(cast, item, "decide_extension")
    assert (item.status, item.finish_first, item.report_due) == (Status.IN_PROGRESS, first, reports)
    assert item.finish_due == first + timedelta(30)


def test_assisting_units_that_still_owe_their_input_get_the_later_date_too(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.ACCEPTED)
        first = item.assignments.get(unit=cast.co).input_due
        other = make_item(cast, Status.ACCEPTED)
        actions.acknowledge(item=other, by=cast.co_head, at=MONDAY)
        make_move(cast, other, "contribute")
        for each in (item, other):
            each = make_move(cast, each, "request_extension")
            make_move(cast, each, "decide_extension")
    assert first == date(2026, 4, 23)
    # Five working days before 1 May and before 31 May.
    assert item.assignments.get(unit=cast.co).input_due == date(2026, 5, 22)
    assert other.assignments.get(unit=cast.co).input_due == first
    assert list(differences()) == []


def test_no_deadline_lies_in_a_year_without_a_calendar(cast: Cast) -> None:
    far = date(2042, 3, 3)
    with clock.moving(MONDAY):
        item = make_item(cast, Status.APPROVED, co_units=())
        with pytest.raises(Invalid, match="2042"):
            actions.dispatch(item=item, by=cast.office, at=MONDAY, finish_due=far)
        item = make_item(cast, Status.ACCEPTED, co_units=())
        asked = inputs(cast, item, "request_extension")
        with pytest.raises(Invalid, match="2042"):
            actions.request_extension(item=item, by=cast.head, at=MONDAY, **asked | {"wanted_date": far})
        item = make_move(cast, item, "request_extension")
        decided = inputs(cast, item, "decide_extension") | {"granted_date": far}
        with pytest.raises(Invalid, match="2042"):
            actions.decide_extension(item=item, by=cast.office, at=MONDAY, **decided)


def test_a_refused_extension_moves_nothing_and_gives_its_ground(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.EXTENDING)
        with pytest.raises(Invalid):
            actions.decide_extension(item=item, by=cast.office, at=MONDAY, granted=False, ground=" ")
        with pytest.raises(Invalid):
            actions.decide_extension(item=item, by=cast.office, at=MONDAY, granted=True, ground="同意。")
        done = actions.decide_extension(
            item=item, by=cast.leader, at=MONDAY, granted=False, ground="不同意。"
        )
    assert (done.status, done.finish_due) == (Status.IN_PROGRESS, item.finish_due)


def test_an_extension_is_asked_for_before_the_date_has_passed(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS)
    asked = {"wanted_date": date(2026, 5, 29), "reason": "汛期。", "progress": "过半。"}
    with clock.moving(moment("2026-05-02")), pytest.raises(Conflict):
        actions.request_extension(item=item, by=cast.head, at=moment("2026-05-02"), **asked)
    with clock.moving(moment("2026-05-01")):
        sooner = asked | {"wanted_date": date(2026, 5, 1)}
        with pytest.raises(Invalid):
            actions.request_extension(item=item, by=cast.head, at=moment("2026-05-01"), **sooner)
        item = actions.request_extension(item=item, by=cast.head, at=moment("2026-05-01"), **asked)
    assert item.status == Status.EXTENDING


def ruled(cast: Cast, *, granted: bool, new_lead: Unit | None = None, **order: object) -> SupervisionItem:
    later = moment("2026-03-05")
    with clock.moving(MONDAY):
        item = make_item(cast, Status.DISPUTED, **order)
    with clock.moving(later):
        return actions.rule(
            item=item, by=cast.office, at=later, granted=granted, ground="据职责清单。", new_lead=new_lead
        )


def test_a_ruling_for_the_unit_names_another_that_collects_with_a_fresh_clock(cast: Cast) -> None:
    item = ruled(cast, granted=True, new_lead=cast.other)
    part = collector(item_with_parts(item))
    assert part is not None
    assert (part.unit, part.sign_due, part.status) == (cast.other, date(2026, 3, 6), "dispatched")
    assert Assignment.objects.get(item=item, unit=cast.lead).status == AssignmentStatus.RELEASED
    assert item.status == Status.DISPATCHED


def test_an_assisting_unit_can_be_ruled_to_lead(cast: Cast) -> None:
    item = ruled(cast, granted=True, new_lead=cast.co)
    part = Assignment.objects.get(item=item, unit=cast.co)
    assert (part.role, part.position, part.input_due) == (AssignmentRole.LEAD, 1, None)


def test_the_next_lead_unit_collects_when_none_is_named(cast: Cast) -> None:
    item = ruled(cast, granted=True, leads=(cast.lead, cast.other), co_units=())
    part = collector(item_with_parts(item))
    assert part is not None
    assert part.unit == cast.other


def test_the_next_lead_unit_signs_as_collector_though_it_signed_before(cast: Cast) -> None:
    later = moment("2026-03-05")
    with clock.moving(MONDAY):
        item = make_item(cast, Status.DISPATCHED, leads=(cast.lead, cast.other), co_units=())
        actions.acknowledge(item=item, by=cast.stranger, at=MONDAY)
        actions.dispute(item=item, by=cast.head, at=MONDAY, reason="不属于本单位职责。", suggested=cast.other)
    with clock.moving(later):
        item = actions.rule(item=item, by=cast.office, at=later, granted=True, ground="据职责清单。")
        assert item.sign_due == date(2026, 3, 6)
        item = actions.acknowledge(item=item, by=cast.stranger, at=later)
    assert item.status == Status.ACCEPTED


def test_a_matter_is_never_left_without_a_lead_unit(cast: Cast) -> None:
    with pytest.raises(Invalid):
        ruled(cast, granted=True)
    with pytest.raises(Invalid):
        ruled(cast, granted=True, new_lead=cast.lead)


def test_a_ruling_against_the_unit_leaves_it_the_matter_and_a_day_to_sign(cast: Cast) -> None:
    item = ruled(cast, granted=False)
    part = Assignment.objects.get(item=item, unit=cast.lead)
    assert (part.status, part.sign_due, item.sign_due) == ("dispatched", date(2026, 3, 6), date(2026, 3, 6))


def item_with_parts(item: SupervisionItem) -> SupervisionItem:
    return SupervisionItem.objects.prefetch_related("assignments__unit").get(pk=item.pk)


def test_an_urge_reaches_one_unit_or_all(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS)
        actions.urge(item=item, by=cast.office, at=MONDAY, text="请尽快。")
        item = actions.urge(item=item, by=cast.leader, at=MONDAY, unit=cast.co)
        with pytest.raises(Invalid):
            actions.urge(item=item, by=cast.office, at=MONDAY, unit=cast.other)
    urged = [row.unit for row in Reminder.objects.order_by("pk").select_related("unit")]
    assert urged == [cast.lead, cast.co, cast.co]
    assert item.urges == 2


def test_a_return_names_a_reason_of_the_list(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.SUBMITTED)
        with pytest.raises(Invalid):
            actions.send_back(item=item, by=cast.office, at=MONDAY, reason="because")


@pytest.mark.parametrize(
    ("result", "reason", "outcome"),
    [
        ("", "", Conflict),
        ("false", "可以了。", Conflict),
        ("partly", "", Invalid),
        ("partly", "剩余部分转入日常工作。", None),
        ("true", "", None),
    ],
)
def test_what_was_sent_to_be_verified_ends_as_the_verification_allows(
    cast: Cast, result: str, reason: str, outcome: type[Exception] | None
) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.TO_VERIFY, co_units=())
        if result:
            seen = inputs(cast, item, "verify") | {"result": result}
            item = actions.verify(item=item, by=cast.office, at=MONDAY, **seen)
        if outcome:
            with pytest.raises(outcome):
                actions.conclude(item=item, by=cast.office, at=MONDAY, partly_reason=reason)
            return
        item = actions.conclude(item=item, by=cast.office, at=MONDAY, partly_reason=reason)
    assert item.status == Status.CONCLUDED
    shown = [note.words for note in timeline(item)[-1].notes]
    assert (reason in shown) is bool(reason)


@pytest.mark.parametrize("left_out", [*ReviewPoint, None])
def test_what_nobody_has_verified_ends_by_the_whole_review_list(cast: Cast, left_out: str | None) -> None:
    ticked = [point for point in ReviewPoint if point != left_out]
    with clock.moving(MONDAY):
        item = make_item(cast, Status.SUBMITTED, co_units=())
        if left_out:
            with pytest.raises(Invalid, match=str(ReviewPoint(left_out).label)):
                actions.conclude(item=item, by=cast.office, at=MONDAY, review=ticked)
            return
        item = actions.conclude(item=item, by=cast.leader, at=MONDAY, review=ticked)
    shown = timeline(item)[-1].notes[0].words
    assert all(str(point.label) in shown for point in ReviewPoint)


def test_a_matter_without_the_input_of_a_unit_ends_only_with_a_reason(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.SUBMITTED, leads=(cast.lead, cast.other))
        said = {"item": item, "by": cast.office, "at": MONDAY, "review": ReviewPoint.values}
        both = f"{cast.other.short_name}、{cast.co.short_name}"
        with pytest.raises(Invalid, match=both):
            actions.conclude(**said, input_reason=" ")
        item = actions.conclude(**said, input_reason="结果已经涵盖。")
    assert {"结果已经涵盖。", both} <= {note.words for note in timeline(item)[-1].notes}


def test_input_that_has_come_needs_no_word_at_the_end(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS)
        for move in ("acknowledge", "contribute"):
            given = {} if move == "acknowledge" else inputs(cast, item, move)
            getattr(actions, move)(item=item, by=cast.co_head, at=MONDAY, **given)
        item = make_move(cast, item, "submit")
        item = actions.conclude(item=item, by=cast.office, at=MONDAY, review=ReviewPoint.values)
    assert item.status == Status.CONCLUDED


def test_on_time_is_judged_by_the_day_the_accepted_result_was_handed_in(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.SUBMITTED)
    with clock.moving(moment("2026-06-01")):
        item = make_move(cast, item, "conclude", at=moment("2026-06-01"))
    assert item.done_date == MONDAY.date()
    assert item.concluded_at == moment("2026-06-01")


@pytest.mark.parametrize("move", ["decline", "close", "reopen", "cancel", "make_long_term"])
def test_an_end_needs_its_reason(cast: Cast, move: str) -> None:
    start = {"decline": "draft", "close": "concluded", "reopen": "closed", "cancel": "draft"}
    with clock.moving(MONDAY):
        item = make_item(cast, start.get(move, "in_progress"))
        by = cast.leader if move in ("cancel", "make_long_term") else cast.office
        with pytest.raises(Invalid):
            getattr(actions, move)(item=item, by=by, at=MONDAY, reason="  ")


def test_a_reopened_matter_starts_anew_and_keeps_its_first_date(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.REOPENED)
        first = item.finish_first
        assert (item.submitted_at, item.concluded_at, item.closed_at, item.done_date) == (None,) * 4
        item = actions.dispatch(item=item, by=cast.office, at=MONDAY, finish_due=date(2026, 7, 1))
    assert (item.finish_due, item.finish_first) == (date(2026, 7, 1), first)
    assert {part.signed_at for part in item.assignments.all()} == {None}


def test_a_matter_is_merged_into_one_that_still_runs(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item, target = make_item(cast, Status.IN_PROGRESS), make_item(cast, Status.ACCEPTED)
        draft, closed = make_item(cast, Status.DRAFT), make_item(cast, Status.CLOSED)
        for wrong, refusal in ((item, Invalid), (closed, Conflict), (draft, Conflict)):
            with pytest.raises(refusal):
                actions.merge(item=item, by=cast.office, at=MONDAY, into=wrong, reason="同一事项。")
        item = actions.merge(item=item, by=cast.office, at=MONDAY, into=target, reason="同一事项。")
        with pytest.raises(Conflict):
            actions.merge(item=target, by=cast.office, at=MONDAY, into=item, reason="同一事项。")
    assert (item.status, item.merged_into) == (Status.MERGED, target)


def test_an_instruction_opens_a_new_matter_and_leaves_the_old_one_alone(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.CONCLUDED)
        events = Event.objects.count()
        new = actions.instruct(item=item, by=cast.mayor, at=MONDAY, text="请举一反三，全面排查。")
    item.refresh_from_db()
    assert (new.status, new.follows, new.leader) == (Status.DRAFT, item, cast.mayor)
    assert item.status == Status.CONCLUDED
    assert [part.unit for part in new.assignments.order_by("position")] == [cast.lead, cast.co]
    assert Event.objects.count() == events + 2  # one on each matter
