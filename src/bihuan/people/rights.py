"""What a person's open roles and portfolios let him see and do, in one question or two."""

from typing import Any

from django.db.models import QuerySet, Value

from bihuan.journal import clock
from bihuan.journal.kept import kept
from bihuan.people.models import Access, Person, Portfolio, Role, RoleGrant, Unit, UnitKind

PORTFOLIO = "portfolio"


def access_of(person: Person) -> Access:
    """What somebody may see and do at this moment. Whose account is closed, nothing."""
    if not person.is_active:
        return Access(frozenset(), frozenset(), frozenset(), frozenset(), sees_city=False)
    held = _held_by(person=person.pk)
    for *_grant, moment in held[:1]:
        clock.read_moment(moment)
    grants = [(role, path, kind) for role, path, kind, _moment in held if role != PORTFOLIO]
    roles = frozenset(role for role, _path, _kind in grants)
    overseen = [path for role, path, _kind in grants if role == Role.LEADER and path]
    if Role.LEADER in roles:
        overseen += [path for role, path, _kind, _moment in held if role == PORTFOLIO]
    headed = [path for role, path, _kind in grants if role == Role.HEAD and path]
    handled = [path for role, path, _kind in grants if role == Role.HANDLER and path]
    rows = list(Unit.objects.under(overseen + headed + handled).values_list("id", "path"))
    is_mayor = any(role == Role.LEADER and kind == UnitKind.CITY for role, _path, kind in grants)
    return Access(
        roles=roles,
        headed=_within(rows, headed),
        handled=_within(rows, handled),
        overseen=_within(rows, overseen),
        sees_city=is_mayor or not roles.isdisjoint({Role.SUPERVISOR, Role.AUDITOR}),
    )


@kept
def _held_by(*, person: int) -> QuerySet[Any, Any]:
    """Open roles, each with its unit's path and kind, and the units that a leader is in charge of.

    With the present moment: whoever comes in is asked about first, and most pages then ask for the day.
    """
    grants = RoleGrant.objects.filter(person_id=person).open()
    charge = Portfolio.objects.filter(leader_id=person, ended_at=None).annotate(said=Value(PORTFOLIO))
    columns = ("unit__path", "unit__kind", "moment")
    roles = grants.annotate(moment=clock.Moment()).values_list("role", *columns)
    return roles.union(charge.annotate(moment=clock.Moment()).values_list("said", *columns), all=True)


def _within(rows: list[tuple[int, str]], paths: list[str]) -> frozenset[int]:
    return frozenset(pk for pk, path in rows if path.startswith(tuple(paths))) if paths else frozenset()
