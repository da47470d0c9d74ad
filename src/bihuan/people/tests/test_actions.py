"""Who works here changes only by actions, each with its event, and by those who may."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people import actions
from bihuan.people.models import ADMIN_ROLES, Person, Role, RoleGrant, Unit, UnitKind
from bihuan.people.queries import ancestors, register
from bihuan.people.rules import person_sort_key
from bihuan.people.tests import makers
from bihuan.people.tests.makers import AT, DAY

pytestmark = pytest.mark.django_db
LONGEST_PATH = Unit._meta.get_field("path").max_length or 0


@pytest.fixture
def system_admin() -> Person:
    return makers.person(Role.SYSTEM_ADMIN)


@pytest.fixture
def security_admin() -> Person:
    return makers.person(Role.SECURITY_ADMIN)


def test_the_tables_equal_the_record_after_every_kind_of_change(system_admin, security_admin) -> None:
    city = makers.unit("云岭市", kind=UnitKind.CITY)
    bureau, other = makers.unit(parent=city), makers.unit(parent=city)
    someone = actions.add_person(username="qiao", name="乔一", by=system_admin, at=AT)
    post = actions.start_post(
        person=someone, unit=bureau, title="科长", from_date=DAY, by=system_admin, at=AT
    )
    actions.grant_role(person=someone, role=Role.HEAD, unit=bureau, by=security_admin, at=AT)
    actions.move_post(
        post=post, unit=other, title="局长", from_date=DAY + timedelta(30), by=system_admin, at=AT
    )
    leader = makers.person(Role.LEADER)
    charge = actions.put_in_charge(leader=leader, unit=city, by=security_admin, at=AT)
    actions.relieve(portfolio=charge, by=security_admin, at=AT)
    actions.move_unit(unit=other, parent=bureau, by=system_admin, at=AT)
    actions.change_unit(unit=bureau, changes={"short_name": "新名"}, by=system_admin, at=AT)
    actions.change_person(person=someone, name="乔二", by=system_admin, at=AT)
    actions.disable_person(person=someone, by=system_admin, at=AT)
    actions.enable_person(person=someone, by=system_admin, at=AT)
    token, _secret = actions.issue_token(name="报表", by=leader, at=AT)
    actions.revoke_token(token=token, by=leader, at=AT)
    invitation, _secret = actions.invite(person=someone, by=system_admin, at=AT)
    actions.accept_invitation(invitation=invitation, password="walking-city-2026", at=AT)
    assert list(differences()) == []


def test_everything_below_a_moved_unit_comes_along() -> None:
    city, county = makers.unit(kind=UnitKind.CITY), makers.unit(kind=UnitKind.COUNTY)
    bureau = makers.unit(parent=city)
    office = makers.unit(parent=bureau)

    actions.move_unit(unit=bureau, parent=county, by=None, at=AT)

    office.refresh_from_db()
    assert office.path == f"{county.pk}.{bureau.pk}.{office.pk}."
    assert ancestors(office) == [county, Unit.objects.get(pk=bureau.pk)]
    assert Event.objects.filter(verb="people.move_unit").count() == 2


def test_a_unit_never_comes_to_lie_under_itself() -> None:
    bureau = makers.unit()
    office = makers.unit(parent=bureau)
    for parent in (bureau, office):
        with pytest.raises(Invalid):
            actions.move_unit(unit=bureau, parent=parent, by=None, at=AT)


def test_a_unit_with_people_is_not_closed_down() -> None:
    bureau = makers.unit()
    post = actions.start_post(
        person=makers.person(), unit=bureau, title="局长", from_date=DAY, by=None, at=AT
    )
    with pytest.raises(Conflict):
        actions.change_unit(unit=bureau, changes={"is_active": False}, by=None, at=AT)
    actions.end_post(post=post, to_date=DAY, by=None, at=AT)
    assert not actions.change_unit(unit=bureau, changes={"is_active": False}, by=None, at=AT).is_active


def test_documents_find_a_unit_by_any_of_its_names() -> None:
    bureau = actions.add_unit(
        name="市发展和改革委员会",
        short_name="市发改委",
        kind=UnitKind.DEPARTMENT,
        parent=None,
        aliases=["市发改", "发改委"],
        by=None,
        at=AT,
    )
    assert [(known.name, known.unit_id) for known in register()] == [
        ("市发展和改革委员会", bureau.pk),
        ("市发改委", bureau.pk),
        ("发改委", bureau.pk),
        ("市发改", bureau.pk),
    ]
    with pytest.raises(Invalid, match="发改委"):
        actions.add_alias(unit=makers.unit(), name="发改委", by=None, at=AT)


def test_no_name_leads_documents_to_two_units() -> None:
    bureau = makers.unit("市水务局")
    actions.add_alias(unit=bureau, name="市水利局", by=None, at=AT)
    other = makers.unit("市林业局")
    for name in ("市水务局", bureau.name, "市水利局"):
        with pytest.raises(Invalid, match="市水务局"):
            actions.add_alias(unit=other, name=name, by=None, at=AT)
    with pytest.raises(Invalid, match="市水务局"):
        makers.unit("市水利局")
    with pytest.raises(Invalid, match="市水务局"):
        actions.change_unit(unit=other, changes={"short_name": "市水利局"}, by=None, at=AT)


def test_units_lie_no_deeper_than_their_way_can_be_written() -> None:
    deepest = makers.unit()
    while len(deepest.path) + len(f"{deepest.pk + 1}.") <= LONGEST_PATH:
        deepest = makers.unit(parent=deepest)
    with pytest.raises(Invalid):
        makers.unit(parent=deepest)
    top, below = makers.unit(), makers.unit()
    makers.unit(parent=below)
    with pytest.raises(Invalid):
        actions.move_unit(unit=below, parent=deepest, by=None, at=AT)
    actions.move_unit(unit=below, parent=top, by=None, at=AT)


@pytest.mark.parametrize(
    ("name", "key"), [("单立群", "shan li qun"), ("程远", "cheng yuan"), ("曾柔", "zeng rou")]
)
def test_names_sort_by_their_reading(name: str, key: str) -> None:
    assert person_sort_key(name) == key


def test_a_sign_in_name_is_taken_whatever_its_case() -> None:
    actions.add_person(username="Qiao", name="乔一", by=None, at=AT)
    with pytest.raises(Invalid):
        actions.add_person(username="qiao", name="乔二", by=None, at=AT)


def test_with_the_last_post_in_a_unit_its_roles_end() -> None:
    bureau = makers.unit()
    head = makers.person(Role.HEAD, bureau)
    first, second = (
        actions.start_post(person=head, unit=bureau, title=title, from_date=DAY, by=None, at=AT)
        for title in ("局长", "书记")
    )
    actions.end_post(post=first, to_date=DAY, by=None, at=AT)
    assert Person.objects.get(pk=head.pk).access.headed == {bureau.pk}
    actions.end_post(post=second, to_date=DAY, by=None, at=AT)
    assert Person.objects.get(pk=head.pk).access.headed == frozenset()


def test_an_ended_post_keeps_its_history() -> None:
    bureau, other = makers.unit(), makers.unit()
    someone = makers.person()
    post = actions.start_post(person=someone, unit=bureau, title="科长", from_date=DAY, by=None, at=AT)
    actions.move_post(post=post, unit=other, title="局长", from_date=date(2026, 9, 1), by=None, at=AT)
    assert list(someone.posts.order_by("id").values_list("unit", "title", "from_date", "to_date")) == [
        (bureau.pk, "科长", DAY, date(2026, 8, 31)),
        (other.pk, "局长", date(2026, 9, 1), None),
    ]


def test_a_leader_sees_what_he_is_in_charge_of_and_what_lies_below(security_admin) -> None:
    bureau = makers.unit()
    office = makers.unit(parent=bureau)
    leader = makers.person(Role.LEADER)
    charge = actions.put_in_charge(leader=leader, unit=bureau, by=security_admin, at=AT)
    assert Person.objects.get(pk=leader.pk).access.overseen == {bureau.pk, office.pk}
    actions.relieve(portfolio=charge, by=security_admin, at=AT)
    assert Person.objects.get(pk=leader.pk).access.overseen == frozenset()


GRANTERS = {"security_admin": True}


@pytest.mark.parametrize("role", ["nobody", *Role.values])
def test_only_the_security_administrator_grants_and_ends_roles(role: str, security_admin) -> None:
    by = makers.person("" if role == "nobody" else role) if role != Role.SECURITY_ADMIN else security_admin
    someone = makers.person()
    if GRANTERS.get(role):
        grant = actions.grant_role(person=someone, role=Role.AUDITOR, by=by, at=AT)
        actions.end_role(grant=grant, by=by, at=AT)
        return
    with pytest.raises(Denied):
        actions.grant_role(person=someone, role=Role.AUDITOR, by=by, at=AT)
    grant = actions.grant_role(person=someone, role=Role.AUDITOR, by=None, at=AT)
    with pytest.raises(Denied):
        actions.end_role(grant=grant, by=by, at=AT)


@pytest.mark.parametrize("role", ["nobody", *Role.values])
def test_only_the_system_administrator_makes_accounts_and_units(role: str) -> None:
    by = makers.person("" if role == "nobody" else role)
    made = 0
    for attempt in (
        lambda: actions.add_person(username="new", name="新人", by=by, at=AT),
        lambda: actions.add_unit(
            name="新局", short_name="新局", kind=UnitKind.DEPARTMENT, parent=None, by=by, at=AT
        ),
    ):
        try:
            attempt()
        except Denied:
            continue
        made += 1
    assert made == (2 if role == Role.SYSTEM_ADMIN else 0)


def test_nobody_grants_himself_a_role(security_admin) -> None:
    with pytest.raises(Denied):
        actions.grant_role(person=security_admin, role=Role.AUDITOR, by=security_admin, at=AT)


def test_the_system_administrator_names_the_first_security_administrator_and_no_other(system_admin) -> None:
    actions.grant_role(person=makers.person(), role=Role.SECURITY_ADMIN, by=system_admin, at=AT)
    with pytest.raises(Denied):
        actions.grant_role(person=makers.person(), role=Role.SECURITY_ADMIN, by=system_admin, at=AT)


def test_the_last_security_administrator_stays(system_admin, security_admin) -> None:
    grant = security_admin.role_grants.get()
    with pytest.raises(Conflict):
        actions.end_role(grant=grant, by=security_admin, at=AT)
    with pytest.raises(Conflict):
        actions.disable_person(person=security_admin, by=system_admin, at=AT)


@pytest.mark.parametrize("first", [*ADMIN_ROLES, Role.SUPERVISOR])
@pytest.mark.parametrize("second", [*ADMIN_ROLES, Role.SUPERVISOR])
def test_an_administrator_holds_no_second_role(first: str, second: str) -> None:
    someone = makers.person(first)
    with pytest.raises(Conflict):
        actions.grant_role(person=someone, role=second, by=None, at=AT)


@pytest.mark.parametrize("second", ADMIN_ROLES)
def test_the_database_itself_refuses_a_second_administrators_role(second: str) -> None:
    someone = makers.person(Role.SYSTEM_ADMIN)
    for slot in (someone.pk, None, someone.pk + 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.create(person=someone, role=second, granted_at=AT, admin_slot=slot)


def test_an_ended_administrators_role_makes_room_for_another(security_admin) -> None:
    someone = makers.person(Role.SYSTEM_ADMIN)
    actions.end_role(grant=someone.role_grants.get(), by=security_admin, at=AT)
    actions.grant_role(person=someone, role=Role.AUDIT_ADMIN, by=security_admin, at=AT)
    assert Person.objects.get(pk=someone.pk).access.roles == {Role.AUDIT_ADMIN}


def test_a_disabled_person_sees_nothing_and_receives_no_role() -> None:
    head = makers.person(Role.HEAD)
    actions.disable_person(person=head, by=None, at=AT)
    head = Person.objects.get(pk=head.pk)
    assert head.access.roles == frozenset()
    assert not Unit.objects.visible_to(head).exists()
    with pytest.raises(Conflict):
        actions.grant_role(person=head, role=Role.AUDITOR, by=None, at=AT)


def test_an_invitation_works_once() -> None:
    someone = makers.person()
    invitation, secret = actions.invite(person=someone, by=None, at=AT)
    assert secret not in str(vars(invitation))
    actions.accept_invitation(invitation=invitation, password="walking-city-2026", at=AT)
    assert Person.objects.get(pk=someone.pk).check_password("walking-city-2026")
    with pytest.raises(Conflict):
        actions.accept_invitation(invitation=invitation, password="another-city-2026", at=AT)


@pytest.mark.parametrize(("hours", "works"), [(0, True), (71, True), (72, False), (1000, False)])
def test_an_invitation_lasts_three_days(hours: int, works: bool) -> None:
    invitation, _secret = actions.invite(person=makers.person(), by=None, at=AT)
    later = AT + timedelta(hours=hours)
    if works:
        actions.accept_invitation(invitation=invitation, password="walking-city-2026", at=later)
        return
    with pytest.raises(Conflict):
        actions.accept_invitation(invitation=invitation, password="walking-city-2026", at=later)


def test_a_new_invitation_takes_the_place_of_the_old_one() -> None:
    someone = makers.person()
    old, _secret = actions.invite(person=someone, by=None, at=AT)
    actions.invite(person=someone, by=None, at=AT)
    with pytest.raises(Conflict):
        actions.accept_invitation(invitation=old, password="walking-city-2026", at=AT)


def test_a_weak_password_is_refused_and_the_invitation_kept() -> None:
    invitation, _secret = actions.invite(person=makers.person(), by=None, at=AT)
    with pytest.raises(Invalid):
        actions.accept_invitation(invitation=invitation, password="12345678", at=AT)
    actions.accept_invitation(invitation=invitation, password="walking-city-2026", at=AT)


def test_a_lost_password_is_the_security_administrators_matter(system_admin, security_admin) -> None:
    someone = makers.person(password="walking-city-2026")
    with pytest.raises(Denied):
        actions.invite(person=someone, by=system_admin, at=AT)
    actions.invite(person=someone, by=security_admin, at=AT)


def test_a_new_password_by_invitation_ends_the_tokens_of_the_old_one(security_admin) -> None:
    someone = makers.person(password="walking-city-2026")
    token, _secret = actions.issue_token(name="报表", by=someone, at=AT)
    invitation, _secret = actions.invite(person=someone, by=security_admin, at=AT)
    actions.accept_invitation(invitation=invitation, password="another-city-2026", at=AT)
    token.refresh_from_db()
    assert token.revoked_at == AT


def test_a_token_is_kept_only_as_its_digest_and_revoked_by_its_holder() -> None:
    someone = makers.person()
    token, secret = actions.issue_token(name="报表", by=someone, at=AT)
    assert len(secret) == 40
    assert secret not in str(vars(token))
    with pytest.raises(Denied):
        actions.revoke_token(token=token, by=makers.person(), at=AT)
    actions.revoke_token(token=token, by=someone, at=AT)
    with pytest.raises(Conflict):
        actions.revoke_token(token=token, by=someone, at=AT)
