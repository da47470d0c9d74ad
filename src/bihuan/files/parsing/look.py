"""What a file really is, and whether it is safe to keep: by its bytes, never by its name, in little memory.

Answers with a kind or refuses with a code. Nothing is unpacked but the few parts that say what a file does.
"""

import io
import mmap
import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from bihuan.files.parsing import Refused
from bihuan.files.parsing.encodings import is_text
from bihuan.files.parsing.package import MAIN, part

HEAD = 4096
CHUNK = 1 << 16
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n"
JPG = b"\xff\xd8\xff"
# The string by which virus scanners are tried out; a house that takes it has none before its door.
EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
RICH_TEXT = (b"{\\rtf", b"MIME-Version:")
FLAT_OFFICE = re.compile(rb"<\?mso-application|schemas\.microsoft\.com/office/2006/xmlPackage")
# What old files of Office are called inside, and what a password turns them into.
OLD = {
    "EncryptedPackage": "password",
    "WordDocument": "old_word",
    "Workbook": "old_sheet",
    "Book": "old_sheet",
}
# A word processor's file holds tens of parts and grows about tenfold when unpacked.
MOST_PARTS = 5_000
LARGEST_DIRECTORY = 2_000_000
LARGEST_UNPACKED = 200_000_000
LARGEST_PART = 120_000_000
STEEPEST_RATIO = 120
SMALL_PART = 1_000_000
LARGEST_LIST = 1_000_000
WINDOW, OVERLAP = 1 << 20, 4096
END = b"PK\x05\x06"
END_SIZE = 22
LONGEST_COMMENT = 65_535
OTHERS = {
    "ppt/presentation.xml": "slides",
    "OFD.xml": "ofd",
    "mimetype": "other_office",
    "xl/workbook.bin": "old_sheet",
}
UNREADABLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    OSError,
    ValueError,
    EOFError,
    zlib.error,
    ElementTree.ParseError,
    expat.ExpatError,
)
XML = {".xml", ".rels"}
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)\b")
TELLING = ("word/document", "word/header", "word/footer", "xl/externallinks/")
# Programs and archives have no place inside a document.
STOWAWAYS = {
    ".zip", ".rar", ".7z", ".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".scr", ".hta", ".lnk",
}  # fmt: skip
MACROS = re.compile("macroEnabled|vbaProject|intlmacrosheet|excel\\.macrosheet", re.I)
FOLLOWED = {"attachedTemplate", "oleObject", "subDocument", "frame", "externalLinkPath"}
ELSEWHERE = re.compile(r"\s*(?:https?:|ftp:|mhtml:|file://[^/]|\\\\)", re.I)
FIELD = re.compile(rb"<(?:\w{1,20}:)?(?:instrText[^<>]*>|fldSimple\b)([^<>]*)")
DDE = re.compile(r"(?:^|[\s\"'])DDE(?:AUTO)?\s", re.I)
DDE_LINK = re.compile(rb"<(?:\w{1,20}:)?ddeLink\b", re.I)


