"""How a refusal looks: one place where a domain error becomes a status, and a status a page.

A browser gets a page, htmx a fragment for the page's #refusal slot, the API problem+json.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Conflict, Denied, DomainError
from bihuan.ui.schemas import problem

CODES: dict[type[DomainError], HTTPStatus] = {Denied: HTTPStatus.FORBIDDEN, Conflict: HTTPStatus.CONFLICT}


def status_of(error: DomainError) -> HTTPStatus:
    """The HTTP status of a refusal: 403 for the person, 409 for the state, 422 for the input."""
    return next(
        (code for kind, code in CODES.items() if isinstance(error, kind)),
        HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def title_of(status: HTTPStatus) -> str:
    """What happened, in the reader's language."""
    titles = {
        HTTPStatus.BAD_REQUEST: _("The request could not be read"),
        HTTPStatus.FORBIDDEN: _("Not open to you"),
        HTTPStatus.NOT_FOUND: _("There is no such page"),
        HTTPStatus.METHOD_NOT_ALLOWED: _("Nothing to read at this address"),
        HTTPStatus.CONFLICT: _("Not possible at this stage"),
        HTTPStatus.UNPROCESSABLE_ENTITY: _("Not saved"),
    }
    return titles.get(status, _("The page could not be shown"))


def advice_for(status: HTTPStatus) -> str:
    """What to do next, in the reader's language."""
    advice = {
        HTTPStatus.BAD_REQUEST: _("Go back and try again from the page before."),
        HTTPStatus.FORBIDDEN: _("If this is your work, the supervision office can see who holds it now."),
        HTTPStatus.NOT_FOUND: _("The address may be mistyped, or the matter is not open to your unit."),
        HTTPStatus.METHOD_NOT_ALLOWED: _("It only takes in what a form sends. Open the page with the form."),
        HTTPStatus.CONFLICT: _("Somebody may have acted on it meanwhile. Go back and load the page again."),
        HTTPStatus.UNPROCESSABLE_ENTITY: _("Go back, correct it and save again."),
    }
    return advice.get(status, _("Nothing was changed. Try again in a minute."))


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks, not a browser."""
    return request.path.startswith("/api/")


def refuse(request: HttpRequest, status: HTTPStatus, message: str = "") -> HttpResponse:
    """Answer a request that cannot be met, in the form the asker understands."""
    title, advice = title_of(status), advice_for(status)
    if is_api(request):
        return problem(status, title, message or advice)
    context = {"heading": title, "message": message, "advice": advice, "status": status.value}
    if not getattr(request, "htmx", False):
        return HttpResponse(render_to_string("ui/refusal.html", context, request), status=status.value)
    answer = HttpResponse(render_to_string("ui/_refusal.html", context, request), status=status.value)
    answer["HX-Retarget"] = "#refusal"
    answer["HX-Reswap"] = "innerHTML"
    # Whatever part of a good answer the page asked for, of a refusal it shows this.
    answer["HX-Reselect"] = ".errs"
    answer["HX-Push-Url"] = "false"
    return answer
