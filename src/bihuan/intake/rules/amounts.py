"""Targets: the figures a unit must reach, told apart from subsidies, caps, facts and eligibility."""

import re

from bihuan.intake.rules.drafts import Covered, Target
from bihuan.intake.rules.words import CUES, VERBS, WORDS, any_of

UNITS = (
    r"(?:%|个百分点|个基点|万亿元|亿元|万元|元|亿美元|万美元|(?:万亿|千万|百万|亿|万)?(?:个月|个(?!月|工作日|方面|环节|阶段|层面|小时|关键|重点环节)"
    rf"|人(?!民|才|员|均|力|工|口|次)|名(?!单|录|称|额|义)|张(?!床)|张床位|{any_of(WORDS['measures'])}))"
)
NUMBER = r"(?P<value>\d+(?:,\d{3})*(?:\.\d+)?|[Xx×])"
LEAD = f"(?:{CUES['goal_leads']})"
FIGURES = rf"(?<![\d.第])(?P<num>{NUMBER}(?P<unit>{UNITS}))(?P<tail>以上|以内|以下|左右)?"
BARE_FIGURES = FIGURES.replace("P<", "P<bare_")
PATTERN = re.compile(
    rf"(?:(?P<head>{LEAD})[^，。；、\d]{{0,8}}{FIGURES}|{BARE_FIGURES})(?P<noun>[^，。；、\d]{{0,14}})"
)
COMPARED = re.compile(
    r"(?:不低于|不高于|不少于|高于|低于|好于|优于)(?:20\d\d年|去年|上年|上年度)同期[^，。；、]{0,10}"
)
SUBSIDY = re.compile(
    r"给予|奖补|补助|贴息|补贴|奖励|最高|每家|返还|减免|减半|上限|每人|每月(?=[^，。]{0,4}\d+(?:\.\d+)?万?元)|按.{0,12}(?:比例"
    r"|标准|给予)|一次性|不超过.{0,8}(?:元|年|个月)|年薪|经费|认定为|参保|滞纳金"
    r"|单个|投资额|购置|售价|研发费用"
)
ELIGIBLE = re.compile(
    r"(?:及|或)?(?:以上|以下|以内)?(?:（[^）]*）)?(?:的(?!目标|速度|增速|规模(?!养殖|企业|场|以上))|及以[上下])"
)
NO_GOAL_BEFORE = ("第", "前", "近", "约", "年", "月", "日", "—", "-", "～")
FIGURE = re.compile(r"[\dXx×]|同期")
FACT = re.compile(r"截至|累计|已|达\d[^，。]*，其中|总投资|同意|目前|仅[\dX]")
SPLIT = re.compile(r"[，。；]")
GOAL_WORDS = re.compile(rf"{LEAD}|力争|目标|确保|达产|滚动|推动|每年|年内|以上|以内|以下|蔬菜|日产")
ACTS = re.compile(any_of(v for v in VERBS if len(v) > 1))
# "Helps 60 per cent of the firms", "sees to it that 3000 people": goals before their nouns.
HELPED = re.compile("(?:确保|力争|推动|帮助|促进|促成)$")
# A class of size: projects of more than a hundred million.
CLASS_OF = re.compile("(?:及)?以[上下](?:的)?(?:项目|企业|工业|产业|重大|投资)")
LEAST = re.compile("不少于|不低于|至少")
GATHERS = re.compile("组织|组建|储备|配备|选派|建立|安排|设立|举办|备足|备好|抽调|派出|落实|成立")
BARE_UNITS = ("次", "份", "位", "天", "元", "人", "年", "部", "期", "对", "度", "间", "班", "组", "米", "条")


def targets(folded: str, text: str, span: tuple[int, int]) -> tuple[Target, ...]:
    """Every target of the stretch in order."""
    out: list[Target] = []
    start = span[0]
    for end in [*(m.start() for m in SPLIT.finditer(folded, *span)), span[1]]:
        clause = folded[start:end]
        if FIGURE.search(clause) and not _is_aside(clause, folded[end : end + 4]):
            out += _in_clause(folded, text, start, end)
        start = end + 1
    return tuple(out)


def _is_aside(clause: str, after: str) -> bool:
    """Subsidies, facts and conditions carry figures that nobody has to reach."""
    if SUBSIDY.search(clause) or FACT.search(clause):
        return True
    if after.startswith(("，给予", "，最高")):
        return True
    return clause.startswith(("对", "针对")) and clause.endswith("的")


def _in_clause(folded: str, text: str, start: int, end: int) -> list[Target]:
    compared = COMPARED.finditer(folded, start, end)
    out = [Target(text[m.start() : m.end()], None, "", m.start(), m.end()) for m in compared]
    taken = Covered((t.start, t.end) for t in out)
    for m in PATTERN.finditer(folded, start, end):
        kind = "" if m["head"] else "bare_"
        at = m.start(f"{kind}num")
        if not taken.meets(at, at + 1) and _counts(folded, m, kind, start):
            begin = m.start("head") if m["head"] else at
            stop = m.end(f"{kind}tail") if m[f"{kind}tail"] else m.end(f"{kind}num")
            written = m[f"{kind}value"]
            value = None if written in "Xx×" else float(written.replace(",", ""))
            out.append(Target(text[begin:stop], value, m[f"{kind}unit"], begin, stop))
    return out


def _is_quota(lead: str, before: str) -> bool:
    """'Organise no fewer than five groups that …' is a goal though a relative clause follows."""
    if HELPED.search(before):
        return True
    return LEAST.search(lead) is not None and GATHERS.search(before) is not None


def _lead(folded: str, m: re.Match[str], at: int) -> str:
    """The words that make a figure a goal, up to the figure."""
    return folded[m.start("head") : at] if m["head"] else ""


def _counts(folded: str, m: re.Match[str], kind: str, start: int) -> bool:
    at, end, unit = m.start(f"{kind}num"), m.end(f"{kind}num"), m[f"{kind}unit"]
    before, after = folded[start:at], folded[end : end + 8]
    if unit.endswith("元") and CLASS_OF.match(after):
        return False
    if before.endswith(NO_GOAL_BEFORE) or (
        ELIGIBLE.match(after) and not _is_quota(_lead(folded, m, at), before)
    ):
        return False
    if unit.endswith("月"):
        return bool(m["head"]) and m["head"].endswith(("至", "到", "在"))
    return bool(m["head"]) or _is_bare_goal(m, unit, before)


def _is_bare_goal(m: re.Match[str], unit: str, before: str) -> bool:
    """A figure without a leading word is a goal behind a verb of action, at the end of its clause."""
    if unit in BARE_UNITS:
        return False
    if m["bare_tail"] or HELPED.search(before):
        return True
    return not m["noun"].strip() and (GOAL_WORDS.search(before) or ACTS.search(before)) is not None
