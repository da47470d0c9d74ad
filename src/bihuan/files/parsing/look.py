"""What a file really is, and whether it is safe to keep: by its bytes, never by its name, in little memory.

Answers with a kind or refuses with a code. Nothing is unpacked but the few parts that say what a file does.
"""

import io
import mmap
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from bihuan.files.parsing import Refused
from bihuan.files.parsing.encodings import is_text
from bihuan.files.parsing.package import MAIN

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
# Programs and archives have no place inside a document.
XML = {".xml", ".rels"}
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)\b")
TELLING = ("[content_types].xml", "word/document", "word/header", "word/footer", "xl/externallinks/")
STOWAWAYS = {
    ".zip",
    ".rar",
    ".7z",
    ".exe",
    ".dll",
    ".js",
    ".vbs",
    ".bat",
    ".cmd",
    ".ps1",
    ".scr",
    ".hta",
    ".lnk",
}
MACROS = re.compile(rb"macroEnabled|vbaProject|ms-excel\.intlmacrosheet|excel\.macrosheet", re.I)
RELATION = re.compile(rb"<[^<>]*\bTargetMode\s*=\s*[\"']External[\"'][^<>]*>")
FETCHES = re.compile(rb"relationships/(?:attachedTemplate|oleObject|subDocument|frame|externalLinkPath)[\"']")
ELSEWHERE = re.compile(rb"\bTarget\s*=\s*[\"']\s*(?:https?:|ftp:|mhtml:|file://[^/]|\\\\)", re.I)
DDE = re.compile(
    rb"<(?:\w+:)?ddeLink\b|<(?:\w+:)?(?:instrText[^<>]*>|fldSimple[^<>]*instr=[\"'])\s*DDE(?:AUTO)?\b", re.I
)


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
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, zlib.error) as error:
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
            _refuse_xml(archive, each, path.suffix == ".rels" or name.startswith(TELLING))


def _refuse_xml(archive: zipfile.ZipFile, each: zipfile.ZipInfo, is_telling: bool) -> None:
    with archive.open(each) as file:
        # Office files declare no document type; one that does wants entities expanded or fetched.
        if DOCTYPE.search(file.read(OVERLAP).replace(b"\0", b"")):
            raise Refused("fetches")
    if is_telling:
        for content in _windows(archive, each):
            _refuse_words(each.filename.lower(), content)


def _windows(archive: zipfile.ZipFile, which: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces that overlap; without zeros, so that both widths of letters look alike."""
    with archive.open(which) as file:
        rest = b""
        while chunk := file.read(WINDOW):
            yield rest + chunk.replace(b"\0", b"")
            rest = chunk.replace(b"\0", b"")[-OVERLAP:]


def _refuse_words(name: str, content: bytes) -> None:
    if name == "[content_types].xml" and MACROS.search(content):
        raise Refused("macros")
    if name.endswith(".rels"):
        outward = (each for each in RELATION.findall(content) if FETCHES.search(each))
        if any(ELSEWHERE.search(each) for each in outward):
            raise Refused("fetches")
    elif DDE.search(content):
        raise Refused("fetches")
