"""How fast documents are decomposed, in how much memory, and how well where there are gold data to score."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import docx

from bihuan.intake.rules.clean import clean
from bihuan.intake.rules.coverage import uncovered
from bihuan.intake.rules.propose import propose
from bihuan.intake.tests import labelled
from bihuan.intake.tests.labelled import Task, by_confidence, documents, found

ROOT = Path(__file__).resolve().parents[1]
PLACES = [folder / "shared" / "data" / "decompose" for folder in (ROOT.parent, ROOT.parent.parent)]
GOLD = next((place for place in PLACES if (place / "score.py").is_file()), None)
# Written for this measurement: labels, prose with units and dates, figures, and sentences that order nothing.
PAGE = (
    "（一）整治城市内涝。疏通老城区排水管网，消除易涝点36处，在汛期前完成泵站检修。"
    "（市住建局牵头，市财政局、各县区政府配合）\n"
    "近年来，全市排水设施不断完善，但老旧管网的问题仍然突出。市水利局要会同市应急管理局逐座检查小型水库，"
    "6月底前完成隐患清零，并于每月25日前报送进展。对存在隐患的水库，不得带病蓄水。\n"
    "2.新增停车位5000个，改造公厕30座，公交分担率提高到35%以上。\n责任单位：市城管局、市交通局，各县区政府\n"
)
SIGNS = 500_000
# A printed page holds about eight hundred signs.
PAGES_OF_TEXT = 100 * 800 // len(PAGE)
RUN = 9
Read = list[tuple[Iterable[Task], list[Task]]]


def measured() -> dict[str, float]:
    """Signs per second of one core, the time of a start, and the memory at its highest."""
    text = PAGE * (SIGNS // len(PAGE))
    begin = time.process_time()
    cleaned = clean(text)
    cleaning = time.process_time() - begin
    begin = time.process_time()
    drafts = propose(cleaned, issued=date(2026, 3, 9))
    proposing = time.process_time() - begin
    begin = time.process_time()
    uncovered(cleaned, drafts)
    covering = time.process_time() - begin
    return {
        "signs": len(text),
        "tasks": len(drafts),
        "signs_per_second": round(len(text) / (cleaning + proposing)),
        "signs_per_second_cleaning": round(len(text) / cleaning),
        "signs_per_second_coverage": round(len(text) / covering),
        **_commands(),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _commands() -> dict[str, float]:
    """From the command to the table: a short text, and a Word file of a hundred pages."""
    with tempfile.TemporaryDirectory() as folder:
        short, long = Path(folder, "short.txt"), Path(folder, "long.docx")
        short.write_text(PAGE, encoding="utf-8")
        signs = _write_pages(long)
        return {
            "start_seconds": round(_seconds(short), 2),
            "signs_of_100_pages": signs,
            "docx_100_pages_seconds": round(_seconds(long), 2),
        }


def _write_pages(path: Path) -> int:
    """A hundred pages in short runs, as Word leaves them after some editing; their signs."""
    document = docx.Document()
    lines = (PAGE * PAGES_OF_TEXT).splitlines()
    for line in lines:
        paragraph = document.add_paragraph()
        for at in range(0, len(line), RUN):
            paragraph.add_run(line[at : at + RUN])
    document.save(str(path))
    return sum(map(len, lines))


def _seconds(file: Path) -> float:
    begin = time.perf_counter()
    run = [sys.executable, "-m", "bihuan.intake.rules", str(file)]
    subprocess.run(run, check=True, cwd=ROOT / "src", stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def own() -> tuple[dict[str, dict[str, float]], Read]:
    """The scores on the documents written for the tests by kind, and what was read in them."""
    read: dict[str, Read] = {"ALL": []}
    for document in documents():
        pair = (document.tasks, found(document))
        for kind in ("ALL", document.kind):
            read.setdefault(kind, []).append(pair)
    return {kind: labelled.scored(pairs) for kind, pairs in sorted(read.items())}, read["ALL"]


def gold_read() -> Read:
    """The gold data and what is found in them, for the table of confidence; empty where there are none."""
    if GOLD is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        _decompose(Path(folder))
        return [
            (_tasks(path), _tasks(Path(folder) / path.name))
            for path in sorted((GOLD / "gold").glob("*.json"))
        ]


def _tasks(path: Path) -> list[Task]:
    rows = json.loads(path.read_text(encoding="utf-8"))["tasks"]
    return [Task(row["start"], row["end"], confidence=row.get("confidence", 100)) for row in rows]


def _decompose(target: Path) -> None:
    run = [sys.executable, "-m", "bihuan.intake.rules", "--gold-shape", str(GOLD / "docs"), str(target)]  # type: ignore[operator]
    subprocess.run(run, check=True, cwd=ROOT / "src", stdout=subprocess.DEVNULL)


def scored() -> dict[str, dict[str, float]]:
    """The scores on the gold data by kind of document; empty where there are none."""
    if GOLD is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        _decompose(Path(folder))
        score = [sys.executable, str(GOLD / "score.py"), folder, "--json"]
        found = subprocess.run(score, check=True, capture_output=True, text=True)
    scores: dict[str, dict[str, float]] = json.loads(found.stdout)
    return scores


COLUMNS = ("task_F1", "lead_F1", "co_F1", "deadline_R", "deadline_P", "targets_F1", "category")


def _print_scores(title: str, scores: dict[str, dict[str, float]]) -> None:
    print(f"\n{title:24}" + "".join(f"{column:>12}" for column in COLUMNS))
    for kind, row in scores.items():
        print(f"{kind:24}" + "".join(f"{row.get(c, row.get(f'm.{c}_acc', 0)):>12.3f}" for c in COLUMNS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    figures, (invented, read), scores = measured(), own(), scored()
    sure = list(by_confidence([*read, *gold_read()]))
    if as_json:
        print(json.dumps({"figures": figures, "scores": scores, "own": invented, "confidence": sure}))
        return
    for name, value in figures.items():
        print(f"{name:28}{value:>12,}")
    _print_scores("invented documents", invented)
    if scores:
        _print_scores("gold data", scores)
    else:
        print("\nNo gold data beside the checkout: nothing was scored on them.")
    print(f"\n{'confidence shown':24}{'tasks':>12}{'right':>12}")
    for confidence, tasks, right in sure:
        print(f"{confidence:<24}{tasks:>12}{right:>12.2f}")


if __name__ == "__main__":
    main()
