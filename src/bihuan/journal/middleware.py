"""A request is answered on one day."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from bihuan.journal import clock


class OneDayMiddleware:
    """Holds the day while a page is made: midnight does not pass in the middle of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with clock.one_day():
            return self.get_response(request)
