"""What was drawn becomes checks: one for each thing, whichever samples it was drawn for."""

from collections.abc import Iterable

from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim, Note, before
from bihuan.people.models import Person, Role, RoleGrant
from bihuan.spotcheck.models import Check, Draw
from bihuan.spotcheck.queries.inspectors import person_of
from bihuan.spotcheck.rules.protocol import Pick


def list_checks(row: Draw, picks: Iterable[Pick], by: Person) -> None:
    """Make the checks of these picks; one that is checked already serves both samples."""
    found = list(picks)
    members = {each.key: each for each in row.members.filter(key__in=[pick.id for pick in found])}
    heads = _heads({each.unit_id for each in members.values()})
    checks = {each.member.key: each for each in row.checks.select_related("member")}
    was = {each.pk: before(each) for each in checks.values()}
    touched: dict[str, Check] = {}
    for pick in found:
        member = members[pick.id]
        check = checks.setdefault(
            pick.id,
            Check(
                draw=row,
                member=member,
                unit_id=member.unit_id,
                is_base=False,
                is_risk=False,
                head_id=heads.get(member.unit_id),
            ),
        )
        check.is_base |= pick.is_base
        check.is_risk |= not pick.is_base
        if check.pk is None:
            check.first_id, check.second_id = map(person_of, pick.inspectors)
        touched[pick.id] = check
    for check in touched.values():
        check.save()
    notes = [
        Note("check.draw", was.get(each.pk) or Change(each), (), Claim({}, unit_id=each.unit_id))
        for each in touched.values()
    ]
    journal.record_all(notes=notes, by=by)


def _heads(units: set[int]) -> dict[int, int]:
    """The head of each unit; where there are several, who has been it for longest."""
    rows = RoleGrant.objects.open().filter(role=Role.HEAD, unit__in=units).order_by("-granted_at", "-pk")
    return dict(rows.values_list("unit", "person"))
