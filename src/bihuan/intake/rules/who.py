"""Who is told to do it: the subject units of a sentence, those that assist, and named leaders."""

import re
from dataclasses import dataclass

from bihuan.intake.rules.dates import BY_WHEN
from bihuan.intake.rules.drafts import Named
from bihuan.intake.rules.lists import without
from bihuan.intake.rules.match import Register
from bihuan.intake.rules.names import (
    ACTING,
    INSIDE_VERB,
    LEVELLED,
    NOT_NAME,
    OFFICE,
    RUN,
    SHORTEST,
    VERB_NEXT,
    VERB_START,
    back,
    ends,
    listed,
    name_end,
    names,
    starts_with_verb,
)
from bihuan.intake.rules.structure import fold
from bihuan.intake.rules.words import (
    CUES,
    OPENERS,
    STRONG_ENDINGS,
    SUBJECT_MODALS,
    WEAK_ENDINGS,
    WORDS,
    any_of,
)

WITH = re.compile(r"[^，。；]{0,3}?(?:会同|联合|协同|商)(?!开展|作战|研究)")
SUPPORT = re.compile(
    r"(?:要|应当?|须|必须)?(?:积极|主动|全力|密切|协同|做好|给予|予以|也|都)*(?:配合"
    r"|协助|参加(?=[，。；])|参与(?=[，。；])|合力推进|协同推进|都有责任)"
)
ORGANISES = re.compile(r"牵头(?:组织|会同|协调)")
# Who gives what another one needs assists him.
GIVES = re.compile(r"(?:要|负责)?(?:予以|给予|提供|做好)[^，。；]{0,4}(?:保障|支持|配合|协助)")
COORDINATE = re.compile(r"(?:协调|组织|联合)(?=[^，。；]{2,16}等(?:部门|单位))")
LISTED_TO = re.compile("等(?:部门|单位)")
LEADS_AND = re.compile("牵头、")
BY = re.compile(r"(?<![自经理缘])由")
LED = re.compile(
    r"(?:要|应|应当|须|负责|具体|总)*(?:牵头(?!单位|部门|人|作用|负责人)|在?(?:统筹|主抓|抓总)(?=[，。；]))"
)
POST = rf"副?(?:{any_of(WORDS['posts'])})"
PERSONAL = rf"(?![但请各由和与])[\u4e00-\u9fffXx×]{{1,3}}(?:同志|{POST})"
GROUPS = (
    rf"(?:各位|常务|协助分管[\u4e00-\u9fff]{{2,8}}的|分管[\u4e00-\u9fff]{{0,6}}的?|联系[\u4e00-\u9fff]{{0,6}}的?)"
    rf"(?:国务院)?(?:{POST}|(?:负责)?同志|(?:市|县|区|政府)?领导)"
)
LEADER = re.compile(
    rf"(?:(?<![\u4e00-\u9fffXx×])|(?<=[请但由]))(?P<who>{PERSONAL}|{GROUPS})"
    r"(?=[在要]?(?:牵总|抓总|总负责|具体负责|负责|牵头|包保|挂帅|统筹|具体抓|亲自|带队|督导|协调|每[日周月季])"
    r"|(?:近期|尽快)?要|、|配合|担任|都有)"
)
OFFICIALS = re.compile(
    r"(?P<who>(?:各?(?:县区|县市区|区县|县|区|市|乡镇|镇街|街道)(?:党?委)?(?:书记|主要领导)、(?:县|区|市|乡镇|镇)[县区市镇]?长"
    r"|各?(?:县区|县|区|市|乡镇|镇街|街道|村|单位|部门)(?:党委|党政|党工委|党组)?(?:书记|主要负责人|主要负责同志|“?一把手”?)(?=是第一责任人)"
    r"|(?:在职)?(?:省级|市级|县级|设区市|县（市、区）|乡镇（街道）|各级|市|县|区|乡镇"
    r"|(?:县|市|区)?(?:政府|委)?各?(?:牵头|分管|分线|包保|联系)(?:市|县|区)?)(?:领导干部|领导|干部)))"
    r"(?=(?:对[^，。；]{2,24})?要|是第一责任人|联点|包干|包保|挂点|带头)"
)
HEADED_BY = re.compile(r"组长由(?P<who>[^，。；]{2,24}?)担任")
MEMBERS = re.compile(r"(?:成员|组员)由(?P<who>[^。；]{2,80}?)(?:负责同志|负责人)?(?:组成|担任)")
# A part of the office just named: 市公安局 + 交警支队.
PART_OF = re.compile(
    rf"(?<=委)办(?!理)|(?:督查|督察|督办|研究|办公|秘书|信访)(?:室|厅|局|处|科)|[\u4e00-\u9fff]{{1,5}}?(?:{any_of(STRONG_ENDINGS)})(?!门)"
)
ACTS = re.compile(r"(?![、和与或的]|及(?![时早]))[^，。；]{2}")
CLAUSE = re.compile(r"[^，；。！？：]+")
TOLD = re.compile(
    r"(?:主要负责人|主要负责同志|负责人|负责同志)?(?:也|都|均|还|又|则)?(?:要|必须|须|负责|不得)"
)
DATED = re.compile(rf"{BY_WHEN}(?:{ACTING})")
# A unit, or something like it, behind a comma.
OTHERS = re.compile(rf"[，；](?:[^，；。]{{0,12}}?(?:{any_of([*STRONG_ENDINGS, *WEAK_ENDINGS])})|各)")
TOLD_WORDS = re.compile("[要须前内]|负责|不得|[，；](?=[省市县区])")
ASSISTS = re.compile(r"配合|协助|牵头|合力|协同|责任")
# A stretch of days: 6月1日至9月30日.
DAYS = r"(?:20\d\d年)?\d{1,2}月\d{1,2}日起?(?:至|到|—|-|～)(?:20\d\d年)?(?:\d{1,2}月)?\d{1,2}日(?:期间)?"
# The last moment of each week or month: 每周五前, 每月25日前.
EVERY = r"每(?:周[一二三四五六日]?|月(?:\d{1,2}[日号]|底)?|季度末?|日)(?:\d{1,2}[时点:：](?:\d\d)?)?(?:之?前)"
# Times, counts, linking words and "please" before the one who acts.
OPENING = re.compile(
    rf"(?:{BY_WHEN}|{DAYS}|{EVERY}|(?:20\d\d年)?\d{{1,2}}月(?:\d{{1,2}}日|底|中旬|上旬|下旬)?(?:之?前|起)|年底前|年内|近期|{CUES['openings']})，?"
)
MOST_OPENINGS = 4
PLEASE = ("请", "成")
SCENE = re.compile(
    rf"(?:{any_of([*OPENERS, '需要', '遇有', '涉及', '投资', '发生', '凡是', '鉴于', '考虑到'])})"
    rf"|.*(?:的|后|时|中|前|下|同时|基础上|期间|起|于\d.*前)$"
)


