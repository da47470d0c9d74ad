"""What is known of projects before a month: sums, the last entry, what is usual."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, Sum

from bihuan.kernel.periods import shifted
from bihuan.projects.models import MonthRow, Project
from bihuan.projects.rules.months import Past

RECENT = 6


def pasts(projects: Iterable[Project], month: date) -> dict[int, Past]:
    """What is known of each project before a month, in two questions however many there are."""
    rows = list(projects)
    keys = [row.pk for row in rows]
    earlier = MonthRow.objects.filter(project__in=keys, month__lt=month)
    this_year = Q(month__gte=date(month.year, 1, 1))
    sums = {
        pk: (done or 0, year or 0)
        for pk, done, year in earlier.values("project")
        .annotate(done_sum=Sum("done"), year_sum=Sum("done", filter=this_year))
        .values_list("project", "done_sum", "year_sum")
    }
    recent: dict[int, list[tuple[int, int, str]]] = {}
    fresh = earlier.filter(month__gte=shifted(month, -RECENT)).order_by("month")
    for pk, done, percent, progress in fresh.values_list("project", "done", "percent", "progress"):
        recent.setdefault(pk, []).append((done, percent, progress))
    return {row.pk: _past(row, sums.get(row.pk, (0, 0)), recent.get(row.pk, [])) for row in rows}


def _past(project: Project, sums: tuple[int, int], recent: list[tuple[int, int, str]]) -> Past:
    spent = [done for done, _percent, _progress in recent if done > 0]
    _done, percent, progress = recent[-1] if recent else (0, 0, "")
    usual = sum(spent) // len(spent) if spent else 0
    return Past(project.total, project.opening + sums[0], sums[1], percent, progress, usual)
