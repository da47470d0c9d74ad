"""docx: the cells of every table with their merges. Tables of one width that follow each other are one."""

import zipfile
from typing import Any

from bihuan.files.parsing import Answer, Refused
from bihuan.files.parsing.grid import LONGEST, LONGEST_CELL, LONGEST_NAME, MOST_COLUMNS, Table, bound, told
from bihuan.files.parsing.numbers import WORD, Numbers, value
from bihuan.files.parsing.package import MAIN, part
from bihuan.files.parsing.word import Reader, children, continues, flat, nested

__all__ = ["LONGEST", "read"]


def read(path: str) -> Answer:
    """All tables of the body; the paragraph before a table is its name."""
    with zipfile.ZipFile(path) as archive:
        main = next((name for name in archive.namelist() if MAIN.match(name)), "word/document.xml")
        document = part(archive, main)
        if document is None:
            raise Refused("damaged")
        styles = part(archive, "word/styles.xml")
        numbers = Numbers(part(archive, "word/numbering.xml"), styles)
    body = document.find(f"{WORD}body")
    reader = Reader(numbers, styles, {"footnotes": {}, "endnotes": {}})
    tables: list[Table] = []
    title = ""
    for block in flat(body if body is not None else document):
        if block.tag == f"{WORD}tbl":
            _join(tables, _table(reader, block, title))
        else:
            title = reader.line(block).strip() or title
    return told(tables, [])


def _join(tables: list[Table], table: Table) -> None:
    before = tables[-1] if tables else None
    width = len(table["rows"][0]) if table["rows"] else 0
    if before is None or not before["rows"] or len(before["rows"][0]) != width:
        tables.append(table)
        return
    shift = len(before["rows"])
    before["rows"] += table["rows"]
    before["merges"] += [
        [top + shift, left, bottom + shift, right] for top, left, bottom, right in table["merges"]
    ]
    bound(len(before["rows"]), width)


def _table(reader: Reader, element: Any, title: str) -> Table:
    """Rows of equal width; a cell over several columns or rows says its words once and is a merge."""
    rows: list[list[str]] = []
    merges: list[list[int]] = []
    open_above: dict[int, list[int]] = {}
    for row in children(element, f"{WORD}tr"):
        cells = [""] * _number(nested(row, "trPr", "gridBefore"))
        open_now: dict[int, list[int]] = {}
        for each in children(row, f"{WORD}tc"):
            at, span = len(cells), _number(nested(each, "tcPr", "gridSpan")) or 1
            goes_on, merge = continues(each), open_above.get(at)
            if goes_on and merge is not None:
                merge[2] = len(rows)
            elif span > 1 or _opens(each):
                merge = [len(rows), at, len(rows), at + span - 1]
                merges.append(merge)
            if merge is not None and (goes_on or _opens(each)):
                open_now[at] = merge
            cells += ["" if goes_on else _words(reader, each), *[""] * (span - 1)]
        rows.append(cells)
        open_above = open_now
    width = max((len(cells) for cells in rows), default=0)
    bound(len(rows), width)
    return {
        "name": title[:LONGEST_NAME],
        "first": 1,
        "left": 0,
        "rows": [[*cells, *[""] * (width - len(cells))] for cells in rows],
        "merges": [merge for merge in merges if merge[:2] != merge[2:]],
    }


def _words(reader: Reader, cell: Any) -> str:
    """The paragraphs of a cell, one to a line; tables inside it are passed over."""
    lines = (reader.line(block).strip() for block in flat(cell) if block.tag != f"{WORD}tbl")
    return "\n".join(line for line in lines if line)[:LONGEST_CELL]


def _opens(cell: Any) -> bool:
    """Whether a merge downwards begins in a cell."""
    properties = cell.find(f"{WORD}tcPr")
    return properties is not None and value(properties, "vMerge") == "restart"


def _number(text: str | None) -> int:
    return min(int(text), MOST_COLUMNS + 1) if text and text.isdigit() else 0
