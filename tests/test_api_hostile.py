"""Every route of the API against values that its own description allows or forbids: never a server error."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings

from bihuan.config.api import api
from bihuan.config.wsgi import application
from bihuan.journal import clock
from bihuan.people import actions as people
from bihuan.supervision.models import Status
from bihuan.supervision.tests.makers import MONDAY, make_cast, make_item

pytestmark = [pytest.mark.django_db, pytest.mark.once("postgresql")]
# A nightly run asks for more: each example is a whole request.
EXAMPLES = 6


ROUTES = [
    (method, path)
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method in methods
]


@pytest.fixture(scope="module", autouse=True)
def _open_connection() -> Iterator[None]:
    """Keep the test's transaction open from request to request, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def described(_open_connection: None) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def key() -> str:
    """The supervision office's token, in a city with a few matters."""
    with clock.moving(MONDAY):
        cast = make_cast()
        for status in (Status.DRAFT, Status.DISPATCHED, Status.IN_PROGRESS, Status.SUBMITTED):
            make_item(cast, status)
    return people.issue_token(name="test", by=cast.office, at=clock.now())[1]


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=lambda part: part.replace("/api/v1/", ""))
def test_no_request_is_answered_with_a_server_error(described: Any, key: str, method: str, path: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}

    @given(case=described[path][method].as_strategy())
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def attempt(case: Any) -> None:
        answer = case.call(headers=headers)
        assert answer.status_code < 500, case.as_curl_command()

    attempt()
