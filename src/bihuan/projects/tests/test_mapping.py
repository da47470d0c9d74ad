"""The timeline and the map: spans and delays as tables, tiles against rows, points by datum."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bihuan.journal import clock
from bihuan.projects import actions
from bihuan.projects.models import Borders, Project
from bihuan.projects.queries.facts import as_of
from bihuan.projects.queries.ledger import Wanted
from bihuan.projects.queries.territory import points, territory
from bihuan.projects.queries.timeline import scale_of, timeline
from bihuan.projects.rules.lateness import Bar, bar
from bihuan.projects.rules.orders import Place
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import NOON, TODAY
from bihuan.projects.tests.test_outline import SQUARE, feature, file_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
A, B, C = date(2026, 1, 1), date(2026, 2, 1), date(2026, 12, 31)
SAID = {"label": "name", "datum": "cgcs2000", "number": "皖S（2026）9号", "source": "市自然资源局"}


def url(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Bar()),
        ({"start_plan": A, "finish_plan": C}, Bar((A, C), None, 60)),
        ({"start_plan": A, "finish_plan": C, "start_fact": B}, Bar((A, C), (B, TODAY), 31, 0, is_open=True)),
        ({"finish_plan": B, "start_fact": A}, Bar((B, B), (A, TODAY), 0, 29, is_open=True)),
        ({"start_plan": A, "finish_plan": B, "start_fact": A, "finish_fact": B}, Bar((A, B), (A, B))),
        ({"start_plan": A, "finish_plan": A, "start_fact": A, "finish_fact": B}, Bar((A, A), (A, B), 0, 31)),
        ({"start_plan": A, "status": "dropped"}, Bar((A, A), None)),
        ({"start_plan": C, "finish_plan": A}, Bar((A, A), None, 0, 60)),
    ],
)
def test_delays_count_from_the_plan(facts: dict[str, Any], expected: Bar) -> None:
    assert bar(Project(**{"status": "prelim", **facts}), TODAY) == expected


def test_a_scale_holds_what_is_shown_and_today() -> None:
    scale = scale_of([Bar((date(2024, 5, 1), date(2027, 3, 1)))], TODAY, "")
    assert (scale.first, scale.last) == (date(2024, 1, 1), date(2027, 12, 31))
    assert (scale.x(date(1999, 1, 1)), scale.x(date(2099, 1, 1))) == (0, 1000)
    assert len(scale.ticks) == 4
    assert len(scale_of([], TODAY, "quarter").ticks) == 12
    far = scale_of([Bar((date(1990, 1, 1), date(2090, 1, 1)))], TODAY, "")
    assert far.last.year - far.first.year == 9
    assert far.first < TODAY < far.last


@pytest.fixture
def placed() -> makers.Crew:
    """Four projects: in CGCS2000, in WGS-84 outside of the square, in GCJ-02, and without a place."""
    crew = makers.make_crew()
    for name, lon, datum in (("大地", 117.5, "cgcs2000"), ("远方", 120.0, "wgs84"), ("火星", 117.5, "gcj02")):
        project = makers.make_project(crew, name=name, code=None, region="340401")
        actions.place(project=project, where=Place(lon, 32.5, datum), by=crew.planner, at=NOON)
    makers.make_project(crew, name="无处", code=None, region="340402")
    rows = [("340401", "东城区", 2000, None)]
    actions.add_codes(table="region", rows=rows, by=crew.planner, at=NOON)
    return crew


def hand_in(client: Client, crew: makers.Crew, content: bytes | None = None, **changes: str) -> Any:
    client.force_login(crew.planner)
    upload = SimpleUploadedFile("边界.geojson", file_of(feature([SQUARE])) if content is None else content)
    return client.post(url("borders_new"), {**SAID, **changes, "file": upload})


def test_points_of_another_datum_stand_beside_the_map(client: Client, placed: makers.Crew) -> None:
    assert hand_in(client, placed).status_code == 302
    found = territory(placed.planner, as_of(TODAY))
    assert found.map
    assert (found.map.drawn, found.beside_count, found.unmatched) == (1, 3, [])
    assert {each.project.name: each.reason for each in found.beside} == {
        "远方": "outside",
        "火星": "datum",
        "无处": "place",
    }
    page = client.get(url("territory_map"))
    assert "皖S（2026）9号" in page.text
    assert "GCJ-02" in page.text
    assert hand_in(client, placed, datum="gcj02").status_code == 302
    found = territory(placed.planner, as_of(TODAY))
    assert {each.project.name: each.reason for each in found.beside}["大地"] == "datum"


def test_tiles_count_what_the_register_then_shows(client: Client, placed: makers.Crew) -> None:
    found = territory(placed.planner, as_of(TODAY))
    assert [(tile.name, tile.count) for tile in found.tiles] == [("东城区", 3), ("340402", 1)]
    client.force_login(placed.planner)
    with clock.moving(NOON):
        for tile in found.tiles:
            page = client.get(f"{url('project_list')}?{tile.query}")
            assert len(page.context["page"].rows) == tile.count
            red = client.get(f"{url('project_list')}?{tile.red_query}")
            assert len(red.context["page"].rows) == tile.red
    assert found.total.count == 4
    assert territory(placed.leader, as_of(TODAY)).tiles == []


@pytest.mark.parametrize(
    "content",
    [b"{}", b"PK\x03\x04", b"[" * 5_000, file_of(feature([[[1, 1]]])), file_of(feature([SQUARE], 1))],
)
def test_what_is_no_border_is_refused_in_words(client: Client, placed: makers.Crew, content: bytes) -> None:
    assert hand_in(client, placed, content).status_code == 422
    assert hand_in(client, placed, number="").status_code == 422
    assert not Borders.objects.exists()
    client.force_login(placed.head)
    assert client.get(url("borders_new")).status_code == 403


def test_the_points_are_geojson_and_never_gcj02(client: Client, placed: makers.Crew) -> None:
    client.force_login(placed.planner)
    answer = client.get(url("points_file"))
    said = json.loads(answer.content)
    assert (answer["Content-Type"], said["type"]) == ("application/geo+json", "FeatureCollection")
    by_name = {each["properties"]["name"]: each for each in said["features"]}
    assert by_name["大地"]["geometry"] == {"type": "Point", "coordinates": [117.5, 32.5]}
    assert by_name["火星"]["geometry"] is None
    assert "GCJ-02" in by_name["火星"]["properties"]["no_geometry"]
    assert "no_geometry" not in by_name["远方"]["properties"]
    assert points(placed.leader, Wanted(), as_of(TODAY))["features"] == []


@pytest.mark.parametrize(
    "query", ["", "scale=quarter", "group=new&light=red&q=x", "after=1&scale=x", "region=none"]
)
def test_the_timeline_and_the_map_ask_little(
    client: Client, placed: makers.Crew, query: str, django_assert_max_num_queries: Any
) -> None:
    for count in range(6):
        late = TODAY - timedelta(count)
        makers.make_project(placed, name=f"项目{count}", code=None, region="340401", start_plan=late)
    client.force_login(placed.planner)
    for name in ("project_timeline", "territory_map"):
        client.get(url(name))
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(f"{url(name)}?{query}").status_code == 200


def test_the_timeline_has_a_drawing_with_words_for_each_row(client: Client, placed: makers.Crew) -> None:
    drawn = timeline(placed.planner, Wanted(), as_of(TODAY))
    assert [row.project.name for row in drawn.page.rows] == ["大地", "远方", "火星", "无处"]
    client.force_login(placed.planner)
    text = client.get(url("project_timeline")).text
    assert text.count('class="gantt"') == 4
    assert "style=" not in text
