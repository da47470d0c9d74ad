"""Sheets that units answer on: where the answers stand, and the key by which a row is known again.

Whoever fills a sheet in may sort it, leave rows out or put columns before it: a row is found by its key, and
the answers stand at fixed places to the left of it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core import signing
from django.utils.translation import gettext as _

from bihuan.supervision.rules.orders import Said

FORMAT = "BH1"
SALT = "bihuan.supervision.answer"
MOST_ROWS = 300
LONGEST_TEXT = 4000
WHOLE_SHARE, LONGEST_SHARE = 100, 3
# Columns to the left of the key.
PLACES = {"text": 4, "percent": 3, "claimed_date": 2, "is_unchanged": 1}
# Rows of a form in Word, by the letter that stands before their names.
FORM_ROWS = {"A": "text", "B": "problems", "C": "measures", "D": "next", "E": "percent", "F": "claimed_date"}
YES = frozenset({"是", "无变化", "yes", "y", "true", "1", "√", "✓"})
WHOLE = re.compile(r"([0-9]{1,3})(?:\.0*)?%?")
SHARE = re.compile(r"0?\.[0-9]{1,2}")
DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
KEY = re.compile(rf"{FORMAT}\.[\w.:-]+", re.ASCII)


@dataclass(frozen=True)
class Key:
    """What a row is an answer to: a matter, by a unit, as it stood after its last report (0: none)."""

    item: int
    unit: int
    last: int


@dataclass(frozen=True)
class Answer:
    """One row as it was filled in. `places` says in which row and column of the file each field stands."""

    key: Key | None
    said: dict[str, str]
    row: int
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        """Whether there is more than the share, which stood there already."""
        return any(words for name, words in self.said.items() if name != "percent")


def key_text(key: Key) -> str:
    """The key as it stands in a file: nobody makes one for a matter that was not given to him."""
    return f"{FORMAT}.{signing.dumps([key.item, key.unit, key.last], salt=SALT)}"


def read_key(text: str) -> Key | None:
    """The key in a cell, None for one that this house has not given."""
    try:
        item, unit, last = signing.loads(text.strip().removeprefix(f"{FORMAT}."), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Key(item, unit, last)


def answers_in_table(rows: Sequence[Sequence[str]], first: int, left: int) -> Iterator[Answer]:
    """The rows of a sheet that bear a key. `first` and `left`: where the table begins in its file."""
    for number, row in enumerate(rows):
        place = next((at for at, cell in enumerate(row) if KEY.fullmatch(cell.strip())), None)
        if place is None:
            continue
        at = {name: place - back for name, back in PLACES.items() if place >= back}
        said = {name: tidy(name, row[column]) for name, column in at.items()}
        places = {name: (first + number, left + column + 1) for name, column in at.items()}
        yield Answer(read_key(row[place]), said, first + number, places)


def answer_in_form(rows: Sequence[Sequence[str]]) -> Answer | None:
    """What a form in Word says, None when the table is none: a letter, a name and an answer in each row."""
    key = next((found[0] for row in rows for cell in row if (found := KEY.search(cell))), "")
    if not key:
        return None
    said = {}
    for row in rows:
        letter = row[0].strip()[:1]
        if letter in FORM_ROWS and len(row) > 1:
            name = FORM_ROWS[letter]
            said[name] = tidy(name, row[-1])
    return Answer(read_key(key), said, 1)


def judged(
    answer: Answer, is_first: bool, percent: int | None, today: date
) -> tuple[Said | None, list[tuple[str, str]]]:
    """What a row reports, or what is wrong with it: pairs of a field and a sentence.

    `is_first`: there is no report yet; `percent`: the share that was reported last.
    """
    cells, faults = answer.said, []
    unchanged = cells.get("is_unchanged") == "on"
    text, share, day = _joined(cells), _number(cells.get("percent", "")), cells.get("claimed_date", "")
    if not text:
        faults.append(
            ("text", _("Say why nothing has changed.") if unchanged else _("Say what has been done."))
        )
    if len(text) > LONGEST_TEXT:
        faults.append(("text", _("A text has at most %(count)s characters.") % {"count": LONGEST_TEXT}))
    if share is not None and not 0 <= share <= WHOLE_SHARE:
        faults.append(("percent", _("The share is a whole number from 0 to 100.")))
    if day and not _day(day):
        faults.append(("claimed_date", _("This is not a day. Write it as 2026-06-30.")))
    elif day and date.fromisoformat(day) > today:
        faults.append(("claimed_date", _("The day on which it happened lies in the future.")))
    if unchanged:
        faults += _unchanged_faults(is_first, share, percent)
    if faults:
        return None, faults
    return Said(text, share, date.fromisoformat(day) if day else None, is_unchanged=unchanged), []


def _unchanged_faults(is_first: bool, share: int | None, percent: int | None) -> list[tuple[str, str]]:
    if is_first:
        return [("is_unchanged", _("This is the first report: say what has been done."))]
    if share is not None and share != percent:
        words = _("The share is another one than in the last report, so something has changed.")
        return [("percent", words)]
    return []


def _number(text: str) -> int | None:
    """The share in a cell; what is none is one that nobody can have."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_SHARE else -1


def _joined(said: Mapping[str, str]) -> str:
    """One text of the rows of a form: what was done, problems, measures, next step."""
    more = {"problems": _("Problems"), "measures": _("Measures"), "next": _("Next step, and by when")}
    parts = [f"{name}：{said[key]}" for key, name in more.items() if said.get(key)]
    return "\n".join(filter(None, [said.get("text", ""), *parts]))


def tidy(name: str, text: str) -> str:
    """A cell as the form of the page wants it: days as 2026-06-30, shares without their sign."""
    text = text.strip()
    plain = unicodedata.normalize("NFKC", text)
    if name == "percent":
        if SHARE.fullmatch(plain):
            return str(round(float(plain) * 100))
        return found[1] if (found := WHOLE.fullmatch(plain)) else text
    if name == "claimed_date":
        return _day(plain) or text
    if name == "is_unchanged":
        return "on" if plain.lower() in YES else ""
    return text


def _day(text: str) -> str:
    if not (found := DAY.fullmatch(text)):
        return ""
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return ""
