"""A draw from its plan to the last check: by whom, in which order, and what is refused."""

import json
from datetime import timedelta

import pytest

from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, DomainError, Invalid
from bihuan.people.actions import grant_role
from bihuan.people.models import Role
from bihuan.spotcheck import actions, verify_draw
from bihuan.spotcheck.actions import Beacon, Finding
from bihuan.spotcheck.models import Check, CheckState, Draw, Inspector, Member, State
from bihuan.spotcheck.queries.packages import package
from bihuan.spotcheck.queries.populations import Candidate, weights
from bihuan.spotcheck.rules import protocol
from bihuan.spotcheck.tests import stage as on
from bihuan.spotcheck.tests.stage import Stage
from bihuan.supervision.models import Status, SupervisionItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(db: None) -> Stage:
    return on.make_stage()


def test_a_plan_freezes_the_population_and_states_everything(stage: Stage) -> None:
    draw = on.make_plan(stage)
    assert draw.pop_size == Member.objects.count() == 6
    stratum = f"u{stage.cast.lead.pk}"
    assert json.loads(draw.quota) == {"base": 4, "more": 0, stratum: 3}
    assert json.loads(draw.weights) == {stratum: 100}
    SupervisionItem.objects.update(title="别的")
    assert protocol.sha256(package(draw)["population.csv"]) == draw.pop_sha


