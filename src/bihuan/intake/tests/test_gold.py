"""The gold data beside the checkout, where it is: the score must not fall."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bihuan.intake.rules.clean import clean

ROOT = Path(__file__).parents[4]
PLACES = [root / "shared" / "data" / "decompose" for root in (ROOT.parent, ROOT.parent.parent)]
GOLD = next((p for p in PLACES if (p / "score.py").is_file()), None)
FLOORS = {
    "task_F1": 0.95,
    "lead_F1": 0.92,
    "co_F1": 0.97,
    "deadline_R": 0.96,
    "deadline_P": 0.96,
    "targets_F1": 0.93,
    "m.category_acc": 0.98,
}
pytestmark = [pytest.mark.gold, pytest.mark.skipif(GOLD is None, reason="no gold data beside the checkout")]


def test_the_score_on_the_gold_data_stays_above_its_floors(tmp_path: Path) -> None:
    assert GOLD
    run = [sys.executable, "-m", "bihuan.intake.rules", "--gold-shape", str(GOLD / "docs"), str(tmp_path)]
    subprocess.run(run, check=True, cwd=ROOT / "src")  # noqa: S603
    spec = importlib.util.spec_from_file_location("score", GOLD / "score.py")
    assert spec
    assert spec.loader
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    total = score.Acc()
    for path in sorted((GOLD / "gold").glob("*.json")):
        found = json.loads((tmp_path / path.name).read_text(encoding="utf-8"))
        score.one(total, json.loads(path.read_text(encoding="utf-8"))["tasks"], found["tasks"])
    reached = score.row(total)
    assert {k: reached[k] for k, floor in FLOORS.items() if reached[k] < floor} == {}


def test_cleaning_keeps_every_task_of_the_gold_data() -> None:
    assert GOLD
    for path in sorted((GOLD / "gold").glob("*.json")):
        text = clean((GOLD / "docs" / f"{path.stem}.txt").read_text(encoding="utf-8"))
        tasks = json.loads(path.read_text(encoding="utf-8"))["tasks"]
        assert [t["text"] for t in tasks if t["text"] not in text] == []
