"""Reading documents: the order of things, what is left out, and what is refused."""

import csv
import os
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from docx.oxml.ns import nsdecls

from bihuan.files.reading import Reading, read, refusal
from bihuan.files.reading.grid import pasted
from bihuan.kernel.errors import Invalid


def test_text_files_are_read_in_both_encodings(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        path = tmp_path / encoding
        path.write_bytes("各县区要抓好防汛。\n".encode(encoding))
        assert read(path, "txt") == Reading("各县区要抓好防汛。\n")


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


def test_a_short_paste_narrows_nothing_for_others() -> None:
    pasted("短\t1")
    assert list(csv.reader(["x" * 5_000])) == [["x" * 5_000]]
