"""The actions: what the Finance Bureau enters, what passes and what does not, what is chosen."""

from datetime import date
from typing import Any

import pytest

from bihuan.fiscal import actions
from bihuan.fiscal.actions import choosing
from bihuan.fiscal.models import Assessment, Commitment, FiscalYear, Opinion, Selection, Term
from bihuan.fiscal.queries.choosing import answer_of, question_for, question_of, why_not
from bihuan.fiscal.queries.selections import competing
from bihuan.fiscal.queries.standing import lines_in_force, standing, terms
from bihuan.fiscal.rules.amounts import Unreadable, read_amounts, write_amounts
from bihuan.fiscal.rules.capacity import Ppp, Verdict
from bihuan.fiscal.tests import makers
from bihuan.fiscal.tests.makers import NOON, TODAY, Treasury
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.kernel.money import WAN
from bihuan.projects import actions as projects

pytestmark = pytest.mark.django_db


def said(treasury: Treasury) -> dict[str, Any]:
    return {"by": treasury.treasurer, "at": NOON}


def verbs(row: Any) -> list[str]:
    return [event.verb for event in Event.objects.about(row._meta.label_lower, row.pk)]


@pytest.fixture(autouse=True)
def _everything_is_recorded(db: None) -> Any:
    yield
    assert list(differences()) == []


def test_a_year_is_entered_and_corrected(treasury: Treasury) -> None:
    row = makers.make_year(treasury, 2026, 500, fund=200)
    actions.set_year(year=2026, amounts={"debt": 5, "means": 4}, **said(treasury))
    row = FiscalYear.objects.get()
    assert (row.budget, row.fund, row.debt) == (300 * WAN, 200 * WAN, 5)
    assert verbs(row) == ["fiscal.set_year", "fiscal.set_year"]
    with pytest.raises(Invalid, match="没有叫做"):
        actions.set_year(year=2026, amounts={"hidden": 5}, **said(treasury))
    with pytest.raises(Invalid, match="90万亿"):
        actions.set_year(year=2026, amounts={"debt": 10**18}, **said(treasury))
    with pytest.raises(Invalid, match="都要填写"):
        actions.set_year(year=2026, amounts={"fund": None}, **said(treasury))
    with pytest.raises(Invalid, match="2000"):
        actions.set_year(year=1999, amounts={}, **said(treasury))


def test_terms_of_office_never_share_a_year(treasury: Treasury) -> None:
    row = actions.set_term(name="本届", first_year=2024, last_year=2028, **said(treasury))
    for name, first, last in (
        ("下届", 2028, 2032),
        ("本届", 2030, 2031),
        ("下届", 2030, 2029),
        (" ", 2030, 2031),
    ):
        with pytest.raises(Invalid):
            actions.set_term(name=name, first_year=first, last_year=last, **said(treasury))
    actions.set_term(name="下届", first_year=2029, last_year=2033, **said(treasury))
    assert [term.name for term in terms(treasury.leader)] == ["本届", "下届"]
    actions.set_term(name="本届政府", first_year=2023, last_year=2028, term=row, **said(treasury))
    assert [str(term) for term in Term.objects.order_by("pk")] == ["本届政府", "下届"]


def test_lines_have_versions_and_rise(treasury: Treasury) -> None:
    assert lines_in_force(treasury.leader).ppp == (5, 10)
    makers.make_limits(treasury, ppp_first=3, ppp_second=7)
    assert lines_in_force(treasury.leader).ppp == (3, 7)
    with pytest.raises(Invalid):
        makers.make_limits(treasury, ppp_first=8, ppp_second=7)
    with pytest.raises(Invalid):
        makers.make_limits(treasury, orange=100)


