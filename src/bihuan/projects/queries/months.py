"""What is known of projects around a month: sums before and after it, the last entry, what is usual."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from bihuan.kernel.periods import MONTHS, shifted
from bihuan.projects.models import MonthRow, Project
from bihuan.projects.rules.months import Past

RECENT = 6


def pasts(projects: Iterable[Project], month: date) -> dict[int, Past]:
    """What is known of each project around a month, in two questions however many there are."""
    rows = list(projects)
    keys = [row.pk for row in rows]
    rows_of = MonthRow.objects.filter(project__in=keys)
    earlier, later = Q(month__lt=month), Q(month__gt=month)
    this_year = Q(month__range=(date(month.year, 1, 1), date(month.year, MONTHS, 1)))
    spans = {"before": earlier, "year": earlier & this_year, "later": later, "later_year": later & this_year}
    counted = {f"{name}_sum": Sum("done", filter=span) for name, span in spans.items()}
    found: Any = rows_of.values("project").annotate(**counted)
    sums: dict[int, dict[str, int]] = {
        each["project"]: {name: each[f"{name}_sum"] or 0 for name in spans} for each in found
    }
    recent: dict[int, list[tuple[int, int, str]]] = {}
    fresh = rows_of.filter(earlier, month__gte=shifted(month, -RECENT)).order_by("month")
    for pk, done, percent, progress in fresh.values_list("project", "done", "percent", "progress"):
        recent.setdefault(pk, []).append((done, percent, progress))
    return {row.pk: _past(row, sums.get(row.pk, {}), recent.get(row.pk, [])) for row in rows}


def _past(project: Project, sums: dict[str, int], recent: list[tuple[int, int, str]]) -> Past:
    spent = [done for done, _percent, _progress in recent if done > 0]
    _done, percent, progress = recent[-1] if recent else (0, 0, "")
    usual = sum(spent) // len(spent) if spent else 0
    before = project.opening + sums.get("before", 0)
    later, later_year = sums.get("later", 0), sums.get("later_year", 0)
    return Past(
        project.total,
        before,
        sums.get("year", 0),
        percent,
        progress,
        usual,
        later=later,
        later_year=later_year,
    )
