"""What is kept of the record: true while nothing moves that it was found from, and not a moment longer."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal import state as states
from bihuan.journal.models import Event
from bihuan.journal.queries import position
from bihuan.journal.rules import Change
from bihuan.journal.state import State, record_of, rooms_of
from bihuan.people.actions import end_role
from bihuan.people.models import Person, Role, Unit
from bihuan.people.tests.makers import person
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.tests.makers import make_cast, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


class Counted:
    """Something to be found, and how often it was."""

    def __init__(self, find: Callable[[], Any]) -> None:
        self.find, self.times = find, 0

    def __call__(self) -> Any:
        self.times += 1
        return self.find()

    def kept(self) -> Any:
        return State().kept(("count",), self)


def test_it_is_found_anew_when_a_room_that_it_was_found_from_moves() -> None:
    cast = make_cast()
    found = Counted(SupervisionItem.objects.count)
    assert (found.kept(), found.kept(), found.times) == (0, 0, 1)
    make_item(cast, Status.DISPATCHED)
    assert (found.kept(), found.times) == (1, 2)


def test_it_stays_while_other_rooms_move_and_the_readers_room_moves_everything() -> None:
    cast = make_cast()
    units, nothing = Counted(Unit.objects.count), Counted(lambda: "nothing was read")
    before = units.kept()
    assert State().kept(("nothing",), nothing)
    make_item(cast, Status.DISPATCHED)
    assert (units.kept(), units.times) == (before, 1)
    person()
    assert State().kept(("nothing",), nothing)
    assert nothing.times == 2


def test_what_was_found_with_rights_that_are_gone_is_not_shown_again() -> None:
    """A request knows its reader; then a role is taken from him; then it looks at the record."""
    reader = person(Role.SUPERVISOR)
    early = Person.objects.get(pk=reader.pk)
    assert early.access.sees_city
    end_role(grant=reader.role_grants.get(), by=person(Role.SECURITY_ADMIN), at=clock.now())

    def sees(who: Person) -> bool:
        return State().kept(("sees",), lambda: who.access.sees_city, who)

    assert sees(early)
    assert not sees(Person.objects.get(pk=reader.pk))


def test_what_is_kept_within_what_is_kept_moves_both() -> None:
    cast = make_cast()
    inner, outer = Counted(SupervisionItem.objects.count), Counted(lambda: State().kept(("inner",), inner))
    State().kept(("inner",), inner)
    assert State().kept(("outer",), outer) == 0
    assert inner.times == 1
    make_item(cast, Status.DISPATCHED)
    assert State().kept(("outer",), outer) == 1


def test_an_event_that_ends_late_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are given out before transactions end: one may appear below the last that was counted."""
    cast = make_cast()
    make_item(cast, Status.DISPATCHED)
    late = Event.objects.filter(thing_kind="supervision.supervisionitem").order_by("-pk")[0].pk
    person()

    def before(old: int, new: int) -> list[tuple[str, int, int]]:
        rows = Event.objects.filter(pk__gt=min(old, new)).exclude(pk=late).values_list("thing_kind", "pk")
        return [(kind, int(pk > old), int(pk > new)) for kind, pk in rows]

    found = Counted(SupervisionItem.objects.count)
    with monkeypatch.context() as earlier:
        last, _dash, count = position().partition("-")
        earlier.setattr(states, "position", lambda: f"{last}-{int(count) - 1}")
        earlier.setattr(states, "written_since", before)
        found.kept()
        found.kept()
    assert found.times == 1
    found.kept()
    assert found.times == 2


def test_more_events_than_are_counted_move_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    found = Counted(Unit.objects.count)
    found.kept()
    monkeypatch.setattr(states, "MOST_COUNTED", -1)
    make_item(cast, Status.DISPATCHED)
    found.kept()
    assert found.times == 2


def test_the_record_itself_is_read_anew_after_any_event() -> None:
    cast = make_cast()
    events = Counted(Event.objects.count)
    before = events.kept()
    make_item(cast, Status.DISPATCHED)
    assert events.kept() > before


def test_the_events_of_one_rooms_things_move_with_that_room() -> None:
    cast = make_cast()

    def people() -> int:
        with record_of("people"):
            return Event.objects.filter(thing_kind="people.person").count()

    found = Counted(people)
    before = found.kept()
    make_item(cast, Status.DISPATCHED)
    assert (found.kept(), found.times) == (before, 1)
    person()
    assert found.kept() > before


def test_a_statement_tells_of_the_rooms_whose_tables_it_names() -> None:
    rows = SupervisionItem.objects.filter(assignments__unit__in=Unit.objects.filter(short_name="x"))
    assert rooms_of(str(rows.query)) == {"supervision", "people"}
    assert rooms_of(str(Event.objects.all().query)) == {"journal"}
    # What no event tells of moves with everything.
    assert rooms_of("SELECT 1 FROM django_session") == {"any"}


def test_to_know_that_nothing_moved_takes_one_question_and_a_second_once_it_has() -> None:
    cast = make_cast()
    State()
    with CaptureQueriesContext(connection) as still:
        State()
    make_item(cast, Status.DISPATCHED)
    with CaptureQueriesContext(connection) as moved:
        State()
    assert (len(still), len(moved)) == (1, 2)


def test_an_event_changes_rows_of_its_own_room_alone() -> None:
    cast = make_cast()
    item = make_item(cast, Status.DISPATCHED)
    with pytest.raises(RuntimeError, match="room of its thing"):
        journal.record(verb="item.amend", thing=Change(item), by=cast.office, parts=[Change(cast.lead)])