def test_a_proposal_passes_with_its_years_and_the_opinion(treasury: Treasury) -> None:
    makers.make_years(treasury)
    with pytest.raises(Invalid, match="每年"):
        makers.make_proposal(treasury, {2026: 0})
    with pytest.raises(Invalid, match="90万亿"):
        makers.make_proposal(treasury, dict.fromkeys((2026, 2027), 8 * 10**9))
    row = makers.make_proposal(treasury)
    with pytest.raises(Conflict, match="财政部门的意见"):
        actions.approve(commitment=row, **said(treasury))
    makers.make_opinion(treasury, row)
    assert standing(treasury.leader, 2026).committed == {}
    row = actions.approve(commitment=row, **said(treasury))
    assert (row.status, row.verdict, row.overruled) == ("passed", "affordable", None)
    assert standing(treasury.leader, 2026).committed == {2026: 100 * WAN, 2027: 200 * WAN}
    assert row.assessments.get().lines[0]["share"] == 100 * WAN
    assert verbs(row) == ["commitment.propose", "commitment.opine", "commitment.approve"]
    with pytest.raises(Conflict, match="做不了"):
        actions.approve(commitment=row, **said(treasury))


@pytest.mark.parametrize(
    "changes", [{"number": " "}, {"file": None}, {"dated": date(2026, 3, 3)}, {"stance": "perhaps"}]
)
def test_an_opinion_is_a_document_with_number_day_and_file(
    treasury: Treasury, changes: dict[str, Any]
) -> None:
    row = makers.make_proposal(treasury)
    fields = {"stance": "agrees"} | changes
    with pytest.raises(Invalid):
        actions.opine(commitment=row, word=makers.word(treasury.treasurer, **fields), **said(treasury))
    assert not Opinion.objects.exists()


@pytest.mark.parametrize(
    ("room", "stance", "words"),
    [(150, "agrees", "2027"), (10_000, "objects", "意见"), (None, "agrees", "2027")],
)
def test_only_a_leader_lets_pass_what_something_stands_against(
    treasury: Treasury, room: int | None, stance: str, words: str
) -> None:
    makers.make_year(treasury, 2026, 1000)
    if room is not None:
        makers.make_year(treasury, 2027, room)
    row = makers.make_proposal(treasury)
    makers.make_opinion(treasury, row, stance)
    with pytest.raises(Conflict, match=words):
        actions.approve(commitment=row, **said(treasury))
    with pytest.raises(Denied):
        actions.override(commitment=row, reason="民生急需。", **said(treasury))
    with pytest.raises(Invalid):
        actions.override(commitment=row, reason=" ", by=treasury.leader, at=NOON)
    row = actions.override(commitment=row, reason="民生急需。", by=treasury.leader, at=NOON)
    assert (row.status, row.overruled, row.reason) == ("passed", treasury.leader, "民生急需。")
    event = Event.objects.about("fiscal.commitment", row.pk).latest("id")
    assert (event.verb, event.actor_id, event.role) == ("commitment.override", treasury.leader.pk, "leader")


def test_nothing_is_overruled_where_nothing_stands_against(treasury: Treasury) -> None:
    makers.make_years(treasury)
    row = makers.make_proposal(treasury)
    with pytest.raises(Conflict, match="财政部门的意见"):
        actions.override(commitment=row, reason="急。", by=treasury.leader, at=NOON)
    makers.make_opinion(treasury, row)
    with pytest.raises(Conflict, match="没有"):
        actions.override(commitment=row, reason="急。", by=treasury.leader, at=NOON)


@pytest.mark.parametrize(
    ("amount", "payer", "words"),
    [
        (50, "government", ""),
        (51, "government", "第一条"),
        (51, "users", ""),
        (101, "users", "第二条"),
        (101, "government", "第二条"),
    ],
)
def test_nobody_overrules_the_rule_on_ppp(treasury: Treasury, amount: int, payer: str, words: str) -> None:
    makers.make_years(treasury, own_spend=1000)
    row = makers.make_proposal(treasury, {2026: amount}, kind="ppp", payer=payer)
    makers.make_opinion(treasury, row, "objects" if words else "agrees")
    if not words:
        assert actions.approve(commitment=row, **said(treasury)).status == "passed"
        return
    with pytest.raises(Conflict, match=words):
        actions.override(commitment=row, reason="急。", by=treasury.leader, at=NOON)


