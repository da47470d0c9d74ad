"""The process page, its API and its exports: numbers that open, who sees whose, few questions, no names."""

import gzip
import json
import re
import sqlite3
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bihuan.conduct.queries import process
from bihuan.conduct.queries.exports import FORMS
from bihuan.conduct.rules.process import VIEWS
from bihuan.journal import clock, sealing
from bihuan.people.models import Person
from bihuan.supervision.models import Status, SupervisionItem
from bihuan.supervision.tests.makers import Cast, make_cast, make_item

pytestmark = pytest.mark.django_db
QUERIES, NODES = 12, 1500
LEADS, OTHERS = 4, 2


@pytest.fixture
def cast(settings: Any, tmp_path: Path) -> Cast:
    """Four matters of the lead unit that are closed, two of another unit under way: sealed and extracted."""
    settings.DATA_DIR = tmp_path
    cast = make_cast()
    with transaction.atomic():
        for _number in range(LEADS):
            make_item(cast, Status.CLOSED)
        for _number in range(OTHERS):
            make_item(cast, Status.DISPATCHED, leads=(cast.other,), co_units=())
    while sealing.seal(at=clock.now()):
        pass
    call_command("extract")
    return cast


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def seen(person: Person, unit: str = "") -> process.Seen:
    return process.seen(process.scope_of(person, "", unit, clock.today()))


def counted(person: Person, view: str, unit: str = "") -> dict[tuple[str, ...], int]:
    return {tuple(line.said.values()): line.count for line in seen(person, unit).views[view]}


def test_the_office_sees_the_city_and_a_unit_its_own(cast: Cast) -> None:
    assert counted(cast.office, "all") == {(): LEADS + OTHERS}
    assert counted(cast.auditor, "steps")["dispatch",] == LEADS + OTHERS
    assert counted(cast.head, "steps") == counted(cast.office, "steps", str(cast.lead.pk))
    assert counted(cast.head, "all") == {(): LEADS}
    assert counted(cast.stranger, "ways") == {("dispatch",): OTHERS}
    assert counted(cast.office, "skipped")["check",] == LEADS
    assert ("report",) not in counted(cast.office, "skipped")
    assert counted(cast.office, "follows")["report", "submit"] == LEADS


