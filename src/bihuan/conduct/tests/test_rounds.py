"""A round from freezing to publication: what stays, what an appeal changes, who may do and read what."""

from datetime import timedelta

import pytest

from bihuan.conduct import actions
from bihuan.conduct.models import Appeal, Evidence, Finding, Round, Ruling, Statement, Status
from bihuan.conduct.rules.counted import Fact, Found
from bihuan.conduct.tests import makers
from bihuan.conduct.tests.makers import BACK, LATE, LATER, NOON, SLOW
from bihuan.journal.models import Event
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.notices.models import Notice
from bihuan.people.models import Person, Role
from bihuan.people.tests import makers as people
from bihuan.supervision.tests.makers import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_what_was_counted_is_kept_with_its_events_and_every_fact_is_in_the_record(cast: Cast) -> None:
    row = makers.make_round(cast)
    late = makers.finding(row, cast.lead)
    assert (late.k, late.n, late.is_marked) == (14, 20, True)
    assert not makers.finding(row, cast.co).is_marked
    assert makers.finding(row, cast.other).value is None, "of four nothing is said"
    assert late.evidence.filter(is_hit=True).count() == late.k
    assert late.evidence.count() == late.n
    assert Event.objects.filter(verb="conduct.find").count() == row.findings.count() == 6
    assert Event.objects.get(verb="conduct.freeze").thing_id == row.pk
    assert row.printed[LATE]["rule"] == "迟报次数 ÷ 应报次数"


def test_one_round_for_each_last_day_and_never_of_days_to_come(cast: Cast) -> None:
    makers.make_round(cast)
    with pytest.raises(Conflict):
        makers.make_round(cast)
    with pytest.raises(Invalid):
        makers.make_round(cast, back=0)
    with pytest.raises(Denied):
        actions.freeze(counted=makers.make_counted(cast, back=2), by=cast.head, at=NOON)


def test_a_preview_tells_head_and_contact_of_each_unit_and_lasts_five_working_days(cast: Cast) -> None:
    row = makers.make_preview(cast)
    told = set(Notice.objects.filter(verb="conduct.preview").values_list("person_id", "url"))
    lead = f"/conduct/{row.pk}/units/{cast.lead.pk}/"
    assert {(cast.head.pk, lead), (cast.handler.pk, lead)} <= told
    assert (cast.co_head.pk, f"/conduct/{row.pk}/units/{cast.co.pk}/") in told
    assert row.due == LATER.date()
    with pytest.raises(Conflict, match=str(row.due)):
        actions.publish(thing=row, by=cast.office, at=LATER - timedelta(1))
    published = actions.publish(thing=row, by=cast.office, at=LATER)
    assert published.status == Status.PUBLISHED
    with pytest.raises(Conflict):
        actions.drop(thing=published, reason="想收回。", by=cast.office, at=LATER)


def test_a_granted_appeal_strikes_the_event_out_and_both_values_stay(cast: Cast) -> None:
    row = makers.make_preview(cast)
    appeal = makers.make_appeal(cast, row)
    with pytest.raises(Conflict):
        actions.publish(thing=row, by=cast.office, at=LATER)
    ruled = actions.rule(appeal=appeal, granted=True, text="停机属实。", by=cast.mayor, at=NOON)
    late = makers.finding(row, cast.lead)
    assert (late.k_was, late.n_was, late.k, late.n) == (14, 20, 13, 19)
    assert late.value == round(10_000 * 13 / 19)
    assert late.marked_was
    assert late.evidence.standing().count() == late.n
    assert ruled.status == Ruling.GRANTED
    assert makers.finding(row, cast.co).k_was == makers.finding(row, cast.co).k
    assert actions.publish(thing=row, by=cast.office, at=LATER).status == Status.PUBLISHED


def test_a_mark_falls_away_when_what_is_left_is_within_chance(cast: Cast) -> None:
    row = makers.make_preview(cast)
    for _time in range(10):
        appeal = makers.make_appeal(cast, row)
        actions.rule(appeal=appeal, granted=True, text="属实。", by=cast.mayor, at=NOON)
    late = makers.finding(row, cast.lead)
    assert (late.k, late.n) == (4, 10)
    assert late.marked_was
    assert not late.is_marked


def test_a_refused_appeal_changes_no_number(cast: Cast) -> None:
    row = makers.make_preview(cast)
    actions.rule(appeal=makers.make_appeal(cast, row), granted=False, text="不属实。", by=cast.mayor, at=NOON)
    late = makers.finding(row, cast.lead)
    assert (late.k, late.n, late.is_marked) == (14, 20, True)
    assert not Evidence.objects.filter(is_struck=True).exists()


def test_whoever_decided_the_event_does_not_decide_the_appeal(cast: Cast) -> None:
    row = makers.make_preview(cast)
    late = makers.finding(row, cast.lead)
    events = Event.objects.filter(pk__in=late.evidence.filter(is_hit=True).values("event"))
    dispatched = events.filter(actor_id=cast.office.pk).earliest("pk")
    appeal = actions.appeal(finding=late, event=dispatched.pk, text="不应计算。", by=cast.head, at=NOON)
    with pytest.raises(Denied):
        actions.rule(appeal=appeal, granted=True, text="属实。", by=cast.office, at=NOON)
    with pytest.raises(Denied):
        actions.rule(appeal=appeal, granted=True, text="属实。", by=cast.head, at=NOON)
    other = people.person(Role.SUPERVISOR)
    assert actions.rule(appeal=appeal, granted=True, text="属实。", by=other, at=NOON).judge == other


