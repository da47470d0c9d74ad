"""What if: one project's plan, or any amounts by year, against the city's money. Nothing is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from bihuan.fiscal.models import Kind
from bihuan.fiscal.queries.objections import objection, ppp_objection
from bihuan.fiscal.queries.standing import lines_in_force, own_plans, share_of, standing, terms
from bihuan.fiscal.rules.capacity import Judgement, Part, Ppp, Verdict, crosses, split
from bihuan.people.models import Person
from bihuan.projects.models import Project, Stage


@dataclass(frozen=True)
class Answer:
    """What the numbers say, how the share falls on terms of office, and what stands against it."""

    judged: Judgement
    parts: tuple[Part, ...]
    against: str
    # What the money says, unless the rule on PPP stands against it: that goes before.
    verdict: Verdict

    @property
    def crossing(self) -> int:
        """How much falls on other terms of office than the present one, in 分."""
        return crosses(self.parts)

    @property
    def total(self) -> int:
        return sum(part.amount for part in self.parts)

    @property
    def shown(self) -> Sequence[object]:
        """The years that decide."""
        return [line for line in self.judged.lines if line.counts]


def what_if(
    person: Person,
    today: date,
    *,
    project: Project | None = None,
    amounts: Mapping[int, int] | None = None,
    payer: str = "",
) -> Answer:
    """Judge a project's plan, or amounts by year in 分, from this year on. Five queries at most."""
    if project is not None:
        share = share_of(project, today.year)
    else:
        share = {year: amount for year, amount in (amounts or {}).items() if year >= today.year and amount}
    found = standing(person, today.year, project=project)
    ppp = found.ppp_after(share, lines_in_force(person)) if payer else {}
    judged = found.judge(share)
    barred = ppp_objection(Kind.PPP, payer, ppp) if payer else ""
    unless = Verdict.UNKNOWN if Ppp.UNKNOWN in ppp.values() else Verdict.NOT
    verdict = unless if barred else judged.verdict
    parts = split(share, terms(person), today.year)
    return Answer(judged, parts, barred or objection(None, judged), verdict)


def projects_with_plans(person: Person, today: date) -> "list[Project]":
    """The projects that ask the city for money from this year on, by name."""
    asking = own_plans(today.year).filter(project=OuterRef("pk"), amount__gt=0)
    seen = Project.objects.visible_to(person).counted().exclude(status=Stage.DROPPED)
    return list(seen.filter(Exists(asking)).only("id", "name", "code").order_by("name", "id"))
