"""The path for programs: the same numbers as on the page, for the same eyes, and looked at on record."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from bihuan.conduct.models import Look
from bihuan.indicators.tests.makers import NOON, make_series
from bihuan.journal import clock
from bihuan.people.models import Person, Role
from bihuan.people.tests import makers as people
from bihuan.projects.tests.makers import make_problem
from bihuan.supervision.models import Status
from bihuan.supervision.tests.makers import make_cast, make_item
from bihuan.trace import actions
from bihuan.trace.rules import Facts
from bihuan.trace.tests.makers import FEBRUARY, Scene, make_scene, put_in_post

pytestmark = pytest.mark.django_db
PATH = "/api/v1/trace"
WARM = 12


@pytest.fixture
def scene() -> Any:
    with clock.moving(NOON):
        yield make_scene()


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_path_adds_up_and_ends_at_what_is_on_record(scene: Scene) -> None:
    said = as_(scene.bureau.mayor).get(PATH).json()
    assert sum(each["contribution"] for each in said["areas"]) + said["between"] == said["number"]["gap"]
    chosen = next(each for each in said["areas"] if each["id"] == said["area_id"])
    carried = sum(each["contribution"] for each in said["projects"]) + said["untied"]
    assert carried + (said["others"] or 0) == chosen["contribution"]
    assert said["project_id"] == scene.stuck.pk
    assert said["unit_id"] == scene.problem.unit_id
    assert said["conduct"]["reports"] == 0
    assert "煤制乙二醇" in said["story"]
    assert "<" not in said["story"]
    [look] = Look.objects.all()
    assert (look.by, look.unit_id) == (scene.bureau.mayor, scene.problem.unit_id)


def test_what_is_chosen_is_followed_and_what_is_not_there_is_not_found(scene: Scene) -> None:
    client = as_(scene.bureau.mayor)
    said = client.get(PATH, {"indicator": "industry", "project": scene.other.pk}).json()
    assert said["project_id"] == scene.other.pk
    for strange in ({"indicator": "happiness"}, {"indicator": "industry", "area": "987654"}):
        assert client.get(PATH, strange).status_code == 404
    assert client.get(PATH, {"indikator": "industry"}).status_code == 422


def test_a_stranger_is_told_of_no_project_and_no_conduct(scene: Scene) -> None:
    said = as_(scene.bureau.stranger).get(PATH).json()
    assert (said["projects"], said["units"], said["conduct"]) == ([], [], None)
    assert not Look.objects.exists()


def test_a_step_asks_few_questions_and_is_never_older_than_the_record(
    scene: Scene, django_assert_max_num_queries: Any
) -> None:
    client = as_(scene.bureau.mayor)
    # The first look of a day writes, and is no reason to reckon anew.
    client.get(PATH)
    with django_assert_max_num_queries(WARM):
        before = client.get(PATH).json()
    for path in (PATH, "/trace/"):
        with django_assert_max_num_queries(WARM):
            client.get(path)
    assert before["statements"] == []
    head = people.person(Role.HEAD, scene.problem.unit)
    actions.state(
        unit=scene.problem.unit, facts=Facts(project=scene.stuck), text="已报省厅。", by=head, at=NOON
    )
    assert len(client.get(PATH).json()["statements"]) == 1


def test_no_column_is_older_than_the_record(scene: Scene) -> None:
    """Whatever is written: the path is what a city without a memory would find."""
    client, cast = as_(scene.bureau.mayor), make_cast()
    solver = scene.problem.unit
    head = people.person(Role.HEAD, solver)
    own = Facts(figure="supervision.open")
    writes: list[Callable[[], object]] = [
        lambda: make_problem(scene.crew, scene.other),
        lambda: make_item(replace(cast, lead=solver), Status.DISPATCHED),
        lambda: make_series(scene.bureau, scene.industry, {FEBRUARY: "0.1"}, scene.bureau.park),
        lambda: put_in_post(head, solver, "局长"),
        lambda: actions.state(unit=solver, facts=own, text="已办。", by=head, at=NOON),
    ]
    client.get(PATH)
    for number, write in enumerate(writes):
        before = client.get(PATH).json()
        write()
        kept = client.get(PATH).json()
        cache.clear()
        assert kept == client.get(PATH).json(), number
        assert kept != before, number
