"""Labelled assignments: a bracket or line that names the units, and who of them leads."""

import re
from dataclasses import dataclass, replace

from bihuan.intake.rules.drafts import Covered, Named
from bihuan.intake.rules.lists import depth, led_by_mark, unit_list, without
from bihuan.intake.rules.structure import NUMERALS
from bihuan.intake.rules.words import COLLECTIVES, STRONG_ENDINGS, WEAK_ENDINGS, WORDS, any_of

KIND = r"(?:单位|部门|主体|处室|科室|股室|地区|乡镇)"
DUTY = r"(?:(?:总|共同|主要|第一)?(?:牵头|责任)|主办|主责|承办|责任落实|落实|实施|汇总)(?:责任)?"
HELP = r"(?:配合|协办|参与|参加|协同|协助|协作|会办|其他责任)(?:责任)?"
PERSON = r"(?:责任|牵头|分管|包保|包抓|挂点|挂钩|联系|督导|市级?|县级?|区级?)*(?:领导|责任人|牵头人|负责人)"
WHEN = r"(?:完成|办结|整改|工作|推进|落实|任务|计划|销号|达标)*(?:时限|期限|时间|节点)(?:要求|节点|安排)?"
CUE = (
    rf"(?:负责(?!人|同志)|牵头(?!人)|配合|主办|协办|按?职责分工|(?:{DUTY}|{HELP}){KIND}"
    r"|(?:落实|组织实施|承办|参与)(?=）))"
)
INNER = r"(?:[^（）\n]|（[^（）]*）)"
BRACKET = re.compile(rf"（(?=[^（）]*(?:（[^（）]*）[^（）]*)*{CUE}){INNER}*）")
UNIT_KEY = rf"(?:(?:{DUTY}|{HELP}){KIND}(?:及责任人|和责任人)?|责任分工)："
KEY = rf"(?:{UNIT_KEY}|{PERSON}：|{WHEN}：)"
# A field ends with its line, before a wide gap, or before the number of the next item.
STOP = rf"(?=\n|  |。|$| (?:\d{{1,2}}[.、]|[{NUMERALS}]{{1,3}}、|（[{NUMERALS}]{{1,3}}）))"
LINE = re.compile(
    rf"(?:(?<=[\n。；：] )|(?<=[\n。；])|(?<=  )|^){KEY}[^\n。]*?{STOP}"
    rf"(?:(?:\n+ *| {{2,4}}){KEY}[^\n。]*?{STOP})*",
    re.MULTILINE,
)
NAMES_UNITS = re.compile(UNIT_KEY)
HEAD = re.compile(
    rf"(?P<lead>(?:(?:总|共同)?牵头|主办|主责|主要责任|第一责任|汇总)(?:责任)?{KIND}?)："
    rf"|(?P<co>{HELP}{KIND}?)："
    rf"|(?P<any>(?:责任|承办|落实|实施|责任落实)(?:{KIND}(?:及责任人|和责任人)?|分工)?)："
    rf"|(?P<person>{PERSON})：|(?P<when>{WHEN})："
)
STATED = re.compile(r"(?:列(?:在|于)?)?(?:第一位|首位|第一个|排在第一|排名第一|首个|首列).{0,6}牵头")
# A remark on how to read the labels is none itself.
NOTE = re.compile(r"（(?=[^（）：]*(?:下同|列第一|列首位|除标注))[^（）]*）")
# A table whose cells became lines: under a column of units a line of names alone closes the item before it.
COLUMN = re.compile(r"^ *(?:责任|牵头|承办|主办|主要责任)(?:单位|部门) *$", re.MULTILINE)
ENDING = any_of([*STRONG_ENDINGS, *WEAK_ENDINGS, *COLLECTIVES])
CELL = rf"[\u4e00-\u9fff（）〔〕]{{1,20}}?(?:{ENDING})(?:（牵头）)?"
NAMES = rf"{CELL}(?:[、，；] ?{CELL})*"
# Names alone: in brackets or behind a dash at the end of an item, where the document assigns by that.
BARE = re.compile(
    rf"(?<=[。；！])[ \n]?（(?P<units>{NAMES})）(?= ?(?:\n|$|[。；]|[一二三四五六七八九十\d（]))"
)
DASHED = re.compile(
    rf"(?<=[。；！])[ \n]?(?P<dash>[—－-]{{2,4}})(?P<units>(?:{UNIT_KEY})?{NAMES})(?= ?(?:\n|$|。))"
)
INSIDE = re.compile(r"[\u4e00-\u9fff]")
UNIT_LINE = re.compile(rf"(?<=[。；])\n+ *(?P<units>{NAMES}) *(?=\n|$)")
LEAD_WORD = re.compile(
    r"(?:共同|联合|总)?牵头(?:负责|落实|办理|组织实施|推进)?[，；、]?(?:会同|联合)?|会同|(?<=[\u4e00-\u9fff])(?:具体|主要)?负责(?=[，；、])"
    r"|(?<=[\u4e00-\u9fff])(?:主办|承办)(?=[，；、])"
)
LONGEST = 800
REMARK = re.compile(r"（(?:牵头|主办|负责|配合|汇总|协办|承办)(?:单位|部门)?）")
PERSON_NAMED = re.compile(
    rf"副?(?:{any_of(set(WORDS['posts']) - {'主任', '专员', '组长', '主席'})})(?!热线|信箱|办|会|质量)"
    "|常委(?!会)|同志|党组成员"
)
ONLY_HELP = re.compile(r"(?:配合|协助|参与|协办)(?:落实|实施)?[，；。 ]*$")
ACTS = re.compile("负责|牵头|主办|承办")


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
    spans = [s for s in spans if not _is_note(folded, *s) and not _is_aside(folded, *s)]
    spans += [(m.start("units") - 1, m.end("units") + 1) for m in BARE.finditer(folded)]
    dashed = {m.start("units"): m.start("dash") for m in DASHED.finditer(folded)}
    spans += [m.span("units") for m in DASHED.finditer(folded)]
    brackets = Covered(spans)
    lines = [m.span() for m in LINE.finditer(folded) if NAMES_UNITS.search(m.group())]
    spans += [span for span in lines if not brackets.meets(*span)]
    if COLUMN.search(folded):
        spans += [m.span("units") for m in UNIT_LINE.finditer(folded)]
    stated = STATED.search(folded) is not None
    out = []
    for start, end in sorted(spans):
        found = _read(folded, text, start, end)
        found = _persons_apart(folded, found) if found else None
        if found and (found.leads or found.co_units):
            basis = "stated" if stated and found.basis == "first" else found.basis
            out.append(replace(found, start=dashed.get(start, start), basis=basis))
    return out


