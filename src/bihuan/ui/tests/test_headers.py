"""What every answer carries, and how a refusal looks to a browser, to htmx and to a program."""

import re

import pytest
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client, override_settings
from django.urls import include, path

from bihuan.kernel.errors import Conflict, Denied, DomainError, Invalid
from bihuan.ui.refusals import status_of

ERRORS = {
    "denied": Denied("只有牵头单位可以报进展。"),
    "conflict": Conflict("已经办结。"),
    "invalid": Invalid("办结日期要晚于交办日期。"),
    "other": DomainError("别的原因。"),
    "missing": Http404(),
}
STATUSES = {"denied": 403, "conflict": 409, "invalid": 422, "other": 422, "missing": 404}


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise ERRORS[kind]


def move(request: HttpRequest, where: str) -> HttpResponse:
    response = redirect(f"/{where}/")
    response.set_cookie("kept", "yes")
    return response


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


def busy(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked")


urlpatterns = [
    path("no/<kind>/", refuse),
    path("api/no/<kind>/", refuse),
    path("go/<path:where>/", move),
    path("fail/", fail),
    path("busy/", busy),
    path("api/busy/", busy),
    path("api/fail/", fail),
    path("", include("bihuan.config.urls")),
]
handler404 = "bihuan.ui.views.not_found"
handler500 = "bihuan.ui.views.failed"

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def directives(response: HttpResponse) -> dict[str, str]:
    policy = response.headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


@pytest.mark.parametrize("address", ["/accounts/login/", "/no/denied/", "/nowhere/", "/api/no/denied/"])
def test_every_answer_allows_only_what_the_site_serves_itself(client: Client, address: str) -> None:
    assert directives(client.get(address)) == {
        "default-src": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }


def test_signed_in_pages_stay_out_of_caches(client: Client) -> None:
    assert client.get("/nowhere/").headers.get("Cache-Control") is None
    client.cookies["sessionid"] = "something"
    assert client.get("/nowhere/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_a_refusal_is_a_page_with_its_own_words(client: Client, kind: str, status: int) -> None:
    response = client.get(f"/no/{kind}/")
    assert response.status_code == status
    assert "<h1>" in response.content.decode()
    assert str(ERRORS[kind]) in response.content.decode()


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_htmx_gets_the_refusal_as_a_fragment_for_its_slot(client: Client, kind: str, status: int) -> None:
    response = client.get(f"/no/{kind}/", headers={"HX-Request": "true"})
    assert response.status_code == status
    assert response.headers["HX-Retarget"] == "#refusal"
    assert response.headers["HX-Reselect"] == ".errs"
    assert "<html" not in response.content.decode()
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_a_program_gets_a_problem_document(client: Client, kind: str, status: int) -> None:
    response = client.get(f"/api/no/{kind}/")
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert str(ERRORS[kind]) in response.json()["detail"]


def test_an_unknown_api_address_is_a_problem_document(client: Client) -> None:
    response = client.get("/api/nothing/here/")
    assert (response.status_code, response.json()["status"]) == (404, 404)


def test_a_fault_of_ours_is_told_calmly_and_without_details(client: Client) -> None:
    client.raise_request_exception = False
    page, answer = client.get("/fail/"), client.get("/api/fail/")
    assert (page.status_code, answer.status_code) == (500, 500)
    assert "a fault of ours" not in page.content.decode() + answer.content.decode()
    assert answer.headers["Content-Type"] == "application/problem+json"


@override_settings(DEBUG=False)
@pytest.mark.parametrize("address", ["/busy/", "/api/busy/"])
def test_a_busy_database_is_told_as_such_and_asked_again_later(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "locked" not in response.content.decode()


def test_a_form_that_was_open_too_long_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/reading/", {"size": "l"})
    assert response.status_code == 403
    assert "页面打开太久了" in response.content.decode()


@pytest.mark.parametrize(("error", "status"), [(Denied(""), 403), (Conflict(""), 409), (Invalid(""), 422)])
def test_each_refusal_has_its_status(error: DomainError, status: int) -> None:
    assert status_of(error) == status


@pytest.mark.parametrize("address", ["/accounts/login/", "/no/denied/", "/no/missing/"])
def test_no_page_carries_inline_code_or_style(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.search(r"(src|href)=\"(https?:)?//", page)


@pytest.mark.parametrize(
    ("where", "target"),
    [("tasks/7", "/tasks/7/"), ("accounts/login", "/accounts/login/?next=%2Ftasks%2F%3Fq%3D1")],
)
def test_a_redirect_moves_the_whole_window_of_htmx(client: Client, where: str, target: str) -> None:
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/tasks/?q=1"}
    response = client.get(f"/go/{where}/", headers=here)
    assert (response.status_code, response.headers["HX-Redirect"]) == (200, target)
    assert response.cookies["kept"].value == "yes"
    assert client.get(f"/go/{where}/").status_code == 302


def test_an_address_for_forms_says_so_to_who_opens_it(client: Client) -> None:
    response = client.get("/reading/")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "表单" in response.content.decode()
