"""Posts and portfolios: who works where, and which leader is in charge of what. Ended, never rewritten."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim, before
from bihuan.kernel.errors import Conflict, Invalid
from bihuan.people.models import UNIT_ROLES, Person, Portfolio, Post, Role, RoleGrant, Unit
from bihuan.people.rules import acting_role, need_role


@transaction.atomic
def start_post(
    *, person: Person, unit: Unit, title: str, from_date: date, by: Person | None, at: datetime
) -> Post:
    """Let a person hold an office in a unit from a day on."""
    need_role(by, Role.SYSTEM_ADMIN)
    if not title.strip():
        raise Invalid(_("Name the office."))
    if not unit.is_active:
        raise Conflict(_("%(unit)s has been closed down.") % {"unit": unit})
    post = Post.objects.create(person=person, unit=unit, title=title.strip(), from_date=from_date)
    claim = Claim(claimed_date=from_date, unit_id=unit.pk, role=acting_role(by, Role.SYSTEM_ADMIN))
    journal.record(verb="people.start_post", thing=Change(post), by=by, claim=claim)
    return post


@transaction.atomic
def end_post(*, post: Post, to_date: date, by: Person | None, at: datetime) -> Post:
    """End an office. With a person's last office in a unit his roles for that unit end, too."""
    need_role(by, Role.SYSTEM_ADMIN)
    post = Post.objects.select_for_update().select_related("person", "unit").get(pk=post.pk)
    if post.to_date is not None:
        raise Conflict(_("This office has already ended."))
    if to_date < post.from_date:
        raise Invalid(_("An office cannot end before it began on %(day)s.") % {"day": post.from_date})
    was = before(post)
    post.to_date = to_date
    post.save(update_fields=["to_date"])
    _end_unit_roles(post, by, at)
    post.person.forget_access()
    claim = Claim(claimed_date=to_date, unit_id=post.unit_id, role=acting_role(by, Role.SYSTEM_ADMIN))
    journal.record(verb="people.end_post", thing=was, by=by, claim=claim)
    return post


@transaction.atomic
def move_post(
    *, post: Post, unit: Unit, title: str, from_date: date, by: Person | None, at: datetime
) -> Post:
    """Move a person to another office in one step: the old one ends on the day before.

    Roles for the new unit are granted apart, by whoever grants roles.
    """
    last_day = max(from_date - timedelta(days=1), post.from_date)
    old = end_post(post=post, to_date=last_day, by=by, at=at)
    return start_post(person=old.person, unit=unit, title=title, from_date=from_date, by=by, at=at)


@transaction.atomic
def put_in_charge(*, leader: Person, unit: Unit, by: Person | None, at: datetime) -> Portfolio:
    """Put a city leader in charge of a unit (分管): he sees its work and that of everything below it."""
    need_role(by, Role.SECURITY_ADMIN)
    leader = Person.objects.select_for_update().get(pk=leader.pk)
    if not leader.access.has(Role.LEADER):
        raise Invalid(_("%(name)s is not a city leader.") % {"name": leader})
    if leader.portfolios.open().filter(unit=unit).exists():
        raise Conflict(_("%(name)s is already in charge of %(unit)s.") % {"name": leader, "unit": unit})
    portfolio = Portfolio.objects.create(leader=leader, unit=unit, begun_at=at)
    claim = Claim(unit_id=unit.pk, role=acting_role(by, Role.SECURITY_ADMIN))
    journal.record(verb="people.put_in_charge", thing=Change(portfolio), by=by, claim=claim)
    return portfolio


@transaction.atomic
def relieve(*, portfolio: Portfolio, by: Person | None, at: datetime) -> Portfolio:
    """End a leader's charge of a unit."""
    need_role(by, Role.SECURITY_ADMIN)
    portfolio = Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    if portfolio.ended_at is not None:
        raise Conflict(_("This charge has already ended."))
    was = before(portfolio)
    portfolio.ended_at = at
    portfolio.save(update_fields=["ended_at"])
    claim = Claim(unit_id=portfolio.unit_id, role=acting_role(by, Role.SECURITY_ADMIN))
    journal.record(verb="people.relieve", thing=was, by=by, claim=claim)
    return portfolio


def _end_unit_roles(post: Post, by: Person | None, at: datetime) -> None:
    if Post.objects.open().filter(person_id=post.person_id, unit_id=post.unit_id).exists():
        return
    grants = RoleGrant.objects.open().select_for_update()
    for grant in grants.filter(person_id=post.person_id, unit_id=post.unit_id, role__in=UNIT_ROLES):
        was = before(grant)
        grant.ended_at = at
        grant.save(update_fields=["ended_at"])
        claim = Claim(unit_id=post.unit_id, role=acting_role(by, Role.SYSTEM_ADMIN))
        journal.record(verb="people.end_role", thing=was, by=by, claim=claim)
