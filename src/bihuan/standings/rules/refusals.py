"""What may not be scored: leaders' notes, media pieces, meetings, photographs and traces, log-ins, app use.

《整治形式主义为基层减负若干规定》, published 2025-08-06. A word is judged with its neighbours: that a matter
which came by a leader's note was finished may be scored, and so may fewer meetings; the note and the meeting
may not. The words stand in refused.toml.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.errors import Invalid


class Rule(StrEnum):
    """Which rule a part would break."""

    NOTES = "notes"
    MEDIA = "media"
    EXPERIENCE = "experience"
    MEETINGS = "meetings"
    TRACES = "traces"
    LOGINS = "logins"
    ACTIVITY = "activity"


RULES = {
    Rule.NOTES: _("Notes and approval of leaders are not content of assessment."),
    Rule.MEDIA: _("Media pieces, publications and propaganda are not content of assessment."),
    Rule.EXPERIENCE: _("Experience that was published or praised is not content of assessment."),
    Rule.MEETINGS: _("Meetings held or attended are no yardstick of work."),
    Rule.TRACES: _("Photographs, screenshots, clock-ins and notes of study are no yardstick of work."),
    Rule.LOGINS: _("Log-ins, downloads and followers of an app are not ranked."),
    Rule.ACTIVITY: _("Activity, points and time online in an app are not ranked."),
}
_CLAUSE = re.compile(r"[，,。；;\n]")
# Blanks and unseen characters between Chinese ones hide no word.
_GAP = re.compile(r"(?<=[\u3400-\u9fff])[\s\u200b-\u200f\u2060\ufeff]+(?=[\u3400-\u9fff])")


@dataclass(frozen=True)
class Breach:
    """A word that a scheme may not give points for, where it stands, and the rule that says so."""

    rule: Rule
    word: str
    text: str

    @property
    def said(self) -> str:
        """The sentence for whoever wrote the scheme."""
        said = gettext("“%(text)s” gives points for “%(word)s”: take it out. %(rule)s (%(source)s)")
        source = "《整治形式主义为基层减负若干规定》"
        return said % {"text": self.text, "word": self.word, "rule": RULES[self.rule], "source": source}


@dataclass(frozen=True)
class _Words:
    """The patterns of one rule: what it forbids, and what behind it makes it the outcome of work."""

    rule: Rule
    forbidden: re.Pattern[str]
    outcome: re.Pattern[str] | None


@dataclass(frozen=True)
class _Lists:
    """All patterns, made once from the lists of words."""

    others: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    rules: tuple[_Words, ...]


@cache
def _lists() -> _Lists:
    said = tomllib.loads(Path(__file__).with_name("refused.toml").read_text("utf-8"))
    near, far = _any(said["less"]), _any(said["nots"])
    return _Lists(
        others=re.compile(_any(said["others"])),
        before=re.compile(rf"{near}.{{0,4}}$|{far}.{{0,20}}$", re.IGNORECASE),
        after=re.compile(rf".{{0,4}}?{_any([*said['afters'], *said['fewer']])}"),
        rules=tuple(_words(Rule(name), each, said["outcomes"]) for name, each in said["rules"].items()),
    )


def _words(rule: Rule, said: dict[str, Any], outcomes: list[str]) -> _Words:
    works = said["works"]
    outcome = re.compile(rf"\s?{_any(works)}.{{0,10}}?{_any(outcomes)}", re.IGNORECASE) if works else None
    return _Words(rule, re.compile(_any(said["words"]), re.IGNORECASE), outcome)


def _any(words: list[str]) -> str:
    """One of these words, the longest that fits; English ones as whole words."""
    patterns = (
        rf"\b{re.escape(word)}\b" if word.isascii() and word else re.escape(word)
        for word in sorted(words, key=len, reverse=True)
    )
    return f"(?:{'|'.join(patterns)})"


def breaches(texts: Iterable[str]) -> list[Breach]:
    """Every word in names, inputs and causes for which no points may be given."""
    lists = _lists()
    return [
        Breach(words.rule, match[0], text)
        for text in texts
        for clause in _CLAUSE.split(lists.others.sub("", _closed(text)))
        for words in lists.rules
        for match in words.forbidden.finditer(clause)
        if not _is_turned(clause, match, words)
    ]


def _closed(text: str) -> str:
    """The text as one reads it: full-width letters as plain ones, and nothing between Chinese characters."""
    return _GAP.sub("", normalize("NFKC", text))


def _is_turned(clause: str, match: re.Match[str], words: _Words) -> bool:
    """Whether the neighbours of a word make it the outcome of work, less of the thing, or none of it."""
    before, after = clause[: match.start()], clause[match.end() :]
    is_outcome = words.outcome is not None and words.outcome.match(after)
    return bool(is_outcome or _lists().before.search(before) or _lists().after.match(after))


def refuse(texts: Iterable[str]) -> None:
    """Raise Invalid, with the rule, where points would be given for what may not be scored."""
    if found := breaches(texts):
        raise Invalid(found[0].said)
