"""Tables: a header line names the columns, every line below is one task; cells are parted by tabs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from bihuan.intake.rules.drafts import Deadline, Named, Span
from bihuan.intake.rules.labels import plain
from bihuan.intake.rules.lists import led_by_mark, unit_list
from bihuan.intake.rules.when import cell_time

# The kinds of columns by their headings; the first that fits counts.
COLUMNS = (
    ("lead", re.compile(r"牵头(?:责任)?(?:单位|部门)|主办(?:单位|部门)|(?:第一|主要)责任单位|汇总单位")),
    ("co", re.compile(r"(?:配合|协办|参与|协同|协作|参加|其他责任)(?:责任)?(?:单位|部门)")),
    ("any", re.compile(r"(?:责任|承办|落实|实施|办理)(?:单位|部门|主体)|责任分工")),
    ("leader", re.compile(r"(?:牵头|责任|分管|包保|包抓|挂点|挂钩|联系)?(?:市|县|区)?领导")),
    ("when", re.compile(r"(?:完成|办结|整改|工作|推进)?(?:时限|期限|时间)(?:要求|节点)?")),
    ("task", re.compile(r"任务|事项|内容|措施|项目|要点|工作|目标|要求|举措|问题")),
)
LONGEST_HEADING = 14
LONGEST_TITLE = 40
SHORTEST_TASK = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: where its task stands, and what its other cells say."""

    task: Span
    leads: tuple[Named, ...] = ()
    co_units: tuple[Named, ...] = ()
    leaders: tuple[Named, ...] = ()
    due: Deadline | None = None
    basis: str = "first"


@dataclass
class Table:
    """A table while it is read: the kinds of its columns, its rows, its extent, and cells that rows share."""

    kinds: list[str]
    start: int
    end: int
    rows: list[Row] = field(default_factory=list)
    above: dict[str, Span] = field(default_factory=dict)


def tables(folded: str, text: str, issued: date | None) -> list[Table]:
    """Every table of the text that has a column of tasks and one of units."""
    out: list[Table] = []
    table: Table | None = None
    for line in _lines(text):
        cells = _cells(text, line)
        kinds = _kinds(folded, cells)
        if kinds:
            table = Table(kinds, line.start, line.end)
            out.append(table)
        elif table and len(cells) > 1:
            table.end = line.end
            row = _row(folded, text, (table, cells), issued)
            if row:
                table.rows.append(row)
        elif table and line.end - line.start > LONGEST_TITLE:
            table = None
    return [t for t in out if t.rows]


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield Span(start, end)
        start = end + 1


def _cells(text: str, line: Span) -> list[Span]:
    out, start = [], line.start
    for m in re.compile(r"\t").finditer(text, line.start, line.end):
        out.append(Span(start, m.start()))
        start = m.end()
    return [*out, Span(start, line.end)]


def _kinds(folded: str, cells: list[Span]) -> list[str]:
    """The kinds of the columns when this line is a header, else nothing."""
    if len(cells) < 2:  # noqa: PLR2004 - one cell is no table
        return []
    kinds = [_kind(folded[c.start : c.end]) for c in cells]
    return kinds if "task" in kinds and {"lead", "any"} & set(kinds) else []


def _kind(heading: str) -> str:
    bare = "".join(heading.split())
    if len(bare) > LONGEST_HEADING:
        return ""
    return next((kind for kind, cue in COLUMNS if cue.search(bare)), "")


def _row(folded: str, text: str, place: tuple[Table, list[Span]], issued: date | None) -> Row | None:
    table, cells = place
    found = _by_kind(folded, table, cells)
    task = _task(folded, table, cells)
    if task is None:
        return None
    leads, co, basis = _shared_out(folded, text, found)
    leader, when = found.get("leader"), found.get("when")
    return Row(
        task,
        tuple(leads),
        tuple(u for u in co if u.text not in {x.text for x in leads}),
        tuple(unit_list(folded, text, leader.start, leader.end)) if leader else (),
        cell_time(folded, text, (when.start, when.end), issued) if when else None,
        basis,
    )


def _by_kind(folded: str, table: Table, cells: list[Span]) -> dict[str, Span]:
    """The filled cell of every kind; a line without units shares the cells above, as merged cells do."""
    found: dict[str, Span] = {}
    for kind, cell in zip(table.kinds, cells, strict=False):
        if kind and kind != "task" and folded[cell.start : cell.end].strip():
            found.setdefault(kind, cell)
    if {"lead", "any"} & set(found):
        table.above = found
    return table.above | found


def _task(folded: str, table: Table, cells: list[Span]) -> Span | None:
    """From the first to the last filled cell of the neighbouring columns that describe the task."""
    filled = [
        (n, c)
        for n, (kind, c) in enumerate(zip(table.kinds, cells, strict=False))
        if kind == "task" and folded[c.start : c.end].strip()
    ]
    if not filled:
        return None
    together = [c for (n, c), place in zip(filled, range(filled[0][0], 99), strict=False) if n == place]
    start, end = together[0].start, together[-1].end
    body = folded[start:end]
    start, end = start + len(body) - len(body.lstrip()), end - (len(body) - len(body.rstrip()))
    return Span(start, end) if end - start >= SHORTEST_TASK else None


def _shared_out(folded: str, text: str, found: dict[str, Span]) -> tuple[list[Named], list[Named], str]:
    """Leads, assisting units, and how the lead is known."""
    lead, co = _units(folded, text, found.get("lead")), _units(folded, text, found.get("co"))
    rest = found.get("any")
    if lead:
        marked, others = led_by_mark(lead)
        return marked or lead, [*(others if marked else []), *co, *_units(folded, text, rest)], "marked"
    if rest is None:
        return [], co, "first"
    listed = plain(folded, text, (rest.start, rest.end), (rest.start, rest.end))
    units = [*listed.leads, *listed.co_units]
    if listed.basis == "marked" or not co:
        return list(listed.leads), [*listed.co_units, *co], listed.basis
    return units, co, "marked"


def _units(folded: str, text: str, cell: Span | None) -> list[Named]:
    return unit_list(folded, text, cell.start, cell.end) if cell else []
