"""Indicators and publications for the permission matrix, at the present moment."""

from collections.abc import Callable
from datetime import date
from typing import Any

from bihuan.indicators import actions
from bihuan.indicators.models import Area, AreaKind, Firm, Indicator, ReadingBatch
from bihuan.indicators.rules.orders import NewReading, Publication
from bihuan.indicators.tests.makers import (
    FACTS,
    FIRM_HEAD,
    firm_code,
    firm_line,
    make_book,
    make_file,
    make_line,
)
from bihuan.kernel.periods import shifted
from bihuan.people.actions import grant_role
from bihuan.people.models import Role, Unit, UnitKind
from bihuan.people.tests import makers as people
from bihuan.people.tests.makers import now
from bihuan.projects.tests.makers import make_project
from bihuan.projects.tests.world import crew_of

Thing = dict[str, Any]


def _keeper(world: Any) -> dict[str, Any]:
    return {"by": world.actors["statistician"], "at": now()}


def _area(world: Any) -> Area:
    found = Area.objects.filter(kind=AreaKind.PEER).first()
    return found or actions.set_area(name="临川市", kind=AreaKind.PEER, **_keeper(world))


def _indicator(world: Any) -> Indicator:
    """One of official statistics, made once."""
    found = Indicator.objects.filter(code=FACTS["code"]).first()
    return found or actions.define(facts={**FACTS, "owner": world.cast.lead}, **_keeper(world))


def _own(world: Any) -> Indicator:
    """A figure of the lead unit's own, made once."""
    said = {**FACTS, "owner": world.cast.lead, "code": "own", "name": "调度数", "origin": "department"}
    found = Indicator.objects.filter(code="own").first()
    return found or actions.define(facts=said, **_keeper(world))


def _batch(world: Any, indicator: Indicator) -> ReadingBatch:
    said, month = _keeper(world), shifted(now().date().replace(day=1), -1)
    row = NewReading(indicator, _area(world), "growth", "ytd", month, "5.2", "preliminary")
    unit = indicator.owner if indicator.origin == "department" else None
    file = None if unit else make_file(said["by"], said["at"])
    publication = Publication("云岭市统计局", now().date(), "云统〔2026〕1号", file, unit=unit)
    return actions.bring(publication=publication, readings=[row], **said)


def _target(world: Any) -> Thing:
    said = {"indicator": _indicator(world), "area": _area(world), "year": 2026, "said": "6.5%以上"}
    return {"pk": actions.set_target(**said, **_keeper(world)).pk}


def _city_indicator(world: Any) -> Thing:
    """An indicator, and a city whose number it is."""
    if not Area.objects.filter(kind=AreaKind.CITY).exists():
        unit = Unit.objects.filter(kind=UnitKind.CITY).first() or people.unit("市", kind=UnitKind.CITY)
        actions.set_area(name="全市", kind=AreaKind.CITY, unit=unit, **_keeper(world))
    return {"pk": world.thing("indicator")["pk"]}


def _drawn(world: Any) -> Thing:
    """An indicator of the city with a target, four past years and a number of the last month."""
    found, said, today = _city_indicator(world), _keeper(world), now().date()
    city = Area.objects.get(kind=AreaKind.CITY)
    last = shifted(today.replace(day=1), -1)
    past = [date(last.year - back, month, 1) for back in range(1, 5) for month in {last.month, 12}]
    rows = [
        NewReading(_indicator(world), city, "growth", "ytd", month, f"{5 + month.year % 3}.{place}", "final")
        for place, month in enumerate([last, *past])
    ]
    publication = Publication("云岭市统计局", today, "云统〔2026〕3号", make_file(said["by"], said["at"]))
    actions.bring(publication=publication, readings=rows, **said)
    wanted = {"indicator": _indicator(world), "area": city, "year": last.year, "said": "6.5%以上"}
    actions.set_target(number=65_000, **wanted, **said)
    return found


