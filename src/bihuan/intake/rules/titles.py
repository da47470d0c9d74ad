"""A short title for a task: what is to be done, without numbers, links, units and times before it."""

import re

from bihuan.intake.rules.dates import BY_WHEN
from bihuan.intake.rules.orders import is_order_clause
from bihuan.intake.rules.who import Who

LONGEST = 32
SHORT = 10
TELLING = 8
# So much says enough after the units have been named.
BRIEF = 5
TOPIC = 20
STRAY = "，,；;。：:、 \n\t\u3000"
LINKING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}[是、要]|同时|此外|另外|所以|因此|需要注意的是|其中|会后|下一步|请|要(?![求素点闻件]))[，,]?"
)
CLAUSE = re.compile(r"[^，；。：\n]+")
# Between the last unit and what it does: others, heads, words that tell, times.
TELLS = re.compile(
    rf"(?:等[^，。；]{{0,8}}?(?:部门|单位|企业|机构))?(?:主要|党政|分管)*(?:负责人|负责同志|领导)?：?"
    rf"(?:也|都|均|还|又|更|同时|一定|要(?![求素点闻件])|应当|应(?![急对用])|必须|务必|须|请(?=[于在将按]))*(?:在|于)?(?:{BY_WHEN})?，?"
)
# Clauses that only share out the work.
SHARES_OUT = re.compile(r"[^，。；]*(?:牵头|配合|协助|参与|负责|具体负责|抓落实)，")
TOGETHER = re.compile(r"(?:也|都|要|应当?|必须|须|积极|主动)*(?:会同|联合|协同|商(?=[省市县区]))")
# So many characters a list of units may have that it acts together with.
LISTED = 80
ABOUT_THIS = re.compile(r"(?:这|此|该|上述)(?:项|件)?(?:工作|事项|任务|事)")


def heading_title(text: str) -> str:
    """The first clause that says something, for items with a heading of their own."""
    words = LINKING.sub("", text.strip(STRAY), count=1).strip(STRAY)
    first = re.split(r"[。；;\n]", words)[0]
    if len(first) > LONGEST:
        clauses = re.split("(?<=[，,])", first)
        first = clauses.pop(0)
        while clauses and len(first) < SHORT and len(first) + len(clauses[0]) <= LONGEST:
            first += clauses.pop(0)
    return fitted(first or text)


def order_title(folded: str, text: str, sentence: tuple[tuple[int, int], Who], topic: str = "") -> str:
    """What a sentence tells a unit to do. A sentence on 'this work' is named after its heading."""
    span, found = sentence
    folded = folded[span[0] : span[1]]
    if topic and ABOUT_THIS.match(folded):
        return fitted(topic)
    clauses = [m.span() for m in CLAUSE.finditer(folded)]
    at = _after_units(folded, found, span)
    place = next((n for n, (a, b) in enumerate(clauses) if a < at <= b), None)
    if place is None:
        place = next((n for n, (a, b) in enumerate(clauses) if is_order_clause(folded[a:b])), 0)
        begin = clauses[place][0] if clauses else 0
    else:
        begin = _after_telling(folded, at)
    act = _act(text[span[0] + begin : span[1]])
    if len(act) >= TELLING or (at > 0 and len(act) >= BRIEF):
        return fitted(act)
    if not place:
        return heading_title(text[slice(*span)])
    before = text[span[0] + clauses[0][0] : span[0] + clauses[0][1]]
    return fitted(f"{LINKING.sub('', before).strip(STRAY)[:TOPIC]}：{act}")


def _after_units(folded: str, found: Who, span: tuple[int, int]) -> int:
    """Where the last leading unit ends, and those that it acts together with."""
    at = max((u.end - span[0] for u in found.leads if span[0] <= u.start < span[1]), default=-1)
    m = TOGETHER.match(folded, at) if at > 0 else None
    with_it = [
        u.end - span[0] for u in found.co_units if m and m.end() <= u.start - span[0] < m.end() + LISTED
    ]
    return max([at, *with_it])


def _after_telling(folded: str, at: int) -> int:
    """Past the words that tell, and past clauses that only share out the work."""
    for pattern in (TELLS, SHARES_OUT, SHARES_OUT, TELLS):
        m = pattern.match(folded, at)
        at = m.end() if m else at
    return at


def _act(rest: str) -> str:
    """As many clauses as make a title that tells something."""
    clauses = re.split("(?<=[，,；;。])", LINKING.sub("", rest.strip(STRAY), count=1))
    act = clauses.pop(0)
    while clauses and len(act) < SHORT and len(act) + len(clauses[0]) <= LONGEST:
        act += clauses.pop(0)
    return act.strip(STRAY)


def fitted(words: str) -> str:
    """At most as long as a title may be."""
    words = words.strip(STRAY)
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
