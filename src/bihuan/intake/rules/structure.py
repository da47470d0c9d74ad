"""Headings, numbering and sentences: where things begin, and which sentences share a paragraph."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bihuan.intake.rules.words import traditional

NUMERALS = "一二三四五六七八九十"
# Digits and letters to half width, punctuation to full width: same length, so that offsets stay true.
FOLD = {0xFF01 + i: 0x21 + i for i in range(94)}
FOLD.update(str.maketrans("，；：！？（）", "，；：！？（）"))
FOLD.update(str.maketrans(",;:!?()[]［］【】", "，；：！？（）（）（）（）"))
FOLD.update(str.maketrans("\u3000\xa0\u2002\u2003\t", "     "))
FOLD.update(traditional())

THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
HOURS = re.compile(r"(?<=\d)：(?=[0-5]\d(?!\d))")
MARK = re.compile(
    rf"(?P<chapter>(?:(?<=[\s。；：！？）”…])|^)[{NUMERALS}]{{1,3}}、)"
    rf"|(?P<section>(?:(?<=[\n。；！？])|^)（[{NUMERALS}]{{1,3}}）(?=[^，。；：\n]{{4}})|(?<![第条款项小大])（[{NUMERALS}]{{1,3}}）(?!型|类|级|期|标段|区|批|号))"
    r"|(?P<item>(?:(?<=[\s。；：！？）”])|^)\d{1,2}(?:\.(?!\d)|、))"
    r"|(?P<sub>(?:(?<=[\s。；：！？）”])|^)(?:（\d{1,2}）|[①-⑳]))"
    rf"|(?P<article>(?:(?<=[\s。；：！？）”])|^)第[{NUMERALS}]{{1,3}}[章条][ \u3000]*)"
    rf"|(?P<ordinal>(?:(?<=[\s。；：！？）”])|^)第[{NUMERALS}]{{1,2}}[，、])"
    rf"|(?P<inline>(?:(?<=[\s。；：！？，]) ?|^)[{NUMERALS}]{{1,2}}(?=[要是](?!年|月|日)))",
    re.MULTILINE,
)
BREAK = re.compile(r"\n+|(?<=：)(?=一[是块方])|(?<=[。！？；：）”]) +| {2,}")
SENTENCE = re.compile(r"[^。！？]*(?:[。！？]+[”’）]*|$)")
HEADING = re.compile(r" ?[^ \n，。；：！？]{4,50} +(?=\S)")
ORDER_OF_STYLES = ("chapter", "article", "ordinal", "section", "item", "sub", "inline")
TITLE_LENGTH = 30
SHORT_TITLE = 18
# 一是… may be longer, where several sentences say what it means.
INLINE_LENGTH = 40
INLINE_COUNT = 2
# What a heading does not say: who must, by when, how often.
TOLD = re.compile(
    r"(?:^|[。，；：、\s])(?:请|责成)|^(?:对|凡)[^。]*的，|，由|(?:^|[。，；：、\s])(?:各|市|县|区|省|由)[^，。]{1,16}(?:要|应|负责|须|牵头)|不得|严禁|禁止|不准|必须|务必|负责|牵头|报送|一律|停办|停业|取消(?:一切|所有)"
)
# A stage of the work, with its time in brackets: a heading that dates what stands below.
REMARKED = re.compile(r"（[^（）]*）$")
STAGE = re.compile(r"[^，。；：（）\n]{2,16}：?[^，。；（）\n]{0,10}（[^（）]*[年月日底][^（）]*）[。：]?$")
DATED = re.compile(r"[月年日]底?前|每[日周月季年]")
# The first line of a document names what it is; no order ends like this.
OPENING_TITLE = re.compile(
    r"(?:通知|通报|通告|公告|意见|方案|办法|纪要|讲话|发言|报告|批复|决定|要点|计划|清单|分解表|规划|函)(?:（[^（）\n]{1,24}）)?$"
)
OPENING_LENGTH = 80
MODAL = re.compile(r"[要应须]|\d|确保|力争")
LABELLED_LINE = re.compile(r"(?:责任|牵头|配合|承办)[^：\n]{0,6}：")


def fold(text: str) -> str:
    """The same text, same length, in one width: half-width digits and letters, full-width punctuation."""
    folded = text.translate(FOLD)
    folded = THOUSANDS.sub(",", folded)
    return HOURS.sub(":", folded)


@dataclass(frozen=True, slots=True)
class Mark:
    """A number that opens a heading or an item: its style, its value, and its span."""

    style: str
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, its paragraph, the mark it opens with, and whether it only names what follows.

    A leaf looks like a heading, but nothing stands below it.
    """

    start: int
    end: int
    block: int
    mark: Mark | None
    is_title: bool
    is_leaf: bool = False


