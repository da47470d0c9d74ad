"""Two steps of the base sample, the guest whom a draw chooses, and witnesses before chance."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from bihuan.journal import sealing, witnessing
from bihuan.journal.models import Checkpoint, Event, Witness
from bihuan.journal.queries import differences
from bihuan.kernel import checkpoints
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person, Role, Unit
from bihuan.spotcheck import actions, verify_draw
from bihuan.spotcheck.actions.following import worst_unit
from bihuan.spotcheck.models import Check, State, Volunteer
from bihuan.spotcheck.queries.guests import chosen_guest, guests_to_come
from bihuan.spotcheck.queries.packages import package
from bihuan.spotcheck.queries.results import tallies
from bihuan.spotcheck.rules import protocol
from bihuan.spotcheck.tests import stage as on
from bihuan.spotcheck.tests.stage import Stage
from bihuan.supervision.tests.makers import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(db: None) -> Stage:
    return on.make_stage()


def _drawn(stage: Stage, **changes: int):
    said = {"base_n": 2, "risk_n": 1, "accept": 0, "more_n": 3, "accept_2": 1} | changes
    return on.make_drawn(stage, on.make_plan(stage, **said))


def _judge(stage: Stage, draw, result: str) -> None:
    for check in draw.checks.filter(status="drawn").order_by("pk"):
        on.make_found(stage, check, result)


def test_the_second_step_stands_in_the_list_and_is_checked_only_when_the_first_fails(stage: Stage) -> None:
    draw = _drawn(stage)
    assert json.loads(draw.quota)["more"] == 3
    picks = protocol.read_list(draw.listed)
    base, more = ([each.id for each in picks if each.stratum == name] for name in ("base", "more"))
    order = sorted(draw.members.all(), key=lambda each: protocol.ticket(draw.seed, "base", each.key))
    assert base + more == [each.key for each in order[:5]]
    verify_draw.verify(package(draw), draw.commit_sha)
    assert set(draw.checks.filter(is_base=True).values_list("member__key", flat=True)) == set(base)
    with pytest.raises(Conflict):
        actions.extend(draw=draw, by=stage.cast.office, at=stage.after)
    _judge(stage, draw, "c")
    for check in draw.checks.filter(result="c"):
        actions.settle(check=check, by=stage.cast.office, at=stage.after)
    with pytest.raises(Conflict):
        actions.close(draw=draw, by=stage.cast.office, at=stage.after)
    risk_before = draw.checks.filter(is_risk=True).count()
    draw = actions.extend(draw=draw, by=stage.cast.office, at=stage.after)
    assert set(draw.checks.filter(is_base=True).values_list("member__key", flat=True)) == {*base, *more}
    assert draw.checks.filter(is_risk=True).count() == risk_before
    assert draw.limit == 1
    tally, _strata = tallies(draw)
    assert tally.drawn == 5
    assert tally.risk == 25
    with pytest.raises(Conflict):
        actions.extend(draw=draw, by=stage.cast.office, at=stage.after)
    _judge(stage, draw, "a")
    assert actions.close(draw=draw, by=stage.cast.office, at=stage.after).status == State.CLOSED


def test_a_first_step_that_is_accepted_ends_the_draw(stage: Stage) -> None:
    draw = _drawn(stage)
    _judge(stage, draw, "a")
    with pytest.raises(Conflict):
        actions.extend(draw=draw, by=stage.cast.office, at=stage.after)
    assert actions.close(draw=draw, by=stage.cast.office, at=stage.after).status == State.CLOSED
    assert Check.objects.filter(draw=draw, is_base=True).count() == 2


@pytest.mark.parametrize("changes", [{"more_n": -1}, {"accept_2": 0}, {"accept_2": 5}])
def test_a_second_step_that_makes_no_sense_is_refused(stage: Stage, changes: dict) -> None:
    said = {"base_n": 2, "risk_n": 1, "accept": 0, "more_n": 3, "accept_2": 1} | changes
    with pytest.raises(Invalid):
        on.make_plan(stage, **said)


def test_a_draw_chooses_who_attends_the_next_and_nobody_comes_instead(stage: Stage) -> None:
    for number in range(4):
        actions.invite(name=f"志愿者{number}", kind="resident", by=stage.cast.office, at=stage.at)
    with pytest.raises(Conflict):
        actions.invite(name="志愿者0", kind="resident", by=stage.cast.office, at=stage.at)
    draw = on.make_drawn(stage)
    assert draw.guest in guests_to_come()
    assert draw.guest == min(
        guests_to_come(), key=lambda who: protocol.sha256(f"gov-draw/1/guest\n{draw.seed}\n{who}")
    )
    assert "志愿者" not in draw.commit
    verify_draw.verify(package(draw), draw.commit_sha)
    other = json.loads(package(draw)["result.json"]) | {"guest": "g0"}
    with pytest.raises(verify_draw.Fault):
        verify_draw.verify(package(draw) | {"result.json": protocol.record_text(other).encode()})
    chosen = chosen_guest()
    assert (chosen.of, chosen.code) == (draw.number, draw.guest)
    actions.end_volunteer(
        volunteer=Volunteer.objects.get(name=chosen.name), by=stage.cast.office, at=stage.at
    )
    following = on.make_plan(stage)
    others = [each for each in on.guests(stage) if each.part != "citizen"]
    said = {"draw": following, "by": stage.cast.office, "at": stage.at} | on.beacons(stage)
    with pytest.raises(Invalid):
        actions.commit(guests=[*others, actions.Guest("citizen", "别的企业")], **said)
    following = actions.commit(guests=[*others, actions.Guest("citizen", chosen.name)], **said)
    assert following.committed["guest"] == draw.guest
    assert draw.guest not in following.candidates


def _cosign(key: Ed25519PrivateKey, name: str, by) -> None:
    while sealing.seal(at=on.MONDAY):
        pass
    note, moment = Checkpoint.objects.latest("pk").note, int(on.MONDAY.timestamp())
    said = f"cosignature/v1\ntime {moment}\n{checkpoints.read(note).body}".encode()
    known = checkpoints.key_id(name, checkpoints.public_of(key), checkpoints.COSIGNATURE)
    signature = base64.b64encode(known + moment.to_bytes(8, "big") + key.sign(said)).decode()
    witnessing.take_cosignatures(note=f"{note}\u2014 {name} {signature}\n", by=by)


def test_numbers_wait_until_a_witness_has_signed_the_commitment(stage: Stage) -> None:
    keeper, key = make_person(Role.AUDIT_ADMIN, name="审计管理员"), Ed25519PrivateKey.generate()
    public = base64.b64encode(checkpoints.public_of(key)).decode()
    witnessing.register_witness(name="court.example", holder="市纪委", public=public, by=keeper)
    assert Witness.objects.current().exists()
    _cosign(key, "court.example", keeper)
    draw = on.make_commit(stage)
    with pytest.raises(Conflict):
        on.enter(stage, draw, stage.cast.office)
    _cosign(key, "court.example", keeper)
    assert on.enter(stage, draw, stage.cast.office).status == State.ENTERED
    assert Event.objects.filter(verb="draw.enter").count() == 1


def _closed(stage: Stage, draw, results: str):
    """Judge what was drawn in its order, follow up, extend where the plan says so, and close."""
    told = iter(results)
    for step in range(2):
        for check in draw.checks.filter(status="drawn").order_by("pk"):
            found = on.make_found(stage, check, next(told))
            if found.result != "a":
                actions.settle(check=found, by=stage.cast.office, at=stage.after)
        if step == 0:
            actions.extend(draw=draw, by=stage.cast.office, at=stage.after)
    return actions.close(draw=draw, by=stage.cast.office, at=stage.after)


def test_when_both_steps_fail_the_full_check_of_the_worst_unit_is_filed(stage: Stage) -> None:
    draw = _closed(stage, _drawn(stage), "c" * 20)
    item = draw.full_item
    assert item
    assert draw.number in item.title
    leads = item.assignments.values_list("unit", flat=True)
    assert list(leads) == [stage.cast.lead.pk]
    assert f"{draw.members.count()}" in item.title
    assert list(differences()) == []
    page = Client()
    page.force_login(stage.cast.office)
    assert f'href="/tasks/{item.pk}/"' in page.get(f"/spotcheck/{draw.pk}/").content.decode()


def test_a_draw_closes_also_when_its_worst_unit_was_dissolved(stage: Stage) -> None:
    draw, unit = _drawn(stage), stage.cast.lead
    Unit.objects.filter(pk=unit.pk).update(is_active=False)
    draw = _closed(stage, draw, "c" * 20)
    assert (draw.status, draw.full_item) == (State.CLOSED, None)
    assert unit.name in Event.objects.get(verb="draw.close").payload.content


def test_the_matter_that_a_draw_files_is_named_to_whoever_sees_it(stage: Stage) -> None:
    draw = _closed(stage, _drawn(stage), "c" * 20)
    item = draw.full_item
    assert item

    def told(who: Person) -> tuple[bool, int | None, int | None]:
        page = Client()
        page.force_login(who)
        text = page.get(f"/spotcheck/{draw.pk}/").content.decode()
        assert draw.number in text
        (row,) = page.get("/api/v1/spotcheck/draws").json()["items"]
        one = page.get(f"/api/v1/spotcheck/draws/{draw.pk}").json()
        return item.title in text, row["full_item_id"], one["full_item_id"]

    assert told(stage.cast.office) == (True, item.pk, item.pk)
    assert told(stage.cast.head) == (False, None, None)
    assert told(make_person(Role.HEAD, stage.cast.other)) == (False, None, None)


def test_when_the_second_step_is_accepted_nothing_more_is_asked(stage: Stage) -> None:
    draw = _drawn(stage, accept_2=3)
    first = draw.checks.order_by("pk").first()
    base = draw.checks.filter(is_base=True).count()
    results = "".join("c" if check == first else "a" for check in draw.checks.order_by("pk"))
    assert first.is_base
    assert base == 2
    assert _closed(stage, draw, results + "a" * 9).full_item is None


def test_the_worst_unit_is_the_one_with_the_greatest_share(stage: Stage) -> None:
    draw = _drawn(stage)
    _judge(stage, draw, "a")
    checks, false = list(draw.checks.filter(is_base=True).order_by("pk")), {"result": "c", "ground": "false"}
    Check.objects.filter(pk=checks[1].pk).update(unit=stage.cast.co, **false)
    assert worst_unit(draw) == (stage.cast.co, 1, 1)
    Check.objects.filter(pk=checks[0].pk).update(unit=stage.cast.other, **false)
    assert worst_unit(draw)[0].pk == min(stage.cast.co.pk, stage.cast.other.pk)
