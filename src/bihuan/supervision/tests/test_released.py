"""What a ruling leaves behind of the unit that it releases: its slip, its urges, what its contact wrote."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client

from bihuan.calendar.models import Day
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.journal.rules import payload_of
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person
from bihuan.supervision import actions
from bihuan.supervision.models import Level, MarkKind, OwnershipDispute, Rung, Slip, Status, SupervisionItem
from bihuan.supervision.queries.ladders import rungs_on_desk
from bihuan.supervision.queries.slips import slips_on_desk
from bihuan.supervision.rules.moves import MOVES, collector
from bihuan.supervision.tests.makers import MONDAY, OBJECTION, Cast, make_cast, make_item, make_move, moment

pytestmark = pytest.mark.django_db
LIMIT = MONDAY.date() + timedelta(7)


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


def release(cast: Cast, item: SupervisionItem, **said: object) -> SupervisionItem:
    """Let the unit object and be believed."""
    item = actions.dispute(item=item, by=cast.head, at=MONDAY, **OBJECTION | {"suggested": cast.other})
    ruling = {"granted": True, "ground": "据职责清单。", "new_lead": cast.other} | said
    return actions.rule(item=item, by=cast.office, at=MONDAY, **ruling)


def with_slip(cast: Cast) -> SupervisionItem:
    item = make_item(cast, Status.DISPATCHED)
    said = {"colour": "blue", "ground": "迟迟未签收。", "due": LIMIT}
    return actions.issue_slip(item=item, by=cast.office, at=MONDAY, **said)


def test_a_slip_lapses_with_the_release_and_the_next_unit_begins_without_one(cast: Cast) -> None:
    item = release(cast, with_slip(cast))
    slip = Slip.objects.get()
    assert (slip.unit, slip.lapsed_at, slip.signed_at) == (cast.lead, MONDAY, None)
    assert (item.slip_rank, item.slip_due, item.is_slip_signed) == (0, None, False)
    assert not MOVES.open_to(whole(item), cast.stranger).keys() & {"sign_slip"}
    assert slips_on_desk(cast.stranger) == slips_on_desk(cast.head) == []
    page = as_(cast.office).get(f"/tasks/{item.pk}/").content.decode()
    assert f"{cast.lead.short_name}" in page
    assert "裁定失效" in page
    assert as_(cast.office).get(f"/tasks/{item.pk}/slips/{slip.pk}/").status_code == 200
    assert as_(cast.office).get("/tasks/slips/").status_code == 200
    again = {"colour": "blue", "ground": "进度滞后。", "due": LIMIT}
    actions.issue_slip(item=item, by=cast.office, at=MONDAY, **again)
    latest = Slip.objects.latest("pk")
    assert (latest.unit, latest.previous, latest.lapsed_at) == (cast.other, None, None)
    assert list(differences()) == []


def test_a_slip_stays_with_the_unit_that_is_not_released(cast: Cast) -> None:
    item = make_move(cast, make_move(cast, with_slip(cast), "dispute"), "rule")
    assert (item.slip_rank, Slip.objects.get().lapsed_at) == (1, None)
    assert make_move(cast, item, "sign_slip").is_slip_signed


def test_a_mark_of_a_matter_that_was_never_its_own_counts_no_more_and_stays_on_record(cast: Cast) -> None:
    item = make_move(cast, make_item(cast, Status.DISPATCHED), "dispute")
    item = make_move(cast, item, "rule")
    for day in ("2026-03-02", "2026-03-01"):
        item.marks.create(
            unit=cast.lead, kind=MarkKind.UNSIGNED, day=date.fromisoformat(day), appeal_by=LIMIT
        )
    release(cast, item, ground="职责清单已经写明。")
    # One is of this dispatch; the other one is older, from work that the unit had taken on.
    assert list(item.marks.order_by("pk").values_list("counts", flat=True)) == [False, True]


def test_whoever_is_released_has_no_urge_left_to_sign(cast: Cast) -> None:
    item = make_item(cast, Status.DISPATCHED)
    item = actions.urge(item=item, by=cast.office, at=MONDAY, unit=cast.lead, level=Level.HEAD)
    assert [rung.item for rung in rungs_on_desk(cast.head)] == [item]
    item = release(cast, item)
    assert rungs_on_desk(cast.head) == []
    assert (item.open_rungs, Rung.objects.get().answered_at) == (0, MONDAY)
    assert list(differences()) == []


def test_what_one_unit_proposed_is_not_shown_to_the_next(cast: Cast) -> None:
    item = make_move(cast, make_item(cast, Status.DISPATCHED), "propose_dispute")
    assert OBJECTION["reason"] in as_(cast.head).get(f"/tasks/{item.pk}/dispute/").content.decode()
    # Somebody else's words, left unapproved.
    OwnershipDispute.objects.update(unit=cast.co)
    assert OBJECTION["reason"] not in as_(cast.head).get(f"/tasks/{item.pk}/dispute/").content.decode()


def test_nobody_is_ruled_into_a_unit_that_is_gone(cast: Cast) -> None:
    item = make_item(cast, Status.DISPUTED)
    cast.other.is_active = False
    with pytest.raises(Invalid, match="已停用"):
        actions.rule(
            item=item, by=cast.office, at=MONDAY, granted=True, ground="据清单。", new_lead=cast.other
        )
    with pytest.raises(Invalid, match="已停用"):
        make_move(cast, make_item(cast, Status.DISPATCHED), "dispute")
    assert whole(item).status == Status.DISPUTED


def test_the_record_names_the_unit_that_leads_from_now_on_also_where_it_was_the_next_in_line(
    cast: Cast,
) -> None:
    item = make_item(cast, Status.DISPATCHED, leads=(cast.lead, cast.other))
    item = release(cast, item, new_lead=None)
    event = Event.objects.filter(verb="item.rule").select_related("payload").get()
    assert payload_of(event)["new_lead"] == cast.other.pk
    first = collector(whole(item))
    assert first is not None
    assert first.unit == cast.other


def test_the_clock_goes_on_where_the_calendar_ends(cast: Cast) -> None:
    item = make_item(cast, Status.DISPATCHED, co_units=())
    # Neither the weeks before nor those to come have been entered.
    Day.objects.exclude(date__range=(date(2026, 3, 1), date(2026, 3, 5))).delete()
    with clock.moving(moment("2026-03-04")):
        assert actions.tick(at=moment("2026-03-04")) == 1
    mark = item.marks.get()
    assert (mark.kind, mark.appeal_by) == (MarkKind.UNSIGNED, date(2026, 3, 14))
    assert not Rung.objects.exists()
