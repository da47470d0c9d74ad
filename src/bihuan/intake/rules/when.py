"""Deadlines: the one date that binds a task, told apart from policy periods and conditions."""

import re
from datetime import date

from bihuan.intake.rules.dates import (
    FINISH,
    FULL_DAY,
    Found,
    days,
    halves,
    holidays,
    lone_days,
    months,
    quarters,
    this_year,
    year_ends,
    years,
)
from bihuan.intake.rules.drafts import Deadline, last_of
from bihuan.intake.rules.periods import periods, relative_days, rhythms
from bihuan.intake.rules.words import VAGUE_TIMES

NOT_DUE = re.compile(
    r"^(?:\d+[时点])?(?:到期|期间|起|之日|以来|至(?!少)|—|-|～|已|能够|有望"
    r"|之?后|以后|租金|房租|免收|(?:发布|印发)(?=的|《|了|）|之日|\s|$)|份?的(?:法定)?(?:申报|企业|项目)"
    r"|以内|申报的|(?:正式)?(?:实施|生效|施行)(?=[。，；的 ]))"
)
NOT_DUE_BEFORE = re.compile(
    r"(?:对|截至|自|从|至|较|比|期限|有效期|执行|上年|同期|以前|期间|延长至|顺延至"
    r"|期限为|延期至|可在|可于|可)$"
)
WHEN_LINE = re.compile(r"(?:完成)?(?:时限|期限|时间)(?:要求)?：(?P<what>[^，。；）\n]{2,20})")
LONG_TERM = re.compile(r"长期坚持|持续推进|常态化推进|长期推进|全年推进|长期|持续")
BEFORE_EVENT = (
    r"(?:春节|元旦|元宵节?|清明节?|端午节?|国庆节?|中秋节?|除夕|假期|暑期|寒假|“?五一”?|“?十一”?|汛期|供暖期|采暖期|入冬|开学|高考|两会|雨季|[^，。；、]{0,4}旺季|冬季|冬春|年关|节)"
    r"(?:到?来)?(?:之)?前"
)
TIME = re.compile("[年月日周天季旬时节前内]")
VAGUE = re.compile("|".join([BEFORE_EVENT, *VAGUE_TIMES]))
NEAR = 300
# "… before June, firms that …": the date describes them.
OF_WHOM = re.compile("[^，。；]*?的(?:，|中小|企业|单位|个人|项目|纳税人)")
# What is done to enterprises by then is no condition on them.
ACTS_ON = re.compile(
    "(?:要|再)?(?:帮助|推动|组织|支持|督促|指导|对|做好|实现|确保|完成对|促成|引进|新增|培育)"
)
TITLE = 120
TITLE_YEAR = re.compile(r"(20\d\d)年")
BARE_YEAR = re.compile(r"(?:(?P<year>20\d\d)年?|全年|年内|今年|本年度?)(?:度|全年|完成)?")
# Every finder with letters without which it finds nothing.
FINDERS = (
    (days, "日号"),
    (months, "月"),
    (year_ends, "年"),
    (quarters, "季"),
    (halves, "半"),
    (years, "年"),
    (this_year, "年"),
    (holidays, "前"),
    (periods, "内"),
    (rhythms, "每逐按次日周月季年"),
    (relative_days, "周期今明后月"),
    (lone_days, "前"),
)
RANGE = re.compile("[至到—－~～-]+")
MONTH_NAMED = re.compile(r"(?:20\d\d年)?\d{1,2}月")
DAY_ALONE = re.compile(r"\d{1,2}[日号](?:之?前)?")
UNKNOWN = date(9990, 1, 1)
UNKNOWN_YEARS = ("9990", "9991")


def document_date(folded: str) -> date | None:
    """The date the document states: its signature, else the first full date, else a year in its title."""
    full = [m for m in FULL_DAY.finditer(folded) if m["year"] and m["year"].isdigit() and not m["mark"]]
    alone = [m for m in full if _stands_alone(folded, m)]
    for m in [*alone[-1:], *full[:1]]:
        return date(
            int(m["year"]), int(m["month"]), min(int(m["day"]), last_of(int(m["year"]), int(m["month"])).day)
        )
    titled = TITLE_YEAR.search(folded, 0, TITLE)
    return date(int(titled[1]), 1, 1) if titled else None


