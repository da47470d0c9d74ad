"""What kind of document a text seems to be, by the words of its first lines; a proposal with its reason."""

import re
from dataclasses import dataclass

from bihuan.intake.models import SourceType
from bihuan.intake.rules.structure import fold

FIRST_LINES, LONGEST_HEAD = 12, 90
OPENING = 600
# In this order: minutes that speak of a plan are minutes.
KINDS: tuple[tuple[SourceType, re.Pattern[str]], ...] = (
    (SourceType.GOV_REPORT, re.compile(r"政府工作报告")),
    (SourceType.MEETING, re.compile(r"(?:会议|办公会|座谈会|调度会)?纪要|会议(?:议定|决定)事项")),
    (SourceType.LIVELIHOOD, re.compile(r"民生(?:实事|工程)|为民办实事|实事项目")),
    (
        SourceType.PROJECT,
        re.compile(r"重[点大]项目(?:清单|计划|名单|表|（)|重[点大](?:建设)?项目(?:年度)?(?:投资)?计划"),
    ),
    (SourceType.INSPECTION_ISSUE, re.compile(r"(?:督查|巡视|巡察|审计|督察)[^，。]{0,12}(?:反馈|整改|问题)")),
    (SourceType.PROPOSAL, re.compile(r"人大代表建议|政协[^，。]{0,4}提案|(?:建议|提案)(?:的)?(?:答复|办理)")),
    (SourceType.INSTRUCTION, re.compile(r"批示|领导批办")),
    (SourceType.CONFERENCE, re.compile(r"讲话|发言(?:稿|提纲)?$|致辞")),
    (
        SourceType.NOTICE,
        re.compile(
            r"(?:通知|通告|公告|方案|意见|措施|办法|规划|要点|预案|清单|分工|计划)(?=(?:（[^（）]*）)?$)"
        ),
    ),
)
SPOKEN = re.compile(r"同志们[：:！!，]|各位(?:领导|同志|来宾)")
ADDRESSED = re.compile(r"通知如下|通告如下|制定(?:本|如下|以下)(?:方案|措施|办法)|特制定")


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind, and the words of the document that speak for it."""

    kind: SourceType
    words: str


def guessed(title: str, text: str) -> Guess | None:
    """The kind that the title says, else the first lines, else how the text turns to its readers."""
    lines = [line.strip() for line in fold(f"{title}\n{text[:OPENING]}").split("\n")]
    heads = [
        line
        for line in lines[:FIRST_LINES]
        if line and len(line) <= LONGEST_HEAD and line[-1] not in "。；："
    ]
    for head in heads:
        for kind, cue in KINDS:
            if found := cue.search(head):
                return Guess(kind, found.group())
    opening = fold(text[:OPENING])
    for kind, cue in ((SourceType.CONFERENCE, SPOKEN), (SourceType.NOTICE, ADDRESSED)):
        if found := cue.search(opening):
            return Guess(kind, found.group())
    return None
