"""A new city's tables are made once, and an interrupted start begins again."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
CUT_OFF = """
import django; django.setup()
from bihuan.journal import founding
founding.keep_record = lambda: 1 / 0
try:
    founding.make_tables()
except ZeroDivisionError:
    print("cut off", founding.is_new())
"""
AGAIN = """
import django; django.setup()
from django.core.management import call_command
from bihuan.journal import founding
founding.make_tables()
call_command("migrate", check_unapplied=True, verbosity=0)
print("founded", founding.is_new())
"""


def test_founding_that_was_cut_off_begins_again(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "BIHUAN_DATA": str(tmp_path),
        "BIHUAN_SECRET": "a-key-for-tests-only-and-for-nothing-else",
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "bihuan.config.settings",
    }
    for script, told in ((CUT_OFF, "cut off True"), (AGAIN, "founded False")):
        done = subprocess.run(  # noqa: S603 - the program under test
            [sys.executable, "-c", script],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told in done.stdout, done.stderr
