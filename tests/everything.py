"""Everything that must hold, in one run: `./bihuan test`, and its quick parts `check` and `fix`.

What the machine lacks (a PostgreSQL server, Chromium, Chinese fonts, Java for Spark) is installed by apt when
this runs as root; otherwise the run names what was not tested, and fails when CI is true. The last pytest run
counts every step, so that its closing line is the truth about all of them.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from tests import postgres

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
OLDEST_JAVA = 17
NO_TESTS = 5

DJANGO = [sys.executable, "-m", "django"]
# Whoever has nothing left takes from the other: the longest tests stand last.
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]
QUICK = {
    "style": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "arrows between rooms": [str(BIN / "lint-imports"), "--no-logo"],
    "types": [str(BIN / "mypy"), "src/bihuan"],
    "settings": [*DJANGO, "check", "--database", "default", "--fail-level", "WARNING"],
    "migrations complete": [*DJANGO, "makemigrations", "--check", "--dry-run"],
    "translations complete": [*DJANGO, "translate", "--check"],
}
MENDING = {
    "style": [str(BIN / "ruff"), "check", "--fix", "--exit-zero", "."],
    "format": [str(BIN / "ruff"), "format", "."],
    "translations": [*DJANGO, "translate"],
}


@dataclass(frozen=True)
class Step:
    """One thing that was tried, and what came of it: passed, failed or missing."""

    name: str
    outcome: str
    seconds: float
    reason: str = ""


def main(command: str, *arguments: str) -> int:
    """Run the whole, its quick part, the mending, or only the tests that are named."""
    if command == "test" and arguments:
        return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=ROOT)
    with own_data():
        if command == "fix":
            return summary([run(name, step) for name, step in MENDING.items()])
        steps = [run(name, step) for name, step in QUICK.items()]
        if command == "check":
            return summary(steps)
        steps += [with_letters(), with_java(), *side_by_side()]
        summary(steps)
        return closing(steps)


@contextmanager
def own_data() -> Iterator[None]:
    """A data directory for this run alone: no step touches a city's."""
    with tempfile.TemporaryDirectory(prefix="bihuan-steps-") as folder:
        os.environ.update(BIHUAN_DATA=folder, BIHUAN_SECRET="for-one-test-run-and-for-nothing-else-at-all")
        os.environ.update(BIHUAN_DEMO="0", BIHUAN_DATABASE="")
        yield


def with_letters() -> Step:
    """Chinese fonts, without which no pdf is set and a browser shows boxes."""
    name = "Chinese fonts"
    if not has_chinese_letters():
        install("fonts-noto-cjk", "fontconfig")
    if not has_chinese_letters():
        return Step(name, "missing", 0, "there are no Chinese fonts (apt install fonts-noto-cjk fontconfig)")
    return Step(name, "passed", 0)


def with_java() -> Step:
    """Java and Spark, on which conduct's measures are tried, too."""
    if java_version() < OLDEST_JAVA:
        install("openjdk-17-jre-headless")
    lacking = spark_lacks()
    return Step("Java and Spark", "missing" if lacking else "passed", 0, lacking)


def side_by_side() -> list[Step]:
    """Journeys wait for a browser most of the time: the tests on PostgreSQL use what they leave."""
    if not chromium():
        install("chromium")
    if not (os.environ.get("BIHUAN_TEST_DATABASE") or postgres.binaries()):
        install("postgresql")
    with tempfile.TemporaryFile() as told, ThreadPoolExecutor(1) as aside:
        journeys = aside.submit(in_chromium, told)
        steps = [on_postgres(), journeys.result()]
        told.seek(0)
        print(told.read().decode(errors="replace"), flush=True)
    return steps


def on_postgres() -> Step:
    """Unit and page tests on a real PostgreSQL: the one named, or a throw-away cluster."""
    name = "tests on PostgreSQL"
    given = os.environ.get("BIHUAN_TEST_DATABASE")
    if given:
        return in_lane(name, given)
    if not postgres.binaries():
        return Step(name, "missing", 0, "there is no PostgreSQL 15 or newer (apt install postgresql)")
    with postgres.cluster() as address:
        return in_lane(name, address)


def in_lane(name: str, address: str) -> Step:
    """One of two lanes: what is asked once (see pyproject.toml) is asked in the one that it names."""
    return run(name, [*PYTEST, "-m", "not browser"], BIHUAN_TEST_DATABASE=address, BIHUAN_LANE="postgresql")


def in_chromium(told: IO[bytes]) -> Step:
    """Journeys of people across rooms, with axe, in a real browser; what they print goes into a file."""
    name = "journeys in Chromium"
    if not chromium():
        return Step(name, "missing", 0, "there is no Chromium (apt install chromium)")
    command = [sys.executable, "-m", "pytest", "-q", "-m", "browser"]
    return run(name, command, told, BIHUAN_CHROMIUM=chromium())


def closing(steps: list[Step]) -> int:
    """The tests on SQLite, and one more test for each step before them."""
    heading("tests on SQLite")
    os.environ["BIHUAN_STEPS"] = json.dumps([asdict(step) for step in steps])
    os.environ.pop("BIHUAN_TEST_DATABASE", None)
    if all(step.outcome != "missing" for step in steps):
        os.environ["BIHUAN_LANE"] = "sqlite"
    return subprocess.call([*PYTEST, "-m", "not browser"], cwd=ROOT)


def run(name: str, command: list[str], told: IO[bytes] | None = None, **environment: str) -> Step:
    if told:
        told.write(f"\n── {name} ──\n".encode())
        told.flush()
    else:
        heading(name)
    start = time.monotonic()
    merged = subprocess.STDOUT if told else None
    code = subprocess.call(command, cwd=ROOT, env={**os.environ, **environment}, stdout=told, stderr=merged)
    reason = "" if code == 0 else f"ended with {code}: {' '.join(command).replace(f'{ROOT}/', '')}"
    if "pytest" in command and code == NO_TESTS:
        reason = "found no tests"
    return Step(name, "failed" if reason else "passed", time.monotonic() - start, reason)


def install(*packages: str) -> None:
    """Bring system packages when this user may; say so, as it changes the machine."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    heading(f"apt-get install {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quietly = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-qq"], quietly):
        subprocess.call(command, env=environment, stdout=subprocess.DEVNULL)


def chromium() -> str:
    return next((found for name in CHROMIUM if (found := shutil.which(name))), "")


def spark_lacks() -> str:
    """What Spark lacks on this machine, in words; empty where it can be tried."""
    if java_version() < OLDEST_JAVA:
        return f"there is no Java {OLDEST_JAVA} or newer (apt install openjdk-17-jre-headless)"
    return "" if find_spec("pyspark") else "pyspark is not installed (requirements.spark.lock)"


def java_version() -> int:
    """Of the Java on the path; 0 without one."""
    java = shutil.which("java")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False) if java else None
    version = re.search(r'version "(\d+)', told.stderr) if told else None
    return int(version[1]) if version else 0


def has_chinese_letters() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False).stdout)


def heading(name: str) -> None:
    print(f"\n── {name} " + "─" * max(4, 90 - len(name)), flush=True)


def summary(steps: list[Step]) -> int:
    """Print what came of each step; 1 when one failed."""
    heading("so far" if len(steps) > len(QUICK) else "all of it")
    for step in steps:
        print(
            f"{step.outcome:8} {step.seconds:6.1f} s  {step.name}{f': {step.reason}' if step.reason else ''}"
        )
    sys.stdout.flush()
    return int(any(step.outcome == "failed" for step in steps))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
