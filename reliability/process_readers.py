"""Process readers: what the process page hands over opens, without a warning, in two programs not ours.

Makes a small city of real moves, seals it, writes XES and both forms of OCEL 2.0, and has them read by pm4py
and by r4pm, whose counts must be ours. Both are no part of Bihuan: name a Python that has them (--readers
/path/to/python); without one this says so and tries nothing. With --mutate, one event is left out of what is
compared, which must show.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from reliability._ground import answer, installation

# In the readers' own process: every warning is an error, but the one that pm4py gives of its own speed.
READING = """
import json, sys, warnings
warnings.simplefilter("error")
warnings.filterwarnings("ignore", message=".*r4pm.*")
import pm4py, r4pm
from pm4py.objects.ocel.validation import ocel20_rel_validation
xes, plain, base = sys.argv[1:]
log = pm4py.read_xes(xes, variant="iterparse")
found = {"pm4py xes": len(log), "r4pm xes": len(r4pm.df.import_xes(xes)[0])}
for name, path in (("json", plain), ("sqlite", base)):
    read = pm4py.read_ocel2_json(path) if name == "json" else pm4py.read_ocel2_sqlite(path)
    found[f"pm4py {name}"] = len(read.events)
    found[f"r4pm {name}"] = len(r4pm.df.import_ocel(path)["events"])
found["against the standard"] = len(ocel20_rel_validation.apply(base)[1])
print(json.dumps(found))
"""
MATTERS = 6


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    promise = "what the process page hands over opens elsewhere without a warning, whole"
    if not asked.readers:
        said = "Nothing was tried: name a Python that has pm4py and r4pm (--readers PYTHON)."
        print(said, file=sys.stderr)
        return {"promise": promise, "tried": False, "held": True}
    with installation(asked.db) as folder:
        paths, events = _written(folder)
        command = [asked.readers, "-c", READING, *map(str, paths)]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
    if told.returncode:
        return {"promise": promise, "tried": True, "said": told.stderr[-600:], "held": False}
    found: dict[str, int] = json.loads(told.stdout.strip().splitlines()[-1])
    wrong = found.pop("against the standard")
    counts = set(found.values()) == {events - asked.mutate}
    return {"promise": promise, "tried": True, "events": events, **found, "held": counts and not wrong}


def _written(folder: Path) -> tuple[list[Path], int]:
    """The three files of a small city, and how many acts are in them."""
    from django.db import transaction

    from bihuan.conduct.queries import engine, process
    from bihuan.conduct.queries.exports import FORMS, Source
    from bihuan.journal import clock, sealing
    from bihuan.journal.models import Event
    from bihuan.supervision.models import Status
    from bihuan.supervision.tests.makers import WAY, make_cast, make_item

    cast = make_cast()
    with transaction.atomic():
        for status in [*[status for status in WAY if status != Status.MERGED], *[Status.CLOSED] * MATTERS]:
            make_item(cast, status)
    while sealing.seal(at=clock.now()):
        pass
    engine.brought_forward()
    scope = process.scope_of(cast.office, "", "", clock.today())
    paths = []
    with process.taken(scope) as (connection, log):
        for form in FORMS.values():
            paths.append(folder / f"taken.{form.ending}")
            form.write(Source(connection, log, cast.office), paths[-1])
    kind = "supervision.supervisionitem"
    sent = Event.objects.filter(thing_kind=kind, verb="item.dispatch").values("thing_id")
    return paths, Event.objects.filter(thing_kind=kind, thing_id__in=sent).count()


if __name__ == "__main__":
    sys.exit(answer(__doc__ or "", attempt, readers={"metavar": "PYTHON", "default": ""}))
