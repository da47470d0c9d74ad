"""pdf: the text layer, column by column and in paragraphs, without running heads and page numbers."""

import re
from collections import Counter
from itertools import pairwise

import pypdfium2

from bihuan.files.parsing import GRADE, Answer, Refused
from bihuan.files.parsing.layout import Line, Page, page_of

PAGE_NUMBER = re.compile(r"^[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*\d{1,4}\s*页?)?[-—–·\s]*$")
OPENS_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)"
    r"|第[一二三四五六七八九十百\d]{1,4}[章条节款])"
)
EDGE = 2
SENTENCE_END = "。；！？"
FEW_LETTERS = 8
# So many lines must end, or begin, at one place to make it a margin.
FEW_LINES = 3
# In units of the letters: what counts as one margin, as an indent, as the same size.
AGREED, INDENT, LIKE = 1.5, 0.8, 0.15
GARBLED, SOME_GARBLED = 0.3, 0.01
Margins = dict[int, tuple[float, float]]


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
        raise Refused("scanned")
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
    if len(lettered) < len(pages):
        told.append(f"pages:{_numbers(pages, [page not in lettered for page in pages])}")
    if any(page.in_columns for page in pages):
        told.append(f"columns:{_numbers(pages, [page.in_columns for page in pages])}")
    if any(page.aside for page in pages):
        told.append("turned")
    if any(page.has_cells for page in pages):
        told.append("cells")
    return told


def _numbers(pages: list[Page], chosen: list[bool]) -> str:
    """Page numbers as people write them: 1, 3–5."""
    wanted = [n for n, (_page, is_chosen) in enumerate(zip(pages, chosen, strict=True), 1) if is_chosen]
    runs: list[list[int]] = []
    for n in wanted:
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def _without_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """Lines at the edges that most pages share, whatever their digits, and numbers alone, are not text."""
    shared: Counter[str] = Counter()
    for page in pages:
        shared.update({_shape(line.text) for line in (*page[:EDGE], *page[-EDGE:])})
    often = {shape for shape, n in shared.items() if n >= max(EDGE + 1, len(pages) // 2)}
    return [_trimmed(page, often, numbered=len(pages) > 1) for page in pages]


def _trimmed(page: list[Line], often: set[str], *, numbered: bool) -> list[Line]:
    kept = list(page)
    for at in (0, -1):
        for _line in range(EDGE):
            text = kept[at].text if kept else ""
            is_head = (
                text and _shape(text) in often and text[-1] not in SENTENCE_END and not GRADE.search(text)
            )
            if is_head or (text and numbered and PAGE_NUMBER.match(text)):
                kept.pop(at)
    return kept


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", "".join(text.split()))


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
    starts, ends = sorted(x.left for x in lines), sorted((x.right for x in lines), reverse=True)
    size = max((x.size for x in lines), default=0)
    left = next(
        (a for a, b in zip(starts, starts[FEW_LINES - 1 :], strict=False) if b - a < AGREED * size),
        float("-inf"),
    )
    right = next(
        (a for a, b in zip(ends, ends[FEW_LINES - 1 :], strict=False) if a - b < AGREED * size), float("inf")
    )
    return left, right


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
