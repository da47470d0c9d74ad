"""The doors: who comes in, with what, and when they stay shut."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bihuan.people import actions
from bihuan.people.models import Person, Role
from bihuan.people.tests import makers
from bihuan.people.tests.makers import AT, PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def enter(client: Client, username: str, password: str = PASSWORD, **more: Any) -> HttpResponse:
    return client.post(LOGIN, {"login": username, "password": password}, **more)


def is_in(client: Client) -> bool:
    return client.get(reverse("ui:me")).status_code == 200


def code_of(secret: str, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def enrol(client: Client) -> str:
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.status_code == 302, done.content.decode()
    return secret


@pytest.fixture
def someone() -> Person:
    return makers.person(Role.HEAD, password=PASSWORD)


def test_name_and_password_open_the_door_under_a_new_session_key(client: Client, someone: Person) -> None:
    client.get(LOGIN)
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["sessionid"] = old = session.session_key
    assert enter(client, someone.username).status_code == 302
    assert is_in(client)
    assert client.cookies["sessionid"].value != old


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: Client, someone: Person) -> None:
    wrong = enter(client, someone.username, "wrong")
    unknown = enter(client, "nobody-here", "wrong")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors


@pytest.mark.parametrize("path", ["signup/", "password/reset/", "email/", "confirm-email/", "password/set/"])
def test_there_is_no_signing_up_and_nothing_by_mail(client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404


def test_five_failures_lock_the_account_from_everywhere(client: Client, someone: Person) -> None:
    for number in range(5):
        answer = enter(client, someone.username, "wrong", REMOTE_ADDR=f"10.{number}.0.1")
    assert answer.status_code == 429
    locked = enter(client, someone.username, REMOTE_ADDR="10.99.0.1")
    assert locked.status_code == 429
    assert "429.html" in [template.name for template in locked.templates]
    assert not is_in(client)


def test_another_spelling_of_the_name_is_no_new_account(client: Client, someone: Person) -> None:
    for name in ("{}", " {}", "{} ", "P{}", "{}"):
        enter(client, name.format(someone.username).replace("Pp", "P"), "wrong")
    assert enter(client, someone.username).status_code == 429


def test_a_colleagues_mistakes_do_not_lock_the_office(client: Client, someone: Person) -> None:
    other = makers.person(password=PASSWORD)
    for _attempt in range(5):
        enter(client, other.username, "wrong", REMOTE_ADDR="10.1.2.3")
    assert enter(client, someone.username, REMOTE_ADDR="10.1.2.4").status_code == 302


def test_spraying_many_accounts_locks_the_network_and_no_other(client: Client, someone: Person) -> None:
    for number in range(25):
        enter(client, f"guess-{number}", "wrong", REMOTE_ADDR=f"10.1.2.{number}")
    assert enter(client, someone.username, REMOTE_ADDR="10.1.2.250").status_code == 429
    assert enter(client, someone.username, REMOTE_ADDR="10.1.3.1").status_code == 302


def test_signing_in_oneself_does_not_clear_the_failures_of_others(client: Client, someone: Person) -> None:
    victim = makers.person(password=PASSWORD)
    for _attempt in range(4):
        enter(client, victim.username, "wrong")
    enter(client, someone.username)
    client.logout()
    assert enter(client, victim.username, "wrong").status_code == 429


def test_the_lock_opens_again_after_a_quarter_of_an_hour(client: Client, someone: Person) -> None:
    for _attempt in range(5):
        enter(client, someone.username, "wrong")
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(
            attempt_time=attempt.attempt_time.replace(year=attempt.attempt_time.year - 1)
        )
    assert enter(client, someone.username).status_code == 302


def test_behind_a_trusted_proxy_the_address_it_passes_on_counts(
    client: Client, someone: Person, settings: LazySettings
) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(25):
        enter(client, f"guess-{number}", "wrong", HTTP_X_FORWARDED_FOR=f"{number}.9.9.9, 10.1.2.3")
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"10.1.2.0"}


def test_disabling_an_account_ends_its_sessions_at_once_and_for_good(client: Client, someone: Person) -> None:
    enter(client, someone.username)
    assert is_in(client)
    actions.disable_person(person=someone, by=None, at=AT)
    assert not is_in(client)
    assert not is_in(client)
    actions.enable_person(person=someone, by=None, at=AT)
    assert not is_in(client)
    enter(client, someone.username)
    assert is_in(client)


def test_a_stolen_session_dies_with_the_account_even_if_it_was_not_used_meanwhile(
    client: Client, someone: Person
) -> None:
    enter(client, someone.username)
    actions.disable_person(person=someone, by=None, at=AT)
    actions.enable_person(person=someone, by=None, at=AT)
    assert not is_in(client)


def test_a_disabled_person_does_not_get_in(client: Client, someone: Person) -> None:
    actions.disable_person(person=someone, by=None, at=AT)
    enter(client, someone.username)
    assert not is_in(client)


@pytest.mark.parametrize(("hours", "stays"), [(0, True), (11, True), (12, False), (100, False)])
def test_no_session_outlives_twelve_hours(client: Client, someone: Person, hours: int, stays: bool) -> None:
    enter(client, someone.username)
    is_in(client)
    session = client.session
    session["begun_at"] -= hours * 3600
    session.save()
    assert is_in(client) is stays


def test_a_session_ends_after_half_an_hour_without_use(client: Client, someone: Person) -> None:
    enter(client, someone.username)
    is_in(client)
    assert client.session.get_expiry_age() == 30 * 60


def test_using_a_session_is_noted_once_a_minute(client: Client, someone: Person) -> None:
    enter(client, someone.username)
    is_in(client)
    assert client.get(reverse("ui:me")).cookies.get("sessionid") is None
    session = client.session
    session["seen_at"] -= 61
    session.save()
    assert client.get(reverse("ui:me")).cookies.get("sessionid") is not None


@pytest.mark.parametrize(
    ("role", "led"),
    [
        *((role, True) for role in (Role.LEADER, Role.SUPERVISOR, Role.AUDITOR)),
        *((role, True) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)),
        *((role, False) for role in (Role.HEAD, Role.HANDLER, "")),
    ],
)
def test_roles_that_decide_are_led_to_the_second_step(
    client: Client, settings: LazySettings, role: str, led: bool
) -> None:
    settings.REQUIRE_MFA = True
    enter(client, makers.person(role, password=PASSWORD).username)
    answer = client.get(reverse("ui:me"))
    assert answer.status_code == (302 if led else 200)
    if led:
        assert answer["Location"] == reverse("mfa_activate_totp")
        assert client.get("/api/v1/people/me").status_code == 403
        enrol(client)
        assert is_in(client)


def test_the_second_step_round_trip(client: Client, settings: LazySettings) -> None:
    settings.REQUIRE_MFA = True
    supervisor = makers.person(Role.SUPERVISOR, password=PASSWORD)
    enter(client, supervisor.username)
    secret = enrol(client)
    assert secret not in str(Authenticator.objects.filter(type="totp").values_list("data", flat=True))
    recovery = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    client.logout()

    assert enter(client, supervisor.username)["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not is_in(client)
    code = code_of(secret)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_in(client)
    client.logout()

    enter(client, supervisor.username)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_in(client), "a code works once"
    client.post(reverse("mfa_authenticate"), {"code": recovery[0]})
    assert is_in(client)


def test_guessing_the_second_step_locks_like_guessing_the_first(client: Client) -> None:
    supervisor = makers.person(Role.SUPERVISOR, password=PASSWORD)
    enter(client, supervisor.username)
    secret = enrol(client)
    client.logout()
    enter(client, supervisor.username)
    for _attempt in range(5):
        answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert answer.status_code == 429
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert not is_in(client)


def test_whoever_needs_the_second_step_cannot_switch_it_off(client: Client, settings: LazySettings) -> None:
    settings.REQUIRE_MFA = True
    enter(client, makers.person(Role.SUPERVISOR, password=PASSWORD).username)
    enrol(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_lost_second_step_is_removed_by_the_system_administrator(client: Client) -> None:
    supervisor = makers.person(Role.SUPERVISOR, password=PASSWORD)
    enter(client, supervisor.username)
    enrol(client)
    actions.forget_second_step(person=supervisor, by=makers.person(Role.SYSTEM_ADMIN), at=AT)
    assert not Authenticator.objects.exists()
    assert not is_in(client)


def test_an_invitation_sets_the_first_password_once(client: Client) -> None:
    someone = makers.person()
    _invitation, secret = actions.invite(person=someone, by=None, at=makers.now())
    link = reverse("people:accept_invitation", args=[secret])
    assert client.get(link).status_code == 200
    weak = client.post(link, {"password": "123456789012", "again": "123456789012"})
    assert weak.status_code == 422
    assert client.post(link, {"password": PASSWORD, "again": "other"}).status_code == 422
    assert client.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert client.get(link).status_code == 404
    assert enter(client, someone.username).status_code == 302


def test_an_unknown_link_is_answered_like_a_used_one(client: Client) -> None:
    assert client.get(reverse("people:accept_invitation", args=["x" * 40])).status_code == 404


def test_the_first_administrator_comes_by_a_one_time_link_and_there_is_no_second_first(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not Person.objects.exists()
    call_command("invite", first_administrator=["root", "甄一"], address="https://bihuan.example")
    link = capsys.readouterr().out.strip()
    assert link.startswith("https://bihuan.example/invitation/")
    path = link.removeprefix("https://bihuan.example")
    client.post(path, {"password": PASSWORD, "again": PASSWORD})
    enter(client, "root")
    assert is_in(client)
    assert Person.objects.get().access.roles == {Role.SYSTEM_ADMIN}
    with pytest.raises(CommandError):
        call_command("invite", first_administrator=["second", "甄二"])
    assert Person.objects.count() == 1


class TestDemoSignIn:
    """One click in the demo, on this machine, for the ready-made accounts; otherwise nothing."""

    @pytest.fixture
    def supervisor(self) -> Person:
        return makers.person(Role.SUPERVISOR)

    def click(self, client: Client, person: Person, **more: Any) -> int:
        return client.post("/demo-sign-in/", {"username": person.username}, **more).status_code

    def test_it_signs_in_with_one_click(
        self, client: Client, supervisor: Person, settings: LazySettings
    ) -> None:
        settings.DEMO = True
        assert supervisor.username in client.get(LOGIN).content.decode()
        assert self.click(client, supervisor) == 302
        assert is_in(client)

    def test_it_does_not_exist_outside_the_demo(self, client: Client, supervisor: Person) -> None:
        assert supervisor.username not in client.get(LOGIN).content.decode()
        assert self.click(client, supervisor) == 404
        assert not is_in(client)

    @pytest.mark.parametrize(
        "headers",
        [
            {"REMOTE_ADDR": "10.0.0.9"},
            {"REMOTE_ADDR": "::ffff:10.0.0.9"},
            {"REMOTE_ADDR": ""},
            {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
            {"HTTP_FORWARDED": "for=127.0.0.1"},
        ],
    )
    def test_it_is_refused_from_other_addresses(
        self, client: Client, supervisor: Person, settings: LazySettings, headers: dict[str, str]
    ) -> None:
        settings.DEMO = True
        assert self.click(client, supervisor, **headers) == 403
        assert not is_in(client)

    def test_it_is_refused_for_accounts_that_are_not_on_the_list(
        self, client: Client, supervisor: Person, settings: LazySettings
    ) -> None:
        settings.DEMO = True
        assert self.click(client, makers.person(Role.SUPERVISOR)) == 403
        assert self.click(client, makers.person()) == 403
        assert not is_in(client)

    def test_it_is_never_a_get(self, client: Client, settings: LazySettings) -> None:
        settings.DEMO = True
        assert client.get("/demo-sign-in/").status_code == 405


def test_a_refusal_leaves_a_trace_of_who_asked_for_what(
    client: Client, someone: Person, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(someone)
    client.get("/no-such-page/")
    (record,) = [each for each in caplog.records if each.name == "bihuan.denied"]
    assert (record.person_id, record.path, record.status) == (someone.pk, "/no-such-page/", 404)


def test_a_refused_address_writes_one_line_and_no_more(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(makers.person())
    client.get("/nothing%0Aperson%201%20was%20answered%20403/")
    (record,) = [each for each in caplog.records if each.name == "bihuan.denied"]
    assert "\n" not in record.getMessage()
