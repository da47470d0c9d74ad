"""A throw-away PostgreSQL server, reached through a socket in its own folder, for one test run."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

OLDEST = 15


def binaries() -> Path | None:
    """The folder of the newest server on this machine that is new enough."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    found += [Path(on_path).resolve().parent] if on_path else []
    versions = {folder: _version(folder) for folder in found}
    good = [folder for folder, version in versions.items() if version >= OLDEST]
    return max(good, key=lambda folder: versions[folder], default=None)


@contextmanager
def cluster(*settings: str) -> Iterator[str]:
    """Make a cluster, start it with these settings, give its address, and leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="bihuan-pg-"))
    owner = _owner()
    if owner:
        shutil.chown(folder, owner)
    rows, bin_folder = folder / "rows", binaries()
    try:
        _as(owner, f"{bin_folder}/initdb", "-D", rows, "-U", "bihuan", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=60"
        options += "".join(f" -c {setting}" for setting in settings)
        _as(owner, f"{bin_folder}/pg_ctl", "-D", rows, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            _as(owner, f"{bin_folder}/createdb", "-h", folder, "-U", "bihuan", "bihuan")
            yield f"postgres://bihuan@{quote(str(folder), safe='')}/bihuan"
        finally:
            _as(owner, f"{bin_folder}/pg_ctl", "-D", rows, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _version(folder: Path) -> int:
    told = subprocess.run(
        [folder / "initdb", "--version"], capture_output=True, text=True, check=False
    ).stdout
    digits = "".join(c if c.isdigit() else " " for c in told).split()
    return int(digits[0]) if digits else 0


def _owner() -> str:
    """PostgreSQL refuses to run as root; then it runs as the user its package made."""
    if os.geteuid() != 0:
        return ""
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return pwd.getpwnam("nobody").pw_name


def _as(owner: str, *command: object) -> None:
    words = [str(word) for word in command]
    prefix = ["runuser", "-u", owner, "--"] if owner else []
    told = subprocess.run([*prefix, *words], capture_output=True, text=True, check=False, cwd="/tmp")  # noqa: S108
    if told.returncode:
        raise SystemExit(f"The throw-away PostgreSQL failed at {words[0]}: {told.stdout}{told.stderr}")
