"""Every route × method × role × relation answers as tests/permissions.py says; no route stands outside it."""

import json
import logging
import os
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from bihuan.people.models import Person
from tests.permissions import EVERYONE, TABLE, Rule
from tests.world import World

METHODS = ("GET", "POST", "PUT", "DELETE")
# In so many parts, so that several processes share the work.
PARTS = 8
# Where everybody is asked on PostgreSQL, these are on SQLite: one who sees much, and one who sees little.
ON_SECOND = ("supervisor", "other_head")


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """All routes that the installation answers, as patterns."""
    for each in resolver.url_patterns:
        route = f"{before}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from routes(each, route)
        else:
            yield route


ROUTES = sorted(set(routes(get_resolver())))


@pytest.fixture
def world(db: None) -> World:
    """One world for all rows; every request is undone."""
    return World()


@pytest.fixture
def keys(world: World) -> dict[str, str]:
    """A session for every actor."""
    found = {}
    for name, person in world.actors.items():
        client = Client()
        if person is not None:
            client.force_login(person)
            found[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


@pytest.fixture
def denials() -> Iterator[list[logging.LogRecord]]:
    """What the log of refusals receives."""
    seen: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = seen.append  # type: ignore[method-assign]
    log = logging.getLogger("bihuan.denied")
    log.addHandler(handler)
    yield seen
    log.removeHandler(handler)


def ask(world: World, key: str, route: str, method: str) -> HttpResponse:
    """Send one request as one person, and undo what it did."""
    row = TABLE[route]
    parts = world.thing(row.thing)
    path = "/" + (row.path or re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(parts[found[1]]), route))
    said = row.rules.get(method, Rule()).body
    body = {key: value(world) if callable(value) else value for key, value in said.items()}
    client = Client(raise_request_exception=False)
    if key:
        client.cookies[settings.SESSION_COOKIE_NAME] = key
    with transaction.atomic():
        if route.startswith("api/"):
            answer = client.generic(method, path, json.dumps(body), content_type="application/json")
        else:
            answer = getattr(client, method.lower())(path, body or None)
        transaction.set_rollback(True)
    if answer.streaming:
        # A file that is handed out is closed when it has been read.
        list(answer)
    return answer


def decision(answer: HttpResponse) -> str:
    """What an answer says about the person who asked."""
    if answer.status_code in (301, 302) and answer["Location"].startswith(reverse("account_login")):
        return "door"
    return {401: "door", 403: "refused", 404: "hidden", 405: "no such method", 500: "broken"}.get(
        answer.status_code, "let through"
    )


def expected(name: str, rule: Rule) -> str:
    if name == "anonymous" and not rule.is_open:
        return "door"
    if name in rule.hidden or (name == "anonymous" and not rule.yes):
        return "hidden"
    return "let through" if name in rule.yes or name == "anonymous" else "refused"


def test_every_route_stands_in_the_table() -> None:
    missing = [route for route in ROUTES if route not in TABLE]
    assert not missing, "add rows to tests/permissions.py for " + ", ".join(missing)


def test_the_table_names_no_route_that_does_not_exist() -> None:
    assert [route for route in TABLE if route not in ROUTES] == []


def test_the_table_names_everybody_and_nobody_else(world: World) -> None:
    assert set(world.actors) == EVERYONE | {"anonymous"}


def asked(world: World) -> dict[str, Person | None]:
    """Whom each route is asked for: everybody, once for each change to be tried."""
    if os.environ.get("BIHUAN_LANE") != "sqlite":
        return world.actors
    return {name: world.actors[name] for name in ON_SECOND}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_route_answers_everybody_as_the_table_says(
    world: World,
    keys: dict[str, str],
    denials: list[logging.LogRecord],
    subtests: pytest.Subtests,
    part: int,
) -> None:
    people = asked(world)
    for route in ROUTES[part::PARTS]:
        for method, rule in TABLE[route].rules.items() if route in TABLE else ():
            with subtests.test(f"{method} {route}"):
                wrong = []
                for name, person in people.items():
                    denials.clear()
                    answer = ask(world, keys.get(name, ""), route, method)
                    if decision(answer) != expected(name, rule):
                        wrong.append(f"{name}: {answer.status_code}, not {expected(name, rule)}")
                    elif answer.status_code in (403, 404) and person is not None:
                        assert [record.person_id for record in denials] == [person.pk]
                assert not wrong, f"{method} {route}: {'; '.join(wrong)}"


@pytest.mark.once("postgresql")
@pytest.mark.parametrize("part", range(PARTS))
def test_no_route_has_a_method_that_the_table_does_not_name(
    world: World, keys: dict[str, str], subtests: pytest.Subtests, part: int
) -> None:
    for route in ROUTES[part::PARTS]:
        if route not in TABLE or TABLE[route].is_method_blind:
            continue
        with subtests.test(route):
            others = [name for name in METHODS if name not in TABLE[route].rules]
            answers = {
                f"{method} {name}": ask(world, keys.get(name, ""), route, method)
                for method in others
                for name in ("anonymous", "supervisor", "system_admin")
            }
            wrong = [
                f"{key} {answer.status_code}"
                for key, answer in answers.items()
                if decision(answer) == "let through"
            ]
            assert not wrong, f"{route}: {'; '.join(wrong)}"
