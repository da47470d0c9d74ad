"""Order or not: cues in the clauses of a sentence, summed as whole points, each with its reason."""

import re
from dataclasses import dataclass

from bihuan.intake.rules.drafts import Reason
from bihuan.intake.rules.names import starts_with_verb
from bihuan.intake.rules.structure import Sentence
from bihuan.intake.rules.words import CUES, MODALS, NAME_VERBS, OPENERS, VERBS, any_of

MODAL = re.compile(MODALS)
PAST_CUE = re.compile(CUES["past"])
ANALYSIS_CUE = re.compile(CUES["analysis"])
SLOGAN = re.compile(CUES["slogans"])
VALID = re.compile(CUES["validity"])
FORMAL = re.compile(CUES["formalities"])
RHETORICAL = re.compile(CUES["rhetoric"])
GOAL = re.compile(CUES["goals"])
REPORT = re.compile(CUES["reporting"])
FORBID = re.compile(CUES["forbidding"])
CLAUSE = re.compile(r"[^，；。！？：\n]+")
LEAD_IN = re.compile(
    r"(?:[^。；！？]{0,40}，)??(?P<who>会议|全会|他|她|[\u4e00-\u9fff]{2,12}?)(?:就[^，。]{2,30})?"
    r"(?:还|特别|进一步|最后|同时|反复|再次|并|明确)?(?P<verb>强调|要求|指出"
    r"|说|表示|提出|叮嘱|嘱咐|认为|明确|决定|确定|议定|部署|希望)[，：](?=\S)"
)
NOT_SPEAKER = re.compile(
    r"按|根据|照|的|有关|相关|基本|总体|工作|落实|符合|达到|一|规定|目标|任务|各项|明确$|上述|精神|会上|主要"
)
LONGEST_SPEAKER = 4
FEW = 4
# Also in a section on problems these order; 应 only says what should have been.
MUST = re.compile("要|必须|务必|请")
# How often first and second persons speak: once in so many letters.
RARE, FREQUENT = 300, 110
VOICES = re.compile("我们|大家|同志们|你")
TALK = re.compile("讲话|发言|同志们|致辞")
OPENS_APPEAL = 1
# What a permission costs, alone and beside orders.
ALLOWS, ALSO_ALLOWS = -4, -1
# What is asked of minds, not of hands.
MINDS = 2
ONLY_MINDS = 3
OF_MINDS = re.compile(
    "(?:充分|深刻|清醒|准确)认识|提高.{0,4}(?:站位|认识)|统一思想|牢记|(?:增强|强化).{0,8}(?:意识|责任感|紧迫感|使命感|自觉性)"
)
# What has happened weighs less where it only leads up to what a unit must do.
SETTING = -2


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much speaks for an order, where it begins after a speaker's lead-in, and why."""

    points: int
    start: int
    category: str
    reasons: tuple[Reason, ...]
    is_past: bool = False
    has_modal: bool = False


@dataclass(frozen=True, slots=True)
class Clues:
    """What stands around the sentence: subject units, a due date, figures, the manner of the document."""

    has_subject: bool
    has_due: bool
    has_targets: bool
    carried: bool = False
    is_numbered: bool = False
    after_past: bool = False
    is_introductory: bool = False
    is_goal_section: bool = False
    is_preamble: bool = False
    has_lead_word: bool = False
    is_review: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """The clauses that order, which of them only appeal, and whether the speaker asks for a report."""

    orders: list[str]
    appeals: list[bool]
    asks: bool


def without_asides(words: str) -> str:
    """The words without the names of papers, and without brackets that only say where to find or ask."""
    return ASIDE.sub("", TITLED.sub("《》", words))


def lead_in(folded: str, start: int, end: int) -> int:
    """Where the order begins after 'the meeting demanded,' or 'he pointed out,'."""
    m = LEAD_IN.match(folded, start, end)
    if not m or NOT_SPEAKER.search(m["who"]) or (m["verb"] == "要求" and len(m["who"]) > LONGEST_SPEAKER):
        return start
    return m.end()


