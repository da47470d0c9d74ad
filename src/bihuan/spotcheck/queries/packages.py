"""The published package of a draw: plain lists and records, both programs, and how to run them."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bihuan.spotcheck import verify_draw
from bihuan.spotcheck.models import Draw
from bihuan.spotcheck.queries.populations import drawable
from bihuan.spotcheck.rules import protocol

HERE = Path(verify_draw.__file__).parent
PROGRAMS = ("verify_draw.py", "second_draw.sh", "verify_population.py", "README.txt")
# The same draw gives the same bytes; no file of it has a time of its own.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def package(draw: Draw) -> dict[str, bytes]:
    """The files of a draw by name, as far as it has come: the population as it stands in the database now."""
    things = drawable(draw.members.values_list("key", "unit"))
    version = draw.committed.get("v", protocol.VERSION)
    result = {"v": version, "seed": draw.seed, "list_sha256": protocol.sha256(draw.listed)}
    if version > 1:
        result["guest"] = draw.guest
    texts = {
        "population.csv": protocol.population_text(things),
        "inspectors.csv": draw.inspectors,
        "conflicts.csv": draw.conflicts,
        "candidates.csv": draw.candidates,
        "commit.json": draw.commit,
        "reveal.json": draw.reveal,
        "result.json": protocol.record_text(result),
        "list.csv": draw.listed,
        "rules.txt": protocol.RULES[version],
    }
    return {name: text.encode() for name, text in texts.items()}


def zipped(draw: Draw) -> bytes:
    """The package as one file, with the programs and their instructions."""
    files = package(draw) | {name: (HERE / name).read_bytes() for name in PROGRAMS}
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, NO_TIME), content, ZIP_DEFLATED)
    return made.getvalue()
