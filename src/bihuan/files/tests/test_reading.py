"""Reading documents: the order of things, what is left out, and what is refused."""

import os
import sys
import zipfile
from pathlib import Path

import docx
import pytest
import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from bihuan.files.reading import Reading, child, read, refusal, warning_text
from bihuan.kernel.errors import Invalid


def pdf(path: Path, pages: list[list[str]]) -> Path:
    """A small PDF with a Chinese text layer (a font that every reader knows, nothing embedded)."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * n) for n in range(len(pages)))),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/FontDescriptor 5 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0"
        b"/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
    ]
    for n, lines in enumerate(pages):
        words = b"".join(b"<%s> Tj 0 -20 Td\n" % line.encode("utf-16-be").hex().encode() for line in lines)
        content = b"BT /F1 12 Tf 60 780 Td\n" + words + b"ET"
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (7 + 2 * n)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    out, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, item)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % p for p in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    path.write_bytes(out)
    return path


def test_text_files_are_read_in_both_encodings(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        path = tmp_path / encoding
        path.write_bytes("各县区要抓好防汛。\n".encode(encoding))
        assert read(path, "txt") == Reading("各县区要抓好防汛。\n")


def test_a_word_document_gives_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("一、总体要求")
    table = made.add_table(rows=2, cols=3)
    for n, words in enumerate(["序号", "任务", "牵头单位", "1", "清淤", "市水利局\n市城管局"]):
        table.cell(n // 3, n % 3).text = words
    made.add_paragraph("二、保障措施")
    made.save(str(tmp_path / "a.docx"))
    found = read(tmp_path / "a.docx", "docx")
    assert found.text.split("\n") == [
        "一、总体要求",
        "序号\t任务\t牵头单位",
        "1\t清淤\t市水利局 市城管局",
        "二、保障措施",
    ]


def test_merged_cells_are_not_doubled(tmp_path: Path) -> None:
    made = docx.Document()
    table = made.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "市水利局"
    table.cell(0, 1).text = "清淤"
    table.cell(1, 1).text = "筑堤"
    made.save(str(tmp_path / "a.docx"))
    assert read(tmp_path / "a.docx", "docx").text == "市水利局\t清淤\n\t筑堤"


NUMBERING = """<w:numbering %s>
<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%%2."/></w:lvl>
</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def test_automatic_numbers_are_written_out(tmp_path: Path) -> None:
    made = docx.Document()
    for level, words in [(0, "总体要求"), (1, "清淤"), (1, "筑堤"), (0, "保障措施"), (1, "经费")]:
        number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>'
        made.add_paragraph(words)._p.get_or_add_pPr().append(parse_xml(number))
    made.part.numbering_part._element = parse_xml(NUMBERING % nsdecls("w"))
    made.save(str(tmp_path / "a.docx"))
    assert read(tmp_path / "a.docx", "docx").text.split("\n") == [
        "一、总体要求",
        "1.清淤",
        "2.筑堤",
        "二、保障措施",
        "1.经费",
    ]


def test_tracked_insertions_count_and_deletions_do_not(tmp_path: Path) -> None:
    made = docx.Document()
    paragraph = made.add_paragraph("市水利局")
    for tag, words in (("ins", "<w:t>牵头</w:t>"), ("del", "<w:delText>配合</w:delText>")):
        paragraph._p.append(parse_xml(f"<w:{tag} {nsdecls('w')}><w:r>{words}</w:r></w:{tag}>"))
    made.save(str(tmp_path / "a.docx"))
    found = read(tmp_path / "a.docx", "docx")
    assert found == Reading("市水利局牵头", ("tracked",))
    assert warning_text("tracked") != "tracked"


def test_a_workbook_gives_rows_with_tabs_and_leaves_hidden_sheets_out(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("分解表")
    sheet.write_row(0, 0, ["序号", "任务", "目标"])
    sheet.write_row(1, 0, [1, "新增停车位\n（个）", 5000.0])
    sheet.write_row(3, 0, [2, "绿化率", 0.415])
    book.add_worksheet("草稿").hide()
    book.close()
    found = read(tmp_path / "a.xlsx", "xlsx")
    assert found == Reading("序号\t任务\t目标\n1\t新增停车位 （个）\t5000\n2\t绿化率\t0.415", ("hidden",))


def test_a_pdf_gives_its_text_layer_without_running_heads(tmp_path: Path) -> None:
    words = ["清淤的河段要逐段验收", "泵站要在汛前试机", "危房里的住户要搬出", "水库要有人值守"]
    body = [[f"{w}，这一行没有写", "完的话写在下一行。"] for w in words]
    pages = [["云岭市政府文件", *lines, f"- {n} -"] for n, lines in enumerate(body, 1)]
    found = read(pdf(tmp_path / "a.pdf", pages), "pdf")
    assert found.warnings == ("heads",)
    assert found.text.split("\n") == [line for lines in body for line in lines]


def test_a_scanned_pdf_says_that_it_has_no_text_layer(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        read(pdf(tmp_path / "a.pdf", [[], []]), "pdf")
    assert str(refused.value) == refusal("scanned")


def test_pages_without_text_are_told(tmp_path: Path) -> None:
    found = read(pdf(tmp_path / "a.pdf", [["各县区要抓好防汛工作落实。"], []]), "pdf")
    assert found == Reading("各县区要抓好防汛工作落实。", ("pages",))


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx"])
def test_broken_files_are_refused_with_a_sentence(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "broken"
    path.write_bytes(b"PK\x03\x04" + os.urandom(400))
    with pytest.raises(Invalid) as refused:
        read(path, kind)
    assert str(refused.value) == refusal("damaged")


def test_pictures_have_no_text(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        read(tmp_path / "a.png", "png")


def word_file(path: Path, document: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return path


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    with pytest.raises(Invalid) as refused:
        read(word_file(tmp_path / "a.docx", bomb), "docx")
    assert str(refused.value) == refusal("damaged")


def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    word = f"<w:document {nsdecls('w')}><w:body>".encode()
    huge = word + b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 3_000_000 + b"</w:body></w:document>"
    with pytest.raises(Invalid) as refused:
        read(word_file(tmp_path / "a.docx", huge), "docx")
    assert str(refused.value) == refusal("heavy")


def test_the_child_needs_nothing_of_the_house() -> None:
    assert "bihuan" not in Path(child.__file__).read_text(encoding="utf-8").replace('"""', "")
    assert sys.executable
