"""Uploads: a hostile file is refused in a sentence, soon, in little memory, and leaves nothing behind.

Hands every file of the corpus in as a document, and as evidence where its bytes alone condemn it; good files
under hostile names, which must be taken and leave harmlessly; and matters whose words are formulas, which are
exported and opened again. With --mutate, every file is believed to be text, and cells go out as they are.
"""

import argparse
import csv
import io
import re
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reliability._ground import answer, installation
from reliability._hostile import ORDER, Bad, all_of_them, book, paper, word

MEGABYTE = 1 << 20
MOST_GROWTH_MB = 100
LONGEST_SECONDS = 15
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@a",
    "\t=1",
    "\r=1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://a","b")',
]
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
NAMES = [
    "../../etc/passwd",
    "C:\\windows\\win.ini",
    "a\r\nSet-Cookie: x=y.txt",
    "讲话\u202excod.exe",
    '讲“话”;a="b".html',
    "<svg onload=a()>.svg",
    "字" * 300 + ".docx",
    ".",
    "CON",
]


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    with installation(asked.db) as folder:
        from bihuan.supervision.tests.makers import make_cast

        if asked.mutate:
            _believe_everything()
        cast = make_cast()
        corpus = [bad for bad in all_of_them() if not (asked.quick and bad.is_slow)]
        tries = [each for bad in corpus for each in _tried(bad, cast.office)]
        taken = [name for name, was_taken, _seconds, _grown in tries if was_taken]
        slowest = max(tries, key=lambda each: each[2])
        grown = max(each[3] for each in tries)
        left = _left_behind(folder)
        good = _good_refused(cast.office)
        names = _escaped(folder, cast.office)
        cells = list(_dangerous_cells(cast))
        held = slowest[2] <= LONGEST_SECONDS and grown <= MOST_GROWTH_MB
        return {
            "promise": "hostile files are refused, soon, in little memory, and leave nothing behind",
            "files": len(corpus),
            "tries": len(tries),
            "accepted_bad": len(taken),
            "accepted": taken[:5],
            "left_behind": left,
            "good_refused": good,
            "escaped_names": names,
            "dangerous_cells": len(cells),
            "slowest": slowest[0],
            "slowest_seconds": round(slowest[2], 1),
            "rss_growth_mb": round(grown),
            "held": held and not (taken or left or good or names or cells),
        }


def _tried(bad: Bad, person: Any) -> Iterator[tuple[str, bool, float, float]]:
    """Each door: whether it let the file in, after how long, and how far this process grew meanwhile."""
    from bihuan.files import actions as files
    from bihuan.intake import actions as intake
    from bihuan.journal import clock

    content = bad.content()

    def as_document(upload: Any) -> None:
        intake.take_document(
            by=person, at=clock.now(), source_type="meeting", confirmed_unclassified=True, file=upload
        )

    def as_evidence(upload: Any) -> None:
        files.store(upload=upload, by=person, at=clock.now())

    for door in [as_document] if bad.only_read else [as_document, as_evidence]:
        yield bad.name, *_knocked(door, bad.name, content)


def _knocked(door: Any, name: str, content: bytes) -> tuple[bool, float, float]:
    from django.core.files.base import File

    from bihuan.kernel.errors import Invalid

    before, started = _begin_to_weigh(), time.monotonic()
    try:
        door(File(io.BytesIO(content), name=name))
        was_taken = True
    except Invalid as refusal:
        # A refusal without words is none.
        was_taken = not str(refusal).strip()
    return was_taken, time.monotonic() - started, (_peak() - before) / MEGABYTE


