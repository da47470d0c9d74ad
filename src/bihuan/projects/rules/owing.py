"""Which projects owe a month of the dispatch sheet, as conditions on rows."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from bihuan.kernel.periods import shifted
from bihuan.projects.models import AT_WORK, BEFORE_START, BUILT, MonthRow, Stage, YearPlan


def owes(month: date) -> Q:
    """The projects that owe a month: begun before its end and not finished before it, or late to begin.

    A project is late to begin when the year has money for it and its planned start has come.
    """
    planned = YearPlan.objects.filter(project=OuterRef("pk"), year=month.year, amount__gt=0)
    end = shifted(month, 1)
    begun = Q(start_fact__lt=end) | Q(start_fact=None, status__in=AT_WORK)
    late = Q(start_fact=None, status__in=BEFORE_START, start_plan__lt=end) & Q(Exists(planned))
    standing = Q(finish_fact=None) & ~Q(status__in=BUILT) | Q(finish_fact__gte=month)
    return Q(is_package=False) & ~Q(status=Stage.DROPPED) & (begun & standing | late)


def has_month(month: date) -> Q:
    """The projects whose month is there."""
    return Q(Exists(MonthRow.objects.filter(project=OuterRef("pk"), month=month)))
