"""Self-check: an installation that could lose work, or lets anyone in, does not start.

Starts one safe installation, which must be accepted, and one for each unsafe setting, which must be refused.
With --mutate, the checks are left out, and the unsafe ones are accepted.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests import postgres

from reliability._ground import answer

KEY = "a-key-of-its-own-with-more-than-32-characters"
DEMO_KEY = "demo-city-key-known-to-everybody-never-use-it-for-real-work"
SETTINGS = """
from bihuan.config.settings import *
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"]["init_command"] = {pragmas!r}
INSTALLED_APPS = [app for app in INSTALLED_APPS if app != {left_out!r}]
"""
SAFE = "PRAGMA journal_mode=TRUNCATE;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
SQLITE = {
    "synchronous=NORMAL": SAFE.replace("FULL", "NORMAL"),
    "synchronous=OFF": SAFE.replace("FULL", "OFF"),
    "WAL on a version with the reset race": SAFE.replace("TRUNCATE", "WAL"),
    "journal_mode=DELETE": SAFE.replace("TRUNCATE", "DELETE"),
    "foreign_keys=OFF": SAFE.replace("ON;", "OFF;"),
}
POSTGRES = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "data_sync_retry=on"]
ENVIRONMENTS = {
    "the demo's key in a real city": {"BIHUAN_SECRET": DEMO_KEY},
    "a short key": {"BIHUAN_SECRET": "short"},
    "the demo with a real key": {"BIHUAN_DEMO": "1"},
    "the demo beyond this machine": {"BIHUAN_DEMO": "1", "BIHUAN_SECRET": DEMO_KEY, "BIHUAN_BIND": "0.0.0.0"},
    "debug pages behind HTTPS": {"BIHUAN_DEBUG": "1", "BIHUAN_HTTPS": "1"},
}


def is_accepted(folder: Path, *, mutate: bool, pragmas: str = SAFE, **environment: str) -> bool:
    """Whether an installation with these settings passes the question asked at every start."""
    left_out = "bihuan.config" if mutate else ""
    (folder / "unsafe.py").write_text(SETTINGS.format(pragmas=pragmas, left_out=left_out))
    ours = {"BIHUAN_DATA": str(folder), "BIHUAN_SECRET": KEY, "DJANGO_SETTINGS_MODULE": "unsafe"}
    path = {"PYTHONPATH": os.pathsep.join([str(folder), "src"]), "PATH": os.environ.get("PATH", "")}
    command = [sys.executable, "-m", "django", "check", "--database", "default"]
    told = subprocess.run(command, env={**path, **ours, **environment}, capture_output=True, text=True)
    if told.returncode and "bihuan.E" not in told.stderr:
        raise SystemExit(told.stderr)
    return told.returncode == 0


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    accepted: dict[str, bool] = {}
    with tempfile.TemporaryDirectory(prefix="bihuan-selfcheck-") as name:
        folder = Path(name)
        safe = is_accepted(folder, mutate=asked.mutate)
        if asked.db == "sqlite":
            for what, pragmas in SQLITE.items():
                accepted[what] = is_accepted(folder, mutate=asked.mutate, pragmas=pragmas)
            for what, environment in ENVIRONMENTS.items():
                accepted[what] = is_accepted(folder, mutate=asked.mutate, **environment)
        else:
            with postgres.cluster() as address:
                safe = is_accepted(folder, mutate=asked.mutate, BIHUAN_DATABASE=address)
            for setting in POSTGRES:
                with postgres.cluster(setting) as address:
                    accepted[setting] = is_accepted(folder, mutate=asked.mutate, BIHUAN_DATABASE=address)
    wrongly = [what for what, was in accepted.items() if was]
    return {
        "promise": "what could lose work or let anyone in does not start",
        "safe_accepted": safe,
        "unsafe": len(accepted),
        "refused": len(accepted) - len(wrongly),
        "accepted_wrongly": wrongly,
        "held": safe and not wrongly,
    }


if __name__ == "__main__":
    sys.exit(answer(__doc__ or "", attempt))
