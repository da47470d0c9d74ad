"""A paper as docx: the same measures as the pdf, in the official fonts by their own names.

No document grid: word processors disagree about it. Lines of exactly 28.95 pt and characters drawn together
by a quarter of a point give 28 characters and 22 lines in all of them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from bihuan.reports.rendering import measure
from bihuan.reports.rendering.measure import BODY, LINE, SMALL, TINY, TITLE, WORD_FONTS
from bihuan.reports.rules.paper import (
    Annex,
    Annexes,
    Block,
    Colophon,
    Form,
    Head,
    Note,
    Paper,
    Para,
    Sign,
    Table,
    Title,
    To,
    from_plain,
    width,
)

LEVELS = ("song", "hei", "kai", "song")
LEFT, RIGHT, CENTRE, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
# In twentieths of a point.
DRAWN_TOGETHER = "-5"
# What stands after the borders and the shade of a paragraph, in the order that Word insists on.
AFTER_BORDERS = tuple(
    f"w:{name}" for name in ["shd", "tabs", "suppressAutoHyphens", "spacing", "ind", "jc", "outlineLvl"]
)
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
SEAL_ROOM = 4
# In eighths of a point.
THICK, THIN = 8, 6
ROOM, CELL_MARGIN = 156, 1.9
COLOPHON_LINE = 22.4
LONGEST_NAME = 200


def word(paper: Paper) -> bytes:
    """The paper as docx; the same paper gives the same bytes."""
    paper, document = from_plain(paper.plain), docx.Document()
    _page(document, paper)
    if paper.head:
        _head(document, paper.head)
    for block in paper.blocks:
        MAKERS[type(block)](document, block)
    if paper.colophon:
        _colophon(document, paper.colophon)
    return _settled(document)


def _page(document: Document, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(measure.PAGE_WIDTH), Mm(measure.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(measure.TOP), Mm(measure.BOTTOM)
    section.left_margin, section.right_margin = Mm(measure.LEFT), Mm(measure.RIGHT)
    section.footer_distance = Mm(measure.BOTTOM - measure.FOOTER_DROP) - Pt(SMALL)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], LEFT)
    usual = document.styles["Normal"]
    usual.font.size = Pt(BODY)
    _face(usual.element.get_or_add_rPr(), "song")
    said = document.core_properties
    said.title, said.author, said.comments = paper.name[:LONGEST_NAME], "", ""
    said.created = said.modified = datetime(paper.day.year, paper.day.month, paper.day.day)  # noqa: DTZ001
    said.last_modified_by = ""


def _page_number(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """One character in from the side, with a dash on both sides: odd pages right, even pages left."""
    paragraph.alignment = side
    layout = paragraph.paragraph_format
    layout.right_indent, layout.left_indent = (Pt(SMALL), None) if side == RIGHT else (None, Pt(SMALL))
    _run(paragraph, "— ", "number", SMALL)
    run = _run(paragraph, "", "number", SMALL)
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = words
        run._r.append(part)
    _run(paragraph, " —", "number", SMALL)


def _face(properties: Any, kind: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), WORD_FONTS[kind])
    fonts.set(qn("w:hint"), "eastAsia")


def _run(paragraph: Paragraph, text: str, kind: str = "song", size: float = BODY, colour: str = "") -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    properties = run._r.get_or_add_rPr()
    _face(properties, kind)
    if size == BODY:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), DRAWN_TOGETHER)
        properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    return run


def _line(holder: Any, side: WD_ALIGN_PARAGRAPH = BOTH, line: float = LINE) -> Paragraph:
    """A paragraph with lines of one exact height, without space around it and without regard to widows."""
    paragraph: Paragraph = holder.add_paragraph()
    return _laid(paragraph, side, line)


def _laid(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH, line: float) -> Paragraph:
    layout = paragraph.paragraph_format
    paragraph.alignment = side
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    layout.widow_control = False
    return paragraph


def _head(document: Document, head: Head) -> None:
    if head.urgency:
        _run(_line(document, LEFT), head.urgency, "hei")
    size = measure.mark_size(width(head.mark))
    mark = _line(document, CENTRE, size * 1.2)
    used = LINE if head.urgency else 0
    mark.paragraph_format.space_before = Mm(measure.MARK_DROP) - Pt(used)
    _run(mark, head.mark, "title", size, measure.RED)
    if head.issue:
        issue = _line(document, CENTRE)
        issue.paragraph_format.space_before = issue.paragraph_format.space_after = Pt(LINE * 0.5)
        _run(issue, head.issue)
        last = _line(document, LEFT)
        last.paragraph_format.left_indent = last.paragraph_format.right_indent = Pt(BODY)
        last.paragraph_format.tab_stops.add_tab_stop(Mm(ROOM) - Pt(BODY), WD_TAB_ALIGNMENT.RIGHT)
        _run(last, f"{head.maker}\t{head.day}")
    else:
        _line(document)
        _line(document)
        last = _line(document, CENTRE)
        _run(last, head.number)
    rule = _line(document, LEFT, 6)
    rule.paragraph_format.space_before = Mm(measure.UNDER_NUMBER) - Pt(6)
    _border(rule, THICK + THIN, measure.RED)
    _line(document)
    _line(document)


def _border(paragraph: Paragraph, size: int, colour: str) -> None:
    borders = OxmlElement("w:pBdr")
    _edge(borders, {"bottom": size}, colour)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def _edge(borders: Any, sides: dict[str, int], colour: str) -> None:
    for side, size in sides.items():
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)


def _title(document: Document, title: Title) -> None:
    if title.colour:
        bar = _line(document, LEFT, 14)
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", measure.COLOURS[title.colour])):
            shade.set(qn(f"w:{name}"), value)
        bar._p.get_or_add_pPr().insert_element_before(shade, *AFTER_BORDERS[1:])
    for words in title.text.split("\n"):
        _run(_line(document, CENTRE, LINE + TITLE - BODY + 2), words, "title", TITLE)
    last = _line(document, RIGHT)
    if title.number:
        _run(last, title.number)


def _to(document: Document, to: To) -> None:
    _run(_line(document), to.text)


def _para(document: Document, para: Para) -> None:
    for words in para.text.split("\n"):
        paragraph = _line(document)
        paragraph.paragraph_format.first_line_indent = Pt(2 * (BODY + measure.TRACKING))
        paragraph.paragraph_format.keep_with_next = para.level > 0 or None
        _run(paragraph, words, LEVELS[min(para.level, 3)])


def _table(document: Document, table: Table) -> None:
    if table.caption:
        caption = _line(document, CENTRE)
        caption.paragraph_format.keep_with_next = True
        _run(caption, table.caption, "hei", SMALL)
    grid = _grid(document, len(table.rows) + 1, table.widths)
    for place, head in enumerate(table.heads):
        _fill(_cell(grid, 0, place), head, "hei", TINY, CENTRE)
    repeated = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(repeated)
    # The cells of a row are found once: asking the table for each of them walks it from the beginning.
    for row, line in zip(grid.rows, [table.heads, *table.rows], strict=True):
        if line is table.heads:
            continue
        cells = row.cells
        for place, text in enumerate(line):
            _fill(cells[place], text, "song", TINY, RIGHT if place in table.numbers else LEFT)
    _line(document, LEFT, TINY)


def _grid(document: Document, rows: int, widths: Sequence[int]) -> WordTable:
    grid: WordTable = document.add_table(rows, len(widths))
    grid.style, grid.autofit, grid.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    for column, share in zip(grid.columns, widths, strict=True):
        column.width = Mm(ROOM * share / sum(widths))
    for row in grid.rows:
        for cell, share in zip(row.cells, widths, strict=True):
            cell.width = Mm(ROOM * share / sum(widths))
    return grid


def _cell(grid: WordTable, row: int, column: int) -> Any:
    return grid.rows[row].cells[column]


def _fill(cell: Any, text: str, kind: str, size: float, side: WD_ALIGN_PARAGRAPH) -> None:
    cell.vertical_alignment = 1
    for place, words in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        _laid(paragraph, side, size * 1.5)
        _run(paragraph, words, kind, size)


FORM_WIDTHS = (17, 33, 17, 33)


def _form(document: Document, form: Form) -> None:
    grid = _grid(document, len(form.rows), FORM_WIDTHS)
    for row, fields in zip(grid.rows, form.rows, strict=True):
        cells = row.cells
        for place, field in enumerate(fields):
            value = cells[2 * place + 1]
            if len(fields) == 1:
                value = value.merge(cells[-1])
            _fill(cells[2 * place], field.label, "hei", SMALL, CENTRE)
            _fill(value, field.text, "song", SMALL, LEFT)
            tall = max(field.lines * SMALL * 1.5, SMALL * 2.1)
            row.height = max(row.height or 0, Pt(tall))
    _line(document, LEFT, TINY)


def _annexes(document: Document, annexes: Annexes) -> None:
    _line(document)
    for place, name in enumerate(annexes.names):
        paragraph = _line(document)
        number = f"{place + 1}." if len(annexes.names) > 1 else ""
        hang = BODY * (3 + (1 if number else 0))
        paragraph.paragraph_format.left_indent = Pt(2 * BODY + hang)
        paragraph.paragraph_format.first_line_indent = Pt(-hang if place == 0 else -BODY if number else 0)
        _run(paragraph, f"{'附件：' if place == 0 else ''}{number}{name}")


def _annex(document: Document, annex: Annex) -> None:
    paragraph = _line(document, LEFT)
    paragraph.paragraph_format.page_break_before = True
    _run(paragraph, annex.mark, "hei")
    _line(document)
    _run(_line(document, CENTRE, LINE + TITLE - BODY), annex.title, "title", TITLE)
    _line(document)


def _sign(document: Document, sign: Sign) -> None:
    _line(document)
    _line(document)
    unit, day = width(sign.unit), width(sign.day)
    inset = (max(unit, day) - min(unit, day)) / 2
    for words, is_shorter in ((sign.unit, unit < day), (sign.day, day <= unit)):
        paragraph = _line(document, RIGHT)
        paragraph.paragraph_format.right_indent = Pt(BODY * (SEAL_ROOM + (inset if is_shorter else 0)))
        paragraph.paragraph_format.keep_with_next = words == sign.unit
        _run(paragraph, words)


def _note(document: Document, note: Note) -> None:
    for words in note.text.split("\n"):
        _run(_line(document, BOTH, TINY * 1.5), words, "kai", TINY)


def _colophon(document: Document, foot: Colophon) -> None:
    """A table that floats at the foot of the last page's type area."""
    rows = [foot.cc] if foot.cc else []
    rows.append(f"{foot.printer}\t{foot.day}")
    grid = document.add_table(len(rows), 1)
    grid.autofit = False
    place, borders = OxmlElement("w:tblpPr"), OxmlElement("w:tblBorders")
    later = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    grid._tbl.tblPr.insert_element_before(borders, *later)
    grid._tbl.tblPr.insert_element_before(place, "w:tblW", "w:jc", "w:tblInd", "w:tblBorders", *later)
    # Counted from the top of the page, as not every program knows what the bottom of the margins is.
    top = Length(Mm(measure.PAGE_HEIGHT - measure.BOTTOM) - Pt(len(rows) * COLOPHON_LINE + 1))
    said = {"vertAnchor": "page", "horzAnchor": "margin", "tblpXSpec": "center", "tblpY": str(top.twips)}
    for name, value in said.items():
        place.set(qn(f"w:{name}"), value)
    _edge(borders, {"top": THICK, "bottom": THICK, "insideH": THIN}, "000000")
    for row, words in zip(grid.rows, rows, strict=True):
        cell = row.cells[0]
        cell.width = Mm(ROOM)
        paragraph = _laid(cell.paragraphs[0], LEFT, COLOPHON_LINE)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(SMALL)
        far = Mm(ROOM - 2 * CELL_MARGIN) - Pt(SMALL)
        paragraph.paragraph_format.tab_stops.add_tab_stop(far, WD_TAB_ALIGNMENT.RIGHT)
        _run(paragraph, words, "song", SMALL)
    # What floats needs a paragraph to float at.
    _line(document, LEFT, 1)


def _settled(document: Document) -> bytes:
    """The file with the same moment on all its parts, so that equal papers are equal files."""
    made, settled = BytesIO(), BytesIO()
    document.save(made)
    with ZipFile(made) as source, ZipFile(settled, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = ZipInfo(name, FIRST_DAY)
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return settled.getvalue()


MAKERS: dict[type[Block], Callable[[Document, Any], None]] = {
    Title: _title,
    To: _to,
    Para: _para,
    Table: _table,
    Form: _form,
    Annexes: _annexes,
    Annex: _annex,
    Sign: _sign,
    Note: _note,
}
