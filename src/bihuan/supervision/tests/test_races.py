"""Two at once: one wins, the other is told, and nothing is done twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from bihuan.journal import clock
from bihuan.journal.models import Consumer, Event, Pending
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict
from bihuan.notices.models import Notice
from bihuan.supervision import actions
from bihuan.supervision.models import Rung, Status, SupervisionItem
from bihuan.supervision.tests.makers import MONDAY, TEXT, Cast, make_cast, make_item, make_order, moment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "sqlite" in connection.settings_dict["ENGINE"],
        reason="SQLite has one writer at a time; its test database is shared memory without waiting",
    ),
]
TOGETHER = 4


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


def together(work: Callable[[], Any], at: Any = MONDAY) -> list[Any]:
    """Do the same in several threads at the same moment; return results and refusals."""
    ready = Barrier(TOGETHER)

    def run() -> Any:
        try:
            with clock.moving(at):
                ready.wait()
                return work()
        except Conflict as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return [future.result() for future in [pool.submit(run) for _n in range(TOGETHER)]]


def test_of_several_who_close_at_once_one_wins_and_the_others_are_told(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.CONCLUDED)
    results = together(lambda: actions.close(item=item, by=cast.office, at=MONDAY, reason="已核实。"))
    assert sum(isinstance(result, Conflict) for result in results) == TOGETHER - 1
    assert Event.objects.filter(verb="item.close").count() == 1
    assert list(differences()) == []


def test_reports_at_once_queue_up_and_only_one_answers_the_date(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.ACCEPTED)
    together(lambda: actions.report(item=item, by=cast.handler, at=MONDAY, said=TEXT))
    answered = SupervisionItem.objects.get(pk=item.pk).reports.exclude(answers_due=None)
    assert answered.count() == 1
    assert Event.objects.filter(verb="item.report").count() == TOGETHER
    assert list(differences()) == []


def test_numbers_given_at_once_have_no_gap_and_no_double(cast: Cast) -> None:
    def file_and_approve() -> str | None:
        draft = actions.file_item(by=cast.office, at=MONDAY, order=make_order(cast))
        return actions.approve(item=draft, by=cast.office, at=MONDAY).number

    numbers = together(file_and_approve)
    assert sorted(numbers) == [f"督〔2026〕{n}号" for n in range(1, TOGETHER + 1)]


def test_bulk_actions_that_overlap_wait_for_each_other_and_never_in_a_circle(cast: Cast) -> None:
    with clock.moving(MONDAY):
        drafts = [make_item(cast, Status.DRAFT) for _n in range(6)]
    orders = iter([drafts, drafts[::-1], drafts[2:], drafts[3:] + drafts[:3]])
    results = together(lambda: actions.bulk(verb="approve", items=next(orders), by=cast.office, at=MONDAY))
    assert sum(outcome.ok for outcomes in results for outcome in outcomes) == len(drafts)
    numbers = SupervisionItem.objects.values_list("number", flat=True)
    assert sorted(numbers) == [f"督〔2026〕{n}号" for n in range(1, len(drafts) + 1)]


def test_the_same_key_at_once_files_one_matter(cast: Cast) -> None:
    order = make_order(cast, idem="the same click")
    items = together(lambda: actions.file_item(by=cast.office, at=MONDAY, order=order))
    assert len({item.pk for item in items}) == SupervisionItem.objects.count() == 1


def test_two_workers_tick_and_deliver_once(cast: Cast) -> None:
    with clock.moving(MONDAY):
        for _n in range(5):
            make_item(cast, Status.IN_PROGRESS)
    late = moment("2026-06-01")
    written = together(lambda: actions.tick(at=late, batch=2), late)
    by_clock = Event.objects.filter(thing_kind=SupervisionItem._meta.label_lower, actor_id=None)
    dates, rungs = by_clock.exclude(idem=None), by_clock.filter(verb="item.escalate")
    assert dates.count() == 5 * 4  # finish, report, signature and input of the assisting unit
    assert sum(written) == by_clock.count() == dates.count() + rungs.count()
    places = Rung.objects.values_list("item_id", "unit_id", "clock", "due", "level")
    assert 0 < len(places) == len(set(places))
    assert all(item.open_rungs == item.rungs.count() for item in SupervisionItem.objects.all())
    together(lambda: actions.deliver(at=late, batch=3), late)
    assert not Pending.objects.filter(consumer=Consumer.NOTICES).exists()
    overdue = Notice.objects.filter(verb="item.finish_overdue", person=cast.head)
    assert overdue.count() == 5
