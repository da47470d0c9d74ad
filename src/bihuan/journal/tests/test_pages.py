"""The record on its pages: in plain words, with ways to what the reader may see, and to nothing else."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override

from bihuan.journal import clock
from bihuan.journal.models import Event, EventPayload
from bihuan.journal.queries import governed_models
from bihuan.journal.rules import named, verb_name
from bihuan.people import actions as people
from bihuan.people.models import Person, Role
from bihuan.supervision.models import Status
from bihuan.supervision.tests.makers import MONDAY, make_cast, make_item, make_person

pytestmark = pytest.mark.django_db
VERB = re.compile(r'"((?:item|people|proposal|document|calendar|file)\.[a-z_]+)"')


def written_verbs() -> set[str]:
    """Every verb that an action writes out."""
    rooms = (settings.ROOT / "src" / "bihuan").glob("*/actions*")
    files = [file for room in rooms for file in ([room] if room.is_file() else room.glob("*.py"))]
    return {verb for file in files for verb in VERB.findall(Path(file).read_text())}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_verb_and_every_kind_of_thing_has_a_name(language: str) -> None:
    kinds = {model._meta.label_lower for model in governed_models()}
    with override(language):
        assert [verb for verb in written_verbs() if verb_name(verb) == verb] == []
        assert [kind for kind in kinds if named(kind).label == kind] == []
    assert len(written_verbs()) > 30


def read(person: Person, path: str = "/journal/") -> str:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(path)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_the_record_speaks_of_a_matter_by_its_name_and_leads_to_it() -> None:
    with clock.moving(MONDAY):
        cast = make_cast()
        item = make_item(cast, Status.DISPATCHED)
    page = read(cast.auditor)
    assert f'<a href="/tasks/{item.pk}/">事项 {item.number} {item.title}</a>' in page
    event = Event.objects.about("supervision.supervisionitem", item.pk).latest("pk")
    assert f'<a href="/tasks/{item.pk}/">' in read(cast.auditor, f"/journal/{event.pk}/")


def test_who_did_something_to_what_he_no_longer_sees_gets_no_way_to_it() -> None:
    with clock.moving(MONDAY):
        cast = make_cast()
        item = make_item(cast, Status.ACCEPTED)
        assert f'href="/tasks/{item.pk}/"' in read(cast.handler)
        (grant,) = cast.handler.role_grants.all()
        people.end_role(grant=grant, by=None, at=MONDAY)
    page = read(cast.handler)
    assert f"事项 {item.pk}" in page
    assert item.title not in page
    assert f'href="/tasks/{item.pk}/"' not in page


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_no_administrator_reads_of_the_citys_work_in_the_record(role: str) -> None:
    with clock.moving(MONDAY):
        cast = make_cast()
        item = make_item(cast, Status.DISPATCHED)
        (grant,) = cast.office.role_grants.all()
        people.end_role(grant=grant, by=None, at=MONDAY)
        # Not even what he himself did before he became one.
        people.grant_role(person=cast.office, role=role, unit=None, by=None, at=MONDAY)
        for person in (Person.objects.get(pk=cast.office.pk), make_person(role)):
            page = read(person)
            assert f"事项 {item.pk}" not in page
            assert item.title not in page
            assert not EventPayload.objects.visible_to(person).filter(event__verb="item.file").exists()
            for event in Event.objects.about("supervision.supervisionitem", item.pk):
                assert read(person, f"/journal/{event.pk}/") == "404"
