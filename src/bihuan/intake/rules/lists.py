"""Lists of units in labels and cells of tables: the single names, without words of duty."""

import re

from bihuan.intake.rules.drafts import Named
from bihuan.intake.rules.structure import fold
from bihuan.intake.rules.words import (
    COLLECTIVES,
    JOINED_NAMES,
    NAMELESS,
    STRONG_ENDINGS,
    WEAK_ENDINGS,
    any_of,
)

TAIL = re.compile(
    r"(?:等(?:单位|部门)?)?(?:按照?(?:各自|部门)?(?:职责|职能|分工)(?:分工)?|依(?:据|照)?(?:各自)?职责(?:分工)?|各自|分工|分别|共同"
    r"|协同|联合|具体|统筹|积极|密切|全力)*(?:负责|配合|落实|参与|参加|协助|组织实施|抓好落实|推进|办理|承办|主办|协办|实施)(?:落实|实施|推进)?$"
)
ETC = re.compile(
    r"等(?:国务院|省|市|县|省直|市直)?(?:有关|相关)?(?:部门|单位|地区|企业|部委|机构)?(?=$|及|和|、)"
)
NAMELESS_WHOLE = re.compile(rf"^{NAMELESS}$")
RANGE_HEAD = re.compile(r"^各(?:省|市|区|县|设区市|州|地|乡镇|乡|旗|自治区|区县|市州|盟)$")
RANGE_REST = re.compile(r"(?:人民政府|政府|管委会|（管委会）|区|直辖市|街道)$")
STRONG_END = re.compile(
    rf"(?:{any_of([*STRONG_ENDINGS, *WEAK_ENDINGS, *COLLECTIVES])}|行|社)(?:（[^（）]*）)?$"
)
TIME_PIECE = re.compile(
    r"\d+[年月日].*(?:前|完成|底|内)?$|(?:年|月|季度)底?前?(?:完成)?$|长期坚持|持续推进|^全年$|常态化"
)
BRACKET_ENDS = "）)】]］"
LEAD_REMARK = re.compile(r"（(?:牵头|牵头单位|主办|汇总)）$")
# "Departments and units": one collective, not two names.
JOINING = re.compile(r"(?:由|以及|及|和|并由|其中由|会同|联合(?!会))(?!\w?$)")
SHARED = re.compile("(?:分别|共同)$")
AND = re.compile("以及|及|和|与|会同")
KIND_ONLY = re.compile(r"(?:单位|部门|企业|机构|地区)(?=$|及|以及|按|分)")


def without(units: list[Named], taken: list[Named]) -> list[Named]:
    """The units once each, without those that are taken."""
    seen = {u.text for u in taken}
    out = []
    for unit in units:
        if unit.text not in seen:
            seen.add(unit.text)
            out.append(unit)
    return out


def depth(folded: str, start: int, at: int) -> int:
    return sum(folded.count(c, start, at) for c in "（〔") - sum(folded.count(c, start, at) for c in "）〕")


def unit_list(folded: str, text: str, start: int, end: int) -> list[Named]:
    """The names of a list once each, without 'and others', words of duty and nameless departments."""
    out: list[Named] = []
    for a, b in _range_joined(folded, _pieces(folded, start, end)):
        for c, d in _conjunctions(folded, *_bare(folded, a, b)):
            name = text[c:d]
            is_unit = name and not NAMELESS_WHOLE.match(folded[c:d]) and not TIME_PIECE.search(folded[c:d])
            if is_unit and name not in {u.text for u in out}:
                out.append(Named(name, c, d))
    return out


def _pieces(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    out, depth, begin = [], 0, start
    for i in range(start, end):
        c = folded[i]
        depth += (c in "（〔") - (c in "）〕")
        if depth == 0 and c in "、，；/ \n":
            out.append((begin, i))
            begin = i + 1
    out.append((begin, end))
    return [(a, b) for a, b in out if folded[a:b].strip()]


def led_by_mark(units: list[Named]) -> tuple[list[Named], list[Named]]:
    """Names that carry a remark （牵头） lead; the remark is no part of the name."""
    lead, rest = [], []
    for unit in units:
        m = LEAD_REMARK.search(fold(unit.text)) if unit.text[-1] in BRACKET_ENDS else None
        if m:
            lead.append(Named(unit.text[: m.start()], unit.start, unit.start + m.start()))
        else:
            rest.append(unit)
    return lead, rest


def _range_joined(folded: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """'Every city, county (district) government' is one collective, not two names."""
    out: list[tuple[int, int]] = []
    for a, b in pieces:
        is_range = out and folded[out[-1][1]] == "、" and RANGE_HEAD.match(folded[out[-1][0] : out[-1][1]])
        if is_range and RANGE_REST.search(TAIL.sub("", folded[a:b])):
            out[-1] = (out[-1][0], b)
            continue
        out.append((a, b))
    return out


def _bare(folded: str, start: int, end: int) -> tuple[int, int]:
    """The name without blanks, leading 'by' or 'and', and trailing words of duty."""
    name = folded[start:end]
    start += len(name) - len(name.lstrip(" \n"))
    lead = JOINING.match(folded, start, end)
    if lead and not folded.startswith("和平", start):
        start = lead.end()
    name = folded[start:end].rstrip(" \n")
    name = TAIL.sub("", name)
    return start, start + len(SHARED.sub("", name))


def _conjunctions(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """One piece may still hold 'A and others, and B', 'A and B': cut where the left side is a whole name."""
    out = []
    begin = start
    for m in AND.finditer(folded, start, end):
        at = m.start()
        left = folded[begin:at]
        only_kind = KIND_ONLY.match(folded, m.end(), end)
        if not only_kind and depth(folded, start, at) == 0 and _ends_name(left, folded[at:end]):
            out.append((begin, at))
            begin = m.end()
    out.append((begin, end))
    cut = []
    for a, b in out:
        etc = ETC.search(folded, a, b)
        cut.append((a, etc.start() if etc and etc.start() > a else b))
    return [(a, b) for a, b in cut if b > a]


def _ends_name(left: str, rest: str) -> bool:
    if any(
        left.endswith(name[: name.index("和")]) and rest.startswith(name[name.index("和") :])
        for name in JOINED_NAMES
        if "和" in name
    ):
        return False
    return bool(
        STRONG_END.search(left) or ETC.search(left) or left.endswith(("有关部门", "相关部门", "单位"))
    )
