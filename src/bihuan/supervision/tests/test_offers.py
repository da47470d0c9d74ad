"""Which buttons a page offers, and what it says about the one that is shut."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bihuan.journal import clock
from bihuan.supervision.models import Status
from bihuan.supervision.rules.offers import SHOWN, offer
from bihuan.supervision.tests.makers import MONDAY, WAY, Cast, make_cast, make_item

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def cast() -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_cast()


@pytest.mark.parametrize(
    ("status", "who", "first"),
    [
        (Status.DRAFT, "office", ["approve"]),
        (Status.APPROVED, "office", ["dispatch"]),
        (Status.DISPATCHED, "handler", ["acknowledge"]),
        (Status.DISPATCHED, "head", ["acknowledge", "dispute"]),
        (Status.IN_PROGRESS, "head", ["submit", "report", "request_extension"]),
        (Status.IN_PROGRESS, "handler", ["report"]),
        (Status.EXTENDING, "leader", ["decide_extension", "urge", "instruct"]),
        (Status.SUBMITTED, "office", ["conclude", "send_back", "send_to_verify"]),
        (Status.TO_VERIFY, "office", ["verify", "send_back"]),
        (Status.CONCLUDED, "office", ["close"]),
        (Status.ARCHIVED, "office", []),
        (Status.IN_PROGRESS, "auditor", []),
    ],
)
def test_the_main_buttons_come_first(cast: Cast, status: str, who: str, first: list[str]) -> None:
    found = offer(make_item(cast, status), getattr(cast, who), TODAY, is_verified=False)
    assert [move.name for move in found.first] == first


@pytest.mark.parametrize(
    ("status", "who", "shut"),
    [
        (Status.TO_VERIFY, "office", "conclude"),
        (Status.IN_PROGRESS, "handler", "submit"),
        (Status.IN_PROGRESS, "head", None),
        (Status.IN_PROGRESS, "office", None),
        (Status.DISPUTED, "head", None),
        (Status.SUBMITTED, "head", None),
    ],
)
def test_the_next_move_is_shown_shut_to_whoever_stands_before_it(
    cast: Cast, status: str, who: str, shut: str | None
) -> None:
    found = offer(make_item(cast, status), getattr(cast, who), TODAY, is_verified=False)
    assert (found.shut.name if found.shut else None) == shut
    assert bool(found.why) == (shut is not None)


@pytest.mark.parametrize("status", list(WAY))
def test_no_page_carries_more_than_three_buttons(cast: Cast, status: str) -> None:
    item = make_item(cast, status)
    for person in (cast.office, cast.mayor, cast.head):
        assert len(offer(item, person, TODAY, is_verified=True).first) <= SHOWN


def test_no_extension_is_offered_after_the_date(cast: Cast) -> None:
    item = make_item(cast)
    late = (item.finish_due or TODAY) + timedelta(1)
    assert "request_extension" not in offer(item, cast.head, late, is_verified=False).names
