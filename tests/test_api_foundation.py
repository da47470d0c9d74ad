"""The API's common ground: tokens, one shape of refusal, bounded pages, Chinese as it is written."""

import hashlib
import re
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import override
from ninja import Field
from pydantic import ValidationError as PydanticError
from pydantic_core.core_schema import ErrorType

from bihuan.config.api import api
from bihuan.config.document import Document
from bihuan.journal import clock
from bihuan.people.models import ApiToken, Person, Role, RoleGrant, Unit, UnitKind
from bihuan.ui.refusals import WRONG, in_words
from bihuan.ui.schemas import CleanSchema

pytestmark = pytest.mark.django_db
TOKEN = "a-token-for-tests"


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user(username="someone", name="某某")


@pytest.fixture
def bearer(person: Person) -> dict[str, str]:
    now = clock.now()
    ApiToken.objects.create(
        person=person,
        name="test",
        digest=hashlib.sha256(TOKEN.encode()).hexdigest(),
        created_at=now,
        expires_at=now + timedelta(days=1),
    )
    return {"Authorization": f"Bearer {TOKEN}"}


def test_a_token_acts_as_its_person(client: Client, bearer: dict[str, str]) -> None:
    answer = client.get("/api/v1/people/me", headers=bearer)
    assert answer.status_code == 200
    assert "某某" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_sends_a_token_is_answered_about_the_token(person: Person, method: str) -> None:
    """Also from a signed-in browser, and for a write, before anything is asked of its session."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    send = getattr(browser, method)
    answer = send("/api/v1/tasks", content_type="application/json", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("spoil", ["revoked", "expired", "disabled", "unknown", "absent"])
def test_a_spoiled_token_is_refused_with_a_problem(
    client: Client, person: Person, bearer: dict[str, str], spoil: str
) -> None:
    now = clock.now()
    if spoil == "revoked":
        ApiToken.objects.update(revoked_at=now)
    elif spoil == "expired":
        ApiToken.objects.update(expires_at=now - timedelta(seconds=1))
    elif spoil == "disabled":
        Person.objects.update(is_active=False)
    headers = {"unknown": {"Authorization": "Bearer x"}, "absent": {}}.get(spoil, bearer)

    answer = client.get("/api/v1/people/me", headers=headers)

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 401


@pytest.mark.parametrize("path", ["/api/v1/people/units/99", f"/api/v1/people/units/{2**63 - 1}"])
def test_what_is_not_there_is_a_problem_too(client: Client, bearer: dict[str, str], path: str) -> None:
    answer = client.get(path, headers=bearer)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "path",
    [
        f"/api/v1/people/units/{2**70}",
        "/api/v1/people/units?limit=201",
        f"/api/v1/people/units?limit={2**70}",
        "/api/v1/calendar/workday?start=2026-01-01&days=99999999999",
    ],
)
def test_numbers_beyond_their_bounds_are_refused_by_name(
    client: Client, bearer: dict[str, str], path: str
) -> None:
    answer = client.get(path, headers=bearer)
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_pages_follow_each_other_without_gap_or_repeat(client: Client, bearer: dict[str, str]) -> None:
    made = [
        Unit.objects.create(
            name=f"单位{n}", short_name=f"单位{n}", kind=UnitKind.DEPARTMENT, path=f"{n}.", sort_key=str(n)
        ).pk
        for n in range(5)
    ]
    seen, cursor = [], ""
    while True:
        page = client.get(f"/api/v1/people/units?limit=2&cursor={cursor}", headers=bearer).json()
        seen += [unit["id"] for unit in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert seen == made[::-1]


def test_the_description_is_openapi_3_1(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    refused = described["paths"]["/api/v1/people/me"]["get"]["responses"]
    assert {"200", "401", "404", "409", "422"} <= set(refused)


def test_the_description_is_written_once_for_each_language() -> None:
    first = api.get_openapi_schema()
    assert api.get_openapi_schema() is first
    with translation.override("en"):
        assert api.get_openapi_schema() is not first


def test_no_two_shapes_of_the_description_share_a_name() -> None:
    met: dict[str, Any] = {}

    class Watched(Document):
        def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
            for name, shape in definitions.items():
                assert met.setdefault(name, shape) == shape, name
            super().add_schema_definitions(definitions)

    described = Watched(api, "/api/v1/")
    named = set(re.findall(r"#/components/schemas/([^\"']+)", str(described)))
    assert named <= set(described["components"]["schemas"]) == set(met)
    assert {"FiscalLineOut", "NoticesLineOut", "StandingsLineOut"} <= named


def test_a_token_is_worth_nothing_where_the_role_asks_for_a_second_step(
    client: Client, person: Person, bearer: dict[str, str], settings: Any
) -> None:
    settings.REQUIRE_MFA = True
    assert client.get("/api/v1/people/me", headers=bearer).status_code == 200
    RoleGrant.objects.create(person=person, role=Role.SUPERVISOR, granted_at=clock.now())
    assert client.get("/api/v1/people/me", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    "path", ["/api/v1/tasks?state=open", "/api/v1/notices?page=2", "/api/v1/people/me?x="]
)
def test_a_parameter_that_does_not_exist_is_refused_by_name(
    client: Client, bearer: dict[str, str], path: str
) -> None:
    """A mistyped filter must not answer with the whole register."""
    answer = client.get(path, headers=bearer)
    said = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert [error["field"] for error in said["errors"]] == [path.split("?")[1].split("=")[0]]


def test_a_refused_parameter_says_which_exist(client: Client, bearer: dict[str, str]) -> None:
    (error,) = client.get("/api/v1/tasks?state=open&group=open", headers=bearer).json()["errors"]
    assert "status" in error["message"]
    assert "group" in error["message"]


def test_a_stranger_learns_nothing_about_parameters(client: Client) -> None:
    assert client.get("/api/v1/tasks?state=open").status_code == 401


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "必须是整数。"), ("en", "Must be a whole number.")]
)
def test_what_is_wrong_with_a_field_is_said_in_the_readers_language(
    client: Client, bearer: dict[str, str], language: str, words: str
) -> None:
    headers = {**bearer, "Accept-Language": language}
    (error,) = client.get("/api/v1/tasks?unit_id=three", headers=headers).json()["errors"]
    assert error == {"field": "unit_id", "message": words}


def test_every_complaint_is_one_that_the_validation_of_shapes_makes() -> None:
    assert set(WRONG) - set(get_args(ErrorType)) == {"unholdable"}


class Shape(CleanSchema):
    count: int = Field(0, ge=1, lt=9)
    text: str = Field("xx", min_length=2, max_length=3)
    units: list[int] = Field([1], min_length=1, max_length=2)
    day: date | None = None
    at: datetime | None = None
    kind: Literal["one", "other"] = "one"
    sure: bool = False


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": 0}, {"count": 9}, {"count": "x"}, {"count": 1.5}, {"count": None}, {"text": "x"},
        {"text": "xxxx"}, {"text": 1}, {"text": "x\x00"}, {"units": []}, {"units": [1, 2, 3]}, {"units": "x"},
        {"day": "x"}, {"day": "2026-03-01T10:00:00"}, {"at": "x"}, {"kind": "third"}, {"sure": "x"},
    ],
)  # fmt: skip
def test_what_shapes_refuse_is_said_in_chinese(wrong: dict[str, Any]) -> None:
    with pytest.raises(PydanticError) as refused, override("zh-hans"):
        Shape.model_validate(wrong)
    with override("zh-hans"):
        said = [in_words(error) for error in refused.value.errors()]
    assert all(re.search(r"[\u4e00-\u9fff]", each) and "%(" not in each for each in said), said
