"""Accounts: made, renamed, disabled and enabled again. There is no deleting."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Role, RoleGrant
from bihuan.people.rules import acting_role, need_role, person_sort_key


@transaction.atomic
def add_person(
    *, username: str, name: str, by: Person | None, at: datetime, email: str = "", phone: str = ""
) -> Person:
    """Make an account. It has no password until its person has taken up an invitation."""
    need_role(by, Role.SYSTEM_ADMIN)
    username, name = username.strip(), name.strip()
    if not username or not name:
        raise Invalid(_("An account needs a sign-in name and the person's name."))
    if Person.objects.filter(username__iexact=username).exists():
        raise Invalid(_("The sign-in name %(name)s is taken.") % {"name": username})
    person = Person.objects.create_user(
        username=username, name=name, email=email, phone=phone, sort_key=person_sort_key(name)
    )
    claim = Claim(role=acting_role(by, Role.SYSTEM_ADMIN))
    journal.record(verb="people.add_person", thing=Change(person), by=by, claim=claim)
    return person


@transaction.atomic
def change_person(
    *, person: Person, name: str, by: Person | None, at: datetime, email: str = "", phone: str = ""
) -> Person:
    """Correct a person's name or how he is reached."""
    need_role(by, Role.SYSTEM_ADMIN)
    if not name.strip():
        raise Invalid(_("An account needs a sign-in name and the person's name."))
    person = Person.objects.select_for_update().get(pk=person.pk)
    was = before(person)
    person.name, person.email, person.phone = name.strip(), email, phone
    person.sort_key = person_sort_key(person.name)
    person.save(update_fields=["name", "email", "phone", "sort_key"])
    claim = Claim(role=acting_role(by, Role.SYSTEM_ADMIN))
    journal.record(verb="people.change_person", thing=was, by=by, claim=claim)
    return person


@transaction.atomic
def disable_person(*, person: Person, by: Person | None, at: datetime, reason: str = "") -> Person:
    """Close an account: every session of it ends with this, and its tokens open nothing more."""
    need_role(by, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if by is not None and by.pk == person.pk:
        raise Denied(_("Nobody disables his own account. Ask another administrator."))
    if not person.is_active:
        raise Conflict(_("The account of %(name)s is already disabled.") % {"name": person})
    check_not_last_security_admin(person)
    was = before(person)
    person.is_active = False
    person.session_round += 1
    person.save(update_fields=["is_active", "session_round"])
    claim = Claim({"reason": reason}, role=acting_role(by, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN))
    journal.record(verb="people.disable_person", thing=was, by=by, claim=claim)
    return person


@transaction.atomic
def enable_person(*, person: Person, by: Person | None, at: datetime) -> Person:
    """Open a disabled account again. Sessions that ended stay ended."""
    need_role(by, Role.SYSTEM_ADMIN)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise Conflict(_("The account of %(name)s is not disabled.") % {"name": person})
    was = before(person)
    person.is_active = True
    person.save(update_fields=["is_active"])
    claim = Claim(role=acting_role(by, Role.SYSTEM_ADMIN))
    journal.record(verb="people.enable_person", thing=was, by=by, claim=claim)
    return person


def check_not_last_security_admin(person: Person) -> None:
    """Refuse to leave the house without anybody who may grant roles."""
    holders = RoleGrant.objects.open().filter(role=Role.SECURITY_ADMIN, person__is_active=True)
    if set(holders.values_list("person_id", flat=True)) == {person.pk}:
        raise Conflict(
            _("%(name)s is the only security administrator. Name another one first.") % {"name": person}
        )