def numeral(words: str) -> int:
    """The value of a Chinese or Arabic number below one hundred."""
    digits = re.sub(r"\D", "", words)
    if digits:
        return int(digits)
    found = "".join(c for c in words if c in NUMERALS)
    if "十" not in found:
        return NUMERALS.index(found[0]) + 1 if found else 0
    tens, _, ones = found.partition("十")
    return (NUMERALS.index(tens) + 1 if tens else 1) * 10 + (NUMERALS.index(ones) + 1 if ones else 0)


def marks(folded: str) -> list[Mark]:
    """Every numbering mark of the text in order."""
    return [Mark(m.lastgroup or "", numeral(m.group()), m.start(), m.end()) for m in MARK.finditer(folded)]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: from a mark or line end to the next."""

    start: int
    end: int
    mark: Mark | None


def blocks(folded: str, found: list[Mark], more: Iterable[int] = ()) -> list[Block]:
    """The text cut at marks, paragraph ends and the given places; empty stretches are left out."""
    cuts: dict[int, Mark | None] = {0: None, **dict.fromkeys(more)}
    for b in BREAK.finditer(folded):
        cuts.setdefault(b.end(), None)
    for opening in found:
        heading = HEADING.match(folded, opening.end)
        if heading:
            cuts.setdefault(heading.end(), None)
    for opening in found:
        cuts[opening.start] = opening
    starts = sorted(cuts)
    out = []
    for start, end in zip(starts, [*starts[1:], len(folded)], strict=True):
        mark = cuts[start]
        body = mark.end if mark else start
        if folded[body:end].strip():
            out.append(Block(start, end, mark))
    return out


def sentences(folded: str, found: list[Block]) -> list[Sentence]:
    """The sentences of every block, trimmed, with titles recognised."""
    out: list[Sentence] = []
    for index, block in enumerate(found):
        body = block.mark.end if block.mark else block.start
        spans = [
            s
            for m in SENTENCE.finditer(folded, body, block.end)
            if (s := trimmed(folded, m.start(), m.end()))
        ]
        for n, (start, end) in enumerate(spans):
            mark = block.mark if n == 0 else None
            start = mark.start if mark and mark.style == "inline" else start
            place = (n, len(spans), start, end)
            is_title = _opens(folded, found, index, place) or _is_title(folded, found, index, place)
            is_leaf = (
                is_title
                and len(spans) == 1
                and block.mark is not None
                and not _is_followed_deeper(found, index)
            )
            out.append(Sentence(start, end, index, mark, is_title, is_leaf))
    return out


def trimmed(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without blanks at its ends and stray marks at its beginning; None when nothing is left."""
    while start < end and (folded[start].isspace() or folded[start] in "，；、。：）"):
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None


def _is_title(folded: str, found: list[Block], index: int, place: tuple[int, int, int, int]) -> bool:
    n, count, start, end = place
    if n or LABELLED_LINE.match(folded, start):
        return False
    mark, length = found[index].mark, end - start
    bare = folded[end - 1] not in "。！？；："
    if STAGE.match(folded, start, end):
        return True
    words = REMARKED.sub("", folded[start:end]) if bare else folded[start:end]
    if TOLD.search(words) or (not bare and DATED.search(folded, start, end)):
        return False
    deeper = _is_followed_deeper(found, index)
    longest = TITLE_LENGTH if mark or (bare and count == 1) else SHORT_TITLE
    longest = INLINE_LENGTH if mark and mark.style == "inline" and count > INLINE_COUNT else longest
    if bare and count == 1:
        return (mark is not None and deeper) or length <= longest
    return length <= longest and (count > 1 or deeper)


def _opens(folded: str, found: list[Block], index: int, place: tuple[int, int, int, int]) -> bool:
    """Whether this is the first line of a document that goes on, and names the document."""
    _n, count, start, end = place
    if index or count > 1 or found[0].mark or len(found) == 1 or end - start > OPENING_LENGTH:
        return False
    line = folded[start:end]
    return OPENING_TITLE.search(line) is not None and not DATED.search(line)


def _is_followed_deeper(found: list[Block], index: int) -> bool:
    """Whether what comes next stands below this block: a plain paragraph or a mark of a lower style."""
    mark = found[index].mark
    following = found[index + 1].mark if index + 1 < len(found) else None
    if mark is None:
        return following is not None and following.style == "inline"
    if following is None:
        return index + 1 < len(found)
    return ORDER_OF_STYLES.index(following.style) > ORDER_OF_STYLES.index(mark.style)
