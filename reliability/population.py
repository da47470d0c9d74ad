"""Population: what a draw is drawn from follows from the sealed record, not from what the office froze.

Matters of several units are struck off, opened again and struck off outside the period; a draw is planned and
committed, the record exported, and verify_population.py derives the population anew with nothing but Python.
Then the office cheats before it plans: one matter left out, one put in, one laid to another unit; each must
be found. With --mutate only verify_draw.py is asked, which believes the frozen list: the attempt must fail.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from reliability._ground import answer, installation

Rows = list[Any]
CHEATS: dict[str, Callable[[Rows], Rows]] = {
    "left out": lambda rows: rows[1:],
    "put in": lambda rows: [*rows, replace(rows[0], key="t999999")],
    "laid to another unit": lambda rows: [replace(rows[0], unit_id=rows[-1].unit_id), *rows[1:]],
}
VERDICT = re.compile("HOLDS|DOES NOT HOLD")
HELD, NOT_HELD = (0, "HOLDS"), (1, "DOES NOT HOLD")


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    with installation(asked.db) as folder:
        from bihuan.journal import clock, sealing
        from bihuan.journal.models import Log
        from bihuan.spotcheck.tests.stage import make_stage
        from bihuan.supervision.tests.makers import MONDAY

        with clock.moving(MONDAY):
            stage = make_stage(count=asked.matters)
            _others(stage)
            packages = {"honest": _package(stage, folder / "honest.zip", lambda rows: rows)}
            for number, cheat in enumerate(CHEATS):
                packages[cheat] = _package(stage, folder / f"cheat{number}.zip", CHEATS[cheat])
            while sealing.seal(at=clock.now()):
                pass
            log = Log.objects.latest("year")
            sealing.export(log=log, folder=folder / "log")
        said = {name: _said(path, folder / "log", asked) for name, path in packages.items()}
        found = [name for name in CHEATS if said[name] == NOT_HELD]
        return {
            "promise": "what is drawn from follows from the sealed record",
            "entries": log.size,
            "honest_holds": said["honest"] == HELD,
            "cheats": len(CHEATS),
            "found": len(found),
            "held": said["honest"] == HELD and len(found) == len(CHEATS),
        }


def _others(stage: Any) -> None:
    """Matters that do not belong to the population, and some of another unit that do."""
    from bihuan.supervision.models import Status
    from bihuan.supervision.tests.makers import make_cast, make_item, make_move

    cast = stage.cast
    make_item(cast, Status.ACCEPTED, at=stage.at)
    make_item(cast, Status.CLOSED, at=stage.at - timedelta(200))
    make_item(make_cast(), Status.CLOSED, at=stage.at)
    again = make_item(cast, Status.CLOSED, at=stage.at)
    make_move(cast, again, "relapse")


def _package(stage: Any, path: Path, cheat: Callable[[Rows], Rows]) -> Path:
    """Plan and commit a draw over what the office froze; the published package."""
    from bihuan.spotcheck.actions import planning
    from bihuan.spotcheck.queries.packages import zipped
    from bihuan.spotcheck.tests.stage import make_drawn

    kept = planning.population
    planning.population = lambda *asked: cheat(kept(*asked))
    try:
        draw = make_drawn(stage)
    finally:
        planning.population = kept
    path.write_bytes(zipped(draw))
    return path


def _said(package: Path, log: Path, asked: argparse.Namespace) -> tuple[int, str]:
    """How the program ends on a package, and its verdict: a program that breaks down ends with 1, too."""
    from bihuan.spotcheck import verify_draw, verify_population

    program = verify_draw if asked.mutate else verify_population
    command = [sys.executable, "-I", "-S", program.__file__, package, *([] if asked.mutate else [log])]
    done = subprocess.run(command, capture_output=True, check=False)
    verdict = VERDICT.match(done.stdout.decode())
    return done.returncode, verdict[0] if verdict else ""


if __name__ == "__main__":
    sys.exit(answer(__doc__ or "", attempt, matters={"type": int, "default": 60}))
