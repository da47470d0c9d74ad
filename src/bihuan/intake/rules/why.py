"""Why a draft says what it says, in plain words: its units, its deadline, its figures, and how sure it is."""

import re
from collections.abc import Sequence
from datetime import date

from bihuan.intake.rules.drafts import Deadline, Named, Reason, Target

YEAR_NAMED = re.compile(r"20\d\d|二[〇○零]")
ASSUMED_YEAR = Reason("received", "The document bears no date: its year is that of the day it came in")
TABLE = Reason("table", "A line of a table assigns it")
STAGE = Reason("due-stage", "The heading above gives the time")
BASIS = {
    "marked": Reason("lead-marked", "The label says who leads"),
    "stated": Reason("lead-stated", "The document says that the first unit leads"),
    "first": Reason("lead-first", "No lead is marked, so the first unit is proposed"),
    "sole": Reason("lead-sole", "Only one unit is named"),
    "none": Reason("lead-none", "Only units that assist are named: nobody leads"),
}
UNITS = {
    "subject": ("unit-subject", "“%(words)s” is told to act"),
    "marked": ("unit-marked", "“%(words)s” is said to lead"),
    "agent": ("unit-agent", "“%(words)s” stands after “by”"),
    "register": ("unit-register", "“%(words)s” is a name of the register and is told to act"),
    "carried": ("unit-carried", "“%(words)s” was told to act before, in the same paragraph"),
}
NOBODY = Reason("unit-none", "No unit is named")
NOTES = {
    "impossible": ("due-impossible", "“%(words)s” is no day of the calendar: ask what is meant"),
    "counted": ("due-counted", "“%(words)s” is counted from the day of the document"),
    "weekdays": ("due-weekdays", "“%(words)s” is counted in weekdays: the calendar was not at hand"),
    "eve": ("due-eve", "“%(words)s” ends on the day before the holiday"),
}


def units_reason(leads: Sequence[Named], cue: str) -> Reason:
    """How the leading units are known."""
    if not leads or cue not in UNITS:
        return NOBODY
    code, message = UNITS[cue]
    return Reason(code, message, (("words", "、".join(unit.text for unit in leads)),))


def due_reasons(due: Deadline | None, issued: date | None) -> list[Reason]:
    """Where the deadline comes from, and what is open about it."""
    if due is None:
        return []
    words = (("words", due.text),)
    if due.note in NOTES:
        return [Reason(*NOTES[due.note], words)]
    if due.code is None:
        return [Reason("due-vague", "“%(words)s” names no day", words)]
    if due.day and issued and not YEAR_NAMED.search(due.text):
        params = (*words, ("year", str(due.day.year)))
        return [
            Reason("due-year", "“%(words)s” is taken to be in %(year)s, by the day of the document", params)
        ]
    return [Reason("due-words", "“%(words)s” gives the time", words)]


def targets_reasons(targets: Sequence[Target]) -> list[Reason]:
    """Which figures are to be reached."""
    if not targets:
        return []
    return [Reason("targets", "To be reached: %(words)s", (("words", "；".join(t.text for t in targets)),))]


def sure_reason(percent: int) -> Reason:
    """What the confidence means."""
    message = "Of 100 passages with such signs, about %(percent)s were tasks in labelled documents"
    return Reason("sure", message, (("percent", str(percent)),))