def _begin_to_weigh() -> int:
    """Forget the highest memory so far, and say what is in use."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak()


def _peak() -> int:
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


def _left_behind(folder: Path) -> int:
    from bihuan.files.models import StoredFile
    from bihuan.intake.models import Document
    from bihuan.journal.models import Event

    rows = StoredFile.objects.count() + Document.objects.count()
    rows += Event.objects.filter(verb__in=("file.store", "document.take")).count()
    return rows + sum(1 for path in (folder / "files").glob("*/*") if path.name != "lock")


def _good_refused(person: Any) -> list[str]:
    """Ordinary files that were not taken: a house that refuses everything keeps this promise badly."""
    from reliability._hostile import lines

    given = {
        "a.docx": word(),
        "a.xlsx": book(),
        "a.pdf": paper(lines(ORDER)),
        "a.txt": ORDER.encode("gb18030"),
    }
    tries = [
        (name, bad)
        for name, content in given.items()
        for bad in _tried(Bad(name, lambda c=content: c), person)
    ]
    return [name for name, (_name, was_taken, *_rest) in tries if not was_taken]


def _escaped(folder: Path, person: Any) -> list[str]:
    """Names that left the store's folder, or that could make a browser show what it should save."""
    from django.core.files.base import File

    from bihuan.files import actions as files
    from bihuan.files.queries import path_of, serve
    from bihuan.journal import clock

    out = []
    for number, name in enumerate(NAMES):
        page = f"<html><svg onload=a()>{number}</svg></html>".encode()
        upload = File(io.BytesIO(page))
        upload.name = name
        stored = files.store(upload=upload, by=person, at=clock.now())
        answered = serve(stored)
        head = answered["Content-Disposition"]
        is_inside = path_of(stored.sha256).resolve().is_relative_to((folder / "files").resolve())
        is_saved = head.startswith("attachment") and answered["Content-Type"].startswith("text/plain")
        is_plain = not set("/\\\r\n\u202e") & set(stored.name) and "\n" not in head
        answered.close()
        if not (is_inside and is_saved and is_plain and answered["X-Content-Type-Options"] == "nosniff"):
            out.append(name)
    return out


def _dangerous_cells(cast: Any) -> Iterator[str]:
    """Cells of the exported register that a spreadsheet takes for formulas when it opens the file."""
    from django.test import RequestFactory
    from django.urls import resolve

    from bihuan.journal import clock
    from bihuan.supervision import actions
    from bihuan.supervision.tests.makers import make_order

    for number, formula in enumerate(FORMULAS):
        order = make_order(
            cast, idem=f"f{number}", title=formula, requirement=formula, basis=formula, finish_due=None
        )
        actions.file_item(by=cast.office, at=clock.now(), order=order)
    request = RequestFactory().get("/tasks/", {"group": "waiting"})
    request.user = cast.office
    sheets = {}
    for form in ("csv", "xlsx"):
        view, _no, named = resolve(f"/tasks/export.{form}")
        sheets[form] = view(request, **named).getvalue()
    rows = list(csv.reader(io.StringIO(sheets["csv"].decode("utf-8-sig"), newline="")))
    if len(rows) <= len(FORMULAS):
        yield f"csv holds {len(rows)} rows"
    yield from (cell for row in rows for cell in row if cell.startswith(DANGEROUS))
    # A cell of xlsx says itself what it is: a text that begins with “=” is one until somebody types it anew.
    with zipfile.ZipFile(io.BytesIO(sheets["xlsx"])) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    if sheet.count(b"<row ") <= len(FORMULAS):
        yield f"xlsx holds {sheet.count(b'<row ')} rows"
    yield from (str(found) for found in re.findall(rb"<c [^<>]*><f\b[^<>]*>|<hyperlink\b", sheet))


def _believe_everything() -> None:
    """The fault that --mutate plants: no file is looked at, and cells go out as they are."""
    from bihuan.files import actions as files
    from bihuan.files.models import FileKind
    from bihuan.supervision.queries import export

    files.kind_of = lambda path: FileKind.TXT  # type: ignore[attr-defined, assignment]
    export._harmless = lambda cell: cell  # type: ignore[assignment]


if __name__ == "__main__":
    sys.exit(
        answer(
            __doc__ or "",
            attempt,
            quick={"action": "store_true", "help": "leave out the files that use up their time"},
        )
    )
