"""A project enters the statistics library (入库纳统)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import Person
from bihuan.projects.actions.entering import day_or_today
from bihuan.projects.actions.step import begin, words
from bihuan.projects.models import Project
from bihuan.projects.queries.statistics import points

LONGEST_CODE = 40


@transaction.atomic
def enrol(*, project: Project, by: Person, at: datetime, stat_code: str, stat_date: date) -> Project:
    """Say under which code and since when a project is counted; refused while its papers disagree."""
    step = begin("enrol", project, by, at)
    row = step.project
    if row.is_package:
        raise Invalid(_("A package is not in the statistics itself; its parts are."))
    if row.stat_date:
        raise Conflict(
            _("This project is in the statistics already, since %(day)s.") % {"day": row.stat_date}
        )
    code = words(stat_code, LONGEST_CODE, _("Give the code in the statistics."))
    if failed := next((point for point in points(row) if not point.holds), None):
        raise Conflict(_("The pre-check does not hold: %(point)s.") % {"point": failed.label})
    row.stat_code, row.stat_date = code, day_or_today(stat_date, step.today)
    return step.land()
