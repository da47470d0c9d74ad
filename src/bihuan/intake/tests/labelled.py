"""Documents whose tasks are marked in the text, and how well the rules find them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bihuan.intake.rules.clean import Alignment, clean
from bihuan.intake.rules.drafts import Draft, Target
from bihuan.intake.rules.propose import propose
from bihuan.intake.rules.structure import fold

FOLDER = Path(__file__).with_name("documents")
MARKED = re.compile(r"⟪([^⟫]*)⟫(?:\{([^}]*)\})?")
FIGURE = re.compile(r"([\d.]+)(.*)")
SAME = 0.5


@dataclass(frozen=True)
class Task:
    """One task as a reader or the rules see it: its place, and what it says."""

    start: int
    end: int
    lead: frozenset[str] = frozenset()
    co: frozenset[str] = frozenset()
    leader: frozenset[str] = frozenset()
    deadline: str | None = None
    targets: frozenset[str] = frozenset()
    kind: str = "action"
    confidence: int = 100


@dataclass(frozen=True)
class Labelled:
    """A document with the tasks that a reader found in it."""

    name: str
    kind: str
    issued: date
    text: str
    tasks: tuple[Task, ...]


def documents() -> list[Labelled]:
    """Every document of the folder."""
    return [_read(path) for path in sorted(FOLDER.glob("*.txt"))]


def _read(path: Path) -> Labelled:
    head, body = path.read_text(encoding="utf-8").split("===\n", 1)
    said = dict(line.split(": ", 1) for line in head.splitlines())
    text, tasks, at = "", [], 0
    for m in MARKED.finditer(body):
        text += body[at : m.start()]
        tasks.append(_task(len(text), len(text) + len(m[1]), m[2] or ""))
        text, at = text + m[1], m.end()
    return Labelled(
        path.stem, said["kind"], date.fromisoformat(said["issued"]), text + body[at:], tuple(tasks)
    )


def _task(start: int, end: int, labels: str) -> Task:
    said = dict(part.strip().split("=", 1) for part in labels.split(";") if part.strip())
    listed = {
        key: frozenset(filter(None, said.get(key, "").split(","))) for key in ("lead", "co", "by", "goals")
    }
    figures = (FIGURE.fullmatch(goal) for goal in listed["goals"])
    return Task(
        start,
        end,
        listed["lead"],
        listed["co"],
        listed["by"],
        said.get("due"),
        frozenset(f"{float(m[1]):g}{m[2]}" for m in figures if m),
        said.get("kind", "action"),
    )


def found(document: Labelled) -> list[Task]:
    """The tasks that the rules propose, placed in the document as it was written."""
    text = clean(document.text)
    back = Alignment(document.text, text)
    return [
        as_task(draft, back.raw(draft.start, draft.end)) for draft in propose(text, issued=document.issued)
    ]


def as_task(draft: Draft, place: tuple[int, int]) -> Task:
    """A draft as a task, its names in one width."""
    return Task(
        *place,
        frozenset(plain(unit.text) for unit in draft.leads),
        frozenset(plain(unit.text) for unit in draft.co_units),
        frozenset(plain(unit.text) for unit in draft.leaders),
        draft.deadline.code if draft.deadline else None,
        frozenset(_figure(target) for target in draft.targets if target.value is not None),
        draft.category,
        draft.confidence,
    )


def plain(name: str) -> str:
    return "".join(fold(name).split())


def _figure(target: Target) -> str:
    return f"{target.value:g}{target.unit}"


def pairs(gold: Iterable[Task], seen: Iterable[Task]) -> list[tuple[Task, Task]]:
    """The tasks that are the same, one to one, the best overlap first: at least half of what both cover."""
    rated = [(overlap, g, s) for g in gold for s in seen if (overlap := _overlap(g, s)) >= SAME]
    out: list[tuple[Task, Task]] = []
    for _, g, s in sorted(rated, key=lambda each: -each[0]):
        if all(g is not a and s is not b for a, b in out):
            out.append((g, s))
    return out


def _overlap(a: Task, b: Task) -> float:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared / (max(a.end, b.end) - min(a.start, b.start)) if shared > 0 else 0.0


def scored(read: Iterable[tuple[Iterable[Task], list[Task]]]) -> dict[str, float]:
    """How well tasks and what they say were found; a missed task misses its units, too."""
    hits: Counter[str] = Counter()
    alike = 0
    for gold, seen in ((list(g), s) for g, s in read):
        same = pairs(gold, seen)
        alike += sum(g.kind == s.kind for g, s in same)
        hits.update({"task": len(same), "task.gold": len(gold), "task.seen": len(seen)})
        for name in ("lead", "co", "leader", "targets"):
            hits[name] += sum(len(getattr(g, name) & getattr(s, name)) for g, s in same)
            hits[f"{name}.gold"] += sum(len(getattr(g, name)) for g in gold)
            hits[f"{name}.seen"] += sum(len(getattr(s, name)) for s in seen)
        hits["due"] += sum(g.deadline is not None and g.deadline == s.deadline for g, s in same)
        hits["due.gold"] += sum(g.deadline is not None for g in gold)
        hits["due.seen"] += sum(s.deadline is not None for s in seen)
    return {
        **{f"{name}_F1": _f1(hits, name) for name in ("task", "lead", "co", "targets")},
        "deadline_R": _share(hits["due"], hits["due.gold"]),
        "deadline_P": _share(hits["due"], hits["due.seen"]),
        "category": _share(alike, hits["task"]),
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _f1(hits: Counter[str], name: str) -> float:
    both = hits[f"{name}.gold"] + hits[f"{name}.seen"]
    return 2 * hits[name] / both if both else 1.0


def by_confidence(read: Iterable[tuple[Iterable[Task], list[Task]]]) -> Iterator[tuple[int, int, float]]:
    """Every confidence shown, how many tasks had it, and the share of them that were right."""
    shown: Counter[int] = Counter()
    right: Counter[int] = Counter()
    for gold, seen in read:
        shown.update(task.confidence for task in seen)
        right.update(s.confidence for _, s in pairs(list(gold), seen))
    for confidence in sorted(shown, reverse=True):
        yield confidence, shown[confidence], right[confidence] / shown[confidence]