def test_ppp_needs_a_payer_and_the_own_spending(treasury: Treasury) -> None:
    makers.make_years(treasury)
    with pytest.raises(Invalid, match="谁付费"):
        makers.make_proposal(treasury, kind="ppp")
    row = makers.make_proposal(treasury, {2026: 1}, kind="ppp", payer="users")
    makers.make_opinion(treasury, row)
    with pytest.raises(Conflict, match="2026"):
        actions.approve(commitment=row, **said(treasury))
    found = standing(treasury.leader, 2026).ppp_after({2026: 1}, lines_in_force(treasury.leader))
    assert found == {2026: Ppp.UNKNOWN}


def test_what_was_signed_before_is_taken_over(treasury: Treasury) -> None:
    old = makers.promise({2026: 300}, signed_date=date(2025, 12, 31))
    with pytest.raises(Conflict, match="设置"):
        actions.take_over(promise=old, **said(treasury))
    makers.make_limits(treasury)
    row = actions.take_over(promise=old, **said(treasury))
    assert (row.status, row.is_stock, row.verdict) == ("passed", True, "")
    for day in (None, date(2026, 1, 1)):
        with pytest.raises(Invalid):
            actions.take_over(promise=makers.promise({2026: 1}, signed_date=day), **said(treasury))
    with pytest.raises(Invalid, match="将来"):
        makers.make_proposal(treasury, signed_date=date(2026, 3, 3))


def test_a_proposal_is_changed_or_dropped_and_what_binds_is_ended(treasury: Treasury) -> None:
    makers.make_years(treasury)
    row = makers.make_proposal(treasury)
    actions.respread(commitment=row, amounts={2027: 5 * WAN, 2028: 0}, **said(treasury))
    assert [(each.year, each.amount) for each in row.years.all()] == [(2027, 5 * WAN)]
    assert actions.drop(commitment=row, reason="不做了。", **said(treasury)).status == "dropped"
    passed = makers.make_passed(treasury)
    ended = actions.end(commitment=passed, last_year=2026, reason="提前还清。", **said(treasury))
    assert (ended.status, standing(treasury.leader, 2026).committed) == ("ended", {2026: 100 * WAN})
    with pytest.raises(Invalid):
        actions.end(commitment=makers.make_passed(treasury), last_year=2026, reason="", **said(treasury))


def test_a_project_is_assessed_by_its_plan(treasury: Treasury) -> None:
    makers.make_years(treasury, 1000, fund=500)
    project = makers.make_planned(treasury, {2025: 9000, 2026: 950}, name="滨河步道")
    makers.make_passed(treasury, {2026: 40})
    makers.make_passed(treasury, {2026: 100}, project=project)
    row = actions.assess(project=project, by=treasury.leader, at=NOON)
    assert (row.verdict, len(row.lines), row.lines[0]["committed"]) == ("conditional", 1, 40 * WAN)
    assert Verdict(row.verdict) == Verdict.CONDITIONAL
    assert verbs(row) == ["fiscal.assess"]


@pytest.mark.parametrize("who", ["supervisor", "auditor"])
def test_who_does_not_keep_the_room_writes_nothing(treasury: Treasury, who: str) -> None:
    person, row = getattr(treasury, who), makers.make_proposal(treasury)
    project = makers.make_planned(treasury, {2026: 1}, name="滨河步道")
    for attempt in (
        lambda: actions.set_year(year=2026, amounts={}, by=person, at=NOON),
        lambda: actions.propose(promise=makers.promise({2026: 1}), by=person, at=NOON),
        lambda: actions.drop(commitment=row, reason="不做了。", by=person, at=NOON),
        lambda: actions.override(commitment=row, reason="急。", by=person, at=NOON),
        lambda: actions.assess(project=project, by=person, at=NOON),
        lambda: actions.rate(project=project, score=1, by=person, at=NOON),
        lambda: actions.select(first_year=2026, last_year=2027, by=person, at=NOON),
    ):
        with pytest.raises(Denied):
            attempt()


