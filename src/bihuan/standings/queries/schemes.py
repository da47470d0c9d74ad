"""Schemes as they are read: every part with its formula in full, and where its numbers come from."""

from dataclasses import dataclass
from typing import Any

from bihuan.people.models import Person
from bihuan.standings.models import Group, PartInput, Scheme, SchemePart, SchemeVersion
from bihuan.standings.queries.lines import formula_of, label_of
from bihuan.standings.queries.plans import plan_of
from bihuan.standings.rules.scored import Plan


def newest(person: Person) -> list[SchemeVersion]:
    """The last version of every scheme that is in use."""
    rows = SchemeVersion.objects.visible_to(person).filter(scheme__is_active=True)
    found: dict[int, SchemeVersion] = {}
    for row in rows.select_related("scheme").order_by("scheme__pk", "number"):
        found[row.scheme_id] = row
    return list(found.values())


def schemes(person: Person) -> list[SchemeVersion]:
    """The last version of every scheme, those put aside at the end."""
    rows = SchemeVersion.objects.visible_to(person).select_related("scheme", "by")
    found: dict[int, SchemeVersion] = {}
    for row in rows.order_by("-scheme__is_active", "scheme__pk", "number"):
        found[row.scheme_id] = row
    return list(found.values())


def groups(person: Person) -> list[tuple[Group, list[str]]]:
    """The groups with their units."""
    rows = Group.objects.visible_to(person).prefetch_related("members__unit").order_by("pk")
    return [(row, [member.unit.short_name for member in row.members.all()]) for row in rows]


@dataclass(frozen=True)
class Printed:
    """One part as it is printed: its formula, and each number with its source."""

    part: SchemePart
    formula: str
    inputs: list[tuple[str, PartInput]]


@dataclass(frozen=True)
class Read:
    """A version of a scheme in full, and the versions that there are."""

    plan: Plan
    parts: list[Printed]
    versions: list[SchemeVersion]

    @property
    def full(self) -> Any:
        """Full points without bonuses, in ten-thousandths."""
        return sum(part.weight for part in self.plan.parts if not part.is_bonus)


def read(person: Person, scheme: Scheme, number: str) -> Read | None:
    """One version of a scheme, the last one if none is named."""
    versions = list(
        SchemeVersion.objects.visible_to(person)
        .filter(scheme=scheme)
        .select_related("by", "scheme")
        .order_by("-number")
    )
    found = [each for each in versions if str(each.number) == number] or versions[:1]
    if not found:
        return None
    plan = plan_of(found[0])
    parts = [
        Printed(part, formula_of(plan, part), [(label_of(each), each) for each in plan.inputs[part.pk]])
        for part in plan.parts
    ]
    return Read(plan, parts, versions)
