"""What is said about a file: why it was not taken and what to do, and what reading it left out."""

from django.utils.translation import gettext as _

from bihuan.files.models import FileKind


def refusal(code: str) -> str:
    """Why a file could not be taken or read, and what to do."""
    return (_not_taken() | _not_read()).get(code) or _(
        "Reading this file takes too much time or memory. Save it again, or paste its text."
    )


def _not_taken() -> dict[str, str]:
    return {
        "unknown": _("Only %(kinds)s can be handed in. This file is something else.")
        % {"kinds": ", ".join(FileKind.values)},
        "password": _("The file has a password. Save it without one and hand it in again."),
        "old_word": _("This is an old Word or WPS file (doc, wps). Open it and save it as docx."),
        "old_sheet": _("This is a workbook of another format (xls, et, xlsb). Open it and save it as xlsx."),
        "rich_text": _("This is rich text or a web archive, not a document. Open it and save it as docx."),
        "other_office": _("This file is of another office program. Open it and save it as docx or xlsx."),
        "slides": _("Presentations are not taken. Save the presentation as pdf and hand that in."),
        "ofd": _("OFD files cannot be read. Save the file as pdf or docx and hand that in."),
        "archive": _("Archives are not taken. Hand in the files inside one by one."),
        "macros": _("This file contains macros. Save it without macros as docx or xlsx."),
        "fetches": _(
            "This file wants to fetch or run something when it is opened. Copy its text into a new document."
        ),
        "stowaway": _(
            "A program or an archive is packed into this file. Take it out and hand the file in again."
        ),
        "two_kinds": _(
            "This file is two kinds of file at once. Open it and save it again as docx, xlsx or pdf."
        ),
        "torn": _("This file is damaged: it cannot be unpacked. Open it and save it again."),
        "bomb": _("This file would unpack to an unreasonable size and was not taken. Save it again."),
        "virus": _("This file bears the mark of a virus and was not taken. Tell whoever sent it to you."),
    }


def _not_read() -> dict[str, str]:
    return {
        "damaged": _("The file is damaged and cannot be read. Open it in its own program and save it again."),
        "letters": _("The letters of this text file cannot be read. Save it as UTF-8 and try again."),
        "scanned": _(
            "This PDF has no text layer: its pages are pictures. "
            "Hand in the original document, or paste the text after character recognition."
        ),
        "garbled": _(
            "The letters in this PDF cannot be told apart: its fonts do not say what they show. "
            "Hand in the original document, or paste its text."
        ),
        "downwards": _(
            "This PDF is written from top to bottom. Hand in the original document, or paste its text."
        ),
        "empty": _("There is no text in this file."),
        "long": _("The text is too long to be one document. Hand in its parts."),
        "picture": _("A picture has no text to read. Hand in the document itself, or paste its text."),
    }


def warning_text(code: str) -> str:
    """A warning in words for the person who handed the file in. “pages:2,5” names its pages."""
    name, _colon, pages = code.partition(":")
    known = {
        "tracked": _("The file has tracked changes: insertions were read, deletions left out."),
        "notes": _("Footnotes and endnotes were read; each stands below its paragraph and begins with 注："),
        "comments": _("Comments in the margin were left out."),
        "boxes": _("Text boxes were read; each stands below the paragraph it hangs on."),
        "contents": _("The table of contents was left out."),
        "vanished": _("Hidden words were left out."),
        "pictures": _("The file holds pictures; words in them were not read."),
        "embedded": _("Other files embedded in this one were not read."),
        "hidden": _("Hidden sheets were left out."),
        "pages": _("These pages are pictures without text and were left out: %(pages)s.") % {"pages": pages},
        "downwards": _("These pages are written from top to bottom and were left out: %(pages)s.")
        % {"pages": pages},
        "heads": _("Running heads and page numbers were left out."),
        "columns": _("Pages in two columns were read column by column: %(pages)s.") % {"pages": pages},
        "turned": _("Words that are turned or stand upright (stamps, watermarks) were left out."),
        "cells": _("Tables in a pdf are read line by line; compare them with the original."),
        "garbled": _("Some letters in this PDF could not be told and are missing."),
        "big5": _("The text is written in Big5; compare its letters with the original."),
        "page": _("This is the source of a web page: what surrounds its text was left out."),
        "chat": _("This was copied from a chat: the names and times of the senders were left out."),
    }
    return known.get(name, code)
