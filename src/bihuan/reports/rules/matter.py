"""The forms of a matter: each is a small function from a matter to a paper. Papers are Chinese, always."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import translation

from bihuan.journal import clock
from bihuan.reports.rules.paper import (
    Block,
    Colophon,
    Field,
    Form,
    Head,
    Note,
    Paper,
    Para,
    Sign,
    Table,
    Title,
    To,
    balanced,
    full_day,
)
from bihuan.supervision.models import (
    AssignmentRole,
    Decision,
    ExtensionRequest,
    Reminder,
    ReportCycle,
    Slip,
    SlipColour,
    Urgency,
)
from bihuan.supervision.queries import Detail
from bihuan.supervision.queries.detail import LOOKS

NOT_YET = "（尚未签收）"
SEPARATOR = "、"
ENDS = ("conclude", "close")
URGENT = {Urgency.URGENT: "加急", Urgency.CRITICAL: "特急"}


@dataclass(frozen=True)
class Letterhead:
    """Who issues the paper: the office's full name, and whom to ask."""

    office: str
    contact: str = ""
    phone: str = ""


def dispatch_notice(matter: Detail, by: Letterhead) -> Paper:
    """督办通知单: the order as it goes to the units, with its dates and their signatures."""
    item = matter.item
    day = clock.day_of(item.dispatched_at) if item.dispatched_at else matter.today
    due = finish_at(matter, item.dispatched_at)
    with translation.override("zh-hans"):
        cycle = str(ReportCycle(item.report_cycle).label)
        source = str(item.get_source_type_display())
    leads, helpers = (units(matter, role) for role in (AssignmentRole.LEAD, AssignmentRole.CO))
    rows = [[part.unit.name, signature(part)] for part in matter.parts]
    blocks: list[Block] = [
        Title(balanced(f"关于{item.title}的", "督办通知")),
        To(f"{leads}："),
        Para(f"现将“{item.title}”交由你单位办理，请认真抓好落实。"),
        Para("一、事项来源", 1),
        Para(f"{source}。{item.basis}"),
        Para("二、承办任务", 1),
        Para(item.requirement),
        Para("三、责任单位", 1),
        Para(f"牵头单位：{leads}。" + (f"配合单位：{helpers}。" if helpers else "")),
        Para("四、时限要求", 1),
        Para(f"签收时限：{full_day(item.sign_due)}；办结时限：{full_day(due)}。反馈频次：{cycle}。"),
        *_issuer(matter),
        *_contact(by),
        Sign(by.office, full_day(day)),
        Table(["单位", "签收"], rows, [1, 1], "签收栏"),
    ]
    head = Head(by.office, number=item.number or "", urgency=URGENT.get(Urgency(item.urgency), ""))
    foot = Colophon(by.office, f"{full_day(day)}印发")
    return Paper(f"督办通知单 {item.number or ''}".strip(), blocks, head, foot, day)


def slip_sheet(matter: Detail, slip: Slip) -> Paper:
    """三色督查单: what was late or poor, and the new limit; one matter, one slip."""
    item, day = matter.item, clock.day_of(slip.at)
    with translation.override("zh-hans"):
        colour = str(SlipColour(slip.colour).label)
    before = slip.previous.number if slip.previous else "无"
    signed = signature(slip)
    form = Form(
        [
            [Field("督查事项", item.title), Field("事项编号", item.number or "")],
            [Field("承办单位", slip.unit.name), Field("上一单号", before)],
            [Field("存在问题", slip.ground, 6)],
            [Field("原定时限", full_day(finish_at(matter, slip.at))), Field("限期", full_day(slip.due))],
            [Field("签发", f"{slip.by.name}　{full_day(day)}"), Field("签收", signed)],
        ]
    )
    title = Title(f"督查单（{colour}）", number=slip.number, colour=slip.colour)
    return Paper(f"督查单 {slip.number}", [title, form], day=day)


def handling_sheet(matter: Detail) -> Paper:
    """办理单: the facts of a matter and everything that has happened to it, for the paper file."""
    item, today = matter.item, matter.today
    leads, helpers = (units(matter, role) for role in (AssignmentRole.LEAD, AssignmentRole.CO))
    with translation.override("zh-hans"):
        state, source = item.status_label, str(item.get_source_type_display())
        rows = [
            [f"{entry.day:%Y-%m-%d}", str(entry.label), f"{entry.unit} {entry.by}".strip(), entry.text]
            for entry in matter.timeline
        ]
    form = Form(
        [
            [Field("督查事项", item.title)],
            [Field("编号", item.number or ""), Field("状态", state)],
            [Field("来源依据", f"{source}　{item.basis}".strip())],
            [Field("承办任务", item.requirement, 4)],
            [Field("牵头单位", leads), Field("配合单位", helpers)],
            [Field("办结时限", full_day(item.finish_due)), Field("初定时限", full_day(item.finish_first))],
        ]
    )
    steps = Table(["日期", "环节", "经办", "内容"], rows, [5, 5, 5, 9], "办理过程")
    last = matter.timeline[-1].event_id if matter.timeline else 0
    note = Note(f"打印日期：{full_day(today)}。办理过程截至记录第{last}号。")
    return Paper(
        f"办理单 {item.number or ''}".strip(), [Title("督查事项办理单"), form, steps, note], day=today
    )


