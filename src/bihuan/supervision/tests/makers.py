"""Units, people and matters for tests, made the way the product makes them; for other rooms too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bihuan.files import actions as files
from bihuan.files.models import StoredFile
from bihuan.files.tests.makers import PNG, upload
from bihuan.intake.models import SourceType
from bihuan.people.actions import posts
from bihuan.people.models import Person, Role, Unit, UnitKind
from bihuan.people.tests import makers as people
from bihuan.supervision import actions
from bihuan.supervision.actions.boundaries import Boundary
from bihuan.supervision.models import ReportCycle, ReviewPoint, Status, SupervisionItem, VerificationMethod
from bihuan.supervision.rules.affected import AFFECTED
from bihuan.supervision.rules.orders import NewItem, Said

CITY_TIME = ZoneInfo("Asia/Shanghai")


def moment(day: date | str, hour: int = 10) -> datetime:
    """A moment of a day in the city's time zone."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, hour, tzinfo=CITY_TIME)


# A Monday with working days around it.
MONDAY = moment("2026-03-02")


def make_unit(name: str = "", *, kind: str = UnitKind.DEPARTMENT, parent: Unit | None = None) -> Unit:
    return people.unit(name, parent, kind)


def make_person(role: str = "", unit: Unit | None = None, *, name: str = "") -> Person:
    return people.person(role, unit, name=name)


def put_in_charge(leader: Person, unit: Unit) -> None:
    posts.put_in_charge(leader=leader, unit=unit, by=None, at=MONDAY)
    leader.forget_access()


@dataclass
class Cast:
    """One of each kind of person, around a lead unit, an assisting unit and a unit that has no part."""

    city: Unit
    lead: Unit
    co: Unit
    other: Unit
    office: Person
    leader: Person
    mayor: Person
    other_leader: Person
    head: Person
    handler: Person
    co_head: Person
    stranger: Person
    auditor: Person
    system_admin: Person
    affected: Any = AFFECTED


def make_cast() -> Cast:
    city = make_unit(kind=UnitKind.CITY)
    lead, co, other = (make_unit(parent=city) for _n in range(3))
    cast = Cast(
        city=city,
        lead=lead,
        co=co,
        other=other,
        office=make_person(Role.SUPERVISOR, name="督查员"),
        leader=make_person(Role.LEADER, name="分管副市长"),
        mayor=make_person(Role.LEADER, city, name="市长"),
        other_leader=make_person(Role.LEADER, name="另一位副市长"),
        head=make_person(Role.HEAD, lead, name="局长"),
        handler=make_person(Role.HANDLER, lead, name="联络员"),
        co_head=make_person(Role.HEAD, co, name="配合局局长"),
        stranger=make_person(Role.HEAD, other, name="无关局局长"),
        auditor=make_person(Role.AUDITOR, name="审计员"),
        system_admin=make_person(Role.SYSTEM_ADMIN, name="系统管理员"),
    )
    put_in_charge(cast.leader, lead)
    put_in_charge(cast.other_leader, other)
    return cast


def make_order(cast: Cast, **changes: Any) -> NewItem:
    facts: dict[str, Any] = {
        "title": "推进老旧小区改造",
        "requirement": "年内完成十二个老旧小区改造，按月报送进展。",
        "source_type": SourceType.MEETING,
        "leads": (cast.lead,),
        "co_units": (cast.co,),
        "finish_due": (MONDAY + timedelta(60)).date(),
        "report_cycle": ReportCycle.WEEKLY,
        "basis": "市政府常务会议纪要第3期",
    }
    return NewItem(**(facts | changes))


OBJECTION = {"reason": "不属于本单位职责。", "basis": "三定规定第四条。"}
TEXT = Said("已完成三个小区，其余正在施工。", percent=25)

# By which moves a matter comes into each state.
WAY: dict[str, tuple[str, ...]] = {
    Status.DRAFT: (),
    Status.NOT_FILED: ("decline",),
    Status.APPROVED: ("approve",),
    Status.DISPATCHED: ("approve", "dispatch"),
    Status.DISPUTED: ("approve", "dispatch", "dispute"),
    Status.ACCEPTED: ("approve", "dispatch", "acknowledge"),
    Status.CANCELLED: ("cancel",),
    Status.MERGED: ("merge",),
}
WAY[Status.IN_PROGRESS] = (*WAY[Status.ACCEPTED], "report")
WAY[Status.EXTENDING] = (*WAY[Status.ACCEPTED], "request_extension")
WAY[Status.SUBMITTED] = (*WAY[Status.IN_PROGRESS], "submit")
WAY[Status.RETURNED] = (*WAY[Status.SUBMITTED], "send_back")
WAY[Status.TO_VERIFY] = (*WAY[Status.SUBMITTED], "send_to_verify")
WAY[Status.CONCLUDED] = (*WAY[Status.SUBMITTED], "conclude")
WAY[Status.CLOSED] = (*WAY[Status.CONCLUDED], "close")
WAY[Status.REOPENED] = (*WAY[Status.CLOSED], "reopen")
WAY[Status.ARCHIVED] = (*WAY[Status.CLOSED], "archive")
WAY[Status.LONG_TERM] = (*WAY[Status.IN_PROGRESS], "make_long_term")


