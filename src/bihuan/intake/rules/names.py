"""Names of units in running text: where they begin, where they end, and how lists of them are parted."""

import re
from collections.abc import Iterator

from bihuan.intake.rules.dates import BY_WHEN
from bihuan.intake.rules.drafts import Named
from bihuan.intake.rules.structure import fold
from bihuan.intake.rules.words import (
    COLLECTIVES,
    JOINED_NAMES,
    NAME_VERBS,
    NAMELESS,
    NOT_NAME_STARTS,
    STRONG_ENDINGS,
    SUBJECT_MODALS,
    VERBS,
    WEAK_ENDINGS,
    WORDS,
    any_of,
)

# A name holds no words of grammar; 和, 、 and brackets may join several.
GRAMMAR = "的了是要应须把将对为从被使让其这那不也都就您我你他她凡当在以按向与或并请需由可若如使能会同于每已"
LETTER = rf"(?:主要|应急|当地|所在|应(?=急)|就(?=业)|不动产|对外|会(?!同)|同(?!时)|[^\W\d_{GRAMMAR}])"
BRACKETED = r"(?:（[^（）]{1,16}）|〔[^〔〕]{1,12}〕)"
RUN = re.compile(rf"(?![、，])(?:“[^“”]{{1,10}}”|特别是|以及|{LETTER}|{BRACKETED}|、|，(?=各)){{1,60}}")
ENDING = any_of([*STRONG_ENDINGS, *WEAK_ENDINGS, *COLLECTIVES])
ENDS = re.compile(rf"(?:{ENDING})(?!门){BRACKETED}?")
# 所需, 所有, 所在: no office of that ending.
NO_OFFICE = re.compile("所[需有属在示列述]")
ENDS_HERE = re.compile(rf"(?:{ENDING}|等){BRACKETED}?$")
OFFICE = re.compile(rf"(?:{any_of(STRONG_ENDINGS)}){BRACKETED}?$")
STRONG = re.compile(rf"(?:{any_of([*STRONG_ENDINGS, *COLLECTIVES])}){BRACKETED}?$")
# "And others": a count, kinds of departments, a closing noun.
KINDS_OF = rf"(?:\d+个|[一二三四五六七八九十两]+个|{any_of(WORDS['kinds'])})*"
ETC_WORD = rf"等{KINDS_OF}(?:部门|单位|地区|企业|机构|高校|区县|县区|机关|科室|处室|乡镇|街道)?"
AND_OTHERS = re.compile(ETC_WORD)
ETC = re.compile(rf"{ETC_WORD}$")
LIST_ETC = re.compile(
    rf"(?:[\u4e00-\u9fff（）]{{2,16}}(?:、|和)){{1,}}[\u4e00-\u9fff]{{2,12}}?等{KINDS_OF}(?:部门|单位|机关|企业|机构)"
)
LISTED = re.compile(rf"、.*等{KINDS_OF}(?:部门|单位)$")
MODAL_NEXT = re.compile(
    rf"(?:主要|党政|分管|全体)*(?:的?负责人|的?负责同志|领导班子|班子成员|领导|干部|的同志)?(?:{SUBJECT_MODALS})"
)
# Words that order as adverbs but stand before nouns as well: no sign that the name before them acts.
ADJECTIVES = frozenset(
    {"重点", "统一", "科学", "合理", "专项", "综合", "定点", "分级", "分类", "主动", "试点", "示范"}
)
LONG_VERBS = [v for v in VERBS if len(v) > 1]
PREPOSITIONS = WORDS["prepositions"]
ACTING = any_of([*(v for v in LONG_VERBS if v not in ADJECTIVES), *PREPOSITIONS])
ADVERBS = any_of(ADJECTIVES)
# "As the owner, …": what a unit is, before what it has to do.
AS_WHAT = "作为[^，。；]{0,8}(?:单位|主体|部门|业主|方|责任人)，"
VERB_NEXT = re.compile(rf"(?:{BY_WHEN})?(?:{ACTING}|(?:{ADVERBS})(?:{any_of(LONG_VERBS)})|{AS_WHAT})")
VERB_START = re.compile(rf"(?:{any_of(VERBS)})")
INSIDE_VERB = re.compile(rf"(?:{any_of([v for v in LONG_VERBS if v not in NAME_VERBS])})")
NAME_VERB_START = re.compile(rf"(?:{any_of(NAME_VERBS)})")
NOT_NAME = re.compile(rf"(?:{any_of(NOT_NAME_STARTS)})")
NOBODY = re.compile(rf"{NAMELESS}$|(?:部门|单位|方面)$|(?:有关|相关)(?:部门|单位|方面|地区)")
# Names that begin like other words: 经发科, 本级财政部门.
KNOWN_START = re.compile(rf"(?:{any_of([*COLLECTIVES, *WORDS['name_starts']])})")
SHORT_NAME = re.compile(
    r"[^、，的]{1,4}?(?:局|委|办|科|股|室|站|所|部|处|队|组|中心)(?![\u4e00-\u9fff]{0,2}(?:局|委|办))"
)
# The whole name of an office of some level, whatever verbs it holds: 市疾病预防控制中心.
LEVELLED = re.compile(
    rf"(?:省|市|县|区|州|国家|全国|中国)(?!场|民|委|里|内)[^、，的]{{2,18}}?(?:{any_of(STRONG_ENDINGS)})"
)
DEPARTMENT = re.compile(r"[^、，]{0,8}?(?:部门|部|局|办|委|机构|单位|小组|中心)")
TOGETHER_WITH = re.compile("(?<=[局委办厅])商(?=[省市县区])")
BEFORE_NAME = re.compile(r"[，。；：]但?|由|请|责成|会议(?:要求|决定|明确|确定)|同意|新增|(?<=在)")
OWN = ("要求", "要素", "要点", "要件", "应对", "应急", "应用", "应届", "应急")
# Headings of labels and addressees: no unit that acts.
LABELS = re.compile("(?:单位|部门|企业|机构|各地|各级|组织|系统)(?=：)")
GENERAL = frozenset(WORDS["general"])
WHOLE_RANGE = re.compile(r"[^、，]{0,14}(?:政府|管委会)")
LEVELS = re.compile(r"(?:省|市|国家|中央)、")
LONGEST = 60
DUTIES = ("牵头", "负责", "主办")
DUTY_LENGTH = 2
SHORTEST = 2
# How much longer the name of a part of an office may be: 省委 + 宣传部.
PART = 5


