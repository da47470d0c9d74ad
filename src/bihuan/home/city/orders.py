"""What the city decides in a year: the work report, meetings, instructions, letters; when, and to whom."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan.home.city.cast import Cast
from bihuan.home.city.days import WorkTime
from bihuan.home.city.texts import SECTORS, Phrase, Sector, Slots
from bihuan.home.city.texts.duties import units_for
from bihuan.home.city.texts.sector import PARKS, PLACES
from bihuan.intake.models import SourceType
from bihuan.supervision.models import ReportCycle, Urgency
from bihuan.supervision.rules.orders import NewItem

ANNUAL = 264
MEETING_ITEMS = 170
INSTRUCTIONS = 420
DECEMBER = 12


@dataclass(frozen=True)
class Planned:
    """An order that will be put on file on a day, and the field of work it belongs to."""

    day: date
    order: NewItem
    sector: Sector
    slots: Mapping[str, str]


@dataclass(frozen=True)
class Sort:
    """A sort of order besides the three large ones: how many, how long they take, how they are titled."""

    source: str
    count: int
    days: tuple[int, int]
    cycle: str
    title: str
    basis: str


SORTS = (
    Sort(SourceType.UPPER_DECISION, 26, (30, 120), ReportCycle.MONTHLY, "贯彻落实省部署：{t}", "省政府办公厅〔{y}〕{n}号文件"),
    Sort(SourceType.LIVELIHOOD, 20, (200, 300), ReportCycle.MONTHLY, "民生实事：{t}", "{y}年民生实事清单第{n}项"),
    Sort(SourceType.PROPOSAL, 60, (75, 95), ReportCycle.NONE, "{t}的建议", "市人大{y}年第{n}号代表建议"),
    Sort(SourceType.ORAL, 30, (10, 30), ReportCycle.WEEKLY, "{t}（调研交办）", "市领导调研现场交办"),
    Sort(SourceType.HOTLINE, 40, (5, 15), ReportCycle.NONE, "热线交办：{t}", "12345热线第{n}期专报"),
    Sort(SourceType.MAILBOX, 36, (7, 10), ReportCycle.NONE, "市长信箱：{t}", "市长信箱来信第{n}号"),
    Sort(SourceType.MEDIA, 16, (5, 8), ReportCycle.NONE, "媒体反映：{t}", "融媒问政第{n}期"),
    Sort(SourceType.INSPECTION_ISSUE, 20, (30, 90), ReportCycle.BIWEEKLY, "督查反馈整改：{t}", "督查组反馈问题清单第{n}项"),
    Sort(SourceType.CONFERENCE, 12, (7, 12), ReportCycle.NONE, "会议精神贯彻：{t}", "全市重点工作推进会"),
    Sort(SourceType.LEGACY, 14, (90, 200), ReportCycle.MONTHLY, "历史遗留问题：{t}", "历史遗留问题清单第{n}项"),
)  # fmt: skip


class Planner:
    """Draws up the year's orders from the texts."""

    def __init__(
        self, rng: random.Random, cast: Cast, time: WorkTime, first: date, last: date, *, share: float = 1.0
    ) -> None:
        self._rng, self._cast, self._time = rng, cast, time
        self._first, self._last, self._share = first, last, share
        self._titles: set[str] = set()

    def year(self) -> list[Planned]:
        """All orders of the year, in the order of their days."""
        planned = [*self._annual(), *self._meetings(), *self._instructions()]
        for sort in SORTS:
            planned += self._sort(sort)
        return sorted(planned, key=lambda one: (one.day, one.order.title))

    def _part(self, count: int) -> int:
        """So many of a year's count as fall into the time shown."""
        return max(1, round(count * self._share))

    def _annual(self) -> Iterator[Planned]:
        """The work report's tasks: due at the end of the year in which most of the time lies."""
        year, day = work_report_day(self._first, self._last)
        for number in range(1, self._part(ANNUAL) + 1):
            sector = SECTORS[number % len(SECTORS)]
            phrase = self._rng.choice(sector.annual)
            due = date(year, DECEMBER, 31) if self._rng.random() < 0.72 else self._node(year, day)
            cycle = ReportCycle.MONTHLY if self._rng.random() < 0.8 else ReportCycle.QUARTERLY
            yield self._planned(
                self._time.day(day, self._rng.randint(2, 7)),
                sector,
                phrase,
                helpers=self._rng.choice((1, 1, 2, 2, 3)),
                source_type=SourceType.GOV_REPORT,
                finish_due=due,
                report_cycle=cycle,
                basis=f"{year}年市政府工作报告重点任务第{number}项",
            )

    def _node(self, year: int, day: date) -> date:
        """A date inside the year at which a task ends earlier than the year does."""
        nodes = [node for node in (date(year, 6, 30), date(year, 9, 30), date(year, 10, 31)) if node > day]
        return self._rng.choice(nodes) if nodes else date(year, DECEMBER, 31)

    def _meetings(self) -> Iterator[Planned]:
        number, left = self._rng.randint(31, 60), self._part(MEETING_ITEMS)
        days = self._spread(max(1, left // 4), 3)
        for place, day in enumerate(days):
            number += 1
            size = left if place == len(days) - 1 else min(left, self._rng.randint(2, 6))
            left -= size
            for _item in range(size):
                sector = self._rng.choice(SECTORS)
                cycle = self._rng.choice((ReportCycle.BIWEEKLY, ReportCycle.MONTHLY, ReportCycle.WEEKLY))
                yield self._planned(
                    self._time.day(day, 1),
                    sector,
                    self._rng.choice(sector.meeting),
                    helpers=self._rng.choice((0, 1, 1, 2)),
                    source_type=SourceType.MEETING,
                    finish_due=day + timedelta(days=self._rng.choice((20, 30, 30, 45, 60, 90))),
                    report_cycle=cycle,
                    basis=f"市政府第{number}次常务会议纪要",
                )

    def _instructions(self) -> Iterator[Planned]:
        for day in self._spread(self._part(INSTRUCTIONS), 0):
            sector = self._rng.choice(SECTORS)
            is_hard = self._rng.random() < 0.25
            days = self._rng.choice((25, 30)) if is_hard else self._rng.choice((7, 10, 15, 15, 15))
            yield self._planned(
                day,
                sector,
                self._rng.choice(sector.instruction),
                helpers=self._rng.choice((0, 0, 1, 1, 2)),
                source_type=SourceType.INSTRUCTION,
                finish_due=day + timedelta(days=days),
                report_cycle=ReportCycle.WEEKLY if is_hard or days > 10 else ReportCycle.NONE,
                basis=f"市领导{day.month}月{day.day}日批示",
                urgency=self._rng.choice((Urgency.NORMAL, Urgency.NORMAL, Urgency.URGENT, Urgency.CRITICAL)),
            )

    def _sort(self, sort: Sort) -> Iterator[Planned]:
        for place, day in enumerate(self._spread(self._part(sort.count), 0), start=1):
            sector = self._rng.choice(SECTORS)
            phrase = self._rng.choice(sector.meeting if "批示" not in sort.title else sector.instruction)
            core = phrase.title.removeprefix("研究").removeprefix("关于").removesuffix("的批示")
            yield self._planned(
                day,
                sector,
                Phrase(sort.title.replace("{t}", core), phrase.demand),
                helpers=self._rng.choice((0, 1, 1, 2)),
                source_type=sort.source,
                finish_due=day + timedelta(days=self._rng.randint(*sort.days)),
                report_cycle=sort.cycle,
                basis=sort.basis.format(y=day.year, n=place),
            )

    def minuted(self, day: date, sector: Sector) -> Planned:
        """An order that a meeting gives, as its minutes will word it."""
        phrase = self._rng.choice(sector.meeting)
        due = self._time.day(day, self._rng.choice((10, 15, 20)))
        return self._planned(day, sector, phrase, helpers=1, source_type=SourceType.MEETING, finish_due=due)

    def single(self, day: date, short: str, days: int) -> Planned:
        """One more instruction for a unit, in its own field of work."""
        sector = next(one for one in SECTORS if one.leads[0] == short)
        phrases = (*sector.instruction, *sector.meeting)
        own = [one for one in phrases if short in (units_for(one.title) or (short,))]
        phrase = self._rng.choice(own)
        return self._planned(
            day,
            sector,
            phrase,
            to=short,
            helpers=1,
            source_type=SourceType.INSTRUCTION,
            finish_due=day + timedelta(days=days),
            report_cycle=ReportCycle.WEEKLY,
            basis=f"市领导{day.month}月{day.day}日批示",
        )

    def _spread(self, count: int, gap: int) -> list[date]:
        """That many working days over the year, rather even; `gap` keeps them off the first days."""
        days = [day for day in self._time.days if self._first <= day <= self._last][gap + 2 :]
        step = len(days) / count
        return [days[min(len(days) - 1, int((n + self._rng.random()) * step))] for n in range(count)]

    def _planned(
        self,
        day: date,
        sector: Sector,
        phrase: Phrase,
        *,
        helpers: int,
        to: str = "",
        **words: object,
    ) -> Planned:
        slots = Slots(self._rng)
        title, demand = self._title(phrase, slots), phrase.demand.format_map(slots)
        leads = [to] if to else self._leads(sector, title, slots)
        co = self._co(sector, leads, slots, helpers)
        units = self._cast.units
        order = NewItem(
            title=title,
            requirement=demand,
            leads=tuple(units[short] for short in leads),
            co_units=tuple(units[short] for short in co),
            leader=self._cast.in_charge(leads[0]),
            **words,  # type: ignore[arg-type]
        )
        return Planned(day, order, sector, slots)

    def _title(self, phrase: Phrase, slots: Slots) -> str:
        for _attempt in range(30):
            title = phrase.title.format_map(slots)
            if title not in self._titles:
                break
            slots.clear()
        self._titles.add(title)
        return title

    def _leads(self, sector: Sector, title: str, slots: Slots) -> list[str]:
        """The lead units: by duty where the words name one, the place itself for local work."""
        named = units_for(title)
        if sector.name.startswith("县区"):
            place = slots.get("place") or self._rng.choice((*PLACES, *PARKS))
            return [place]
        if "park" in slots and self._rng.random() < 0.3:
            return [slots["park"]]
        first = self._rng.choice(named) if named else self._rng.choice(sector.leads)
        if self._rng.random() < 0.08:
            second = self._rng.choice(sector.leads)
            return [first] if second == first else [first, second]
        return [first]

    def _co(self, sector: Sector, leads: list[str], slots: Slots, count: int) -> list[str]:
        wanted = [short for short in (slots.get("place"), slots.get("park")) if short]
        wanted += self._rng.sample(sector.helpers, min(count, len(sector.helpers)))
        return [short for short in dict.fromkeys(wanted) if short not in leads][: max(count, 0)]


def work_report_day(first: date, last: date) -> tuple[int, date]:
    """The year of the work report, and the day on which its tasks begin within the time shown."""

    def share(year: int) -> int:
        return (min(last, date(year, 12, 31)) - max(first, date(year, 1, 1))).days

    year = max((last.year, first.year), key=share)
    return year, max(first + timedelta(days=7), date(year, 1, 20))
