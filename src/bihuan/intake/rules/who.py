"""Who is told to do it: the subject units of a sentence, those that assist, and named leaders."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.intake.rules.dates import BY_WHEN
from bihuan.intake.rules.drafts import Named
from bihuan.intake.rules.labels import without
from bihuan.intake.rules.match import Register
from bihuan.intake.rules.structure import fold
from bihuan.intake.rules.words import (
    COLLECTIVES,
    JOINED_NAMES,
    NAME_VERBS,
    NAMELESS,
    NOT_NAME_STARTS,
    OPENERS,
    STRONG_ENDINGS,
    SUBJECT_MODALS,
    VERBS,
    WEAK_ENDINGS,
    WORDS,
    any_of,
)

# A name holds no words of grammar; 和, 、 and brackets may join several.
GRAMMAR = "的了是要应须把将对为从被使让其这那不也都就您我你他她凡当在以按向与或并请需由可若如使能会同于每已"
LETTER = rf"(?:主要|应急|当地|所在|应(?=急)|不动产|对外|会(?!同)|同(?!时)|[^\W\d_{GRAMMAR}])"
BRACKETED = r"(?:（[^（）]{1,16}）|〔[^〔〕]{1,12}〕)"
RUN = re.compile(rf"(?![、，])(?:特别是|以及|{LETTER}|{BRACKETED}|、|，(?=各)){{1,60}}")
ENDING = any_of([*STRONG_ENDINGS, *WEAK_ENDINGS, *COLLECTIVES])
ENDS = re.compile(rf"(?:{ENDING})(?!门){BRACKETED}?")
ENDS_HERE = re.compile(rf"(?:{ENDING}|等){BRACKETED}?$")
OFFICE = re.compile(rf"(?:{any_of(STRONG_ENDINGS)}){BRACKETED}?$")
STRONG = re.compile(rf"(?:{any_of([*STRONG_ENDINGS, *COLLECTIVES])}){BRACKETED}?$")
ETC_WORD = (
    r"等(?:\d+个|[一二三四五六七八九十]+个)?(?:有关|相关|国务院|省|市|县|职能"
    r"|责任|主管|市直|省直|省级|市级)*(?:部门|单位|地区|企业|机构|高校|区县|县区)?"
)
ETC = re.compile(rf"{ETC_WORD}$")
LIST_ETC = re.compile(
    r"(?:[\u4e00-\u9fff（）]{2,16}(?:、|和)){1,}[\u4e00-\u9fff]{2,12}?等(?:有关"
    r"|相关|职能|主管|市直|省直)*(?:部门|单位)"
)
LISTED = re.compile(r"、.*等(?:有关|相关|职能|主管|市直|省直)*(?:部门|单位)$")
MODAL_NEXT = re.compile(
    rf"(?:主要|党政|分管|全体)?(?:负责人|负责同志|领导班子|班子成员|领导|干部)?(?:{SUBJECT_MODALS})"
)
# Words that order as adverbs but stand before nouns as well: no sign that the name before them acts.
ADJECTIVES = frozenset(
    {"重点", "统一", "科学", "合理", "专项", "综合", "定点", "分级", "分类", "主动", "试点", "示范"}
)
LONG_VERBS = [v for v in VERBS if len(v) > 1]
PREPOSITIONS = ["对", "将", "把", "在", "以", "按", "于", "每", "从", "向", "为", "由", "可"]
ACTING = any_of([*(v for v in LONG_VERBS if v not in ADJECTIVES), *PREPOSITIONS])
VERB_NEXT = re.compile(rf"(?:{BY_WHEN})?(?:{ACTING})")
COLLECTIVE = re.compile(rf"(?:{any_of(COLLECTIVES)})")
VERB_START = re.compile(rf"(?:{any_of(VERBS)})")
INSIDE_VERB = re.compile(rf"(?:{any_of([v for v in LONG_VERBS if v not in NAME_VERBS])})")
NAME_VERB_START = re.compile(rf"(?:{any_of(NAME_VERBS)})")
NOT_NAME = re.compile(rf"(?:{any_of(NOT_NAME_STARTS)})")
NOBODY = re.compile(rf"{NAMELESS}$|(?:有关|相关)(?:部门|单位|方面|地区)")
WITH = re.compile(r"[^，。；]{0,3}?(?:会同|联合|协同|商)(?!开展|作战|研究)")
SUPPORT = re.compile(
    r"(?:要|应当?|须|必须)?(?:积极|主动|全力|密切|协同|做好|给予|予以|也|都)*(?:配合"
    r"|协助(?=$|[，。；])|合力推进|协同推进|都有责任)"
)
ORGANISES = re.compile(r"牵头(?:组织|会同|协调)")
COORDINATE = re.compile(r"协调(?=[^，。；]{2,16}等部门)")
BY = re.compile(r"(?<![自经理缘])由")
LED = re.compile(r"(?:要|应|负责|具体)*(?:牵头|在?(?:统筹|主抓)(?=[，。；]))")
LEADER = re.compile(
    r"(?<![\u4e00-\u9fffXx×])(?:请|但)?(?P<who>(?![但请各由和与])[\u4e00-\u9fffXx×]{1,3}(?:同志|副?(?:市长|县长|区长|书记|秘书长|主任))|(?:各位|分管"
    r"|常务|联系|协助分管[\u4e00-\u9fff]{2,8}的)(?:国务院)?副?(?:市长|县长|区长"
    r"|省长|秘书长|主任|负责同志))(?=[在要]?(?:牵总|抓总|总负责|负责|牵头|包保"
    r"|挂帅|统筹|具体抓|亲自|带队)|(?:近期|尽快)要|、|配合|担任|都有)"
)
OFFICIALS = re.compile(
    r"(?P<who>(?:在职)?(?:省级|市级|县级|设区市|县（市、区）|乡镇（街道）|各级"
    r"|市|县|区|乡镇|(?:县|市|区)?(?:政府|委)?(?:各)?(?:牵头|分管|分线|包保|联系)(?:市|县|区)?)(?:领导干部|领导|干部))(?=(?:对[^，。；]{2,24})?要|联点|包干|包保|挂点|带头)"
)
HEADED_BY = re.compile(r"组长由(?P<who>[^，。；]{2,24}?)担任")
MEMBERS = re.compile(r"(?:成员|组员)由(?P<who>[^。；]{2,80}?)(?:负责同志|负责人)?(?:组成|担任)")
ACTS = re.compile(r"(?![、和及与或的])[^，。；]{2}")
CLAUSE = re.compile(r"[^，；。！？：]+")
TOLD = re.compile(
    r"(?:主要负责人|主要负责同志|负责人|负责同志)?(?:也|都|均|还|又|则)?(?:要|必须|须|负责|不得)"
)
TOLD_WORDS = re.compile("[要须]|负责|不得")
ASSISTS = re.compile(r"配合|协助|牵头|合力|协同|责任")
OPENING = re.compile(
    r"(?:(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日|底|中旬|上旬|下旬)?(?:之?前|起)|年底前|年内|近期|本周内|[一二三四五六七八九十]{1,2}[要是]|但是?|而|并|同时|另外|此外|其中|特别是"
    r"|请|希望|今年|疫情(?:防控)?期间|会后|下一步)?，?"
)
OWN = ("要求", "要素", "要点", "要件", "应对", "应急", "应用", "应届", "应急")
SCENE = re.compile(
    rf"(?:{any_of([*OPENERS, '需要', '遇有', '涉及', '投资', '发生', '凡是', '鉴于', '考虑到'])})"
    rf"|.*(?:的|后|时|中|前|下|同时|基础上|期间|起|于\d.*前)$"
)
GENERAL = frozenset(WORDS["general"])
WHOLE_RANGE = re.compile(r"[^、，]{0,14}(?:政府|管委会)")
LEVELS = re.compile(r"(?:省|市|国家|中央)、")
LONGEST = 60
DUTIES = ("牵头", "负责", "主办")
DUTY_LENGTH = 2
SHORTEST = 2


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
    leads, cue = _led(folded, text, span), "marked"
    if not leads:
        leads, cue = _subjects(folded, text, span), "subject"
    if not leads:
        leads, cue = _agents(folded, text, span), "agent"
    leaders = _leaders(folded, text, span)
    persons = {p.text for p in leaders}
    co = [u for u in _assisting(folded, text, span, leads) if u.text not in persons]
    return Who(tuple(leads), tuple(co), tuple(leaders), cue if leads else "")


def starts_with_verb(folded: str, at: int) -> bool:
    """Whether a listed verb or adverb begins here."""
    return VERB_START.match(folded, at) is not None


def _subjects(folded: str, text: str, span: tuple[int, int]) -> list[Named]:
    leads: list[Named] = []
    only_scene = True
    for m in CLAUSE.finditer(folded, *span):
        start = _after_opening(folded, m.start(), m.end())
        end = name_end(folded, start, m.end(), weak=only_scene)
        if end:
            leads += [f for f in names(folded, text, start, end) if f.text not in {u.text for u in leads}]
        only_scene = only_scene and not end and _is_scene(folded, span[0], start, m.end())
    return leads


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
    if len(TOLD_WORDS.findall(folded, *span)) < SHORTEST:
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
    if end is None or not TOLD.match(folded, end) or ASSISTS.search(folded, end, limit):
        return None
    return end


def _is_scene(folded: str, begin: int, start: int, end: int) -> bool:
    """A clause that only sets the scene; after a purpose its further verbs still do."""
    if SCENE.match(folded[start:end]):
        return True
    return folded[begin] == "为" and starts_with_verb(folded, start)


def _after_opening(folded: str, start: int, end: int) -> int:
    while start < end and folded[start] in " “”‘’\n":
        start += 1
    m = OPENING.match(folded, start, end)
    return m.end() if m else start


def name_end(folded: str, start: int, limit: int, *, weak: bool) -> int | None:
    """Where a unit, or a list of units, that begins here ends, if what follows makes it the one who acts."""
    if NOT_NAME.match(folded, start) and not COLLECTIVE.match(folded, start):
        return None
    run = RUN.match(folded, start, min(len(folded), max(limit, start + LONGEST)))
    if not run or _begins_with_verb(folded, start, run.end()):
        return None
    fallback = None
    for end in _ends(folded, start, run.end()):
        if INSIDE_VERB.search(folded, start + 1, end):
            break
        is_listed = weak and LISTED.search(folded[start:end]) and folded[end : end + 1] != "的"
        if is_listed or (MODAL_NEXT.match(folded, end) and not folded.startswith(OWN, end)):
            return end
        if weak and (VERB_NEXT.match(folded, end) or folded[end : end + 1] == "，"):
            if STRONG.search(folded[start:end]):
                return end
            fallback = end
    return fallback


def _begins_with_verb(folded: str, start: int, end: int) -> bool:
    if not VERB_START.match(folded, start):
        return False
    if not NAME_VERB_START.match(folded, start):
        return True
    return re.match(r"[^、，]{0,8}?(?:部门|部|局|办|委|机构|单位|小组|中心)", folded[start:end]) is None


def _ends(folded: str, start: int, end: int) -> Iterator[int]:
    listed = LIST_ETC.match(folded, start, min(len(folded), end + 6))
    if listed:
        yield listed.end()
    for m in ENDS.finditer(folded, start, end):
        if m.end() - start < SHORTEST:
            continue
        yield m.end()
        etc = re.compile(ETC_WORD).match(folded, m.end())
        if etc:
            yield etc.end()


def names(folded: str, text: str, start: int, end: int) -> list[Named]:
    """The single names of a coordinated list, without nameless ones."""
    out: list[Named] = []
    for a, b in _parts(folded, start, end):
        etc = ETC.search(folded[a:b])
        stop = a + etc.start() if etc and etc.start() > 0 else b
        stop -= DUTY_LENGTH * folded.endswith(DUTIES, a, stop)
        name = folded[a:stop]
        if len(name) < SHORTEST or NOBODY.match(name) or name in GENERAL:
            continue
        out.append(Named(text[a:stop], a, stop))
    return out


def _parts(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    out, begin, depth, i = [], start, 0, start
    while i < end:
        depth += (folded[i] in "（〔") - (folded[i] in "）〕")
        step = _joint(folded, begin, i, end) if depth == 0 and i > begin else -1
        if step >= 0:
            out.append((begin, i))
            begin = i = i + step
        else:
            i += 1
    out.append((begin, end))
    return [(a, b) for a, b in out if b > a]


def _joint(folded: str, begin: int, i: int, end: int) -> int:
    """The length of a joint between two names at this place, else -1."""
    if folded[i] in "、，":
        whole_range = (
            folded[begin] == "各" and i - begin <= SHORTEST + 1 and WHOLE_RANGE.match(folded, i + 1, end)
        )
        return -1 if whole_range or LEVELS.fullmatch(folded, begin, i + 1) else 1
    if folded.startswith("各有关", i) and folded[begin:i] == "各地":
        return 0
    for word in ("特别是", "以及", "和", "及", "与"):
        if folded.startswith(word, i) and _cuts(folded, begin, i, end):
            return len(word)
    return -1


def _cuts(folded: str, begin: int, i: int, end: int) -> bool:
    for name in JOINED_NAMES:
        cut = name.find("和")
        if cut > 0 and folded[begin:i].endswith(name[:cut]) and folded.startswith(name[cut:], i):
            return False
    ends = ENDS_HERE.search(folded[begin:i]) is not None
    return i + 1 < end and (ends or ("等" in folded[i:end] and i - begin >= SHORTEST))


def _led(folded: str, text: str, span: tuple[int, int]) -> list[Named]:
    """'X leads' inside a sentence."""
    out: list[Named] = []
    for m in LED.finditer(folded, *span):
        start = _back(folded, span[0], m.start())
        if start is not None:
            out += names(folded, text, start, m.start())
    return out


def _back(folded: str, begin: int, end: int) -> int | None:
    """Where the name that ends here begins: after the last mark, 'by' or 'please'."""
    start = begin = max(begin, end - LONGEST)
    for m in re.finditer(r"[，。；：]但?|由|请|新增|(?<=在)", folded[begin:end]):
        start = begin + m.end()
    is_name = start < end and ENDS_HERE.search(folded[start:end]) and RUN.fullmatch(folded, start, end)
    if not is_name or NOT_NAME.match(folded, start) or INSIDE_VERB.search(folded, start, end):
        return None
    return start


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
    for end in _ends(folded, start, run.end()):
        following = folded[end : end + 1]
        if following in "、和及与或（" or not ACTS.match(folded, end) or LED.match(folded, end):
            continue
        if OFFICE.search(folded[start:end]):
            return end
        if fallback is None and VERB_START.match(folded, end):
            fallback = end
    return fallback


def _assisting(folded: str, text: str, span: tuple[int, int], leads: list[Named]) -> list[Named]:
    out: list[Named] = []
    m = WITH.match(folded, leads[-1].end, span[1]) if leads else None
    if m:
        end = _listed(folded, m.end(), span[1])
        out += names(folded, text, m.end(), end) if end else []
    for found in SUPPORT.finditer(folded, *span):
        start = _back(folded, span[0], found.start())
        out += names(folded, text, start, found.start()) if start is not None else []
    for m in ORGANISES.finditer(folded, *span):
        end = _listed(folded, m.end(), span[1])
        out += names(folded, text, m.end(), end) if end else []
    out += _agents(folded, text, span) if leads else []
    m = COORDINATE.search(folded, *span)
    if m:
        out += names(folded, text, m.end(), folded.index("等部门", m.end()) + 3)
    for after in re.finditer(r"牵头、", folded[span[0] : span[1]]):
        end = _listed(folded, span[0] + after.end(), span[1])
        out += names(folded, text, span[0] + after.end(), end) if end else []
    return without(out, leads)


def _listed(folded: str, start: int, limit: int) -> int | None:
    """The end of a list of units that begins here, whatever follows."""
    run = RUN.match(folded, start, limit)
    if not run or NOT_NAME.match(folded, start):
        return None
    for end in _ends(folded, start, run.end()):
        following = folded[end : end + 1]
        if following and (
            following in "，。；）" or VERB_NEXT.match(folded, end) or MODAL_NEXT.match(folded, end)
        ):
            return end
    return None


def _leaders(folded: str, text: str, span: tuple[int, int]) -> list[Named]:
    found = [
        *LEADER.finditer(folded, *span),
        *OFFICIALS.finditer(folded, *span),
        *HEADED_BY.finditer(folded, *span),
    ]
    spans = sorted({m.span("who") for m in found})
    return [Named(text[a:b], a, b) for a, b in spans]
