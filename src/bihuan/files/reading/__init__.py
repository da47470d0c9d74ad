"""The words of a file: read by a child process that cannot eat the machine, whatever the file does."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from bihuan.files.rules import decoded
from bihuan.kernel.errors import Invalid

CHILD = Path(__file__).with_name("child.py")
WALL_SECONDS = 20
IN_CHILD = frozenset({"docx", "pdf", "xlsx"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file, and codes of what a reader should know (see `warning_text`)."""

    text: str
    warnings: tuple[str, ...] = ()


def read(path: Path, kind: str) -> Reading:
    """The text of a file of the kind that its bytes showed; refuses with a sentence that says what to do."""
    if kind == "txt":
        text = decoded(path.read_bytes())
        if text is None:
            raise Invalid(_("The letters of this text file cannot be read. Save it as UTF-8 and try again."))
        return Reading(text)
    if kind not in IN_CHILD:
        raise Invalid(_("A picture has no text to read. Hand in the document itself, or paste its text."))
    return _answer(_run(path, kind))


def warning_text(code: str) -> str:
    """A warning in words for the person who handed the file in."""
    known = {
        "tracked": _("The file has tracked changes: insertions were read, deletions left out."),
        "notes": _("Footnotes and comments were left out."),
        "hidden": _("Hidden sheets were left out."),
        "pages": _("Some pages are pictures without text and were left out."),
        "heads": _("Running heads and page numbers were left out."),
    }
    return known.get(code, code)


def _run(path: Path, kind: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-I", str(CHILD), kind, str(path.resolve())]
    try:
        return subprocess.run(  # noqa: S603 - our own script, a path of ours, no shell
            command, capture_output=True, timeout=WALL_SECONDS, check=False, cwd="/", env={}
        )
    except subprocess.TimeoutExpired as error:
        raise Invalid(too_heavy()) from error


def _answer(done: "subprocess.CompletedProcess[bytes]") -> Reading:
    try:
        answer = json.loads(done.stdout) if done.returncode == 0 else {"refused": "heavy"}
    except ValueError:
        answer = {"refused": "damaged"}
    if "refused" in answer:
        raise Invalid(refusal(answer["refused"]))
    return Reading(answer["text"], tuple(answer["warnings"]))


def refusal(code: str) -> str:
    """Why a file could not be read, and what to do."""
    known = {
        "damaged": _("The file is damaged and cannot be read. Open it in its own program and save it again."),
        "password": _("The file has a password. Save it without one and hand it in again."),
        "scanned": _(
            "This PDF has no text layer: its pages are pictures. "
            "Hand in the original document, or paste the text after character recognition."
        ),
        "empty": _("There is no text in this file."),
        "long": _("The text is too long to be one document. Hand in its parts."),
    }
    return known.get(code, too_heavy())


def too_heavy() -> str:
    """The sentence for a file that needs more time or memory than a document ever does."""
    return _("Reading this file takes too much time or memory. Save it again, or paste its text.")
