"""One person's work: what he holds, what he answers for. For himself and his superiors, nobody else."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from bihuan.home.queries.desk import SHORT, Brief, brief_of, with_lead
from bihuan.kernel.errors import Denied
from bihuan.kernel.figures import Figure
from bihuan.people.models import Person, Portfolio, Post, Role
from bihuan.projects.models import Project
from bihuan.supervision.models import Assignment, SupervisionItem
from bihuan.supervision.models.item import overdue, report_overdue
from bihuan.supervision.queries.filters import GROUPS
from bihuan.supervision.queries.lights import with_rules


def is_superior(person: Person, other: Person) -> bool:
    """Whether somebody heads a unit in which the other works, or is in charge of it; the mayor of all."""
    if person.access.sees_city and person.access.has(Role.LEADER):
        return True
    above = person.access.headed | person.access.overseen
    own = Post.objects.visible_to(person).open().filter(person=other).values_list("unit_id", flat=True)
    return not above.isdisjoint(own)


@dataclass(frozen=True)
class Work:
    """What one person holds and answers for. Counts, never a score, and nobody is put beside anybody."""

    posts: list[Post]
    charges: list[Portfolio]
    figures: list[tuple[Any, Figure]]
    matters: list[Brief]
    projects: list[Project]


def work_of(reader: Person, other: Person, today: date) -> Work:
    """One person's posts, units in his charge, matters in his hands and projects that he stands for."""
    posts = Post.objects.visible_to(reader).open().filter(person=other).select_related("unit")
    charges = Portfolio.objects.visible_to(reader).open().filter(leader=other).select_related("unit")
    mine = answered_by(reader, other)
    sponsored = sponsored_by(reader, other)
    rows = with_lead(with_rules(mine.filter(GROUPS["open"](today)), today)).order_by("open_due", "pk")
    return Work(
        list(posts.order_by("from_date")),
        list(charges.order_by("unit__sort_key")),
        _figures(other, mine, sponsored, today),
        [brief_of(item, today) for item in rows.defer("requirement", "targets")[:SHORT]],
        list(sponsored.select_related("lead").defer("content").order_by("-total", "pk")[:SHORT]),
    )


def answered_by(reader: Person, other: Person) -> Any:
    """The matters that a person answers for: as responsible leader, or as the handler whom his unit named."""
    handled = Assignment.objects.live().filter(handler=other).values("item_id")
    return SupervisionItem.objects.visible_to(reader).filter(Q(leader=other) | Q(pk__in=handled))


def sponsored_by(reader: Person, other: Person) -> Any:
    """The projects for which a person stands by name in a post that he holds."""
    return Project.objects.visible_to(reader).filter(sponsor__person=other, sponsor__to_date=None)


SPONSORED = "sponsored"
STANDS_FOR = _("Projects that he stands for by name")
COUNTS: dict[str, tuple[Any, Any, Any]] = {
    "open": (_("Open"), _("Matters in his hands that are not concluded"), GROUPS["open"]),
    "overdue": (_("Overdue"), _("Of these: finish date passed, result owed"), overdue),
    "report_overdue": (
        _("Report overdue"),
        _("Of these: a report was due and has not come"),
        report_overdue,
    ),
    "done": (_("Concluded"), _("Matters in his hands that have been concluded"), GROUPS["done"]),
    "on_time": (_("On time"), _("Of these: handed in by the finish date"), GROUPS["on_time"]),
}


def held_figure(name: str, reader: Person, other: Person, today: date) -> Figure:
    """One of these numbers by its name; the reader is the person, or above him."""
    if reader.pk != other.pk and not is_superior(reader, other):
        raise Denied(_("A person's page is for the person and his superiors."))
    found = _figures(other, answered_by(reader, other), sponsored_by(reader, other), today)
    return next(figure for _label, figure in found if figure.name == name)


def _figures(other: Person, mine: Any, sponsored: Any, today: date) -> list[tuple[Any, Figure]]:
    wanted = {name: which(today) for name, (_label, _formula, which) in COUNTS.items()}
    counts = mine.aggregate(**{f"n_{name}": _counted(which) for name, which in wanted.items()})
    found = [
        (label, _figure(name, counts[f"n_{name}"], formula, _lazy(mine, wanted[name]), today, other))
        for name, (label, formula, _which) in COUNTS.items()
    ]
    count = sponsored.count()
    return [*found, (_("Projects"), _figure(SPONSORED, count, STANDS_FOR, sponsored, today, other))]


def _counted(which: Q) -> Any:
    return Count("pk", filter=which, distinct=True)


def _lazy(rows: Any, which: Q) -> Any:
    return SimpleLazyObject(lambda: rows.filter(which))


def _figure(name: str, value: int, formula: Any, rows: Any, today: date, other: Person) -> Figure:
    figure = Figure(name, value, "", str(formula), today, rows, lambda found: found.distinct().count())
    return figure.of_kind(f"home.held_{name}", {"person": other.pk})
