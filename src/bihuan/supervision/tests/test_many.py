"""Many matters at once: a document's tasks, bulk actions, a successor's inheritance."""

from datetime import date, timedelta

import pytest

from bihuan.intake.models import Document, Party, Proposal
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.journal.rules import Change
from bihuan.kernel.errors import Denied, Invalid
from bihuan.people import actions as people
from bihuan.people.models import Person, Role, RoleGrant, Unit
from bihuan.supervision import actions
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item, make_person, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


def make_document(cast: Cast) -> Document:
    row = Document.objects.create(
        title="市长在全市工作会议上的讲话",
        source_type="conference",
        doc_number="云政纪〔2026〕3号",
        text="各部门要抓紧推进老旧小区改造。" * 3,
        by=cast.office,
        created_at=MONDAY,
    )
    journal.record(verb="intake.test", thing=Change(row), by=cast.office)
    return row


def propose(
    document: Document,
    *units: Unit | None,
    status: str = "accepted",
    finish_due: date | None = None,
    leader: Person | None = None,
) -> Proposal:
    row = Proposal.objects.create(
        document=document,
        start=0,
        end=8,
        title="推进老旧小区改造",
        requirement="抓紧推进老旧小区改造。",
        finish_due=finish_due,
        status=status,
    )
    for position, unit in enumerate(units):
        role = "lead" if position == 0 else "co"
        written = unit.short_name if unit else "市某办"
        Party.objects.create(proposal=row, role=role, position=position, written=written, unit=unit)
    if leader:
        Party.objects.create(proposal=row, role="leader", position=9, written=leader.name, person=leader)
    journal.record(verb="intake.test", thing=Change(row), by=None)
    return row


def test_the_accepted_tasks_of_a_document_become_dispatched_matters(cast: Cast) -> None:
    with clock.moving(MONDAY):
        document = make_document(cast)
        first = propose(document, cast.lead, cast.co, finish_due=date(2026, 6, 30), leader=cast.leader)
        propose(document, cast.other)
        propose(document, cast.other, status="rejected")
        propose(document, None, status="proposed")
        items = actions.take_in(document=document, by=cast.office, at=MONDAY)
        assert actions.take_in(document=document, by=cast.office, at=MONDAY) == []
    assert [item.status for item in items] == [Status.DISPATCHED] * 2
    assert [item.number for item in items] == ["督〔2026〕1号", "督〔2026〕2号"]
    item = items[0]
    assert (item.proposal, item.document, item.leader) == (first, document, cast.leader)
    assert (item.finish_due, item.source_type) == (date(2026, 6, 30), "conference")
    assert item.basis == "市长在全市工作会议上的讲话 云政纪〔2026〕3号"
    assert [part.unit for part in item.assignments.order_by("position")] == [cast.lead, cast.co]
    assert list(differences()) == []


def test_open_questions_about_units_stop_the_whole_document_and_are_named(cast: Cast) -> None:
    with clock.moving(MONDAY):
        document = make_document(cast)
        propose(document, cast.lead)
        propose(document, None)
        with pytest.raises(Invalid, match="市某办"):
            actions.take_in(document=document, by=cast.office, at=MONDAY)
    assert not SupervisionItem.objects.exists()


@pytest.mark.parametrize("problem", ["past", "no lead"])
def test_a_task_that_cannot_be_dispatched_is_named(cast: Cast, problem: str) -> None:
    with clock.moving(MONDAY):
        document = make_document(cast)
        if problem == "past":
            propose(document, cast.lead, finish_due=date(2026, 2, 1))
        else:
            propose(document)
        with pytest.raises(Invalid, match="推进老旧小区改造"):
            actions.take_in(document=document, by=cast.office, at=MONDAY)
    assert not SupervisionItem.objects.exists()


def test_only_the_office_takes_a_document_in(cast: Cast) -> None:
    with clock.moving(MONDAY), pytest.raises(Denied):
        actions.take_in(document=make_document(cast), by=cast.leader, at=MONDAY)


def test_in_bulk_each_matter_succeeds_or_is_refused_for_itself(cast: Cast) -> None:
    with clock.moving(MONDAY):
        items = [make_item(cast, status) for status in (Status.CLOSED, Status.IN_PROGRESS, Status.DISPATCHED)]
        events = Event.objects.count()
        outcomes = actions.bulk(verb="urge", items=items[::-1], by=cast.office, at=MONDAY, text="请抓紧。")
    assert [outcome.ok for outcome in outcomes] == [True, True, False]
    assert [outcome.item for outcome in outcomes] == items[::-1]
    assert outcomes[2].message
    assert Event.objects.count() == events + 2
    assert list(differences()) == []


