"""Lists page by key, filter in SQL, judge lights as Python does, and find phrases."""

from datetime import date, timedelta

import pytest
from django.db.models import F

from bihuan.journal import clock
from bihuan.kernel.errors import Invalid
from bihuan.kernel.lights import Light
from bihuan.people.models import Role
from bihuan.supervision import actions, queries
from bihuan.supervision.models import Status
from bihuan.supervision.queries import GROUPS, Filters
from bihuan.supervision.tests.makers import MONDAY, WAY, Cast, make_cast, make_item, make_person

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
LATER = TODAY + timedelta(31)


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        return make_cast()


def all_pages(person, filters: Filters, limit: int, today: date = TODAY) -> list[int]:
    found: list[int] = []
    cursor = ""
    while True:
        page = queries.item_list(person, filters, today, cursor, limit)
        found += [row.item.pk for row in page.rows]
        if not page.next:
            return found
        cursor = page.next


@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_pages_show_every_matter_once_in_the_order_of_finish_dates(cast: Cast, limit: int) -> None:
    days = [TODAY + timedelta(n) for n in (9, 3, 9, 5, 3)] + [None, None]
    with clock.moving(MONDAY):
        items = [make_item(cast, Status.DRAFT, finish_due=day) for day in days]
    found = all_pages(cast.office, Filters(), limit)
    expected = sorted(items, key=lambda item: (item.finish_due is None, item.finish_due or TODAY, item.pk))
    assert found == [item.pk for item in expected]


def test_filters_narrow_the_list(cast: Cast) -> None:
    with clock.moving(MONDAY):
        draft = make_item(cast, Status.DRAFT)
        running = make_item(cast, Status.IN_PROGRESS, leader=cast.leader)
        urgent = make_item(cast, Status.DISPATCHED, urgency="urgent", leads=(cast.other,), co_units=())
        closed = make_item(cast, Status.CLOSED)
    table = {
        Filters(): {draft, running, urgent, closed},
        Filters(group="open"): {running, urgent},
        Filters(group="done"): {closed},
        Filters(group="waiting"): {draft},
        Filters(group="unsigned"): {urgent},
        Filters(unit=cast.lead.pk): {draft, running, closed},
        Filters(unit=cast.other.pk): {urgent},
        Filters(leader=cast.leader.pk): {running},
        Filters(urgency="urgent"): {urgent},
        Filters(status=Status.IN_PROGRESS): {running},
        Filters(light=Light.DONE): {closed},
    }
    for filters, expected in table.items():
        rows = queries.item_list(cast.office, filters, TODAY).rows
        assert {row.item for row in rows} == expected, filters


@pytest.mark.parametrize("limit", [2, 50])
def test_one_units_living_work_is_the_same_by_every_way(cast: Cast, limit: int) -> None:
    with clock.moving(MONDAY):
        for number, status in enumerate(WAY):
            make_item(cast, status, finish_due=TODAY + timedelta(30 + number % 4))
            make_item(cast, status, leads=(cast.lead, cast.other), co_units=())
        make_item(cast, Status.DISPATCHED, leads=(cast.other,), co_units=(cast.co,))
        disputed = make_item(cast, Status.DISPUTED)
        given = {"granted": True, "ground": "据职责清单。", "new_lead": cast.other}
        actions.rule(item=disputed, by=cast.office, at=MONDAY, **given)
    for kind in ("office", "leader", "other_leader", "head", "handler", "co_head", "stranger", "auditor"):
        asked = [{"group": group} for group in sorted(GROUPS)] + [{"light": light} for light in Light]
        for wanted in asked:
            for unit in (None, cast.lead.pk, cast.other.pk):
                filters = Filters(unit=unit, **wanted)
                plain = queries.selected(getattr(cast, kind), filters, LATER)
                expected = plain.order_by(F("finish_due").asc(nulls_last=True), "pk")
                found = all_pages(getattr(cast, kind), filters, limit, LATER)
                assert found == list(expected.values_list("pk", flat=True)), (kind, filters)


def test_a_list_page_costs_the_same_few_queries_however_long(
    cast: Cast, django_assert_max_num_queries
) -> None:
    with clock.moving(MONDAY):
        for _n in range(12):
            make_item(cast, Status.IN_PROGRESS, leader=cast.leader)
    for person in (cast.office, cast.head):
        assert person.access
        with django_assert_max_num_queries(2):
            page = queries.item_list(person, Filters(group="open"), TODAY)
            assert [row.leads for row in page.rows] == [(cast.lead.short_name,)] * 12


def test_a_cursor_that_makes_no_sense_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        queries.item_list(cast.office, Filters(), TODAY, "yesterday.x")


@pytest.mark.parametrize(
    ("phrase", "count"),
    [
        ("改造", 1),
        ("老旧小区", 1),
        ("小区绿化", 0),
        ("轨道 交通", 1),
        ("ｇｄｐ", 1),
        ("督〔2026〕1号", 1),
        ("区造", 0),
    ],
)
def test_a_phrase_finds_the_matters_that_hold_it(cast: Cast, phrase: str, count: int) -> None:
    with clock.moving(MONDAY):
        make_item(cast, Status.DISPATCHED)
        make_item(cast, title="轨道交通二号线", requirement="推动 GDP 增长。")
    page = queries.item_list(cast.office, Filters(phrase=phrase), TODAY)
    assert len(page.rows) == count


def test_search_pages_from_the_newest(cast: Cast) -> None:
    with clock.moving(MONDAY):
        items = [make_item(cast, Status.DRAFT) for _n in range(5)]
    found = all_pages(cast.office, Filters(phrase="老旧小区"), 2)
    assert found == [item.pk for item in reversed(items)]


def test_a_single_character_is_too_little_to_search_for(cast: Cast) -> None:
    with pytest.raises(Invalid):
        queries.item_list(cast.office, Filters(phrase="改"), TODAY)


def test_search_never_shows_what_the_list_would_not(cast: Cast) -> None:
    with clock.moving(MONDAY):
        make_item(cast, Status.DISPATCHED)
        nobody = make_person(Role.HEAD)
    assert queries.item_list(nobody, Filters(phrase="改造"), TODAY).rows == []


def test_a_matter_page_reads_at_most_six_times(cast: Cast, django_assert_max_num_queries) -> None:
    with clock.moving(MONDAY):
        for status in (Status.EXTENDING, Status.DISPUTED, Status.CLOSED):
            item = make_item(cast, status)
            assert cast.office.access
            with django_assert_max_num_queries(6):
                found = queries.find(cast.office, item.pk, TODAY)
                assert found is not None
                shown = queries.detail(found, cast.office, TODAY)
                assert (shown.remarks.provisional, shown.related) == (frozenset(), [])
            assert shown.item.status == status
            assert [entry.verb for entry in shown.timeline] == ["file", *WAY[status]]
            assert all(entry.by and entry.label for entry in shown.timeline)


def test_the_timeline_tells_what_was_said_and_what_changed(cast: Cast) -> None:
    with clock.moving(MONDAY):
        item = make_item(cast, Status.RETURNED)
    entries = {entry.verb: entry for entry in queries.timeline(item)}
    assert entries["report"].text == "已完成三个小区，其余正在施工。"
    assert [str(note.value) for note in entries["report"].notes] == ["25%"]
    assert [note.value for note in entries["send_back"].notes]
    (turn,) = entries["send_back"].turns
    assert (turn.was, turn.now) == (Status.SUBMITTED.label, Status.RETURNED.label)
    assert entries["dispatch"].turns[-1].now == item.sign_due
    assert entries["report"].unit == cast.lead.short_name
