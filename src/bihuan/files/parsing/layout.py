"""A page of a pdf as lines in reading order: found by where its letters stand, for a pdf knows no lines."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

QUARTER = math.pi / 2
PRIVATE = range(0xE000, 0xF900)
UNKNOWN = {0xFFFD, 0xFFFE, 0}
BLANK = 32
# Gaps and heights in units of the letters' own size.
SAME_LINE = 0.4
JOINED, FAR = 0.4, 1.2
LATIN_BLANK, CHINESE_BLANK = 0.15, 0.4
# A column holds prose when its lines are so long and fill so much of it.
FEW_LINES = 4
PROSE_SIGNS = 8
FILLED = 0.7
MIDDLE = (0.3, 0.7)
MOST_ACROSS = 0.35
UPRIGHT = 3
MANY_ALONE, MOST_ALONE = 20, 0.6
CELLS_IN_ROW, ROWS_OF_CELLS = 3, 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line and where it stands; columns count from 1 on a page with two of them. A row has wide gaps."""

    text: str
    left: float
    right: float
    middle: float
    size: float
    column: int = 0
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in the order of reading, and the words aside: turned or upright."""

    lines: list[Line]
    in_columns: bool = False
    aside: str = ""
    has_cells: bool = False
    unknown: int = 0
    is_downwards: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter and its box, with the page turned so that most letters stand upright."""

    sign: str
    left: float
    right: float
    low: float
    high: float


def page_of(page: Any) -> Page:
    """The lines of a page."""
    # Kept by name: the text is gone when nobody holds the page of text.
    held = page.get_textpage()
    letters, turned, unknown = _letters(held.raw)
    pieces = list(_pieces(letters))
    if sum(len(piece.text) == 1 for piece in pieces) > max(MANY_ALONE, len(letters) * MOST_ALONE):
        # Figures lie on their side in such writing, and nobody wants a deadline without its day.
        return Page([], is_downwards=True)
    upright = _upright(pieces)
    pieces = [piece for piece in pieces if piece not in upright]
    aside = turned + "".join(piece.text for piece in sorted(upright, key=lambda p: (p.left, -p.middle)))
    gutter = _gutter(pieces)
    if gutter is not None:
        return Page(list(_by_columns(pieces, gutter)), True, aside, False, unknown)
    rows = _rows(pieces)
    has_cells = sum(len(row) >= CELLS_IN_ROW for row in rows) >= ROWS_OF_CELLS
    return Page([_joined(row) for row in rows], False, aside, has_cells, unknown)


def _letters(text: Any) -> tuple[list[Letter], str, int]:
    """The letters of the main direction, the others, and how many nobody can tell."""
    found: list[tuple[float, Letter]] = []
    unknown, blank, box = 0, "", pdfium.FS_RECTF()
    for at in range(pdfium.FPDFText_CountChars(text)):
        code = ord("-") if pdfium.FPDFText_IsHyphen(text, at) == 1 else pdfium.FPDFText_GetUnicode(text, at)
        if code in UNKNOWN or code in PRIVATE:
            unknown += 1
        elif chr(code).isspace():
            blank = " "
        elif code > BLANK:
            pdfium.FPDFText_GetLooseCharBox(text, at, box)
            turn = round(pdfium.FPDFText_GetCharAngle(text, at) / QUARTER, 1) % 4
            found.append((turn, Letter(blank + chr(code), box.left, box.right, box.bottom, box.top)))
            blank = ""
    main = Counter(turn for turn, _letter in found).most_common(1)[0][0] if found else 0
    kept = [_turned(letter, main) for turn, letter in found if turn == main]
    return kept, "".join(letter.sign for turn, letter in found if turn != main), unknown


def _turned(letter: Letter, quarters: float) -> Letter:
    """The letter on a page turned back: angles run clockwise."""
    left, right, low, high = letter.left, letter.right, letter.low, letter.high
    if quarters == 1:
        return Letter(letter.sign, -high, -low, left, right)
    if quarters == 2:  # noqa: PLR2004
        return Letter(letter.sign, -right, -left, -high, -low)
    if quarters == 3:  # noqa: PLR2004
        return Letter(letter.sign, low, high, -right, -left)
    return letter


def _pieces(letters: list[Letter]) -> Iterator[Line]:
    """Letters that follow each other in the file and on the page."""
    run: list[Letter] = []
    for letter in letters:
        if run and not _follows(run[-1], letter):
            yield _piece(run)
            run = []
        run.append(letter)
    if run:
        yield _piece(run)


def _follows(before: Letter, letter: Letter) -> bool:
    size = max(before.high - before.low, letter.high - letter.low, 1)
    is_level = abs(before.low + before.high - letter.low - letter.high) < 2 * SAME_LINE * size
    return is_level and -size < letter.left - before.right < JOINED * size


