"""The bulletin as text and as paper. Its numbers stand in braces, so that nobody types one over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bihuan.kernel.errors import Invalid
from bihuan.kernel.states import Machine, Move, stay
from bihuan.people.models import Person, Role
from bihuan.reports.models import Bulletin, BulletinStatus
from bihuan.reports.rules.paper import (
    Annex,
    Annexes,
    Block,
    Colophon,
    Head,
    Note,
    Paper,
    Para,
    Sign,
    Table,
    Title,
    To,
    full_day,
)

PLACE = re.compile(r"\{([a-z_]+(?::[a-z0-9_]+)?)\}")
BRACE = re.compile(r"[{}]")
# Dates, numbering, issues and names of papers are no figures that a reader would want to follow.
NO_FIGURE = re.compile(
    r"\d{4}年|\d{1,2}月|\d{1,2}日|第\d+期|〔\d{4}〕\d+号|^\d+[.．、]|（\d+）", re.MULTILINE
)
TYPED = re.compile(r"\d+(?:\.\d+)?%?")
LONG, TOO_LONG = 4_000, 5_000
HEADING = re.compile(r"^[一二三四五六七八九十]{1,3}、")
SECOND = re.compile(r"^（[一二三四五六七八九十]{1,3}）")
NEAR = ["没有单位的按时办结率明显高于全市平均水平，本期不作表扬。"]
NONE_BEHIND = ["没有单位的按时办结率明显低于全市平均水平。"]
TO_ALL = "各县区人民政府、各开发园区管委会，市政府各部门、各直属机构："


def known_in(bulletin: Bulletin, figures: Mapping[str, int]) -> dict[str, Any]:
    """Everything that a text may name: the numbers, and the day on which they were computed."""
    return {**figures, "as_of": full_day(bulletin.as_of)}


def names_in(text: str) -> list[str]:
    """The names of the numbers in a text, each once, in its order."""
    return list(dict.fromkeys(PLACE.findall(text)))


def checked(text: str, known: Mapping[str, Any]) -> str:
    """The text, if every brace in it holds the name of a number that there is."""
    strange = [name for name in names_in(text) if name not in known]
    if strange:
        words = _("No number of this bulletin has the name: %(names)s")
        raise Invalid(words % {"names": "、".join(strange)})
    if BRACE.search(PLACE.sub("", text)):
        raise Invalid(_("A brace stands alone. Numbers are written as {received}, with both braces."))
    return text


def filled(text: str, known: Mapping[str, Any]) -> str:
    """The text with its numbers."""
    return PLACE.sub(lambda found: str(known[found[1]]), text)


def typed(text: str) -> list[str]:
    """Figures that somebody has typed instead of naming a number: nobody can follow these."""
    return TYPED.findall(NO_FIGURE.sub("", PLACE.sub("", text)))


def paper_of(bulletin: Bulletin, known: Mapping[str, Any], office: str, day: date, root: str = "") -> Paper:
    """The bulletin as an official paper with its annexes; `root` is that of the record on which it stands.

    Whoever keeps the paper can show one day that the record was altered since.
    """
    tables = bulletin.tables
    blocks: list[Block] = [Title(bulletin.title), To(TO_ALL)]
    for line in filled(bulletin.text, known).splitlines():
        if line.strip():
            level = 1 if HEADING.match(line) else 2 if SECOND.match(line) else 0
            blocks.append(Para(line.strip(), level))
    if tables:
        blocks.append(Annexes([table["title"] for table in tables]))
    blocks.append(Sign(office, full_day(day)))
    if root:
        blocks.append(Note(f"印发时督查记录的封存值（日志名、条数、根值）：{root}"))
    for at, table in enumerate(tables, 1):
        blocks.append(Annex(f"附件{at}", table["title"]))
        numbers = table["numbers"]
        blocks.append(Table(table["heads"], table["rows"], table["widths"], "", numbers))
    issue = f"第{bulletin.issue}期" if bulletin.issue else "（草稿）"
    head = Head("政务督查", issue=issue, maker=office, day=full_day(day))
    foot = Colophon(office, f"{full_day(day)}印发")
    return Paper(f"督查通报 {bulletin.year}年 {issue}", blocks, head, foot, day)


@dataclass(frozen=True)
class Named:
    """Which units a text names, as number and name; `is_judged` is false where all had too few matters."""

    ahead: Sequence[tuple[int, str]]
    behind: Sequence[tuple[int, str]]
    is_judged: bool


def proposed(words: str, sources: Sequence[tuple[str, str]], units: Named) -> str:
    """The text that a draft begins with. What the numbers do not show is not said."""
    few = ["各单位本期办结的事项较少，不足以比较，本期不作评价。"]
    parts = [
        "一、总体情况",
        f"{words}，全市共交办督查事项{{received}}件。截至{{as_of}}，已办结{{done}}件，其中按时办结{{on_time}}件；在办{{open}}件，"
        "其中逾期{overdue}件、过期未反馈{no_report}件。",
        "二、分类进展",
        *(
            f"{label}：交办{{received:{code}}}件，办结{{done:{code}}}件，逾期{{overdue:{code}}}件。"
            for code, label in sources
        ),
        "三、办理较好的单位",
        *(_of_units(units.ahead) or (NEAR if units.is_judged else few)),
        "四、办理滞后的单位",
        *(_of_units(units.behind) or (NONE_BEHIND if units.is_judged else few)),
        "五、存在问题",
        "本期交办事项中，迟报{late_reports}次，退回重办{returns}次，催办{urges}次。"
        "本期下达督查单：蓝单{slip:blue}张，黄单{slip:yellow}张，橙单{slip:orange}张，红单{slip:red}张。",
        "闭环缺口：提出未交办{gap:unassigned}件，交办未签收{gap:unsigned}件，签收未反馈{gap:unreported}件，"
        "报结未审核{gap:unreviewed}件，办结未核查{gap:unverified}件。",
        "六、下一步要求",
        "各责任单位对逾期和过期未反馈的事项逐项说明原因、倒排时限、明确专人，抓紧办理并按时反馈。市政府督查室将持续跟踪问效。",
    ]
    return "\n".join(parts)


def _of_units(units: Sequence[tuple[int, str]]) -> list[str]:
    return [
        f"{name}：交办{{received:u{pk}}}件，办结{{done:u{pk}}}件，其中按时{{on_time:u{pk}}}件，逾期{{overdue:u{pk}}}件。"
        for pk, name in units
    ]


def _is_office(person: Person, bulletin: Bulletin) -> bool:
    return person.access.has(Role.SUPERVISOR)


def _may_issue(person: Person, bulletin: Bulletin) -> bool:
    """Somebody who has not written it: another one of the office, or a leader who sees the city."""
    is_other = person.pk not in (bulletin.by_id, bulletin.worded_by_id)
    return is_other and (
        person.access.has(Role.SUPERVISOR) or (person.access.has(Role.LEADER) and person.access.sees_city)
    )


def _wrong_person(move: Move, bulletin: Bulletin) -> str:
    if move.name == "issue":
        return _(
            "A bulletin is issued by another member of the supervision office or by the mayor, "
            "not by whoever drew it up or worded it."
        )
    return _("Bulletins are drawn up by the supervision office.")


def _wrong_state(move: Move, bulletin: Bulletin) -> str:
    return _("“%(title)s” is no draft any more: %(state)s.") % {
        "title": bulletin.title,
        "state": bulletin.get_status_display(),
    }


DRAFT = BulletinStatus.DRAFT
MOVES = Machine(
    Move("edit", gettext_lazy("Edit"), stay(DRAFT), may=_is_office),
    Move("recompute", gettext_lazy("Compute anew"), stay(DRAFT), may=_is_office),
    Move("issue", pgettext_lazy("bulletin", "Issue"), {DRAFT: BulletinStatus.ISSUED}, may=_may_issue),
    Move("drop", gettext_lazy("Drop"), {DRAFT: BulletinStatus.DROPPED}, may=_is_office),
    wrong_person=_wrong_person,
    wrong_state=_wrong_state,
)
