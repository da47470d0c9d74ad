"""What one cell of a project workbook says: money, days, stages and kinds, in the words of offices."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan.kernel.money import NoMoney, parse
from bihuan.projects.models import Approval, Nature, Stage

NOTHING = frozenset({"", "-", "--", "—", "——", "/", "无", "暂无", "待定", "0"})
# Excel counts days from here; serials of the years 1982 to 2119.
EPOCH, SERIALS = date(1899, 12, 30), range(30_000, 80_000)
DECEMBER = 12
# So many times above or below what is usual, an amount was meant in another unit.
JUMP, FEWEST = 3000, 5
_DAY = re.compile(r"(\d{4})[.\-/年](\d{1,2})(?:[.\-/月](\d{1,2})日?|月?)(?:底|前|初)?(?:00:00:00)?")
_YEAR = re.compile(r"(\d{4})年?(?:(底|末|内)|(上半年|下半年)|第?([一二三四1-4])季度)?(?:前)?")
_BEGUN = re.compile(r"已(?:开工|于|动工|建|竣工|完工)|在建|续建")
_PERIOD = re.compile(r"[-–—~～至到]+(?=\d{4})")
QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
STAGES: tuple[tuple[Stage, re.Pattern[str]], ...] = tuple(
    (stage, re.compile(cue))
    for stage, cue in (
        (Stage.PAUSED, r"停工|停建|缓建|暂停"),
        (Stage.FULL, r"达产|达效"),
        (Stage.COMPLETED, r"未投产|竣工|完工|已?建成|验收"),
        (Stage.PRODUCTION, r"投产|投用|运营"),
        (Stage.READY, r"待开工|具备开工|拟开工|未开工|即将开工"),
        (Stage.BUILDING, r"在建|续建|建设中|施工|主体|装修"),
        (Stage.STARTED, r"开工|动工"),
        (Stage.PRELIM, r"前期|可研|立项|用地|审批|设计"),
        (Stage.RESERVE, r"储备|入库"),
        (Stage.IDEA, r"谋划|策划|招商|意向"),
    )
)
# Where a group's title gives the list and no cell the stage.
LISTS = (("续建", Stage.BUILDING), ("竣工", Stage.BUILDING), ("投产", Stage.BUILDING), ("新", Stage.PRELIM))
KINDS = {
    "approval": (("审批", Approval.APPROVE), ("核准", Approval.VERIFY), ("备案", Approval.RECORD)),
    "nature": (
        ("政府", Nature.GOVERNMENT),
        ("财政", Nature.GOVERNMENT),
        ("国", Nature.STATE),
        ("社会", Nature.SOCIAL),
        ("民", Nature.SOCIAL),
        ("企业", Nature.SOCIAL),
        ("外", Nature.SOCIAL),
    ),
}


@dataclass(frozen=True)
class When:
    """A day, or that something has begun without a day."""

    day: date | None = None
    is_begun: bool = False


def folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def money(text: str, unit: int) -> tuple[int | None, bool]:
    """An amount in 分 and whether it bears its own unit; nothing where nothing is said. Raises NoMoney."""
    bare = folded(text).removeprefix("约").lstrip("¥￥")
    if bare in NOTHING:
        return (0 if bare == "0" else None), False
    return parse(bare, unit), bare[-1:] in "元万亿"


def when(text: str, *, is_end: bool) -> When:
    """A day as offices write it. A month is its first day, or its last for an end. Raises ValueError."""
    bare = folded(text)
    if bare in NOTHING:
        return When()
    serial = bare.removesuffix(".0")
    if serial.isascii() and serial.isdigit() and int(serial) in SERIALS:
        return When(EPOCH + timedelta(int(serial)))
    core = re.sub(r"(?:已|计划|拟|预计|将?于)|(?:开工|竣工|完工|建成|投产)$", "", bare)
    if found := _DAY.fullmatch(core):
        return When(_day(int(found[1]), int(found[2]), found[3], is_end=is_end), bare.startswith("已"))
    if found := _YEAR.fullmatch(core):
        return When(_part_of_year(found, is_end=is_end))
    if not _BEGUN.search(bare):
        raise ValueError(text)
    return When(is_begun=True)


def _day(year: int, month: int, day: str | None, *, is_end: bool) -> date:
    if day:
        return date(year, month, int(day))
    first = date(year, month, 1)
    return last_of(first) if is_end else first


def last_of(first: date) -> date:
    """The last day of a month."""
    number = first.year * DECEMBER + first.month
    return date(number // DECEMBER, number % DECEMBER + 1, 1) - timedelta(1)


def _part_of_year(found: re.Match[str], *, is_end: bool) -> date:
    """A year, half a year or a quarter: its first day, or its last."""
    year, half, quarter = int(found[1]), found[3], found[4]
    months = (1, DECEMBER)
    if half:
        months = (1, 6) if half == "上半年" else (7, DECEMBER)
    elif quarter:
        last = QUARTERS.get(quarter) or int(quarter)
        months = (3 * last - 2, 3 * last)
    if is_end or found[2] in ("底", "末"):
        return last_of(date(year, months[1], 1))
    return date(year, months[0], 1)


def period(text: str) -> tuple[When, When]:
    """Two days parted by a dash: 2024-2027, 2024.3—2027.6. Raises ValueError."""
    bare = folded(text)
    if bare in NOTHING:
        return When(), When()
    first, *rest = _PERIOD.split(bare)
    if len(rest) != 1:
        raise ValueError(text)
    return when(first, is_end=False), when(rest[0], is_end=True)


def stage(text: str) -> Stage | None:
    """The stage that some words name."""
    bare = folded(text)
    return next((name for name, cue in STAGES if cue.search(bare)), None)


def stage_of_list(group: str) -> Stage:
    """Where a project of a list stands, when nothing else says it."""
    return next((name for cue, name in LISTS if cue in group), Stage.IDEA)


def kind(name: str, text: str) -> str:
    """The kind of approval or the nature that some words name; empty when they name none."""
    bare = folded(text)
    return str(next((value for cue, value in KINDS[name] if cue in bare), ""))


def jumps(amount: int, usual: int) -> bool:
    """Whether an amount was probably meant in another unit than it stands in."""
    return bool(usual and amount) and (amount >= usual * JUMP or amount * JUMP <= usual)


__all__ = ["FEWEST", "NoMoney", "When", "jumps", "kind", "money", "period", "stage", "stage_of_list", "when"]