def test_only_events_that_count_against_the_unit_are_appealed_against_and_only_by_it(cast: Cast) -> None:
    row = makers.make_preview(cast)
    late, slow = makers.finding(row, cast.lead), makers.finding(row, cast.lead, SLOW)
    harmless = late.evidence.filter(is_hit=False).earliest("pk").event
    said = {"text": "不应计算。", "at": NOON}
    for found, event in ((late, harmless), (late, 77), (slow, makers.first_event(slow))):
        with pytest.raises(Invalid):
            actions.appeal(finding=found, event=event, by=cast.head, **said)
    with pytest.raises(Denied):
        actions.appeal(finding=late, event=makers.first_event(late), by=cast.co_head, **said)
    makers.make_appeal(cast, row)
    with pytest.raises(Conflict):
        makers.make_appeal(cast, row)


def test_a_unit_says_once_how_it_was_and_only_in_the_preview(cast: Cast) -> None:
    row = makers.make_round(cast)
    late = makers.finding(row, cast.lead)
    said = {"finding": late, "text": "三月系统迁移，迟报多在此时。", "at": NOON}
    with pytest.raises(Conflict):
        actions.state(by=cast.head, **said)
    actions.preview(thing=row, by=cast.office, at=NOON)
    with pytest.raises(Denied):
        actions.state(by=cast.co_head, **said)
    actions.state(by=cast.handler, **said)
    with pytest.raises(Conflict):
        actions.state(by=cast.head, **said)
    assert Statement.objects.get().finding == late


def test_a_second_edition_counts_anew_and_leaves_the_first_as_it_was(cast: Cast) -> None:
    row = makers.make_published(cast)
    counted = makers.make_counted(cast)
    with pytest.raises(Invalid):
        actions.correct(
            thing=row, counted=makers.make_counted(cast, back=3), reason="误。", by=cast.office, at=LATER
        )
    made = actions.correct(thing=row, counted=counted, reason="口径有误。", by=cast.office, at=LATER)
    assert (made.edition, made.corrects, made.status) == (2, row, Status.DRAFTED)
    assert Round.objects.get(pk=row.pk).findings.count() == 6
    with pytest.raises(Conflict):
        actions.correct(thing=row, counted=counted, reason="再来。", by=cast.office, at=LATER)


def test_what_an_appeal_has_struck_out_is_not_counted_again_in_the_next_window(cast: Cast) -> None:
    row = makers.make_preview(cast, back=2)
    appeal = makers.make_appeal(cast, row)
    actions.rule(appeal=appeal, granted=True, text="属实。", by=cast.mayor, at=NOON)
    counted = makers.make_counted(cast)
    # The same event stands in the next window as well.
    [late] = [each for each in counted.found if each.measure == LATE and each.unit == cast.lead.pk]
    same = Fact(late.facts[0].case, appeal.evidence.event, late.facts[0].day, True)
    again = Found(**{**late.__dict__, "facts": (same, *late.facts[1:])})
    found = tuple(again if each is late else each for each in counted.found)
    next_one = actions.freeze(
        counted=type(counted)(**{**counted.__dict__, "found": found}), by=cast.office, at=NOON
    )
    kept = makers.finding(next_one, cast.lead)
    assert (kept.k, kept.n, kept.left_out) == (13, 19, 2)


SEEN = {
    # Who reads how many facts of the lead unit and of the other two: frozen, in preview, published.
    "office": ((3, 3), (3, 3), (3, 3)),
    "auditor": ((3, 3), (3, 3), (3, 3)),
    "head": ((0, 0), (3, 0), (3, 3)),
    "handler": ((0, 0), (3, 0), (3, 3)),
    "leader": ((0, 0), (3, 0), (3, 3)),
    "co_head": ((0, 0), (0, 2), (3, 3)),
    "other_leader": ((0, 0), (0, 1), (3, 3)),
    "stranger": ((0, 0), (0, 1), (3, 3)),
    "system_admin": ((0, 0), (0, 0), (0, 0)),
    "nobody": ((0, 0), (0, 0), (0, 0)),
}


def test_who_reads_what_and_when(cast: Cast, subtests: pytest.Subtests) -> None:
    row = makers.make_round(cast)
    nobody = people.person()

    def seen(who: str) -> tuple[int, int]:
        person: Person = nobody if who == "nobody" else getattr(cast, who)
        found = Finding.objects.visible_to(person).filter(round=row)
        assert Round.objects.visible_to(person).filter(pk=row.pk).exists() == found.exists()
        own = found.filter(unit=cast.lead)
        assert Evidence.objects.visible_to(person).filter(finding__in=own).exists() == own.exists()
        return own.count(), found.exclude(unit=cast.lead).count()

    steps = (lambda: None, lambda: actions.preview(thing=row, by=cast.office, at=NOON))
    for place, step in enumerate((*steps, lambda: actions.publish(thing=row, by=cast.office, at=LATER))):
        step()
        for who, counts in SEEN.items():
            with subtests.test(f"{place} {who}"):
                assert seen(who) == counts[place]


def test_appeals_and_statements_are_seen_with_their_fact(cast: Cast) -> None:
    row = makers.make_preview(cast)
    makers.make_appeal(cast, row)
    assert Appeal.objects.visible_to(cast.head).count() == 1
    assert not Appeal.objects.visible_to(cast.co_head).exists()
    assert makers.finding(row, cast.lead, BACK).appeals.count() == 0
