"""Runs alone in a child process: python -I child.py KIND PATH prints {text, warnings} or {refused} as JSON.

It imports nothing of the house, so that it starts in isolation; limits are set before any parser is loaded.
"""

import json
import re
import resource
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10
LONGEST = 5_000_000
LARGEST_PART = 120_000_000
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
LEFT_OUT = {f"{WORD}del", f"{WORD}moveFrom", f"{WORD}pPr", f"{WORD}rPr", FALLBACK}
DIGITS = "〇一二三四五六七八九"
CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
}
PAGE_NUMBER = re.compile(r"^[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/共]\s*\d{1,4}\s*页?)?[-—–·\s]*$")
EDGE = 2
SENTENCE_END = "。；！？"
FEW_LETTERS = 8
MOST_LEVELS = 9

Answer = tuple[str, list[str]]


class Refused(Exception):
    """The file cannot be read; the code says why."""


def limit() -> None:
    """Bound memory and processor time, and forbid writing files."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_docx(path: str) -> Answer:
    """Paragraphs with their automatic numbers, tables row by row, in the order of the document."""
    with zipfile.ZipFile(path) as archive:
        document = _xml(archive, "word/document.xml")
        if document is None:
            raise Refused("damaged")
        numbers = Numbers(_xml(archive, "word/numbering.xml"), _xml(archive, "word/styles.xml"))
        names = set(archive.namelist())
    body = document.find(f"{WORD}body")
    text = "\n".join(_blocks(body if body is not None else document, numbers))
    warnings = []
    if (
        next(document.iter(f"{WORD}ins"), None) is not None
        or next(document.iter(f"{WORD}del"), None) is not None
    ):
        warnings.append("tracked")
    if {"word/footnotes.xml", "word/comments.xml"} & names and _has_notes(document):
        warnings.append("notes")
    return text, warnings


def _has_notes(document: Any) -> bool:
    return any(
        next(document.iter(f"{WORD}{tag}"), None) is not None
        for tag in ("footnoteReference", "commentReference")
    )


def _xml(archive: zipfile.ZipFile, name: str) -> Any:
    from defusedxml.ElementTree import fromstring

    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > LARGEST_PART:
        raise Refused("heavy")
    return fromstring(archive.read(info), forbid_dtd=True)


def _blocks(parent: Any, numbers: "Numbers") -> Iterator[str]:
    for child in parent:
        if child.tag == f"{WORD}p":
            yield numbers.of(child) + _text(child)
        elif child.tag == f"{WORD}tbl":
            yield from _rows(child)
        elif child.tag in {f"{WORD}sdt", f"{WORD}sdtContent", f"{WORD}ins", f"{WORD}customXml"}:
            yield from _blocks(child, numbers)


def _rows(table: Any) -> Iterator[str]:
    for row in table.iter(f"{WORD}tr"):
        cells = []
        for cell in row.iter(f"{WORD}tc"):
            merged = cell.find(f"{WORD}tcPr/{WORD}vMerge")
            continues = merged is not None and merged.get(f"{WORD}val", "continue") == "continue"
            parts = [" ".join(_text(p).split()) for p in cell.iter(f"{WORD}p")]
            cells.append("" if continues else " ".join(p for p in parts if p))
        yield "\t".join(cells).rstrip()


def _text(element: Any) -> str:
    out: list[str] = []
    for child in element:
        if child.tag in LEFT_OUT:
            continue
        if child.tag == f"{WORD}t":
            out.append(child.text or "")
        elif child.tag in {f"{WORD}br", f"{WORD}cr"}:
            out.append("\n")
        elif child.tag == f"{WORD}tab":
            out.append(" ")
        elif child.tag == f"{WORD}noBreakHyphen":
            out.append("-")
        else:
            out.append(_text(child))
    return "".join(out)


class Numbers:
    """The automatic numbers of a Word document: they stand nowhere in its text."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.lists: dict[str, str] = {}
        self.counts: dict[tuple[str, int], int] = {}
        self.styles: dict[str, tuple[str | None, str | None, str | None]] = {}
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            self._read_styles(styles)

    def _read_lists(self, numbering: Any) -> None:
        for abstract in numbering.iter(f"{WORD}abstractNum"):
            for level in abstract.iter(f"{WORD}lvl"):
                key = (abstract.get(f"{WORD}abstractNumId"), int(level.get(f"{WORD}ilvl", 0)))
                first = _value(level, "start") or "1"
                self.levels[key] = (
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText") or "",
                    int(first),
                )
        for number in numbering.iter(f"{WORD}num"):
            self.lists[number.get(f"{WORD}numId")] = _value(number, "abstractNumId") or ""

    def _read_styles(self, styles: Any) -> None:
        for style in styles.iter(f"{WORD}style"):
            own = style.find(f"{WORD}pPr/{WORD}numPr")
            self.styles[style.get(f"{WORD}styleId")] = (
                _value(own, "numId") if own is not None else None,
                _value(own, "ilvl") if own is not None else None,
                _value(style, "basedOn"),
            )

    def of(self, paragraph: Any) -> str:
        """The number in front of a paragraph, empty when it has none."""
        list_id, level = self._place(paragraph)
        abstract = self.lists.get(list_id or "")
        if not abstract or (abstract, level) not in self.levels:
            return ""
        for deeper in range(level + 1, MOST_LEVELS):
            self.counts.pop((abstract, deeper), None)
        _format, pattern, first = self.levels[abstract, level]
        self.counts[abstract, level] = self.counts.get((abstract, level), first - 1) + 1
        if _format in {"bullet", "none"}:
            return ""
        return re.sub(r"%(\d)", lambda m: self._shown(abstract, int(m[1]) - 1), pattern)

    def _shown(self, abstract: str, level: int) -> str:
        kind, _pattern, first = self.levels.get((abstract, level), ("decimal", "", 1))
        count = self.counts.get((abstract, level), first)
        return chinese(count) if kind in CHINESE else str(count)

    def _place(self, paragraph: Any) -> tuple[str | None, int]:
        own = paragraph.find(f"{WORD}pPr/{WORD}numPr")
        if own is not None:
            return _value(own, "numId"), int(_value(own, "ilvl") or 0)
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        name = style.get(f"{WORD}val") if style is not None else None
        for _step in range(MOST_LEVELS):
            list_id, level, base = self.styles.get(name or "", (None, None, None))
            if list_id is not None:
                return list_id, int(level or 0)
            name = base
        return None, 0