def _stands_alone(folded: str, m: re.Match[str]) -> bool:
    before, after = folded[max(0, m.start() - 1) : m.start()], folded[m.end() : m.end() + 2]
    return before in {"", "\n", " "} and (not after or after[0] in "\n （印")


def deadline(folded: str, text: str, span: tuple[int, int], issued: date | None) -> Deadline | None:
    """The deadline of a task: the completion of the whole, else the last date, a rhythm, or vague words."""
    found = _candidates(folded, span, issued or UNKNOWN)
    if found:
        best = _best(folded, found)
        code = None if best.code.startswith(UNKNOWN_YEARS) else best.code or None
        return Deadline(text[best.start : best.end], code, best.start, best.end, note=best.note)
    m = VAGUE.search(folded, *span)
    return Deadline(text[m.start() : m.end()], None, m.start(), m.end()) if m else None


def has_due_date(folded: str, span: tuple[int, int], issued: date | None) -> bool:
    """Whether the stretch carries a day or month of its own (used to split sentences)."""
    return any(f.rank == FINISH for f in _candidates(folded, span, issued))


def _best(folded: str, found: list[Found]) -> Found:
    top = max(f.rank for f in found)
    best = [f for f in found if f.rank == top]
    outside = [f for f in best if "其中" not in folded[max(0, f.start - 24) : f.start]]
    whole = [f for f in found if f.rank < top and f.rank > 0 and outside == [] and f.start < best[0].start]
    return (outside or whole or best)[-1]


def _candidates(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    out: list[Found] = []
    if not TIME.search(folded, *span):
        return out
    for finder, letters in FINDERS:
        if all(folded.find(letter, *span) < 0 for letter in letters):
            continue
        for f in finder(folded, span, issued):
            if not any(f.start < g.end and g.start < f.end for g in out) and not _is_condition(folded, f):
                out.append(f)
    return sorted(out, key=lambda f: f.start)


def _is_condition(folded: str, f: Found) -> bool:
    """Eligibility, validity and history carry dates too; they bind nobody."""
    if f.rank == 0:
        return False
    before, after = folded[max(0, f.start - 4) : f.start], folded[f.end : f.end + 8]
    if NOT_DUE_BEFORE.search(before) or NOT_DUE.match(after) or _is_quoted(folded, f):
        return True
    return not ACTS_ON.match(after) and OF_WHOM.match(folded, f.end, f.end + 60) is not None


def _is_quoted(folded: str, f: Found) -> bool:
    line = max(folded.rfind("。", max(0, f.start - NEAR), f.start), f.start - NEAR, 0)
    return folded.count("“", line, f.start) > folded.count("”", line, f.start)


def stated_time(folded: str, text: str, span: tuple[int, int], issued: date | None) -> Deadline | None:
    """The time of a label that has a column for it; 'long-term' there means ongoing."""
    m = WHEN_LINE.search(folded, *span)
    if not m:
        return None
    return cell_time(folded, text, m.span("what"), issued)


def cell_time(folded: str, text: str, span: tuple[int, int], issued: date | None) -> Deadline | None:
    """The time that a cell of a table states: a bare date or year there is meant as a deadline."""
    start, end = span
    cell = folded[start:end].strip()
    if not cell:
        return None
    code = None
    if LONG_TERM.search(cell):
        code = "ongoing"
    else:
        found = _candidates(f"于{cell}前完成", (0, len(cell) + 4), issued or UNKNOWN)
        year = BARE_YEAR.fullmatch(cell)
        if found:
            code = _best(cell, found).code
        elif year:
            code = year["year"] or (str(issued.year) if issued else None)
    known = code and not code.startswith(UNKNOWN_YEARS)
    return Deadline(text[start:end].strip(), code if known else None, start, end)


def stage_end(folded: str, text: str, span: tuple[int, int], issued: date | None) -> Deadline | None:
    """The end of the stretch of time that a heading gives in brackets."""
    words = folded[slice(*span)]
    parts = [part for part in RANGE.split(words) if part]
    month = MONTH_NAMED.findall(words)
    last = parts[-1].strip(" ，。") if parts else ""
    if DAY_ALONE.fullmatch(last) and month:
        last = month[-1] + last
    found = _candidates(f"于{last.removesuffix('前')}前完成", (0, len(last) + 4), issued or UNKNOWN)
    code = found[-1].code if found else ""
    known = code and not code.startswith(UNKNOWN_YEARS)
    return Deadline(text[slice(*span)], code, *span) if known else None