def make_item(
    cast: Cast, status: str = Status.IN_PROGRESS, *, at: datetime = MONDAY, **changes: Any
) -> SupervisionItem:
    """A matter in a state, brought there by the real moves, all at one moment."""
    item = actions.file_item(by=cast.office, at=at, order=make_order(cast, **changes))
    for move in WAY[status]:
        item = make_move(cast, item, move, at=at)
    return item


def make_move(cast: Cast, item: SupervisionItem, move: str, *, at: datetime = MONDAY) -> SupervisionItem:
    """One move by the person whose part it is, with plausible words."""
    action: Callable[..., SupervisionItem] = getattr(actions, move)
    return action(item=item, by=actor_of(cast, move), at=at, **inputs(cast, item, move))


def actor_of(cast: Cast, move: str) -> Person:
    who = next((name for name, moves in ACTORS.items() if move in moves), "office")
    person: Person = getattr(cast, who)
    return person


ACTORS = {
    "handler": ("acknowledge", "report", "sign_slip", "propose_dispute"),
    "head": ("dispute", "request_extension", "submit", "explain", "appeal"),
    "co_head": ("contribute", "sign_urge"),
    "affected": ("confirm", "contradict"),
    "leader": ("instruct", "make_long_term", "cancel"),
}


def inputs(cast: Cast, item: SupervisionItem, move: str) -> dict[str, Any]:
    """What a move asks for besides the matter, the person and the moment."""
    later = (item.finish_due or MONDAY.date()) + timedelta(30)
    reason = {"reason": "情况已经核实。"}
    photos = (make_photo(cast.office),) if move == "check_site" else ()
    return {
        "decline": reason,
        "dispute": OBJECTION | {"suggested": cast.other},
        "propose_dispute": OBJECTION | {"suggested": cast.other},
        "rule": {"granted": False, "ground": "职责清单已经写明。"},
        "report": {"said": TEXT},
        "contribute": {"said": TEXT},
        "submit": {"said": TEXT},
        "request_extension": {"wanted_date": later, "reason": "汛期停工。", "progress": "完成过半。"},
        "decide_extension": {"granted": True, "ground": "情况属实。", "granted_date": later},
        "send_back": {"reason": "no_evidence"},
        "verify": {"method": VerificationMethod.SITE, "result": "true", "text": "现场属实。"},
        "conclude": {"review": ReviewPoint.values, "input_reason": "结果已经涵盖配合内容。"},
        "close": reason,
        "reopen": reason,
        "cancel": reason,
        "make_long_term": reason,
        "instruct": {"text": "请加快进度。"},
        "set_schedule": {"rule": "linear", "start_date": MONDAY.date() - timedelta(10)},
        "issue_slip": {"colour": "blue", "ground": "进度滞后。", "due": later},
        "name_verifier": {"verifier": cast.stranger},
        "check_site": {"result": "true", "text": "现场属实。", "files": photos},
        "ask_affected": {
            "subject": "三号楼的电梯修好了吗",
            "secret": f"秘密{item.pk}-{item.confirmations.count()}",
        },
        "confirm": {"asked": item.confirmations.filter(answered_at=None).first(), "words": "修好了。"},
        "contradict": {"asked": item.confirmations.filter(answered_at=None).first(), "words": "又坏了。"},
        "look_back": {"text": "回访属实，没有反弹。"},
        "relapse": {"text": "又堆满了垃圾。"},
        "explain": {"mark": item.marks.filter(statement=None).first(), "text": "当日系统停电，无法签收。"},
        "appeal": {"mark": item.marks.filter(appeal=None).first(), "text": "停电不由本单位负责。"},
        "decide_appeal": {
            "mark": item.marks.filter(appeal__decision="pending").first(),
            "granted": True,
            "ground": "供电公司出具了证明。",
        },
        "merge": {"into": _another(cast), "reason": "同一事项。"} if move == "merge" else {},
    }.get(move, {})


def make_boundary(lead: Unit, co: Unit | None = None, *, subject: str = "共享单车停放秩序管理") -> Boundary:
    """A row of a published list of duties."""
    return Boundary(subject, lead, co, "市委编办", "编办〔2026〕3号", date(2026, 1, 5))


def make_photo(person: Person, content: bytes = b"") -> StoredFile:
    """A photo that somebody has taken."""
    return files.store(upload=upload(PNG + content, "现场.png"), by=person, at=MONDAY)


def _another(cast: Cast) -> SupervisionItem:
    return make_item(cast, Status.DISPATCHED)
