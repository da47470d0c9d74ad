"""The register of pages that stand in the navigation. Rooms enter their own in AppConfig.ready().

    register(Entry(group="delivery", label=_("Tasks"), url_name="supervision:task_list", order=10))

Nothing is imported upward: the ui room knows names of routes, and shows only those that exist.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from django.db.models import Count, QuerySet, Value
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

    `count(person)` gives what stands beside the label: a number, a short text, or rows to be counted. Rows
    are counted for all entries of a page together, and must be few. `hot` prints the count red.
    `tab` puts the entry also into the phone's tab bar, under `tab_label`. The entry with `search` answers
    the search box of the top bar with `?q=`. `also` names other pages that it is current on, which lie under
    another address. `about` says in a sentence what the page is for. Group "bell" is
    the top bar, "account" the user's own menu.
    """

    group: Group
    label: Text
    url_name: str
    order: int = 50
    icon: str = "i-file"
    tab: bool = False
    tab_label: Text = ""
    count: Callable[[Any], "int | str | QuerySet[Any]"] | None = None
    hot: bool = False
    search: bool = False
    also: tuple[str, ...] = ()
    about: Text = ""
    may: Callable[[Any], bool] = everyone


class Counts:
    """What stands beside the entries of one page; rows are counted once, and in one query."""

    def __init__(self, person: Any) -> None:
        self.person = person
        self._asked: dict[str, Callable[[Any], int | str | QuerySet[Any]]] = {}

    def add(self, entry: Entry) -> None:
        if entry.count:
            self._asked[entry.url_name] = entry.count

    @cached_property
    def found(self) -> dict[str, int | str]:
        said = {name: count(self.person) for name, count in self._asked.items()}
        rows = {name: each for name, each in said.items() if isinstance(each, QuerySet)}
        counted = dict.fromkeys(rows, 0) | dict(_counted(rows))
        return {name: counted[name] if isinstance(each, QuerySet) else each for name, each in said.items()}


def _counted(rows: Mapping[str, QuerySet[Any]]) -> Iterable[tuple[str, int]]:
    """How many rows each name has; a name without rows is left out."""
    each = [
        found.order_by()
        .annotate(of=Value(name))
        .values("of")
        .annotate(count=Count("pk"))
        .values_list("of", "count")
        for name, found in rows.items()
    ]
    return each[0].union(*each[1:], all=True) if each else []


@dataclass
class Shown:
    """An entry as one person sees it on one page."""

    entry: Entry
    url: str
    counts: Counts = field(repr=False, default_factory=lambda: Counts(None))
    current: bool = False

    def under(self, path: str) -> int:
        """How much of a path lies under this entry: the longest address that begins it; "/" only itself."""
        addresses = (self.url, *filter(None, map(_address, self.entry.also)))
        begun = [each for each in addresses if each == path or (each != "/" and path.startswith(each))]
        return max(map(len, begun), default=0)

    @property
    def label(self) -> Text:
        return self.entry.label

    @property
    def tab_label(self) -> Text:
        return self.entry.tab_label or self.entry.label

    @cached_property
    def count(self) -> int | str:
        """What stands beside the label; nothing is 0."""
        return self.counts.found.get(self.entry.url_name, 0)

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
    counts = Counts(person)
    mine = [entry for entry in entries() if entry.may(person)]
    found = [Shown(entry, url, counts) for entry in mine if (url := _address(entry.url_name))]
    for each in found:
        counts.add(each.entry)
    mark_current(found, path)
    return found


def mark_current(found: Iterable[Shown], path: str) -> None:
    """Mark the entry that the most of the path lies under."""
    under = [(each.under(path), each) for each in found]
    longest = max((length for length, _each in under), default=0)
    for length, each in under:
        each.current = 0 < length == longest


def _address(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
