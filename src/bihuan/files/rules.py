"""What a file really is, and whether it is safe to open: judged by its bytes, never by its name."""

import re
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from bihuan.files.models import FileKind
from bihuan.kernel.errors import Invalid

HEAD = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A word processor's file holds tens of parts and grows about tenfold when unpacked.
MOST_PARTS = 5_000
LARGEST_UNPACKED = 200_000_000
LARGEST_PART = 120_000_000
STEEPEST_RATIO = 120
SMALL_PART = 1_000_000
LONGEST_NAME = 200
# Control characters that no written text contains; tab, line feed, form feed and return are fine.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
MIME = {
    FileKind.TXT: "text/plain; charset=utf-8",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPG: "image/jpeg",
}
ENCODINGS = ("utf-8-sig", "gb18030")
MARKED_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def kind_of(path: Path) -> FileKind:
    """Look at the bytes of a file and say what it is; refuse what the house does not take."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return FileKind.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPG
    if head.startswith(b"PK"):
        return _office_kind(path)
    if head.startswith(OLE):
        raise Invalid(
            _(
                "This is an old Word or Excel file, or one with a password. "
                "Save it without a password as docx or xlsx."
            )
        )
    if decoded(path.read_bytes()) is not None:
        return FileKind.TXT
    raise Invalid(_("Only txt, docx, xlsx, pdf, png and jpg can be handed in. This file is something else."))


def decoded(content: bytes) -> str | None:
    """The text in these bytes, in the encodings that Chinese offices use; None when they hold no text."""
    marked = MARKED_ENCODINGS.get(content[:2])
    for encoding in [marked] if marked else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not NOT_TEXT.search(text):
            return text
    return None


def _office_kind(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_bomb(parts, path.stat().st_size)
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise Invalid(_("This file is damaged: it cannot be unpacked.")) from error
    if any(PurePosixPath(name.lower()).name.startswith("vbaproject") for name in names):
        raise Invalid(_("This file contains macros. Save it without macros as docx or xlsx."))
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return FileKind.DOCX
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return FileKind.XLSX
    raise Invalid(_("Archives are not taken. Hand in the files inside one by one."))


def _refuse_bomb(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse an archive that would unpack to far more than a document ever does, by its own directory."""
    if any(part.flag_bits & 0x1 for part in parts):
        raise Invalid(_("This file has a password. Save it without one."))
    steep = any(
        part.file_size > SMALL_PART and part.file_size > STEEPEST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    too_large = sum(part.file_size for part in parts) > LARGEST_UNPACKED or any(
        part.file_size > LARGEST_PART for part in parts
    )
    # Parts that overlap let a small file unpack to a huge one while each ratio looks harmless.
    overlapping = sum(part.compress_size for part in parts) > size
    if steep or too_large or overlapping or len(parts) > MOST_PARTS:
        raise Invalid(_("This file would unpack to an unreasonable size and was not taken."))


def tidy_name(name: str) -> str:
    """The name as given, without folders, control and direction characters; only ever shown, never a path."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip(" .")
    if len(shown) > LONGEST_NAME:
        stem, dot, ending = shown.rpartition(".")
        short = dot and len(ending) <= len(".docx")
        shown = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if short else shown[:LONGEST_NAME]
    return shown or _("Unnamed file")


def download_name(name: str, kind: str) -> str:
    """The name for saving: its ending tells the truth about the content."""
    endings = {FileKind.JPG: (".jpg", ".jpeg")}.get(FileKind(kind), (f".{kind}",))
    return name if name.lower().endswith(endings) else f"{name}.{kind}"
