"""Labelled assignments: a bracket or line that names the units, the item it closes, and who leads."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace

from bihuan.intake.rules.drafts import Covered, Named, Span
from bihuan.intake.rules.structure import Mark
from bihuan.intake.rules.words import JOINED_NAMES, NAMELESS

CUE = r"(?:负责|牵头|责任单位|责任部门|牵头单位|牵头部门|配合|承办单位|主办|协办|落实单位|实施单位)"
INNER = r"(?:[^（）\n]|（[^（）]*）)"
BRACKET = re.compile(rf"（(?=[^（）]*(?:（[^（）]*）[^（）]*)*{CUE}){INNER}*）")
UNIT_KEY = r"(?:责任|牵头|主办|承办|落实|配合|协办|参与|实施)(?:单位|部门)："
KEY = (
    rf"(?:{UNIT_KEY}|(?:责任|牵头|分管|包保|包抓|市|县|区)领导：|责任人："
    r"|(?:完成|办结)?(?:时限|期限|时间)(?:要求|节点)?：)"
)
LINE = re.compile(
    rf"(?:(?<=[\n。；：] )|(?<=[\n。；])|(?<=  )|^){KEY}[^\n。]*?(?=\n|  |。|$)"
    rf"(?:(?:\n+ *| {{2,4}}){KEY}[^\n。]*?(?=\n|  |。|$))*",
    re.MULTILINE,
)
NAMES_UNITS = re.compile(UNIT_KEY)
HEAD = re.compile(
    r"(?P<lead>(?:牵头|主办|主责|主要责任)(?:单位|部门|处室|科室)?)：|(?P<co>(?:配合"
    r"|协办|参与|参加|协同|协助)(?:单位|部门)?)："
    r"|(?P<any>(?:责任|承办|落实|实施|责任落实)(?:单位|部门|主体)(?:及责任人)?)："
    r"|(?P<person>(?:责任|牵头|分管|包保|包抓|市|县|区)?(?:领导|责任人))：|(?P<when>(?:完成)?(?:时限"
    r"|时间|期限)(?:要求)?|完成时间)："
)
TAIL = re.compile(
    r"(?:等(?:单位|部门)?)?(?:按照?(?:各自)?(?:职责|职能|分工)(?:分工)?|依(?:据"
    r"|照)?职责|分工|分别|共同|具体|统筹)*(?:负责|配合|落实|参与|参加|协助|组织实施"
    r"|办理|承办|主办|协办)(?:落实|实施)?$"
)
ETC = re.compile(
    r"等(?:国务院|省|市|县|省直|市直)?(?:有关|相关)?(?:部门|单位|地区|企业|部委|机构)?(?=$|及|和|、)"
)
NAMELESS_WHOLE = re.compile(rf"^{NAMELESS}$")
RANGE_HEAD = re.compile(r"^各(?:省|市|区|县|设区市|州|地|乡镇|乡|旗|自治区|区县|市州|盟)$")
RANGE_REST = re.compile(r"(?:人民政府|政府|管委会|（管委会）|区|直辖市|街道)$")
STRONG_END = re.compile(r"(?:局|委|办|厅|署|院|会|中心|公司|集团|行|政府|部门|部|海关)$")
STATED = re.compile(r"(?:列(?:在|于)?)?(?:第一位|首位|第一个|排在第一|排名第一|首个|首列).{0,6}牵头")
# A remark on how to read the labels is none itself.
NOTE = re.compile(r"（(?=[^（）：]*(?:下同|列第一|列首位|除标注))[^（）]*）")
# A table whose cells became lines: under a column of units a line of names alone closes the item before it.
COLUMN = re.compile(r"^ *(?:责任|牵头|承办|主办|主要责任)(?:单位|部门) *$", re.MULTILINE)
CELL = (
    r"[\u4e00-\u9fff（）〔〕]{1,20}(?:局|委|办|厅|署|院|会|中心|公司|集团|政府|部门|部"
    r"|海关|区|县|园区|管委会|单位)"
)
UNIT_LINE = re.compile(rf"(?<=[。；])\n+ *(?P<units>{CELL}(?:[、，]{CELL})*) *(?=\n|$)")
CLEAR = 2
LONGEST = 800
TIME_PIECE = re.compile(
    r"\d+[年月日].*(?:前|完成|底|内)?$|(?:年|月|季度)底?前?(?:完成)?$|长期坚持|持续推进|^全年$|常态化"
)
LEAD_REMARK = re.compile(r"[（(](?:牵头|牵头单位|主办|汇总)[)）]$")
# "Departments and units": one collective, not two names.
KIND_ONLY = re.compile(r"(?:单位|部门|企业|机构|地区)(?=$|及|以及|按|分)")


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its span, the leads and assisting units it names, and how the lead is known."""

    start: int
    end: int
    leads: tuple[Named, ...]
    co_units: tuple[Named, ...]
    basis: str
    leaders: tuple[Named, ...] = ()