def test_what_was_counted_is_kept_until_the_extract_moves_on(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            seen(cast.leader)
        return len(made)

    assert asked() > asked() == asked()
    with transaction.atomic():
        make_item(cast, Status.DISPATCHED)
    while sealing.seal(at=clock.now()):
        pass
    assert counted(cast.leader, "all") == {(): LEADS}
    call_command("extract")
    assert counted(cast.leader, "all") == {(): LEADS + 1}


def test_of_few_matters_that_a_leader_may_not_open_he_is_told_nothing(cast: Cast) -> None:
    # Two matters lie outside his portfolio: too few to be told of.
    assert counted(cast.leader, "all") == {(): LEADS}
    assert ("dispatch",) not in counted(cast.leader, "ways")
    assert all(line.times is None for line in seen(cast.leader).views["all"])
    # Four lie outside the other's: enough.
    assert counted(cast.other_leader, "all") == {(): LEADS + OTHERS}
    answer = signed_in(cast.other_leader).get(reverse("conduct:process_matters"), {"view": "all"})
    assert len(answer.context["found"].items) == OTHERS
    assert answer.context["found"].others == LEADS
    few = signed_in(cast.leader).get(reverse("conduct:process_matters"), {"view": "all"})
    assert few.context["found"].others is None
    hidden = {"view": "ways", "way": "dispatch"}
    assert not signed_in(cast.leader).get(reverse("conduct:process_matters"), hidden).context["found"].items


def test_every_number_is_of_its_matters_and_opens_into_those_that_one_may_see(cast: Cast) -> None:
    for person in (cast.office, cast.leader, cast.other_leader, cast.head):
        client, mine = signed_in(person), SupervisionItem.objects.visible_to(person)
        lines = [line for lines in seen(person).views.values() for line in lines]
        assert {line.view for line in lines} >= {"all", "steps", "ways", "waits"}
        for line in lines[:: 1 if person == cast.office else 5]:
            assert line.figure.is_true(), line
            found = client.get(line.figure.url).context["found"]
            shown = set(found.items)
            assert shown == set(mine.filter(pk__in=line.behind())), line
            assert found.others is None or len(shown) + found.others == line.count


def test_the_page_holds_its_numbers_and_asks_little(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = signed_in(cast.office)
    with django_assert_max_num_queries(QUERIES):
        page = client.get(reverse("conduct:process")).content.decode()
    assert page.count("<") / 2 < NODES
    assert "style=" not in page.split("<main")[1]
    assert page.count('class="e"') == len([k for k in counted(cast.office, "follows") if k[0] != k[1]])
    for form in FORMS:
        assert reverse("conduct:process_export", args=[form]) in page
    own = signed_in(cast.head).get(reverse("conduct:process")).content.decode()
    assert reverse("conduct:process_export", args=["xes"]) not in own
    assert cast.other.short_name not in own


def test_nothing_sealed_is_an_empty_page(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    cast = make_cast()
    assert 'class="empty"' in signed_in(cast.office).get(reverse("conduct:process")).content.decode()


@pytest.mark.parametrize("query", ["months=2026-13", "months=x", "unit=abc", "unit=98765", "unit=²"])
def test_what_makes_no_sense_is_refused_with_a_sentence(cast: Cast, query: str) -> None:
    client = signed_in(cast.office)
    assert client.get(f"{reverse('conduct:process')}?{query}").status_code == 422
    answer = client.get(f"/api/v1/conduct/process?{query}")
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_a_head_asks_for_no_other_unit_and_nobody_for_an_unknown_view(cast: Cast) -> None:
    client = signed_in(cast.head)
    assert client.get(f"{reverse('conduct:process')}?unit={cast.other.pk}").status_code == 403
    assert client.get(f"{reverse('conduct:process')}?unit={cast.lead.pk}").status_code == 200
    assert client.get(f"{reverse('conduct:process_matters')}?view=gossip").status_code == 404
    assert client.get("/api/v1/conduct/process/matters?view=gossip").status_code == 422


def test_the_api_says_the_same(cast: Cast) -> None:
    client = signed_in(cast.office)
    said = client.get("/api/v1/conduct/process").json()
    assert set(said["views"]) == set(VIEWS)
    found = {tuple(line["key"].values()): line["matters"] for line in said["views"]["follows"]}
    assert found == counted(cast.office, "follows")
    answer = client.get("/api/v1/conduct/process/matters?view=follows&step=report&then=submit").json()
    assert len(answer["items"]) == LEADS
    assert answer["others"] == 0


def taken(cast: Cast, form: str) -> bytes:
    answer = signed_in(cast.auditor).get(reverse("conduct:process_export", args=[form]))
    assert answer.status_code == 200
    content: bytes = answer.getvalue()  # type: ignore[attr-defined]
    return content


def acts_of(cast: Cast) -> dict[str, int]:
    """How many acts of the record each matter has, by its number."""
    kind = "supervision.supervisionitem"
    from bihuan.journal.models import Event

    return {
        item.number or "": Event.objects.about(kind, item.pk).count()
        for item in SupervisionItem.objects.all()
    }


def test_xes_holds_every_act_by_number_and_unit(cast: Cast) -> None:
    text = gzip.decompress(taken(cast, "xes"))
    log = ElementTree.fromstring(text)  # noqa: S314 - our own file
    space = {"x": "http://www.xes-standard.org/"}
    order = [each.tag.split("}")[1] for each in log]
    assert order == sorted(order, key=["extension", "global", "classifier", "trace"].index)
    found = {}
    for trace in log.iterfind("x:trace", space):
        name = trace.find("x:string[@key='concept:name']", space)
        assert name is not None
        found[name.get("value")] = len(trace.findall("x:event", space))
    assert found == acts_of(cast)
    units = {each.get("value") for each in log.iterfind(".//x:string[@key='org:group']", space)}
    assert units == {cast.lead.short_name}


def test_ocel_json_names_only_things_and_types_that_it_has(cast: Cast) -> None:
    said = json.loads(taken(cast, "ocel-json"))
    assert set(said) == {"objectTypes", "eventTypes", "objects", "events"}
    for things, types in (("objects", "objectTypes"), ("events", "eventTypes")):
        known = {each["name"]: {a["name"] for a in each["attributes"]} for each in said[types]}
        for each in said[things]:
            assert {a["name"] for a in each["attributes"]} <= known[each["type"]]
    ids = [each["id"] for each in said["objects"]]
    assert len(ids) == len(set(ids))
    tied = {tie["objectId"] for each in (*said["objects"], *said["events"]) for tie in each["relationships"]}
    assert tied <= set(ids)
    assert len(said["events"]) == sum(acts_of(cast).values())


def test_ocel_sqlite_says_what_the_json_says(cast: Cast, tmp_path: Path) -> None:
    said = json.loads(taken(cast, "ocel-json"))
    path = tmp_path / "taken.sqlite"
    path.write_bytes(taken(cast, "ocel-sqlite"))
    base = sqlite3.connect(path)
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    for name, things in (("event", "events"), ("object", "objects")):
        rows = dict(base.execute(f"SELECT ocel_id, ocel_type FROM {name}"))  # noqa: S608 - fixed names
        assert rows == {each["id"]: each["type"] for each in said[things]}
        for kind in set(rows.values()):
            own = {pk for (pk,) in base.execute(f"SELECT ocel_id FROM {name}_{kind}")}  # noqa: S608
            assert own == {pk for pk, each in rows.items() if each == kind}
    ties = set(base.execute("SELECT * FROM event_object"))
    assert ties == {
        (each["id"], tie["objectId"], tie["qualifier"])
        for each in said["events"]
        for tie in each["relationships"]
    }
    base.close()


def test_no_export_holds_a_person_or_a_title(cast: Cast) -> None:
    texts = [gzip.decompress(taken(cast, "xes")), taken(cast, "ocel-json"), taken(cast, "ocel-sqlite")]
    names = [person.name for person in Person.objects.all()] + ["推进老旧小区改造"]
    for text in texts:
        assert not [name for name in names if name.encode() in text]
        assert not re.search(rb'"(handler|signed_by|actor|by)_id"', text)


def test_only_the_office_and_auditors_take_the_record_away(cast: Cast) -> None:
    for person in (cast.mayor, cast.leader, cast.head):
        assert signed_in(person).get(reverse("conduct:process_export", args=["xes"])).status_code == 403
    assert signed_in(cast.office).get(reverse("conduct:process_export", args=["doc"])).status_code == 404
