"""Areas, indicators, targets and readings for tests, made by the real actions; for other rooms too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from stdnum.cn import uscc

from bihuan.files import actions as files
from bihuan.files.models import StoredFile
from bihuan.files.tests.makers import upload
from bihuan.indicators import actions
from bihuan.indicators.models import (
    SCALE,
    Area,
    AreaKind,
    FirmBook,
    FirmRule,
    Indicator,
    Measure,
    ReadingBatch,
    Span,
    Target,
    Vintage,
)
from bihuan.indicators.rules.orders import NewReading, Publication
from bihuan.people.models import Person, Role, Unit, UnitKind
from bihuan.people.tests import makers as people
from bihuan.supervision.tests.makers import moment

NOON = moment("2026-03-02")
TODAY = date(2026, 3, 2)
FACTS: dict[str, Any] = {
    "code": "industry",
    "name": "规模以上工业增加值",
    "unit_name": "亿元",
    "source": "统计月报",
    "publisher": "市统计局",
    "origin": "official",
}
Where = tuple[Area, str]


@dataclass
class Bureau:
    """The statistics bureau, a department with people of its own, and the areas whose numbers are read."""

    statistician: Person
    department: Unit
    head: Person
    handler: Person
    stranger: Person
    mayor: Person
    city: Area
    county: Area
    park: Area
    peer: Area
    province: Area


def make_bureau(at: datetime = NOON) -> Bureau:
    keeper = people.person(Role.STATISTICIAN, name="统计局综合科")
    department = people.unit("市投促局")
    city = people.unit("云岭市", kind=UnitKind.CITY)
    county, park = people.unit("望湖区", kind=UnitKind.COUNTY), people.unit("云岭经开区", kind=UnitKind.PARK)

    def area(name: str, kind: str, unit: Unit | None = None) -> Area:
        return actions.set_area(name=name, kind=kind, unit=unit, by=keeper, at=at)

    return Bureau(
        statistician=keeper,
        department=department,
        head=people.person(Role.HEAD, department, name="投促局长"),
        handler=people.person(Role.HANDLER, department, name="投促联络员"),
        stranger=people.person(Role.HEAD, name="别局局长"),
        mayor=people.person(Role.LEADER, city, name="市长"),
        city=area("全市", AreaKind.CITY, city),
        county=area("望湖区", AreaKind.COUNTY, county),
        park=area("云岭经开区", AreaKind.COUNTY, park),
        peer=area("临川市", AreaKind.PEER),
        province=area("全省平均", AreaKind.PROVINCE),
    )


def make_indicator(
    bureau: Bureau, *, by: Person | None = None, at: datetime = NOON, **facts: Any
) -> Indicator:
    """Official statistics by default: growth since January, monthly."""
    said = {**FACTS, "owner": bureau.department, **facts}
    return actions.define(facts=said, by=by or bureau.statistician, at=at)


def make_own_indicator(bureau: Bureau, **facts: Any) -> Indicator:
    """A figure of the department's own: a value since January."""
    said = {"code": "funds", "name": "到位资金", "origin": "department", "measure": "value", **facts}
    return make_indicator(bureau, by=bureau.head, **said)


def make_file(by: Person, at: datetime = NOON, text: str = "指标,地区,时期,数值\n") -> StoredFile:
    return files.store(upload=upload(text.encode(), "统计月报.csv"), by=by, at=at)


def reading(
    indicator: Indicator,
    area: Area,
    month: date,
    said: str,
    *,
    vintage: str = Vintage.PRELIMINARY,
    measure: str = "",
    span: str = "",
) -> NewReading:
    """One number, of the measure and span that the indicator is judged by."""
    return NewReading(
        indicator, area, measure or indicator.measure, span or indicator.span, month, said, vintage
    )


def make_publication(
    bureau: Bureau,
    *readings: NewReading,
    published: date = TODAY,
    by: Person | None = None,
    at: datetime = NOON,
    **more: Any,
) -> ReadingBatch:
    """A publication of official statistics, or of the department's own figures with `unit`."""
    by = by or bureau.statistician
    said: dict[str, Any] = {"publisher": "云岭市统计局", "number": "云统〔2026〕1号", **more}
    if "unit" not in said:
        said.setdefault("file", make_file(by, at))
    publication = Publication(published=published, **said)
    return actions.bring(publication=publication, readings=readings, by=by, at=at)


def make_series(
    bureau: Bureau,
    indicator: Indicator,
    numbers: Mapping[date, str],
    area: Area | None = None,
    *,
    measure: str = Measure.GROWTH,
    span: str = Span.YTD,
    at: datetime = NOON,
) -> ReadingBatch:
    """One publication with a number for each of many months."""
    where = area or bureau.city
    rows = [
        reading(indicator, where, month, said, measure=measure, span=span) for month, said in numbers.items()
    ]
    return make_publication(bureau, *rows, at=at)


def make_target(
    bureau: Bureau,
    indicator: Indicator,
    number: float | None,
    *,
    year: int = 2026,
    area: Area | None = None,
    nodes: Mapping[int, float] | None = None,
    at: datetime = NOON,
    **more: Any,
) -> Target:
    """A target in plain numbers: 6.5 is kept as 65,000 ten-thousandths."""
    return actions.set_target(
        indicator=indicator,
        area=area or bureau.city,
        year=year,
        said=more.pop("said", f"{number}%以上"),
        number=None if number is None else round(number * SCALE),
        nodes={month: round(each * SCALE) for month, each in (nodes or {}).items()},
        by=bureau.statistician,
        at=at,
        **more,
    )


FIRM_HEAD = "企业名称,统一社会信用代码,行业代码,区划代码,属地,变动,变动月份,变动原因"
WAN_YUAN = 1_000_000


def firm_code(number: int) -> str:
    """A code that could be a firm's."""
    code = f"91340400MA2N{number:05d}"
    return code + uscc.calc_check_digit(code)


def firm_line(number: int, unit: str, change: str = "", month: str = "", reason: str = "") -> str:
    """One line of a workbook of firms."""
    return f"某厂{number},{firm_code(number)},3041,340402,{unit},{change},{month},{reason}"


def make_book(by: Person, *lines: str, head: str = FIRM_HEAD, at: datetime = NOON, **more: Any) -> FirmBook:
    """A workbook of firms that has come in."""
    file = make_file(by, at, "\n".join([head, *lines]))
    book = actions.NewBook("云统名录〔2026〕1号", at.date(), file)
    return actions.bring_firms(book=book, by=by, at=at, **more)


def make_line(by: Person, owner: Unit, at: datetime = NOON) -> FirmRule:
    """The line at 20 million yuan, near from 15 on."""
    rule = actions.NewFirmRule(2000 * WAN_YUAN, 1500 * WAN_YUAN, owner, "规上标准")
    return actions.set_firm_rule(rule=rule, by=by, at=at)
