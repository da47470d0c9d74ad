"""Every event gets its place in the tree of its year; what the files hold is what was recorded."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bihuan.calendar.models import Year
from bihuan.journal import actions as journal
from bihuan.journal import clock, sealing
from bihuan.journal.models import Checkpoint, Consumer, Event, Log, Pending, Sealed
from bihuan.journal.rules import before
from bihuan.kernel import checkpoints
from bihuan.kernel.merkle import Tree, is_consistent, is_included

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def write(count: int, at: datetime = AT) -> None:
    year = Year.objects.get(year=2026)
    with clock.moving(at):
        for number in range(count):
            was = before(year)
            year.basis = f"{at:%Y%m%d} {number}"
            year.save()
            journal.record(verb="calendar.test", thing=was, by=None)


def test_what_waits_is_sealed_once_in_the_order_of_its_numbers() -> None:
    sealing.seal(at=AT)
    write(5)
    assert sealing.seal(at=AT) == 5
    assert sealing.seal(at=AT) == 0
    assert not Pending.objects.filter(consumer=Consumer.SEQUENCER).exists()
    events = Event.objects.filter(local_date__year=2026).order_by("pk").values_list("pk", flat=True)
    placed = Sealed.objects.filter(log__year=2026).order_by("place").values_list("event_id", flat=True)
    assert list(placed) == list(events)


def test_the_files_prove_every_event_and_every_earlier_size() -> None:
    sealing.seal(at=AT)
    write(300)
    sealing.seal(at=AT, most=170)
    sealing.seal(at=AT)
    log = Log.objects.get(year=2026)
    tree = Tree(sealing.store_of(log).tile, log.size)
    for row in Sealed.objects.filter(log=log).select_related("event"):
        leaf, root = bytes.fromhex(row.event.leaf), bytes.fromhex(log.root)
        assert is_included(leaf, row.place, log.size, tree.inclusion(row.place), root)
    for old in Checkpoint.objects.filter(log=log):
        proof = tree.consistency(old.size)
        assert is_consistent(old.size, log.size, proof, bytes.fromhex(old.root), bytes.fromhex(log.root))
    said = list(sealing.store_of(log).entries(log.size))
    bodies = Event.objects.filter(sealed__log=log).order_by("sealed__place").values_list("body", flat=True)
    assert [entry.decode() for entry in said[1:]] == list(bodies)


def test_a_checkpoint_is_signed_by_the_record() -> None:
    write(1)
    sealing.seal(at=AT)
    log = Log.objects.get(year=2026)
    note = checkpoints.read(Checkpoint.objects.filter(log=log).latest("size").note)
    assert (note.origin, note.size, note.root.hex()) == (log.origin, log.size, log.root)
    public = checkpoints.public_of(sealing.key())
    assert checkpoints.signers(note, {log.origin: public}) == {log.origin}


def test_a_year_begins_with_the_last_checkpoint_of_the_year_before() -> None:
    write(2, datetime(2025, 12, 30, 9, tzinfo=UTC))
    sealing.seal(at=AT)
    write(2, datetime(2026, 1, 4, 9, tzinfo=UTC))
    sealing.seal(at=AT)
    before_, after = Log.objects.get(year=2025), Log.objects.get(year=2026)
    first = next(iter(sealing.store_of(after).entries(1))).decode()
    last = Checkpoint.objects.filter(log=before_).latest("size")
    assert checkpoints.read(last.note).body.split("\n")[2] in first


def test_a_run_that_was_cut_off_leaves_nothing_that_counts() -> None:
    write(3)
    sealing.seal(at=AT)
    log = Log.objects.get(year=2026)
    # What a run wrote before it died: other entries behind the last one that counts.
    strange = [b"x%d" % number for number in range(300)]
    sealing.store_of(log).append(log.size, strange, [bytes(32)] * len(strange))
    write(2)
    sealing.seal(at=AT)
    log.refresh_from_db()
    bodies = Event.objects.filter(sealed__log=log).order_by("sealed__place").values_list("body", flat=True)
    said = [entry.decode() for entry in sealing.store_of(log).entries(log.size)]
    assert said[1:] == list(bodies)
    assert Tree(sealing.store_of(log).tile, log.size).root().hex() == log.root


def test_lost_files_are_written_anew_and_sealing_goes_on() -> None:
    write(300)
    sealing.seal(at=AT, most=100)
    while sealing.seal(at=AT):
        pass
    log = Log.objects.get(year=2026)
    was = {path.name: path.read_bytes() for path in sealing.store_of(log).folder.rglob("*") if path.is_file()}
    shutil.rmtree(sealing.store_of(log).folder)
    sealing.rebuild(log=log)
    now = {path.name: path.read_bytes() for path in sealing.store_of(log).folder.rglob("*") if path.is_file()}
    assert now == was
    write(1)
    assert sealing.seal(at=AT) == 1
    log.root = "00" * 32
    with pytest.raises(sealing.Tampered):
        sealing.rebuild(log=log)


def test_a_changed_event_is_not_sealed() -> None:
    sealing.seal(at=AT)
    write(1)
    event = Event.objects.latest("pk")
    with connection.cursor() as cursor:
        _without_triggers(cursor)
        cursor.execute("UPDATE journal_event SET body = %s WHERE id = %s", ['{"v":1}', event.pk])
    with pytest.raises(sealing.Tampered, match=str(event.pk)):
        sealing.seal(at=AT)
    assert Pending.objects.filter(consumer=Consumer.SEQUENCER).count() == 1


def _without_triggers(cursor: Any) -> None:
    """What somebody with the whole database in his hands would do first; undone with the test."""
    if connection.vendor == "postgresql":
        cursor.execute("DROP TRIGGER journal_event_no_change ON journal_event")
    else:
        cursor.execute("DROP TRIGGER journal_event_no_update")
