"""The paper of what was counted of one unit: every fact with its formula, and the unit's own words."""

from collections.abc import Iterable
from datetime import date

from django.utils import translation

from bihuan.conduct.models import SCALE, Finding, Round, Status
from bihuan.conduct.queries.pages import told
from bihuan.people.models import Unit
from bihuan.reports.rules.paper import Block, Note, Paper, Para, Table, Title, full_day

HEADS = ["归类", "事实", "算法", "区间", "标出"]
WIDTHS = [3, 9, 10, 5, 3]
METHOD = (
    "区间为95%区间（催办驱动比为99%）。只有与其他单位合起来比、高到偶然解释不了的才标出（单侧检验，霍尔姆校正后1%；"
    "同一事项、同一天的可能相互牵连，按牵连程度折减）。"
    "不足10次的不作判断。不合成总分，不排名次。"
)


def facts_paper(row: Round, unit: Unit, findings: Iterable[Finding], today: date, root: str = "") -> Paper:
    """The facts of a unit in a round as its page shows them; `root` is the record's. Always Chinese."""
    name = f"{unit.short_name}办事事实"
    by_measure = {each.measure: each for each in findings}
    with translation.override("zh-hans"):
        printed = row.printed
        rows = [_row(by_measure[key], said) for key, said in printed.items() if key in by_measure]
        words = [
            Para(f"{printed[key]['title']}：{by_measure[key].statement.text}")
            for key in printed
            if key in by_measure and hasattr(by_measure[key], "statement")
        ]
    edition = f"，第{row.edition}版" if row.edition > 1 else ""
    state = "预览稿，公布前可写说明、提申诉" if row.status == Status.PREVIEWED else "冻结后不再改动"
    head = f"截至{full_day(row.last)}的{row.days}天{edition}（{state}）。"
    blocks: list[Block] = [Title(name), Para(head), Table(HEADS, rows, WIDTHS)]
    if words:
        blocks += [Para("单位说明", 1), *words]
    note = f"{METHOD}统计到记录的第{row.place}位。打印日期：{full_day(today)}。"
    seal = [Note(f"打印时督查记录的封存值（日志名、条数、根值）：{root}")] if root else []
    return Paper(name, [*blocks, Note(note), *seal], day=today)


def _row(finding: Finding, said: dict[str, str]) -> list[str]:
    interval = "—"
    if finding.low is not None and finding.high is not None:
        unit = "%" if said["kind"] in ("share", "count") else ""
        low, high = (number / SCALE * (100 if unit else 1) for number in (finding.low, finding.high))
        interval = f"{low:.1f}{unit}—{high:.1f}{unit}"
    elif finding.value is None:
        interval = "次数太少"
    changed = finding.n != finding.n_was
    before = f"（冻结时{finding.k_was}/{finding.n_was}，有申诉成立）" if changed else ""
    marked = "标出" if finding.is_marked else ""
    return [said["word"], told(said, finding) + before, said["rule"], interval, marked]
