"""Jobs under kill -9: what the clock says and whom it tells is neither lost nor doubled when the worker dies.

Matters whose dates have passed wait for the timer, and their events for notices. The real worker is started
with the timer's job in its queue; its whole process group is killed while it works, and another one started,
until one is left alone to finish. Afterwards: each date was spoken of once, everybody whom an event concerns
was told of it once and nobody else, no job is left in the queue, and the tables equal the record.
With --mutate notices are sent in a second transaction after the bookkeeping, and the attempt must fail.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from reliability._ground import answer, installation

# So that a job whose worker died is taken up again within seconds.
HASTY = """
from bihuan.config.settings import *
Q_CLUSTER = {**Q_CLUSTER, "timeout": 4, "retry": 5, "poll": 0.2}
"""
LONG_AGO = date(2026, 3, 2)
# Seconds that a worker is given to go on after a sign of work, before it is killed.
LONGEST = 0.3
# Seconds between the bookkeeping and the notices under --mutate.
TORN = 0.5
EVERY = 1_000_000
PATIENCE = 120


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    if asked.work:
        _work(mutate=asked.mutate)
    with installation(asked.db) as folder:
        from django.db import connections
        from django_q.tasks import async_task

        (folder / "hasty.py").write_text(HASTY)
        expected = _prepare(asked.matters)
        async_task("django.core.management.call_command", "tick")
        connections.close_all()
        chance, killed = random.Random(asked.seed), Counter[str]()
        for number in range(asked.kills):
            worker = _start(folder, asked)
            # In turn: while it tells people, and while it says what the clock says.
            _await(worker, expected, number % 2 if _unsaid(expected) else 0)
            time.sleep(chance.uniform(0, LONGEST))
            killed["ticking" if 0 < _unsaid(expected) < expected.total() else "telling"] += 1
            _end(worker)
        worker = _start(folder, asked)
        try:
            is_done = _await_end(worker, expected)
        finally:
            _end(worker)
        return _reckon(expected, is_done=is_done) | {"kills": asked.kills, "killed": killed}


def _prepare(matters: int) -> Counter[str]:
    """Matters of long ago, and how often the clock must speak of each kind of date."""
    from bihuan.journal import clock
    from bihuan.supervision.actions.ticking import SIGNALS
    from bihuan.supervision.models import Status
    from bihuan.supervision.tests.makers import make_cast, make_item

    morning = datetime(LONG_AGO.year, LONG_AGO.month, LONG_AGO.day, 2, tzinfo=UTC)
    with clock.moving(morning):
        cast = make_cast()
        for _number in range(matters):
            make_item(cast, Status.IN_PROGRESS, at=morning)
    today = clock.today()
    return Counter({signal.name: len(signal.due(today, EVERY)) for signal in SIGNALS})


def _start(folder: Path, asked: argparse.Namespace) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join([str(folder), "src", os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "reliability.jobs", "--work", *(["--mutate"] if asked.mutate else [])]
    return subprocess.Popen(
        command,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "hasty", "PYTHONPATH": paths},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _end(worker: subprocess.Popen[bytes]) -> None:
    """Kill -9 the worker and all that it has started, at once."""
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def _work(*, mutate: bool) -> None:
    """Be the worker."""
    import django
    from django.core.management import call_command

    django.setup()
    if mutate:
        _send_later()
    call_command("work")
    raise SystemExit(0)


def _send_later() -> None:
    """The fault that --mutate plants: an event counts as told before anybody has been told."""
    from django.db import transaction

    from bihuan.notices import actions as notices

    send = notices.send_all

    def later(**messages: Any) -> None:
        found = {**messages, "messages": list(messages["messages"])}

        def second() -> None:
            time.sleep(TORN)
            send(**found)

        transaction.on_commit(second)

    notices.send_all = later


def _marks(expected: Counter[str]) -> tuple[int, int]:
    """How much waits to be told, and how much has still to be said."""
    from bihuan.journal.models import Consumer, Pending

    return Pending.objects.filter(consumer=Consumer.NOTICES).count(), _unsaid(expected)


def _unsaid(expected: Counter[str]) -> int:
    from bihuan.journal.models import Event

    return expected.total() - Event.objects.filter(verb__in=[f"item.{name}" for name in expected]).count()


def _await(worker: subprocess.Popen[bytes], expected: Counter[str], which: int) -> None:
    """Wait until the worker has done something of one kind, if there is something of it to do."""
    before, deadline = _marks(expected)[which], time.monotonic() + PATIENCE / 4
    while before and time.monotonic() < deadline:
        if worker.poll() is not None:
            raise SystemExit("The worker ended by itself.")
        if _marks(expected)[which] != before:
            return
        time.sleep(0.005)


def _await_end(worker: subprocess.Popen[bytes], expected: Counter[str]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and worker.poll() is None:
        if _is_done(expected):
            return True
        time.sleep(0.1)
    return False


def _is_done(expected: Counter[str]) -> bool:
    """Whether everything has been said and told, and no job is left."""
    from django_q.models import OrmQ

    return _marks(expected) == (0, 0) and not OrmQ.objects.exists()


def _reckon(expected: Counter[str], *, is_done: bool) -> dict[str, Any]:
    """Hold what was said and told against what the matters and the record ask for."""
    from bihuan.journal.models import Event
    from bihuan.journal.queries import differences
    from bihuan.notices.models import Notice
    from bihuan.supervision.actions.delivering import receivers_of
    from bihuan.supervision.models import SupervisionItem
    from bihuan.supervision.queries.holders import open_book

    events = list(Event.objects.filter(verb__startswith="item.").select_related("payload"))
    said = Counter(event.verb.removeprefix("item.") for event in events)
    unsaid = sum(max(count - said[name], 0) for name, count in expected.items())
    said_twice = sum(max(said[name] - count, 0) for name, count in expected.items())
    items = SupervisionItem.objects.prefetch_related("assignments").in_bulk()
    book = open_book()
    wanted = {
        (event.pk, person) for event in events for person in receivers_of(event, items[event.thing_id], book)
    }
    told = Counter(Notice.objects.values_list("event_id", "person_id"))
    changed = sum(1 for _difference in differences())
    figures = {
        "unsaid": unsaid,
        "said_twice": said_twice,
        "not_told": len(wanted - told.keys()),
        "told_twice": sum(count - 1 for count in told.values()),
        "told_wrongly": len(told.keys() - wanted),
        "state_differs_from_events": changed,
    }
    return {
        "promise": "a worker that dies at work loses and doubles nothing",
        "dates_spoken_of": expected.total(),
        "notices": len(told),
        "finished": is_done,
        **figures,
        "held": is_done and not any(figures.values()),
    }


if __name__ == "__main__":
    sys.exit(
        answer(
            __doc__ or "",
            attempt,
            kills={"type": int, "default": 8},
            matters={"type": int, "default": 150},
            seed={"type": int, "default": 1},
            work={"action": "store_true", "help": "be the worker that is killed; used by this check itself"},
        )
    )
