"""A paper as plain data: what stands on it, in which order, at which level. How it looks is the renderers'.

Official papers follow GB/T 9704: 28 characters a line, 22 lines a page, the levels 一、 （一） 1. in fonts of
their own. A paper knows nothing of matters; the forms make papers from them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, ClassVar

from bihuan.kernel import canonical

# Characters that take the width of one Chinese character when they stand in a line.
WIDE_FROM = 0x2E80


@dataclass(frozen=True)
class Head:
    """The red head: the issuer's name (发文机关标志) above its number (发文字号), or above an issue.

    A bulletin has `issue` (第3期) instead of a number, and below it who made it and when.
    """

    mark: str
    number: str = ""
    urgency: str = ""
    issue: str = ""
    maker: str = ""
    day: str = ""


@dataclass(frozen=True)
class Title:
    """The title of the paper (2号小标宋, centred). `colour` paints the bar of a supervision slip."""

    kind: ClassVar[str] = "title"
    text: str
    number: str = ""
    colour: str = ""


@dataclass(frozen=True)
class To:
    """Whom the paper is addressed to (主送), flush left with a colon."""

    kind: ClassVar[str] = "to"
    text: str


@dataclass(frozen=True)
class Para:
    """A paragraph of the text, or a heading: level 1 一、, level 2 （一）, level 3 1., 0 plain."""

    kind: ClassVar[str] = "para"
    text: str
    level: int = 0


@dataclass(frozen=True)
class Table:
    """A table over the width of the paper. `widths` are shares; columns named in `numbers` stand right."""

    kind: ClassVar[str] = "table"
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    caption: str = ""
    numbers: Sequence[int] = ()


@dataclass(frozen=True)
class Field:
    """One field of a form: its name, what is in it, and how many lines are left free at least."""

    label: str
    text: str
    lines: int = 1


@dataclass(frozen=True)
class Form:
    """A form to fill in and to sign: each row holds one field, or two side by side."""

    kind: ClassVar[str] = "form"
    rows: Sequence[Sequence[Field]]


@dataclass(frozen=True)
class Annexes:
    """The list of annexes below the text (附件说明)."""

    kind: ClassVar[str] = "annexes"
    names: Sequence[str]


@dataclass(frozen=True)
class Annex:
    """The beginning of an annex, on a page of its own."""

    kind: ClassVar[str] = "annex"
    mark: str
    title: str


@dataclass(frozen=True)
class Sign:
    """Who signs and when (署名、成文日期), with room for a seal."""

    kind: ClassVar[str] = "sign"
    unit: str
    day: str


@dataclass(frozen=True)
class Note:
    """Small print below a form or a table."""

    kind: ClassVar[str] = "note"
    text: str


@dataclass(frozen=True)
class Colophon:
    """The record of issue at the foot of the last page (版记): copies, who printed it, when."""

    printer: str
    day: str
    cc: str = ""


Block = Title | To | Para | Table | Form | Annexes | Annex | Sign | Note


@dataclass(frozen=True)
class Paper:
    """A paper: its name as a file, its head if it is an official one, its blocks, its colophon."""

    name: str
    blocks: Sequence[Block]
    head: Head | None = None
    colophon: Colophon | None = None
    # The day that the file itself bears, so that the same paper has the same bytes.
    day: date = field(default=date(2000, 1, 1))

    @property
    def plain(self) -> dict[str, Any]:
        """The paper as values of JSON, with everything that people wrote made canonical."""
        found: dict[str, Any] = _tidy(
            {
                "name": self.name,
                "day": self.day.isoformat(),
                "head": asdict(self.head) if self.head else None,
                "colophon": asdict(self.colophon) if self.colophon else None,
                "blocks": [{"kind": block.kind, **asdict(block)} for block in self.blocks],
            }
        )
        return found

    @property
    def length(self) -> int:
        """How many characters its text has: title, paragraphs and lists, without the annexes' tables."""
        texts = [block.text for block in self.blocks if isinstance(block, Title | To | Para)]
        return sum(len("".join(text.split())) for text in texts)


KINDS: dict[str, Any] = {
    each.kind: each for each in (Title, To, Para, Table, Form, Annexes, Annex, Sign, Note)
}


def from_plain(said: Mapping[str, Any]) -> Paper:
    """The paper that these values describe: what `plain` gave, read back."""
    return Paper(
        name=said["name"],
        blocks=[_block(dict(block)) for block in said["blocks"]],
        head=Head(**said["head"]) if said["head"] else None,
        colophon=Colophon(**said["colophon"]) if said["colophon"] else None,
        day=date.fromisoformat(said["day"]),
    )


def _block(said: dict[str, Any]) -> Block:
    kind = said.pop("kind")
    if kind == Form.kind:
        said["rows"] = [[Field(**each) for each in row] for row in said["rows"]]
    made: Block = KINDS[kind](**said)
    return made


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(sign for sign in canonical.text(value) if sign in "\n\t" or sign.isprintable())
    if isinstance(value, Mapping):
        return {key: _tidy(inner) for key, inner in value.items()}
    return [_tidy(inner) for inner in value] if isinstance(value, list | tuple) else value


def width(text: str) -> float:
    """How wide a text is, in characters: letters and figures take half of a Chinese one."""
    return sum(1.0 if ord(sign) >= WIDE_FROM else 0.5 for sign in text)


TITLE_LINE = 18


def balanced(text: str, kind: str) -> str:
    """A title in lines of about the same length, the kind of paper (通知, 函) whole on the last one."""
    whole = f"{text}{kind}"
    lines = -(-len(whole) // TITLE_LINE)
    if lines == 1:
        return whole
    size = -(-len(whole) // lines)
    cuts = [*range(size, len(text), size)]
    # A last line holds at least the kind with the 的 before it.
    cuts[-1] = min(cuts[-1], len(text) - 1)
    return "\n".join(whole[a:b] for a, b in pairwise([0, *cuts, len(whole)]))


DIGITS = "〇一二三四五六七八九"
TEN = 10


def in_words(number: int) -> str:
    """A number from 1 to 99 as headings write it: 一, 十二, 二十."""
    tens, ones = divmod(number, TEN)
    head = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones or not tens else "")


def full_day(day: date | None) -> str:
    """A day as official papers write it: in figures, without leading noughts."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
