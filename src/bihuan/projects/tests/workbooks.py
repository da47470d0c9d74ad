"""A ledger of a fictional city as an office would send it: messy, and the same for the same seed."""

import random
from io import BytesIO
from typing import Any

import xlsxwriter

HEADS = (
    ("序号", ""),
    ("项目代码", ""),
    ("项目名称", ""),
    ("责任单位", ""),
    ("项目业主", ""),
    ("建设内容及规模", ""),
    ("进展阶段", ""),
    ("开工时间", ""),
    ("竣工时间", ""),
    ("总投资（万元）", ""),
    ("2026年计划投资", ""),
    ("资金来源", "中央"),
    ("", "省"),
    ("", "市"),
    ("", "债券"),
    ("", "自筹"),
    ("", "银行"),
    ("备注", ""),
)
GROUPS = (
    ("一、续建项目", "在建", ("2024.3", "2024年9月", "2025-03-01", "45717", "已开工")),
    ("二、新开工项目", "前期", ("2026.5", "2026年6月", "2026-09-01", "2026年三季度")),
    ("三、计划竣工项目", "已开工", ("2023.10", "2024年1月", "45292")),
    ("四、储备项目", "储备", ("2027年", "/", "2027.3")),
)
PLACES = ("江滩", "城东", "望湖", "云岭", "柳林", "石桥", "北山", "金沙")
WORKS = (
    "污水处理厂",
    "产业园标准厂房",
    "快速路",
    "中学扩建",
    "储能电站",
    "冷链物流园",
    "棚户区改造",
    "智能装备基地",
)


def code_of(number: int) -> str:
    return f"2401-349900-04-01-{100_000 + number}"


def row_of(
    number: int, stage: str, starts: tuple[str, ...], units: list[str], chance: random.Random
) -> list[str]:
    """One project; now and then in 亿元, and with a plan that its sources add up to."""
    total = chance.randrange(20, 400) * 100
    plan = total // 5
    own, city = plan - plan // 2, plan // 2
    name = f"云岭市{chance.choice(PLACES)}{chance.choice(WORKS)}{number}号项目"
    written = f"{total / 10_000:g}亿" if number % 9 == 0 else f"{total:,}" if number % 4 == 0 else str(total)
    cells = [str(number), code_of(number) if number % 3 else "", name, chance.choice(units)]
    cells += [f"云岭市{chance.choice(PLACES)}建设有限公司", "新建主体工程及配套设施", stage]
    cells += [chance.choice(starts), "2028年12月", written, str(plan)]
    return [*cells, "", "", str(city), "", str(own), "", ""]


def messy(units: list[str], *, count: int = 400, seed: int = 7, faults: bool = True) -> bytes:
    """The workbook: titles, two-line header, groups with sums, blank rows, packages with parts, faults."""
    chance = random.Random(seed)
    rows: list[list[str]] = []
    each, number = count // len(GROUPS), 0
    for title, stage, starts in GROUPS:
        rows += [[f"{title}（{each}个）"], []]
        for _place in range(each):
            number += 1
            rows.append(row_of(number, stage, starts, units, chance))
        rows.append(["小计", "", f"{each}个"])
    rows.append(["合计", "", f"{number}个"])
    _parts(rows)
    if faults:
        _spoil(rows)
    return _book(rows)


def _parts(rows: list[list[str]]) -> None:
    """The second and third project are parts of the first."""
    first = next(at for at, row in enumerate(rows) if row and row[0] == "1")
    rows[first + 1][0], rows[first + 2][0] = "1.1", "1.2"


def _spoil(rows: list[list[str]]) -> None:
    """What goes wrong in such workbooks: a name twice, words for a day, money in 元, a strange unit."""
    own = [row for row in rows if len(row) == len(HEADS)]
    own[10][2], own[20][7] = own[9][2], "尽快"
    own[30][9], own[40][3] = "98000000000", "市奇石办"
    own[41][3], own[50][9] = "市奇石办", "若干"


def _book(rows: list[list[str]]) -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False})
    sheet: Any = book.add_worksheet("台账")
    sheet.merge_range(0, 0, 0, len(HEADS) - 1, "云岭市2026年重点项目台账")
    sheet.write_string(1, 0, "填报日期：2026年3月")
    for at, (head, below) in enumerate(HEADS):
        if below:
            sheet.write_string(3, at, below)
        elif head:
            sheet.merge_range(2, at, 3, at, head)
    sheet.merge_range(2, 11, 2, 16, "资金来源")
    for line, row in enumerate(rows, start=4):
        for at, text in enumerate(row):
            if text:
                sheet.write_string(line, at, text)
    book.close()
    return stream.getvalue()
