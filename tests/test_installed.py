"""What runs needs nothing but what is installed to run it: a newcomer has no tools of ours."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
# As if nothing else were installed: every module is imported, and what loads its parts late is begun.
ALONE = """
import importlib, importlib.abc, json, pkgutil, sys

class Gate(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in REFUSED:
            raise ModuleNotFoundError(name)

REFUSED = set(json.loads(sys.argv[1]))
sys.meta_path.insert(0, Gate())
import django
django.setup()
import bihuan
for each in pkgutil.walk_packages(bihuan.__path__, "bihuan."):
    if "tests" not in each.name.split("."):
        importlib.import_module(each.name)
import datetime, ibis
from bihuan.conduct.queries import engine
from bihuan.conduct.rules.measures import Ground
connection = engine.connect()
ground = Ground(engine.opened(connection, []), ibis.memtable(engine.DAYS.empty_table()), datetime.date.max)
ground = engine.cleared(connection, ground)
found = [finding for told in engine.measured(connection, ground) for finding in told.findings]
print(len(found), connection.con.sql("SELECT 42").fetchall()[0][0])
"""


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.once("sqlite")
def test_what_runs_needs_only_what_is_installed_to_run(tmp_path: Path) -> None:
    kept = {plain(name) for name in NAMED.findall((ROOT / "requirements.main.lock").read_text())}
    others = [
        module
        for module, homes in packages_distributions().items()
        if kept.isdisjoint(map(plain, homes)) and module != "bihuan"
    ]
    assert "pytest" in others
    said = {"BIHUAN_DATA": str(tmp_path), "BIHUAN_DEMO": "1", "BIHUAN_DATABASE": "", "PYTHONPATH": "src"}
    run = subprocess.run(
        [sys.executable, "-c", ALONE, json.dumps(others)],
        cwd=ROOT,
        env={**os.environ, **said, "DJANGO_SETTINGS_MODULE": "bihuan.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == "0 42", run.stderr[-2000:]