def urge_letter(matter: Detail, urge: Reminder, by: Letterhead) -> Paper:
    """催办函: what is late or near, the office's words, and the answer that is asked for in three days."""
    item, day = matter.item, clock.day_of(urge.at)
    standing = _standing(finish_at(matter, urge.at), day)
    blocks: list[Block] = [
        Title(balanced(f"关于{item.title}的", "催办函")),
        To(f"{urge.unit.name}："),
        Para(f"“{item.title}”（{item.number or '未编号'}）由你单位承办。{standing}"),
        *([Para(urge.text)] if urge.text else []),
        Para("请在收到本函后3个工作日内书面反馈办理进展和下一步安排；已经逾期的，一并说明原因。"),
        *_contact(by),
        Sign(by.office, full_day(day)),
    ]
    return Paper(f"催办函 {item.number or ''} {day:%Y%m%d}", blocks, day=day)


def _standing(due: date | None, day: date) -> str:
    """How a matter stood to its finish date on the day of an urge."""
    if due is None:
        return ""
    late = (day - due).days
    if late > 0:
        return f"办结时限为{full_day(due)}，截至{full_day(day)}已逾期{late}天。"
    return f"办结时限为{full_day(due)}，距今还有{-late}天。"


def extension_sheet(matter: Detail, asked: ExtensionRequest) -> Paper:
    """延期审批单: the request, what has been done so far, and the decision with its signature."""
    item, day = matter.item, clock.day_of(asked.at)
    decided = clock.day_of(asked.decided_at) if asked.decided_at else None
    answer = {
        Decision.GRANTED: f"同意延期至{full_day(asked.granted_date)}。",
        Decision.REFUSED: "不同意延期。",
    }
    opinion = answer.get(Decision(asked.decision), "")
    form = Form(
        [
            [Field("督查事项", item.title), Field("事项编号", item.number or "")],
            [Field("申请单位", asked.unit.name), Field("申请日期", full_day(day))],
            [Field("现行时限", full_day(asked.from_due)), Field("申请延至", full_day(asked.wanted_date))],
            [Field("初定时限", full_day(item.finish_first)), Field("已延次数", _granted(matter, asked))],
            [Field("目前进展", asked.progress, 5)],
            [Field("延期理由", asked.reason, 5)],
            [Field("审批意见", f"{opinion}{asked.ground}", 4)],
            [
                Field("审批人", asked.decided_by.name if asked.decided_by else ""),
                Field("审批日期", full_day(decided)),
            ],
        ]
    )
    name = f"延期审批单 {item.number or ''} {day:%Y%m%d}"
    return Paper(name, [Title("督查事项延期审批单"), form], day=day)


def result_sheet(matter: Detail) -> Paper:
    """办理结果呈报单: the result as it was handed in, who looked at it, and room for the leader's words."""
    item = matter.item
    leads, helpers = (units(matter, role) for role in (AssignmentRole.LEAD, AssignmentRole.CO))
    handed = [entry for entry in matter.timeline if entry.verb == "submit"]
    since = matter.timeline.index(handed[-1]) if handed else len(matter.timeline)
    later = matter.timeline[since:]
    with translation.override("zh-hans"):
        source = str(item.get_source_type_display())
        looks = [
            f"{full_day(entry.day)}{entry.label}。{entry.text}" for entry in later if entry.verb in LOOKS
        ]
    # Whoever concluded it, the office or a leader, is named with his words.
    view = [f"{entry.text}（{entry.by}）" for entry in later if entry.verb in ENDS and entry.text]
    share = f"完成比例{item.percent}%。" if item.percent is not None else ""
    form = Form(
        [
            [Field("督查事项", item.title)],
            [Field("事项编号", item.number or ""), Field("办结时限", full_day(item.finish_due))],
            [Field("来源依据", f"{source}　{item.basis}".strip())],
            [Field("牵头单位", leads), Field("配合单位", helpers)],
            [Field("办理结果", f"{handed[-1].text if handed else ''}{share}", 6)],
            [Field("核查情况", "\n".join(looks) or "尚未核查", 3)],
            [Field("审核意见", "\n".join(view), 3)],
            [Field("领导批示", "", 5)],
        ]
    )
    blocks: list[Block] = [Title("督查事项办理结果呈报单"), form]
    return Paper(f"办理结果呈报单 {item.number or ''}".strip(), blocks, day=matter.today)


def _granted(matter: Detail, asked: ExtensionRequest) -> str:
    """How often more time had been granted before this request."""
    before = matter.item.extension_requests.filter(decision=Decision.GRANTED, pk__lt=asked.pk)
    return f"{before.count()}次"


def finish_at(matter: Detail, at: datetime | None) -> date | None:
    """The finish date that was in force at a moment: a paper of that day does not change afterwards."""
    if at is None:
        return matter.item.finish_due
    # The event of an act is written a moment after the act's own time.
    until = at + timedelta(minutes=1)
    known = [
        entry.after["set"]["finish_due"]
        for entry in matter.timeline
        if entry.at <= until and "finish_due" in entry.after["set"]
    ]
    return date.fromisoformat(known[-1]) if known and known[-1] else matter.item.finish_due


def _issuer(matter: Detail) -> list[Block]:
    """Who sent the order out."""
    sent = [entry.by for entry in matter.timeline if entry.verb in ("dispatch", "import") and entry.by]
    return [Para(f"签发人：{sent[-1]}")] if sent else []


def _contact(by: Letterhead) -> list[Block]:
    """Whom to ask, as far as somebody is named."""
    said = [f"{label}：{value}" for label, value in (("联系人", by.contact), ("联系电话", by.phone)) if value]
    return [Para("　".join(said))] if said else []


def units(matter: Detail, role: str) -> str:
    """The names of the units in a role, in their order."""
    return SEPARATOR.join(part.unit.short_name for part in matter.parts if part.role == role)


def signature(part: object) -> str:
    """When a unit signed."""
    at = getattr(part, "signed_at", None)
    day: date | None = clock.day_of(at) if at else None
    return full_day(day) if day else NOT_YET
