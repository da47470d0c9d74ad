"""Invitations, tokens and the second step: whatever opens the door. Of every key only its digest is kept."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import ApiToken, Invitation, Person, Role
from bihuan.people.rules import (
    INVITATION_LASTS,
    TOKEN_LASTS_DAYS,
    acting_role,
    digest_of,
    need_role,
    new_secret,
)


@transaction.atomic
def invite(*, person: Person, by: Person | None, at: datetime) -> tuple[Invitation, str]:
    """Make the one-time link by which a person sets his password; the secret part is returned once.

    The first link comes from the system administrator; a new one for an account that already has a password
    from the security administrator, so that nobody can both make an account his own and lift its second step.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    role = Role.SECURITY_ADMIN if _has_password(person) else Role.SYSTEM_ADMIN
    need_role(by, role)
    if not person.is_active:
        raise Conflict(_("The account of %(name)s is disabled.") % {"name": person})
    person.invitations.filter(used_at=None, expires_at__gt=at).update(expires_at=at)
    secret = new_secret()
    invitation = Invitation.objects.create(
        person=person, digest=digest_of(secret), created_at=at, expires_at=at + INVITATION_LASTS
    )
    claim = Claim(role=acting_role(by, role))
    journal.record(verb="people.invite", thing=Change(invitation), by=by, claim=claim)
    return invitation, secret


@transaction.atomic
def accept_invitation(*, invitation: Invitation, password: str, at: datetime) -> Person:
    """Set the password with an invitation, which is used up by it. Earlier sessions and tokens end.

    Who asks for a new link may have lost the old password to somebody who has made himself a token.
    """
    invitation = Invitation.objects.select_for_update().select_related("person").get(pk=invitation.pk)
    person = invitation.person
    if invitation.used_at is not None or invitation.expires_at <= at or not person.is_active:
        raise Conflict(_("This invitation has been used or has expired. Ask for a new one."))
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from error
    was = before(invitation)
    person.set_password(password)
    person.save(update_fields=["password"])
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    for token in ApiToken.objects.open(at).filter(person=person):
        revoke_token(token=token, by=person, at=at)
    journal.record(verb="people.accept_invitation", thing=was, by=person)
    return person


@transaction.atomic
def issue_token(*, name: str, by: Person, at: datetime, days: int = TOKEN_LASTS_DAYS) -> tuple[ApiToken, str]:
    """Make a key with which a program acts as the person who asks for it; the key is returned once."""
    if not name.strip():
        raise Invalid(_("Say what the token is for."))
    if not 1 <= days <= TOKEN_LASTS_DAYS:
        raise Invalid(_("A token lasts from one day to %(days)s days.") % {"days": TOKEN_LASTS_DAYS})
    secret = new_secret()
    token = ApiToken.objects.create(
        person=by,
        name=name.strip(),
        digest=digest_of(secret),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    journal.record(verb="people.issue_token", thing=Change(token), by=by)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Person, at: datetime) -> ApiToken:
    """Make a token worthless, at once."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.person_id != by.pk:
        need_role(by, Role.SECURITY_ADMIN)
    if token.revoked_at is not None:
        raise Conflict(_("This token has already been revoked."))
    was = before(token)
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    journal.record(verb="people.revoke_token", thing=was, by=by)
    return token


@transaction.atomic
def forget_second_step(*, person: Person, by: Person | None, at: datetime) -> None:
    """Remove a lost second step, so that its person can enrol a new one. Nobody removes his own this way."""
    need_role(by, Role.SYSTEM_ADMIN)
    if by is not None and by.pk == person.pk:
        raise Denied(_("Nobody removes his own second step here. Use your own page."))
    removed, _models = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise Conflict(_("%(name)s has no second step.") % {"name": person})
    person = Person.objects.select_for_update().get(pk=person.pk)
    was = before(person)
    person.session_round += 1
    person.save(update_fields=["session_round"])
    claim = Claim(role=acting_role(by, Role.SYSTEM_ADMIN))
    journal.record(verb="people.forget_second_step", thing=was, by=by, claim=claim)


def _has_password(person: Person) -> bool:
    return bool(person.password) and person.has_usable_password()