def labels(folded: str, text: str) -> list[Label]:
    """Every label that names at least one unit, in order."""
    spans = [m.span() for m in BRACKET.finditer(folded) if m.end() - m.start() <= LONGEST]
    spans = [s for s in spans if not NOTE.fullmatch(folded, *s)]
    brackets = Covered(spans)
    lines = [m.span() for m in LINE.finditer(folded) if NAMES_UNITS.search(m.group())]
    spans += [span for span in lines if not brackets.meets(*span)]
    if COLUMN.search(folded):
        spans += [m.span("units") for m in UNIT_LINE.finditer(folded)]
    stated = STATED.search(folded) is not None
    out = []
    for start, end in sorted(spans):
        found = _read(folded, text, start, end)
        if found and (found.leads or found.co_units):
            basis = "stated" if stated and found.basis == "first" else found.basis
            out.append(replace(found, basis=basis))
    return out


def _read(folded: str, text: str, start: int, end: int) -> Label | None:
    inner = (start + 1, end - 1) if folded[start] == "（" else (start, end)
    note = NOTE.search(folded, *inner)
    inner = (inner[0], note.start()) if note else inner
    stop = folded.find("。", *inner)
    inner = (inner[0], stop) if stop >= 0 else inner
    heads = [m for m in HEAD.finditer(folded, *inner) if _depth(folded, inner[0], m.start()) == 0]
    if heads:
        return _headed(folded, text, (start, end), (inner[1], heads))
    return plain(folded, text, (start, end), inner)


def _headed(
    folded: str, text: str, whole: tuple[int, int], found: tuple[int, list[re.Match[str]]]
) -> Label | None:
    stop, heads = found
    groups: dict[str, list[Named]] = {"lead": [], "co": [], "any": [], "person": []}
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        kind = head.lastgroup or ""
        if kind in groups:
            stretch = head.end(), following.start() if following else stop
            listed = plain(folded, text, whole, stretch) if kind == "any" else None
            if listed and listed.basis == "marked":
                return listed
            groups[kind] += unit_list(folded, text, *stretch)
    return replace(_shared_out(whole, groups), leaders=tuple(groups["person"]))


def _shared_out(whole: tuple[int, int], groups: dict[str, list[Named]]) -> Label:
    lead, co, rest = groups["lead"], groups["co"], groups["any"]
    if lead:
        return Label(*whole, tuple(lead), tuple(without([*rest, *co], lead)), "marked")
    if co and rest:
        return Label(*whole, tuple(rest), tuple(without(co, rest)), "marked")
    both = rest or co
    return Label(
        *whole, tuple(both[:1]), tuple(without(both[1:], both[:1])), "sole" if len(both) == 1 else "first"
    )


def plain(folded: str, text: str, whole: tuple[int, int], inner: tuple[int, int]) -> Label:
    """A list without headings: 'leads' in it divides leads from others, else the first unit is proposed."""
    cut = _lead_word(folded, *inner)
    if cut is not None:
        lead = unit_list(folded, text, inner[0], cut[0])
        co = unit_list(folded, text, cut[1], inner[1])
        return Label(*whole, tuple(lead), tuple(without(co, lead)), "marked")
    units = unit_list(folded, text, *inner)
    lead, rest = led_by_mark(units)
    if lead:
        return Label(*whole, tuple(lead), tuple(without(rest, lead)), "marked")
    basis = "sole" if len(units) == 1 else "first"
    return Label(*whole, tuple(units[:1]), tuple(without(units[1:], units[:1])), basis)


