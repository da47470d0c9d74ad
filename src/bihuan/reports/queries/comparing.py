"""A bulletin's numbers then and now, and its paper."""

import json
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from bihuan.journal import clock
from bihuan.kernel.periods import Period
from bihuan.people.models import Person
from bihuan.reports.models import Bulletin
from bihuan.reports.queries.bulletin import numbers_of
from bihuan.reports.queries.matter import OFFICE
from bihuan.reports.rules.bulletin import known_in, names_in, paper_of
from bihuan.reports.rules.paper import Paper, from_plain
from bihuan.supervision.queries import unit_report


@dataclass(frozen=True)
class Compared:
    """One number of a bulletin: as it was computed, and as the same question is answered today."""

    name: str
    label: str
    then: int
    now: int | None
    url: str

    @property
    def difference(self) -> int | None:
        """What has changed since; None where it was not asked again."""
        return None if self.now is None else self.now - self.then


def compared(bulletin: Bulletin, person: Person, today: date, *, again: bool) -> list[Compared]:
    """The numbers that the text names first, then the others; asked anew where that is wanted.

    The way to the rows is for those who see the city: the numbers are about all of it.
    """
    then = dict(bulletin.figures.values_list("name", "value"))
    named = [name for name in names_in(bulletin.text) if name in then]
    order = [*named, *(name for name in then if name not in named)]
    if not person.access.sees_city or not again:
        return [Compared(name, "", then[name], None, "") for name in order]
    period = Period(bulletin.first, bulletin.last)
    found = numbers_of(person, period, today, unit_report(person, period, today))
    return [
        Compared(name, found[name].label, then[name], found[name].value, found[name].url)
        if name in found
        else Compared(name, "", then[name], 0, "")
        for name in order
    ]


def paper(bulletin: Bulletin, today: date) -> Paper:
    """What was issued, as it was issued; a draft as it would be today."""
    if bulletin.paper:
        return from_plain(json.loads(bulletin.paper))
    known = known_in(bulletin, dict(bulletin.figures.values_list("name", "value")))
    day = clock.day_of(bulletin.issued_at) if bulletin.issued_at else today
    return paper_of(bulletin, known, f"{settings.CITY}{OFFICE}", day)
