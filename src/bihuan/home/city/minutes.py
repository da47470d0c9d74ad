"""Minutes of meetings: written down, taken in as documents, their tasks confirmed and dispatched."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from bihuan.home.city import units
from bihuan.home.city.matter import Matter, World
from bihuan.home.city.orders import Planned
from bihuan.intake import actions as intake
from bihuan.intake.models import Document, PartyRole, Proposal, SourceType
from bihuan.supervision import actions
from bihuan.supervision.models import AssignmentRole, SupervisionItem
from bihuan.supervision.rules.moves import live_parts

NUMBERS = "一二三四五六七八九十"


def hand_in(world: World, planned: Sequence[Planned], day: date, number: str) -> Document | None:
    """Take in the minutes of a meeting as the office writes them; its tasks are proposed."""
    mayor = world.cast.mayor
    text = "\n".join(
        [
            "云岭市人民政府常务会议纪要",
            f"{_day(day)}，市长{mayor.name}主持召开市政府常务会议，研究近期重点工作。会议议定以下事项：",
            *(_paragraph(place, one) for place, one in zip(NUMBERS, planned, strict=False)),
            "会议强调，要坚持问题导向，把议定事项一件一件抓到位。",
        ]
    )
    found: Document | None = world.do(
        intake.take_document,
        by=world.cast.supervisors[0],
        source_type=SourceType.MEETING,
        confirmed_unclassified=True,
        title=f"市政府常务会议纪要（{day.month}月{day.day}日）",
        text=text,
        doc_number=number,
        issued_date=day,
        speaker=mayor,
    )
    return found


def take(world: World, first: Matter, planned: Sequence[Planned]) -> None:
    """Take in minutes, let stand what names its units, and dispatch it."""
    by = world.cast.supervisors[0]
    document = hand_in(world, planned, planned[0].day, first.order.basis)
    if document is None:
        return
    for proposal in document.proposals.prefetch_related("parties"):
        decide = intake.accept_proposal if _is_clear(proposal) else intake.reject_proposal
        world.do(decide, proposal=proposal, by=by)
    if world.do(intake.confirm_document, document=document, by=by) is None:
        return
    items: list[SupervisionItem] = world.do(actions.take_in, document=document, by=by) or []
    for item in items:
        _begin(world, item, planned)


def together(planned: Sequence[Planned]) -> tuple[Matter, partial[None]]:
    """A deed that takes in a whole meeting, and the matter it is planned under."""
    first = planned[0]
    return Matter(order=first.order, sector=first.sector), partial(take, planned=planned)


def _begin(world: World, item: SupervisionItem, planned: Sequence[Planned]) -> None:
    """Let the units of a taken-in matter have it in mind: those that were read, whoever was meant."""
    parts = live_parts(item)
    leads = tuple(part.unit for part in parts if part.role == AssignmentRole.LEAD)
    co_units = tuple(part.unit for part in parts if part.role == AssignmentRole.CO)
    meant = next((one for one in planned if one.order.title in item.requirement), planned[0])
    order = replace(meant.order, leads=leads, co_units=co_units)
    matter = Matter(order=order, sector=meant.sector, slots=meant.slots, item=item, lead=leads[0])
    world.matters.append(matter)
    units.receive(world, matter)


def _is_clear(proposal: Proposal) -> bool:
    parties = [party for party in proposal.parties.all() if party.role != PartyRole.LEADER]
    leads = [party for party in parties if party.role == PartyRole.LEAD]
    return bool(leads) and all(party.unit_id for party in parties)


def _paragraph(place: str, one: Planned) -> str:
    order = one.order
    demand = order.requirement.rstrip("。").replace("。", "，").replace("；", "，")
    helpers = "、".join(unit.short_name for unit in order.co_units)
    due = _day(order.finish_due) if order.finish_due else "年底"
    return (
        f"{place}、{order.title}，{demand}（牵头单位：{'、'.join(unit.short_name for unit in order.leads)}；"
        f"{f'配合单位：{helpers}；' if helpers else ''}完成时限：{due}前）。"
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
