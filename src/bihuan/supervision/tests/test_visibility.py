"""Who sees what: every kind of person × every kind of object of this room."""

import pytest

from bihuan.journal import clock
from bihuan.supervision import actions
from bihuan.supervision.models import (
    Assignment,
    ExtensionRequest,
    OwnershipDispute,
    Reminder,
    Report,
    Status,
    SupervisionItem,
    Verification,
)
from bihuan.supervision.queries import Filters, item_list
from bihuan.supervision.tests.makers import MONDAY, OBJECTION, Cast, make_cast, make_item, make_move

pytestmark = pytest.mark.django_db

# Kind of person: sees a draft, sees what has been dispatched.
SEES = {
    "office": (True, True),
    "auditor": (True, True),
    "mayor": (True, True),
    "leader": (True, True),
    "other_leader": (False, False),
    "head": (False, True),
    "handler": (False, True),
    "co_head": (False, True),
    "stranger": (False, False),
    "system_admin": (False, False),
}


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        cast = make_cast()
        make_item(cast, Status.DISPUTED)
        make_item(cast, Status.EXTENDING)
        item = make_item(cast, Status.TO_VERIFY)
        make_move(cast, item, "verify")
        actions.urge(item=make_item(cast, Status.IN_PROGRESS), by=cast.office, at=MONDAY)
    return cast


@pytest.mark.parametrize(
    "model", [SupervisionItem, Assignment, Report, Reminder, ExtensionRequest, OwnershipDispute, Verification]
)
def test_what_has_been_dispatched_is_seen_by_those_whom_it_concerns(cast: Cast, model) -> None:
    assert model.objects.exists()
    for kind, (_draft, dispatched) in SEES.items():
        seen = model.objects.visible_to(getattr(cast, kind)).count()
        assert seen == (model.objects.count() if dispatched else 0), kind


@pytest.mark.parametrize("status", [Status.DRAFT, Status.APPROVED, Status.NOT_FILED])
def test_units_do_not_see_what_has_not_been_dispatched(cast: Cast, status: str) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, status)
    for kind, (draft, _dispatched) in SEES.items():
        person = getattr(cast, kind)
        assert SupervisionItem.objects.visible_to(person).filter(pk=item.pk).exists() is draft, kind
        assert Assignment.objects.visible_to(person).filter(item=item).exists() is draft, kind


def test_the_leader_named_on_a_matter_sees_it_whoever_is_in_charge_of_the_unit(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.DRAFT, leader=cast.other_leader)
    assert list(SupervisionItem.objects.visible_to(cast.other_leader)) == [item]


def test_a_disabled_account_sees_nothing(cast: Cast) -> None:
    cast.office.is_active = False
    cast.office.forget_access()
    assert not SupervisionItem.objects.visible_to(cast.office).exists()


def test_a_unit_that_was_released_no_longer_sees_the_matter_unless_it_has_a_part_again(cast: Cast) -> None:
    def sees() -> list[bool]:
        seen = [SupervisionItem.objects.visible_to(each).filter(pk=item.pk).exists() for each in theirs]
        rows = item_list(cast.handler, Filters(group="open"), MONDAY.date()).rows
        return [*seen, item in [row.item for row in rows]]

    theirs = (cast.head, cast.handler, cast.leader)
    with clock.moving(MONDAY):
        item = make_item(cast, Status.DISPUTED)
        assert sees() == [True] * 4
        ruling = {"granted": True, "ground": "据职责清单。", "new_lead": cast.other}
        actions.rule(item=item, by=cast.office, at=MONDAY, **ruling)
        assert sees() == [False] * 4
        back = OBJECTION | {"suggested": cast.lead}
        actions.dispute(item=item, by=cast.stranger, at=MONDAY, **back)
        actions.rule(item=item, by=cast.office, at=MONDAY, **ruling | {"new_lead": cast.lead})
        assert sees() == [True] * 4
