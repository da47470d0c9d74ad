"""The lights of a matter in past months, each by the rules that were in force then, from the record alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, QuerySet

from bihuan.journal.kept import kept
from bihuan.kernel.lights import Fact, Light, RuleSet
from bihuan.kernel.periods import Period, months_to
from bihuan.people.models import Person
from bihuan.supervision.models import (
    BEFORE_DISPATCH,
    DONE,
    RANKS,
    Node,
    Report,
    ReportKind,
    RuleUse,
    RuleVersion,
    Schedule,
    Slip,
    SupervisionItem,
)
from bihuan.supervision.queries.history import Entry
from bihuan.supervision.rules.facts import Facts
from bihuan.supervision.rules.versions import in_force

MONTHS = 12
DAYS = ("finish_due", "report_due", "done_date")
KEPT = ("status", *DAYS, "returns", "urges", "late_reports")


@dataclass(frozen=True)
class MonthLight:
    """The light with which a month ended."""

    month: Period
    light: Light


class PastFacts(Facts):
    """What was known on a past day, and one thing that is known since: whether a miss was made up."""

    def __init__(self, item: SupervisionItem, day: date, made_up: bool) -> None:
        super().__init__(item, day)
        self._made_up = made_up

    def __getitem__(self, name: str) -> Fact:
        return self._made_up if name == "is_made_up" else super().__getitem__(name)


def have_rules_changed(today: date) -> Exists:
    """Whether not all months that are shown have the rules of today."""
    first = months_to(today, MONTHS + 1)[0].first
    return Exists(RuleVersion.objects.filter(use=RuleUse.LIGHT, first_month__gt=first))


def past_lights(
    person: Person, entries: Sequence[Entry], today: date, always: RuleSet | None = None
) -> list[MonthLight]:
    """The lights at the end of the months before this one, from the dispatch on: a year at most.

    One query, and none when the caller knows the rules that held in all these months.

    What came later changes no past month, with one exception that a rule may ask for: a month that was
    missed and has been made up since is so called, and never counts as on time.
    """
    months = months_to(today, MONTHS + 1)[:-1]
    *states, now = _states(entries, [*(month.last for month in months), today])
    known = [
        (month, then)
        for month, then in zip(months, states, strict=True)
        if then and then.status not in BEFORE_DISPATCH
    ]
    if not known:
        return []
    versions = [] if always else _versions(person=person)
    return [
        MonthLight(month, _light(then, month.last, now, always or _rules(month.last, versions)))
        for month, then in known
    ]


@kept
def _versions(*, person: Person) -> QuerySet[RuleVersion]:
    return RuleVersion.objects.visible_to(person).filter(use=RuleUse.LIGHT)


def _rules(day: date, versions: list[RuleVersion]) -> RuleSet:
    counted = [each for each in versions if each.first_month <= day]
    version = max(counted, key=lambda each: (each.first_month, each.number), default=None)
    return in_force(version.rules if version else None, RuleUse.LIGHT)


def _light(item: SupervisionItem, day: date, now: SupervisionItem | None, rules: RuleSet) -> Light:
    missed = item.finish_due is not None and item.finish_due < (item.done_date or day)
    ended = now is not None and now.status in DONE
    return rules.judge(PastFacts(item, day, missed and ended))


@dataclass
class _Fold:
    """A matter as its events left it, gathered one after the other."""

    columns: dict[str, Any] = field(default_factory=dict)
    nodes: dict[int, dict[str, Any]] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        self.columns |= {name: value for name, value in entry.after["set"].items() if name in KEPT}
        for part in entry.after.get("parts", ()):
            _TAKE.get(part["kind"], _leave)(self, part["id"], part["set"], entry)
        if self.columns.get("status") in DONE:
            self.columns |= {"slip_rank": 0, "slip_due": None}

    def item(self) -> SupervisionItem:
        said = {name: _day(value) if name in DATED else value for name, value in self.columns.items()}
        item = SupervisionItem(**said)
        shares = list(self._shares(item.percent_date))
        item.node_percent = max(shares, default=0)  # type: ignore[attr-defined]
        return item

    def _shares(self, day: date | None) -> Iterator[int]:
        for node in self.nodes.values():
            if day and node["is_current"] and date.fromisoformat(node["due"]) <= day:
                yield node["percent"]


DATED = (*DAYS, "percent_date", "schedule_start", "slip_due")


def _leave(fold: _Fold, pk: int, said: Mapping[str, Any], entry: Entry) -> None:
    """What no rule asks about."""


def _report(fold: _Fold, pk: int, said: Mapping[str, Any], entry: Entry) -> None:
    if said.get("percent") is not None and said.get("kind") != ReportKind.INPUT:
        fold.columns |= {"percent": said["percent"], "percent_date": entry.day.isoformat()}


def _schedule(fold: _Fold, pk: int, said: Mapping[str, Any], entry: Entry) -> None:
    names = {"rule": "schedule_rule", "start_date": "schedule_start"}
    fold.columns |= {names[name]: value for name, value in said.items()}


def _node(fold: _Fold, pk: int, said: Mapping[str, Any], entry: Entry) -> None:
    fold.nodes[pk] = {**fold.nodes.get(pk, {}), **said}


def _slip(fold: _Fold, pk: int, said: Mapping[str, Any], entry: Entry) -> None:
    if "colour" in said:
        fold.columns |= {"slip_rank": RANKS[said["colour"]], "slip_due": said["due"]}


_TAKE = {
    Report._meta.label_lower: _report,
    Schedule._meta.label_lower: _schedule,
    Node._meta.label_lower: _node,
    Slip._meta.label_lower: _slip,
}


def _states(entries: Sequence[Entry], days: Sequence[date]) -> list[SupervisionItem | None]:
    """The matter as the record left it at the end of each of these days, in their order; nothing before."""
    fold, taken, found = _Fold(), 0, []
    last: SupervisionItem | None = None
    for day in days:
        begun = taken
        while taken < len(entries) and entries[taken].day <= day:
            fold.take(entries[taken])
            taken += 1
        # In most months nothing happens, and to make a matter costs as much as to read its history.
        last = fold.item() if taken > begun and fold.columns else last
        found.append(last)
    return found


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
