"""docx: paragraphs with their automatic numbers, tables row by row, in the order of the document."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from bihuan.files.parsing import GRADE, Answer, Refused
from bihuan.files.parsing.numbers import WORD, Numbers, value
from bihuan.files.parsing.package import MAIN, part

HEAD = re.compile(r"^word/(?:header|footer)\d*\.xml$")
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TEXT = {f"{WORD}t", f"{MATH}t"}
LEFT_OUT = {
    f"{WORD}{tag}" for tag in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "rt", "tblPr", "trPr", "tcPr")
}
LEFT_OUT |= {FALLBACK, f"{MATH}ctrlPr"}
SIGNS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}
SIGN_OF = {f"{WORD}{tag}": sign for tag, sign in SIGNS.items()}
AROUND = {f"{WORD}{tag}" for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
NOTES = {f"{WORD}footnoteReference": "footnotes", f"{WORD}endnoteReference": "endnotes"}
OFF = {"0", "false", "off"}
# What is told once when it is met anywhere in the document.
TOLD = {
    f"{WORD}ins": "tracked",
    f"{WORD}del": "tracked",
    f"{WORD}moveFrom": "tracked",
    f"{WORD}commentReference": "comments",
    f"{WORD}txbxContent": "boxes",
    f"{WORD}altChunk": "embedded",
    f"{WORD}object": "embedded",
    f"{DRAWING}blip": "pictures",
}


def read(path: str) -> Answer:
    """The text, footnotes below their paragraphs, and what was left out."""
    with zipfile.ZipFile(path) as archive:
        main = next((name for name in archive.namelist() if MAIN.match(name)), "word/document.xml")
        document = part(archive, main)
        heads = [part(archive, name) for name in archive.namelist() if HEAD.match(name)]
        if document is None:
            raise Refused("damaged")
        styles = part(archive, "word/styles.xml")
        numbers = Numbers(part(archive, "word/numbering.xml"), styles)
        notes = {kind: _notes(part(archive, f"word/{kind}.xml")) for kind in ("footnotes", "endnotes")}
    body = document.find(f"{WORD}body")
    text, told = Reader(numbers, styles, notes).read(body if body is not None else document)
    return "\n".join([*_grades(heads), text]), told


def _grades(heads: list[Any]) -> Iterable[str]:
    """Running heads are left out, but for the grade of secrecy that may stand there."""
    lines = ("".join(t.itertext()) for head in heads for t in head.iter(f"{WORD}p"))
    return dict.fromkeys(line.strip() for line in lines if GRADE.search(line))


def _notes(root: Any) -> dict[str, Any]:
    return {note.get(f"{WORD}id"): note for note in root} if root is not None else {}


class Reader:
    """One reading of one document; collects what was left out on the way."""

    def __init__(self, numbers: Numbers, styles: Any, notes: dict[str, dict[str, Any]]) -> None:
        self.numbers = numbers
        self.notes = notes
        self.told: list[str] = []
        # Footnotes and text boxes met in the present paragraph or row: they stand below it.
        self.below: list[tuple[str, Any]] = []
        self.hidden, self.contents = _odd_styles(styles)
        self.may_hide = False

    def read(self, body: Any) -> Answer:
        """The lines of the body, and codes of what a reader should know."""
        tags = {each.tag for each in body.iter()}
        self.may_hide = bool(self.hidden) or f"{WORD}vanish" in tags
        kinds = {TOLD[tag] for tag in tags & set(TOLD)}
        lines = list(self._blocks(body))
        return "\n".join(lines), [*sorted(kinds), *self.told]

    def tell(self, code: str) -> None:
        """Note once that something was left out or moved."""
        if code not in self.told:
            self.told.append(code)

    def _blocks(self, parent: Any) -> Iterator[str]:
        carried = ""
        for child in flat(parent):
            if child.tag == f"{WORD}tbl":
                yield from self._rows(child)
                continue
            if self._is_contents(child):
                self.tell("contents")
                continue
            line = carried + self.line(child)
            # A paragraph whose end was deleted goes on in the next one.
            is_open = child.find(f"{WORD}pPr/{WORD}rPr/{WORD}del") is not None
            carried = line if is_open else ""
            if not is_open:
                yield line
                yield from self._below()
        if carried:
            yield carried

    def line(self, paragraph: Any) -> str:
        """The words of a paragraph, its automatic number before them."""
        # The number first: a paragraph counts in its list even when its words are hidden.
        number, words = self.numbers.of(paragraph), self._text(paragraph, self._is_hidden(paragraph, "pPr/"))
        return number + words if words else ""

    def _below(self) -> Iterator[str]:
        """What hung on the lines before: notes and text boxes, with what hangs on these."""
        while self.below:
            mark, holder = self.below.pop(0)
            lines = [line for line in self._blocks(holder) if line.strip()]
            if lines and mark:
                lines[0] = mark + lines[0].strip()
            yield from lines

    def _rows(self, table: Any) -> Iterator[str]:
        for row in children(table, f"{WORD}tr"):
            if row.find(f"{WORD}trPr/{WORD}del") is not None:
                continue
            before = int(nested(row, "trPr", "gridBefore") or 0)
            cells = [""] * before
            inner: list[Any] = []
            for cell in children(row, f"{WORD}tc"):
                cells.append("" if continues(cell) else self._cell(cell, inner))
                cells += [""] * (int(nested(cell, "tcPr", "gridSpan") or 1) - 1)
            yield "\t".join(cells).rstrip()
            below, self.below = self.below, []
            for table_inside in inner:
                yield from self._rows(table_inside)
            self.below = below
            yield from self._below()

    def _cell(self, cell: Any, inner: list[Any]) -> str:
        words = []
        for child in flat(cell):
            if child.tag == f"{WORD}tbl":
                inner.append(child)
            else:
                words += self.line(child).split()
        return " ".join(words)

    def _text(self, element: Any, is_hidden: bool) -> str:
        out: list[str] = []
        for child in element:
            tag = child.tag
            if tag in TEXT:
                out.append(child.text or "")
            elif tag in SIGN_OF:
                out.append(SIGN_OF[tag])
            elif tag == f"{WORD}r":
                out.append(self._run(child, is_hidden))
            elif tag in NOTES or tag == f"{WORD}txbxContent":
                self._hang(child)
            elif tag not in LEFT_OUT and not _is_prompt(child):
                out.append(self._text(child, is_hidden))
        return "".join(out)

    def _run(self, run: Any, is_hidden: bool) -> str:
        words = self._text(run, is_hidden)
        if words.strip() and (is_hidden or self._is_hidden(run, "rPr/")):
            self.tell("vanished")
            return ""
        return words

    def _is_hidden(self, element: Any, where: str) -> bool:
        if not self.may_hide:
            return False
        if where == "rPr/" and (own := element.find(f"{WORD}rPr/{WORD}vanish")) is not None:
            return own.get(f"{WORD}val") not in OFF
        style = element.find(f"{WORD}{where}{WORD}{where[0]}Style")
        return style is not None and style.get(f"{WORD}val") in self.hidden

    def _hang(self, child: Any) -> None:
        if child.tag not in NOTES:
            self.below.append(("", child))
            return
        note = self.notes[NOTES[child.tag]].get(child.get(f"{WORD}id"))
        if note is not None:
            self.tell("notes")
            self.below.append(("注：", note))

    def _is_contents(self, paragraph: Any) -> bool:
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        return style is not None and style.get(f"{WORD}val") in self.contents


def _odd_styles(styles: Any) -> tuple[set[str], set[str]]:
    """The styles that hide their words, and those of a table of contents."""
    hidden, contents = set(), set()
    for style in styles.iter(f"{WORD}style") if styles is not None else ():
        name = style.get(f"{WORD}styleId")
        vanish = style.find(f"{WORD}rPr/{WORD}vanish")
        if vanish is not None and vanish.get(f"{WORD}val") not in OFF:
            hidden.add(name)
        if (value(style, "name") or "").lower().startswith("toc "):
            contents.add(name)
    return hidden, contents


def flat(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those inside content controls and insertions."""
    for child in parent:
        if child.tag in {f"{WORD}p", f"{WORD}tbl"}:
            yield child
        elif child.tag in AROUND and not _is_prompt(child):
            yield from flat(child)


def children(parent: Any, tag: str) -> Iterable[Any]:
    """Children of a kind, also those inside content controls and insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in AROUND:
            yield from children(child, tag)


def _is_prompt(control: Any) -> bool:
    """An empty form field shows words that ask for words."""
    return control.tag == f"{WORD}sdt" and control.find(f"{WORD}sdtPr/{WORD}showingPlcHdr") is not None


def nested(parent: Any, properties: str, tag: str) -> str | None:
    """A value among the properties of an element."""
    found = parent.find(f"{WORD}{properties}")
    return value(found, tag) if found is not None else None


def continues(cell: Any) -> bool:
    """Whether a cell is the lower or right part of a merged one."""
    for tag in ("vMerge", "hMerge"):
        merged = cell.find(f"{WORD}tcPr/{WORD}{tag}")
        if merged is not None and merged.get(f"{WORD}val", "continue") == "continue":
            return True
    return False