def look(path: Path) -> str:
    """The kind of a file, or Refused with the reason why the house does not take it."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if EICAR in head:
        raise Refused("virus")
    if head.startswith((b"PK\x03\x04", END)):
        return _office(path, head)
    if head.startswith(OLE):
        raise Refused(_old(path))
    if head.startswith(RICH_TEXT) or FLAT_OFFICE.search(head):
        raise Refused("rich_text")
    kind = _plain(path, head)
    if kind != "txt" and _is_archive_too(path):
        raise Refused("two_kinds")
    return kind


def _plain(path: Path, head: bytes) -> str:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(PNG) and head[12:16] == b"IHDR":
        return "png"
    if head.startswith(JPG):
        return "jpg"
    if is_text(head, lambda: _chunks(path)):
        return "txt"
    raise Refused("two_kinds" if b"%PDF-" in head[:1024] else "unknown")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _old(path: Path) -> str:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        found = (code for name, code in OLD.items() if content.find(name.encode("utf-16-le")) >= 0)
        return next(found, "old_word")


def _is_archive_too(path: Path) -> bool:
    """Whether the end of the file is the end of an archive, as readers of archives would see it."""
    tail = _tail(path)
    at = tail.rfind(END)
    return at >= 0 and _ends_there(tail, at)


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(size - END_SIZE - LONGEST_COMMENT, 0))
        return file.read()


def _ends_there(tail: bytes, at: int) -> bool:
    end = tail[at : at + END_SIZE]
    return len(end) == END_SIZE and at + END_SIZE + int.from_bytes(end[20:22], "little") == len(tail)


class _Sparing(io.FileIO):
    """A file of which nobody reads much at once: the directory of an archive may claim to be huge."""

    def read(self, size: int | None = -1, /) -> bytes:
        asked = LARGEST_DIRECTORY + 1 if size is None or size < 0 else size
        content = super().read(min(asked, LARGEST_DIRECTORY + 1)) or b""
        if asked > LARGEST_DIRECTORY < len(content):
            raise Refused("bomb")
        return content


def _office(path: Path, head: bytes) -> str:
    if b"%PDF-" in head[:1024] or not _is_archive_too(path):
        raise Refused("two_kinds" if b"%PDF-" in head[:1024] else "torn")
    try:
        with _Sparing(path) as file, zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _refuse_bomb(parts, path.stat().st_size)
            kind = _kind_of_parts({each.filename for each in parts})
            _refuse_deeds(archive, parts)
    except UNREADABLE as error:
        raise Refused("torn") from error
    return kind


def _kind_of_parts(names: set[str]) -> str:
    if "[Content_Types].xml" in names:
        if any(MAIN.match(name) for name in names):
            return "docx"
        if "xl/workbook.xml" in names:
            return "xlsx"
    raise Refused(next((code for name, code in OTHERS.items() if name in names), "archive"))


def _refuse_bomb(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse an archive that would unpack to far more than a document ever does, by its own directory."""
    if any(each.flag_bits & 0x1 for each in parts):
        raise Refused("password")
    if any(each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for each in parts):
        raise Refused("torn")
    steep = any(
        each.file_size > SMALL_PART and each.file_size > STEEPEST_RATIO * max(each.compress_size, 1)
        for each in parts
    )
    too_large = sum(each.file_size for each in parts) > LARGEST_UNPACKED or any(
        each.file_size > LARGEST_PART for each in parts
    )
    # Parts that overlap let a small file unpack to a huge one while each ratio looks harmless.
    overlapping = sum(each.compress_size for each in parts) > size
    if steep or too_large or overlapping or len(parts) > MOST_PARTS:
        raise Refused("bomb")
    if len({each.filename for each in parts}) < len(parts):
        # Two parts of one name: who looks sees the one, who opens sees the other.
        raise Refused("two_kinds")


def _refuse_deeds(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse what would do something when it is opened: programs, macros, fetching, commands in fields."""
    for each in parts:
        name = each.filename.lower()
        path = PurePosixPath(name.replace("\\", "/"))
        if path.name.startswith("vbaproject") or "macrosheets" in path.parts:
            raise Refused("macros")
        if path.suffix in STOWAWAYS:
            raise Refused("stowaway")
        if ".." in path.parts or path.is_absolute():
            raise Refused("torn")
        if path.suffix in XML:
            _refuse_xml(archive, each)


def _refuse_xml(archive: zipfile.ZipFile, each: zipfile.ZipInfo) -> None:
    with archive.open(each) as file:
        # Office files declare no document type; one that does wants entities expanded or fetched.
        if DOCTYPE.search(file.read(OVERLAP).replace(b"\0", b"")):
            raise Refused("fetches")
    name = each.filename.lower()
    if name.endswith((".rels", "[content_types].xml")):
        if each.file_size > LARGEST_LIST:
            raise Refused("bomb")
        _refuse_list(part(archive, each.filename))
    elif name.startswith(TELLING) and any(map(_is_command, _windows(archive, each))):
        raise Refused("fetches")


def _refuse_list(root: Any) -> None:
    """Refuse macros in the list of types, and links that would be followed without a question."""
    for each in root.iter():
        if MACROS.search(each.get("ContentType", "")):
            raise Refused("macros")
        is_followed = each.get("Type", "").rpartition("/")[2] in FOLLOWED
        if is_followed and each.get("TargetMode") == "External" and ELSEWHERE.match(each.get("Target", "")):
            raise Refused("fetches")


def _is_command(content: bytes) -> bool:
    """Whether a piece of a document holds a field that runs a program, even one cut up into many runs."""
    words = b"".join(FIELD.findall(content)).decode("utf-8", "replace")
    return DDE_LINK.search(content) is not None or DDE.search(unescape(words)) is not None


def _windows(archive: zipfile.ZipFile, which: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces that overlap; without zeros, so that both widths of letters look alike."""
    with archive.open(which) as file:
        rest = b""
        while chunk := file.read(WINDOW):
            yield rest + chunk.replace(b"\0", b"")
            rest = chunk.replace(b"\0", b"")[-OVERLAP:]
