"""txt: plain text in the encodings of Chinese offices, pages of the web, and talk copied from a chat."""

import sys
from pathlib import Path

from bihuan.files.parsing import Answer, Refused
from bihuan.files.parsing.chat import is_chat, without_senders
from bihuan.files.parsing.encodings import decoded
from bihuan.files.parsing.markup import is_page, page_text


def read(path: str) -> Answer:
    """The text of a file, or of the standard input when the path is “-”."""
    content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    found = decoded(content)
    if found is None:
        raise Refused("letters")
    text, encoding = found
    text, warnings = plain(text)
    return text, ["big5", *warnings] if encoding == "big5" else warnings


def plain(text: str) -> Answer:
    """The words of a text that may be the source of a page or a copied chat."""
    if is_page(text):
        return page_text(text), ["page"]
    if is_chat(text):
        return without_senders(text), ["chat"]
    return text, []
