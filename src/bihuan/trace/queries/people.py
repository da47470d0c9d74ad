"""The third column: who answers for a project, who holds its problem, and what each has in hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from bihuan.people.models import Person, Post, Role, RoleGrant, Unit
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


@dataclass(frozen=True)
class Holder:
    """Who holds a post now: enough of a person to be named and followed."""

    pk: int
    name: str


@dataclass
class Party:
    """A unit, or a leader, with its part in a project and what the reader sees it has in hand."""

    unit: Unit | None
    person: Holder | None
    title: str = ""
    roles: list[str] = field(default_factory=list)
    in_hand: int = 0
    late: int = 0

    @property
    def holds_it(self) -> bool:
        """Whether what is stuck lies with it."""
        return SOLVER in self.roles or GRANTER in self.roles

    @property
    def said(self) -> str:
        """Its parts in the project, in words."""
        names = [str(ROLES[role]) for role in ROLES if role in self.roles]
        return pgettext("between names", ", ").join(names)


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


@dataclass(frozen=True)
class Posts:
    """Who holds which post now: heads by their unit with the title, and everybody by unit and title."""

    heads: Mapping[int, tuple[Holder, str]]
    held: Mapping[tuple[int, str], Holder]


def posts() -> Posts:
    """All posts that are held now; one question."""
    is_head = RoleGrant.objects.filter(
        person=OuterRef("person"), unit=OuterRef("unit"), role=Role.HEAD, ended_at=None
    )
    rows = Post.objects.open().order_by("from_date", "pk").annotate(heads=Exists(is_head))
    heads, held = {}, {}
    for unit, title, pk, name, heads_it in rows.values_list(
        "unit_id", "title", "person_id", "person__name", "heads"
    ):
        held[unit, title] = Holder(pk, name)
        if heads_it:
            heads[unit] = (held[unit, title], title)
    return Posts(heads, held)


@dataclass(frozen=True)
class Loads:
    """What each unit and each leader has in hand and how much of it is late, as far as the reader sees it."""

    units: Mapping[int, tuple[int, int]]
    leaders: Mapping[int, tuple[int, int]]


def loads(person: Person, today: date) -> Loads:
    """What everybody has in hand; one question."""
    seen = SupervisionItem.objects.visible_to(person).open()
    led = Assignment.objects.live().filter(role=AssignmentRole.LEAD, item__in=seen)
    late = Q(item__status__in=OWING, item__open_due__lt=today)
    rows = _counted(led, UNIT, "unit_id", late).union(
        _counted(seen.exclude(leader=None), LEADER, "leader_id", overdue(today)), all=True
    )
    found: dict[str, dict[int, tuple[int, int]]] = {UNIT: {}, LEADER: {}}
    for kind, key, in_hand, is_late in rows:
        found[kind][key] = (in_hand, is_late)
    return Loads(found[UNIT], found[LEADER])


def _counted(rows: Any, kind: str, key: str, late: Q) -> Any:
    named = rows.order_by().values(key, of=Value(kind, CharField()))
    counted = named.annotate(in_hand=Count("pk"), late=Count("pk", filter=late))
    return counted.values_list("of", key, "in_hand", "late")


def people_of(
    person: Person, project_id: int, holder: tuple[int, bool] | None, held: Posts, loaded: Loads
) -> People | None:
    """Who answers for a project that the reader sees; three questions.

    `holder` is the unit with which it is stuck, and whether by a problem or by a milestone.
    """
    seen = Project.objects.visible_to(person).select_related("lead", "sponsor")
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
    _fill(parties, held, loaded)
    if project.sponsor:
        found.leader = _in_post(project.sponsor, held, loaded)
    first = holder[0] if holder else None
    found.units = sorted(parties.values(), key=lambda each: _order(each, first))
    return found


def _fill(parties: Mapping[int, Party], held: Posts, loaded: Loads) -> None:
    """Name the heads of the units, and what these have in hand."""
    for key, party in parties.items():
        party.person, party.title = held.heads.get(key, (None, ""))
        party.in_hand, party.late = loaded.units.get(key, (0, 0))


def _order(party: Party, first: int | None) -> tuple[Any, ...]:
    assert party.unit  # noqa: S101 - units only
    return (party.unit.pk != first, not party.holds_it, LEAD not in party.roles, party.unit.sort_key)


def _in_post(post: Post, held: Posts, loaded: Loads) -> Party:
    """Who is in charge: whoever holds the post now, as people change and posts stay."""
    now = held.held.get((post.unit_id, post.title))
    in_hand, late = loaded.leaders.get(now.pk, (0, 0)) if now else (0, 0)
    return Party(None, now, post.title, in_hand=in_hand, late=late)
