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
    # Whatever was due to start before the year and has not is still a new start to come.
    begins = Q(start_fact__range=(first, last)) | Q(start_fact=None, start_plan__lte=last)
    ends = Q(finish_fact__range=(first, last)) | Q(
        finish_fact=None, start_fact__isnull=False, finish_plan__range=(first, last)
    )
    not_begun = Q(status__in=BEFORE_START) | Q(status=Stage.PAUSED, resume_to__in=BEFORE_START)
    open_ended = Q(finish_fact=None) | Q(finish_fact__gte=first)
    return {
        YearList.CONTINUING: alive & Q(start_fact__lt=first) & open_ended,
        YearList.NEW: alive & begins,
        YearList.COMPLETION: alive & ends,
        YearList.RESERVE: not_begun & (Q(start_plan=None) | Q(start_plan__gt=last)),
    }[YearList(name)]


def main_list(project: Project, year: int) -> str:
    """The list under which the dispatch sheet shows a project (类别): one of continuing, new, reserve.

    None for what was given up, or finished before the year: `on_list` says the same.
    """
    first, last = _ends(year)
    if project.status == Stage.DROPPED or (project.finish_fact and project.finish_fact < first):
        return ""
    if project.start_fact:
        return YearList.CONTINUING if project.start_fact < first else YearList.NEW
    if project.start_plan and project.start_plan <= last:
        return YearList.NEW
    return YearList.RESERVE


def list_label(project: Project, year: int) -> str:
    """That list as people call it; nothing where there is none."""
    name = main_list(project, year)
    return str(YearList(name).label) if name else ""
