"""Parts of an office file: XML out of a zip, without entities, in either namespace that Word writes."""

import re
import zipfile
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from bihuan.files.parsing import Refused

LARGEST_PART = 120_000_000
MAIN = re.compile(r"^word/document\d*\.xml$")
# Word's “Strict Open XML” says the same under other names.
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def part(archive: zipfile.ZipFile, name: str) -> Any:
    """The root element of a part, or None when there is no such part."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > LARGEST_PART:
        raise Refused("heavy")
    content = archive.read(info).replace(STRICT, USUAL)
    _refuse_doctype(content)
    return ElementTree.fromstring(content)  # noqa: S314 - it has no entities, as the line above made sure


def _refuse_doctype(content: bytes) -> None:
    """Office files declare no document type; one that does wants entities expanded or fetched."""

    class Begun(Exception):
        pass

    def refuse(*_declared: Any) -> None:
        raise Refused("damaged")

    def stop(*_element: Any) -> None:
        raise Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        parser.Parse(content, True)
    except Begun:
        return
