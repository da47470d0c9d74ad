"""One sequencer at a time, whatever order transactions end in, and whatever it was cut off from."""

import fcntl
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, connections, transaction

from bihuan.calendar.models import Year
from bihuan.journal import actions as journal
from bihuan.journal import clock, sealing
from bihuan.journal.models import Checkpoint, Log, Pending, Sealed
from bihuan.journal.rules import before
from bihuan.kernel.merkle import Tree

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
WAIT = 20
together = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "sqlite" in connection.settings_dict["ENGINE"], reason="SQLite has one writer at a time"
    ),
]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def write(year: int = 2026) -> int:
    row = Year.objects.get(year=year)
    with clock.moving(AT), transaction.atomic():
        was = before(row)
        row.basis += "."
        row.save()
        return journal.record(verb="calendar.test", thing=was, by=None).pk


@pytest.mark.django_db
def test_whoever_comes_while_another_seals_leaves_it_to_him(tmp_path: Path) -> None:
    write()
    (tmp_path / "record").mkdir()
    with (tmp_path / "record" / ".sealing").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert sealing.seal(at=AT) == 0
    assert sealing.seal(at=AT) > 0
    assert not sealing.is_waiting()


@pytest.mark.django_db
def test_a_clock_set_back_stops_sealing() -> None:
    write()
    sealing.seal(at=AT)
    write()
    with pytest.raises(sealing.SetBack):
        sealing.seal(at=AT - timedelta(seconds=3))
    assert sealing.is_waiting()
    assert sealing.seal(at=AT - timedelta(seconds=1)) == 1


@pytest.mark.django_db
def test_files_of_an_older_backup_are_written_anew_by_sealing() -> None:
    write()
    sealing.seal(at=AT)
    log = Log.objects.get(year=2026)
    for path in sealing.store_of(log).folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"of another time")
    write()
    assert sealing.seal(at=AT) == 1
    log.refresh_from_db()
    assert Tree(sealing.store_of(log).tile, log.size).root().hex() == log.root


@pytest.mark.django_db
def test_what_was_written_before_a_commit_that_failed_is_written_over(monkeypatch: Any) -> None:
    write()
    while sealing.seal(at=AT):
        pass
    log = Log.objects.get(year=2026)
    write()

    def cut_off(**_values: Any) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(Checkpoint.objects, "create", cut_off)
        with pytest.raises(OSError, match="power"):
            sealing.seal(at=AT)
    assert Log.objects.get(year=2026).size == log.size
    write()
    assert sealing.seal(at=AT) == 2
    log.refresh_from_db()
    assert Tree(sealing.store_of(log).tile, log.size).root().hex() == log.root
    assert len(list(sealing.store_of(log).entries(log.size))) == log.size


class TestTogether:
    """On PostgreSQL only: several write and seal at the same moment."""

    pytestmark = together

    def test_two_sequencers_seal_nothing_twice_and_leave_nothing(self) -> None:
        for _each in range(40):
            write()
        ready = Barrier(2)

        def run() -> None:
            try:
                ready.wait(WAIT)
                while sealing.is_waiting():
                    sealing.seal(at=AT, most=3)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            for each in [pool.submit(run), pool.submit(run)]:
                each.result(WAIT)
        assert not sealing.is_waiting()
        for log in Log.objects.all():
            places = list(Sealed.objects.filter(log=log).order_by("place").values_list("place", flat=True))
            assert places == list(range(1, log.size))

    def test_another_machine_that_seals_is_left_alone(self) -> None:
        write()
        taken, done = Event(), Event()

        def hold() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [sealing.SEQUENCER])
                taken.set()
                done.wait(WAIT)
            connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            held = pool.submit(hold)
            taken.wait(WAIT)
            assert sealing.seal(at=AT) == 0
            done.set()
            held.result(WAIT)
        assert sealing.seal(at=AT) > 0

    def test_a_lower_number_that_ends_later_is_sealed_later(self) -> None:
        write(2026)
        write(2027)
        while sealing.seal(at=AT):
            pass
        written, go_on = Event(), Event()
        numbers: list[int] = []

        def slow() -> None:
            try:
                with transaction.atomic():
                    numbers.append(write(2026))
                    written.set()
                    go_on.wait(WAIT)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            late = pool.submit(slow)
            written.wait(WAIT)
            higher = write(2027)
            assert sealing.seal(at=AT) == 1
            go_on.set()
            late.result(WAIT)
        assert numbers[0] < higher
        assert Pending.objects.filter(event_id=numbers[0], consumer="sequencer").exists()
        assert sealing.seal(at=AT) == 1
        first, second = Sealed.objects.get(event_id=higher), Sealed.objects.get(event_id=numbers[0])
        assert second.place == first.place + 1