def test_only_treasurer_leaders_and_auditors_read(treasury: Treasury) -> None:
    makers.make_proposal(treasury)
    readers = {
        name: Commitment.objects.visible_to(getattr(treasury, name)).exists()
        for name in ("treasurer", "leader", "auditor", "supervisor")
    }
    readers["planner"] = Commitment.objects.visible_to(treasury.crew.planner).exists()
    assert readers == {
        "treasurer": True, "leader": True, "auditor": True, "supervisor": False, "planner": False
    }  # fmt: skip


def test_a_choice_is_kept_with_its_question_and_tells_why_not(treasury: Treasury) -> None:
    makers.make_years(treasury, 100)
    plans = {"甲": (60, 80), "乙": (50, 50), "丙": (40, 50), "丁": (9, 130)}
    rows = {
        name: actions.rate(
            project=makers.make_planned(treasury, {2026: cost}, name=name), score=score, **said(treasury)
        )
        for name, (score, cost) in plans.items()
    }
    tie = actions.tie(first=rows["丙"], second=rows["乙"], kind="excludes", **said(treasury))
    first = actions.select(first_year=2026, last_year=2028, by=treasury.leader, at=NOON)
    assert answer_of(first).chosen == (rows["甲"].project_id,)
    actions.untie(link=tie, **said(treasury))
    row = actions.select(first_year=2026, last_year=2028, by=treasury.leader, at=NOON)
    assert answer_of(row).chosen == (rows["乙"].project_id, rows["丙"].project_id)
    limits = dict.fromkeys((2026, 2027, 2028), 100 * WAN)
    assert question_of(row) == question_for(treasury.leader, 2026, 2028, limits)
    reason = why_not(row, rows["甲"].project_id)
    assert reason
    assert (reason.cost, len(reason.displaced)) == (30, 2)
    reason = why_not(row, rows["丁"].project_id)
    assert reason
    assert reason.alone == {2026: 30 * WAN}
    assert why_not(row, rows["乙"].project_id) is None
    actions.withdraw(candidate=rows["乙"], **said(treasury))
    with pytest.raises(Conflict):
        actions.withdraw(candidate=rows["乙"], **said(treasury))
    assert answer_of(actions.select(first_year=2026, last_year=2028, drop=20, **said(treasury))).score == 60
    assert Selection.objects.count() == 3


def test_a_choice_without_money_or_candidates_is_refused(treasury: Treasury) -> None:
    with pytest.raises(Invalid, match="资金"):
        actions.select(first_year=2026, last_year=2027, **said(treasury))
    with pytest.raises(Conflict):
        actions.select(first_year=2026, last_year=2027, limits={2026: 1}, **said(treasury))
    for first, last, drop in ((2027, 2026, 0), (2026, 2050, 0), (2026, 2027, 5)):
        with pytest.raises(Invalid):
            actions.select(first_year=first, last_year=last, drop=drop, limits={2026: 1}, **said(treasury))


def test_a_choice_begins_with_this_year(treasury: Treasury) -> None:
    makers.make_years(treasury, 100)
    project = makers.make_planned(treasury, {2026: 10}, name="甲")
    actions.rate(project=project, score=5, **said(treasury))
    with pytest.raises(Invalid, match="2025"):
        actions.select(first_year=2025, last_year=2027, **said(treasury))


def test_a_commitment_that_is_sent_twice_is_entered_once(treasury: Treasury) -> None:
    promise = makers.promise({2026: 1})
    row = actions.propose(promise=promise, **said(treasury))
    with pytest.raises(Conflict):
        actions.propose(promise=promise, **said(treasury))
    actions.drop(commitment=row, reason="重新提出", **said(treasury))
    actions.propose(promise=promise, **said(treasury))
    assert Commitment.objects.count() == 2


