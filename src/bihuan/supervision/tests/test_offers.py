"""Which buttons a page offers, and what it says about the one that is shut."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from bihuan.journal import clock
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.rules.offers import SHOWN, next_step, offer
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
        (Status.DISPATCHED, "handler", ["acknowledge", "propose_dispute"]),
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


@pytest.mark.parametrize(
    ("status", "dates", "step"),
    [
        (Status.APPROVED, {}, ("交办", None, False)),
        (Status.DISPATCHED, {"sign_due": "2026-02-27"}, ("签收", "2026-02-27", True)),
        (Status.IN_PROGRESS, {"finish_due": "2026-03-20"}, ("报结", "2026-03-20", False)),
        (
            Status.IN_PROGRESS,
            {"finish_due": "2026-03-20", "report_due": "2026-03-06"},
            ("报进展", "2026-03-06", False),
        ),
        (
            Status.RETURNED,
            {"finish_due": "2026-02-20", "report_due": "2026-03-06"},
            ("报结", "2026-02-20", True),
        ),
        (Status.SUBMITTED, {"finish_due": "2026-02-20"}, ("督查室审核", None, False)),
        (Status.CLOSED, {"finish_due": "2026-02-20"}, None),
    ],
)
def test_the_next_step_is_what_comes_by_the_earliest_date(
    status: str, dates: dict[str, str], step: tuple[str, str | None, bool] | None
) -> None:
    days = {name: date.fromisoformat(day) for name, day in dates.items()}
    item = SupervisionItem(status=status, **days)
    with override("zh-hans"):
        found = next_step(item, MONDAY.date())
        said = found and (str(found.label), found.due and str(found.due), found.is_late)
    assert said == step