def test_bulk_is_bounded_and_knows_its_verbs(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.IN_PROGRESS)
        with pytest.raises(Invalid):
            actions.bulk(verb="urge", items=[item] * 201, by=cast.office, at=MONDAY)
        with pytest.raises(Invalid):
            actions.bulk(verb="report", items=[item], by=cast.handler, at=MONDAY)


def test_a_successor_takes_over_open_work_in_one_step_and_history_stays(cast: Cast) -> None:
    with clock.moving(MONDAY):
        new = make_person(Role.HANDLER, cast.lead)
        running = [make_item(cast, status) for status in (Status.ACCEPTED, Status.IN_PROGRESS)]
        closed = make_item(cast, Status.CLOSED)
        post = people.start_post(
            person=cast.handler, unit=cast.lead, title="科长", from_date=date(2025, 1, 1), by=None, at=MONDAY
        )
        change = {"person": cast.handler, "successor": new, "unit": cast.lead, "at": MONDAY}
        for kind in ("stranger", "handler", "leader", "auditor"):
            with pytest.raises(Denied):
                actions.hand_over(by=getattr(cast, kind), **change)
        with pytest.raises(Invalid):
            actions.hand_over(by=cast.head, **(change | {"successor": cast.stranger}))
        passed = actions.hand_over(by=cast.system_admin, last_day=MONDAY.date(), **change)
    assert passed == running
    for item, person in [(running[0], new), (running[1], new), (closed, cast.handler)]:
        part = item.assignments.get(unit=cast.lead)
        assert (part.handler, part.signed_by) == (person, cast.handler)
    post.refresh_from_db()
    assert post.to_date == MONDAY.date()
    assert not RoleGrant.objects.open().filter(person=cast.handler).exists()
    assert list(differences()) == []


def test_a_unit_head_hands_over_without_ending_the_post(cast: Cast) -> None:
    later = moment(MONDAY.date() + timedelta(1))
    with clock.moving(MONDAY):
        item = make_item(cast, Status.ACCEPTED)
    with clock.moving(later):
        change = {"person": cast.handler, "successor": cast.head, "unit": cast.lead, "at": later}
        assert actions.hand_over(by=cast.head, **change) == [item]


def test_requests_for_more_time_are_decided_together_each_by_the_day_it_asked_for(cast: Cast) -> None:
    with clock.moving(MONDAY):
        asking = [make_item(cast, Status.EXTENDING) for _n in range(2)]
        other = make_item(cast, Status.IN_PROGRESS)
        items = [*asking, other]
        outcomes = actions.bulk(verb="decide_extension", items=items, by=cast.office, at=MONDAY, granted=True)
    assert [outcome.ok for outcome in outcomes] == [True, True, False]
    for item in asking:
        granted = item.extension_requests.get()
        item.refresh_from_db()
        assert item.finish_due == granted.granted_date == granted.wanted_date


def test_results_go_back_and_concluded_matters_are_closed_together(cast: Cast) -> None:
    with clock.moving(MONDAY):
        handed_in, concluded = make_item(cast, Status.SUBMITTED), make_item(cast, Status.CONCLUDED)
        both = [handed_in, concluded]
        back = actions.bulk(
            verb="send_back", items=both, by=cast.office, at=MONDAY, reason="no_evidence", text="缺少数据。"
        )
        closed = actions.bulk(verb="close", items=both, by=cast.office, at=MONDAY, reason="已核实。")
    assert [outcome.ok for outcome in back] == [True, False]
    assert [outcome.ok for outcome in closed] == [False, True]
    assert all(outcome.message for outcome in (*back, *closed) if not outcome.ok)


def test_a_unit_asks_for_more_time_for_several_matters(cast: Cast) -> None:
    with clock.moving(MONDAY):
        items = [make_item(cast, Status.IN_PROGRESS) for _n in range(2)]
        said = {
            "wanted_date": items[0].finish_due + timedelta(20),
            "reason": "汛期停工。",
            "progress": "完成六成。",
        }
        outcomes = actions.bulk(verb="request_extension", items=items, by=cast.head, at=MONDAY, **said)
    assert [outcome.ok for outcome in outcomes] == [True, True]
