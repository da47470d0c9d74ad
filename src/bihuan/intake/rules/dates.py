"""Dates, years, quarters, rhythms and periods as the language writes them, each with its code."""

import re
from dataclasses import dataclass
from datetime import date

from bihuan.intake.rules.drafts import last_of
from bihuan.intake.rules.structure import numeral

FULL_DAY = re.compile(
    r"(?P<every>每年)?(?:(?P<year>20\d\d|今|明|本|当)年)?(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]"
    r"|[12]\d|0?[1-9])日"
    r"(?:中午|上午|下午|晚|下班)?(?:\d{1,2}[时点：](?:\d\d分?)?)?(?P<mark>之?前|以前|止)?"
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
    r"|启动|到位|上线|组织|整治|印发|形成|开工|复工|开复工|竣工|签约|达产|投)"
)
PERIOD_POLICY = re.compile(r"期限|有效|不超过|最长|期为|贴息|缓缴|贷款|租金|房租|返还|上年度|近|过去|前\d|满")
YEAR_BEFORE = re.compile(r"(20\d\d)年\d{1,2}月")
CAPS = re.compile(r"^[^，。；]{0,4}(?:不超过[^，。；]{0,8}元|[\d.]+万?元|最高|给予|给以|补)")
# A date right behind a name, as a pattern without groups: 市住建局10月底前完成…
BY_WHEN = (
    r"(?:(?:今年|明年|本月|下个?月|20\d\d年)?"
    r"(?:\d{1,2}月(?:\d{1,2}[日号]|[底初末]|[上中下]旬)?|年底|[一二三四]季度末?|月底)(?:之|以)?前"
    r"|(?:[本这下]周|\d{1,3}(?:个工作日|个月|天|日|周)|[一二三两四五六七八九十]{1,3}(?:个工作日|个月|天|日|周))(?:之|以)?内)"
)
PARTS = {"中旬": "20", "上旬": "10", "初": "10"}
FINISH = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate date: rank (what kind), place, words, code."""

    rank: int
    start: int
    end: int
    code: str


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


def _near_year(folded: str, begin: int, at: int, month: int, issued: date | None) -> int | None:
    """The year of a date without one: that of the date before it, else the next such month from the issue."""
    before = YEAR_BEFORE.findall(folded, begin, at)
    if before:
        return int(before[-1])
    if issued is None:
        return None
    return issued.year + (month < issued.month - 1)


def days(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    """Days with 'before', or with 'on' and a verb of completion."""
    out = []
    for m in FULL_DAY.finditer(folded, *span):
        doing = re.match(rf"(?:之?内)?[^，。；]{{0,6}}{DOING}", folded[m.end() : m.end() + 12])
        if not (m["mark"] or (doing and folded[m.start() - 1] in "于在")):
            continue
        month = int(m["month"])
        year = (
            _year(m["year"], issued) if m["year"] else _near_year(folded, span[0], m.start(), month, issued)
        )
        if m["every"]:
            out.append(Found(FINISH, m.start(), m.end(), "yearly"))
        elif year:
            day = min(int(m["day"]), last_of(year, month).day)
            out.append(Found(FINISH, m.start(), m.end(), f"{year}-{month:02d}-{day:02d}"))
    return out


def months(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    """Ends of months, 'before' a month, and months of completion."""
    out = []
    for m in MONTH.finditer(folded, *span):
        found = _one_month(folded, span[0], m, issued)
        if found:
            out.append(found)
    return out


def _one_month(folded: str, begin: int, m: re.Match[str], issued: date | None) -> Found | None:
    part = (m["part"] or "").removeprefix("月")
    month = _month(m["month"], issued)
    if not (part or m["mark"]) or not month:
        return None
    year = _year(m["year"], issued) if m["year"] else _near_year(folded, begin, m.start(), month, issued)
    if not year:
        return None
    return _dated_month(folded, m, part, (year, month))


def _dated_month(folded: str, m: re.Match[str], part: str, when: tuple[int, int]) -> Found | None:
    year, month = when
    if m["every"]:
        return Found(FINISH, m.start(), m.end(), "yearly")
    if part in {"底", "末", "下旬"} or (m["mark"] and part in {"", "份"}):
        return Found(FINISH, m.start(), m.end(), last_of(year, month).isoformat())
    if part in PARTS:
        return Found(FINISH, m.start(), m.end(), f"{year}-{month:02d}-{PARTS[part]}")
    return _bare_month(folded, m, f"{year}-{month:02d}")


def _bare_month(folded: str, m: re.Match[str], code: str) -> Found | None:
    """A month with neither end nor 'before' binds only beside a verb of completion."""
    before = re.search(r"(?:确保|力争|争取|在|于|，|。)$", folded[max(0, m.start() - 2) : m.start()])
    doing = re.match(
        rf"[^，。；]{{0,8}}{DOING}|[^，。；]{{0,4}}(?:全面|复工)", folded[m.end() : m.end() + 14]
    )
    return Found(1, m.start(), m.end(), code) if before and doing else None


def year_ends(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    """Ends of years."""
    out = []
    for m in YEAR_END.finditer(folded, *span):
        year = _year(m["year"], issued)
        if m["every"]:
            out.append(Found(FINISH, m.start(), m.end(), "yearly"))
        elif year and folded[m.start() - 1 : m.start()] not in {"上", "去", "前"}:
            out.append(Found(FINISH, m.start(), m.end(), f"{year}-12-31"))
    return out


def quarters(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    """Quarters with an end or a verb of completion."""
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
                code = last_of(year, number * 3).isoformat()
            out.append(Found(FINISH, m.start(), m.end(), code))
    return out


def halves(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    """Halves of years."""
    out = []
    for m in HALF.finditer(folded, *span):
        year = _year(m["year"], issued)
        doing = m["mark"] or re.match(rf"[^，。；]{{0,10}}{DOING}", folded[m.end() : m.end() + 16])
        if year and doing and folded[m.start() - 1 : m.start()] not in {"每"}:
            out.append(Found(FINISH, m.start(), m.end(), f"{year}-H{1 if m['h'] == '上' else 2}"))
    return out


def years(folded: str, span: tuple[int, int], _issued: date | None) -> list[Found]:
    """'By the year', and years of a goal."""
    out = [Found(FINISH, m.start(), m.end(), m["year"]) for m in BY_YEAR.finditer(folded, *span)]
    for m in YEAR_GOAL.finditer(folded, *span):
        if m["lead"]:
            begin = m.start() + len(m["lead"])
            out.append(Found(FINISH, begin, m.end(), m["year"]))
    return out


def this_year(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    """'Within the year' and 'this year'."""
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


def periods(folded: str, span: tuple[int, int], _issued: date | None) -> list[Found]:
    """Periods after an event."""
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


def rhythms(folded: str, span: tuple[int, int], _issued: date | None) -> list[Found]:
    """Daily, weekly, monthly and so on."""
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
