"""Marks against a unit: who may speak to them, until when, and who decides. Pure."""

from datetime import date, timedelta

from bihuan.calendar.queries import add_workdays
from bihuan.intake.models import SourceType
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person
from bihuan.supervision.models import Mark, SupervisionItem
from bihuan.supervision.rules.moves import is_leader

# Working days in which a unit appeals against a mark, and in which the appeal is decided.
APPEAL_WORKDAYS, DECIDE_WORKDAYS = 5, 5
# Days after the closing when the office looks back, where no other term has been set.
LOOK_BACK_DAYS, LONGEST_TERM = 90, 730
SHORT_LOOK_BACK_DAYS = 60
SHORTER = frozenset({SourceType.LIVELIHOOD, SourceType.PETITION, SourceType.HOTLINE, SourceType.MEDIA})


def usual_look_back(source_type: str) -> int:
    """Days from the closing of a matter to its look-back: sooner where people were in need."""
    return SHORT_LOOK_BACK_DAYS if source_type in SHORTER else LOOK_BACK_DAYS


def appeal_by(day: date) -> date:
    """The last day on which a unit may appeal against a mark of this day."""
    return _within(day, APPEAL_WORKDAYS)


def decide_by(day: date) -> date:
    """The day by which an appeal of this day has to be decided."""
    return _within(day, DECIDE_WORKDAYS)


def _within(day: date, workdays: int) -> date:
    """So many working days on. A calendar that ends before stops nobody: then it is twice as many days."""
    try:
        return add_workdays(day, workdays)
    except Invalid:
        return day + timedelta(2 * workdays)


def may_decide(person: Person, item: SupervisionItem, mark: Mark) -> bool:
    """A leader decides about what the office has judged; about all else the office may decide, too."""
    return mark.by_id is None or (is_leader(person, item) and mark.by_id != person.pk)
