"""A refusal goes up: whose matter it is, how often that was asked, and what is remembered of the answer."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, DomainError, Invalid
from bihuan.people.models import Person
from bihuan.supervision import actions
from bihuan.supervision.models import (
    DisputeLevel,
    DutyBoundaryRule,
    OwnershipDispute,
    Status,
    SupervisionItem,
)
from bihuan.supervision.queries.precedents import Wanted, library, precedents
from bihuan.supervision.rules.moves import MOVES, collector
from bihuan.supervision.rules.offers import offer
from bihuan.supervision.rules.owning import level_of, returns_of
from bihuan.supervision.tests.makers import (
    MONDAY,
    OBJECTION,
    Cast,
    make_boundary,
    make_cast,
    make_item,
    make_move,
    moment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_cast()


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def whole(item: SupervisionItem) -> SupervisionItem:
    return SupervisionItem.objects.prefetch_related("assignments__unit").get(pk=item.pk)


def test_what_a_contact_writes_counts_for_nothing_until_his_head_approves_it(cast: Cast) -> None:
    item = make_move(cast, make_item(cast, Status.DISPATCHED), "propose_dispute")
    assert (item.status, returns_of(item)) == (Status.DISPATCHED, [])
    actions.tick(at=moment("2026-03-05"))
    assert item.marks.filter(kind="unsigned", unit=cast.lead).exists()
    page = as_(cast.head).get(f"/tasks/{item.pk}/dispute/").content.decode()
    assert OBJECTION["reason"] in page
    item = make_move(cast, item, "dispute")
    row = OwnershipDispute.objects.get()
    assert (row.by, row.approved_by, row.approved_at) == (cast.handler, cast.head, MONDAY)
    assert (item.status, row.answer_due) == (Status.DISPUTED, date(2026, 3, 4))
    assert list(differences()) == []


@pytest.mark.parametrize("move", ["dispute", "propose_dispute"])
@pytest.mark.parametrize(("day", "is_open"), [("2026-03-03", True), ("2026-03-04", False)])
def test_an_objection_is_possible_while_the_unit_has_to_sign(
    cast: Cast, move: str, day: str, is_open: bool
) -> None:
    item = make_item(cast, Status.DISPATCHED)
    by = cast.head if move == "dispute" else cast.handler
    assert (move in offer(whole(item), by, date.fromisoformat(day), is_verified=False).names) is is_open
    with clock.moving(moment(day)):
        if is_open:
            make_move(cast, item, move, at=moment(day))
            return
        with pytest.raises(Conflict):
            make_move(cast, item, move, at=moment(day))


@pytest.mark.parametrize("changes", [{"suggested": None}, {"reason": "  "}])
def test_an_objection_names_a_better_unit_and_says_why(cast: Cast, changes: dict[str, object]) -> None:
    item = make_item(cast, Status.DISPATCHED)
    said = OBJECTION | {"suggested": cast.other} | changes
    with pytest.raises(Invalid):
        actions.dispute(item=item, by=cast.head, at=MONDAY, **said)
    with pytest.raises(Invalid):
        actions.dispute(item=item, by=cast.head, at=MONDAY, **said | {"suggested": cast.lead})
    assert not OwnershipDispute.objects.exists()


@pytest.mark.parametrize(
    ("number", "level"),
    [(1, "ordinary"), (2, "written"), (3, "superior"), (4, "superior"), (40, "superior")],
)
def test_the_more_often_the_higher(number: int, level: str) -> None:
    assert level_of(number) == level


def to_and_fro(cast: Cast, times: int) -> SupervisionItem:
    """A matter of unit A, passed on to B, back to A and so on, so often; then objected to once more."""
    heads = {cast.lead: cast.head, cast.other: cast.stranger}
    here, there = cast.lead, cast.other
    item = make_item(cast, Status.DISPATCHED)
    for _n in range(times):
        item = actions.dispute(item=item, by=heads[here], at=MONDAY, **OBJECTION | {"suggested": there})
        ruling = {"granted": True, "ground": "据职责清单。", "new_lead": there}
        item = actions.rule(item=item, by=cast.office, at=MONDAY, **ruling)
        here, there = there, here
    return actions.dispute(item=item, by=heads[here], at=MONDAY, **OBJECTION | {"suggested": there})


def test_a_to_b_to_a_is_seen_at_once_and_wants_written_grounds(cast: Cast) -> None:
    item = make_item(cast, Status.DISPATCHED)
    first = {"reason": "不属于本单位职责。", "suggested": cast.other}
    item = actions.dispute(item=item, by=cast.head, at=MONDAY, **first)
    ruling = {"granted": True, "ground": "据职责清单。", "new_lead": cast.other}
    item = actions.rule(item=item, by=cast.office, at=MONDAY, **ruling)
    back = {"reason": "仍应由原单位办。", "suggested": cast.lead}
    form = as_(cast.stranger).get(f"/tasks/{item.pk}/dispute/").content.decode()
    assert f"{cast.lead.short_name} → {cast.other.short_name}" in form
    with pytest.raises(Invalid, match="依据"):
        actions.dispute(item=item, by=cast.stranger, at=MONDAY, **back)
    item = actions.dispute(item=item, by=cast.stranger, at=MONDAY, basis="三定规定第四条。", **back)
    assert OwnershipDispute.objects.latest("id").level == DisputeLevel.WRITTEN
    assert MOVES.check("rule", whole(item), cast.office)


def test_a_refused_objection_counts_as_well(cast: Cast) -> None:
    item = make_move(cast, make_item(cast, Status.DISPUTED), "rule")
    item = make_move(cast, make_move(cast, item, "dispute"), "rule")
    make_move(cast, item, "dispute")
    assert OwnershipDispute.objects.latest("id").level == DisputeLevel.SUPERIOR


def test_the_third_objection_is_the_superiors_and_nobody_elses_move_leads_out_of_it(cast: Cast) -> None:
    item = to_and_fro(cast, 2)
    events = Event.objects.count()
    assert OwnershipDispute.objects.latest("id").level == DisputeLevel.SUPERIOR
    for name in MOVES.moves:
        for kind in ("office", "head", "handler", "co_head", "stranger", "auditor", "system_admin"):
            before = (whole(item).status, collector(whole(item)))
            try:
                move = MOVES.check(name, whole(item), getattr(cast, kind))
            except DomainError:
                continue
            assert move.end(item.status) == item.status, (name, kind)
            assert before == (whole(item).status, collector(whole(item)))
    with pytest.raises(Denied):
        actions.rule(item=item, by=cast.office, at=MONDAY, granted=False, ground="不同意。")
    with pytest.raises(Denied):
        actions.rule(item=item, by=cast.other_leader, at=MONDAY, granted=False, ground="不同意。")
    assert Event.objects.count() == events
    assert as_(cast.office).get(f"/tasks/{item.pk}/rule/").status_code == 403
    item = actions.rule(item=item, by=cast.leader, at=MONDAY, granted=False, ground="由该局牵头，不再变更。")
    assert item.status == Status.DISPATCHED
    with pytest.raises(Conflict):
        make_move(cast, item, "dispute")
    assert list(differences()) == []


def test_reopening_does_not_begin_the_count_again(cast: Cast) -> None:
    item = make_move(cast, make_item(cast, Status.DISPUTED), "rule")
    for move in ("acknowledge", "submit", "conclude", "close", "reopen", "dispatch", "dispute"):
        item = make_move(cast, item, move)
    assert OwnershipDispute.objects.latest("id").level == DisputeLevel.WRITTEN


def test_an_objection_stands_with_its_day_before_whoever_has_to_answer(cast: Cast) -> None:
    item = make_item(cast, Status.DISPUTED)
    with clock.moving(moment("2026-03-05")):
        for person in (cast.office, cast.leader, cast.mayor):
            (row,) = as_(person).get("/checks/").context["objections"]
            assert row[0].item == item
            assert "3月4日" in as_(person).get("/checks/").content.decode()
        assert "3月4日" in as_(cast.office).get("/").content.decode()
        assert as_(cast.other_leader).get("/checks/").context["objections"] == []


def test_every_ruling_forms_a_precedent(cast: Cast) -> None:
    item = make_item(cast, Status.DISPUTED)
    given = {"granted": True, "ground": "据职责清单。", "new_lead": cast.other}
    actions.rule(item=item, by=cast.leader, at=MONDAY, subject="老旧小区加装电梯", **given)
    row = DutyBoundaryRule.objects.get()
    assert (row.subject, row.lead, row.co) == ("老旧小区加装电梯", cast.other, cast.lead)
    assert (row.decided_by, row.doc_number, row.doc_date) == (cast.leader.name, item.number, MONDAY.date())
    assert row.dispute == OwnershipDispute.objects.get()
    make_move(cast, make_item(cast, Status.DISPUTED), "rule")
    kept = DutyBoundaryRule.objects.latest("id")
    assert (kept.subject, kept.lead, kept.co) == ("推进老旧小区改造", cast.lead, cast.other)
    assert list(differences()) == []


def entered(cast: Cast, subject: str, **units) -> DutyBoundaryRule:
    boundary = make_boundary(units.get("lead", cast.lead), units.get("co"), subject=subject)
    return actions.enter_boundary(boundary=boundary, by=cast.office, at=MONDAY)


def test_a_like_matter_is_shown_its_precedents_with_the_reason_and_assigned_nothing(cast: Cast) -> None:
    like = entered(cast, "老旧小区改造中的管线迁改", lead=cast.other, co=cast.lead)
    entered(cast, "渔业资源增殖放流", lead=cast.co)
    item = make_item(cast, Status.APPROVED)
    page = as_(cast.office).get(f"/tasks/{item.pk}/")
    (found,) = page.context["precedents"]
    assert (found.rule, found.names_unit) == (like, True)
    assert found.shared == ["老旧小区改造"]
    assert "老旧小区改造中的管线迁改" in page.content.decode()
    assert collector(whole(item)).unit == cast.lead
    assert as_(cast.auditor).get(f"/tasks/{item.pk}/").context["precedents"] == []
    disputed = make_item(cast, Status.DISPUTED)
    assert as_(cast.leader).get(f"/tasks/{disputed.pk}/rule/").context["precedents"][0].rule == like
    typed = {"title": "推进老旧小区改造", "requirement": "年内完成。", "look": "1"}
    new = as_(cast.office).post("/tasks/new/", typed)
    assert new.context["precedents"][0].rule == like
    assert "年内完成。" in new.content.decode()
    assert SupervisionItem.objects.count() == 2


def test_a_precedent_that_is_retired_stays_in_the_library_and_is_proposed_no_more(cast: Cast) -> None:
    row = entered(cast, "老旧小区改造")
    office = as_(cast.office)
    assert office.post(f"/tasks/precedents/{row.pk}/retire/", {"reason": "  "}).status_code == 422
    assert office.post(f"/tasks/precedents/{row.pk}/retire/", {"reason": "职责已调整。"}).status_code == 302
    assert precedents("推进老旧小区改造", cast.office) == []
    assert [each.pk for each in library(cast.office, Wanted(retired=True)).rows] == [row.pk]
    assert library(cast.office, Wanted()).rows == []
    with pytest.raises(Conflict):
        actions.retire_boundary(boundary=row, by=cast.office, at=MONDAY, reason="再次。")
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=单车", ["共享单车停放"]),
        ("words=单车停放", ["共享单车停放"]),
        ("words=放停", []),
        ("words=单", ["井盖维护", "共享单车停放"]),
        ("", ["井盖维护", "共享单车停放"]),
        ("unit=99999", []),
        ("unit=abc&words=井盖", ["井盖维护"]),
        ("words=%00", ["井盖维护", "共享单车停放"]),
    ],
)
def test_the_library_is_searched_by_two_characters(cast: Cast, query: str, found: list[str]) -> None:
    entered(cast, "共享单车停放")
    entered(cast, "井盖维护", co=cast.other)
    page = as_(cast.handler).get(f"/tasks/precedents/?{query}")
    assert [row.subject for row in page.context["pager"].rows] == found
    both = as_(cast.handler).get(f"/tasks/precedents/?unit={cast.other.pk}").context["pager"].rows
    assert [row.subject for row in both] == ["井盖维护"]


def test_the_office_enters_what_a_published_list_says(cast: Cast) -> None:
    office, said = as_(cast.office), {"subject": "井盖维护", "lead": cast.lead.pk, "decided_by": "市委编办"}
    assert office.get("/tasks/precedents/new/").status_code == 200
    assert office.post("/tasks/precedents/new/", said).status_code == 422
    said |= {"doc_number": "编办〔2026〕3号", "doc_date": "2026-01-05"}
    assert office.post("/tasks/precedents/new/", said | {"co": cast.lead.pk}).status_code == 422
    assert office.post("/tasks/precedents/new/", said | {"doc_date": "2027-01-05"}).status_code == 422
    assert office.post("/tasks/precedents/new/", said).status_code == 302
    assert DutyBoundaryRule.objects.get().origin == "list"


def test_precedents_are_found_by_one_walk_along_the_index_however_many_there_are(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert precedents("推进老旧小区改造，年内完成。", cast.office)[0].rule.subject == "老旧小区改造"
        return len(seen)

    entered(cast, "老旧小区改造")
    few = asked()
    for n in range(40):
        entered(cast, f"井盖维护{n}")
    assert few == asked() == 2
