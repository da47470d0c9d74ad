"""Web server and worker as one: started together, stopped together, nothing left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

PR_SET_PDEATHSIG = 1
# Seconds that a process is given to finish what it is doing before it is killed.
PATIENCE = 8.0
GLANCE = 0.05


@dataclass
class Family:
    """Processes that live and die together, each the leader of its own group."""

    members: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    told_to_stop: bool = False

    def heed_signals(self) -> None:
        """Let Ctrl-C and SIGTERM end the whole family instead of this process alone."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start one member. It is told to stop when this process dies, however that happens."""
        self.members[name] = subprocess.Popen(  # noqa: S603
            [sys.executable, *command],
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )

    def fallen(self) -> str:
        """Name a member that ended by itself, or ''."""
        return next((name for name, member in self.members.items() if member.poll() is not None), "")

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait for the family to be ready; False when one fell, it took too long, or all must stop."""
        end = time.monotonic() + seconds
        while not (self.told_to_stop or self.fallen()) and time.monotonic() < end:
            if ready():
                return True
            time.sleep(GLANCE)
        return False

    def live(self) -> str:
        """Wait until somebody says stop or a member falls; return the fallen member's name, or ''."""
        while not self.told_to_stop:
            if name := self.fallen():
                return name
            time.sleep(GLANCE * 4)
        return ""

    def end(self) -> None:
        """Ask all to stop, wait a little, then kill whatever is left of their groups."""
        for member in self.members.values():
            if member.poll() is None:
                member.terminate()
        end = time.monotonic() + PATIENCE
        for member in self.members.values():
            try:
                member.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                continue
        for member in self.members.values():
            try:
                os.killpg(member.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        for member in self.members.values():
            member.wait()

    def _stop_soon(self, number: int, frame: FrameType | None) -> None:
        self.told_to_stop = True


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
