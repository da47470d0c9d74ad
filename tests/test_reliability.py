"""The quick form of each promise, on the database of this test run, and the proof that it can fail."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
# Few kills, no files that use up their time: enough to fail without the protection; the long form is
# `./bihuan reliability NAME`.
QUICK = {
    "replay": [],
    "kill9": ["--kills", "6"],
    "jobs": ["--kills", "2", "--matters", "20"],
    "uploads": ["--quick"],
    "tamper": ["--n", "28"],
    "proof": ["--n", "60"],
    "backdate": [],
    "erase": ["--n", "4"],
    "redraw": ["--records", "5"],
    "population": ["--matters", "6"],
    "drawfair": ["--draws", "300"],
}


@pytest.mark.parametrize("is_mutated", [False, True], ids=["as built", "protection taken away"])
@pytest.mark.parametrize("name", QUICK)
def test_the_promise_holds_and_its_check_can_fail(name: str, is_mutated: bool) -> None:
    db = "pg" if connection.vendor == "postgresql" else "sqlite"
    command = [sys.executable, "-m", f"reliability.{name}", "--db", db, *QUICK[name]]
    told = subprocess.run(
        [*command, "--mutate"] if is_mutated else command,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "PYTHONPATH": "src"},
        timeout=300,
    )
    assert told.stdout, told.stderr
    figures = json.loads(told.stdout)
    assert figures["held"] is not is_mutated, figures
    assert told.returncode == (1 if is_mutated else 0)
