"""Looking at bytes: each refusal has a sentence of its own, and little memory is needed."""

import io
import tracemalloc
from pathlib import Path

import pytest

from bihuan.files.parsing import Refused
from bihuan.files.parsing.look import look
from bihuan.files.reading.words import refusal
from bihuan.files.tests import makers
from bihuan.files.tests.makers import archive, office

MANY = 15_000_000
# A link outside, its words hidden from a plain search; and a command cut up into two runs.
RELATION = b'<a><b Type="x/oleObject" TargetMode="Extern&#97;l" Target="h&#116;tps://example.org/a"/></a>'
CUT_UP = b"<w:a xmlns:w='w'><w:instrText> DDE</w:instrText><w:instrText>AUTO cmd</w:instrText></w:a>"
OLE = makers.OLE[:8]


def seen(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "a"
    path.write_bytes(content)
    try:
        return look(path)
    except Refused as refused:
        return f"refused: {refused}"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (OLE + "WordDocument".encode("utf-16-le"), "old_word"),
        (OLE + "Workbook".encode("utf-16-le"), "old_sheet"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"{\\rtf1 a}", "rich_text"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>', "rich_text"),
        (archive({"[Content_Types].xml": b"a", "ppt/presentation.xml": b"a"}), "slides"),
        (archive({"OFD.xml": b"a"}), "ofd"),
        (archive({"mimetype": b"a"}), "other_office"),
        (archive({"a.docx": makers.DOCX}), "archive"),
        (office("word", "document.xml", **{"word/embeddings/a.js": b"a"}), "stowaway"),
        (office("word", "document.xml", **{"word/_rels/a.rels": b"<!DOCTYPE a>"}), "fetches"),
        (office("word", "document.xml", **{"word/b.xml": "<!ENTITY a>".encode("utf-16")}), "fetches"),
        (office("word", "document.xml", **{"word/_rels/a.rels": RELATION}), "fetches"),
        (
            office("word", "document.xml", **{"word/_rels/a.rels": b'<a TargetMode="External" ' * 40_000}),
            "torn",
        ),
        (archive({"[Content_Types].xml": b"<a/>", "word/document.xml": CUT_UP}), "fetches"),
        (office("word", "document.xml", **{"../a.xml": b"a"}), "torn"),
        (makers.PDF + makers.DOCX, "two_kinds"),
        (b"<script>" + makers.PDF + b"\x00", "two_kinds"),
        (makers.DOCX + b"a", "torn"),
        (makers.DOCX[:-30], "torn"),
        (b"X5O!EICAR-STANDARD-ANTIVIRUS-TEST-FILE", "virus"),
        (b"MZ\x90\x00", "unknown"),
    ],
)
def test_each_refusal_has_a_reason_and_a_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    assert seen(tmp_path, content) == f"refused: {code}"
    assert refusal(code) != refusal("heavy")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xef\xbb\xbf\r\n" + makers.PDF, "pdf"),
        ("PK大赛方案".encode(), "txt"),
        ("各單位要報告。".encode("big5"), "txt"),
        ("截断的字".encode()[:-1], "txt"),
        (b"<html><script>a()</script></html>", "txt"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="a()"/>', "txt"),
        (office("word", "document2.xml"), "docx"),
        (office("word", "document.xml", **{"word/embeddings/a.xlsx": makers.XLSX}), "docx"),
    ],
)
def test_what_only_looks_odd_is_taken_for_what_it_is(tmp_path: Path, content: bytes, kind: str) -> None:
    assert seen(tmp_path, content) == kind


@pytest.mark.parametrize(
    "content",
    ["各单位要抓紧办理。".encode("gb18030") * 900_000, "各单位要抓紧办理。😀".encode() * 500_000,
     b"PK\x03\x04" + bytes(MANY) + b"PK\x05\x06" + bytes(8) + MANY.to_bytes(4, "little") + bytes(6)],
    ids=["gb18030", "rare letters", "directory"],
)  # fmt: skip
def test_large_files_are_looked_at_in_little_memory(tmp_path: Path, content: bytes) -> None:
    tracemalloc.start()
    assert seen(tmp_path, content) in {"txt", "refused: bomb"}
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert highest < 8_000_000


def test_a_macro_is_found_under_any_name(tmp_path: Path) -> None:
    types = b'<Override PartName="/word/a.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    stream = io.BytesIO(
        archive({"[Content_Types].xml": types, "word/document.xml": b"<x/>", "word/a.bin": b"a"})
    )
    assert seen(tmp_path, stream.getvalue()) == "refused: macros"
