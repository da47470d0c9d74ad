"""The words that decide, read from words.toml beside this module."""

import re
import tomllib
from collections.abc import Iterable
from math import isqrt
from pathlib import Path

FEW = 12


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first.

    Words are grouped by their first letter, and groups in shelves that one look at the letter opens or skips.
    """
    groups: dict[str, set[str]] = {}
    for word in words:
        groups.setdefault(word[0], set()).add(word[1:])
    branches = {
        first: re.escape(first) + "(?:" + "|".join(map(re.escape, sorted(rest, key=len, reverse=True))) + ")"
        for first, rest in groups.items()
    }
    if len(branches) <= FEW:
        return "|".join(branches.values())
    letters = sorted(branches)
    size = isqrt(len(letters))
    shelves = (letters[i : i + size] for i in range(0, len(letters), size))
    parts = (f"(?={_one_of(shelf)})(?:{'|'.join(branches[first] for first in shelf)})" for shelf in shelves)
    return f"(?={_one_of(letters)})(?:{'|'.join(parts)})"


def _one_of(letters: Iterable[str]) -> str:
    return f"[{''.join(map(re.escape, letters))}]"


def traditional() -> dict[int, int]:
    """Every traditional letter with its simplified one, from the pairs in traditional.txt."""
    lines = Path(__file__).with_name("traditional.txt").read_text(encoding="utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return str.maketrans(pairs[::2], pairs[1::2]) | str.maketrans("餘馀於後徵", "余余于后征")


TABLES = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
WORDS: dict[str, list[str]] = {name: words.split() for name, words in TABLES["words"].items()}
CUES: dict[str, str] = {name: "|".join(parts) for name, parts in TABLES["cues"].items()}

STRONG_ENDINGS = WORDS["strong_endings"]
WEAK_ENDINGS = WORDS["weak_endings"]
COLLECTIVES = WORDS["collectives"]
JOINED_NAMES = WORDS["joined_names"]
NAME_VERBS = WORDS["name_verbs"]
NOT_NAME_STARTS = WORDS["not_name_starts"]
VERBS = WORDS["verbs"]
OPENERS = WORDS["openers"]
VAGUE_TIMES = WORDS["vague_times"]
NAMELESS = CUES["nameless"]
MODALS = CUES["modals"]
SUBJECT_MODALS = CUES["subject_modals"]