def test_what_is_promised_for_a_project_already_it_does_not_ask_for_again(treasury: Treasury) -> None:
    makers.make_years(treasury, 100)
    half = makers.make_planned(treasury, {2027: 100}, name="甲")
    whole = makers.make_planned(treasury, {2027: 40, 2028: 100}, name="乙")
    for project in (half, whole):
        actions.rate(project=project, score=5, **said(treasury))
    makers.make_passed(treasury, {2027: 60}, project=half)
    makers.make_passed(treasury, {2028: 70}, project=whole)
    row = actions.select(first_year=2026, last_year=2028, by=treasury.leader, at=NOON)
    asked = {each.id: dict(each.costs) for each in question_of(row).candidates}
    assert asked == {half.pk: {2027: 40 * WAN}, whole.pk: {2027: 40 * WAN, 2028: 30 * WAN}}
    assert len(answer_of(row).chosen) == 1
    told = {each.id: each.total for each in competing(treasury.leader, TODAY).rows}
    assert told == {half.pk: 40 * WAN, whole.pk: 70 * WAN}


def test_what_was_given_up_competes_no_more(treasury: Treasury) -> None:
    makers.make_years(treasury)
    rows = [makers.make_planned(treasury, {2027: 100}, name=name) for name in "甲乙"]
    first, second = (actions.rate(project=row, score=5, **said(treasury)) for row in rows)
    actions.tie(first=second, second=first, kind="excludes", **said(treasury))
    projects.drop(project=rows[0], by=treasury.crew.planner, at=NOON, reason="不建了")
    row = actions.select(first_year=2026, last_year=2028, by=treasury.leader, at=NOON)
    assert answer_of(row).chosen == (rows[1].pk,)
    assert [each.id for each in question_of(row).candidates] == [rows[1].pk]
    found = competing(treasury.leader, TODAY)
    assert [each.id for each in found.rows] == [rows[1].pk]
    assert found.ties == []


def test_who_comes_back_is_counted_like_who_is_new(
    treasury: Treasury, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "MOST_CANDIDATES", 1)
    rows = [makers.make_planned(treasury, {}, name=name) for name in "甲乙"]
    first = actions.rate(project=rows[0], score=5, **said(treasury))
    actions.withdraw(candidate=first, **said(treasury))
    actions.rate(project=rows[1], score=5, **said(treasury))
    with pytest.raises(Conflict):
        actions.rate(project=rows[0], score=5, **said(treasury))
    actions.rate(project=rows[1], score=6, **said(treasury))


def test_candidates_are_tied_sensibly(treasury: Treasury) -> None:
    one, other = (
        actions.rate(project=makers.make_planned(treasury, {}, name=name), score=1, **said(treasury))
        for name in "甲乙"
    )
    actions.tie(first=one, second=other, kind="needs", **said(treasury))
    for first, second, kind in ((one, one, "needs"), (one, other, "likes")):
        with pytest.raises(Invalid):
            actions.tie(first=first, second=second, kind=kind, **said(treasury))
    with pytest.raises(Conflict):
        actions.tie(first=one, second=other, kind="needs", **said(treasury))
    with pytest.raises(Invalid):
        actions.rate(project=one.project, score=10_001, **said(treasury))
    assert actions.rate(project=one.project, score=7, is_must=True, **said(treasury)).pk == one.pk


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2027 3,000\n\n2028年：1.2亿元\n2027, 1", {2027: 3001 * WAN, 2028: 12_000 * WAN}),
        ("2027　500元", {2027: 50_000}),
        ("", {}),
    ],
)
def test_amounts_are_read_by_line(text: str, found: dict[int, int]) -> None:
    assert read_amounts(text) == found
    assert read_amounts(write_amounts(found)) == found


@pytest.mark.parametrize("text", ["2027", "27 3000", "2027 多", "2027 -3", "1999 1", "2027 99999999亿"])
def test_a_line_that_says_something_else_is_named(text: str) -> None:
    with pytest.raises(Unreadable):
        read_amounts(f"2026 1\n{text}")


def test_assessments_are_of_something(treasury: Treasury) -> None:
    makers.make_years(treasury)
    makers.make_passed(treasury)
    assert Assessment.objects.visible_to(treasury.auditor).count() == 1