def _piece(run: list[Letter]) -> Line:
    size = median(letter.high - letter.low for letter in run)
    middle = median((letter.high + letter.low) / 2 for letter in run)
    text = "".join(_sign(before, letter) for before, letter in zip([None, *run], run, strict=False))
    return Line(_whole(text), run[0].left, run[-1].right, middle, max(size, 1))


def _sign(before: Letter | None, letter: Letter) -> str:
    """The sign, with the blank before it that parts Latin words; only wide gaps part Chinese ones."""
    sign = letter.sign.lstrip()
    if before is None or sign == letter.sign:
        return sign
    is_latin = before.sign[-1].isascii() and sign.isascii()
    is_wide = letter.left - before.right > CHINESE_BLANK * (letter.high - letter.low)
    return letter.sign if is_latin or is_wide else sign


def _whole(text: str) -> str:
    """Rare characters come in halves."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _upright(pieces: list[Line]) -> set[Line]:
    """Words written downwards beside the text, a letter to a line."""
    long = [piece for piece in pieces if len(piece.text) > 1]
    if not long:
        return set()
    left, right = min(p.left for p in long), max(p.right for p in long)
    beside = [piece for piece in pieces if piece.right < left or piece.left > right]
    alone = [piece for piece in beside if len(piece.text) == 1 and not piece.text.isnumeric()]
    alone.sort(key=lambda p: (round(p.left / p.size), -p.middle))
    groups = (list(group) for _place, group in groupby(alone, key=lambda p: round(p.left / p.size)))
    return {piece for group in groups if len(group) >= UPRIGHT for piece in group}


def _gutter(pieces: list[Line]) -> float | None:
    """Where the empty strip between two columns of prose runs, or None on an ordinary page."""
    if len(pieces) < 2 * FEW_LINES:
        return None
    size = median(piece.size for piece in pieces)
    left, right = min(p.left for p in pieces), max(p.right for p in pieces)
    steps = int((right - left) * (MIDDLE[1] - MIDDLE[0]) / (size / 2)) + 1
    places = [left + (right - left) * MIDDLE[0] + n * size / 2 for n in range(steps)]
    crossing = [sum(p.left < x + size / 2 and p.right > x - size / 2 for p in pieces) for x in places]
    least = min(crossing)
    free = [x for x, n in zip(places, crossing, strict=True) if n == least]
    x = free[len(free) // 2]
    sides = [p for p in pieces if p.right <= x], [p for p in pieces if p.left >= x]
    is_clear = least <= MOST_ACROSS * len(pieces)
    return x if is_clear and all(map(_is_prose, sides)) and _side_by_side(*sides) else None


def _is_prose(side: list[Line]) -> bool:
    """A column of a table is ragged and short; one of prose is filled."""
    lines = [_joined(row) for row in _rows(side)]
    if len(lines) < FEW_LINES or sum(line.is_row for line in lines) > len(lines) / 2:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    is_long = median(len(line.text) for line in lines) >= PROSE_SIGNS
    return is_long and median(line.right - line.left for line in lines) >= FILLED * width


def _side_by_side(one: list[Line], other: list[Line]) -> bool:
    tops = [max(p.middle for p in side) for side in (one, other)]
    feet = [min(p.middle for p in side) for side in (one, other)]
    return min(tops) - max(feet) > (min(a - b for a, b in zip(tops, feet, strict=True))) / 2


def _by_columns(pieces: list[Line], gutter: float) -> Iterator[Line]:
    """Down the left column, then down the right one, from one line across the page to the next."""
    across = [p for p in pieces if p.left < gutter < p.right]
    beside = [p for p in pieces if not p.left < gutter < p.right]
    for row in [*_rows(across), None]:
        middle = row[0].middle if row else float("-inf")
        above = [p for p in beside if p.middle > middle]
        beside = [p for p in beside if p.middle <= middle]
        sides = [p for p in above if p.right <= gutter], [p for p in above if p.left >= gutter]
        for column, side in enumerate(sides, 1):
            yield from (replace(_joined(each), column=column) for each in _rows(side))
        if row:
            yield _joined(row)


def _rows(pieces: list[Line]) -> list[list[Line]]:
    """Pieces that stand on one line, from the left; lines from the top."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda p: -p.middle):
        if rows and abs(rows[-1][0].middle - piece.middle) < SAME_LINE * max(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in rows]


def _joined(row: list[Line]) -> Line:
    text, is_row = row[0].text, False
    for before, piece in pairwise(row):
        is_latin = text[-1].isascii() and piece.text[0].isascii()
        gap = (piece.left - before.right) / piece.size
        text += (" " if gap > (LATIN_BLANK if is_latin else CHINESE_BLANK) else "") + piece.text
        is_row = is_row or gap > FAR
    right, size = max(piece.right for piece in row), max(piece.size for piece in row)
    return Line(text, row[0].left, right, row[0].middle, size, 0, is_row)
