"""Tables that the keeper pastes as text: codes with their years, and the template of milestones."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.projects.models import Approval, Factor

MOST_LINES = 5_000
LONGEST_CODE = {"region": 6, "industry": 5}
LONGEST_NAME = {"region": 60, "industry": 80}
YEARS = range(1949, 2100)
CODE = re.compile(r"[A-Z]|\d{2,6}")
YEAR = re.compile(r"\d{4}")
APART = re.compile(r"[\s,，、/;；]+")
COLUMNS = 5
LONGEST_WAIT = 120
# What people write for the kinds of approval, whichever language the page has.
WRITTEN = {"审批": Approval.APPROVE, "核准": Approval.VERIFY, "备案": Approval.RECORD}

CodeLine = tuple[str, str, int, int | None]


def codes(text: str, table: str) -> list[CodeLine]:
    """Codes from lines of code, name, first year and perhaps last year; a line that is none is named."""
    found: dict[tuple[str, int], CodeLine] = {}
    for number, line in _lines(text):
        row = _code(line, table)
        if row is None:
            said = _("Line %(number)s is no code with its name and first year: %(line)s")
            raise Invalid(said % {"number": number, "line": line[:60]})
        found[row[0], row[2]] = row
    if not found:
        raise Invalid(_("Paste at least one line."))
    return list(found.values())


def _lines(text: str) -> Iterator[tuple[int, str]]:
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise Invalid(_("At most %(count)s lines at a time.") % {"count": f"{MOST_LINES:,}"})
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _code(line: str, table: str) -> CodeLine | None:
    words = line.split()
    years: list[int] = []
    while len(words) > 2 and len(years) < 2 and YEAR.fullmatch(words[-1]):  # noqa: PLR2004 - a code, a name
        years.insert(0, int(words.pop()))
    code, name = words[0], " ".join(words[1:])
    fits = bool(CODE.fullmatch(code)) and len(code) <= LONGEST_CODE[table]
    if not (fits and years and 0 < len(name) <= LONGEST_NAME[table] and all(y in YEARS for y in years)):
        return None
    last = years[1] if len(years) > 1 else None
    return None if last is not None and last < years[0] else (code, name, years[0], last)


def template(text: str) -> list[dict[str, Any]]:
    """Milestones from lines of name, group, kinds of approval, condition and months, parted by tabs."""
    found = []
    for number, line in _lines(text):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != COLUMNS:
            said = _("Line %(number)s has %(count)s columns and not five, parted by tabs.")
            raise Invalid(said % {"number": number, "count": len(cells)})
        found.append(_node(number, cells))
    return found


def _node(number: int, cells: list[str]) -> dict[str, Any]:
    name, group, kinds, factor, months = cells
    said = [_word(word, Approval, WRITTEN) for word in APART.split(kinds) if word]
    condition = _word(factor, Factor, {}) if factor else ""
    plain = months.replace("\u2212", "-") or "0"
    if not re.fullmatch(r"-?\d{1,3}", plain) or abs(int(plain)) > LONGEST_WAIT:
        raise Invalid(_("Line %(number)s: the months are no number from -120 to 120.") % {"number": number})
    if "" in said or not said:
        raise Invalid(_("Line %(number)s names no kind of approval that there is.") % {"number": number})
    if factor and not condition:
        raise Invalid(_("Line %(number)s names no condition that there is.") % {"number": number})
    return {
        "name": name,
        "group": group[:60],
        "kinds": " ".join(said),
        "factor": condition,
        "months": int(plain),
    }


def _word(word: str, of: Any, written: dict[str, Any]) -> str:
    """The value that a word stands for: itself, what it is called on the page, or what people write."""
    names = {str(label): value for value, label in of.choices} | written
    return word if word in of.values else str(names.get(word, ""))


def as_text(nodes: Any) -> str:
    """The template as it would be pasted."""
    kinds = {value: word for word, value in WRITTEN.items()}
    lines = [
        "\t".join(
            [
                node.name,
                node.group,
                " ".join(kinds[Approval(kind)] for kind in node.kinds.split()),
                str(Factor(node.factor).label) if node.factor else "",
                str(node.months),
            ]
        )
        for node in nodes
    ]
    return "\n".join(lines)
