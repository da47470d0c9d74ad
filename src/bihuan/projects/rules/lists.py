"""The four lists of a year (续建、新开工、竣工、储备), computed: nobody enters a project into one."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from bihuan.projects.models import BEFORE_START, Project, Stage


class YearList(models.TextChoices):
    """A list of the year's projects. A project that is finished this year also continues or starts."""

    CONTINUING = "continuing", pgettext_lazy("list", "Continuing")
    NEW = "new", pgettext_lazy("list", "New start")
    COMPLETION = "completion", pgettext_lazy("list", "Completion")
    RESERVE = "reserve", pgettext_lazy("list", "Reserve")


def _ends(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def on_list(name: str, year: int) -> Q:
    """Select the projects that stand on a list of a year."""
    first, last = _ends(year)
    alive = ~Q(status=Stage.DROPPED)
    begins = Q(start_fact__range=(first, last)) | Q(start_fact=None, start_plan__range=(first, last))
    ends = Q(finish_fact__range=(first, last)) | Q(
        finish_fact=None, start_fact__isnull=False, finish_plan__range=(first, last)
    )
    open_ended = Q(finish_fact=None) | Q(finish_fact__gte=first)
    return {
        YearList.CONTINUING: alive & Q(start_fact__lt=first) & open_ended,
        YearList.NEW: alive & begins,
        YearList.COMPLETION: alive & ends,
        YearList.RESERVE: Q(status__in=BEFORE_START) & (Q(start_plan=None) | Q(start_plan__gt=last)),
    }[YearList(name)]


def main_list(project: Project, year: int) -> str:
    """The list under which the dispatch sheet shows a project (类别): one of continuing, new, reserve.

    Whatever was due to start before the year and has not is still a new start to come.
    """
    first, last = _ends(year)
    if project.start_fact:
        return YearList.CONTINUING if project.start_fact < first else YearList.NEW
    if project.start_plan and project.start_plan <= last:
        return YearList.NEW
    return YearList.RESERVE
