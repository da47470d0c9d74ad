"""Bytes to words, without Django: run as a process of its own, which a hostile file may spoil."""

# The text, and codes of what a reader should know about it.
Answer = tuple[str, list[str]]


class Refused(Exception):
    """The file cannot be taken; the code says why (see `files.reading.refusal`)."""
