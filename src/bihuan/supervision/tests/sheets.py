"""Filling in what the house has given out, as Excel and Word would."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import openpyxl
from docx import Document


def filled(form: bytes, letter: str, words: str) -> bytes:
    """A form in Word with one of its rows filled in."""
    document = Document(BytesIO(form))
    for row in document.tables[0].rows:
        if row.cells[0].text == letter:
            row.cells[2].text = words
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def typed(book: bytes, cells: Mapping[str, Any]) -> bytes:
    """A workbook with some cells typed over, by their names."""
    read = openpyxl.load_workbook(BytesIO(book))
    for name, value in cells.items():
        read.active[name] = value
    stream = BytesIO()
    read.save(stream)
    return stream.getvalue()
