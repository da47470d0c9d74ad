"""The frame of the page: what the navigation shows, to whom, and what it costs."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from bihuan.people.models import Person
from bihuan.ui import navigation
from bihuan.ui.navigation import Entry, mark_current, register, shown_to

STATIC = Path(__file__).resolve().parents[1] / "static" / "ui"


@pytest.fixture
def empty_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", {})


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(username="lijing", name="李静")


@pytest.mark.usefixtures("empty_register")
def test_a_person_sees_only_entries_that_exist_and_are_open_to_him() -> None:
    register(Entry("management", "账号", "account_logout", order=2))
    register(Entry("start", "首页", "ui:me", order=1))
    register(Entry("start", "还没有", "nothing:here", order=2))
    register(Entry("start", "不给看", "ui:style", order=3, may=lambda person: person.is_mayor))
    shown = shown_to(SimpleNamespace(is_mayor=False), "/me/")
    assert [each.label for each in shown] == ["首页", "账号"]
    assert [each.current for each in shown] == [True, False]


def shown(url: str) -> Any:
    return navigation.Shown(Entry("start", url, "x"), url)


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "/"),
        ("/tasks/", "/tasks/"),
        ("/tasks/12/", "/tasks/"),
        ("/tasks/mine/", "/tasks/mine/"),
        ("/x/", None),
    ],
)
def test_the_longest_beginning_is_the_current_entry(path: str, current: str | None) -> None:
    entries = [shown("/"), shown("/tasks/"), shown("/tasks/mine/")]
    mark_current(entries, path)
    assert [each.url for each in entries if each.current] == ([current] if current else [])


def test_a_page_under_another_address_marks_the_entry_that_it_belongs_to() -> None:
    theirs = navigation.Shown(Entry("start", "书", "x", also=("ui:style", "nothing:here")), "/x/")
    entries = [shown("/"), shown("/y/"), theirs]
    mark_current(entries, reverse("ui:style"))
    assert [each.url for each in entries if each.current] == ["/x/"]


@pytest.mark.usefixtures("empty_register")
def test_rows_of_all_entries_are_counted_together(person: Person, django_assert_num_queries: Any) -> None:
    others = Person.objects.exclude(pk=person.pk)
    register(Entry("start", "首页", "ui:me", count=lambda _person: Person.objects.all()))
    register(Entry("start", "别人", "ui:style", count=lambda _person: others.order_by("-name")))
    register(Entry("account", "账号", "account_logout", count=lambda _person: "新"))
    shown = shown_to(person, "/")
    with django_assert_num_queries(1):
        counts = {each.label: each.count for each in shown}
    assert counts == {"首页": 1, "别人": 0, "账号": "新"}
    assert [each.badge for each in shown if each.label == "账号"] == [0]


@pytest.mark.usefixtures("empty_register")
def test_a_count_is_asked_once_in_a_page(client: Client, person: Person) -> None:
    asked: list[Any] = []
    register(Entry("start", "待办", "ui:me", tab=True, count=lambda who: asked.append(who) or 3))
    client.force_login(person)
    page = client.get(reverse("ui:me")).content.decode()
    assert asked == [person]
    assert page.count('<span class="cnt">3</span>') == 1


def test_every_entry_of_the_house_leads_somewhere() -> None:
    for entry in navigation.entries():
        assert reverse(entry.url_name)


def test_a_signed_out_reader_sees_no_navigation(client: Client, db: None) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert 'class="side"' not in page
    assert 'class="tabbar"' not in page
    assert "signup" not in page


def test_the_persons_own_page_needs_a_sign_in(client: Client, db: None) -> None:
    response = client.get(reverse("ui:me"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_the_size_of_letters_is_kept_without_javascript(client: Client, db: None) -> None:
    response = client.post(reverse("ui:set_reading"), {"size": "xl", "next": "/accounts/login/"})
    assert response.headers["Location"] == "/accounts/login/"
    assert 'data-size="xl"' in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_the_reading_form_leads_nowhere_else(client: Client, db: None, target: str) -> None:
    response = client.post(reverse("ui:set_reading"), {"size": "huge", "next": target})
    assert response.headers["Location"] == reverse("ui:me")
    assert "size" not in response.cookies


@pytest.mark.parametrize(("demo", "status"), [(True, 200), (False, 404)])
def test_the_style_page_exists_only_in_a_demo(client: Client, db: None, demo: bool, status: int) -> None:
    with override_settings(DEMO=demo):
        assert client.get(reverse("ui:style")).status_code == status


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "登录"), ("en", "Sign in")])
def test_the_language_switch_works_without_javascript(
    client: Client, db: None, language: str, title: str
) -> None:
    client.post(reverse("set_language"), {"language": language, "next": "/accounts/login/"})
    assert f'<h1 id="h-door">{title}</h1>' in client.get(reverse("account_login")).content.decode()


def test_the_first_load_is_small() -> None:
    import gzip

    import django_htmx

    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    style = sum(len(gzip.compress(file.read_bytes())) for file in STATIC.glob("*.css"))
    script = len(gzip.compress((STATIC / "ui.js").read_bytes()))
    assert style <= 15_000
    assert style + script + len(gzip.compress(htmx.read_bytes())) <= 50_000
    assert len((STATIC / "ui.js").read_text("utf-8").splitlines()) <= 200