@pytest.mark.parametrize(
    "changes",
    [
        {"floor": 4},
        {"floor": 101},
        {"base_n": 0},
        {"accept": 4},
        {"title": " "},
        {"kind": "gossip"},
        {"risk_n": -1},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(stage: Stage, changes: dict) -> None:
    with pytest.raises(Invalid):
        on.make_plan(stage, **changes)
    assert not Draw.objects.exists()


def test_nothing_is_drawn_from_nothing(stage: Stage) -> None:
    with pytest.raises(Conflict):
        on.make_plan(stage, kind="milestone")


def test_a_list_is_a_population_too(stage: Stage) -> None:
    rows = [Candidate(f"2026-{number}", stage.cast.lead.pk, "施工许可") for number in range(5)]
    draw = on.make_drawn(stage, on.make_plan(stage, kind="permit", listed=rows))
    assert draw.checks.count() >= 4
    for bad in ([*rows, rows[0]], [Candidate("有,逗号", stage.cast.lead.pk, "")]):
        with pytest.raises(Invalid):
            on.make_plan(stage, kind="permit", listed=bad)


def test_the_commitment_lies_in_the_record_before_chance(stage: Stage) -> None:
    draw = on.make_commit(stage)
    event = Event.objects.get(verb="draw.commit")
    assert json.loads(event.payload.content) == draw.committed
    assert json.loads(event.body)["aft"]["set"]["commit_sha"] == protocol.sha256(draw.commit)
    with pytest.raises(Conflict):
        on.make_commit(stage, draw)


def test_the_lottery_lies_ahead_and_the_reserve_behind_it(stage: Stage) -> None:
    draw = on.make_plan(stage)
    day = stage.at.date()
    for beacon, fallback in ((0, 4), (-3, 4), (3, 3)):
        said = {
            "beacon": Beacon("ssq", "2026024", day + timedelta(beacon)),
            "fallback": Beacon("ssq", "2026025", day + timedelta(fallback)),
        }
        with pytest.raises(Invalid):
            actions.commit(draw=draw, guests=on.guests(stage), by=stage.cast.office, at=stage.at, **said)


def test_three_of_four_attend_and_two_of_them_type(stage: Stage) -> None:
    draw = on.make_plan(stage)
    office, witness, deputy, citizen = on.guests(stage)
    for few in (
        [office, witness],
        [office, deputy, citizen],
        [office, office, witness],
        [witness, deputy, citizen],
    ):
        with pytest.raises(Invalid):
            actions.commit(draw=draw, guests=few, by=stage.cast.office, at=stage.at, **on.beacons(stage))


def test_without_free_inspectors_nothing_is_committed(stage: Stage) -> None:
    draw = on.make_plan(stage)
    for person in stage.inspectors[:3]:
        inspector = Inspector.objects.get(person=person)
        actions.declare(inspector=inspector, unit=stage.cast.lead, reason="曾任职", by=person, at=stage.at)
    with pytest.raises(Conflict):
        on.make_commit(stage, draw)


def test_who_works_in_a_unit_never_checks_it(stage: Stage) -> None:
    grant_role(person=stage.inspectors[0], role=Role.HANDLER, unit=stage.cast.lead, by=None, at=stage.at)
    draw = on.make_drawn(stage)
    for check in draw.checks.all():
        assert stage.inspectors[0].pk not in (check.first_id, check.second_id)


def test_chance_is_entered_late_enough_and_by_two(stage: Stage) -> None:
    draw = on.make_commit(stage)
    for early in (timedelta(hours=23), timedelta(hours=30)):
        with pytest.raises(Conflict):
            on.enter(stage, draw, stage.cast.office, at=stage.at + early)
    with pytest.raises(Denied):
        on.enter(stage, draw, stage.cast.mayor)
    draw = on.enter(stage, draw, stage.cast.office)
    assert (draw.status, draw.seed) == (State.ENTERED, "")
    with pytest.raises(Conflict):
        on.enter(stage, draw, stage.cast.office)
    draw = on.enter(stage, draw, stage.witness)
    assert draw.status == State.DRAWN
    assert draw.checks.filter(is_base=True).count() == 4
    assert draw.checks.filter(is_risk=True).count() == 3
    with pytest.raises(Conflict):
        on.enter(stage, draw, stage.witness)


def test_entries_that_differ_do_not_count_and_stay(stage: Stage) -> None:
    draw = on.make_commit(stage)
    on.enter(stage, draw, stage.cast.office)
    draw = on.enter(stage, draw, stage.witness, dice=on.DICE[::-1])
    assert (draw.status, draw.seed) == (State.COMMITTED, "")
    assert draw.entries.filter(is_apart=True).count() == 2
    on.enter(stage, draw, stage.witness)
    assert on.enter(stage, draw, stage.cast.office).status == State.DRAWN


def test_nobody_chooses_between_two_lists(stage: Stage) -> None:
    draw = on.make_commit(stage)
    said = {"draw": draw, "by": stage.cast.office, "at": stage.after, "reason": "重来。"}
    on.enter(stage, draw, stage.cast.office)
    with pytest.raises(Conflict):
        actions.postpone(**said)
    on.enter(stage, draw, stage.witness, dice=on.DICE[::-1])
    with pytest.raises(Conflict):
        actions.postpone(**said)
    on.enter(stage, draw, stage.witness)
    drawn = on.enter(stage, draw, stage.cast.office)
    assert "present" not in drawn.reveal


def test_a_first_void_goes_to_the_reserve_and_no_further(stage: Stage) -> None:
    draw = on.make_commit(stage)
    said = {"draw": draw, "by": stage.cast.office, "at": stage.after, "reason": "开奖推迟。"}
    draw = actions.postpone(**said)
    assert draw.beacon["issue"] == "2026025"
    with pytest.raises(Conflict):
        actions.postpone(**said)
    with pytest.raises(Conflict):
        on.enter(stage, draw, stage.cast.office)
    later = stage.at + timedelta(5)
    on.enter(stage, draw, stage.cast.office, at=later)
    draw = on.enter(stage, draw, stage.witness, at=later)
    verify_draw.verify(package(draw), draw.commit_sha)
    with pytest.raises(Conflict):
        actions.postpone(**said)
    draw = actions.void(**said)
    assert (draw.status, draw.why) == (State.VOID, "开奖推迟。")
    assert list(Draw.objects.visible_to(stage.cast.stranger)) == [draw]
    with pytest.raises(Conflict):
        on.make_found(stage, draw.checks.first())


def test_the_package_of_a_draw_verifies_and_every_change_of_the_database_is_found(stage: Stage) -> None:
    draw = on.make_drawn(stage)
    verify_draw.verify(package(draw), draw.commit_sha)
    member = draw.members.first()
    attacks = {
        "quota": lambda: Draw.objects.filter(pk=draw.pk).update(commit=draw.commit.replace("base", "bose")),
        "seed": lambda: Draw.objects.filter(pk=draw.pk).update(reveal=draw.reveal.replace("3141", "3142")),
        "list": lambda: Draw.objects.filter(pk=draw.pk).update(listed=draw.listed.replace(member.key, "t0")),
        "conflicts": lambda: Draw.objects.filter(pk=draw.pk).update(conflicts="inspector,stratum\ni1,u1\n"),
        "rename": lambda: Member.objects.filter(pk=member.pk).update(key="t0"),
        "move": lambda: Member.objects.filter(pk=member.pk).update(unit=stage.cast.other),
    }
    for name, attack in attacks.items():
        attack()
        with pytest.raises((verify_draw.Fault, ValueError, KeyError)):
            verify_draw.verify(package(Draw.objects.get(pk=draw.pk)), draw.commit_sha)
        Draw.objects.filter(pk=draw.pk).update(
            commit=draw.commit, reveal=draw.reveal, listed=draw.listed, conflicts=draw.conflicts
        )
        Member.objects.filter(pk=member.pk).update(key=member.key, unit=member.unit)
        assert verify_draw.verify(package(Draw.objects.get(pk=draw.pk)), draw.commit_sha), name


def test_the_unit_sees_it_when_the_inspectors_leave_and_its_head_goes_himself(stage: Stage) -> None:
    check = on.make_drawn(stage).checks.first()
    head, handler = stage.cast.head, stage.cast.handler
    assert not Check.objects.visible_to(head).exists()
    assert Check.objects.visible_to(check.first).exists()
    with pytest.raises(Denied):
        actions.leave(check=check, by=stage.cast.office, at=stage.after)
    actions.leave(check=check, by=check.second, at=stage.after)
    assert list(Check.objects.visible_to(head)) == [check]
    assert not Check.objects.visible_to(stage.cast.stranger).exists()
    with pytest.raises(Denied):
        actions.walk(check=check, walk=on.WALK, by=handler, at=stage.after)
    check = actions.walk(check=check, walk=on.WALK, by=head, at=stage.after)
    assert (check.head, check.minutes, check.status) == (head, 90, CheckState.WALKED)


def test_a_finding_needs_the_head_s_walk_and_evidence_or_counts_as_failed(stage: Stage) -> None:
    check = on.make_drawn(stage).checks.first()
    actions.leave(check=check, by=check.first, at=stage.after)
    said = {"check": check, "by": check.first, "at": stage.after}
    file = on.make_file(check.first, stage.after)
    with pytest.raises(Conflict):
        actions.find(finding=Finding("a", "属实。"), file=file, **said)
    with pytest.raises(Invalid):
        actions.find(finding=Finding("c", "查无此人。"), **said)
    with pytest.raises(Invalid):
        actions.find(finding=Finding("z", "查无此人。"), **said)
    with pytest.raises(Denied):
        actions.find(finding=Finding("c", "属实。", "refused"), **said | {"by": stage.cast.head})
    found = actions.find(finding=Finding("c", "查无此人。", "not_found"), **said)
    assert (found.result, found.status) == ("c", CheckState.FOUND)


def test_what_failed_opens_again_and_draws_more_next_time(stage: Stage) -> None:
    draw = on.make_drawn(stage)
    first, second, *rest = draw.checks.order_by("pk")
    on.make_found(stage, first, "c")
    on.make_found(stage, second, "b")
    for check in rest:
        on.make_found(stage, check, "a")
        with pytest.raises(Conflict):
            actions.settle(check=check, by=stage.cast.office, at=stage.after)
    with pytest.raises(Conflict):
        actions.close(draw=draw, by=stage.cast.office, at=stage.after)
    for check in (first, second):
        actions.settle(check=check, by=stage.cast.office, at=stage.after)
    first, second = Check.objects.get(pk=first.pk), Check.objects.get(pk=second.pk)
    assert (first.item_id, first.item.status) == (first.member.thing, Status.REOPENED)
    assert second.item_id != second.member.thing
    assert second.item.assignments.get().unit == stage.cast.lead
    assert actions.close(draw=draw, by=stage.cast.office, at=stage.after).status == State.CLOSED
    stratum = f"u{stage.cast.lead.pk}"
    assert weights([stage.cast.lead.pk], stage.after.date()) == {stratum: 225}
    assert json.loads(on.make_plan(stage).weights) == {stratum: 225}
    assert weights([stage.cast.lead.pk], stage.after.date() + timedelta(400)) == {stratum: 100}
    assert not list(differences())


def test_only_the_office_runs_draws(stage: Stage) -> None:
    draw = on.make_commit(stage)
    for person in (stage.cast.mayor, stage.cast.head, stage.witness, stage.cast.system_admin):
        for action in (actions.void, actions.postpone):
            with pytest.raises(DomainError):
                action(draw=draw, by=person, at=stage.after, reason="重来。")
        with pytest.raises(Denied):
            actions.set_inspector(person=person, by=person, at=stage.at)
    assert not Draw.objects.visible_to(stage.cast.system_admin).exists()
