"""How publications name a time: 2026年1—10月, 前三季度, 2026-10, 2026-Q3. Read as the month that ends it."""

import re
import unicodedata
from datetime import date

from bihuan.indicators.models import Span

_DASH = "[-—–−~至到]"
_MONTHS = re.compile(rf"(\d{{4}})年?[-./]?(?:0?1{_DASH})?(\d{{1,2}})月?(?:[-./]0?1)?")
_COMPACT = re.compile(r"(\d{4})(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(\d{4})年?-?[Qq]([1-4])|(\d{4})年?第?([1-4一二三四])季度?")
_YEAR_PARTS = {"上半年": 6, "前三季度": 9, "前三季": 9, "全年": 12, "": 12}
_PART = re.compile(rf"(\d{{4}})年?({'|'.join(filter(None, _YEAR_PARTS))}|)")
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4}
QUARTER, MONTHS = 3, 12
FIRST_YEAR, LAST_YEAR = 1990, 2100
SPANS = {
    "累计": Span.YTD, "1-本月": Span.YTD, "本年累计": Span.YTD, "ytd": Span.YTD,
    "当月": Span.MONTH, "本月": Span.MONTH, "month": Span.MONTH,
    "当季": Span.QUARTER, "本季": Span.QUARTER, "quarter": Span.QUARTER,
}  # fmt: skip


class NoTime(ValueError):
    """What was written names no time."""


def read_month(text: str) -> date:
    """The first day of the month with which a time ends. Raises NoTime."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    year, month = _told(plain)
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= MONTHS):
        raise NoTime(text)
    return date(year, month, 1)


def _told(plain: str) -> tuple[int, int]:
    if found := _COMPACT.fullmatch(plain):
        return int(found[1]), int(found[2])
    if found := _QUARTER.fullmatch(plain):
        quarter = found[2] or found[4]
        return int(found[1] or found[3]), QUARTER * (_CHINESE.get(quarter) or int(quarter))
    if found := _PART.fullmatch(plain):
        return int(found[1]), _YEAR_PARTS[found[2]]
    if found := _MONTHS.fullmatch(plain):
        return int(found[1]), int(found[2])
    return 0, 0


def month_in(text: str) -> date | None:
    """The month that a title or the name of a sheet speaks of, if it speaks of one."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    months = rf"\d{{4}}年(?:1{_DASH})?\d{{1,2}}月|\d{{4}}-\d{{2}}"
    parts = r"\d{4}年(?:[一二三四1-4]季度|上半年|前三季度|全年)"
    found = re.search(f"{months}|{parts}", plain)
    try:
        return read_month(found[0]) if found else None
    except NoTime:
        return None


def read_span(text: str) -> str | None:
    """Which time a word means: 累计, 当月, 当季. Nothing for other words."""
    return SPANS.get(unicodedata.normalize("NFKC", text).strip().lower())
