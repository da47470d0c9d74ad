"""pdf: the text layer, column by column, in paragraphs, without running heads and page numbers."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from statistics import median

import pypdfium2

from bihuan.files.parsing import GRADE, Answer, Refused
from bihuan.files.parsing.layout import Line, Page, page_of

PAGE_NUMBER = re.compile(r"^[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*\d{1,4}\s*页?)?[-—–·\s]*$")
OPENS_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)"
    r"|第[一二三四五六七八九十百\d]{1,4}[章条节款])"
)
# What stays although every page bears it: a grade of secrecy, and the head of an annex.
KEPT = re.compile(rf"{GRADE.pattern}|^附[件表录]")
EDGE = 2
SENTENCE_END = "。；！？"
FEW_LETTERS = 8
# So many lines must end, or begin, at one place to make it a margin.
FEW_LINES, SHARE = 3, 0.1
# In units of the letters: what counts as one margin on the left, on the right, as an indent, as the same
# size, and what is too narrow for lines that a margin breaks.
FLUSH, AGREED, INDENT, LIKE, NARROW = 0.5, 1.5, 0.8, 0.15, 12
GARBLED, SOME_GARBLED = 0.3, 0.01
Head = tuple[str, int]
Margins = dict[int, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Heads:
    """What stands at one height on many pages: the same words, or words that differ in their figures only."""

    same: set[Head]
    alike: set[Head]


def read(path: str) -> Answer:
    """The text of all pages, and what was left out or put in another order."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Refused("password" if "password" in str(error).lower() else "damaged") from error
    pages = [page_of(page) for page in document]
    lettered = [page for page in pages if sum(len(line.text) for line in page.lines) >= FEW_LETTERS]
    unknown = sum(page.unknown for page in pages)
    signs = sum(len(line.text) for page in pages for line in page.lines) + unknown
    if unknown > GARBLED * signs:
        raise Refused("garbled")
    if not lettered:
        raise Refused("downwards" if any(page.is_downwards for page in pages) else "scanned")
    bare = _without_heads([page.lines for page in lettered])
    told = _told(pages, lettered)
    if sum(map(len, bare)) < sum(len(page.lines) for page in lettered):
        told.append("heads")
    if unknown > SOME_GARBLED * signs:
        told.append("garbled")
    grades = dict.fromkeys(page.aside.strip() for page in pages if GRADE.search(page.aside))
    return "\n".join([*grades, *_paragraphs([line for lines in bare for line in lines])]), told


def _told(pages: list[Page], lettered: list[Page]) -> list[str]:
    told = []
    empty = [page not in lettered and not page.is_downwards for page in pages]
    if any(empty):
        told.append(f"pages:{_numbers(empty)}")
    if any(page.is_downwards for page in pages):
        told.append(f"downwards:{_numbers([page.is_downwards for page in pages])}")
    if any(page.in_columns for page in pages):
        told.append(f"columns:{_numbers([page.in_columns for page in pages])}")
    if any(page.aside for page in pages):
        told.append("turned")
    if any(page.has_cells for page in pages):
        told.append("cells")
    return told


def _numbers(chosen: list[bool]) -> str:
    """Page numbers as people write them: 1, 3–5."""
    wanted = [n for n, is_chosen in enumerate(chosen, 1) if is_chosen]
    runs: list[list[int]] = []
    for n in wanted:
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def _without_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """Lines at the edges that most pages share at one height, and numbers alone, are not text."""
    same, alike = Counter[Head](), Counter[Head]()
    for page in pages:
        edges = [line for rows in _edges(page) for row in rows for line in row]
        same.update({(line.text, round(line.middle)) for line in edges})
        alike.update({_shape(line) for line in edges})
    half = len(pages) // 2
    often = Heads(
        {head for head, n in same.items() if n >= max(2, half)},
        {head for head, n in alike.items() if n >= max(EDGE + 1, half)},
    )
    kept, seen = [], set[str]()
    for page in pages:
        kept.append(_trimmed(page, often, seen) if len(pages) > 1 else page)
        seen |= {line.text for line in page if line.is_row}
    return kept


def _edges(page: list[Line]) -> Iterator[list[list[Line]]]:
    """The outermost rows, from the head and from the foot, wherever reading comes to them."""
    for up in (-1, 1):
        rows = groupby(sorted(page, key=lambda line: up * line.middle), key=lambda line: round(line.middle))
        yield [list(row) for _height, row in islice(rows, EDGE)]


def _trimmed(page: list[Line], often: Heads, seen: set[str]) -> list[Line]:
    gone: set[Line] = set()
    for rows in _edges(page):
        for row in rows:
            heads = {line for line in row if _is_head(line, often, seen)}
            gone |= heads
            if len(heads) < len(row):
                break
    return [line for line in page if line not in gone]


def _is_head(line: Line, often: Heads, seen: set[str]) -> bool:
    if line.text[-1] in SENTENCE_END or KEPT.search(line.text):
        return False
    if (line.text, round(line.middle)) in often.same:
        # The heads of a table stand on all its pages, and are wanted once.
        return not line.is_row or line.text in seen
    return _shape(line) in often.alike or PAGE_NUMBER.match(line.text) is not None


def _shape(line: Line) -> Head:
    return re.sub(r"\d+", "0", "".join(line.text.split())), round(line.middle)


def _paragraphs(lines: list[Line]) -> list[str]:
    """Lines that the margin broke off are joined again, over the ends of columns and pages too."""
    margins = {
        column: _margins([x for x in lines if x.column == column]) for column in {x.column for x in lines}
    }
    out = [lines[0].text] if lines else []
    for before, line in pairwise(lines):
        if _goes_on(before, line, margins):
            out[-1] = _glued(out[-1], line.text)
        else:
            out.append(line.text)
    return out


def _margins(lines: list[Line]) -> tuple[float, float]:
    """Where the lines of a column begin and end; beyond reach when too few agree."""
    size, enough = median(x.size for x in lines), max(FEW_LINES, round(SHARE * len(lines)))
    starts, ends = sorted(x.left for x in lines), sorted((x.right for x in lines), reverse=True)
    left = (a for a, b in zip(starts, starts[enough - 1 :], strict=False) if b - a < FLUSH * size)
    right = (a for a, b in zip(ends, ends[enough - 1 :], strict=False) if a - b < AGREED * size)
    margins = next(left, float("-inf")), next(right, float("inf"))
    return margins if margins[1] - margins[0] > NARROW * size else (float("-inf"), float("inf"))


def _goes_on(before: Line, line: Line, margins: Margins) -> bool:
    is_full = before.right > margins[before.column][1] - AGREED * before.size
    is_flush = line.left < margins[line.column][0] + INDENT * line.size
    is_new = before.text[-1] in SENTENCE_END and OPENS_ITEM.match(line.text)
    same_size = abs(before.size - line.size) < LIKE * before.size
    return is_full and is_flush and same_size and not (is_new or before.is_row or line.is_row)


def _glued(head: str, tail: str) -> str:
    if head[-1] == "-" and head[-2:-1].isascii() and head[-2:-1].isalpha() and tail[0].islower():
        return head[:-1] + tail
    is_latin = head[-1].isascii() and tail[0].isascii() and tail[0].isalnum()
    return f"{head} {tail}" if is_latin else head + tail
