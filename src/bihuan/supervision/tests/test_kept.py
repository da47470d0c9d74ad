"""Lists, matters and desks asked through kept statements show each reader what he may see, and no more."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bihuan.journal import clock
from bihuan.people.models import Person
from bihuan.supervision import queries
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.queries import Filters, lists
from bihuan.supervision.queries.filters import form_of
from bihuan.supervision.tests.makers import MONDAY, WAY, Cast, make_cast, make_item, make_person, make_unit

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date() + timedelta(31)


@pytest.fixture
def cast() -> Cast:
    with clock.moving(MONDAY):
        cast = make_cast()
        for status in list(WAY)[:8]:
            make_item(cast, status)
        return cast


def readers(cast: Cast) -> Iterator[Person]:
    """Readers with one form of rights after the other, and several with the same one."""
    yield from (cast.office, cast.leader, cast.mayor, cast.other_leader, cast.head, cast.handler)
    yield from (make_person("handler", unit) for unit in (cast.lead, cast.co, cast.other, make_unit("新局")))
    yield make_person("leader")


FILTERS = [Filters(), *(Filters(group=group) for group in (*queries.GROUPS, "mine", "to_sign"))]


@pytest.mark.parametrize("filters", FILTERS, ids=lambda one: one.group or "all")
def test_a_page_shows_what_its_reader_may_see(cast: Cast, filters: Filters) -> None:
    for person in readers(cast):
        for unit in (None, cast.lead.pk, cast.co.pk):
            asked = form_of(filters, TODAY).by(person, unit)
            seen = asked.narrow(SupervisionItem.objects.visible_to(person))
            page = queries.item_list(person, asked.filters, TODAY)
            assert {row.item.pk for row in page.rows} == set(seen.values_list("pk", flat=True)), person


def test_a_search_shows_what_its_reader_may_see(cast: Cast) -> None:
    title = SupervisionItem.objects.values_list("title", flat=True)[0]
    for person in readers(cast):
        seen = SupervisionItem.objects.visible_to(person).filter(title__contains=title[:4])
        page = queries.item_list(person, Filters(phrase=title[:4]), TODAY)
        assert {row.item.pk for row in page.rows} == {item.pk for item in seen}


def test_a_matter_is_found_by_whoever_may_see_it_and_by_nobody_else(cast: Cast) -> None:
    for person in readers(cast):
        seen = set(SupervisionItem.objects.visible_to(person).values_list("pk", flat=True))
        for pk in SupervisionItem.objects.values_list("pk", flat=True):
            for find in (queries.find, queries.find_bare):
                assert (find(person, pk, TODAY) is not None) == (pk in seen)


def test_the_second_page_of_one_reader_is_not_that_of_another(cast: Cast) -> None:
    whole = queries.item_list(cast.office, Filters(), TODAY, limit=3)
    rest = queries.item_list(cast.office, Filters(), TODAY, whole.next, limit=3)
    assert not {row.item.pk for row in whole.rows} & {row.item.pk for row in rest.rows}
    stranger = queries.item_list(make_person("handler", cast.other), Filters(), TODAY, whole.next, limit=3)
    assert stranger.rows == []


def test_the_statement_of_a_page_is_kept(cast: Cast) -> None:
    before = len(lists._dated._statements)
    for unit in (cast.lead, cast.co):
        queries.item_list(make_person("head", unit), Filters(group="open"), TODAY, limit=7)
    assert len(lists._dated._statements) - before <= 1
