"""What the base page needs on every request, computed only when a template asks for it."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from bihuan.ui.navigation import GROUPS, MAX_TABS, Shown, Text, shown_to

SIZES = ("m", "l", "xl")


class Shell:
    """The frame around a page: who looks, what they may open, how large the letters are."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.city: str = settings.CITY
        self.is_demo: bool = settings.DEMO

    @cached_property
    def person(self) -> Any:
        """The signed-in person, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def name(self) -> str:
        """How the person is called in the top bar."""
        return str(getattr(self.person, "name", "") or self.person or "")

    @cached_property
    def size(self) -> str:
        """The size of letters that the reader chose: m, l or xl."""
        chosen = self.request.COOKIES.get("size", "m")
        return chosen if chosen in SIZES else "m"

    @property
    def has_keys(self) -> bool:
        """Whether single-key shortcuts are on."""
        return self.request.COOKIES.get("keys") != "off"

    @property
    def lang(self) -> str:
        """The page's language for the html element."""
        return "en" if (get_language() or "").startswith("en") else "zh-CN"

    @cached_property
    def shown(self) -> list[Shown]:
        return shown_to(self.person, self.request.path) if self.person else []

    @cached_property
    def groups(self) -> list[tuple[Text, list[Shown]]]:
        """The side navigation: heading and entries, without empty groups."""
        rows = [
            (title, [each for each in self.shown if each.entry.group == name])
            for name, title in GROUPS.items()
        ]
        return [row for row in rows if row[1]]

    @cached_property
    def tabs(self) -> list[Shown]:
        """The phone's tab bar, without the last tab, which is always the person's own page."""
        return [each for each in self.shown if each.entry.tab][:MAX_TABS]

    @cached_property
    def bell(self) -> Shown | None:
        return next((each for each in self.shown if each.entry.group == "bell"), None)

    @cached_property
    def account(self) -> list[Shown]:
        return [each for each in self.shown if each.entry.group == "account"]

    @cached_property
    def search_url(self) -> str:
        return next((each.url for each in self.shown if each.entry.search), "")


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor."""
    return {"shell": Shell(request)}
