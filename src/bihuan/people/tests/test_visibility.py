"""Who sees which rows of people, calendar, journal and notices: a table of role × object."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from bihuan.calendar.models import Day, Year
from bihuan.files import actions as files
from bihuan.journal.models import Event, EventPayload, Pending
from bihuan.notices import actions as notices
from bihuan.notices.models import Notice
from bihuan.people import actions
from bihuan.people.models import (
    ApiToken,
    Invitation,
    Person,
    Portfolio,
    Post,
    Role,
    RoleGrant,
    Unit,
    UnitAlias,
)
from bihuan.people.tests import makers
from bihuan.people.tests.makers import AT, DAY

pytestmark = pytest.mark.django_db
ALL = {"nobody", *Role.values}
CHECKERS = {"security_admin", "audit_admin", "auditor"}
RECORD = {"auditor", "supervisor", "audit_admin"}
WORDS = {"auditor", "supervisor"}


class Things:
    """One row of each kind that belongs to somebody else, and one that is the reader's own."""

    def __init__(self, reader: Person) -> None:
        other, self.reader = makers.person(Role.LEADER), reader
        self.unit = makers.unit()
        self.alias = actions.add_alias(unit=self.unit, name="别名", by=None, at=AT)
        self.post = actions.start_post(
            person=other, unit=self.unit, title="局长", from_date=DAY, by=None, at=AT
        )
        self.portfolio = actions.put_in_charge(leader=other, unit=self.unit, by=None, at=AT)
        self.person, self.grant = other, other.role_grants.get()
        self.token, _secret = actions.issue_token(name="a", by=other, at=AT)
        self.own_token, _secret = actions.issue_token(name="b", by=reader, at=AT)
        self.invitation, _secret = actions.invite(person=other, by=None, at=AT)
        for person in (other, reader):
            notices.send(person_ids=[person.pk], event_id=1, verb="t", title="t", url="/", at=AT)
        self.notice, self.own_notice = other.notices.get(), reader.notices.get()
        upload = SimpleUploadedFile("关于老旧小区改造的报告.txt", "正文。".encode())
        stored = files.store(upload=upload, by=other, at=AT)
        self.upload = Event.objects.get(thing_kind="files.storedfile", thing_id=stored.pk)
        self.event = Event.objects.get(thing_kind="people.apitoken", thing_id=self.token.pk)
        self.own_event = Event.objects.get(thing_kind="people.apitoken", thing_id=self.own_token.pk)


def sees(rows: QuerySet[Any], thing: Any) -> bool:
    return rows.filter(pk=thing.pk).exists()


TABLE: dict[str, tuple[set[str], Callable[[Person, Things], bool]]] = {
    "unit": (ALL, lambda me, t: sees(Unit.objects.visible_to(me), t.unit)),
    "alias": (ALL, lambda me, t: sees(UnitAlias.objects.visible_to(me), t.alias)),
    "person": (ALL, lambda me, t: sees(Person.objects.visible_to(me), t.person)),
    "post": (ALL, lambda me, t: sees(Post.objects.visible_to(me), t.post)),
    "portfolio": (ALL, lambda me, t: sees(Portfolio.objects.visible_to(me), t.portfolio)),
    "another's role": (CHECKERS, lambda me, t: sees(RoleGrant.objects.visible_to(me), t.grant)),
    "another's token": (set(), lambda me, t: sees(ApiToken.objects.visible_to(me), t.token)),
    "own token": (ALL, lambda me, t: sees(ApiToken.objects.visible_to(me), t.own_token)),
    "invitation": (
        {"system_admin", "security_admin"},
        lambda me, t: sees(Invitation.objects.visible_to(me), t.invitation),
    ),
    "another's notice": (set(), lambda me, t: sees(Notice.objects.visible_to(me), t.notice)),
    "own notice": (ALL, lambda me, t: sees(Notice.objects.visible_to(me), t.own_notice)),
    "another's event": (RECORD, lambda me, t: sees(Event.objects.visible_to(me), t.event)),
    "another's upload": (WORDS, lambda me, t: sees(Event.objects.visible_to(me), t.upload)),
    "own event": (ALL, lambda me, t: sees(Event.objects.visible_to(me), t.own_event)),
    "another's words": (WORDS, lambda me, t: sees(EventPayload.objects.visible_to(me), t.event)),
    "own words": (ALL, lambda me, t: sees(EventPayload.objects.visible_to(me), t.own_event)),
    "waiting event": (
        {"auditor", "audit_admin"},
        lambda me, t: Pending.objects.visible_to(me).filter(event=t.event).exists(),
    ),
    "year": (ALL, lambda me, t: Year.objects.visible_to(me).filter(year=2026).exists()),
    "day": (ALL, lambda me, t: Day.objects.visible_to(me).filter(date=DAY).exists()),
}


@pytest.mark.parametrize("role", sorted(ALL))
def test_a_role_sees_exactly_what_the_table_gives_it(role: str) -> None:
    reader = makers.person("" if role == "nobody" else role)
    things = Things(reader)
    reader = Person.objects.get(pk=reader.pk)
    seen = {name for name, (_roles, look) in TABLE.items() if look(reader, things)}
    assert seen == {name for name, (roles, _look) in TABLE.items() if role in roles}


def test_a_disabled_person_sees_nothing_but_what_was_his_own() -> None:
    reader = makers.person(Role.SUPERVISOR)
    things = Things(reader)
    actions.disable_person(person=reader, by=None, at=AT)
    reader = Person.objects.get(pk=reader.pk)
    seen = {name for name, (_roles, look) in TABLE.items() if look(reader, things)}
    assert seen == {"own token", "own notice", "own event", "own words"}