def is_spoken(folded: str) -> bool:
    """A talk or news story rather than a written order: first persons or speakers are frequent."""
    voices = len(VOICES.findall(folded))
    is_talk = TALK.search(folded) is not None and "各位代表" not in folded
    return voices * (RARE if is_talk else FREQUENT) > len(folded)


def clause_spans(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses of a stretch, between commas."""
    return [m.span() for m in CLAUSE.finditer(folded, start, end)]


def is_order_clause(clause: str) -> bool:
    """A clause that tells someone to act: a modal word, or a verb or adverb in front without a subject."""
    clause = DECIDED.sub("", clause.strip(" “”"))
    when = WHEN_FIRST.match(clause)
    clause = clause[when.end() :] if when else clause
    modal = MODAL.search(clause)
    if modal:
        return True
    if clause.startswith(tuple(OPENERS)):
        return ENDS_SCENE.search(clause) is None and VERB_LATER.search(clause, 2) is not None
    return starts_with_verb(clause, 0) and not IS_NAME.match(clause) and not COPULA.match(clause)


def judge(folded: str, sentence: Sentence, clues: Clues) -> Verdict:
    """Weighs one sentence."""
    start = lead_in(folded, sentence.start, sentence.end)
    opening = INLINE.match(folded, start, sentence.end)
    begin = opening.end() if opening else start
    body = without_asides(folded[begin : sentence.end])
    clauses = CLAUSE.findall(body)
    orders = [
        c
        for c in clauses
        if is_order_clause(c) or (clues.has_subject and REPORT.search(c) and not PERMIT.search(c))
    ]
    said = Weighed(
        orders, [SLOGAN.search(c) is not None for c in orders], TO_SPEAKER.search(body) is not None
    )
    found = [*_against(body, clauses, said, clues), *_for(body, said, clues)]
    points = sum(p for p, _ in found)
    kept = tuple(r for _, r in sorted(found, key=lambda x: -abs(x[0])))
    is_past = any(r.code == "past" for r in kept)
    has_modal = any(r.code == "modal" for r in kept)
    return Verdict(points, start, category(body, clauses, orders, clues), kept, is_past, has_modal)


def _against(body: str, clauses: list[str], weighed: "Weighed", clues: Clues) -> list[tuple[int, Reason]]:
    """Cues against: history and analysis count outside orders and scenes only; forms count anywhere."""
    out: list[tuple[int, Reason]] = []
    telling = _telling(clauses, weighed.orders)
    modal = MODAL.search(body)
    for cue, points, code, message in AGAINST:
        points = _cost(code, points, weighed, is_told=bool(clues.has_subject and modal))
        if code in {"slogan", "rhetoric"} and (clues.has_lead_word or weighed.asks):
            points = 0
        m = cue.search(telling if code in {"past", "analysis"} else body) if points else None
        if m:
            out.append((points, Reason(code, message, (("words", m.group()),))))
    permits = PERMIT.search(telling) if not modal else None
    if permits:
        points = ALSO_ALLOWS if weighed.orders and permits.group() == "允许" else ALLOWS
        words = (("words", permits.group()),)
        out.append((points, Reason("permission", "Allows instead of orders: “%(words)s”", words)))
    return out


def _cost(code: str, points: int, weighed: "Weighed", *, is_told: bool) -> int:
    """What a cue costs here."""
    if code == "slogan":
        return _appeal(weighed)
    return SETTING if code == "past" and is_told else points


def _telling(clauses: list[str], orders: list[str]) -> str:
    """The clauses that neither order nor set a scene; a condition reaches up to its closing 的."""
    topic = max((n for n, c in enumerate(clauses) if c.endswith("的")), default=-1)
    rest = (c for n, c in enumerate(clauses) if n > topic and c not in orders and not AGREED.match(c))
    return "，".join(c for c in rest if not c.startswith(SCENE_STARTS))


# "The meeting agrees to the plan" before what follows from it.
AGREED = re.compile(r"(?:会议)?(?:原则上?)?同意|会议(?:决定|明确|确定|责成|要求)")


def _appeal(weighed: "Weighed") -> int:
    """What general appeals cost: nothing beside enough plain orders, more the fewer these are.

    Where the first words already appeal, the rest mostly goes on in that manner.
    """
    orders, appeals = weighed.orders, weighed.appeals
    plain = appeals.count(False)
    leads_with = -OPENS_APPEAL if appeals and appeals[0] else 0
    leads_with -= MINDS if orders and OF_MINDS.search(orders[0]) else 0
    leads_with -= ONLY_MINDS if orders and all(OF_MINDS.search(order) for order in orders) else 0
    if plain > len(appeals) - plain:
        return leads_with
    if plain * 2 == len(appeals):
        return -1 + leads_with
    return -3 + leads_with if plain else -6


def _for(body: str, said: "Weighed", clues: Clues) -> list[tuple[int, Reason]]:
    out: list[tuple[int, Reason]] = []
    plain = said.appeals.count(False)
    modal = MODAL.search(body)
    if modal:
        out.append((2, Reason("modal", "Says “%(words)s”", (("words", modal.group()),))))
    if plain:
        points = min(3, 1 + plain)
        count = (("count", str(plain)),)
        out.append((points, Reason("verbs", "%(count)s clauses begin with a verb of action", count)))
    for holds, points, reason in (
        (clues.has_subject, 3, SUBJECT),
        (clues.has_lead_word, 6, LEAD_WORD),
        (said.asks, 3, ASKED),
        (body.startswith(COMMENTS) and not clues.has_lead_word, -2, COMMENT),
        (clues.carried, 1, CARRIED),
        (clues.has_due, 2, DUE),
        (clues.has_targets, 2, FIGURES),
        (clues.is_numbered, 1, NUMBERED),
        (clues.after_past and not modal and not clues.has_subject, -2, AFTER_PAST),
        (GOAL_OPENING.match(body) is not None and clues.has_targets, 3, GOAL_STATED),
        (clues.is_introductory and not (clues.has_subject or clues.has_targets), -4, INTRODUCTORY),
        (clues.is_review and not (clues.has_subject and MUST.search(body)), -6, REVIEW),
        (body.rstrip("”’").endswith(("：", "？")), -8, INTRODUCES),
        (clues.is_preamble, -3, PREAMBLE),
    ):
        if holds:
            out.append((points, reason))
    return out


# "I shall hear a report on it": an order to report.
TO_SPEAKER = re.compile(
    r"我[^，。]{0,8}(?:听|看|问)[^，。]{0,8}(?:汇报|结果|进展|情况)|(?:报|交)(?:给|送)?我(?!市|省|县|区|局|委|办)"
)
ASKED = Reason("asked", "The speaker asks for a report")
LEAD_WORD = Reason("lead-word", "Says who leads")
COMMENT = Reason("comment", "Comments on what was said")
COMMENTS = ("这", "那", "可以说", "可以讲")
SUBJECT = Reason("subject", "A unit is its subject")
CARRIED = Reason("carried", "The unit named before still acts")
DUE = Reason("due", "States a deadline")
FIGURES = Reason("figures", "States a goal in figures")
NUMBERED = Reason("numbered", "Stands in a numbered part")
AFTER_PAST = Reason("after-past", "Follows a report on the past")
GOAL_STATED = Reason("goal", "Is a statement of goals")
INTRODUCTORY = Reason("introductory", "Stands in a section on aims and principles")
REVIEW = Reason("review", "Stands in a section on what has been done")
PREAMBLE = Reason("preamble", "Stands in the preamble and opens with a purpose")
INTRODUCES = Reason("introduces", "Only introduces what follows, or asks")
WHEN_FIRST = re.compile(
    r"(?:20\d\d年|今年|每年)?(?:\d{1,2}(?:至|—|-))?\d{1,2}月"
    r"(?:\d{1,2}日(?:之?前|起)|(?!\d)(?:底|份|中旬|上旬|下旬)?(?:之?前|起|内)?)"
    r"|年底前|年内|近期|每[日周月季年]度?"
)
DECIDED = re.compile("^(?:会议)?(?:研究|一致)?(?:决定|明确|要求|责成|同意)(?=[\u4e00-\u9fff]{2})")
ASIDE = re.compile("（[^（）]*(?:联系人|联系电话|电话|附件|详见|邮箱|见附)[^（）]*）")
TITLED = re.compile(r"《[^》]*》")
PERMIT = re.compile(CUES["permission"])
VERB_LATER = re.compile(any_of(v for v in VERBS if len(v) > 1))
ENDS_SCENE = re.compile(
    r"(?:的|后|时|前|中|下|同时|基础上|前提下|期间|起|为主|为重点|为目标|为契机|为抓手|为核心|为指导|为单位|原则|要求|需要|规定|方式|实际)$"
)
IS_NAME = re.compile(
    rf"(?:{any_of(NAME_VERBS)})(?:工作|领导|小组|办公室|部门|制度|机制|情况|任务|措施|单位|方案)"
)
COPULA = re.compile(r"[^，]{2,24}(?<![确但只要可先也还或即便于凡])是(?!否)")
INLINE = re.compile(r"[一二三四五六七八九十]{1,2}是|一[块方]面?[是要]?|另一方面|第[一二三四五六]")
GOAL_OPENING = re.compile(
    r"(?:[^，。]{0,12}(?:预期)?目标(?:是|为)?：?)|到20\d\d年|力争|年末|年内|全年|到20\d\d"
)
SCENE_STARTS = (
    "对",
    "针对",
    "在",
    "围绕",
    "按照",
    "根据",
    "通过",
    "结合",
    "以",
    "依托",
    "把",
    "将",
    "凡",
    "经",
    "需要",
    "除",
)


AGAINST = (
    (PAST_CUE, -4, "past", "Tells what has happened: “%(words)s”"),
    (ANALYSIS_CUE, -3, "analysis", "Explains or assesses: “%(words)s”"),
    (SLOGAN, -2, "slogan", "General appeal: “%(words)s”"),
    (VALID, -20, "validity", "About validity or interpretation: “%(words)s”"),
    (FORMAL, -8, "formality", "Belongs to the form of the document: “%(words)s”"),
    (RHETORICAL, -3, "rhetoric", "Way of speaking: “%(words)s”"),
)


NAMED_GOAL = re.compile(r"[^，。]{0,20}(?:预期|奋斗|发展|工作|主要)?目标(?:是|为|：)")
GOAL_VERBS = (
    "达到",
    "实现",
    "力争",
    "突破",
    "新增",
    "基本",
    "初步",
    "全面形成",
    "增长",
    "完成",
    "形成",
    "尽快实现",
    "努力实现",
    "总规模",
    "培育",
    "建设",
    "推出",
    "打造",
    "到",
)


def _states_goal(clause: str) -> bool:
    bare = GOAL_OPENING.sub("", clause, count=1)
    return clause.startswith(GOAL_VERBS) or bare.startswith(GOAL_VERBS) or GOAL.search(clause) is not None


def category(body: str, clauses: list[str], orders: list[str], clues: Clues) -> str:
    """forbid, report, target or action: what kind of order it mainly is."""
    if clues.has_targets and (NAMED_GOAL.match(body) or not (orders or clues.has_subject)):
        return "target"
    clauses = clauses or [body]
    orders = orders or clauses
    forbids = sum(bool(FORBID.search(c)) for c in orders)
    if forbids * 2 > len(orders) or (forbids * 2 == len(orders) and FORBID.search(orders[0])):
        return "forbid"
    if TO_SPEAKER.search(body) or _reports(clauses, orders):
        return "report"
    return "target" if clues.has_targets and _is_goal(body, orders, clues) else "action"


def _reports(clauses: list[str], orders: list[str]) -> bool:
    last = REPORT.search(orders[-1]) or REPORT.search(clauses[-1])
    return len(orders) <= FEW and last is not None


def _is_goal(body: str, orders: list[str], clues: Clues) -> bool:
    """A sentence of a section of goals, or one that opens with a goal and only states goals."""
    if clues.is_goal_section:
        return True
    is_opening = GOAL_OPENING.match(body) or "目标" in body
    return bool(is_opening and all(_states_goal(c) for c in orders))