def starts_with_verb(folded: str, at: int) -> bool:
    """Whether a listed verb or adverb begins here; before 的 it only describes."""
    m = VERB_START.match(folded, at)
    return m is not None and folded[m.end() : m.end() + 1] != "的"


def name_end(folded: str, start: int, limit: int, *, weak: bool) -> int | None:
    """Where a unit, or a list of units, that begins here ends, if what follows makes it the one who acts."""
    if NOT_NAME.match(folded, start) and not KNOWN_START.match(folded, start):
        return None
    run = RUN.match(folded, start, min(len(folded), max(limit, start + LONGEST)))
    if not run or _begins_with_verb(folded, start, run.end()):
        return None
    return _end_in(folded, (start, run.end()), weak=weak)


def _end_in(folded: str, run: tuple[int, int], *, weak: bool) -> int | None:
    start = run[0]
    sure = fallback = None
    for end in ends(folded, *run):
        holds_verb = INSIDE_VERB.search(folded, start + 1, end) is not None
        if (sure and end - sure > PART) or (holds_verb and not LEVELLED.fullmatch(folded, start, end)):
            break
        if _is_told(folded, end) or (weak and _heads_duties(folded, start, end)):
            return end
        if holds_verb:
            break
        if weak and not sure:
            sure = end if _acts(folded, start, end) else None
            fallback = end if _goes_on(folded, end) else fallback
    return sure or fallback


