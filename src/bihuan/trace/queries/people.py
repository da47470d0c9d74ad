"""The third column: who answers for a project, who holds its problem, and what each has in hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Q, Value
from django.utils.translation import gettext_lazy as _

from bihuan.people.models import Person, Post, Role, Unit
from bihuan.projects.models import Part, Problem, ProblemStatus, Project, ProjectUnit
from bihuan.supervision.models import OWING, Assignment, AssignmentRole, SupervisionItem
from bihuan.supervision.models.item import overdue

UNIT, LEADER = "unit", "leader"
LEAD, SOLVER, GRANTER = "lead", "solver", "granter"
ROLES: dict[str, Any] = {
    SOLVER: _("Has to solve the problem"),
    GRANTER: _("Has to grant what is overdue"),
    LEAD: _("Lead unit"),
    Part.TERRITORY: Part.TERRITORY.label,
    Part.INDUSTRY: Part.INDUSTRY.label,
    Part.FACTOR: Part.FACTOR.label,
}


@dataclass
class Party:
    """A unit, or a leader, with its part in a project and what the reader sees it has in hand."""

    unit: Unit | None
    person: Person | None
    title: str = ""
    roles: list[str] = field(default_factory=list)
    in_hand: int = 0
    late: int = 0

    @property
    def holds_it(self) -> bool:
        """Whether what is stuck lies with it."""
        return SOLVER in self.roles or GRANTER in self.roles

    @property
    def labels(self) -> list[Any]:
        return [ROLES[role] for role in ROLES if role in self.roles]


@dataclass
class People:
    """Everybody behind one project, whoever holds the problem first; its matters, and its open problems."""

    project: Project
    leader: Party | None = None
    units: list[Party] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def party(self, unit_id: int | None) -> Party | None:
        """The unit that is chosen; without a choice whoever holds the problem, else the lead unit."""
        chosen = (each for each in self.units if each.unit and each.unit.pk == unit_id)
        return next(chosen, self.units[0] if self.units else None)


def people_of(person: Person, project_id: int, holder: tuple[int, bool] | None, today: date) -> People | None:
    """Who answers for a project that the reader sees; five questions.

    `holder` is the unit with which it is stuck, and whether by a problem or by a milestone.
    """
    seen = Project.objects.visible_to(person).select_related("lead", "sponsor__person")
    project = seen.filter(pk=project_id).first()
    if project is None:
        return None
    found = People(project)
    parties: dict[int, Party] = {project.lead_id: Party(project.lead, None, roles=[LEAD])}
    for row in ProjectUnit.objects.filter(project=project).exclude(part=Part.BUILDER).select_related("unit"):
        parties.setdefault(row.unit_id, Party(row.unit, None)).roles.append(row.part)
    for problem in (
        Problem.objects.filter(project=project).select_related("unit").order_by("raised_date", "pk")
    ):
        if problem.item_id:
            found.items.append(problem.item_id)
        if problem.status != ProblemStatus.CLOSED:
            found.problems.append(problem)
            parties.setdefault(problem.unit_id, Party(problem.unit, None)).roles.append(SOLVER)
    if holder and not holder[1] and holder[0] in parties:
        parties[holder[0]].roles.append(GRANTER)
    if project.sponsor:
        found.leader = _in_post(project.sponsor)
    _name_heads(parties)
    _load(person, [*parties.values(), *([found.leader] if found.leader else [])], today)
    first = holder[0] if holder else None
    found.units = sorted(parties.values(), key=lambda each: _order(each, first))
    return found


def _order(party: Party, first: int | None) -> tuple[Any, ...]:
    assert party.unit  # noqa: S101 - units only
    return (party.unit.pk != first, not party.holds_it, LEAD not in party.roles, party.unit.sort_key)


def _in_post(post: Post) -> Party:
    """Who is in charge: whoever holds the post now, as people change and posts stay."""
    if post.to_date is None:
        return Party(None, post.person, post.title)
    after = Post.objects.open().filter(unit=post.unit_id, title=post.title).select_related("person")
    now = after.order_by("-from_date").first()
    return Party(None, now.person if now else None, post.title)


def _name_heads(parties: dict[int, Party]) -> None:
    heads = Post.objects.open().filter(
        unit__in=parties,
        person__role_grants__role=Role.HEAD,
        person__role_grants__unit=F("unit"),
        person__role_grants__ended_at=None,
    )
    for post in heads.select_related("person").order_by("from_date"):
        parties[post.unit_id].person, parties[post.unit_id].title = post.person, post.title


def _load(person: Person, parties: Iterable[Party], today: date) -> None:
    """What each has in hand and how much of it is late, as far as the reader sees it; one question."""
    found = list(parties)
    units = {each.unit.pk: each for each in found if each.unit}
    leaders = {each.person.pk: each for each in found if each.person and not each.unit}
    seen = SupervisionItem.objects.visible_to(person).open()
    led = Assignment.objects.live().filter(role=AssignmentRole.LEAD, unit__in=units, item__in=seen)
    late = Q(item__status__in=OWING, item__open_due__lt=today)
    rows = _counted(led, UNIT, "unit_id", late).union(
        _counted(seen.filter(leader__in=leaders), LEADER, "leader_id", overdue(today)), all=True
    )
    for kind, key, in_hand, is_late in rows:
        party = units[key] if kind == UNIT else leaders[key]
        party.in_hand, party.late = in_hand, is_late


def _counted(rows: Any, kind: str, key: str, late: Q) -> Any:
    named = rows.order_by().values(key, of=Value(kind, CharField()))
    counted = named.annotate(in_hand=Count("pk"), late=Count("pk", filter=late))
    return counted.values_list("of", key, "in_hand", "late")
