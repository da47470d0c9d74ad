"""The register of pages that stand in the navigation. Rooms enter their own in AppConfig.ready().

    register(Entry(group="delivery", label=_("Tasks"), url_name="supervision:task_list", order=10))

Nothing is imported upward: the ui room knows names of routes, and shows only those that exist.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
Group = Literal["start", "figures", "projects", "delivery", "conduct", "management", "bell", "account"]

GROUPS: dict[Group, Text] = {
    "start": "",
    "figures": _("Figures"),
    "projects": _("Projects"),
    "delivery": _("Delivery"),
    "conduct": _("Conduct"),
    "management": _("Management"),
}
MAX_TABS = 4


def everyone(person: Any) -> bool:
    """Let every signed-in person see the entry."""
    return True


@dataclass(frozen=True)
class Entry:
    """One line of the navigation.

    `count(person)` gives the number (or short text) beside the label; it must be cheap. `hot` prints it red.
    `tab` puts the entry also into the phone's tab bar, under `tab_label`. The entry with `search` answers
    the search box of the top bar with `?q=`. `about` says in a sentence what the page is for. Group "bell" is
    the top bar, "account" the user's own menu.
    """

    group: Group
    label: Text
    url_name: str
    order: int = 50
    icon: str = "i-file"
    tab: bool = False
    tab_label: Text = ""
    count: Callable[[Any], int | str] | None = None
    hot: bool = False
    search: bool = False
    about: Text = ""
    may: Callable[[Any], bool] = everyone


@dataclass
class Shown:
    """An entry as one person sees it on one page."""

    entry: Entry
    url: str
    person: Any = field(repr=False)
    current: bool = False

    @property
    def label(self) -> Text:
        return self.entry.label

    @property
    def tab_label(self) -> Text:
        return self.entry.tab_label or self.entry.label

    @cached_property
    def count(self) -> int | str:
        """Ask the room, once in a page."""
        return self.entry.count(self.person) if self.entry.count else 0

    @property
    def badge(self) -> int:
        """The count where only a number has room: the phone's tab bar."""
        return self.count if isinstance(self.count, int) else 0


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Put an entry into the navigation; the same group and route again replace it."""
    _entries[f"{entry.group} {entry.url_name}"] = entry


def entries() -> list[Entry]:
    """All registered entries, in the order of the page."""
    places = {name: place for place, name in enumerate([*GROUPS, "bell", "account"])}
    return sorted(_entries.values(), key=lambda entry: (places[entry.group], entry.order))


def shown_to(person: Any, path: str) -> list[Shown]:
    """The entries this person may open, with the one that the path lies under marked as current."""
    found = [
        Shown(entry, url, person) for entry in entries() if entry.may(person) and (url := _address(entry))
    ]
    mark_current(found, path)
    return found


def mark_current(found: Iterable[Shown], path: str) -> None:
    """Mark the entry whose address is the longest beginning of the path; "/" stands for itself only."""
    under = [each for each in found if each.url == path or (each.url != "/" and path.startswith(each.url))]
    longest = max((len(each.url) for each in under), default=0)
    for each in under:
        each.current = len(each.url) == longest


def _address(entry: Entry) -> str:
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""
