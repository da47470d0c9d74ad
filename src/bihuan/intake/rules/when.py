"""Deadlines: dates, years, quarters, rhythms and periods, told apart from policy periods and conditions."""

import re
from dataclasses import dataclass
from datetime import date

from bihuan.intake.rules.drafts import Deadline, _last_of
from bihuan.intake.rules.structure import numeral
from bihuan.intake.rules.words import VAGUE_TIMES

YEAR = r"(?:(?P<{0}>20\d\d|今|明|本|当|去|后)年(?:度)?)"
FULL_DAY = re.compile(
    r"(?P<every>每年)?(?:(?P<year>20\d\d|今|明|本|当)年)?(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]"
    r"|[12]\d|0?[1-9])日"
    r"(?:中午|上午|下午|晚)?(?:\d{1,2}[时点：](?:\d\d分?)?)?(?P<mark>之?前|以前|止)?"
)
MONTH = re.compile(
    r"(?P<every>每年)?(?:(?P<year>20\d\d|今|明|本|当)年)?(?P<month>(?<!\d)(?:1[0-2]"
    r"|0?[1-9])|本|当|下|十[一二]?|[一二三四五六七八九])"
    r"(?:个)?月(?P<part>月?底|末|中旬|上旬|下旬|初|份)?(?P<mark>之?前|以前)?"
)
YEAR_END = re.compile(
    r"(?P<every>每年)?(?:(?P<year>20\d\d|今|明|本|当)年?)?(?:年(?:底|末|终)|(?<=\d年)(?:底"
    r"|末)|(?<=[今明本当]年)(?:底|末))(?P<mark>之?前|以前)?"
)
BY_YEAR = re.compile(
    r"(?:到|至|在|(?<![低高好优])于)(?P<year>20\d\d)年(?!同期|\d|底|末|\d?月|以来|起|度?[一二三四第上下])"
)
YEAR_GOAL = re.compile(
    r"(?P<lead>确保|力争|推动|争取|实现|完成|用)?(?P<year>20\d\d)年(?:度|内)?(?!\d"
    r"|底|末|以来|起|版|修|发布|印发|的|各项|度?(?:目标)?任务|度?工作|[一二三四第上下])"
)
THIS_YEAR = re.compile(
    r"(?P<year>今|明|本|当)?年内|全年|(?P<this>今|本|明)年(?!以来|是|的|政府"
    r"|初|第|[一二三四上下]|(?:我|全|各)|底|末|\d)"
)
QUARTER = re.compile(
    r"(?:(?P<year>20\d\d|今|明|本|当)年)?(?:第)?(?P<q>[一二三四1-4])季度(?P<mark>末"
    r"|底|结束|内)?(?P<before>之?前|以前)?"
)
HALF = re.compile(r"(?:(?P<year>20\d\d|今|明|本|当)年)?(?P<h>上|下)半年(?P<mark>之?前|底|末)?(?!的)")
RHYTHM = re.compile(
    r"(?:每|逐|按)(?P<n>两|半|2|半个)?(?:个)?(?P<unit>工作日|日|天|周|星期|旬"
    r"|月|季度|季|年)(?:度)?(?P<days>\d{1,2}日(?:之?前)?|[一二三四五六日末](?:、周?[一二三四五六日末])*)?(?P<more>至"
    r"少|不少于)?|(?P<next>次日).{0,8}前|日(?=调度|报告|报制|通报)|周(?=调度"
    r"|报制|通报)|月(?=调度|报制|通报)"
)
PERIOD = re.compile(
    r"(?P<event>[^，。；（]{0,14}?(?:后|之日起|起|以来))?(?:的)?(?P<n>\d{1,3}"
    r"|[一二三四五六七八九十两半]{1,3})(?:个)?(?P<unit>工作日|自然日|日|天|小时"
    r"|周|月|年)(?:之|以)?内"
)
CODES = {
    "日": "daily",
    "天": "daily",
    "工作日": "daily",
    "周": "weekly",
    "星期": "weekly",
    "月": "monthly",
    "季度": "quarterly",
    "季": "quarterly",
    "年": "yearly",
    "旬": "P10D",
}
PERIOD_UNITS = {
    "工作日": "BD",
    "自然日": "D",
    "日": "D",
    "天": "D",
    "小时": "D",
    "周": "W",
    "月": "M",
    "年": "Y",
}
DOING = (
    r"(?:完成|报|办结|提出|制定|反馈|整改|补办|落实|出台|建成|实现|提交|送|清"
    r"|启动|到位|上线|组织|整治|印发|形成|开工|投)"
)
NOT_DUE = re.compile(
    r"^(?:\d+[时点])?(?:到期|期间|起|之日|以来|至(?!少)|—|-|～|已|能够|有望"
    r"|之?后|以后|租金|房租|免收|发布|印发|份?的(?:法定)?(?:申报|企业|项目)"
    r"|以内|申报的|实施|生效|施行)"
)
GOAL_AROUND = re.compile(r"确保|力争|推动|争取|实现|目标|完成|达到|不低于|不高于|低于|高于|下降|提高|增长")
NOT_DUE_BEFORE = re.compile(
    r"(?:对|截至|自|从|至|较|比|期限|有效期|执行|上年|同期|以前|期间|延长至|顺延至"
    r"|期限为|延期至|可在|可于|可)$"
)
PERIOD_POLICY = re.compile(r"期限|有效|不超过|最长|期为|贴息|缓缴|贷款|租金|房租|返还|上年度|近|过去|前\d|满")
WHEN_LINE = re.compile(r"(?:完成)?(?:时限|期限|时间)(?:要求)?：(?P<what>[^，。；）\n]{2,20})")
LONG_TERM = re.compile(r"长期坚持|持续推进|常态化推进|长期推进|全年推进|长期|持续")
BEFORE_EVENT = (
    r"(?:春节|元旦|国庆节?|中秋节?|“?五一”?|“?十一”?|汛期|供暖期|采暖期|入冬|开学|高考|两会|雨季|[^，。；、]{0,4}旺季|冬季|冬春|年关|节)"
    r"(?:到?来)?(?:之)?前"
)
VAGUE = re.compile("|".join([BEFORE_EVENT, *VAGUE_TIMES]))
CHINESE_MONTHS = "一二三四五六七八九十"
CAPS = re.compile(r"^[^，。；]{0,4}(?:不超过[^，。；]{0,8}元|[\d.]+万?元|最高|给予|给以|补)")
FINISH = 2
# Stands for the year of a document without a date: its dates keep their words and get no code.
UNKNOWN = date(9990, 1, 1)
UNKNOWN_YEARS = ("9990", "9991")


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate date: rank (what kind), place, words, code."""

    rank: int
    start: int
    end: int
    code: str


def document_date(folded: str) -> date | None:
    """The date the document itself states: its signature date, else the first full date."""
    full = [m for m in FULL_DAY.finditer(folded) if m["year"] and m["year"].isdigit() and not m["mark"]]
    alone = [m for m in full if _stands_alone(folded, m)]
    for m in [*alone[-1:], *full[:1]]:
        return date(
            int(m["year"]), int(m["month"]), min(int(m["day"]), _last_of(int(m["year"]), int(m["month"])).day)
        )
    return None


def _stands_alone(folded: str, m: re.Match[str]) -> bool:
    before, after = folded[max(0, m.start() - 1) : m.start()], folded[m.end() : m.end() + 2]
    return before in {"", "\n", " "} and (not after or after[0] in "\n （印")


def deadline(folded: str, text: str, span: tuple[int, int], issued: date | None) -> Deadline | None:
    """The deadline of a task: the completion of the whole, else the last date, a rhythm, or vague words."""
    found = _candidates(folded, span, issued or UNKNOWN)
    if found:
        best = _best(folded, found)
        code = None if best.code.startswith(UNKNOWN_YEARS) else best.code
        return Deadline(text[best.start : best.end], code, best.start, best.end)
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
    for finder in (_days, _months, _year_ends, _quarters, _halves, _years, _this_year, _periods, _rhythms):
        for f in finder(folded, span, issued):
            if not any(f.start < g.end and g.start < f.end for g in out) and not _is_condition(folded, f):
                out.append(f)
    return sorted(out, key=lambda f: f.start)


def _is_condition(folded: str, f: Found) -> bool:
    """Eligibility, validity and history carry dates too; they bind nobody."""
    if f.rank == 0:
        return False
    if NOT_DUE_BEFORE.search(folded[max(0, f.start - 4) : f.start]):
        return True
    line = max(folded.rfind("。", 0, f.start), 0)
    if folded.count("“", line, f.start) > folded.count("”", line, f.start):
        return True
    if NOT_DUE.match(folded[f.end : f.end + 8]):
        return True
    clause = re.match(r"[^，。；]*", folded[f.end : f.end + 60])
    return bool(
        clause
        and re.search(
            r"的(?:，|中小|企业|单位|个人|项目|纳税人)",
            clause.group() + folded[f.end + clause.end() : f.end + clause.end() + 1],
        )
    )


def _year(word: str | None, issued: date | None) -> int | None:
    if word and word.isdigit():
        return int(word)
    if issued is None:
        return None
    return issued.year + (word == "明")


def _month(word: str, issued: date | None) -> int | None:
    if word.isdigit():
        return int(word)
    if word in "本当下":
        return (issued.month % 12 + 1 if word == "下" else issued.month) if issued else None
    return numeral(word)


def _days(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    out = []
    for m in FULL_DAY.finditer(folded, *span):
        doing = re.match(rf"(?:之?内)?[^，。；]{{0,6}}{DOING}", folded[m.end() : m.end() + 12])
        if not (m["mark"] or (doing and folded[m.start() - 1] in "于在")):
            continue
        year = _year(m["year"], issued)
        if m["every"]:
            out.append(Found(FINISH, m.start(), m.end(), "yearly"))
        elif year:
            out.append(Found(FINISH, m.start(), m.end(), f"{year}-{int(m['month']):02d}-{int(m['day']):02d}"))
    return out


def _months(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    out = []
    for m in MONTH.finditer(folded, *span):
        found = _one_month(folded, m, issued)
        if found:
            out.append(found)
    return out


def _one_month(folded: str, m: re.Match[str], issued: date | None) -> Found | None:
    part = (m["part"] or "").removeprefix("月")
    year, month = _year(m["year"], issued), _month(m["month"], issued)
    if not (part or m["mark"]) or not year or not month:
        return None
    if m["every"]:
        return Found(FINISH, m.start(), m.end(), "yearly")
    if part in {"底", "末", "下旬"} or (m["mark"] and part in {"", "份"}):
        return Found(FINISH, m.start(), m.end(), _last_of(year, month).isoformat())
    if part in {"中旬", "上旬", "初"}:
        return Found(
            FINISH, m.start(), m.end(), f"{year}-{month:02d}-{ {'中旬': 20, '上旬': 10, '初': 10}[part]:02d}"
        )
    before = re.search(r"(?:确保|力争|争取|在|于|，|。)$", folded[max(0, m.start() - 2) : m.start()])
    doing = re.match(
        rf"[^，。；]{{0,8}}{DOING}|[^，。；]{{0,4}}(?:全面|复工)", folded[m.end() : m.end() + 14]
    )
    return Found(1, m.start(), m.end(), f"{year}-{month:02d}") if before and doing else None


def _year_ends(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    out = []
    for m in YEAR_END.finditer(folded, *span):
        year = _year(m["year"], issued)
        if m["every"]:
            out.append(Found(FINISH, m.start(), m.end(), "yearly"))
        elif year and folded[m.start() - 1 : m.start()] not in {"上", "去", "前"}:
            out.append(Found(FINISH, m.start(), m.end(), f"{year}-12-31"))
    return out


def _quarters(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    out = []
    for m in QUARTER.finditer(folded, *span):
        year = _year(m["year"], issued)
        doing = (
            m["mark"] or m["before"] or re.match(rf"[^，。；]{{0,8}}{DOING}", folded[m.end() : m.end() + 14])
        )
        if year and doing:
            number = numeral(m["q"])
            code = f"{year}-Q{number}"
            if m["before"] and m["mark"] in {"末", "底"}:
                code = _last_of(year, number * 3).isoformat()
            out.append(Found(FINISH, m.start(), m.end(), code))
    return out


def _halves(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    out = []
    for m in HALF.finditer(folded, *span):
        year = _year(m["year"], issued)
        doing = m["mark"] or re.match(rf"[^，。；]{{0,10}}{DOING}", folded[m.end() : m.end() + 16])
        if year and doing and folded[m.start() - 1 : m.start()] not in {"每"}:
            out.append(Found(FINISH, m.start(), m.end(), f"{year}-H{1 if m['h'] == '上' else 2}"))
    return out


def _years(folded: str, span: tuple[int, int], _issued: date | None) -> list[Found]:
    out = [Found(FINISH, m.start(), m.end(), m["year"]) for m in BY_YEAR.finditer(folded, *span)]
    for m in YEAR_GOAL.finditer(folded, *span):
        if m["lead"]:
            begin = m.start() + len(m["lead"])
            out.append(Found(FINISH, begin, m.end(), m["year"]))
    return out


def _this_year(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    if issued is None:
        return []
    out = []
    for m in THIS_YEAR.finditer(folded, *span):
        after = folded[m.end() : m.end() + 24]
        if m.group() == "全年" and not re.match(
            r"[^。；]{0,24}?(?:高于|低于|达到|突破|增长|完成|实现|不少于|新增)", after
        ):
            continue
        if m.group() == "全年" and re.match(r"的?(?:目标|任务|工作|经济社会)", after):
            continue
        if m["this"] and not re.match(r"(?:要|将|内|计划|力争|完成|新建|实施|，)", after):
            continue
        year = _year(m["year"] or m["this"], issued)
        if folded[m.start() - 1 : m.start()].isdigit() or "如年内" in folded[max(0, m.start() - 1) : m.end()]:
            continue
        out.append(Found(FINISH, m.start(), m.end(), str(year)))
    return out


def _periods(folded: str, span: tuple[int, int], _issued: date | None) -> list[Found]:
    out = []
    for m in PERIOD.finditer(folded, *span):
        doing = re.match(rf"[^。；]{{0,14}}{DOING}", folded[m.end() : m.end() + 20])
        around = folded[max(0, m.start("n") - 10) : m.end() + 6]
        if not doing or PERIOD_POLICY.search(around) or not (m["event"] or m["unit"] in PERIOD_UNITS):
            continue
        number = {"两": 2, "半": 1}.get(m["n"]) or numeral(m["n"])
        unit = PERIOD_UNITS[m["unit"]]
        if m["unit"] == "小时":
            number = -(-number // 24)
        out.append(Found(1, m.start(), m.end(), f"P{number}{unit}"))
    return out


def _rhythms(folded: str, span: tuple[int, int], _issued: date | None) -> list[Found]:
    out = []
    for m in RHYTHM.finditer(folded, *span):
        after, before = folded[m.end() : m.end() + 14], folded[max(0, m.start() - 2) : m.start()]
        if before.endswith(("每人", "每户", "一", "X")) or after.startswith("的") or CAPS.match(after):
            continue
        unit = m["unit"]
        if m["next"] or not unit:
            code = (
                "daily"
                if m["next"] or folded[m.start()] == "日"
                else {"周": "weekly", "月": "monthly"}[folded[m.start()]]
            )
            if not m["next"] and folded[m.start() - 1 : m.start()] in set("0123456789一二三当次今节假"):
                continue
        elif folded[m.start()] in "按逐" and not re.match(r"(?:报|上报|调度|通报|汇总|更新|反馈)", after):
            continue
        else:
            code = "half-yearly" if m["n"] in {"半", "半个"} and unit == "年" else CODES[unit]
            if unit == "月" and m["n"] == "半":
                code = "P15D"
        out.append(Found(0, m.start(), m.end(), code))
    return out


def stated_time(folded: str, text: str, span: tuple[int, int], issued: date | None) -> Deadline | None:
    """The time of a label that has a column for it; 'long-term' there means ongoing."""
    m = WHEN_LINE.search(folded, *span)
    if not m:
        return None
    found = _candidates(folded, m.span("what"), issued)
    if found:
        return deadline(folded, text, m.span("what"), issued)
    code = "ongoing" if LONG_TERM.search(m["what"]) else None
    return Deadline(text[m.start("what") : m.end("what")], code, *m.span("what"))
