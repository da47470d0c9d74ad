"""The pipeline: text in, proposed tasks out."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from bihuan.intake.rules.almanac import Almanac, settled
from bihuan.intake.rules.amounts import targets
from bihuan.intake.rules.confidence import percent
from bihuan.intake.rules.drafts import Covered, Deadline, Draft, Reason, Target
from bihuan.intake.rules.items import items
from bihuan.intake.rules.labels import Label, labels
from bihuan.intake.rules.match import Register
from bihuan.intake.rules.orders import INLINE, Clues, Verdict, is_order_clause, is_spoken, judge, lead_in
from bihuan.intake.rules.sections import Carry, Section
from bihuan.intake.rules.structure import Sentence, blocks, fold, marks, sentences
from bihuan.intake.rules.tables import Row, tables
from bihuan.intake.rules.titles import heading_title, order_title
from bihuan.intake.rules.when import deadline, document_date, has_due_date, stated_time
from bihuan.intake.rules.who import Who, actor_changes, known_names, registered, who
from bihuan.intake.rules.why import (
    ASSUMED_YEAR,
    BASIS,
    STAGE,
    TABLE,
    due_reasons,
    sure_reason,
    targets_reasons,
    units_reason,
)

THRESHOLD = 3
MANY_LABELS = 3
SHORTEST = 4


FOLLOW_UP = re.compile(
    r"(?:该项|此项|上述|以上|这项|各项)工作(?:要|应|须)?(?:原则上)?(?:于|在)?[^，。；]{0,24}(?:前"
    r"|底|内|日)[^，。；]{0,10}完成"
)
GENERAL_SUBJECT = re.compile("任何|所有|凡是?")
YEAR_GOALS = re.compile(r"[^，。]{0,14}(?:预期|奋斗|发展)目标")
GROWS = re.compile(r"增长|增速|达到|控制在|突破|保持在|稳定在|不低于|覆盖率|占比")
NO_ORDER = 7
# A task with a question about its day is no sure one.
OPEN = 60
LONGEST = 4000
FORBIDS = re.compile("不得|严禁|禁止")


class Reader:
    """One reading of one document; keeps what the sentences share."""

    def __init__(
        self, text: str, issued: date | None, register: Register | None = None, received: date | None = None
    ) -> None:
        self.text = text
        self.folded = fold(text)
        dated = issued or document_date(self.folded)
        self.issued = dated or received
        self.is_undated = dated is None
        self.marks = marks(self.folded)
        self.tables = tables(self.folded, text, self.issued)
        inside = Covered((t.start, t.end) for t in self.tables)
        self.labels = [x for x in labels(self.folded, text) if not inside.meets(x.start, x.end)]
        taken = [(x.start, x.end) for x in self.labels] + [(t.start, t.end) for t in self.tables]
        edges = (edge for span in taken for edge in span)
        self.blocks = blocks(self.folded, self.marks, edges)
        self.items = items(self.folded, self.labels, self.marks)
        self.is_labelled = len(self.labels) >= MANY_LABELS
        self.is_spoken = is_spoken(self.folded)
        self.known = known_names(register)
        self.topic = ""

    def explicit(self) -> list[Draft]:
        """Items that a label assigns."""
        out = []
        for label, item in zip(self.labels, self.items, strict=True):
            if item.end - item.start >= SHORTEST:
                out.append(self._labelled(label, (item.start, item.end)))
        return out

    def rows(self) -> list[Draft]:
        """Lines of tables."""
        return [self._row(row) for table in self.tables for row in table.rows]

    def _row(self, row: Row) -> Draft:
        span = row.task.start, row.task.end
        figures = targets(self.folded, self.text, near(span))
        return Draft(
            start=span[0],
            end=span[1],
            title=heading_title(self.text[slice(*span)]),
            leads=row.leads,
            co_units=row.co_units,
            leaders=row.leaders,
            deadline=row.due or deadline(self.folded, self.text, near(span), self.issued),
            targets=figures,
            category=explicit_category(self.folded[span[0] : span[1]], has_targets=bool(figures)),
            confidence=percent(0, is_explicit=True),
            explicit=True,
            reasons=(TABLE, BASIS[row.basis]),
        )

    def _labelled(self, label: Label, span: tuple[int, int]) -> Draft:
        due = self._due(label, near(span))
        figures = targets(self.folded, self.text, near(span))
        reason = Reason(
            "label", "The document assigns it: “%(words)s”", (("words", self.text[label.start : label.end]),)
        )
        return Draft(
            start=span[0],
            end=span[1],
            title=heading_title(self.text[slice(*span)]),
            leads=label.leads,
            co_units=label.co_units,
            leaders=label.leaders,
            deadline=due,
            targets=figures,
            category=explicit_category(self.folded[span[0] : span[1]], has_targets=bool(figures)),
            confidence=percent(0, is_explicit=True),
            explicit=True,
            reasons=(reason, BASIS[label.basis]),
        )

    def _due(self, label: Label, span: tuple[int, int]) -> Deadline | None:
        """The time that the label states, else the one in the item."""
        inside = label.start, label.end
        stated = stated_time(self.folded, self.text, inside, self.issued)
        if stated is None and has_due_date(self.folded, inside, self.issued):
            stated = deadline(self.folded, self.text, inside, self.issued)
        return stated or deadline(self.folded, self.text, span, self.issued)

    def prose(self, taken: list[Draft]) -> list[Draft]:
        """Sentences that order something outside the labelled items."""
        out: list[Draft] = []
        carry = Carry()
        section = Section()
        spans = [(x.start, x.end) for x in self.labels] + [(t.start, t.end) for t in self.tables]
        covered = Covered([(d.start, d.end) for d in taken] + spans)
        for sentence in sentences(self.folded, self.blocks):
            section.enter(self.folded, sentence)
            section.date(self.folded, self.text, sentence, self.issued)
            if sentence.mark:
                self.topic = heading_title(self.text[sentence.start : sentence.end])
            if (sentence.is_title and not sentence.is_leaf) or covered.meets(sentence.start, sentence.end):
                continue
            carry.enter(sentence.block)
            if (
                out
                and out[-1].end <= sentence.start
                and FOLLOW_UP.match(self.folded, sentence.start, sentence.end)
            ):
                out[-1] = self._extended(out[-1], sentence.end)
                continue
            for part in self._split(sentence):
                draft = self._judged(part, carry, section)
                if draft:
                    out.append(draft)
        return out

    def _extended(self, draft: Draft, end: int) -> Draft:
        """A sentence that only dates the task before it belongs to that task."""
        due = deadline(self.folded, self.text, (draft.start, end), self.issued)
        return replace(draft, end=end, deadline=due or draft.deadline)

    def _split(self, s: Sentence) -> list[Sentence]:
        """Cut where the actor or the date changes: every part is a task of its own."""
        if s.end - s.start > LONGEST:
            return [s]
        changes = actor_changes(self.folded, (s.start, s.end))
        cuts = sorted({*self._semicolons(s), *changes})
        edges = [s.start, *cuts, s.end]
        out = []
        for n, (start, end) in enumerate(pairwise(edges)):
            stop = end - (n < len(cuts) and self.folded[end - 1] in "；，")
            out.append(Sentence(start, stop, s.block, s.mark if n == 0 else None, False))
        return out

    def _semicolons(self, s: Sentence) -> list[int]:
        """Semicolons where every part has its own unit or its own date, or where one part forbids."""
        cuts = [s.start + m.end() for m in re.finditer("；", self.folded[s.start : s.end])]
        cuts = [c for c in cuts if c < s.end]
        parts = list(pairwise([s.start, *cuts, s.end]))
        return cuts if len(parts) > 1 and self._differ(parts) else []

    def _differ(self, parts: list[tuple[int, int]]) -> bool:
        if all(has_due_date(self.folded, p, self.issued) for p in parts):
            return True
        told = [who(self.folded, self.text, p) for p in parts]
        if all(w.leads or w.leaders for w in told):
            return True
        return FORBIDS.search(self.folded, *parts[0]) is not None and self.folded[parts[1][0]] == "对"

    def _judged(self, s: Sentence, carry: "Carry", section: "Section") -> Draft | None:
        span = near((lead_in(self.folded, s.start, s.end), s.end))
        found = who(self.folded, self.text, span)
        if not found.leads and self.known:
            found = registered(self.folded, self.text, (span, found), self.known)
        due = deadline(self.folded, self.text, span, self.issued)
        figures = targets(self.folded, self.text, span)
        if due is None and figures:
            due = carry.goal_due or self._heading_year(span)
        alone = found.leaders or GENERAL_SUBJECT.match(self.folded, span[0])
        carries = carry.who is not None and not alone
        clues = Clues(
            has_subject=bool(found.leads),
            has_due=bool(due and due.code),
            has_targets=bool(figures),
            carried=carries,
            is_numbered=self._is_numbered(s),
            after_past=carry.past,
            is_introductory=bool(section.kind),
            is_review=section.kind == "review",
            has_lead_word=found.cue == "marked",
            is_preamble=self._is_preamble(s),
            is_goal_section=section.kind == "goal" or (carry.goal_due is not None and not found.leads),
        )
        verdict = judge(self.folded, s, clues)
        carry.past = verdict.is_past or (carry.past and not found.leads)
        if verdict.points < self._threshold(clues, verdict, s):
            carry.who = None if self.is_spoken else carry.who
            return None
        if found.leads and carry.who is None and found.cue != "agent":
            carry.who = found
        if not found.leads and carries and carry.who:
            found = Who(carry.who.leads, found.co_units, found.leaders, "carried")
        if verdict.category == "target" and due:
            carry.goal_due = due
        is_staged = section.due is not None and not (due and due.code)
        draft = self._draft(s, verdict, found, (section.due if is_staged else due, figures))
        return replace(draft, reasons=(*draft.reasons, STAGE)) if is_staged else draft

    def _heading_year(self, span: tuple[int, int]) -> Deadline | None:
        """The year that the report is about, for goals of the year that name no date."""
        if self.issued is None or not YEAR_GOALS.match(self.folded, *span):
            return None
        at = self.folded.rfind(f"{self.issued.year}年", 0, span[0])
        return Deadline(self.text[at : at + 5], str(self.issued.year), at, at + 5) if at >= 0 else None

    def _threshold(self, clues: Clues, verdict: Verdict, s: Sentence) -> int:
        if self.is_labelled and not (clues.has_subject or clues.has_due or verdict.has_modal):
            return (
                NO_ORDER if s.start > self.labels[0].end else THRESHOLD + (not clues.is_numbered) * THRESHOLD
            )
        return THRESHOLD + 1 if self.is_spoken and not clues.has_subject else THRESHOLD

    def _is_numbered(self, s: Sentence) -> bool:
        if self.is_spoken:
            return INLINE.match(self.folded, s.start) is not None
        return bool(self.marks) and s.start > self.marks[0].start

    def _is_preamble(self, s: Sentence) -> bool:
        """Before the first number of a numbered document, opening with a purpose or a basis."""
        before = bool(self.marks) and s.start < self.marks[0].start
        return before and self.folded.startswith(("为", "根据", "按照", "围绕"), s.start)

    def _draft(
        self,
        s: Sentence,
        verdict: Verdict,
        found: Who,
        more: tuple[Deadline | None, tuple[Target, ...]],
    ) -> Draft:
        due, figures = more
        return Draft(
            start=verdict.start,
            end=s.end,
            title=order_title(self.folded, self.text, ((verdict.start, s.end), found), self.topic),
            leads=found.leads,
            co_units=found.co_units,
            leaders=found.leaders,
            deadline=due,
            targets=figures,
            category=verdict.category,
            confidence=percent(verdict.points, is_spoken=self.is_spoken),
            reasons=(*verdict.reasons, units_reason(found.leads, found.cue)),
        )


def explicit_category(body: str, *, has_targets: bool) -> str:
    """A labelled item is an action unless it is one goal in figures, or most of it forbids."""
    forbids = len(FORBIDS.findall(body))
    if forbids * 40 > len(body) and forbids > 1:
        return "forbid"
    is_goal = has_targets and body.find("。") in {-1, len(body) - 1} and GROWS.search(body)
    acts = any(is_order_clause(part) for part in re.split(r"[\t\n。]", body))
    return "target" if is_goal and not acts else "action"


def near(span: tuple[int, int]) -> tuple[int, int]:
    """As much of a span as a task can sensibly say: keeps the time linear for texts without any full stop."""
    return span[0], min(span[1], span[0] + LONGEST)


def propose(
    text: str,
    *,
    issued: date | None = None,
    received: date | None = None,
    register: Register | None = None,
    almanac: Almanac | None = None,
) -> list[Draft]:
    """The tasks that an official document orders, in the order of the text.

    Offsets refer to the text passed in (pass cleaned text). A date of issue gives years to dates without one;
    without it the document's own date is used, else the day on which it was received. With a register, its
    names are known as units too; with an almanac, working days and the eves of holidays are counted by it.
    """
    reader = Reader(text, issued, register, received)
    labelled = [*reader.rows(), *reader.explicit()]
    drafts = sorted([*labelled, *reader.prose(labelled)], key=lambda d: d.start)
    return [_finished(draft, reader, almanac or Almanac()) for draft in drafts]


def _finished(draft: Draft, reader: Reader, almanac: Almanac) -> Draft:
    """With the day that the deadline comes to, and every reason said."""
    due = draft.deadline
    if due and reader.issued:
        due = settled(due, reader.issued, almanac)
    told = due_reasons(due, reader.issued)
    if reader.is_undated and due and due.day and any(r.code in {"due-year", "due-counted"} for r in told):
        told.append(ASSUMED_YEAR)
    is_open = due is not None and due.note == "impossible"
    sure = min(draft.confidence, OPEN) if is_open else draft.confidence
    reasons = (*draft.reasons, *told, *targets_reasons(draft.targets), sure_reason(sure))
    return replace(draft, deadline=due, confidence=sure, reasons=reasons)
