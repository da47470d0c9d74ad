"""Logload: sealing keeps up, and appending an event takes no lock that others wait for.

Seals so many events by the real tile code; appends with several writers while a sequencer seals; on
PostgreSQL compares sixteen writers whose commits wait three milliseconds, as for a standby, with and without
events. With --mutate every event takes one lock for all, as a chain through all events would, and the
comparison must fail; on SQLite, which has one writer anyhow, the sequencer is left out and the lag must.

Beside it stand, from the same writers in the same run, the rate of bare commits of one row without anything
of ours, and that of actions of ten events, with the CPU that writers and sequencer spent on an event: where
the number is not reached they say whether the machine and its disk could reach it at all.
"""

import argparse
import os
import sys
from typing import Any

from reliability._ground import answer, installation
from reliability._writers import BARE, Load, appending, made_log

LEAST_SEALED, MOST_LAG, LEAST_SHARE, MOST_ADDED_MS = 5000, 2.0, 0.8, 1.0
MANY, WAIT = 16, 0.003
# Transactions a second that a city's offices may make: the lag is promised at this load.
LEAST = {"pg": 1000, "sqlite": 700}


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    with installation(asked.db) as folder:
        made = made_log(folder / "log", asked.events)
        notes = folder / "notes"
        bare = appending(_bare(asked.seconds), notes)
        load = appending(Load(8, asked.seconds, is_sealed=not (asked.mutate and asked.db == "sqlite")), notes)
        ten = appending(Load(8, asked.seconds, events=10), notes)
        found = {
            "promise": "sealing keeps up and no event waits for another",
            "log": made,
            "load": load,
            "bare": bare,
            "of_bare": round(load["events_per_s"] / bare["events_per_s"], 2),
            "wanted_per_s": LEAST[asked.db],
            "ten": ten,
            "machine": [round(part, 1) for part in os.getloadavg()],
            "held": made["sealed_per_s"] >= LEAST_SEALED
            and load.get("lag_p99_s", MOST_LAG + 1) <= MOST_LAG
            and (asked.mutate or load["events_per_s"] >= LEAST[asked.db]),
        }
        if asked.db == "pg":
            plain = appending(Load(MANY, asked.seconds, False, WAIT, is_logged=False), notes)
            logged = appending(Load(MANY, asked.seconds, True, WAIT, is_one_lock=asked.mutate), notes)
            share = round(logged["events_per_s"] / plain["events_per_s"], 2)
            found |= {"plain": plain, "logged": logged, "share": share}
            found["held"] = found["held"] and share >= LEAST_SHARE
        return found


def _bare(seconds: float) -> Load:
    """Eight writers who commit a number each time: what is possible here."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {BARE} (number integer)")
    return Load(8, seconds, is_sealed=False, is_bare=True)


if __name__ == "__main__":
    events = {"type": int, "default": 1_000_000, "help": "how many events are sealed"}
    seconds = {"type": float, "default": 10.0, "help": "how long each load lasts"}
    sys.exit(answer(__doc__ or "", attempt, events=events, seconds=seconds))
