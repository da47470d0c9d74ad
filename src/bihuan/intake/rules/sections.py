"""What a sentence inherits: from the section it stands in, and from the sentences of its paragraph."""

import re
from dataclasses import dataclass
from datetime import date

from bihuan.intake.rules.drafts import Deadline
from bihuan.intake.rules.structure import ORDER_OF_STYLES, Sentence
from bihuan.intake.rules.when import stage_end
from bihuan.intake.rules.who import Who
from bihuan.intake.rules.words import CUES

STAGE_TIME = re.compile(r"（(?P<when>[^（）]*[年月日底][^（）]*)）[。：]?$")
KINDS_OF_SECTIONS = (
    (re.compile(CUES["goal_sections"]), "goal"),
    (re.compile(CUES["introductory"]), "introductory"),
    (re.compile(CUES["reviews"]), "review"),
)


@dataclass
class Carry:
    """What a sentence leaves to its paragraph: the unit that acts, the past tense, the date of the goal."""

    block: int = -1
    who: Who | None = None
    past: bool = False
    goal_due: Deadline | None = None

    def enter(self, block: int) -> None:
        if block != self.block:
            self.block, self.who, self.past, self.goal_due = block, None, False, None


@dataclass
class Section:
    """The kind of the section that sentences stand in, by its heading: introductory, goal, or empty."""

    kind: str = ""
    rank: int = 0
    due: Deadline | None = None
    due_rank: int = 0

    def date(self, folded: str, text: str, sentence: Sentence, issued: date | None) -> None:
        """A heading with a time in brackets dates the tasks below it, until the next heading of its kind."""
        if sentence.mark is None:
            return
        rank = ORDER_OF_STYLES.index(sentence.mark.style)
        if self.due and rank > self.due_rank:
            return
        place = STAGE_TIME.search(folded, sentence.start, sentence.end) if sentence.is_title else None
        self.due_rank = rank
        self.due = stage_end(folded, text, place.span("when"), issued) if place else None

    def enter(self, folded: str, sentence: Sentence) -> None:
        """A mark opens a section; it lasts until a mark of the same or a higher style."""
        if sentence.mark is None:
            return
        rank = ORDER_OF_STYLES.index(sentence.mark.style)
        heading = re.match(r"[^。；\n]{0,24}", folded[sentence.start : sentence.end])
        words = (
            heading.group()
            if heading and (sentence.is_title or "。" in folded[sentence.start : sentence.end])
            else ""
        )
        if self.kind and rank > self.rank and not KINDS_OF_SECTIONS[0][0].search(words):
            return
        self.rank = rank
        self.kind = next((kind for cue, kind in KINDS_OF_SECTIONS if cue.search(words)), "")
