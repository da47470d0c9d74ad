"""The city's indicators in the demo: defined, wanted, and published month by month, by the real actions."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from io import StringIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.files import actions as files
from bihuan.home.city.agenda import Agenda, Deed
from bihuan.home.city.growth import MONTHS, PEERS, SHARES, Numbers, When, move
from bihuan.home.city.matter import World
from bihuan.home.city.measures import DEPARTMENT, MEASURED, Measured, Wanted
from bihuan.indicators import actions
from bihuan.indicators.models import SCALE, Area, AreaKind, Indicator, Measure, Rhythm, Span, Vintage
from bihuan.indicators.rules.orders import NewReading, Publication
from bihuan.indicators.rules.times import months_of
from bihuan.kernel.periods import month_of, shifted
from bihuan.people.models import Role, Unit

# Years of readings before this one; the city's own parts only for the last of them.
YEARS, PARTS_YEARS = 4, 2
# A month is published so many days after its end; a few numbers of the city are said earlier.
DAYS, FLASH_DAYS, FLASH_MONTHS = 19, 10, 12
FLASHED = ("industry", "investment", "retail", "fiscal")
YEARBOOK, VOLUME = (9, 20), 6
# The day of the year on which the work report is voted.
REPORTED = (1, 20)
# The number that had not come in by the last day.
LATE = "trade"
FEBRUARY = 2
PUBLISHER, PROVINCE, CITY = "云岭市统计局", "全省平均", "全市"
HEADS = ("指标", "地区", "时期", "口径", "数值", "同比", "位次", "状态")


class Economy(Agenda):
    """All indicators with their numbers, who brings them in, and what is still to come in by the last day."""

    def __init__(self, world: World, today: date) -> None:
        super().__init__()
        self.world, self.today = world, today
        self.keeper = world.cast.keepers[Role.STATISTICIAN]
        self.rng = random.Random(today.year * MONTHS + today.month)
        self.last = _last_published(today)
        self.years = range(today.year - YEARS, today.year + 1)
        self.areas: dict[str, Area] = {}
        self.indicators: dict[str, Indicator] = {}
        self.numbers: dict[str, Numbers] = {}

    def do(self, action: Any, **words: Any) -> Any:
        return self.world.do(action, **({"by": self.keeper} | words))

    def plan(self, day: date, deed: Deed) -> None:
        """Note what comes out on a day: it bears that day, whenever it is brought in."""
        super().plan(day, lambda _today: deed(day))

    def found(self) -> None:
        """Areas, indicators, last year's targets, and how each moves; this year's are set when it begins."""
        units = self.world.cast.units
        named: list[tuple[str, str, str, Unit | None]] = [("city", CITY, AreaKind.CITY, units["市政府"])]
        named += [(name, name, AreaKind.COUNTY, units[name]) for name in SHARES]
        named += [(name, name, AreaKind.PEER, None) for name in PEERS]
        named += [("province", PROVINCE, AreaKind.PROVINCE, None)]
        for place, (key, name, kind, unit) in enumerate(named):
            self.areas[key] = self.do(actions.set_area, name=name, kind=kind, unit=unit, place=place)
        for place, each in enumerate(MEASURED):
            facts = each.facts() | {"owner": units[each.owner], "place": place}
            self.indicators[each.code] = self.do(actions.define, facts=facts)
            story = (self.last.year, self.last.month) if each.code == "industry" else None
            self.numbers[each.code] = move(self.rng, each.manner, self.years, story)
            self._set(each, "city", each.before, self.today.year - 1)
        self.plan(min(date(self.today.year, *REPORTED), self.today), lambda _day: self._want())

    def _want(self) -> None:
        """What the work report asks of the year."""
        for each in MEASURED:
            self._set(each, "city", each.wanted, self.today.year)
            for name, said in each.parts.items():
                self._set(each, name, Wanted(said, float(said.split("%", maxsplit=1)[0])), self.today.year)

    def _set(self, each: Measured, area: str, wanted: Wanted, year: int) -> None:
        self.do(
            actions.set_target,
            indicator=self.indicators[each.code],
            area=self.areas[area],
            year=year,
            said=wanted.said,
            rule=wanted.rule,
            number=None if wanted.number is None else round(wanted.number * SCALE),
            nodes={month: round(number * SCALE) for month, number in wanted.nodes},
            source=f"{year}年政府工作报告",
        )

    def publish(self) -> None:
        """Plan what comes out: yearbooks, flash numbers ten days after a month, the month's own, corrections."""
        for year in self.years[:-2]:
            self.plan(self._yearbook_day(year), partial(self._bring_yearbook, year=year))
        month = date(self.today.year - 1, FEBRUARY, 1)
        while month <= self.last:
            end = month_of(month).last
            if shifted(self.last, -FLASH_MONTHS) < month:
                self.plan(end + timedelta(FLASH_DAYS), partial(self._bring_flash, month=month))
            self.plan(end + timedelta(DAYS), partial(self._bring_month, month=month))
            month = shifted(month, 1 if month.month != MONTHS else 2)
        year = self.today.year - 1
        self.plan(self._yearbook_day(year), partial(self._bring_revised, year=year))

    @staticmethod
    def _yearbook_day(year: int) -> date:
        return date(year + 1, *YEARBOOK)

    def _bring_yearbook(self, day: date, year: int) -> None:
        official = [each for each in MEASURED if each.code not in DEPARTMENT]
        for first in range(0, len(official), VOLUME):
            rows = [
                row
                for each in official[first : first + VOLUME]
                for month in months_of(each.rhythm)
                if month >= FEBRUARY
                for row in self._rows(each, (year, month), Vintage.FINAL)
            ]
            number = f"云统年〔{year + 1}〕{first // VOLUME + 1}号"
            self._official(rows, day, number, f"{year}年统计年鉴")

    def _bring_flash(self, day: date, month: date) -> None:
        flash = [self._flash(code, (month.year, month.month)) for code in FLASHED]
        said = f"云统快〔{month.year}〕{month.month}号"
        self._official(flash, day, said, f"{_named(month)}主要指标快报")

    def _bring_month(self, day: date, month: date) -> None:
        when = (month.year, month.month)
        rows: list[NewReading] = []
        own: list[NewReading] = []
        for each in MEASURED:
            is_late = each.code == LATE and month == self.last
            if month.month in months_of(each.rhythm) and not is_late:
                found = self._rows(each, when, Vintage.PRELIMINARY)
                (own if each.code in DEPARTMENT else rows).extend(found)
        number = f"云统月〔{month.year}〕{month.month}号"
        self._official(rows, day, number, f"{_named(month)}统计月报")
        self._own(own, day)

    def _bring_revised(self, day: date, year: int) -> None:
        """The yearbook corrects some of the city's growth by a tenth or two."""
        rows = []
        for each in MEASURED:
            growth = self.numbers[each.code].growth.get("city")
            if growth is None or each.code in DEPARTMENT:
                continue
            for month in months_of(each.rhythm)[1 if each.rhythm == Rhythm.MONTH else 0 :]:
                number = growth[year, month] + self.rng.choice((-0.2, -0.1, 0, 0, 0.1))
                rows.append(self._row(each, "city", Measure.GROWTH, (year, month), number, Vintage.FINAL))
        self._official(rows, day, f"云统年〔{year + 1}〕1号", f"{year}年统计年鉴")

    def _flash(self, code: str, when: When) -> NewReading:
        each = next(one for one in MEASURED if one.code == code)
        number = self.numbers[code].growth["city"][when] + self.rng.gauss(0, 0.12)
        return self._row(each, "city", Measure.GROWTH, when, number, Vintage.FLASH)

    def _rows(self, each: Measured, when: When, vintage: str) -> Iterator[NewReading]:
        """What one publication says of an indicator for a month."""
        found, by_growth = self.numbers[each.code], each.measure == Measure.GROWTH
        ours = ["city", *(SHARES if when[0] >= self.today.year - PARTS_YEARS else ())]
        for name in ours:
            yield self._row(each, name, Measure.VALUE, when, found.values[name][when], vintage)
            if name in found.growth:
                yield self._row(each, name, Measure.GROWTH, when, found.growth[name][when], vintage)
        if each.code in DEPARTMENT:
            return
        others = found.growth if by_growth else found.values
        for name in (*PEERS, "province"):
            yield self._row(each, name, each.measure, when, others[name][when], vintage)
        places = found.places("city", by_growth=by_growth, is_down=each.manner.is_down)
        yield self._row(each, "city", Measure.RANK, when, places[when], vintage)

    def _row(
        self, each: Measured, name: str, measure: str, when: When, number: float, vintage: str
    ) -> NewReading:
        decimals = {Measure.RANK: 0, Measure.GROWTH: 1}.get(Measure(measure), each.places)
        said = f"{number:.{decimals}f}"
        indicator, area = self.indicators[each.code], self.areas[name]
        return NewReading(indicator, area, measure, each.span, date(*when, 1), said, vintage)

    def _official(self, rows: list[NewReading], day: date, number: str, title: str) -> None:
        upload = SimpleUploadedFile(f"{title}.csv", _written(rows).encode())
        file = self.do(files.store, upload=upload)
        said = Publication(PUBLISHER, day, number, file, title)
        self.do(actions.bring, publication=said, readings=rows)

    def _own(self, rows: list[NewReading], day: date) -> None:
        if rows:
            unit = rows[0].indicator.owner
            by = self.world.cast.contacts[unit.pk][0]
            said = Publication(unit.short_name, day, note="招商调度月报", unit=unit)
            self.do(actions.bring, publication=said, readings=rows, by=by)

    def leave_under_check(self) -> None:
        """The late publication has been handed in, and not everything in it is right."""
        each, when = next(one for one in MEASURED if one.code == LATE), (self.last.year, self.last.month)
        rows = list(self._rows(each, when, Vintage.PRELIMINARY))
        lines = _written(rows).splitlines()
        lines[2] = lines[2].replace(each.name, "外贸进出口")
        lines[4] = lines[4].replace(",累计,,", ",累计,,1")
        upload = SimpleUploadedFile(f"{_named(self.last)}进出口.csv", "\n".join(lines).encode())
        file = self.do(files.store, upload=upload)
        number = f"云关统〔{self.last.year}〕{self.last.month}号"
        said = Publication("云岭海关", self.today, number, file, f"{_named(self.last)}进出口情况")
        self.do(actions.hand_in, publication=said, vintage=Vintage.PRELIMINARY)


def _named(month: date) -> str:
    return f"{month.year}年{month.month}月"


def _last_published(today: date) -> date:
    """The last month that had been published by a day."""
    month = shifted(today.replace(day=1), -1)
    while month_of(month).last + timedelta(DAYS) > today or month.month == 1:
        month = shifted(month, -1)
    return month


def _written(rows: list[NewReading]) -> str:
    """The publication as a table: one number a line."""
    text = StringIO()
    lines = csv.writer(text)
    lines.writerow(HEADS)
    column = {Measure.VALUE: 0, Measure.GROWTH: 1, Measure.RANK: 2}
    for row in rows:
        cells = ["", "", ""]
        cells[column[Measure(row.measure)]] = row.said
        span = Span(row.span).value
        state = {"flash": "快报", "preliminary": "初步", "final": "最终"}[row.vintage]
        lines.writerow([row.indicator.name, row.area.name, f"{row.month:%Y-%m}", SPANS[span], *cells, state])
    return text.getvalue()


SPANS = {"month": "当月", "quarter": "当季", "ytd": "累计"}


def begin(world: World, last: date) -> Economy:
    """Found the indicators of a city and plan what is published of them up to a day."""
    economy = Economy(world, last)
    economy.found()
    economy.publish()
    return economy