@dataclass(frozen=True, slots=True)
class Who:
    """Units of one sentence: subjects in order, assisting units, leaders; and the cue that told."""

    leads: tuple[Named, ...] = ()
    co_units: tuple[Named, ...] = ()
    leaders: tuple[Named, ...] = ()
    cue: str = ""


def who(folded: str, text: str, span: tuple[int, int]) -> Who:
    """The units a sentence orders to act."""
    members = MEMBERS.search(folded, *span)
    if members:
        co = names(folded, text, *members.span("who"))
        return Who((), tuple(co), tuple(_leaders(folded, text, span)), "members")
    helpers: list[Named] = []
    leads, cue = _led(folded, text, span), "marked"
    if not leads:
        leads, cue = _subjects(folded, text, span), "subject"
    if not leads:
        leads, cue = _agents(folded, text, span), "agent"
    elif cue == "subject" and GIVES.match(folded, leads[-1].end, span[1]):
        agents = _agents(folded, text, (span[0], leads[0].start))
        leads, helpers = (agents, leads) if agents else (leads, [])
    leaders = _leaders(folded, text, span)
    persons = {p.text for p in leaders}
    co = without([*_assisting(folded, text, span, leads), *helpers], leads)
    co = [u for u in co if u.text not in persons]
    return Who(tuple(leads), tuple(co), tuple(leaders), cue if leads else "")


def _subjects(folded: str, text: str, span: tuple[int, int]) -> list[Named]:
    leads: list[Named] = []
    only_scene = True
    for m in CLAUSE.finditer(folded, *span):
        start = _after_opening(folded, m.start(), m.end())
        end = name_end(folded, start, m.end(), weak=only_scene)
        if end is None and not only_scene:
            end = _office_at_work(folded, start, m.end())
        if end is None and folded[start - 1 : start] in PLEASE and start > m.start():
            end = listed(folded, start, m.end())
        if end:
            leads += [f for f in names(folded, text, start, end) if f.text not in {u.text for u in leads}]
        only_scene = (
            only_scene and not end and (start == m.end() or _is_scene(folded, span[0], start, m.end()))
        )
    return leads


def _office_at_work(folded: str, start: int, limit: int) -> int | None:
    """The end of an office of some level that begins a later clause and does something there."""
    end = name_end(folded, start, limit, weak=True)
    if end is None or end - start <= SHORTEST or not VERB_NEXT.match(folded, end):
        return None
    is_listed = "、" in folded[start:end] and OFFICE.search(folded[start:end])
    is_office = is_listed or LEVELLED.fullmatch(folded, start, end)
    return end if is_office and not ASSISTS.search(folded, end, limit) else None


def known_names(register: Register | None) -> re.Pattern[str] | None:
    """A pattern for the names and aliases of the register, for those that no ending gives away."""
    names = {fold(n) for e in register.entries for n in (e.name, *e.aliases) if n} if register else set()
    return (
        re.compile(rf"(?P<who>{any_of(names)})(?=(?:{SUBJECT_MODALS})|{VERB_NEXT.pattern})")
        if names
        else None
    )


