"""一页纸 of a project: what it is, where it stands, what is missing. Always Chinese, always one page."""

from datetime import date
from typing import Any

from django.utils import translation

from bihuan.kernel.money import WAN, in_unit, share
from bihuan.projects.models import ProblemStatus
from bihuan.projects.queries.detail import Detail
from bihuan.reports.rules.paper import Field, Form, Note, Paper, Title, full_day

# Characters that fit into a field beside everything else; the register holds the rest.
LONGEST = {"content": 60, "progress": 40, "conditions": 40, "problems": 60, "funds": 40}
NOTHING = "—"


def one_pager(found: Detail, today: date) -> Paper:
    """The project on one page, as far as it is known on a day."""
    project = found.project
    with translation.override("zh-hans"):
        form = Form([*_facts(found), *_standing(found, today)])
    note = Note(f"资金截至{found.month.year}年{found.month.month}月，打印日期：{full_day(today)}。")
    return Paper(f"{project.name}一页纸", [Title("项目情况一页纸"), form, note], day=today)


def _facts(found: Detail) -> list[list[Field]]:
    project = found.project
    sponsor = project.sponsor.person.name if project.sponsor else NOTHING
    return [
        [Field("项目名称", project.name)],
        [Field("项目代码", project.code or NOTHING)],
        [Field("建设单位", project.builder or NOTHING)],
        [Field("牵头单位", project.lead.short_name), Field("包保领导", sponsor)],
        [Field("类别", found.list_label), Field("阶段", str(project.get_status_display()))],
        [Field("总投资", _wan(project.total)), Field("累计完成", _wan(project.done))],
        [Field("计划工期", _span(project.start_plan, project.finish_plan))],
        [Field("实际工期", _span(project.start_fact, project.finish_fact))],
        [Field("建设内容", _short(project.content, "content"))],
    ]


def _standing(found: Detail, today: date) -> list[list[Field]]:
    plan, done = (sum(getattr(line, name) for line in found.lines) for name in ("plan", "done"))
    rate = share(done, plan)
    whole = _wan(done) + (f"（{rate}%）" if rate is not None else "")
    last = found.months[0] if found.months else None
    progress = f"{last.percent}%，{last.progress}" if last else NOTHING
    return [
        [Field("年度计划", _wan(plan)), Field("年度完成", whole)],
        [Field("形象进度", _short(progress, "progress"))],
        [Field("所缺条件", _short(_conditions(found), "conditions"))],
        [Field("存在问题", _short(_problems(found, today), "problems"))],
        [Field("上级资金", _short(_grants(found), "funds"))],
    ]


def _conditions(found: Detail) -> str:
    unmet = [node for node in found.nodes if node.factor and not (node.fact_date or node.waived)]
    if not unmet:
        return "无"
    return f"{len(unmet)}项：" + "、".join(node.name for node in unmet)


def _problems(found: Detail, today: date) -> str:
    unclosed = [each for each in found.problems if each.status != ProblemStatus.CLOSED]
    if not unclosed:
        return "无"
    late = sum(each.due < today for each in unclosed)
    head = f"{len(unclosed)}个" + (f"，逾期{late}个" if late else "")
    return f"{head}。" + "；".join(f"{each.text.rstrip('。')}（{each.unit.short_name}）" for each in unclosed)


def _grants(found: Detail) -> str:
    if not found.funds:
        return "无"
    amount, paid = (sum(getattr(each, name) or 0 for each in found.funds) for name in ("amount", "paid"))
    return f"{len(found.funds)}笔，下达{_wan(amount)}，支付{_wan(paid)}"


def _wan(fen: int) -> str:
    return f"{in_unit(fen, WAN, 2).removesuffix('.00')}万元"


def _span(first: date | None, last: date | None) -> str:
    if not (first or last):
        return NOTHING
    return f"{full_day(first) or '未定'}至{full_day(last) or '未定'}"


def _short(text: Any, name: str) -> str:
    """A text that leaves room for the others."""
    plain, most = " ".join(str(text).split()), LONGEST[name]
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
