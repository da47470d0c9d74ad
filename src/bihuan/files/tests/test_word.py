"""Reading a Word file: the order of things, what is left out, and what is said about it."""

from pathlib import Path

import docx
import pytest
from docx.oxml.ns import nsdecls

from bihuan.files.parsing.numbers import shown
from bihuan.files.reading import Reading, read, warning_text
from bihuan.files.tests.papers import add, paragraph, saved, written

HIDDEN, SHOWN = "<w:rPr><w:vanish/></w:rPr>", '<w:rPr><w:vanish w:val="0"/></w:rPr>'
BY_STYLE = '<w:rPr><w:rStyle w:val="Secret"/></w:rPr>'
CONTENTS = '<w:pPr><w:pStyle w:val="12"/></w:pPr>'


def run(words: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t>{words}</w:t></w:r>"


def found(tmp_path: Path, body: str, **parts: bytes) -> Reading:
    return read(written(tmp_path / "a.docx", body, **parts), "docx")


def test_paragraphs_and_tables_come_in_order(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("一、总体要求")
    table = made.add_table(rows=2, cols=3)
    for n, words in enumerate(["序号", "任务", "牵头单位", "1", "清淤", "市水利局\n市城管局"]):
        table.cell(n // 3, n % 3).text = words
    made.add_paragraph("二、保障措施")
    assert read(saved(made, tmp_path / "a.docx"), "docx").text.split("\n") == [
        "一、总体要求",
        "序号\t任务\t牵头单位",
        "1\t清淤\t市水利局 市城管局",
        "二、保障措施",
    ]


def test_merged_cells_stand_once_and_keep_the_columns_in_place(tmp_path: Path) -> None:
    made = docx.Document()
    table = made.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "市水利局"
    table.cell(2, 0).merge(table.cell(2, 1)).text = "合计"
    for row, column, words in [(0, 1, "清淤"), (0, 2, "6月"), (1, 1, "筑堤"), (1, 2, "9月"), (2, 2, "2项")]:
        table.cell(row, column).text = words
    lines = read(saved(made, tmp_path / "a.docx"), "docx").text.split("\n")
    assert lines == ["市水利局\t清淤\t6月", "\t筑堤\t9月", "合计\t\t2项"]


def test_a_table_inside_a_cell_stands_below_its_row_and_once(tmp_path: Path) -> None:
    made = docx.Document()
    outer = made.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "附表"
    inner = outer.cell(0, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "清淤", "市水利局"
    assert read(saved(made, tmp_path / "a.docx"), "docx").text.split("\n") == ["附表", "清淤\t市水利局"]


NUMBERING = f"""<w:numbering {nsdecls("w")}>
<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%3章"/></w:lvl></w:abstractNum>
<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="7"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>"""


def test_automatic_numbers_are_written_out(tmp_path: Path) -> None:
    said = [(0, "总体要求", 3), (1, "清淤", 3), (1, "筑堤", 3), (0, "保障措施", 3), (1, "经费", 3),
            (2, "总则", 3), (0, "从头数", 4), (0, "接着数", 4)]  # fmt: skip
    number = '<w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr></w:pPr>'
    body = "".join(paragraph(words, number.format(level, which)) for level, words, which in said)
    table = f"<w:tbl><w:tr><w:tc>{paragraph('表中', number.format(0, 4))}</w:tc></w:tr></w:tbl>"
    assert found(tmp_path, body + table, word__numbering_xml=NUMBERING.encode()).text.split("\n") == [
        "一、总体要求", "1.清淤", "2.筑堤", "二、保障措施", "1.经费", "第一章 总则",
        "一、从头数", "二、接着数", "三、表中",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "number", "sign"),
    [("chineseCounting", 10, "十"), ("chineseCounting", 21, "二十一"),
     ("chineseLegalSimplified", 12, "壹拾贰"), ("decimalEnclosedCircle", 3, "③"), ("upperRoman", 14, "XIV"),
     ("lowerLetter", 27, "aa"),
     ("decimalFullWidth", 12, "１２"), ("decimalZero", 7, "07"), ("ideographTraditional", 2, "乙"),
     ("somethingNew", 5, "5")],
)  # fmt: skip
def test_numbers_look_as_word_shows_them(kind: str, number: int, sign: str) -> None:
    assert shown(number, kind) == sign


def test_tracked_insertions_count_and_deletions_do_not(tmp_path: Path) -> None:
    gone = "<w:del><w:r><w:delText>配合</w:delText></w:r></w:del>"
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    row = "<w:tr>{}<w:tc>{}</w:tc></w:tr>"
    rows = row.format("", paragraph("清淤")) + row.format("<w:trPr><w:del/></w:trPr>", paragraph("旧"))
    body = (
        f"<w:p>{run('市水利局')}<w:ins>{run('牵头')}</w:ins>{gone}<w:moveFrom>{run('移走')}</w:moveFrom></w:p>"
        f"{paragraph('一段', mark)}{paragraph('并成一段')}<w:tbl>{rows}</w:tbl>"
    )
    assert found(tmp_path, body) == Reading("市水利局牵头\n一段并成一段\n清淤", ("tracked",))


NOTES = f"""<w:{{0}}notes {nsdecls("w")}><w:{{0}}note w:id="0">{paragraph("分隔线")}</w:{{0}}note>
<w:{{0}}note w:id="2">{paragraph(" 由市水利局解释")}</w:{{0}}note></w:{{0}}notes>"""


@pytest.mark.parametrize("kind", ["foot", "end"])
def test_notes_stand_below_their_paragraph(tmp_path: Path, kind: str) -> None:
    mark = f'<w:r><w:{kind}noteReference w:id="2"/></w:r>'
    body = f"<w:p>{run('清淤')}{mark}{run('办好')}</w:p>{paragraph('下一段')}"
    reading = found(tmp_path, body, **{f"word__{kind}notes_xml": NOTES.format(kind).encode()})
    assert reading == Reading("清淤办好\n注：由市水利局解释\n下一段", ("notes",))


def test_a_note_in_a_table_stands_below_its_row(tmp_path: Path) -> None:
    cells = "".join(f"<w:tc><w:p>{run(words)}{more}</w:p></w:tc>" for words, more in
                    [("清淤", '<w:r><w:footnoteReference w:id="2"/></w:r>'), ("市水利局", "")])  # fmt: skip
    reading = found(tmp_path, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>",
                    word__footnotes_xml=NOTES.format("foot").encode())  # fmt: skip
    assert reading.text == "清淤\t市水利局\n注：由市水利局解释"


def test_a_text_box_is_read_once_below_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('框中一')}{paragraph('框中二')}</w:txbxContent>"
    drawn = (
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    document = docx.Document()
    microsoft = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    fallback = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    names = f'{nsdecls("w")} xmlns:wps="{microsoft}" xmlns:mc="{fallback}" xmlns:v="urn:old"'
    body = f"<w:p>{run('正文')}<w:r>{drawn}</w:r>{run('接着')}</w:p>{paragraph('下一段')}"
    add(document, body, names)
    assert read(saved(document, tmp_path / "a.docx"), "docx") == Reading(
        "正文接着\n框中一\n框中二\n下一段", ("boxes",)
    )


STYLES = f"""<w:styles {nsdecls("w")}>
<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="12"><w:name w:val="toc 1"/></w:style></w:styles>"""


@pytest.mark.parametrize(
    ("body", "text", "warnings"),
    [
        (f"<w:p>{run('看见')}{run('不见', HIDDEN)}</w:p>", "看见", ("vanished",)),
        (f"<w:p>{run('看见')}{run('不见', BY_STYLE)}</w:p>", "看见", ("vanished",)),
        (f"<w:p>{run('看见')}{run('也见', SHOWN)}</w:p>", "看见也见", ()),
        (f"{paragraph('总则 1', CONTENTS)}{paragraph('总则')}", "总则", ("contents",)),
        (f"<w:p>{run('正文')}<w:r><w:commentReference w:id='1'/></w:r></w:p>", "正文", ("comments",)),
        (f"<w:p>{run('正文')}<w:r><w:object/></w:r></w:p>", "正文", ("embedded",)),
        (f"<w:p>{run('正文')}<w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>", "正文", ("pictures",)),
        (f"<w:sdt><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>", "控件", ()),
        (f"<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('点这里')}</w:sdtContent></w:sdt>"
         f"{run('正文')}</w:p>", "正文", ()),
        (f"<w:p>{run('见')}<w:hyperlink>{run('通知')}</w:hyperlink></w:p>", "见通知", ()),
        (f"<w:p>{run('上')}<w:r><w:br/></w:r>{run('下')}</w:p>", "上\n下", ()),
        (f"<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>REF a</w:instrText></w:r>"
         f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run('第三条')}</w:p>", "第三条", ()),
        (f"<w:p><w:r><w:ruby><w:rt>{run('zhi')}</w:rt><w:rubyBase>{run('制')}</w:rubyBase></w:ruby></w:r></w:p>",
         "制", ()),
        (f"{paragraph('左栏')}<w:p>"
         f"<w:pPr><w:sectPr><w:cols w:num='2'/></w:sectPr></w:pPr>{run('右栏')}</w:p>",
         "左栏\n右栏", ()),
    ],
)  # fmt: skip
def test_what_is_read_what_is_left_out_and_what_is_said(
    tmp_path: Path, body: str, text: str, warnings: tuple[str, ...]
) -> None:
    assert found(tmp_path, body, word__styles_xml=STYLES.encode()) == Reading(text, warnings)
    assert all(warning_text(code) != code for code in warnings)


def test_running_heads_are_no_part_of_the_text(tmp_path: Path) -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "云岭市政府文件"
    made.sections[0].footer.paragraphs[0].text = "第1页"
    made.add_paragraph("正文")
    assert read(saved(made, tmp_path / "a.docx"), "docx").text == "正文"


def test_a_grade_of_secrecy_in_a_running_head_is_not_lost(tmp_path: Path) -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "机密★20年"
    made.add_paragraph("正文")
    assert read(saved(made, tmp_path / "a.docx"), "docx").text == "机密★20年\n正文"


def test_both_forms_of_office_xml_are_read(tmp_path: Path) -> None:
    strict = b'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>%s</w:body></w:document>'
    made = saved(docx.Document(), tmp_path / "a.docx", word__document_xml=strict % paragraph("正文").encode())
    assert read(made, "docx").text == "正文"
