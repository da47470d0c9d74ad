"""Firms above scale of the demo city: invented ones, brought in by workbooks of the bureau, a year at a time."""

import csv
import random
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from stdnum.cn import uscc

from bihuan.files import actions as files
from bihuan.home.city.growth import SHARES
from bihuan.home.city.matter import World
from bihuan.home.city.ventures import PLACES
from bihuan.indicators import actions
from bihuan.indicators.actions import NewBook, NewFirmRule
from bihuan.kernel.money import WAN
from bihuan.kernel.periods import month_of, shifted
from bihuan.people.models import Role

LINE, NEAR = 2000 * WAN, 1500 * WAN
COUNT, OUTSIDE, YEARS, MONTHS = 170, 46, 3, 14
# What a firm on the roll and one outside it earn in a month, in 10,000 yuan.
INSIDE_EARNS, OUTSIDE_EARNS = (150, 900), (60, 166)
CHANCE_IN, CHANCE_OUT = 0.022, 0.006
TRADES = {
    "1392": "豆制品", "1711": "棉纺", "2652": "新材料", "2922": "塑业", "3041": "玻璃", "3311": "结构件",
    "3484": "机械配件", "3670": "汽车零部件", "3825": "光伏", "3831": "电缆", "3912": "电子", "4411": "热电",
}  # fmt: skip
NAMES = (
    "瑞丰",
    "恒达",
    "众合",
    "金禾",
    "东升",
    "华誉",
    "天泽",
    "宏远",
    "百川",
    "德润",
    "新程",
    "立信",
    "博亚",
    "嘉禾",
)
HEADS = ("企业名称", "统一社会信用代码", "行业代码", "区划代码", "属地", "变动", "变动月份", "变动原因")
COMES, GOES = ("小升规", "小升规", "小升规", "新建投产", "迁入"), ("降至规下", "降至规下", "停产", "迁出")


@dataclass
class Firm:
    """One firm of the story: who it is, whether it is on the roll, and what it earns in a month."""

    code: str
    name: str
    industry: str
    unit: str
    earns: int
    is_in: bool

    def line(self, change: str = "", month: date | None = None, reason: str = "") -> list[str]:
        place = PLACES[self.unit][0]
        when = f"{month:%Y-%m}" if month else ""
        return [self.name, self.code, self.industry, place, self.unit, change, when, reason]


def fill(world: World, today: date) -> None:
    """The line, who was on the roll three years ago, each month's changes since, and a year of revenue."""
    rng, keeper = random.Random(today.toordinal()), world.cast.keepers[Role.STATISTICIAN]
    last = shifted(today.replace(day=1), -1)
    if month_of(last).last >= today:
        last = shifted(last, -1)
    owner = world.cast.units["市统计局"]
    rule = NewFirmRule(LINE, NEAR, owner, "规模以上工业法人单位标准（年主营业务收入2000万元）")
    world.do(actions.set_firm_rule, rule=rule, by=keeper)
    firms = [_firm(rng, number) for number in range(COUNT + OUTSIDE)]
    first = date(last.year - YEARS + 1, 1, 1)
    start = shifted(first, -1)
    rows = [firm.line("入库", start, rng.choice(COMES)) if firm.is_in else firm.line() for firm in firms]
    _bring(world, rows, (), f"云统名录〔{start.year}〕年度", today)
    for year in range(first.year, last.year + 1):
        months = [date(year, month, 1) for month in range(1, 13) if date(year, month, 1) <= last]
        for rows in _changes(rng, firms, months):
            _bring(world, rows, (), f"云统名录〔{year}〕{rows[0][6][-2:]}月", today)
    months = [shifted(last, -back) for back in range(MONTHS - 1, -1, -1)]
    rows = [[*firm.line(), *(str(_earned(rng, firm)) for _month in months)] for firm in firms]
    _bring(world, rows, months, f"云统名录〔{last.year}〕收入", today)


def _firm(rng: random.Random, number: int) -> Firm:
    unit = rng.choices(list(SHARES), weights=list(SHARES.values()))[0]
    industry, thing = rng.choice(list(TRADES.items()))
    code = f"91{PLACES[unit][0]}MA2N{number:05d}"
    is_in = number < COUNT
    earns = rng.randint(*(INSIDE_EARNS if is_in else OUTSIDE_EARNS))
    name = f"{unit[:2]}{NAMES[number % len(NAMES)]}{thing}（示例{number + 1}）有限公司"
    return Firm(code + uscc.calc_check_digit(code), name, industry, unit, earns, is_in)


def _changes(rng: random.Random, firms: list[Firm], months: list[date]) -> list[list[list[str]]]:
    """What changes on the roll month by month; most comes at the end of a year, with the yearly check."""
    found = []
    for month in months:
        many = 3 if month.month in (1, 12) else 1
        rows = []
        for firm in firms:
            if not firm.is_in and rng.random() < CHANCE_IN * many:
                firm.is_in, firm.earns = True, rng.randint(*INSIDE_EARNS)
                rows.append(firm.line("入库", month, rng.choice(COMES)))
            elif firm.is_in and rng.random() < CHANCE_OUT * many:
                firm.is_in, firm.earns = False, rng.randint(*OUTSIDE_EARNS)
                rows.append(firm.line("退库", month, rng.choice(GOES)))
        if rows:
            found.append(rows)
    return found


def _earned(rng: random.Random, firm: Firm) -> int:
    return max(0, round(firm.earns * rng.uniform(0.85, 1.15)))


def _bring(world: World, rows: list[list[str]], months: Any, number: str, today: date) -> None:
    text = StringIO()
    lines = csv.writer(text)
    lines.writerow([*HEADS, *(f"{month:%Y-%m}" for month in months)])
    lines.writerows(rows)
    keeper = world.cast.keepers[Role.STATISTICIAN]
    upload = SimpleUploadedFile(f"{number}.csv", text.getvalue().encode())
    file = world.do(files.store, upload=upload, by=keeper)
    book = NewBook(number, today - timedelta(1), file)
    world.do(actions.bring_firms, book=book, by=keeper)
