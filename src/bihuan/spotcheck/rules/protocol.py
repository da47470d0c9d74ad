"""The draw itself: a committed record and public chance give a seed, and the lowest tickets are drawn.

Everything is exact bytes. A record is canonical JSON (JCS-0), a list is CSV with a heading, sorted by bytes,
with LF. `verify_draw.py` and `second_draw.sh` of this room do the same without a line of this module.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bihuan.kernel import canonical

VERSION = 2
# Besides the units' own strata: the base sample, and what follows it on the same list of tickets.
BASE, MORE = "base", "more"
# So many inspectors look at each item.
PAIR = 2
DICE = 20
_COMMON = """\
1. seed = SHA-256("gov-draw/1" LF {"commit":<commit.json>,"reveal":<reveal.json>}), in hexadecimal.
2. ticket(stratum, id) = SHA-256("gov-draw/1/ticket" LF seed LF stratum LF id).
3. Base sample: the lowest tickets of stratum "base" over all ids of population.csv, as many as
   quota.base says. Risk sample: for each other stratum the lowest tickets over its own ids, by its quota.
4. Quota of a stratum of N ids: the floor is ceil(N * floor / 100). What risk_n leaves above all floors goes
   to the strata by N * weight, by the largest remainder, equal ones in the order of their names, and never
   beyond N.
5. Inspectors of an id: the two lowest of SHA-256("gov-draw/1/inspector" LF seed LF id LF inspector) among
   those for whom conflicts.csv does not name the stratum to which the id belongs.
6. Nobody and nothing that was drawn is replaced. Not found, refused or without evidence counts as failed.
"""
# By the version that a commitment names: what was published is checked by the rules of its time.
RULES = {
    1: "gov-draw/1\n" + _COMMON,
    2: "gov-draw/1, version 2\n"
    + _COMMON
    + """7. Stratum "more" of the list: the next quota.more tickets of stratum "base" after the base sample.
   They are looked at only when more than plan.accept of the base sample fail; then both together are the
   base sample, and are accepted when at most plan.accept_2 fail. Each step bears half the risk (2.5 %).
8. Guest: of candidates.csv the lowest SHA-256("gov-draw/1/guest" LF seed LF candidate) attends the next draw
   for enterprises and citizens. Without candidates there is no guest.
""",
}


@dataclass(frozen=True)
class Member:
    """One thing that could be drawn, and the stratum to which it belongs."""

    id: str
    stratum: str


@dataclass(frozen=True)
class Pick:
    """One thing that was drawn: for which sample or stratum, by which ticket, and who looks at it."""

    stratum: str
    id: str
    ticket: str
    inspectors: tuple[str, ...]

    @property
    def is_base(self) -> bool:
        return self.stratum in (BASE, MORE)


def sha256(content: bytes | str) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def record_text(record: Mapping[str, Any]) -> str:
    """A record as it is published and hashed."""
    return canonical.encode(dict(record)).decode()


def table_text(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A list as it is published and hashed: sorted by bytes below its heading."""
    lines = sorted(",".join(row) for row in rows)
    return "\n".join([",".join(heading), *lines, ""])


def population_text(members: Iterable[Member]) -> str:
    return table_text(("id", "stratum"), ((each.id, each.stratum) for each in members))


def inspectors_text(inspectors: Iterable[str]) -> str:
    return table_text(("inspector",), ((each,) for each in inspectors))


def conflicts_text(conflicts: Iterable[tuple[str, str]]) -> str:
    return table_text(("inspector", "stratum"), conflicts)


def candidates_text(candidates: Iterable[str]) -> str:
    return table_text(("candidate",), ((each,) for each in candidates))


def list_text(picks: Iterable[Pick]) -> str:
    """The drawn list as it is published: in the order of the draw, not sorted anew."""
    rows = [",".join((each.stratum, each.id, each.ticket, *each.inspectors)) for each in picks]
    heading = ("stratum", "id", "ticket", *(f"inspector_{place}" for place in range(1, PAIR + 1)))
    return "\n".join([",".join(heading), *rows, ""])


def read_list(text: str) -> list[Pick]:
    """The picks of a drawn list, from its published text."""
    rows = [line.split(",") for line in text.splitlines()[1:]]
    return [Pick(stratum, thing, number, tuple(pair)) for stratum, thing, number, *pair in rows]


def seed_of(commit: Mapping[str, Any], reveal: Mapping[str, Any]) -> str:
    """The seed: nobody knows it before the dice have been rolled and the lottery drawn."""
    return sha256("gov-draw/1\n" + record_text({"commit": commit, "reveal": reveal}))


def ticket(seed: str, stratum: str, thing: str) -> str:
    """The ticket of one thing; anybody can compute it for a single thing alone."""
    return sha256(f"gov-draw/1/ticket\n{seed}\n{stratum}\n{thing}")


def draw(
    seed: str,
    members: Sequence[Member],
    quota: Mapping[str, int],
    inspectors: Sequence[str],
    conflicts: Iterable[tuple[str, str]],
) -> list[Pick]:
    """Draw the base sample, what may follow it, then each stratum by name: the lowest tickets."""
    home = {each.id: each.stratum for each in members}
    apart = set(conflicts)
    found: list[Pick] = []
    for stratum in sorted(quota, key=lambda name: (name != BASE, name != MORE, name)):
        of = BASE if stratum == MORE else stratum
        own = [each.id for each in members if of in (BASE, each.stratum)]
        first = quota[BASE] if stratum == MORE else 0
        lowest = sorted((ticket(seed, of, thing), thing) for thing in own)[first : first + quota[stratum]]
        found += [
            Pick(stratum, thing, number, pair(seed, thing, home[thing], inspectors, apart))
            for number, thing in lowest
        ]
    return found


def pair(
    seed: str, thing: str, stratum: str, inspectors: Sequence[str], conflicts: set[tuple[str, str]]
) -> tuple[str, ...]:
    """Who looks at a thing: the lowest tickets among those whom nothing binds to its stratum."""
    free = [each for each in inspectors if (each, stratum) not in conflicts]
    numbered = sorted((sha256(f"gov-draw/1/inspector\n{seed}\n{thing}\n{each}"), each) for each in free)
    return tuple(each for _number, each in numbered[:PAIR])


def guest(seed: str, candidates: Iterable[str]) -> str:
    """Who attends the next draw for enterprises and citizens; nobody where there are no candidates."""
    return min(candidates, key=lambda each: sha256(f"gov-draw/1/guest\n{seed}\n{each}"), default="")


def short_of_inspectors(
    strata: Iterable[str], inspectors: Sequence[str], conflicts: Iterable[tuple[str, str]]
) -> list[str]:
    """The strata for which fewer inspectors are free than each item needs."""
    apart = set(conflicts)
    return [
        stratum
        for stratum in sorted(set(strata))
        if sum((each, stratum) not in apart for each in inspectors) < PAIR
    ]
