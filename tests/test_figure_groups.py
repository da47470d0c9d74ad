"""Addresses of groups: told apart once more, of a rest, and in any order of their words."""

from collections.abc import Iterator
from itertools import permutations, product
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.journal import clock
from bihuan.kernel.figures import Kind, kind_of, kinds
from bihuan.people.models import Person
from bihuan.supervision.models import Status
from bihuan.supervision.tests.makers import make_item
from bihuan.trace.queries import groups
from bihuan.trace.queries.figures import opened
from bihuan.trace.queries.groups import is_whole
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """The small world with matters in several states."""
    world = World()
    for status in (Status.DISPATCHED, Status.IN_PROGRESS, Status.SUBMITTED, Status.CLOSED):
        make_item(world.cast, status)
    return world


def test_a_group_can_be_told_apart_again_and_the_last_line_opens_too(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST_GROUPS", 1)
    kind, person = kind_of("supervision.open"), world.cast.mayor
    assert kind
    first, rest = opened(kind, person, clock.today(), {"by": "state"}).groups
    assert rest.word == groups.REST
    client.force_login(person)
    for each in (first, rest):
        page = client.get(f"{each.way}&by=month")
        assert page.context["figure"].value == each.amount
        assert sum(every.amount for every in page.context["found"].groups) == each.amount
        assert each.name in page.content.decode()
        address = f"/api/v1/figures/{kind.name}?of_state={each.word}"
        assert client.get(address).json()["value"] == each.amount
    gone = client.get(f"{reverse('trace:figure', args=[kind.name])}?of_state=gone")
    assert gone.status_code == 200
    assert gone.context["figure"].value == 0


def told_twice(kind: Kind, person: Person, ways: list[str]) -> Iterator[tuple[str, int]]:
    """The address of every group of every group of a figure, with the number that it is told with."""
    first, second = ways
    for each in opened(kind, person, clock.today(), {"by": first}).groups:
        words = dict(parse_qsl(urlsplit(each.way).query))
        for part in opened(kind, person, clock.today(), words | {"by": second}).groups:
            yield part.way, part.amount if is_whole(kind) else part.rows
            if part.counted_way:
                yield part.counted_way, part.counted


def test_an_address_of_groups_means_the_same_in_any_order(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some groups of a rest, and the rest of some groups: each opens what was told, on page and API."""
    monkeypatch.setattr(groups, "MOST_GROUPS", 1)
    person, today = world.cast.mayor, clock.today()
    client.force_login(person)
    shares = [kind for kind in kinds() if kind.counts is not None and len(kind.groups) > 1]
    kind = kind_of("supervision.open")
    assert kind
    for each, pair in product((kind, shares[0]), permutations(range(3), 2)):
        ways = list(each.groups)
        for way, value in told_twice(each, person, [ways[at % len(ways)] for at in pair]):
            said = parse_qsl(urlsplit(way).query)
            for order in (said, said[::-1]):
                assert opened(each, person, today, dict(order)).figure.value == value, way
    first, rest = opened(kind, person, today, {"by": "state"}).groups
    for each in (first, rest):
        words = dict(parse_qsl(urlsplit(each.way).query))
        for part in opened(kind, person, today, words | {"by": "month"}).groups:
            said = parse_qsl(urlsplit(part.way).query)
            for query in (urlencode(said), urlencode(said[::-1])):
                assert client.get(f"/api/v1/figures/{kind.name}?{query}").json()["value"] == part.amount
                page = client.get(f"{reverse('trace:figure', args=[kind.name])}?{query}")
                assert page.context["figure"].value == part.amount
    lost = client.get(f"/api/v1/figures/{kind.name}?of_month=*rest.state")
    assert lost.status_code == 422
