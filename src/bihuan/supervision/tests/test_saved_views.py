"""Filters of the register under a name: whose they are, who is offered them, what is refused."""

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.journal.models import Event
from bihuan.journal.queries import differences
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person
from bihuan.supervision import actions
from bihuan.supervision.models import Audience, SavedView
from bihuan.supervision.queries.saved_views import saved_views
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def save(by: Person, name: str = "逾期", query: str = "?group=overdue&after=x", **more: str) -> SavedView:
    return actions.save_view(name=name, query=query, by=by, at=MONDAY, **more)


def names(person: Person) -> list[str]:
    return [view.name for view in saved_views(person)]


def test_a_view_keeps_the_filters_without_the_place_in_the_list(cast: Cast) -> None:
    assert (
        save(cast.head, query="?q=&urgency=urgent&group=overdue&after=99").query
        == "group=overdue&urgency=urgent"
    )
    assert Event.objects.filter(verb="view.save", actor_id=cast.head.pk).count() == 1
    assert not [each for each in differences() if each.kind == "supervision.savedview"]


def test_one_sees_his_own_views_and_what_the_office_offers_him(cast: Cast) -> None:
    save(cast.head, "我的")
    save(cast.office, "给单位", audience=Audience.UNITS)
    save(cast.office, "给大家", audience=Audience.EVERYBODY)
    save(cast.office, "办公室")
    assert set(names(cast.head)) == {"我的", "给单位", "给大家"}
    assert names(cast.leader) == ["给大家"]
    assert set(names(cast.office)) == {"给单位", "给大家", "办公室"}
    assert names(cast.system_admin) == []


def test_only_the_office_keeps_views_for_others_and_administrators_none(cast: Cast) -> None:
    for audience in (Audience.UNITS, Audience.EVERYBODY):
        with pytest.raises(Denied):
            save(cast.head, audience=audience)
    with pytest.raises(Denied):
        save(cast.system_admin)


@pytest.mark.parametrize(
    ("name", "query"),
    [("", "group=all"), ("长" * 41, "group=all"), ("空", "?after=3"), ("多", f"q={'长' * 300}")],
)
def test_a_view_without_name_or_filters_is_refused(cast: Cast, name: str, query: str) -> None:
    with pytest.raises(Invalid):
        save(cast.head, name, query)
    assert not SavedView.objects.exists()


def test_a_name_is_taken_once_and_is_free_again_when_its_view_is_dropped(cast: Cast) -> None:
    view = save(cast.head)
    with pytest.raises(Conflict):
        save(cast.head)
    with pytest.raises(Denied):
        actions.drop_view(view=view, by=cast.office, at=MONDAY)
    actions.drop_view(view=view, by=cast.head, at=MONDAY)
    with pytest.raises(Conflict):
        actions.drop_view(view=view, by=cast.head, at=MONDAY)
    assert save(cast.head).pk != view.pk


def test_the_page_saves_offers_and_drops_a_view(cast: Cast) -> None:
    make_item(cast)
    client = Client()
    client.force_login(cast.head, backend=BACKEND)
    answer = client.post(
        reverse("supervision:view_save"),
        {"name": "在办", "filters": "group=open&urgency=normal"},
        follow=True,
    )
    assert answer.status_code == 200
    assert "在办" in answer.content.decode()
    (view,) = saved_views(cast.head)
    assert (
        f'href="?{view.query.replace("&", "&amp;")}"'
        in client.get(reverse("supervision:task_list")).content.decode()
    )
    client.post(reverse("supervision:view_drop", args=[view.pk]))
    assert saved_views(cast.head) == []
    assert client.post(reverse("supervision:view_save"), {"name": "空", "filters": ""}).status_code == 422
