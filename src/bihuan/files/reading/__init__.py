"""The words of a file: read by a child process that cannot eat the machine, whatever the file does."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bihuan.files.parsing import apart
from bihuan.files.parsing.chat import is_chat, without_senders
from bihuan.files.parsing.markup import is_page
from bihuan.files.reading.words import refusal, warning_text
from bihuan.kernel.errors import Invalid

__all__ = ["Reading", "read", "read_pasted", "refusal", "warning_text"]

IN_CHILD = frozenset({"txt", "docx", "pdf", "xlsx"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file, and codes of what a reader should know (see `warning_text`)."""

    text: str
    warnings: tuple[str, ...] = ()


def read(path: Path, kind: str) -> Reading:
    """The text of a file of the kind that its bytes showed; refuses with a sentence that says what to do."""
    if kind not in IN_CHILD:
        raise Invalid(refusal("picture"))
    return _reading(apart.answer(kind, str(path.resolve())))


def read_pasted(text: str) -> Reading:
    """The words of what was pasted into a form: text, talk copied from a chat, or the source of a page."""
    if is_page(text):
        return _reading(apart.answer("txt", "-", text.encode("utf-8", errors="replace")))
    return Reading(without_senders(text), ("chat",)) if is_chat(text) else Reading(text)


def _reading(answer: dict[str, Any]) -> Reading:
    if "refused" in answer:
        raise Invalid(refusal(answer["refused"]))
    return Reading(answer["text"], tuple(answer["warnings"]))
