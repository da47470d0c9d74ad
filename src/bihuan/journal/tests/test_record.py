"""Events are canonical, chained per thing, and cannot be changed."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from bihuan.calendar.models import Year
from bihuan.journal import actions as journal
from bihuan.journal import clock
from bihuan.journal.models import Consumer, Event, EventPayload, Pending
from bihuan.journal.queries import differences
from bihuan.journal.rules import Claim, Note, before
from bihuan.kernel import canonical

pytestmark = pytest.mark.django_db


def change_basis(year: Year, basis: str) -> Event:
    was = before(year)
    year.basis = basis
    year.save()
    return journal.record(verb="calendar.test", thing=was, by=None, claim=Claim({"said": "中文"}))


def test_an_event_holds_what_changed_and_hashes_to_its_leaf() -> None:
    year = Year.objects.get(year=2026)
    event = change_basis(year, "国办发明电〔2025〕7号")

    body = json.loads(event.body)
    assert body["bef"]["set"] == {"basis": "chinesecalendar"}
    assert body["aft"]["set"] == {"basis": "国办发明电〔2025〕7号"}
    assert event.body.encode() == canonical.encode(body)
    assert event.leaf == hashlib.sha256(b"\x00" + event.body.encode()).hexdigest()


def test_events_of_one_thing_form_a_gapless_chain() -> None:
    year = Year.objects.get(year=2026)
    first, second = change_basis(year, "a"), change_basis(year, "b")

    assert second.version == first.version + 1
    assert second.previous == first.leaf
    assert json.loads(second.body)["prv"] == first.leaf


def test_the_payload_stands_apart_behind_a_salted_commitment() -> None:
    event = change_basis(Year.objects.get(year=2026), "a")
    payload = EventPayload.objects.get(event=event)

    assert "中文" not in event.body
    said = canonical.commitment(bytes.fromhex(payload.salt), payload.content.encode())
    assert json.loads(event.body)["com"] == said
    payload.delete()
    assert Event.objects.get(pk=event.pk).leaf == event.leaf


def test_every_event_waits_for_each_consumer() -> None:
    event = change_basis(Year.objects.get(year=2026), "a")
    assert set(Pending.objects.filter(event=event).values_list("consumer", flat=True)) == {
        "sequencer",
        "notices",
    }


@pytest.mark.parametrize("statement", ["UPDATE journal_event SET verb = 'x'", "DELETE FROM journal_event"])
def test_the_database_refuses_to_change_the_record(statement: str) -> None:
    change_basis(Year.objects.get(year=2026), "a")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_moment_is_the_clocks_and_not_the_callers() -> None:
    moment = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
    with clock.moving(moment):
        event = change_basis(Year.objects.get(year=2026), "a")
    assert event.at == moment
    # Half past five in the afternoon UTC is already the next day in the city.
    assert event.local_date.isoformat() == "2026-03-03"


def test_a_real_citys_clock_does_not_move(settings) -> None:
    settings.LOG_ORIGIN = "yunling"
    with pytest.raises(clock.ClockRefused), clock.moving(datetime(2026, 1, 1, tzinfo=UTC)):
        pass


def test_replay_finds_a_change_that_no_action_made() -> None:
    assert list(differences()) == []
    Year.objects.filter(year=2026).update(basis="by hand")
    (found,) = differences()
    assert (found.column, found.in_table, found.in_record) == ("basis", "by hand", "chinesecalendar")


def test_many_things_get_one_event_each_on_the_end_of_their_own_chains() -> None:
    years = list(Year.objects.order_by("year")[:3])
    earlier = change_basis(years[0], "a")
    notes = []
    for year in years:
        was = before(year)
        year.basis = "成批"
        year.save()
        notes.append(Note("calendar.test", was, claim=Claim({"said": "中文"})))
    events = journal.record_all(notes=notes, by=None)

    assert [event.thing_id for event in events] == [year.pk for year in years]
    assert (events[0].version, events[0].previous) == (earlier.version + 1, earlier.leaf)
    assert len({event.at for event in events}) == 1
    for event in events:
        body = json.loads(event.body)
        kept = EventPayload.objects.get(event=event)
        assert body["aft"]["set"] == {"basis": "成批"}
        assert event.leaf == hashlib.sha256(b"\x00" + event.body.encode()).hexdigest()
        assert body["com"] == canonical.commitment(bytes.fromhex(kept.salt), kept.content.encode())
        assert set(Pending.objects.filter(event=event).values_list("consumer", flat=True)) == {
            "sequencer",
            "notices",
        }
    assert list(differences()) == []


def test_many_events_are_refused_when_one_thing_stands_in_two_of_them() -> None:
    year = Year.objects.get(year=2026)
    twice = [Note("calendar.test", before(year)), Note("calendar.test", before(year))]
    with pytest.raises(IntegrityError), transaction.atomic():
        journal.record_all(notes=twice, by=None)
    assert not Event.objects.filter(verb="calendar.test").exists()


def test_what_waits_for_sealing_does_not_stand_in_the_way_of_notices() -> None:
    change_basis(Year.objects.get(year=2026), "a")
    waiting = Pending.objects.filter(consumer=Consumer.NOTICES).order_by("event_id")[:100]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table of two rows is read whole and sorted at no cost; what a long one allows is asked here.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = waiting.explain()
    assert "INDEX" in plan.upper()
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
