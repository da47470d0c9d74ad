"""Bytes to words, without Django: run as a process of its own, which a hostile file may spoil."""

import re

# A grade of secrecy, wherever on the paper it stands: it is never left out with what surrounds the text.
GRADE = re.compile(r"(?:绝\s*密|机\s*密|秘\s*密)\s*(?:[★☆✩⭐*＊]|$)")

# The text, and codes of what a reader should know about it.
Answer = tuple[str, list[str]]


class Refused(Exception):
    """The file cannot be taken; the code says why (see `files.reading.refusal`)."""
