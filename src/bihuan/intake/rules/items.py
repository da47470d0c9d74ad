"""The item that every label closes."""

import re
from bisect import bisect_left
from collections import Counter

from bihuan.intake.rules.drafts import Span
from bihuan.intake.rules.labels import Label
from bihuan.intake.rules.structure import Mark

CLEAR = 2


def items(folded: str, found: list[Label], marks: list[Mark]) -> list[Span]:
    """The item that every label closes: from its title to the label, without the number."""
    style = _usual_style(folded, found, marks)
    out, before = [], 0
    for n, label in enumerate(found):
        inside = _between(marks, before, label.start)
        after = _between(marks, label.end, found[n + 1].start) if n + 1 < len(found) else []
        start = _first_of_brothers(inside, after) or _item_start(folded, (before, label.start), inside, style)
        out.append(Span(*_tight(folded, start, label.start)))
        before = label.end
    return out


def _between(marks: list[Mark], start: int, end: int) -> list[Mark]:
    first = bisect_left(marks, start, key=lambda m: m.start)
    return marks[first : bisect_left(marks, end, lo=first, key=lambda m: m.start)]


def _tight(folded: str, start: int, end: int) -> tuple[int, int]:
    while start < end and folded[start] in " \n。；、，":
        start += 1
    while end > start and folded[end - 1] in " \n":
        end -= 1
    return start, end


def _usual_style(folded: str, found: list[Label], marks: list[Mark]) -> str | None:
    """The numbering that items of this document carry, where that is beyond doubt."""
    count: Counter[str] = Counter()
    before = 0
    for label in found:
        inside = _between(marks, before, label.start)
        if inside:
            last = inside[-1]
            alone = not any(m.style == last.style and m.number == last.number - 1 for m in inside[:-1])
            if alone and not _heads_chapter(folded, last, label.start):
                count[last.style] += 1
        before = label.end
    best = count.most_common(1)
    return best[0][0] if best and best[0][1] >= CLEAR else None


def _heads_chapter(folded: str, mark: Mark, end: int) -> bool:
    """A chapter number whose words end with a line break instead of a full stop is only a heading."""
    line = re.match(r"[^\n。；]*", folded[mark.end : end])
    stop = mark.end + (line.end() if line else 0)
    if mark.style not in {"chapter", "article", "ordinal"}:
        return False
    return stop < end and folded[stop] == "\n"


def _item_start(folded: str, span: tuple[int, int], inside: list[Mark], style: str | None) -> int:
    start, end = span
    usual = [m for m in inside if m.style == style]
    if usual and not _heads_chapter(folded, usual[-1], end):
        return usual[-1].end
    if inside:
        first = _first_of_run(inside)
        is_far = not style and folded.count("\n", first.end, end) > 1
        if not is_far and not _heads_chapter(folded, first, end):
            return first.end
        return folded.find("\n", first.end) + 1
    line = folded.rfind("\n", start, max(start, end - 1))
    while line > start and not folded[line:end].strip():
        line = folded.rfind("\n", start, line)
    return max(start, line + 1) if not style else start


def _first_of_brothers(inside: list[Mark], after: list[Mark]) -> int | None:
    """Where the item begins when its number is the first of several that each have a label of their own."""
    if not inside or not after or inside[-1].number != 1:
        return None
    own, following = inside[-1], after[0]
    return own.end if (following.style, following.number) == (own.style, 2) else None


def _first_of_run(inside: list[Mark]) -> Mark:
    """Walks back over brothers without labels to the mark that the label really closes."""
    at = len(inside) - 1
    while at > 0:
        mark, before = inside[at], inside[:at]
        brothers = [i for i, m in enumerate(before) if m.style == mark.style and m.number == mark.number - 1]
        if brothers:
            at = brothers[-1]
        elif mark.number == 1 and at < len(inside) - 1 and _parent(inside, at) is not None:
            return inside[at - 1]
        else:
            break
    return inside[at]


def _parent(inside: list[Mark], at: int) -> Mark | None:
    return inside[at - 1] if at and inside[at - 1].style != inside[at].style else None
