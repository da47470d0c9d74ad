"""What a message says: how many of what, and where to look. Titles only where the channel may carry them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.journal.rules import verb_name

MOST_LINES = 20


@dataclass(frozen=True)
class Told:
    """One notice as a message names it."""

    verb: str
    title: str
    url: str


def heading(count: int, *, is_red: bool) -> str:
    """The first line: the city, and how much there is."""
    said = (
        ngettext("%(count)s urgent message", "%(count)s urgent messages", count)
        if is_red
        else ngettext("%(count)s new message", "%(count)s new messages", count)
    )
    return f"【{settings.CITY or '闭环'}】{said % {'count': count}}"


def body(told: Sequence[Told], *, titles: bool, longest: int) -> str:
    """Return the lines under the heading, cut at the end of a line so as to fit into so many bytes."""
    lines = _listed(told) if titles else _counted(told)
    last = _("All messages: %(link)s") % {"link": link("/notices/")}
    room = longest - len(last.encode()) - 1
    kept: list[str] = []
    for line in lines:
        room -= len(line.encode()) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, last])


def link(path: str) -> str:
    """The address of a page as somebody outside types it."""
    return f"{settings.PUBLIC_URL}{path}"


def _counted(told: Sequence[Told]) -> list[str]:
    """How many of each kind; the link where there is one only."""
    found: dict[str, list[Told]] = {}
    for each in told:
        found.setdefault(each.verb, []).append(each)
    return [_one(verb, len(each), each[0].url if len(each) == 1 else "") for verb, each in found.items()]


def _one(verb: str, count: int, url: str) -> str:
    said = _("%(what)s: %(count)s") % {"what": verb_name(verb), "count": count}
    return f"{said} {link(url)}" if url else said


def _listed(told: Sequence[Told]) -> list[str]:
    """Each with its title and link, as many as anybody reads."""
    lines = [
        f"{verb_name(each.verb)} {each.title} {link(each.url) if each.url else ''}".rstrip() for each in told
    ]
    rest = len(lines) - MOST_LINES
    more = [ngettext("and %(count)s more", "and %(count)s more", rest) % {"count": rest}] if rest > 0 else []
    return lines[:MOST_LINES] + more
