"""Shows the tasks that a document orders, without starting Django: python -m bihuan.intake.rules FILE."""

import argparse
import json
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bihuan.files.parsing import Refused, apart, encodings
from bihuan.files.parsing.look import look
from bihuan.files.parsing.text import read as read_text
from bihuan.intake.rules.clean import Alignment, clean
from bihuan.intake.rules.drafts import Draft
from bihuan.intake.rules.propose import propose
from bihuan.intake.rules.structure import fold
from bihuan.intake.rules.when import document_date

GAP = "  "
HEADINGS = ("#", "Sure", "Lead units", "Assisting units", "Deadline", "Kind", "Task")
WIDTHS = (3, 5, 28, 28, 12, 7, 64)
WIDE = 0x2E80


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments, shared by the management command."""
    parser.add_argument("file", nargs="?", type=Path, help="txt, docx, pdf or xlsx")
    parser.add_argument(
        "--gold-shape", nargs=2, type=Path, metavar=("DIR_IN", "DIR_OUT"), help="one JSON file for every .txt"
    )
    parser.add_argument("--issued", type=date.fromisoformat, help="date of the document, YYYY-MM-DD")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")


def lines(file: Path, issued: date | None, *, as_json: bool) -> list[str]:
    """What to print for one file."""
    text = clean(text_of(file))
    drafts = propose(text, issued=issued or document_date(fold(text)) or datetime.now(UTC).date())
    if as_json:
        return [json.dumps(shape(file.stem, text, drafts), ensure_ascii=False, indent=1)]
    table = [row(HEADINGS), *(row(cells(n, d)) for n, d in enumerate(drafts, 1))]
    return [*table, f"{len(drafts)} tasks in {len(text)} characters"]


def write_directory(source: Path, target: Path) -> int:
    """One JSON file in the shape of the gold data for every .txt; offsets point into the raw files."""
    target.mkdir(parents=True, exist_ok=True)
    dates = dates_beside(source)
    paths = sorted(source.glob("*.txt"))
    for path in paths:
        raw = decoded(path.read_bytes())
        text = clean(raw)
        found = shape(path.stem, text, propose(text, issued=dates.get(path.stem)))
        back = Alignment(raw, text)
        for task in found["tasks"]:
            task["start"], task["end"] = back.raw(task["start"], task["end"])
            task["text"] = raw[task["start"] : task["end"]]
        (target / f"{path.stem}.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return len(paths)


def text_of(path: Path) -> str:
    """The text of a file of any kind that is read; only a refusal needs Django, for its words."""
    try:
        kind = look(path)
        # Plain text needs no process of its own, and most of what is tried out here is plain text.
        found = (
            {"text": read_text(str(path))[0]} if kind == "txt" else apart.answer(kind, str(path.resolve()))
        )
    except Refused as refused:
        found = {"refused": str(refused)}
    if "refused" in found:
        raise SystemExit(refusal_of(found["refused"]))
    return str(found["text"])


def refusal_of(code: str) -> str:
    """Why the file was refused, as the page says it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    import django

    django.setup()
    from bihuan.files.reading import refusal

    return refusal(code)


def decoded(content: bytes) -> str:
    """The letters of a file of the gold data, whose offsets count in them."""
    found = encodings.decoded(content)
    return found[0] if found else content.decode("gb18030", errors="replace")


def dates_beside(source: Path) -> dict[str, date]:
    """The dates of issue that sources.jsonl beside the directory gives."""
    listed = source.resolve().parent / "sources.jsonl"
    if not listed.is_file():
        return {}
    rows = [json.loads(line) for line in listed.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {str(r["id"]): day_of(r["date"]) for r in rows if r.get("date")}


def day_of(written: str) -> date:
    """A date, or the first day of a month or year."""
    parts = [int(p) for p in str(written).split("-")]
    return date(*([*parts, 1, 1])[:3])


def shape(name: str, text: str, drafts: list[Draft]) -> dict[str, Any]:
    """The drafts in the shape of the gold data."""
    return {"doc": name, "tasks": [task(text, d) for d in drafts]}


def task(text: str, draft: Draft) -> dict[str, Any]:
    """One draft in the shape of the gold data, with confidence and reasons."""
    due = draft.deadline
    return {
        "text": text[draft.start : draft.end],
        "start": draft.start,
        "end": draft.end,
        "lead": [u.text for u in draft.leads],
        "co": [u.text for u in draft.co_units],
        "leaders": [u.text for u in draft.leaders],
        "deadline_text": due.text if due else None,
        "deadline": due.code if due else None,
        "targets": [{"text": t.text, "value": t.value, "unit": t.unit} for t in draft.targets],
        "category": draft.category,
        "explicit": draft.explicit,
        "confidence": draft.confidence,
        "reasons": [{"code": r.code, "text": r.text} for r in draft.reasons],
    }


def cells(number: int, draft: Draft) -> tuple[str, ...]:
    """The columns of the table."""
    due = draft.deadline
    return (
        str(number),
        f"{draft.confidence}%",
        "、".join(u.text for u in draft.leads) or "?",
        "、".join(u.text for u in draft.co_units),
        (due.code or due.text) if due else "",
        draft.category,
        draft.title,
    )


def row(values: tuple[str, ...]) -> str:
    """One line of the table, Chinese letters counted as two columns."""
    return GAP.join(fitted(v, w) for v, w in zip(values, WIDTHS, strict=True)).rstrip()


def fitted(value: str, columns: int) -> str:
    """The value cut or filled to the width of its column."""
    out, used = "", 0
    for letter in value.replace("\n", " "):
        step = 2 if ord(letter) >= WIDE else 1
        if used + step > columns:
            return out[:-1] + "…" + " " * (columns - used)
        out, used = out + letter, used + step
    return out + " " * (columns - used)


def main() -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(prog="bihuan decompose", description=__doc__)
    add_arguments(parser)
    given = parser.parse_args()
    missing = [p for p in (given.file, *(given.gold_shape or [])[:1]) if p and not p.exists()]
    if missing:
        parser.error(f"{missing[0]} does not exist.")
    if given.gold_shape:
        sys.stdout.write(f"{write_directory(*given.gold_shape)} documents\n")
    elif given.file:
        sys.stdout.write("\n".join(lines(given.file, given.issued, as_json=given.json)) + "\n")
    else:
        parser.error("Name a file, or two directories after --gold-shape.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
