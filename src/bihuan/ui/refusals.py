"""How a refusal looks: one place where a domain error becomes a status, and a status a page.

A browser gets a page, htmx a fragment for the page's #refusal slot, the API problem+json.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
        HTTPStatus.SERVICE_UNAVAILABLE: _("Too busy just now"),
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


# What is wrong with a field, by the code that the validation of shapes gives it.
WRONG: dict[str, Any] = {
    "missing": gettext_lazy("Is missing."),
    "extra_forbidden": gettext_lazy("There is no such field here."),
    "string_type": gettext_lazy("Must be text."),
    "string_too_short": gettext_lazy("Must have at least %(min_length)s characters."),
    "string_too_long": gettext_lazy("Must have at most %(max_length)s characters."),
    "string_pattern_mismatch": gettext_lazy("Is not written as it must be: %(pattern)s."),
    "too_short": gettext_lazy("Must have at least %(min_length)s entries."),
    "too_long": gettext_lazy("Must have at most %(max_length)s entries."),
    "int_type": gettext_lazy("Must be a whole number."),
    "int_parsing": gettext_lazy("Must be a whole number."),
    "int_parsing_size": gettext_lazy("Is too large a number."),
    "int_from_float": gettext_lazy("Must be a whole number."),
    "float_type": gettext_lazy("Must be a number."),
    "float_parsing": gettext_lazy("Must be a number."),
    "bool_type": gettext_lazy("Must be true or false."),
    "bool_parsing": gettext_lazy("Must be true or false."),
    "greater_than": gettext_lazy("Must be more than %(gt)s."),
    "greater_than_equal": gettext_lazy("Must not be less than %(ge)s."),
    "less_than": gettext_lazy("Must be less than %(lt)s."),
    "less_than_equal": gettext_lazy("Must not be more than %(le)s."),
    "enum": gettext_lazy("Must be one of these: %(expected)s."),
    "literal_error": gettext_lazy("Must be one of these: %(expected)s."),
    "date_type": gettext_lazy("Must be a day, written as 2026-03-31."),
    "date_parsing": gettext_lazy("Must be a day, written as 2026-03-31."),
    "date_from_datetime_parsing": gettext_lazy("Must be a day, written as 2026-03-31."),
    "date_from_datetime_inexact": gettext_lazy("Must be a day without a time, written as 2026-03-31."),
    "datetime_type": gettext_lazy("Must be a moment, written as 2026-03-31T09:00:00+08:00."),
    "datetime_parsing": gettext_lazy("Must be a moment, written as 2026-03-31T09:00:00+08:00."),
    "datetime_from_date_parsing": gettext_lazy("Must be a moment, written as 2026-03-31T09:00:00+08:00."),
    "timezone_aware": gettext_lazy("Must say its time zone, as in 2026-03-31T09:00:00+08:00."),
    "list_type": gettext_lazy("Must be a list."),
    "tuple_type": gettext_lazy("Must be a list."),
    "dict_type": gettext_lazy("Must be an object with named fields."),
    "model_type": gettext_lazy("Must be an object with named fields."),
    "model_attributes_type": gettext_lazy("Must be an object with named fields."),
    "json_invalid": gettext_lazy("Is not JSON."),
    "unholdable": gettext_lazy("Holds a character that cannot be kept: NUL, or half of one."),
}


def in_words(error: Mapping[str, Any]) -> str:
    """What is wrong with a field, in the reader's language; in English where nobody foresaw it."""
    said = WRONG.get(str(error.get("type")))
    return str(said) % error.get("ctx", {}) if said else str(error["msg"])


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks, not a browser."""
    return request.path.startswith("/api/")


def give_up(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Answer what nobody could answer now, without touching the database."""
    if is_api(request):
        return problem(status, title_of(status), advice_for(status))
    return HttpResponse(render_to_string("500.html"), status=status.value)


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
