"""The numbers of a table, with the place of each: one number a line, or indicators down and areas across.

Words of the header are mapped; nothing is looked up yet, and no number is read.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bihuan.files.reading.grid import Grid
from bihuan.indicators.models import Measure
from bihuan.indicators.rules.told_times import month_in

HEADS = {
    "indicator": "指标 指标名称 指标代码 indicator",
    "area": "地区 区域 县区 县(市、区) 市县 城市 area",
    "time": "时期 时间 期间 月份 报告期 统计期 time",
    "span": "口径 时段 span",
    "value": "数值 总量 绝对量 绝对值 累计值 累计 本期 value",
    "growth": "同比 同比增长 同比增速 增速 增幅 增长 累计同比 growth",
    "rank": "位次 排名 全省位次 全省排名 rank",
    "vintage": "状态 数据状态 发布状态 vintage",
}
WORDS = {word: role for role, words in HEADS.items() for word in words.split()}
MEASURES = (Measure.VALUE, Measure.GROWTH, Measure.RANK)
# What stands in a cell that has no number.
NOTHING = frozenset({"", "-", "—", "–", "——", "…", "...", "/", "\\", "*"})
MOST_HEAD_ROWS = 12
SDMX = frozenset({"TIME_PERIOD", "OBS_VALUE"})


@dataclass(frozen=True)
class Told:
    """One number as a table tells it; an empty `measure` means the one that its indicator is judged by."""

    where: str
    indicator: str
    area: str
    time: str
    span: str
    measure: str
    said: str
    vintage: str = ""


def tidy_head(text: str) -> str:
    """A header's words without notes in brackets, units and spaces."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"\((?:%|[^()]*(?:元|户|人))\)|[\s%:：]", "", plain).lower()


def tidy_cell(text: str) -> str:
    """A cell's words without the space around and inside Chinese names."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


def told_in(grid: Grid) -> list[Told]:
    """All numbers of a table: none where no header is found."""
    for at, row in enumerate(grid.rows[:MOST_HEAD_ROWS]):
        roles = [WORDS.get(tidy_head(cell), "") for cell in row]
        if "indicator" in roles and {"time", *MEASURES} & set(roles) and not _is_wide(roles):
            return list(_long(grid, at, roles))
        if roles and "indicator" in roles and len([cell for cell in row if cell.strip()]) > 1:
            return list(_wide(grid, at, roles.index("indicator")))
    return []


def _is_wide(roles: Sequence[str]) -> bool:
    """Two columns of the same measure belong to two areas."""
    return any(roles.count(measure) > 1 for measure in MEASURES) or "area" not in roles


def _long(grid: Grid, at: int, roles: Sequence[str]) -> Iterator[Told]:
    """One line, up to three numbers."""
    place = {role: roles.index(role) for role in roles if role}
    title = _title(grid, at)
    for number, row in enumerate(grid.rows[at + 1 :], start=at + 1):
        said = {role: tidy_cell(row[column]) for role, column in place.items()}
        if not said["indicator"]:
            continue
        for measure in MEASURES:
            text = said.get(measure, "")
            if text not in NOTHING:
                yield Told(
                    where=name_of_cell(grid, number, place[measure]),
                    indicator=said["indicator"],
                    area=said.get("area", ""),
                    time=said.get("time", "") or title,
                    span=said.get("span", ""),
                    measure=measure,
                    said=text,
                    vintage=said.get("vintage", ""),
                )


def _wide(grid: Grid, at: int, first: int) -> Iterator[Told]:
    """Indicators down, areas across; a second row of the header may part each area by measure."""
    rows, time = grid.rows, _title(grid, at)
    below = [WORDS.get(tidy_head(cell), "") for cell in rows[at + 1]] if at + 1 < len(rows) else []
    is_parted = any(role in MEASURES for role in below)
    areas = (
        _carried(rows[at][first + 1 :]) if is_parted else [tidy_cell(cell) for cell in rows[at][first + 1 :]]
    )
    for number, row in enumerate(rows[at + 1 + is_parted :], start=at + 1 + is_parted):
        indicator = tidy_cell(row[first])
        for offset, area in enumerate(areas, start=first + 1):
            text, measure = tidy_cell(row[offset]), below[offset] if is_parted else ""
            known = not area or WORDS.get(tidy_head(area))
            if not indicator or known or text in NOTHING or (is_parted and measure not in MEASURES):
                continue
            yield Told(name_of_cell(grid, number, offset), indicator, area, time, "", measure, text)


def _carried(cells: Sequence[str]) -> list[str]:
    """Areas of a merged header: each holds until the next one."""
    found: list[str] = []
    for cell in cells:
        found.append(tidy_cell(cell) or (found[-1] if found else ""))
    return found


def _title(grid: Grid, at: int) -> str:
    """The month that the title above the header, or the name of the sheet, speaks of."""
    above = [cell for row in grid.rows[:at] for cell in row if cell.strip()]
    for text in (*above, grid.name):
        if month := month_in(text):
            return f"{month:%Y-%m}"
    return ""


def name_of_cell(grid: Grid, row: int, column: int) -> str:
    """Where a cell stands, as the program of the sender shows it: 10月!C5."""
    letters, number = "", grid.left + column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    cell = f"{letters}{grid.first + row}"
    return f"{grid.name}!{cell}" if grid.name else cell
