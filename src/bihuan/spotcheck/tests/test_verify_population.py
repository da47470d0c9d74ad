"""What the program that derives a population anew reads out of events, and what it leaves out."""

import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bihuan.projects.models import Milestone, Project
from bihuan.spotcheck import verify_population as program
from bihuan.supervision.models import Assignment, AssignmentRole, AssignmentStatus, Status, SupervisionItem

State = program.State
ITEMS, PROJECTS = program.ITEM, program.PROJECT


def event(obj: str, columns: dict[str, Any], *parts: tuple[str, int, dict[str, Any]], gone: Any = ()) -> Any:
    told = [{"kind": kind, "id": number, "set": said} for kind, number, said in parts]
    old = [{"kind": kind, "id": number, "set": {"position": 1}} for kind, number in gone]
    return {"obj": obj, "bef": {"set": {}, "parts": old}, "aft": {"set": columns, "parts": told}}


def read(*events: Any) -> State:
    state: State = {}
    for each in events:
        program.applied(state, each, (ITEMS, PROJECTS))
    return state


def lead(unit: int, position: int = 1, status: str = "accepted") -> dict[str, Any]:
    return {"role": "lead", "status": status, "position": position, "unit_id": unit}


def test_the_names_it_reads_are_those_of_the_rooms() -> None:
    kinds = {
        SupervisionItem: ITEMS,
        Assignment: program.ASSIGNMENT,
        Project: PROJECTS,
        Milestone: program.MILESTONE,
    }
    assert all(model._meta.label_lower == name for model, name in kinds.items())
    assert program.CLOSED == (Status.CLOSED, Status.ARCHIVED)
    assert (AssignmentRole.LEAD, AssignmentStatus.RELEASED) == ("lead", "released")
    assert {"status", "closed_at"} <= set(SupervisionItem.governed)
    assert {"role", "status", "position", "unit_id"} <= set(Assignment.governed)
    assert "lead_id" in Project.governed
    assert "fact_date" in Milestone.governed


def test_days_are_those_of_the_city_and_the_first_lead_that_is_left_answers() -> None:
    part = program.ASSIGNMENT
    closed = {"status": "closed", "closed_at": "2026-03-01T16:30:00.000Z"}
    state = read(
        event(f"{ITEMS}:7", {"status": "draft"}, (part, 1, lead(3, 1)), (part, 2, lead(4, 2))),
        event(f"{ITEMS}:7", closed),
        event(
            f"{ITEMS}:8",
            closed | {"status": "archived"},
            (part, 3, lead(5, 1, "released")),
            (part, 4, lead(6, 2)),
        ),
        event(f"{ITEMS}:9", closed, (part, 5, lead(5))),
        event(f"{ITEMS}:9", {"status": "in_progress", "closed_at": None}),
        event("fiscal.line:7", {"status": "draft"}),
    )
    assert program.tasks(state, "2026-03-02", "2026-03-31") == {"t7": "u3", "t8": "u6"}
    assert program.tasks(state, "2026-03-01", "2026-03-01") == {}
    program.applied(state, event(f"{ITEMS}:7", {}, gone=[(part, 1)]), (ITEMS,))
    assert program.tasks(state, "2026-03-02", "2026-03-31")["t7"] == "u4"


def test_milestones_go_to_who_leads_the_project_now() -> None:
    part = program.MILESTONE
    state = read(
        event(
            f"{PROJECTS}:2",
            {"lead_id": 9},
            (part, 1, {"fact_date": "2026-03-02"}),
            (part, 2, {"fact_date": None}),
        ),
        event(f"{PROJECTS}:2", {"lead_id": 8}, (part, 3, {"fact_date": "2026-03-05"})),
        event(f"{PROJECTS}:2", {}, gone=[(part, 3)]),
    )
    assert program.milestones(state, "2026-03-01", "2026-03-31") == {"m1": "u8"}
    assert program.milestones(state, "2026-03-03", "2026-03-31") == {}


def no_zip(package: Path) -> None:
    package.write_bytes(b"no zip")


def torn(package: Path) -> None:
    """A zip whose directory holds and whose content does not."""
    with ZipFile(package, "w", ZIP_DEFLATED) as made:
        made.writestr("commit.json", "x" * 1000)
    content = bytearray(package.read_bytes())
    content[41:44] = b"\xff\xff\xff"
    package.write_bytes(content)


def no_record(package: Path) -> None:
    """A package that holds in itself, beside a copy of the record in which an event is no event."""
    listed = b"id,stratum\n"
    commit = {"draw": "C1", "kind": "task", "pop_sha256": sha256(listed).hexdigest()}
    with ZipFile(package, "w") as made:
        made.writestr("commit.json", json.dumps(commit))
        made.writestr("population.csv", listed)
    (package.parent / "log" / "checkpoint").write_text("bihuan\n1\n")
    tile = package.parent / "log" / "tile" / "entries" / "000"
    tile.parent.mkdir(parents=True)
    tile.write_bytes(b"\x00\x02[]")


@pytest.mark.parametrize("broken", [Path.touch, no_zip, torn, no_record])
def test_what_cannot_be_read_is_no_finding(
    broken: Callable[[Path], None], tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / "log").mkdir()
    broken(tmp_path / "package.zip")
    assert program.main([str(tmp_path / "package.zip"), str(tmp_path / "log")]) == 2
    assert capsys.readouterr().out.startswith("cannot be told")


def test_who_names_no_record_is_told_how_to_ask(tmp_path: Path) -> None:
    command = [sys.executable, "-I", program.__file__, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - ours, as it is published
    assert (done.returncode, b"python3 -I verify_population.py" in done.stderr) == (2, True)