def _is_note(folded: str, start: int, end: int) -> bool:
    """A bracket that only explains the labels, or only remarks on the name before it: （牵头）."""
    stop = folded.find("。", start, end)
    return (
        bool(NOTE.match(folded, start, end) and stop < 0) or REMARK.fullmatch(folded, start, end) is not None
    )


def _is_aside(folded: str, start: int, end: int) -> bool:
    """A bracket inside a sentence remarks on the words around it and closes nothing."""
    return bool(INSIDE.match(folded, start - 1) and INSIDE.match(folded, end)) if start else False


def _persons_apart(folded: str, label: Label) -> Label:
    """Leaders named among the units are leaders; the first unit left leads when its lead was one."""
    leads = [u for u in label.leads if not PERSON_NAMED.search(folded, u.start, u.end)]
    co = [u for u in label.co_units if not PERSON_NAMED.search(folded, u.start, u.end)]
    persons = [u for u in (*label.leads, *label.co_units) if PERSON_NAMED.search(folded, u.start, u.end)]
    if not persons:
        return label
    if not leads:
        leads, co = co[:1], co[1:]
    return replace(label, leads=tuple(leads), co_units=tuple(co), leaders=(*label.leaders, *persons))


def _read(folded: str, text: str, start: int, end: int) -> Label | None:
    inner = (start + 1, end - 1) if folded[start] == "（" else (start, end)
    note = NOTE.search(folded, *inner)
    inner = (inner[0], note.start()) if note else inner
    stop = folded.find("。", *inner)
    inner = (inner[0], stop) if stop >= 0 else inner
    heads = [m for m in HEAD.finditer(folded, *inner) if depth(folded, inner[0], m.start()) == 0]
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
    if co:
        return Label(*whole, tuple(rest), tuple(without(co, rest)), "marked" if rest else "none")
    basis = "sole" if len(rest) == 1 else "first"
    return Label(*whole, tuple(rest[:1]), tuple(without(rest[1:], rest[:1])), basis)


def plain(folded: str, text: str, whole: tuple[int, int], inner: tuple[int, int]) -> Label:
    """A list without headings: 'leads' in it divides leads from others, else the first unit is proposed."""
    cut = _lead_word(folded, *inner)
    if cut is not None:
        lead = unit_list(folded, text, inner[0], cut[0])
        co = unit_list(folded, text, cut[1], inner[1])
        return Label(*whole, tuple(lead), tuple(without(co, lead)), "marked")
    units = unit_list(folded, text, *inner)
    if ONLY_HELP.search(folded, *inner) and not ACTS.search(folded, *inner):
        return Label(*whole, (), tuple(units), "none")
    lead, rest = led_by_mark(units)
    if lead:
        return Label(*whole, tuple(lead), tuple(without(rest, lead)), "marked")
    basis = "sole" if len(units) == 1 else "first"
    return Label(*whole, tuple(units[:1]), tuple(without(units[1:], units[:1])), basis)


def _lead_word(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words 'leads' or 'together with' divide the list."""
    for m in LEAD_WORD.finditer(folded, start, end):
        if m.start() > start and depth(folded, start, m.start()) == 0:
            return m.start(), m.end()
    return None
