"""Reading who works here: names that documents use, ways up, and the demo city's ready-made accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from bihuan.people.models import Invitation, Role, RoleGrant, Unit, UnitAlias
from bihuan.people.rules import digest_of


@dataclass(frozen=True)
class KnownName:
    """A name by which a unit is known, for finding units in documents."""

    name: str
    unit_id: int
    kind: str
    is_alias: bool


@dataclass(frozen=True)
class DemoAccount:
    """A ready-made account of the demo city, offered on the sign-in page."""

    username: str
    name: str
    role: str
    label: Any
    unit: str


def register() -> list[KnownName]:
    """Every name under which a unit that still exists may appear in a document, longest first."""
    names = []
    for pk, name, short, kind in Unit.objects.active().values_list("id", "name", "short_name", "kind"):
        names += [KnownName(each, pk, kind, is_alias=False) for each in {name, short}]
    aliases = UnitAlias.objects.filter(unit__is_active=True).values_list("name", "unit_id", "unit__kind")
    names += [KnownName(name, pk, kind, is_alias=True) for name, pk, kind in aliases]
    return sorted(names, key=lambda known: (-len(known.name), known.name, known.unit_id))


def ancestors(unit: Unit) -> list[Unit]:
    """The units above a unit, the top first."""
    ids = [int(part) for part in unit.path.split(".") if part][:-1]
    found = Unit.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def open_invitation(*, secret: str, at: datetime) -> Invitation | None:
    """The invitation behind a one-time link, while it can still be used."""
    kept = Invitation.objects.filter(digest=digest_of(secret), used_at=None, expires_at__gt=at)
    return kept.filter(person__is_active=True).select_related("person").first()


def demo_roles() -> list[DemoAccount]:
    """One ready-made account per role, in the demo city only; anywhere else, nobody."""
    if not settings.DEMO:
        return []
    grants = RoleGrant.objects.open().filter(person__is_active=True).order_by("id")
    firsts: dict[tuple[str, bool], RoleGrant] = {}
    for grant in grants.select_related("person", "unit"):
        # The mayor's role names the city, a vice mayor's no unit: both are worth a look.
        firsts.setdefault((grant.role, grant.role == Role.LEADER and grant.unit_id is None), grant)
    order = {role: place for place, role in enumerate(Role.values)}
    return [
        DemoAccount(
            username=grant.person.username,
            name=grant.person.name,
            role=grant.role,
            label=grant.get_role_display(),
            unit=str(grant.unit or ""),
        )
        for grant in sorted(firsts.values(), key=lambda one: (order[one.role], one.pk))
    ]