def _lead_word(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words 'leads' or 'together with' divide the list."""
    for m in re.compile(
        r"(?:共同|联合)?牵头(?:负责|落实|办理|组织实施)?|会同|(?<=[\u4e00-\u9fff])负责(?=[，；、])"
        r"|(?<=[\u4e00-\u9fff])主办(?=[，；])"
    ).finditer(folded, start, end):
        if m.start() > start and _depth(folded, start, m.start()) == 0:
            return m.start(), m.end()
    return None


def without(units: list[Named], taken: list[Named]) -> list[Named]:
    """The units once each, without those that are taken."""
    seen = {u.text for u in taken}
    out = []
    for unit in units:
        if unit.text not in seen:
            seen.add(unit.text)
            out.append(unit)
    return out


def _depth(folded: str, start: int, at: int) -> int:
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
        m = LEAD_REMARK.search(unit.text)
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
    lead = re.match(r"(?:由|以及|及|和|并由|其中由)(?!\w{0,1}$)", folded[start:end])
    if lead and not folded.startswith("和平", start):
        start += lead.end()
    name = folded[start:end].rstrip(" \n")
    name = TAIL.sub("", name)
    return start, start + len(re.sub(r"(?:分别|共同)$", "", name))


def _conjunctions(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """One piece may still hold 'A and others, and B', 'A and B': cut where the left side is a whole name."""
    out = []
    begin = start
    for m in re.finditer(r"以及|及|和|与|会同", folded[start:end]):
        at = start + m.start()
        left = folded[begin:at]
        only_kind = KIND_ONLY.match(folded, start + m.end(), end)
        if not only_kind and _depth(folded, start, at) == 0 and _ends_name(left, folded[at:end]):
            out.append((begin, at))
            begin = start + m.end()
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


def items(folded: str, found: list[Label], marks: list[Mark]) -> list[Span]:
    """The item that every label closes: from its title to the label, without the number."""
    style = _usual_style(folded, found, marks)
    out, before = [], 0
    for n, label in enumerate(found):
        inside = _between(marks, before, label.start)
        after = _between(marks, label.end, found[n + 1].start) if n + 1 < len(found) else []
        start = _first_of_brothers(inside, after) or _item_start(folded, (before, label.start), inside, style)
        out.append(Span(*_tight(folded, start, label.start)))
        before = label.end
    return out


def _between(marks: list[Mark], start: int, end: int) -> list[Mark]:
    first = bisect_left(marks, start, key=lambda m: m.start)
    return marks[first : bisect_left(marks, end, lo=first, key=lambda m: m.start)]


def _tight(folded: str, start: int, end: int) -> tuple[int, int]:
    while start < end and folded[start] in " \n。；、，":
        start += 1
    while end > start and folded[end - 1] in " \n":
        end -= 1
    return start, end


def _usual_style(folded: str, found: list[Label], marks: list[Mark]) -> str | None:
    """The numbering that items of this document carry, where that is beyond doubt."""
    count: Counter[str] = Counter()
    before = 0
    for label in found:
        inside = _between(marks, before, label.start)
        if inside:
            last = inside[-1]
            alone = not any(m.style == last.style and m.number == last.number - 1 for m in inside[:-1])
            if alone and not _heads_chapter(folded, last, label.start):
                count[last.style] += 1
        before = label.end
    best = count.most_common(1)
    return best[0][0] if best and best[0][1] >= CLEAR else None


def _heads_chapter(folded: str, mark: Mark, end: int) -> bool:
    """A chapter number whose words end with a line break instead of a full stop is only a heading."""
    line = re.match(r"[^\n。；]*", folded[mark.end : end])
    stop = mark.end + (line.end() if line else 0)
    if mark.style not in {"chapter", "ordinal"}:
        return False
    return stop < end and folded[stop] == "\n"


def _item_start(folded: str, span: tuple[int, int], inside: list[Mark], style: str | None) -> int:
    start, end = span
    usual = [m for m in inside if m.style == style]
    if usual and not _heads_chapter(folded, usual[-1], end):
        return usual[-1].end
    if inside:
        first = _first_of_run(inside)
        is_far = not style and folded.count("\n", first.end, end) > 1
        if not is_far and not _heads_chapter(folded, first, end):
            return first.end
        return folded.find("\n", first.end) + 1
    line = folded.rfind("\n", start, max(start, end - 1))
    while line > start and not folded[line:end].strip():
        line = folded.rfind("\n", start, line)
    return max(start, line + 1) if not style else start


def _first_of_brothers(inside: list[Mark], after: list[Mark]) -> int | None:
    """Where the item begins when its number is the first of several that each have a label of their own."""
    if not inside or not after or inside[-1].number != 1:
        return None
    own, following = inside[-1], after[0]
    return own.end if (following.style, following.number) == (own.style, 2) else None


def _first_of_run(inside: list[Mark]) -> Mark:
    """Walks back over brothers without labels to the mark that the label really closes."""
    at = len(inside) - 1
    while at > 0:
        mark, before = inside[at], inside[:at]
        brothers = [i for i, m in enumerate(before) if m.style == mark.style and m.number == mark.number - 1]
        if brothers:
            at = brothers[-1]
        elif mark.number == 1 and at < len(inside) - 1 and _parent(inside, at) is not None:
            return inside[at - 1]
        else:
            break
    return inside[at]


def _parent(inside: list[Mark], at: int) -> Mark | None:
    return inside[at - 1] if at and inside[at - 1].style != inside[at].style else None
