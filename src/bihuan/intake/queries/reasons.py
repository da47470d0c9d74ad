"""Why the rules proposed a task, in the reader's language; the stages themselves only know codes."""

import json
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import Proposal

WORDS = {
    "label": _("The document assigns it: “%(words)s”"),
    "lead-marked": _("The label says who leads"),
    "lead-stated": _("The document says that the first unit leads"),
    "lead-first": _("No lead is marked, so the first unit is proposed"),
    "lead-sole": _("Only one unit is named"),
    "lead-none": _("Only units that assist are named: nobody leads"),
    "unit-subject": _("“%(words)s” is told to act"),
    "unit-marked": _("“%(words)s” is said to lead"),
    "unit-agent": _("“%(words)s” stands after “by”"),
    "unit-register": _("“%(words)s” is a name of the register and is told to act"),
    "unit-carried": _("“%(words)s” was told to act before, in the same paragraph"),
    "unit-none": _("No unit is named"),
    "due-words": _("“%(words)s” gives the time"),
    "due-year": _("“%(words)s” is taken to be in %(year)s, by the day of the document"),
    "due-stage": _("The heading above gives the time"),
    "due-vague": _("“%(words)s” names no day"),
    "due-impossible": _("“%(words)s” is no day of the calendar: ask what is meant"),
    "due-counted": _("“%(words)s” is counted from the day of the document"),
    "due-weekdays": _("“%(words)s” is counted in weekdays: the calendar was not at hand"),
    "due-eve": _("“%(words)s” ends on the day before the holiday"),
    "targets": _("To be reached: %(words)s"),
    "sure": _("Of 100 passages with such signs, about %(percent)s were tasks in labelled documents"),
    "asked": _("The speaker asks for a report"),
    "subject": _("A unit is its subject"),
    "carried": _("The unit named before still acts"),
    "due": _("States a deadline"),
    "figures": _("States a goal in figures"),
    "numbered": _("Stands in a numbered part"),
    "after-past": _("Follows a report on the past"),
    "goal": _("Is a statement of goals"),
    "introductory": _("Stands in a section on aims and principles"),
    "introduces": _("Only introduces what follows, or asks"),
    "permission": _("Allows instead of orders: “%(words)s”"),
    "modal": _("Says “%(words)s”"),
    "verbs": _("%(count)s clauses begin with a verb of action"),
    "past": _("Tells what has happened: “%(words)s”"),
    "analysis": _("Explains or assesses: “%(words)s”"),
    "slogan": _("General appeal: “%(words)s”"),
    "validity": _("About validity or interpretation: “%(words)s”"),
    "formality": _("Belongs to the form of the document: “%(words)s”"),
    "rhetoric": _("Way of speaking: “%(words)s”"),
    "aim": _("Opens with a purpose: “%(words)s”"),
    "review": _("Stands in a section on what has been done"),
    "table": _("A line of a table assigns it"),
    "lead-word": _("Says who leads"),
    "comment": _("Comments on what was said"),
    "preamble": _("Stands in the preamble and opens with a purpose"),
    "received": _("The document bears no date: its year is that of the day it came in"),
    "by-hand": _("A reviewer chose this passage"),
    "learned": _("In this city %(right)s of %(count)s passages with “%(words)s” were tasks"),
    "model": _("Suggested by %(model)s"),
}


def reasons_of(proposal: Proposal) -> list[str]:
    """Why a proposal was made. A code of rules newer than this list is shown in their own words."""
    kept = json.loads(proposal.reasons) if proposal.reasons else []
    return [said(*each) for each in kept]


def said(code: str, message: str, params: Iterable[tuple[str, str]]) -> str:
    """One reason in the reader's language."""
    return str(WORDS.get(code, message)) % dict(params)
