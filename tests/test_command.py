"""The one command: what it says when it cannot start, and that nothing is left when it stops."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

# These start a city of their own, in SQLite.
pytestmark = pytest.mark.once("sqlite")
ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_START = 60
OLD_PYTHON = """
import runpy, sys
sys.version_info = (3, 9, 2, "final", 0)
sys.argv = ["bihuan", "demo"]
runpy.run_path({path!r}, run_name="__main__")
"""


def bihuan(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start the command as a newcomer's shell would: nothing of this test run in its environment."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("BIHUAN", "DJANGO"))
    }
    return subprocess.Popen(
        [sys.executable, str(ROOT / "bihuan"), *arguments],
        env={**inherited, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def words_of(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=SECONDS_TO_START)
    return said


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def running(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A city of one's own, served with its worker."""
    process = bihuan("serve", "--port", str(port), "--data", str(tmp_path))
    assert process.stdout is not None
    for line in process.stdout:
        if f":{port}/" in line:
            break
    else:
        pytest.fail("it did not start")
    yield process
    for pid in relatives(tmp_path):
        os.kill(pid, signal.SIGKILL)
    process.communicate()


def relatives(folder: Path) -> list[int]:
    """Every process that was started for this data directory."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and f"BIHUAN_DATA={folder}".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def test_an_old_python_is_told_what_is_needed() -> None:
    program = OLD_PYTHON.format(path=str(ROOT / "bihuan"))
    told = subprocess.run([sys.executable, "-c", program], env={"PATH": ""}, capture_output=True, text=True)
    assert "Bihuan needs Python 3.11 or newer; this is 3.9." in told.stderr
    assert told.returncode == 1


def test_a_taken_port_is_named_before_anything_else_happens(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = bihuan("serve", "--port", str(port), "--data", str(tmp_path))
        assert f"Port {port} on 127.0.0.1 cannot be used" in words_of(process)
    assert process.returncode == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_a_port_is_a_number(port: str, tmp_path: Path) -> None:
    process = bihuan("serve", f"--port={port}", "--data", str(tmp_path))
    assert f"not “{port}”" in words_of(process)
    assert process.returncode == 1


def test_a_data_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    process = bihuan("serve", "--data", str(tmp_path / "file"))
    assert f"The data directory {tmp_path / 'file'} cannot be written" in words_of(process)
    assert process.returncode == 1


def test_an_unknown_command_shows_the_known_ones() -> None:
    process = bihuan("conquer")
    assert "./bihuan demo" in words_of(process)
    assert process.returncode == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_nothing_behind(
    running: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    assert len(relatives(tmp_path)) > 4
    running.send_signal(number)
    assert "Stopped." in words_of(running)
    assert running.returncode == 0
    assert relatives(tmp_path) == []


def test_even_a_killed_command_takes_its_processes_along(
    running: subprocess.Popen[str], tmp_path: Path
) -> None:
    running.kill()
    end = time.monotonic() + SECONDS_TO_START
    while relatives(tmp_path) and time.monotonic() < end:
        time.sleep(0.1)
    assert relatives(tmp_path) == []


def test_the_same_data_is_not_served_twice(running: subprocess.Popen[str], tmp_path: Path, port: int) -> None:
    second = bihuan("serve", "--port", str(port + 1), "--data", str(tmp_path))
    assert f"Bihuan already runs on the data in {tmp_path}" in words_of(second)
    assert second.returncode == 1


def test_the_demo_does_not_open_a_real_city(
    running: subprocess.Popen[str], tmp_path: Path, port: int
) -> None:
    running.send_signal(signal.SIGINT)
    words_of(running)
    for more in ([], ["--fresh"]):
        demo = bihuan("demo", "--port", str(port), "--data", str(tmp_path), *more)
        assert "holds a real city" in words_of(demo)
        assert demo.returncode == 1


def test_the_demo_refuses_a_real_key(tmp_path: Path, port: int) -> None:
    demo = bihuan(
        "demo",
        "--port",
        str(port),
        "--data",
        str(tmp_path),
        BIHUAN_SECRET="a-real-key-that-must-not-serve-a-demo",
    )
    assert "Demo mode lets anyone in, and this installation has a real key." in words_of(demo)
    assert demo.returncode == 1