def _is_told(folded: str, end: int) -> bool:
    if TOGETHER_WITH.match(folded, end):
        return True
    return MODAL_NEXT.match(folded, end) is not None and not folded.startswith(OWN, end)


def _heads_duties(folded: str, start: int, end: int) -> bool:
    """'The bureau of finance: …' before what it has to do."""
    return folded[end : end + 1] == "：" and LABELS.search(folded, start, end + 1) is None


def _acts(folded: str, start: int, end: int) -> bool:
    """Whether the name that ends here is surely the one who acts: an office before a verb, or a list."""
    if LISTED.search(folded[start:end]):
        return folded[end : end + 1] != "的"
    return _goes_on(folded, end) and STRONG.search(folded[start:end]) is not None


def _goes_on(folded: str, end: int) -> bool:
    return VERB_NEXT.match(folded, end) is not None or folded[end : end + 1] == "，"


def _begins_with_verb(folded: str, start: int, end: int) -> bool:
    if not VERB_START.match(folded, start):
        return False
    short = SHORT_NAME.match(folded, start, end)
    if short and _is_told(folded, short.end()):
        return False
    if not NAME_VERB_START.match(folded, start):
        return True
    return DEPARTMENT.match(folded, start, end) is None


def ends(folded: str, start: int, end: int) -> Iterator[int]:
    listed = LIST_ETC.match(folded, start, min(len(folded), end + 6))
    if listed:
        yield listed.end()
    for m in ENDS.finditer(folded, start, end):
        if m.end() - start < SHORTEST or NO_OFFICE.match(folded, m.end() - 1):
            continue
        yield m.end()
        etc = AND_OTHERS.match(folded, m.end())
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


def back(folded: str, begin: int, end: int) -> int | None:
    """Where the name that ends here begins: after the last mark, 'by' or 'please'."""
    start = begin = max(begin, end - LONGEST)
    for m in BEFORE_NAME.finditer(folded, begin, end):
        start = m.end()
    is_name = start < end and ENDS_HERE.search(folded[start:end]) and RUN.fullmatch(folded, start, end)
    if not is_name or NOT_NAME.match(folded, start) or INSIDE_VERB.search(folded, start, end):
        return None
    return start


def _is_within(folded: str, begin: int, end: int) -> bool:
    """Whether a name that seems to end here goes on to its office: 市住房和城乡 in 市住房和城乡建设局."""
    return NAME_VERB_START.match(folded, end) is not None and _goes_further(folded, begin, end)


def is_whole(name: str, text: str) -> bool:
    """Whether a name ever stands in a text as a whole, not as a piece of a longer one."""
    folded, sought = fold(text), fold(name)
    places = [found.start() for found in re.finditer(re.escape(sought), folded)]
    return not places or any(not _goes_further(folded, at, at + len(sought)) for at in places)


def _goes_further(folded: str, begin: int, end: int) -> bool:
    if OFFICE.search(folded[begin:end]):
        return False
    whole = LEVELLED.match(folded, begin)
    return whole is not None and whole.end() > end


def listed(folded: str, start: int, limit: int) -> int | None:
    """The end of a list of units that begins here, whatever follows."""
    run = RUN.match(folded, start, limit)
    if not run or NOT_NAME.match(folded, start):
        return None
    office = None
    for end in ends(folded, start, run.end()):
        if _is_within(folded, max(start, folded.rfind("、", start, end) + 1), end):
            continue
        following = folded[end : end + 1]
        is_person = folded.startswith(("的同志", "的负责"), end)
        if OFFICE.search(folded[start:end]) and (is_person or following not in "的、和"):
            office = end
        if following and (
            following in "，。；）" or VERB_NEXT.match(folded, end) or MODAL_NEXT.match(folded, end)
        ):
            return end
    return office
