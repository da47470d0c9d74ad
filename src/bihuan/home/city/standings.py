"""League tables of the demo: departments month by month on what they finished in time, counties on indicators."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bihuan.home.city import names
from bihuan.home.city.agenda import Agenda
from bihuan.home.city.matter import World
from bihuan.indicators.models import SCALE, Indicator, Reading
from bihuan.kernel.periods import month_of, shifted
from bihuan.people.models import UnitKind
from bihuan.standings import actions
from bihuan.standings.actions import NewInput, NewPart, NewVersion
from bihuan.standings.models import Group, Origin, SchemeVersion, Table
from bihuan.supervision import actions as supervision
from bihuan.supervision.models import ReviewPoint
from bihuan.supervision.rules.orders import Said

# Days of the month after on which a table is frozen, published and, once, corrected.
FROZEN_ON, PUBLISHED_ON, CORRECTED_ON = 6, 18, 21
MONTHS, IN_PREVIEW = 3, 2
# Nothing is compared before a city has lived so long.
QUIET = timedelta(90)
# What is frozen later than this is not yet published on the last day.
QUIET_END = timedelta(16)
YEAR = 12
# Counties and parks are compared by the quarter, once its numbers have come out.
QUARTER, COMPARED_ON, AFTER_PREVIEW = 3, 24, 2
KEPT_DAYS, LATE_DAYS = 24, 12
POINTS = {"industry": 35, "investment": 35}
PLEDGES = (
    ("对超期事项逐件倒排时限，本月底前办结存量事项的一半。", KEPT_DAYS, -4),
    ("明确专人盯办，两周内补报全部进展。", LATE_DAYS, 6),
)
COUNTY_PLEDGES = (
    ("对进度滞后的重大项目逐个定责定时，季度末补齐与序时进度的差距。", 62, -5),
    ("班子成员包保停产减产企业，下季度规上工业增速回到全市平均线。", 50, 9),
)
APPEAL = "有一件事项因等待上级批复已按程序延期，应按延期后的时限计算，请核对口径。"
WRONG = "首发时有事项的办结时间录入有误，更正后重新取数计算。"
DONE = "已按表态完成，结果和凭据一并报上。"


Pledges = tuple[tuple[str, int, int], ...]


@dataclass
class Season(Agenda):
    """What is going to happen with the tables, day by day."""

    world: World
    last: date
    group: Group | None = None
    version: SchemeVersion | None = None
    counties: Group | None = None
    growth: SchemeVersion | None = None

    def do(self, action: Any, **words: Any) -> Any:
        return self.world.do(action, **({"by": self.world.cast.supervisors[0]} | words))


def begin(world: World, first: date, last: date) -> Season:
    """Plan what is published: three months of departments, one of them corrected, and quarters of counties.

    One more of each is in preview on the last day.
    """
    season = Season(world, last)
    previewed = world.time.day(last, -IN_PREVIEW)
    for back in range(MONTHS + 1, 0, -1):
        month = shifted(previewed.replace(day=1), -back)
        frozen = shifted(month, 1).replace(day=FROZEN_ON) if back > 1 else previewed
        if frozen < first + QUIET:
            continue
        season.plan(frozen, lambda day, month=month, back=back: _freeze(season, month, back))  # type: ignore[misc]
    for month in (shifted(last.replace(day=1), -back) for back in range(YEAR, 0, -1)):
        compared = shifted(month, 1).replace(day=COMPARED_ON)
        if month.month % QUARTER == 0 and first + QUIET <= compared <= last - QUIET_END:
            season.plan(compared, lambda day, month=month: _compare(season, month))  # type: ignore[misc]
    return season


def _freeze(season: Season, month: date, back: int) -> None:
    """Open the table of a month, fill it and freeze it; what follows is planned."""
    _found(season)
    table = season.do(actions.open_table, version=season.version, group=season.group, period=month_of(month))
    if table is None or season.do(actions.fill, table=table) is None:
        return
    frozen = season.do(actions.freeze, table=table)
    if frozen is None:
        return
    if back == 1:
        season.plan(season.last, lambda day: _object(season, frozen))
        return
    published = shifted(month, 1).replace(day=PUBLISHED_ON)
    season.plan(published, lambda day: _publish(season, frozen, back))


def _found(season: Season) -> None:
    """The scheme of the departments and their group, once."""
    if season.version is not None:
        return
    units = season.world.cast.units.values()
    # Whoever keeps the table does not stand in it.
    departments = [
        unit for unit in units if unit.kind == UnitKind.DEPARTMENT and unit.short_name != names.OFFICE
    ]
    season.group = season.do(actions.set_group, name="市直部门", units=departments)
    rate = NewInput(
        "actual",
        Origin.FIGURE,
        label="按时办结率（近12个月）",
        unit_name="%",
        figure="supervision.ended_on_time",
        whole="supervision.ended",
        is_year=True,
    )
    full = NewInput("target", Origin.FIXED, label="满分线", unit_name="%", number=100 * SCALE)
    part = NewPart("on_time", "按时办结率", 100 * SCALE, "completion", {"cap": "1"}, (rate, full), "%")
    order = NewVersion(parts=(part,), basis="云政督〔示例〕2号", margin=2 * SCALE)
    season.version = season.do(actions.write_scheme, name="市直部门督查事项按时办结", order=order)


def _publish(season: Season, table: Table, back: int) -> None:
    row = season.do(actions.publish, table=table, by=season.world.cast.mayor)
    if row is None:
        return
    if back == MONTHS:
        _pledge(season, row, PLEDGES)
    if back == MONTHS + 1:
        day = row.preview_to.replace(day=CORRECTED_ON)
        season.plan(day, lambda _day: _correct(season, row))


def _correct(season: Season, table: Table) -> None:
    """The first table is put right by another one; both stay."""
    again = season.do(actions.correct, table=table, reason=WRONG)
    if again is None or season.do(actions.fill, table=again) is None:
        return
    frozen = season.do(actions.freeze, table=again)
    if frozen is not None:
        day = frozen.preview_to + timedelta(1)
        season.plan(day, lambda _day: season.do(actions.publish, table=frozen, by=season.world.cast.mayor))


def _pledge(season: Season, table: Table, pledges: Pledges) -> None:
    """The two units at the end say what they will do; one keeps it in time, the other late."""
    lines = table.lines.filter(round=table.round, score__isnull=False).order_by("score", "unit")
    today = season.world.today
    for line, (text, days, shift) in zip(lines.select_related("unit"), pledges, strict=False):
        due = season.world.time.last(today + timedelta(days=days))
        said = {"unit": line.unit, "text": text, "due": due}
        pledge = season.do(actions.pledge, table=table, **said)
        if pledge is None:
            continue
        item = pledge.matter
        for move in (supervision.approve, supervision.dispatch):
            item = season.do(move, item=item) or item
        season.plan(today + timedelta(2), lambda _day, item=item, unit=line.unit: _sign(season, item, unit))  # type: ignore[misc]
        done = due + timedelta(days=shift)
        season.plan(done, lambda _day, item=item, unit=line.unit: _finish(season, item, unit))  # type: ignore[misc]


def _sign(season: Season, item: Any, unit: Any) -> None:
    head = season.world.head(unit)
    if season.do(supervision.acknowledge, item=item, by=head, handler=head) is not None:
        said = Said("已制定台账，正在逐件推进。", percent=30)
        season.do(supervision.report, item=item, by=head, said=said)


def _finish(season: Season, item: Any, unit: Any) -> None:
    head = season.world.head(unit)
    if season.do(supervision.submit, item=item, by=head, said=Said(DONE, percent=100)) is not None:
        season.do(supervision.conclude, item=item, review=ReviewPoint.values)


def _object(season: Season, table: Table) -> None:
    """A unit at the end objects to its line while the table is in preview."""
    line = table.lines.filter(round=table.round, score__isnull=False).order_by("score", "unit").first()
    if line is not None:
        season.do(actions.appeal, table=table, unit=line.unit, text=APPEAL, by=season.world.head(line.unit))


def _compare(season: Season, month: date) -> None:
    """Counties and parks at the end of a quarter: frozen, published after the preview, with pledges."""
    table = _frozen_counties(season, month)
    if table is not None:
        day = season.world.time.day(table.preview_to, AFTER_PREVIEW)
        season.plan(day, lambda _day: _publish_counties(season, table))


def _publish_counties(season: Season, table: Table) -> None:
    row = season.do(actions.publish, table=table, by=season.world.cast.mayor)
    if row is not None:
        _pledge(season, row, COUNTY_PLEDGES)


def compare_counties(season: Season) -> None:
    """Counties and parks on the readings of the last month that was published, and on their projects."""
    newest = Reading.objects.current().filter(indicator__code="industry").order_by("-month").first()
    if newest is not None:
        _frozen_counties(season, newest.month)


def _frozen_counties(season: Season, month: date) -> Any:
    """The table of counties and parks for a month, filled and frozen."""
    if season.growth is None:
        units = season.world.cast.units.values()
        compared = [unit for unit in units if unit.kind in (UnitKind.COUNTY, UnitKind.PARK)]
        season.counties = season.do(actions.set_group, name="县区和园区", units=compared)
        season.growth = season.do(actions.write_scheme, name="县区经济运行", order=_by_indicators())
    said = {"version": season.growth, "group": season.counties, "period": month_of(month)}
    table = season.do(actions.open_table, **said)
    if table is None or season.do(actions.fill, table=table) is None:
        return None
    return season.do(actions.freeze, table=table)


def _by_indicators() -> NewVersion:
    indicators = {each.code: each for each in Indicator.objects.filter(code__in=POINTS)}
    parts = [
        NewPart(
            code,
            f"{indicators[code].name}增速",
            weight * SCALE,
            settings={"way": "w60"},
            inputs=(NewInput("value", Origin.INDICATOR, unit_name="%", indicator=indicators[code]),),
            unit_name="%",
        )
        for code, weight in POINTS.items()
    ]
    spent = (
        NewInput("actual", Origin.FIGURE, label="本年完成投资", unit_name="万元", figure="projects.done"),
        NewInput("target", Origin.FIGURE, label="年度计划投资", unit_name="万元", figure="projects.plan"),
    )
    parts.append(
        NewPart("projects", "重大项目投资完成", 30 * SCALE, "completion", {"cap": "1"}, spent, "万元")
    )
    return NewVersion(parts=tuple(parts), basis="云政督〔示例〕3号", margin=2 * SCALE)
