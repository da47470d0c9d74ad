"""What a file really is, and whether it is safe to open: judged by its bytes, never by its name."""

import re
import unicodedata
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.files.models import FileKind
from bihuan.files.parsing import Refused
from bihuan.files.parsing.look import look
from bihuan.files.reading.words import refusal
from bihuan.kernel.errors import Invalid

LONGEST_NAME = 200
# Control, direction, half a letter, private, unassigned; the ends of lines and of paragraphs.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
MEGABYTE = 1_000_000
MIME = {
    FileKind.TXT: "text/plain; charset=utf-8",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPG: "image/jpeg",
}


def what_is_taken() -> str:
    """Which kinds of files are taken, for whoever is about to hand one in."""
    return _("%(kinds)s, up to %(size)s MB each.") % {
        "kinds": ", ".join(FileKind.values),
        "size": settings.FILE_MAX_SIZE // MEGABYTE,
    }


def kind_of(path: Path) -> FileKind:
    """Look at the bytes of a file and say what it is; refuse what the house does not take."""
    try:
        return FileKind(look(path))
    except Refused as refused:
        raise Invalid(refusal(str(refused))) from refused


def tidy_name(name: str) -> str:
    """The name as given, without folders, line ends, control and direction signs; shown, never a path."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign) not in UNSEEN).strip(" .")
    if len(shown) > LONGEST_NAME:
        stem, dot, ending = shown.rpartition(".")
        short = dot and len(ending) <= len(".docx")
        shown = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if short else shown[:LONGEST_NAME]
    return shown or _("Unnamed file")


def download_name(name: str, kind: str) -> str:
    """The name for saving: its ending tells the truth about the content."""
    endings = {FileKind.JPG: (".jpg", ".jpeg")}.get(FileKind(kind), (f".{kind}",))
    return name if name.lower().endswith(endings) else f"{name}.{kind}"