def registered(folded: str, text: str, sentence: tuple[tuple[int, int], Who], known: re.Pattern[str]) -> Who:
    """The sentence's units when a name of the register, of whatever form, is told to act."""
    span, found = sentence
    for m in CLAUSE.finditer(folded, *span):
        start = _after_opening(folded, m.start(), m.end())
        name = known.match(folded, start)
        if name and name.end() <= m.end():
            a, b = name.span("who")
            return Who((Named(text[a:b], a, b),), found.co_units, found.leaders, "register")
    return found


def actor_changes(folded: str, span: tuple[int, int]) -> list[int]:
    """Places after commas where another unit, told by a modal word, takes over from one told before."""
    cuts: list[int] = []
    told = False
    if not OTHERS.search(folded, *span) or len(TOLD_WORDS.findall(folded, *span)) < SHORTEST:
        return cuts
    for m in CLAUSE.finditer(folded, *span):
        start = _after_opening(folded, m.start(), m.end())
        end = _told(folded, start, m.end())
        if end is None:
            continue
        if told:
            cuts.append(m.start())
        told = True
    return cuts


def _told(folded: str, start: int, limit: int) -> int | None:
    """The end of the unit or officials that begin here and are told to act, unless they only assist."""
    officials = OFFICIALS.match(folded, start, limit)
    end = officials.end() if officials else name_end(folded, start, limit, weak=False)
    at_work = _office_at_work(folded, start, limit) if end is None else None
    if at_work:
        return at_work
    if end is None:
        end = name_end(folded, start, limit, weak=True)
        end = end if end and DATED.match(folded, end) else None
    if (
        end is None
        or not (TOLD.match(folded, end) or DATED.match(folded, end))
        or ASSISTS.search(folded, end, limit)
    ):
        return None
    return end


def _is_scene(folded: str, begin: int, start: int, end: int) -> bool:
    """A clause that only sets the scene; after a purpose its further verbs still do."""
    if SCENE.match(folded[start:end]):
        return True
    return folded[begin] == "为" and starts_with_verb(folded, start)


def _after_opening(folded: str, start: int, end: int) -> int:
    while start < end and folded[start] in " “”‘’\n\t":
        start += 1
    for _ in range(MOST_OPENINGS):
        m = OPENING.match(folded, start, end)
        if not m or m.end() == start:
            break
        start = m.end()
    return start


def _led(folded: str, text: str, span: tuple[int, int]) -> list[Named]:
    """'X leads' inside a sentence."""
    out: list[Named] = []
    for m in LED.finditer(folded, *span):
        start = back(folded, span[0], m.start())
        if start is not None:
            out += names(folded, text, start, m.start())
    return out


def _agents(folded: str, text: str, span: tuple[int, int]) -> list[Named]:
    for m in BY.finditer(folded, *span):
        end = _agent_end(folded, m.end(), span[1])
        if end:
            return names(folded, text, m.end(), end)
    return []


def _agent_end(folded: str, start: int, limit: int) -> int | None:
    """The end of the units after 'by': the first whole name that no other name follows."""
    run = RUN.match(folded, start, limit)
    if not run or NOT_NAME.match(folded, start):
        return None
    fallback = None
    for end in ends(folded, start, run.end()):
        following = folded[end : end + 1]
        is_joined = following in "、和与或（" or (
            following == "及" and folded[end + 1 : end + 2] not in "时早"
        )
        if is_joined or not ACTS.match(folded, end) or LED.match(folded, end):
            continue
        if OFFICE.search(folded[start:end]):
            part = PART_OF.match(folded, end, run.end())
            return part.end() if part and not INSIDE_VERB.search(part.group()) else end
        if fallback is None and VERB_START.match(folded, end):
            fallback = end
    return fallback


def _assisting(folded: str, text: str, span: tuple[int, int], leads: list[Named]) -> list[Named]:
    out: list[Named] = []
    m = WITH.match(folded, leads[-1].end, span[1]) if leads else None
    if m:
        end = listed(folded, m.end(), span[1])
        out += names(folded, text, m.end(), end) if end else []
    for found in SUPPORT.finditer(folded, *span):
        start = back(folded, span[0], found.start())
        out += names(folded, text, start, found.start()) if start is not None else []
    for m in ORGANISES.finditer(folded, *span):
        end = listed(folded, m.end(), span[1])
        out += names(folded, text, m.end(), end) if end else []
    out += _agents(folded, text, span) if leads else []
    m = COORDINATE.search(folded, *span)
    if m:
        out += names(folded, text, m.end(), LISTED_TO.search(folded, m.end()).end())  # type: ignore[union-attr]
    for after in LEADS_AND.finditer(folded, *span):
        end = listed(folded, after.end(), span[1])
        out += names(folded, text, after.end(), end) if end else []
    return without(out, leads)


def _leaders(folded: str, text: str, span: tuple[int, int]) -> list[Named]:
    found = [
        *LEADER.finditer(folded, *span),
        *OFFICIALS.finditer(folded, *span),
        *HEADED_BY.finditer(folded, *span),
    ]
    spans = sorted({m.span("who") for m in found})
    return [Named(text[a:b], a, b) for a, b in spans]
