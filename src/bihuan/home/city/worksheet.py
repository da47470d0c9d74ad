"""The year's work report: its tasks stand in one table, which comes in by its own door."""

from collections.abc import Sequence
from functools import partial

from bihuan.breakdown import actions as breakdown
from bihuan.breakdown.actions import Outcome
from bihuan.home.city import office
from bihuan.home.city.matter import Matter, World
from bihuan.home.city.orders import Planned
from bihuan.intake.models import SourceType
from bihuan.supervision.models import ReportCycle

HEADS = "序号 类别 主要任务 工作要求 责任领导 牵头单位 配合单位 完成时限 反馈频次 落实情况".split()
CYCLES = {ReportCycle.MONTHLY: "每月", ReportCycle.QUARTERLY: "每季度"}


def take(world: World, first: Matter, planned: Sequence[Planned]) -> None:
    """Hand the table in, confirm it, and let the units of its matters have them in mind."""
    by, day = world.cast.supervisors[0], planned[0].day
    title = f"{day.year}年市政府工作报告重点任务分解表"
    rows = [[title], HEADS, *(_row(place, one) for place, one in enumerate(planned, start=1))]
    table = world.do(
        breakdown.take,
        by=by,
        source_type=SourceType.GOV_REPORT,
        confirmed_unclassified=True,
        text="\n".join("\t".join(row) for row in rows),
        basis=f"{day.year}年市政府工作报告",
        issued_date=day,
    )
    outcome: Outcome | None = table and world.do(breakdown.confirm, breakdown=table, by=by, dispatch=True)
    for one, item in zip(planned, outcome.made if outcome else (), strict=False):
        matter = Matter(one.order, one.sector, one.slots, item=item, lead=one.order.leads[0])
        world.matters.append(matter)
        office.begin(world, matter)


def together(planned: Sequence[Planned]) -> tuple[Matter, partial[None]]:
    """A deed that takes in the whole table, and the matter it is planned under."""
    in_order = sorted(planned, key=lambda one: (one.sector.name, one.order.basis))
    first = in_order[0]
    return Matter(order=first.order, sector=first.sector), partial(take, planned=in_order)


def _row(place: int, one: Planned) -> list[str]:
    order = one.order
    return [
        str(place),
        one.sector.name,
        order.title,
        order.requirement,
        order.leader.name if order.leader else "",
        "、".join(unit.short_name for unit in order.leads),
        "、".join(unit.short_name for unit in order.co_units),
        order.finish_due.isoformat() if order.finish_due else "",
        CYCLES.get(ReportCycle(order.report_cycle), ""),
        "",
    ]
