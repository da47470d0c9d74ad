"""Papers for reading: PDFs with a text layer at given places, and Word files from their own XML."""

import io
import zipfile
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

# Where a line stands: from the left, from the foot, its size, its angle in degrees, and its words.
Placed = tuple[float, float, float, int, str]
TURNS = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0", 45: "0.7 0.7 -0.7 0.7"}


def lines(
    *words: str, left: float = 60, top: float = 780, size: float = 12, step: float = 20
) -> list[Placed]:
    """Lines below each other; a line that begins with wide blanks is indented by as much."""
    out: list[Placed] = []
    for n, each in enumerate(words):
        bare = each.lstrip("\u3000")
        out.append((left + size * (len(each) - len(bare)), top - n * step, size, 0, bare))
    return out


def pdf(path: Path, pages: list[list[Placed]], turn: int = 0) -> Path:
    """A small PDF with a Chinese text layer (a font that every reader knows, nothing embedded)."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * n) for n in range(len(pages)))),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/FontDescriptor 5 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0"
        b"/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
    ]
    for n, placed in enumerate(pages):
        content = b"BT " + b"".join(
            b"/F1 %f Tf %s %f %f Tm <%s> Tj\n"
            % (size, TURNS[angle].encode(), x, y, words.encode("utf-16-be").hex().encode())
            for x, y, size, angle, words in placed
        )
        content += b"ET"
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate %d/Resources<</Font<</F1 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (turn, 7 + 2 * n)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    path.write_bytes(_file(objects))
    return path


def _file(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, item)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def add(document: Document, body: str, names: str = nsdecls("w", "a")) -> None:
    """Put XML of Word at the end of a document."""
    holder = parse_xml(f"<w:body {names}>{body}</w:body>")
    for element in list(holder):
        document.element.body.insert(len(document.element.body) - 1, element)


def saved(document: Document, path: Path, **parts: bytes) -> Path:
    """The document as a file, with parts put in or put in place of others (folder__name_xml=…)."""
    stream = io.BytesIO()
    document.save(stream)
    given = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in dict.fromkeys(source.namelist()):
            target.writestr(name, given.pop(name, None) or source.read(name))
        for name, content in given.items():
            target.writestr(name, content)
    return path


def written(path: Path, body: str, **parts: bytes) -> Path:
    """A Word file whose body is this XML."""
    document = docx.Document()
    add(document, body)
    return saved(document, path, **parts)


def paragraph(words: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p>{properties}<w:r><w:t>{words}</w:t></w:r></w:p>"
