"""Rhythms, periods after an event, and days named from the day of the document."""

import re
from datetime import date, timedelta

from bihuan.intake.rules.dates import DOING, DOING_NEAR, FINISH, Found
from bihuan.intake.rules.drafts import last_of
from bihuan.intake.rules.structure import numeral

COUNT = r"\d{1,3}|[一二三四五六七八九十两半]{1,3}"
RHYTHM = re.compile(
    rf"(?:每|逐|按)(?:隔)?(?P<n>半个?|{COUNT})?(?:个)?(?P<unit>工作日|日|天|周|星期|旬"
    r"|月|季度|季|年)(?:度)?(?P<days>\d{1,2}[日号](?:之?前)?|底前?|末|[一二三四五六日末](?:、周?[一二三四五六日末])*)?(?P<more>至"
    r"少|不少于)?|一(?P<once>[日天周旬月季年])(?=一(?:调度|通报|报|督查|分析|会商|检查|研判|汇总|清零))|(?P<next>[次当]日|当天).{0,8}前|[日周月季](?=调度|报告|报制|通报|报送|分析|排名|会商)|年(?=考核)"
)
PERIOD = re.compile(
    rf"(?P<event>(?:自|从|在)?[^，。；（自从在于]{{0,14}}?(?:后|之日起|起|以来))?(?:的)?(?P<n>{COUNT})(?:个)?(?P<unit>工作日|自然日|日|天|小时"
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
EVENT = re.compile(
    "印发|下发|发布|公布|发文|收到|接到|会后|会议|散会|受理|签订|批复|通过|申请|开工|完工|竣工|立案|交办|即日|本(?:通知|方案|文|函)"
)
BARE = {"日": "daily", "周": "weekly", "月": "monthly", "季": "quarterly", "年": "yearly"}
ORDERLY = re.compile(
    r"(?:报|上报|调度|通报|汇总|更新|反馈|分析|组织|开展|考核|排名|推送|发布|公布|核对|核销|检查|巡查|记录|登记|统计)"
)
HALVES = {"年": "P6M", "月": "P15D", "天": "P1D", "日": "P1D"}
HOURS = 24
DOING_AFTER = re.compile(rf"[^。；]{{0,14}}{DOING}")
DENIED = re.compile("(?:不得|不要|严禁|禁止)[^，。；]*$")
FAR = 10
# One of several slogans: “一企一策、一日一调度”.
QUOTED = re.compile("[“‘]$|策、$")
PART_OF_DATE = frozenset("0123456789一二三当次今节假")
WEEK = "一二三四五六日天"
WEEK_LENGTH, FRIDAY, SUNDAY = 7, 4, 6
WEEKDAY = re.compile(
    r"(?<![每逐上])(?:(?P<which>本|这|下)个?)?(?:周|星期)(?P<day>[一二三四五六日天末])?"
    r"(?:上午|下午|中午|晚|下班)?(?P<mark>(?:之|以)?前|之?内|结束前)?(?!期|边|围|年|到|转|密|知)"
)
NEAR_DAY = re.compile(
    r"(?P<which>今天|今日|今晚|当天|明天|明日|后天)(?:上午|下午|中午|晚上?|下班)?(?:\d{1,2}[时点:：](?:\d\d分?)?)?(?:之?前|内)"
)
NEAR_DAYS = {"今天": 0, "今日": 0, "今晚": 0, "当天": 0, "明天": 1, "明日": 1, "后天": 2}
MONTH_END = re.compile(r"(?<![\d一二三四五六七八九十本当下每上个份])月(?:底|末)(?:之?前)?")
PERIOD_POLICY = re.compile(r"期限|有效|不超过|最长|期为|贴息|缓缴|贷款|租金|房租|返还|上年度|近|过去|前\d|满")
CAPS = re.compile(r"^[^，。；]{0,4}(?:不超过[^，。；]{0,8}元|[\d.]+万?元|最高|给予|给以|补)")


def periods(folded: str, span: tuple[int, int], _issued: date | None) -> list[Found]:
    """Periods after an event."""
    out = []
    for m in PERIOD.finditer(folded, *span):
        doing = DOING_AFTER.match(folded, m.end(), m.end() + 20)
        around = folded[max(0, m.start("n") - 10) : m.end() + 6]
        if not doing or PERIOD_POLICY.search(around):
            continue
        start = m.start() + _before_event(m["event"] or "")
        out.append(Found(1, start, m.end(), _length(m["n"], m["unit"])))
    return out


def _before_event(words: str) -> int:
    """How much of the words before a period belongs to the unit and not to the event."""
    m = EVENT.search(words)
    return m.start() if m and words[0] not in "自从在" else 0


def _length(number: str, unit: str) -> str:
    """The code of a period: halves and hours become whole smaller ones."""
    if number.startswith("半"):
        return HALVES.get(unit, "P1D")
    count = 2 if number == "两" else numeral(number)
    if unit == "小时":
        count = -(-count // HOURS)
    return f"P{count}{PERIOD_UNITS[unit]}"


def rhythms(folded: str, span: tuple[int, int], _issued: date | None) -> list[Found]:
    """Daily, weekly, monthly and so on."""
    out = []
    for m in RHYTHM.finditer(folded, *span):
        after, before = folded[m.end() : m.end() + 14], folded[max(0, m.start() - 2) : m.start()]
        if before.endswith(("每人", "每户", "一", "X")) or after.startswith("的") or CAPS.match(after):
            continue
        if DENIED.search(folded, max(span[0], m.start() - FAR), m.start()):
            continue
        code = _rhythm(m, before, after)
        if code:
            out.append(Found(0, m.start(), m.end(), code))
    return out


def _rhythm(m: re.Match[str], before: str, after: str) -> str:
    """The code of a rhythm, or nothing when the words only look like one."""
    unit, number = m["unit"], m["n"]
    if m["next"]:
        return "daily"
    if m["once"]:
        return "" if QUOTED.search(before) else CODES[m["once"]]
    if not unit:
        return "" if before[-1:] in PART_OF_DATE else BARE[m.group()]
    if m.group()[0] in "按逐" and not ORDERLY.match(after):
        return ""
    return _counted(number or "一", unit)


def _counted(number: str, unit: str) -> str:
    """Every month, every two weeks, every half year."""
    if number.startswith("半"):
        return "half-yearly" if unit == "年" else HALVES.get(unit, "daily")
    return CODES[unit] if number in {"一", "1"} else _length(number, "周" if unit == "星期" else unit)


def relative_days(folded: str, span: tuple[int, int], issued: date | None) -> list[Found]:
    """Days named from the day of the document: this Friday, next Monday, tomorrow, the end of the month."""
    out: list[Found] = []
    if issued is None:
        return out
    for m in WEEKDAY.finditer(folded, *span):
        bound = m["mark"] or DOING_NEAR.match(folded, m.end(), m.end() + 14)
        if bound and (m["which"] or (m["day"] and m["mark"])):
            out.append(Found(FINISH, m.start(), m.end(), _of_week(m, issued).isoformat()))
    for m in NEAR_DAY.finditer(folded, *span):
        day = issued + timedelta(days=NEAR_DAYS[m["which"]])
        out.append(Found(FINISH, m.start(), m.end(), day.isoformat()))
    last = last_of(issued.year, issued.month).isoformat()
    return [*out, *(Found(FINISH, m.start(), m.end(), last) for m in MONTH_END.finditer(folded, *span))]


def _of_week(m: re.Match[str], issued: date) -> date:
    """The named day of this or the next week; a week as a whole ends on its Friday, a weekend on Sunday."""
    day = {"末": SUNDAY, None: FRIDAY}.get(m["day"])
    day = WEEK.index(m["day"]) if day is None else day
    monday = issued - timedelta(days=issued.weekday())
    found = monday + timedelta(days=min(day, SUNDAY) + WEEK_LENGTH * (m["which"] == "下"))
    return found + timedelta(days=WEEK_LENGTH) if not m["which"] and found < issued else found
