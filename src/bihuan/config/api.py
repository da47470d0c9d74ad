"""The API: one router per room, tokens or the page's session, one shape for every refusal."""

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.security import HttpBearer, SessionAuth

from bihuan.breakdown.api import rows as breakdown_rows
from bihuan.breakdown.api import tables as breakdowns
from bihuan.calendar.api import router as calendar
from bihuan.conduct.api import router as conduct
from bihuan.config.document import DescribedAPI
from bihuan.files.api import router as files
from bihuan.fiscal.api import router as fiscal
from bihuan.indicators.api import carried, firms, indicators, paths, publications
from bihuan.intake.api import router as documents
from bihuan.journal import clock
from bihuan.journal.api import record
from bihuan.journal.api import router as journal
from bihuan.journal.kept import kept
from bihuan.kernel.errors import DomainError
from bihuan.notices.api import router as notices
from bihuan.people.api import router as people
from bihuan.people.models import ApiToken, Person
from bihuan.people.queries.second_step import lacks_second_step
from bihuan.projects.api import ledger as projects
from bihuan.projects.api import parts as project_parts
from bihuan.projects.api import rounds as project_rounds
from bihuan.reports.api import bulletins
from bihuan.reports.api import router as papers
from bihuan.spotcheck.api import router as spotcheck
from bihuan.standings.api import router as standings
from bihuan.supervision.api import checks, clocks, extensions, lights, precedents, saved_views, sheets
from bihuan.supervision.api import many as many_tasks
from bihuan.supervision.api import one as one_task
from bihuan.trace.api import figures
from bihuan.trace.api import path as followed
from bihuan.ui.refusals import in_words, status_of
from bihuan.ui.schemas import Orjson, problem


class TokenAuth(HttpBearer):
    """`Authorization: Bearer …` with a token from one's own page."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        digest = hashlib.sha256(token.encode()).hexdigest()
        for found in _tokens(digest=digest):
            person: Person = found.person
            if found.expires_at > clock.told(found.moment) and not lacks_second_step(person):
                request.user = person
                return person
        return None


@kept
def _tokens(*, digest: str) -> QuerySet[Any]:
    open_ones = ApiToken.objects.filter(digest=digest, revoked_at=None, person__is_active=True)
    return open_ones.select_related("person").annotate(moment=clock.Moment())


class PageAuth(SessionAuth):
    """The session of somebody's browser. Whoever sends a token is answered about the token alone."""

    def __call__(self, request: HttpRequest) -> Person | None:
        if "Authorization" in request.headers:
            return None
        found: Person | None = super().__call__(request)
        return found


api = DescribedAPI(
    title="Bihuan",
    version="1",
    description="闭环: matters under supervision, the documents they come from, the record of every step.",
    urls_namespace="api",
    docs_url=None,
    auth=[TokenAuth(), PageAuth(csrf=True)],
    renderer=Orjson(),
)


class Unknown(HttpError):
    """A parameter was sent that the route does not have, so that its answer would mislead."""

    def __init__(self, names: list[str], known: list[str]) -> None:
        super().__init__(422, _("Some parameters do not exist here."))
        self.names, self.known = names, known


def knowing(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Note on the request which parameters its route knows."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    queries = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    known = sorted({name for model in queries for name in model.__ninja_flatten_map__})

    @wraps(run)
    def noted(request: HttpRequest, **path: Any) -> HttpResponse:
        request.known_parameters = known  # type: ignore[attr-defined]
        return run(request, **path)

    return noted


def refusing(view: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse what the route does not know: a mistyped filter would otherwise answer with everything."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **values: Any) -> Any:
        known: list[str] = request.known_parameters  # type: ignore[attr-defined]
        if names := sorted(set(request.GET) - set(known)):
            raise Unknown(names, known)
        return view(request, *args, **values)

    return checked


api.add_decorator(knowing, mode="view")
api.add_decorator(refusing)
# Fixed words first: what follows takes any word for the number of a matter.
api.add_router("/tasks", many_tasks)
api.add_router("/tasks/precedents", precedents)
api.add_router("/tasks/views", saved_views)
api.add_router("/tasks", sheets)
api.add_router("/tasks", checks)
api.add_router("/tasks", one_task)
api.add_router("/lights", lights)
api.add_router("/clocks", clocks)
api.add_router("/extension-limits", extensions)
api.add_router("/documents", documents)
api.add_router("/breakdowns/rows", breakdown_rows)
api.add_router("/breakdowns", breakdowns)
api.add_router("/spotcheck", spotcheck)
api.add_router("/fiscal", fiscal)
api.add_router("/conduct", conduct)
api.add_router("/indicators/firms", firms)
api.add_router("/indicators", publications)
api.add_router("/indicators", paths)
api.add_router("/indicators", carried)
api.add_router("/indicators", indicators)
api.add_router("/standings", standings)
api.add_router("/papers", papers)
api.add_router("/projects/rounds", project_rounds)
api.add_router("/projects", project_parts)
api.add_router("/projects", projects)
api.add_router("/bulletins", bulletins)
api.add_router("/figures", figures)
api.add_router("/trace", followed)
api.add_router("/files", files)
api.add_router("/people", people)
api.add_router("/calendar", calendar)
api.add_router("/journal", journal)
api.add_router("/record", record)
api.add_router("/notices", notices)


@api.exception_handler(DomainError)
def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    code = status_of(error)
    field = getattr(error, "field", "")
    errors = [{"field": field, "message": str(error)}] if field else []
    return problem(code, HTTPStatus(code).phrase, str(error), errors)


@api.exception_handler(AuthenticationError)
def refuse_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(401, "Unauthorized", _("Sign in, or send a token that is still valid."))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def refuse_unseen(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "Not Found", _("There is no such thing, or it is not yours to see."))


@api.exception_handler(Unknown)
def refuse_unknown(request: HttpRequest, error: Unknown) -> HttpResponse:
    known = _("These exist: %(names)s.") % {"names": ", ".join(error.known)} if error.known else ""
    no_such = _("There is no such parameter here.")
    said = f"{no_such} {known}".strip()
    errors = [{"field": name, "message": said} for name in error.names]
    return problem(422, "Unprocessable Entity", str(error), errors)


@api.exception_handler(HttpError)
def refuse_request(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, HTTPStatus(error.status_code).phrase, str(error))


@api.exception_handler(ValidationError)
def refuse_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"field": _field(one["loc"]), "message": in_words(one)} for one in error.errors]
    return problem(422, "Unprocessable Entity", _("Some fields are missing or wrong."), errors)


def _field(place: tuple[str | int, ...]) -> str:
    """The name by which a client knows a field: without where it was sent, and without our name of a body."""
    own = place[2:] if place[0] == "body" else place[1:]
    return ".".join(str(part) for part in own or place)
