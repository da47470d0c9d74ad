"""Somebody's own workbook given back with marks, by a child process under the same limits."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bihuan.files.parsing import apart


@dataclass(frozen=True)
class Marks:
    """What to mark in a sheet: cells by row and column from 1, and remarks by row under a head."""

    sheet: str
    head: str
    head_row: int
    cells: Sequence[tuple[int, int]]
    remarks: Sequence[tuple[int, str]]


def marked(path: Path, marks: Marks) -> bytes | None:
    """The workbook with its marks; None when it is too large or too odd to be written back."""
    wanted = {
        "sheet": marks.sheet,
        "head": marks.head,
        "head_row": marks.head_row,
        "cells": marks.cells,
        "remarks": marks.remarks,
    }
    told = apart.answer("xlsx marks", str(path.resolve()), json.dumps(wanted).encode())
    return base64.b64decode(told["text"]) if "text" in told else None
