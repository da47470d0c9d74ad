"""Which papers a matter has for a reader, and each of them as a paper."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bihuan.journal import clock
from bihuan.people.models import Person, Role
from bihuan.reports.rules.matter import (
    Letterhead,
    dispatch_notice,
    extension_sheet,
    handling_sheet,
    result_sheet,
    slip_sheet,
    urge_letter,
)
from bihuan.reports.rules.paper import Paper
from bihuan.supervision.models import ExtensionRequest, Reminder
from bihuan.supervision.queries import Detail

OFFICE = "人民政府督查室"
# Results with the office's view of them go to those who decide and those who check.
READ_RESULTS = (Role.SUPERVISOR, Role.LEADER, Role.AUDITOR)
# So many urges and requests are offered, the newest first.
MOST = 20


@dataclass(frozen=True)
class Offer:
    """A paper that can be taken: its name in the address, what it is, of which day, and about whom."""

    name: str
    label: Any
    day: date
    about: str
    make: Callable[[], Paper]


def offers(matter: Detail, person: Person) -> list[Offer]:
    """The papers of a matter that this reader may take, those of the whole matter first."""
    return [*_of_the_whole(matter, person), *_of_its_steps(matter)]


def offered(matter: Detail, person: Person, name: str) -> Offer | None:
    """The paper by its name in the address, if this reader may take it."""
    return next((each for each in offers(matter, person) if each.name == name), None)


def _of_the_whole(matter: Detail, person: Person) -> Iterator[Offer]:
    item, by = matter.item, _letterhead(matter)
    if item.dispatched_at:
        sent = clock.day_of(item.dispatched_at)
        yield Offer("notice", _("Supervision notice"), sent, "", lambda: dispatch_notice(matter, by))
    yield Offer("handling", _("Handling sheet"), matter.today, "", lambda: handling_sheet(matter))
    if item.submitted_at and person.access.has(*READ_RESULTS):
        handed_in = clock.day_of(item.submitted_at)
        yield Offer("result", _("Report of the result"), handed_in, "", lambda: result_sheet(matter))


def _of_its_steps(matter: Detail) -> Iterator[Offer]:
    by = _letterhead(matter)
    for slip in matter.slips:
        yield Offer(
            f"slip-{slip.pk}",
            _("Supervision slip"),
            clock.day_of(slip.at),
            f"{slip.number} {slip.unit.short_name}",
            lambda slip=slip: slip_sheet(matter, slip),  # type: ignore[misc]
        )
    for urge in _urges(matter):
        yield Offer(
            f"urge-{urge.pk}",
            _("Letter of urging"),
            clock.day_of(urge.at),
            urge.unit.short_name,
            lambda urge=urge: urge_letter(matter, urge, by),  # type: ignore[misc]
        )
    for asked in _requests(matter):
        yield Offer(
            f"extension-{asked.pk}",
            _("Approval of an extension"),
            clock.day_of(asked.at),
            asked.unit.short_name,
            lambda asked=asked: extension_sheet(matter, asked),  # type: ignore[misc]
        )


def _urges(matter: Detail) -> list[Reminder]:
    if not any(entry.verb == "urge" for entry in matter.timeline):
        return []
    return list(matter.item.reminders.exclude(by=None).select_related("unit").order_by("-pk")[:MOST])


def _requests(matter: Detail) -> list[ExtensionRequest]:
    if not any(entry.verb == "request_extension" for entry in matter.timeline):
        return []
    rows = matter.item.extension_requests.select_related("unit", "decided_by")
    return list(rows.order_by("-pk")[:MOST])


def _letterhead(matter: Detail) -> Letterhead:
    """The city's supervision office, and whoever put the matter on file."""
    by = matter.item.by
    return Letterhead(f"{settings.CITY}{OFFICE}", by.name, by.phone)
