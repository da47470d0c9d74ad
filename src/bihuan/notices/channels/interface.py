"""What every channel offers, what it is handed, and the three ways in which sending can fail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bihuan.notices.models import Problem


@dataclass(frozen=True)
class Letter:
    """One message on its way out. `key` names it for ever, also when it is sent again."""

    key: str
    address: str
    secret: str
    title: str
    text: str
    at: datetime


class Failure(Exception):
    """Not known to have been taken. `answer` is what the other side said, in its own words."""

    def __init__(self, problem: Problem, answer: str = "", wait: int = 0) -> None:
        super().__init__(problem, answer)
        self.problem, self.answer, self.wait = problem, answer, wait


class NotSent(Failure):
    """Surely not taken: it may be tried again, not before `wait` seconds where the other side said so."""


class Refused(Failure):
    """Surely not taken, and it will not be taken the next time either."""


class Unclear(Failure):
    """Handed over, and no answer came: the other side may have it."""


class Channel(Protocol):
    """A way out. `longest` is in bytes of UTF-8; `repeats_safely`: the other side knows a key again.

    `host` says for whom letters queue when nobody answers there.
    """

    longest: int
    repeats_safely: bool

    def is_open(self) -> bool:
        """Whether this installation has been set up for it."""
        ...

    def check(self, address: str, secret: str) -> None:
        """Raise Invalid when nothing could ever be sent to this address."""
        ...

    def host(self, address: str) -> str: ...

    def send(self, letter: Letter) -> None: ...
