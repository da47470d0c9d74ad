"""Roles: granted by somebody else, ended by somebody who may grant them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.actions.persons import check_not_last_security_admin
from bihuan.people.models import ADMIN_ROLES, UNIT_ROLES, Person, Role, RoleGrant, Unit
from bihuan.people.rules import acting_role, need_role


@transaction.atomic
def grant_role(
    *, person: Person, role: str, by: Person | None, at: datetime, unit: Unit | None = None
) -> RoleGrant:
    """Give a person a role, for a unit where the role needs one. Nobody gives himself a role."""
    _check_granter(person, role, by)
    held = Person.objects.select_for_update().get(pk=person.pk)
    if not held.is_active:
        raise Conflict(_("The account of %(name)s is disabled.") % {"name": held})
    _check_role(role, unit)
    _check_exclusive(held, role)
    if held.role_grants.filter(ended_at=None, role=role, unit=unit).exists():
        raise Conflict(_("%(name)s already holds this role.") % {"name": held})
    grant = RoleGrant.objects.create(
        person=held,
        role=role,
        unit=unit,
        granted_at=at,
        granted_by=by,
        admin_slot=held.pk if role in ADMIN_ROLES else None,
    )
    person.forget_access()
    journal.record(verb="people.grant_role", thing=Change(grant), by=by, claim=_claim(by, grant))
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, by: Person | None, at: datetime) -> RoleGrant:
    """Take a role back. The last security administrator stays until there is another."""
    need_role(by, Role.SECURITY_ADMIN)
    grant = RoleGrant.objects.select_for_update().select_related("person").get(pk=grant.pk)
    if grant.ended_at is not None:
        raise Conflict(_("This role has already ended."))
    if grant.role == Role.SECURITY_ADMIN:
        check_not_last_security_admin(grant.person)
    was = before(grant)
    grant.ended_at, grant.admin_slot = at, None
    grant.save(update_fields=["ended_at", "admin_slot"])
    journal.record(verb="people.end_role", thing=was, by=by, claim=_claim(by, grant))
    return grant


def _claim(by: Person | None, grant: RoleGrant) -> Claim:
    return Claim(unit_id=grant.unit_id, role=acting_role(by, Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN))


def _check_granter(person: Person, role: str, by: Person | None) -> None:
    if by is not None and by.pk == person.pk:
        raise Denied(_("Nobody grants himself a role. Ask another security administrator."))
    # The first security administrator of a house has nobody above him but the one who makes accounts.
    is_first = role == Role.SECURITY_ADMIN and not RoleGrant.objects.filter(role=role).exists()
    need_role(by, Role.SECURITY_ADMIN, *([Role.SYSTEM_ADMIN] if is_first else []))


def _check_role(role: str, unit: Unit | None) -> None:
    if role not in Role.values:
        raise Invalid(_("There is no such role: %(role)s.") % {"role": role})
    if role in UNIT_ROLES and unit is None:
        raise Invalid(_("Name the unit for which this role is held."))
    if role in ADMIN_ROLES and unit is not None:
        raise Invalid(_("Administrators are administrators of the whole house, not of a unit."))


def _check_exclusive(person: Person, role: str) -> None:
    open_roles = set(person.role_grants.filter(ended_at=None).values_list("role", flat=True))
    if role in open_roles and role in ADMIN_ROLES:
        raise Conflict(_("%(name)s already holds this role.") % {"name": person})
    if open_roles and (role in ADMIN_ROLES or open_roles & set(ADMIN_ROLES)):
        raise Conflict(
            _("Administrators hold no other role. End the other role of %(name)s first.") % {"name": person}
        )
