"""What is wrong with a cell, in plain words with the number of its row and the name of its column."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.breakdown.models import TaskBreakdown
from bihuan.breakdown.queries.checking import Checked
from bihuan.breakdown.rules.judging import LONGEST_REQUIREMENT, Fault

VERBS = {
    "take": gettext_lazy("Table taken in"),
    "set_columns": gettext_lazy("Columns of a table named"),
    "mend_cell": gettext_lazy("Cell of a table mended"),
    "match_name": gettext_lazy("Name in a table explained"),
    "split_row": gettext_lazy("Row of a table parted"),
    "leave_out": gettext_lazy("Row of a table left out"),
    "take_back": gettext_lazy("Row of a table counted again"),
    "choose_twin": gettext_lazy("Row and matter compared"),
    "pick": gettext_lazy("Cell of a table chosen"),
    "confirm": gettext_lazy("Table confirmed"),
    "undo": gettext_lazy("Table taken back"),
    "drop": gettext_lazy("Table dropped"),
    "export": gettext_lazy("Table printed"),
}


def fault_words(breakdown: TaskBreakdown, checked: Checked, fault: Fault) -> str:
    """One fault as a sentence that can stand alone."""
    row = checked.row
    place = {
        "line": row.line if row.piece == 1 else f"{row.line}.{row.piece}",
        "column": breakdown.heads[fault.column] if fault.column >= 0 else "",
    }
    said = _sentences(checked, fault)[fault.code]
    if fault.column < 0:
        return _("Row %(line)s: %(words)s") % {"line": place["line"], "words": said}
    return _("Row %(line)s, “%(column)s”: %(words)s") % {**place, "words": said}


def short_words(checked: Checked, fault: Fault) -> str:
    """The same beside the cell itself, where row and column are plain to see."""
    return _sentences(checked, fault)[fault.code]


def _sentences(checked: Checked, fault: Fault) -> dict[str, str]:
    words = {"words": fault.words}
    return {
        "no_task": _("It is empty. Say what is to be done."),
        "long_task": _("It has %(words)s characters; at most %(most)s are taken.")
        % {**words, "most": LONGEST_REQUIREMENT},
        "classified": _("It bears a grade of secrecy. It may not enter this system."),
        "no_lead": _("It is empty. Name the unit that leads."),
        "unknown_unit": _("“%(words)s” is no unit of the register.") % words,
        "many_units": _("A matter has at most %(words)s units.") % words,
        "unread_date": _("“%(words)s” is no date, such as 2026-06-30 or 6月底.") % words,
        "no_date": _("No finish date is given, and none for the whole table."),
        "past_date": _("%(words)s is not after today.") % words,
        "unknown_key": _("“%(words)s” is no matter. Empty the cell if it is a new one.") % words,
        "twin": _("It bears the number or the words of %(number)s, which is on file.")
        % {"number": _twin(checked)},
        "conflict": _("The matter has been changed since the table was printed."),
        "fixed": _("The matter has been dispatched; a table does not change this any more."),
    }


def _twin(checked: Checked) -> Any:
    twin = checked.row.twin
    return (twin.number or twin.title) if twin else ""
