"""A state machine as a table: which moves exist, from where to where, who may make them, what they need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bihuan.kernel.errors import Conflict, Denied


class HasStatus(Protocol):
    status: Any


def always(person: Any, thing: Any) -> bool:
    """The state alone decides."""
    return True


@dataclass(frozen=True)
class Move:
    """One permitted move, named by a verb.

    `path` says for each state in which the move may start where it ends; a state that leads to itself means
    that the move leaves the state as it is (an urge, a report while an extension is pending). `ready` says
    what must be true beyond the state (a unit that has signed cannot sign again); `form` names the form that
    a page or an API call must fill in; `clock` names the clock that starts.
    """

    name: str
    label: Any
    path: Mapping[str, str]
    may: Callable[[Any, Any], bool]
    form: str = ""
    clock: str = ""
    ready: Callable[[Any, Any], bool] = always

    def end(self, start: str) -> str:
        return self.path[start]


def lead(end: str, *starts: str) -> dict[str, str]:
    """All these states lead to one."""
    return dict.fromkeys(starts, end)


def stay(*states: str) -> dict[str, str]:
    """The move is possible in these states and changes none of them."""
    return {state: state for state in states}


class Machine:
    """All the moves of one kind of thing, and the words in which it refuses one."""

    def __init__(
        self,
        *moves: Move,
        wrong_person: Callable[[Move, Any], str],
        wrong_state: Callable[[Move, Any], str],
    ) -> None:
        self.moves = {move.name: move for move in moves}
        self._wrong_person = wrong_person
        self._wrong_state = wrong_state

    def check(self, name: str, thing: HasStatus, person: object) -> Move:
        """Return the move, or raise Denied (wrong person) or Conflict (wrong state)."""
        move = self.moves[name]
        if not move.may(person, thing):
            raise Denied(self._wrong_person(move, thing))
        if thing.status not in move.path or not move.ready(person, thing):
            raise Conflict(self._wrong_state(move, thing))
        return move

    def open_to(self, thing: HasStatus, person: object) -> dict[str, Move]:
        """Name the moves this person could make now: the buttons a page shows, in the table's order."""
        return {
            move.name: move
            for move in self.moves.values()
            if thing.status in move.path and move.may(person, thing) and move.ready(person, thing)
        }

    def mermaid(self) -> str:
        """Draw the table, for the documentation."""
        arrows = [
            f"    {start} --> {move.path[start]}: {move.name}"
            for move in self.moves.values()
            for start in sorted(move.path)
        ]
        return "\n".join(["stateDiagram-v2", *arrows])
