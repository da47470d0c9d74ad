"""Contents of every kind, good and hostile, as bytes; and people to hand them in."""

import io
import struct
import zipfile
from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.people.models import ADMIN_ROLES, Person, Role, RoleGrant, Unit, UnitKind

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def make_unit(name: str = "市教育局") -> Unit:
    number = Unit.objects.count() + 1
    return Unit.objects.create(
        name=name, short_name=name, kind=UnitKind.DEPARTMENT, path=f"{number}.", sort_key=name
    )


def make_person(username: str = "zhou", *, role: Role | None = None, unit: Unit | None = None) -> Person:
    person = Person.objects.create_user(username=username, name=username)
    if role:
        slot = person.pk if role in ADMIN_ROLES else None
        RoleGrant.objects.create(person=person, role=role, unit=unit, granted_at=NOON, admin_slot=slot)
    return person


def upload(content: bytes, name: str = "讲话.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def archive(parts: dict[str, bytes], *, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compress) as writing:
        for name, content in parts.items():
            writing.writestr(name, content)
    return stream.getvalue()


def office(folder: str, main: str, **more: bytes) -> bytes:
    return archive({"[Content_Types].xml": b"<Types/>", f"{folder}/{main}": b"<x/>", **more})


PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + b"\x00" * 17
JPG = b"\xff\xd8\xff\xe0" + b"\x00" * 40
PDF = b"%PDF-1.7\n%%EOF"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
DOCX = office("word", "document.xml")
XLSX = office("xl", "workbook.xml")
WITH_MACROS = office("word", "document.xml", **{"word/vbaProject.bin": b"x"})
BOMB = office("word", "document.xml", **{"word/media/a.xml": b"\x00" * 30_000_000})
PLAIN_ZIP = archive({"a.txt": b"a"})


def locked_zip() -> bytes:
    """An archive whose parts are marked as encrypted."""
    content = bytearray(DOCX)
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + flag] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)