def _value(parent: Any, tag: str) -> str | None:
    found = parent.find(f"{WORD}{tag}")
    return found.get(f"{WORD}val") if found is not None else None


def chinese(number: int) -> str:
    """A number below one hundred in Chinese numerals."""
    tens, ones = divmod(number, 10)
    if not 0 < tens < 10:  # noqa: PLR2004
        return DIGITS[ones] if tens == 0 else str(number)
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def read_pdf(path: str) -> Answer:
    """The text layer page by page, without running heads and page numbers."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Refused("password" if "password" in str(error).lower() else "damaged") from error
    pages = [_page_lines(page) for page in document]
    lettered = [p for p in pages if sum(map(len, p)) >= FEW_LETTERS]
    if not lettered:
        raise Refused("scanned")
    bare = _without_heads(lettered)
    warnings = ["pages"] if len(lettered) < len(pages) else []
    if bare != lettered:
        warnings.append("heads")
    return "\n".join(line for page in bare for line in page), warnings


def _page_lines(page: Any) -> list[str]:
    words = page.get_textpage().get_text_range().replace("\ufffe", "")
    return [line.strip() for line in words.splitlines() if line.strip()]


def _without_heads(pages: list[list[str]]) -> list[list[str]]:
    """Lines at the edges that most pages share, whatever their digits, and numbers alone, are not text."""
    shared: Counter[str] = Counter()
    for page in pages:
        shared.update({_shape(line) for line in (*page[:EDGE], *page[-EDGE:])})
    often = {shape for shape, n in shared.items() if n >= max(EDGE + 1, len(pages) // 2)}
    return [_trimmed(page, often, numbered=len(pages) > 1) for page in pages]


def _trimmed(page: list[str], often: set[str], *, numbered: bool) -> list[str]:
    kept = list(page)
    for at in (0, -1):
        for _line in range(EDGE):
            is_head = kept and _shape(kept[at]) in often and kept[at][-1] not in SENTENCE_END
            if is_head or (kept and numbered and PAGE_NUMBER.match(kept[at])):
                kept.pop(at)
    return kept


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", "".join(line.split()))


def read_xlsx(path: str) -> Answer:
    """Every visible sheet, rows as lines, cells parted by tabs."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError as error:
        raise Refused("password") from error
    visible = [s.name for s in book.sheets_metadata if s.visible == calamine.SheetVisibleEnum.Visible]
    out: list[str] = []
    for name in visible:
        rows = ["\t".join(_cell(c) for c in row).rstrip() for row in book.get_sheet_by_name(name).to_python()]
        rows = [r for r in rows if r]
        if rows and len(visible) > 1:
            out.append(name)
        out += rows
    return "\n".join(out), ["hidden"] if len(visible) < len(book.sheet_names) else []


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split()) if value is not None else ""


READERS: dict[str, Callable[[str], Answer]] = {"docx": read_docx, "pdf": read_pdf, "xlsx": read_xlsx}


def answer(kind: str, path: str) -> dict[str, Any]:
    """What to print."""
    try:
        text, warnings = READERS[kind](path)
        if not text.strip():
            raise Refused("empty")  # noqa: TRY301 - one way out for every refusal
        if len(text) > LONGEST:
            raise Refused("long")  # noqa: TRY301
    except Refused as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": "heavy"}
    except Exception as error:  # noqa: BLE001 - any parser, any fault: this process ends here anyway
        return {"refused": "damaged", "fault": type(error).__name__}
    return {"text": text, "warnings": warnings}


if __name__ == "__main__":
    limit()
    sys.stdout.buffer.write(json.dumps(answer(sys.argv[1], sys.argv[2])).encode())
