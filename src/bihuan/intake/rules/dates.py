"""Dates, years, quarters, rhythms and periods as the language writes them, each with its code."""

import re
from dataclasses import dataclass
from datetime import date

from bihuan.intake.rules.drafts import DECEMBER, last_of
from bihuan.intake.rules.structure import NUMERALS, numeral
from bihuan.intake.rules.words import WORDS, any_of

YEAR = r"(?P<year>20\d\d|二[〇○零][〇○零一二三四五六七八九十]{2}|今|明|本|当)年"
MONTHS = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[{NUMERALS}])"
NAMED_DAY = r"(?:（(?:星期|周)[一二三四五六日天]）)?"
FULL_DAY = re.compile(
    rf"(?P<every>每年)?(?:{YEAR})?(?<!\d)(?P<month>{MONTHS}|本|当|下个?)月"
    rf"(?P<day>\d{{1,2}}|[{NUMERALS}]{{1,3}})[日号]{NAMED_DAY}"
    r"(?:中午|上午|下午|晚上?|下班|\d{1,2}[时点:：](?:\d\d分?)?){0,3}(?P<mark>之?前|以前|止)?"
)
LONE_DAY = re.compile(
    rf"(?<![\d月年第每周至到、—～\-{NUMERALS}])(?P<day>[12]\d|3[01]|[1-9])[日号](?P<mark>之?前)"
)
MONTH = re.compile(
    rf"(?P<every>每年)?(?:{YEAR})?(?P<month>(?<!\d)(?:1[0-2]"
    r"|0?[1-9])|本|当|下|十[一二]?|[一二三四五六七八九])"
    r"(?:个)?月(?P<part>月?底|末|中旬|上旬|下旬|初|份)?(?P<mark>之?前|以前)?"
)
YEAR_END = re.compile(
    r"(?P<every>每年)?(?:(?P<year>20\d\d|二[〇○零][〇○零一二三四五六七八九十]{2}|今|明|本|当)年?)?(?:年(?:底|末|终)|(?<=\d年)(?:底"
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
DOING = rf"(?:{any_of(WORDS['finishing'])})"
YEAR_BEFORE = re.compile(r"(20\d\d)年\d{1,2}月")
# A date right behind a name, as a pattern without groups: 市住建局10月底前完成…
SPELT = r"\d{1,3}|[一二三四五六七八九十两半]{1,3}"
BY_WHEN = (
    r"(?:(?:今年|明年|(?:20\d\d|二[〇○零]..)年)?"
    rf"(?:(?:{SPELT}|本|下个?)月(?:(?:{SPELT})[日号]{NAMED_DAY}|[底初末份]|[上中下]旬)?|年底|[一二三四]季度末?|[上下]半年|月底|\d{{1,2}}[日号]"
    r"|[本这下]?周[一二三四五六日末]|[本下]周|今天|今日|明天|明日|节|(?:春|中秋|清明|端午|国庆|劳动)节|国庆|元旦|五一|汛期)"
    r"(?:上午|下午|下班|\d{1,2}[时点:](?:\d\d)?)*(?:之|以)?前"
    rf"|(?:会后|(?:印|下)发后|[收接]到[^，。；]{{0,8}}后|自[^，。；]{{1,8}}起)?(?:[本这下]周|(?:{SPELT})个?(?:工作日|月|天|日|周))(?:之|以)?内)"
)
DOING_SOON = re.compile(rf"(?:之?内)?[^，。；]{{0,6}}{DOING}")
DOING_NEAR = re.compile(rf"要?[^，。；]{{0,8}}?{DOING}")
DOING_LATER = re.compile(rf"[^。；]{{0,10}}?{DOING}")
REACH = 16
OPENS_MONTH = re.compile(r"(?:确保|力争|争取|务必|在|于|，|。|、|；|^)$")
THIS_YEAR_DOING = re.compile(rf"(?:要|将|内|计划|力争|确保|再|，|{DOING})")
INTENT = re.compile("(?:确保|力争|争取|务必|必须|要)(?:在|于)?$")
WHOLE_YEAR = re.compile(
    rf"(?!的?(?:目标|任务|工作|经济社会))(?:力争|确保|计划|预计|要|共|再)?(?:{DOING}|[^。；]{{0,24}}?(?:{any_of(WORDS['reaching'])})|[^。；，]{{0,16}}\d)"
)
YEAR_REACHES = re.compile(r"[^，。；\d]{2,20}(?:不低于|不少于)")
CLAUSE_EDGE = "，。；：\n 、"
FURTHER = 6
# Holidays on fixed days of the year, and the day before them.
HOLIDAY = re.compile(
    r"(?:(?P<year>20\d\d|今|明|本|当)年)?“?"
    r"(?P<name>元旦|五一|劳动节|七一|八一|国庆|十一)”?(?:国际)?(?:劳动)?(?:节|假期)?(?:到?来)?(?:之)?前"
)
EVES = {
    "元旦": (12, 31),
    "五一": (4, 30),
    "劳动节": (4, 30),
    "七一": (6, 30),
    "八一": (7, 31),
    "国庆": (9, 30),
    "十一": (9, 30),
}
PARTS = {"中旬": "20", "上旬": "10", "初": "10"}
FINISH = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate date: rank (what kind), place, code, and the code of a remark on it."""

    rank: int
    start: int
    end: int
    code: str
    note: str = ""


def _year(word: str | None, issued: date | None) -> int | None:
    if word and word.isdigit():
        return int(word)
    if word and len(word) > 1:
        return int("".join(str(max(0, NUMERALS.find(w) + 1)) for w in word))
    if issued is None:
        return None
    return issued.year + (word == "明")


def _is_next(month: int, issued: date) -> bool:
    """A month without a year means the coming one; the month just past may still be meant."""
    return month < issued.month - 1


def _month(word: str, issued: date | None) -> int | None:
    if word.isdigit():
        return int(word)
    if word[0] in "本当下":
        if issued is None:
            return None
        return issued.month % DECEMBER + 1 if word[0] == "下" else issued.month
    return numeral(word)


def _near_year(folded: str, begin: int, at: int, month: int, issued: date | None) -> int | None:
    """The year of a date without one: that of the date before it, else the next such month from the issue."""
    before = YEAR_BEFORE.findall(folded, begin, at)
    if before:
        return int(before[-1])
    if issued is None:
        return None
    return issued.year + _is_next(month, issued)


def days(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    """Days with 'before', or with 'on' and a verb of completion."""
    out = []
    for m in FULL_DAY.finditer(folded, *span):
        doing = DOING_SOON.match(folded, m.end(), m.end() + 12)
        if not (m["mark"] or (doing and folded[m.start() - 1] in "于在")):
            continue
        month = _month(m["month"], issued)
        if m["every"]:
            out.append(Found(FINISH, m.start(), m.end(), "yearly"))
            continue
        if not month:
            continue
        year = (
            _year(m["year"], issued) if m["year"] else _near_year(folded, span[0], m.start(), month, issued)
        )
        if year:
            out.append(_day(m, (year, month)))
    return out


def _day(m: re.Match[str], when: tuple[int, int]) -> Found:
    """The day as a code; a day that the month does not have stays without one and is remarked on."""
    year, month = when
    day = numeral(m["day"])
    if not 0 < day <= last_of(year, month).day:
        return Found(FINISH, m.start(), m.end(), "", "impossible")
    return Found(FINISH, m.start(), m.end(), f"{year}-{month:02d}-{day:02d}")


def lone_days(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    """A day without its month: the next such day from the issue."""
    out = []
    for m in LONE_DAY.finditer(folded, *span):
        if issued is None:
            break
        step = int(m["day"]) < issued.day
        month = issued.month % DECEMBER + 1 if step else issued.month
        out.append(_day(m, (issued.year + (step and issued.month == DECEMBER), month)))
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
    if not (part or m["mark"] or m["month"] == "下") or not month:
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
    before = OPENS_MONTH.search(folded[max(0, m.start() - FINISH) : m.start()])
    doing = DOING_NEAR.match(folded, m.end(), m.end() + 16)
    return Found(1, m.start(), m.end(), code) if before and doing else None


def _is_binding(folded: str, m: re.Match[str]) -> bool:
    """Beside a verb of completion after it, or after words of intent, a bare period is meant as a time."""
    after = DOING_LATER.match(folded, m.end(), m.end() + REACH)
    return bool(after or INTENT.search(folded[max(0, m.start() - FURTHER) : m.start()]))


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


def holidays(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    """'Before the national day': the day before, of this year or the next."""
    out = []
    for m in HOLIDAY.finditer(folded, *span):
        month, day = EVES[m["name"]]
        if issued is None:
            break
        year = _year(m["year"], issued) or issued.year
        year += not m["year"] and (month, day) < (issued.month, issued.day)
        out.append(Found(FINISH, m.start(), m.end(), f"{year}-{month:02d}-{day:02d}"))
    return out


def quarters(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    """Quarters with an end or a verb of completion."""
    out = []
    for m in QUARTER.finditer(folded, *span):
        year = _year(m["year"], issued)
        if year and (m["mark"] or m["before"] or _is_binding(folded, m)):
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
        if year and (m["mark"] or _is_binding(folded, m)) and folded[m.start() - 1 : m.start()] not in {"每"}:
            out.append(Found(FINISH, m.start(), m.end(), f"{year}-H{1 if m['h'] == '上' else 2}"))
    return out


def years(folded: str, span: tuple[int, int], _issued: date | None) -> list[Found]:
    """'By the year', and years of a goal."""
    out = [Found(FINISH, m.start(), m.end(), m["year"]) for m in BY_YEAR.finditer(folded, *span)]
    for m in YEAR_GOAL.finditer(folded, *span):
        if m["lead"]:
            begin = m.start() + len(m["lead"])
            out.append(Found(FINISH, begin, m.end(), m["year"]))
        elif (
            YEAR_REACHES.match(folded, m.end(), span[1]) and folded[m.start() - 1 : m.start()] in CLAUSE_EDGE
        ):
            out.append(Found(FINISH, m.start(), m.end(), m["year"]))
    return out


def this_year(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    """'Within the year' and 'this year'."""
    if issued is None:
        return []
    out = []
    for m in THIS_YEAR.finditer(folded, *span):
        after = folded[m.end() : m.end() + 24]
        if m.group() == "全年" and not WHOLE_YEAR.match(after):
            continue
        if m["this"] and not THIS_YEAR_DOING.match(after):
            continue
        year = _year(m["year"] or m["this"], issued)
        if folded[m.start() - 1 : m.start()].isdigit() or "如年内" in folded[max(0, m.start() - 1) : m.end()]:
            continue
        out.append(Found(FINISH, m.start(), m.end(), str(year)))
    return out