def _carried(world: Any) -> Thing:
    """The drawn indicator with last year's values, a rule, and a project that is to add to it."""
    found, said, today = _drawn(world), _keeper(world), now().date()
    _gain(world)
    city, last = Area.objects.get(kind=AreaKind.CITY), shifted(today.replace(day=1), -1)
    then, indicator = date(last.year - 1, last.month, 1), _indicator(world)
    county = actions.set_area(name="望湖区", kind=AreaKind.COUNTY, unit=world.thing("county")["unit"], **said)
    values = ((city, then, "700"), (city, then.replace(month=12), "900"), (county, then, "300"))
    rows = [
        NewReading(indicator, area, "value", "ytd", month, number, "final") for area, month, number in values
    ]
    rows.append(NewReading(indicator, county, "growth", "ytd", last, "3.1", "final"))
    publication = Publication("云岭市统计局", today, "云统〔2026〕4号", make_file(said["by"], said["at"]))
    actions.bring(publication=publication, readings=rows, **said)
    rule = actions.NewRule("produce", world.cast.lead, "由在库项目投产带动。")
    actions.set_rule(indicator=_indicator(world), rule=rule, **said)
    return found


def _sheet(world: Any) -> Thing:
    """A file with one number, handed in by the bureau."""
    said, month = _keeper(world), shifted(now().date().replace(day=1), -1)
    text = f"指标,地区,时期,同比\n{_indicator(world).name},临川市,{month:%Y-%m},5.2\n"
    file = make_file(said["by"], said["at"], text)
    _area(world)
    publication = Publication("云岭市统计局", now().date(), "云统〔2026〕2号", file)
    row = actions.hand_in(publication=publication, vintage="flash", **said)
    return {"pk": row.pk, "file": file.pk}


def _gain(world: Any) -> Thing:
    """What a project of the lead unit is to add."""
    crew = crew_of(world.cast, world.actors["planner"])
    project = make_project(crew, at=now(), code=None)
    said = actions.NewGain(50_000, now().date(), "可行性研究报告")
    row = actions.set_gain(project=project, indicator=_indicator(world), gain=said, **_keeper(world))
    return {"pk": row.pk}


def _firm(world: Any) -> Thing:
    """Firms of a county that the lead unit's people look after, and a year of their revenue."""
    said, today = _keeper(world), now().date()
    unit, other = world.thing("county")["unit"], people.unit("某县", kind=UnitKind.COUNTY)
    make_line(said["by"], other, said["at"])
    last = shifted(today.replace(day=1), -1)
    months = [shifted(last, -back) for back in range(12)]
    head = ",".join([FIRM_HEAD, *(f"{month:%Y-%m}" for month in months)])
    reasons = {"入库": "小升规", "": ""}
    lines = [
        firm_line(number, place.short_name, change, f"{last:%Y-%m}" if change else "", reasons[change])
        + "," + ",".join(["150"] * len(months))
        for number, (place, change) in enumerate([(unit, "入库"), (unit, ""), (other, "入库"), (other, "")])
    ]  # fmt: skip
    make_book(said["by"], *lines, head=head, at=said["at"])
    gone = shifted(last, -1)
    make_book(said["by"], firm_line(9, unit.short_name, "入库", f"{gone:%Y-%m}", "迁入"), at=said["at"])
    make_book(said["by"], firm_line(9, unit.short_name, "退库", f"{last:%Y-%m}", "迁出"), at=said["at"])
    return {"pk": Firm.objects.get(code=firm_code(0)).pk}


def _firm_file(world: Any) -> Thing:
    """A workbook that the bureau has handed in."""
    county = world.thing("county")["unit"]
    said = _keeper(world)
    text = f"{FIRM_HEAD}\n{firm_line(77, county.short_name)}"
    return {"file": make_file(said["by"], said["at"], text).pk}


def _county(world: Any) -> Thing:
    """A county whose head is the head of the lead unit too."""
    unit = people.unit("望湖区", kind=UnitKind.COUNTY)
    grant_role(person=world.cast.head, role=Role.HEAD, unit=unit, by=None, at=now())
    return {"unit": unit, "pk": unit.pk}


MAKERS: dict[str, Callable[[Any], Thing]] = {
    "area": lambda world: {"pk": _area(world).pk},
    "indicator": lambda world: {"pk": _indicator(world).pk},
    "own indicator": lambda world: {"pk": _own(world).pk},
    "publication": lambda world: {"pk": _batch(world, _indicator(world)).pk},
    "own publication": lambda world: {"pk": _batch(world, _own(world)).pk},
    "target": _target,
    "gain": _gain,
    "city indicator": _city_indicator,
    "drawn indicator": _drawn,
    "carried indicator": _carried,
    "sheet of numbers": _sheet,
    "county": _county,
    "firm": _firm,
    "file of firms": _firm_file,
}
