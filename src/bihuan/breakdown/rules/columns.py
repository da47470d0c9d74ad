"""What the columns of a table say, judged by the words at their heads."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from bihuan.breakdown.models import SINGLE, Column

LONGEST_HEAD = 24
BETWEEN = "/"
# The first that fits counts; what fits nothing is only printed back.
CUES: tuple[tuple[Column, re.Pattern[str]], ...] = (
    (Column.KEY, re.compile(r"^系统编号|^督查编号|^闭环编号")),
    (Column.NUMBER, re.compile(r"^(?:序号|编号|任务编号|项目编号|号|No\.?)$", re.IGNORECASE)),
    (Column.KEEP, re.compile(r"责任人|联系人|联络员|电话|备注|说明$|指标类型|督[查办](?:单位|部门)")),
    (
        Column.PROGRESS,
        re.compile(r"(?:落实|进展|完成|推进|办理|整改|执行|工作)(?:落实|进展|完成)?情况|当前进展|工作进展"),
    ),
    (Column.LEADER, re.compile(r"领导|包保人|包抓人|市长$")),
    (Column.CYCLE, re.compile(r"频次|反馈要求|报送周期|反馈周期|报告周期")),
    (Column.BASIS, re.compile(r"依据|来源|出处")),
    (Column.NODE, re.compile(r"[一二三四1-4]季度|[上下]半年|^\d{1,2}月|节点|形象进度")),
    (Column.DUE, re.compile(r"时限|期限|(?:完成|办结|整改|销号|截止|时间)(?:时间|日期|要求)|^时间$")),
    (Column.LEAD, re.compile(r"牵头|主办|第一责任|主要责任(?:单位|部门)|汇总单位|主责")),
    (Column.CO, re.compile(r"配合|协办|协同|协作|参与|参加|其他责任")),
    (
        Column.ANY,
        re.compile(r"(?:责任|承办|落实|实施|办理|负责|执行)(?:单位|部门|主体|科室)|责任分工|^责任$"),
    ),
    (Column.GROUP, re.compile(r"分类|类别|领域|板块|专题|主题|篇章|部分|大项|方面")),
    (Column.TASK, re.compile(r"任务|事项|项目名称|重点工作|要点|问题")),
    (Column.DETAIL, re.compile(r"措施|举措|内容|要求|标准|做法|安排")),
    (Column.TARGET, re.compile(r"目标|指标|计量单位|^单位$|成效|成果")),
)
UNITS = (Column.LEAD, Column.CO, Column.ANY)


def column_of(head: str) -> str:
    """What one head says by itself; of a head of two lines the lower one counts, where it says anything."""
    lower = head.rsplit(BETWEEN, 1)[-1]
    for words in (lower, head.replace(BETWEEN, "")):
        bare = re.sub(r"[(（\[【].*?[)）\]】]", "", _plain(words)) or _plain(words)
        found = next((column for column, cue in CUES if cue.search(bare)), Column.KEEP)
        if len(bare) <= LONGEST_HEAD and found != Column.KEEP:
            return found
    return Column.KEEP


def columns_of(heads: Sequence[str]) -> list[str]:
    """What each column says, with every kind that a table has once given to its first column."""
    found = [column_of(head) for head in heads]
    if Column.TASK not in found:
        _promote(found, Column.DETAIL, Column.TARGET)
    for at, column in enumerate(found):
        if column in SINGLE and column in found[:at]:
            found[at] = Column.DETAIL if column == Column.TASK else Column.KEEP
    return [_among_units(column, found) for column in found]


def _promote(found: list[str], *instead: str) -> None:
    """A table without a column of tasks says them under its measures, else under its targets."""
    for column in instead:
        if column in found:
            found[found.index(column)] = Column.TASK
            return


def _among_units(column: str, found: list[str]) -> str:
    """Responsible units lead where others only assist, and assist where others lead."""
    if column != Column.ANY:
        return column
    if Column.LEAD in found:
        return Column.CO
    return Column.LEAD if Column.CO in found else Column.ANY


def is_whole(columns: Sequence[str]) -> bool:
    """Whether a table says what is to be done and by whom."""
    return Column.TASK in columns and bool({Column.LEAD, Column.ANY} & set(columns))


def signature_of(heads: Sequence[str]) -> str:
    """A header's mark, the same whatever the width and the blanks of its letters; a key column is no part."""
    words = [_plain(head) for head in heads if column_of(head) != Column.KEY]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _plain(head: str) -> str:
    return "".join(unicodedata.normalize("NFKC", head).split())


def told_apart(heads: Sequence[str]) -> list[tuple[str, int]]:
    """The names of columns without blanks; those that share a name are told apart by their order."""
    bare = ["".join(head.split()) for head in heads]
    return [(head, bare[:at].count(head)) for at, head in enumerate(bare)]
