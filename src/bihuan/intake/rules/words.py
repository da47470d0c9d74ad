"""The words that decide, read from words.toml beside this module."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first, grouped by first letter so that matching stays quick."""
    groups: dict[str, set[str]] = {}
    for word in words:
        groups.setdefault(word[0], set()).add(word[1:])
    return "|".join(
        re.escape(first) + "(?:" + "|".join(re.escape(r) for r in sorted(rest, key=len, reverse=True)) + ")"
        for first, rest in groups.items()
    )


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
