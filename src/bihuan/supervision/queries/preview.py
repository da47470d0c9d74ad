"""What another set of rules would change: counted in SQL on the matters that are really there."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from bihuan.kernel.lights import Light, RuleSet
from bihuan.people.models import Person
from bihuan.supervision.models import DONE, LIVE, RuleUse, SlipColour, SupervisionItem
from bihuan.supervision.queries.lights import light_of, rules_on
from bihuan.supervision.rules.moves import MOVES
from bihuan.supervision.rules.wording import colour_mark, colour_name

SHOWN = 50


@dataclass(frozen=True)
class Shade:
    """One colour, and how many matters have it now and would have it then."""

    mark: str
    name: str
    before: int
    after: int


@dataclass(frozen=True)
class Changed:
    """A matter whose colour would be another one."""

    item: Any
    was_mark: str
    was: str
    would_mark: str
    would: str


@dataclass(frozen=True)
class Preview:
    """All colours with their counts, how many matters change, and the first of these."""

    shades: list[Shade]
    asked: int
    total: int
    rows: list[Changed]


def preview(person: Person, use: str, rules: RuleSet, today: date) -> Preview:
    """Hold these rules against those in force, on what is in hand and what this year ended; three queries."""
    judged = _judged(person, use, today).annotate(
        was=light_of(rules_on(today, use), today), would=light_of(rules, today)
    )
    pairs = list(judged.order_by().values_list("was", "would").annotate(count=Count("pk")))
    before, after = Counter[str](), Counter[str]()
    for was, would, count in pairs:
        before[was] += count
        after[would] += count
    is_slip = use == RuleUse.SLIP
    codes = [*reversed(SlipColour.values), Light.GREY] if is_slip else list(Light)
    shades = [
        Shade(colour_mark(code, is_slip), colour_name(code, is_slip), before[code], after[code])
        for code in codes
        if before[code] or after[code]
    ]
    changed = judged.exclude(was=F("would")).defer("requirement", "targets")
    rows = [_changed(item, is_slip) for item in changed.order_by("open_due", "pk")[:SHOWN]]
    total = sum(count for was, would, count in pairs if was != would)
    return Preview(shades, sum(before.values()), total, rows)


def _judged(person: Person, use: str, today: date) -> Any:
    seen = SupervisionItem.objects.visible_to(person)
    if use == RuleUse.SLIP:
        return seen.filter(status__in=MOVES.moves["issue_slip"].path)
    ended = Q(status__in=DONE, done_date__gte=today.replace(month=1, day=1))
    return seen.filter(Q(status__in=LIVE) | ended)


def _changed(item: Any, is_slip: bool) -> Changed:
    return Changed(
        item=item,
        was_mark=colour_mark(item.was, is_slip),
        was=colour_name(item.was, is_slip),
        would_mark=colour_mark(item.would, is_slip),
        would=colour_name(item.would, is_slip),
    )
