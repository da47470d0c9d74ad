"""Counts and rounds for tests, frozen by the real actions; for other rooms too."""

from datetime import datetime, timedelta
from typing import Any

from bihuan.conduct import actions
from bihuan.conduct.models import Finding, Round
from bihuan.conduct.rules.chance import bands
from bihuan.conduct.rules.counted import Counted, Fact, Found, interval, kept, shares
from bihuan.journal import clock
from bihuan.journal.models import Event
from bihuan.people.models import Unit
from bihuan.supervision.models import SupervisionItem
from bihuan.supervision.tests.makers import Cast, make_item, moment

NOON = moment("2026-04-01")
# The fifth working day after NOON, which leads over a holiday.
LATER = moment("2026-04-09")
# Numbers from which on there is neither an event nor a matter in these tests.
ELSEWHERE = 10**6
LATE, BACK, SLOW = "late_reports", "sent_back", "days_to_progress"
PRINTED = {
    language: {
        LATE: {"word": "拖", "kind": "share", "title": "报告迟报", "rule": "迟报次数 ÷ 应报次数"},
        BACK: {"word": "糊", "kind": "share", "title": "结果退回", "rule": "退回次数 ÷ 报来次数"},
        SLOW: {"word": "推而慢动", "kind": "median", "title": "催后天数", "rule": "催办到进展的工作日中位数"},
    }
    for language in ("zh-hans", "en")
}
for _measures in PRINTED.values():
    for _key, _said in _measures.items():
        _said["sentence"] = "催后%(value)s天。" if _key == SLOW else "应报%(n)s次，其中%(k)s次。"


def facts_of(case: int, events: list[int], k: int, n: int) -> tuple[Fact, ...]:
    """Facts of a matter and of others, each of its own matter and day: the first k are hits."""
    last = clock.day_of(NOON) - timedelta(9)
    cases = [case, *range(ELSEWHERE, ELSEWHERE + n)]
    return tuple(Fact(cases[place], events[place], last - timedelta(place), place < k) for place in range(n))


def found_of(unit: Unit, measure: str, case: int, events: list[int], k: int, n: int) -> Found:
    value, low, high = interval(k, n)
    facts = facts_of(case, events, k, n)
    return Found(measure, unit.pk, k, n, value, low, high, left_out=1, state="shown", facts=facts)


def make_item_with_events(cast: Cast) -> tuple[SupervisionItem, list[int]]:
    """A matter of the lead unit and the numbers of thirty events, the first ones its own."""
    item = make_item(cast)
    own = list(Event.objects.about("supervision.supervisionitem", item.pk).values_list("pk", flat=True))
    return item, own + [ELSEWHERE + number for number in range(30 - len(own))]


def make_counted(cast: Cast, *, back: int = 1, **more: Any) -> Counted:
    """The lead unit stands out by its late reports; of the unit without a part there is too little to say."""
    item, events = make_item_with_events(cast)
    late = {cast.lead: (14, 20), cast.co: (3, 20), cast.other: (1, 4)}
    found = [found_of(unit, LATE, item.pk, events, k, n) for unit, (k, n) in late.items()]
    found += [found_of(unit, BACK, item.pk, events, 1, 12) for unit in (cast.lead, cast.co)]
    found.append(
        Found(SLOW, cast.lead.pk, 12, 12, kept(4.5), state="shown", facts=facts_of(item.pk, events, 12, 12))
    )
    held = bands(shares([each for each in found if each.measure == LATE]))
    last = clock.day_of(NOON) - timedelta(back)
    return Counted(last, 90, "2026:120", PRINTED, tuple(_banded(each, held) for each in found), **more)


def _banded(found: Found, held: Any) -> Found:
    if found.measure != LATE or found.unit not in held:
        return found
    band = held[found.unit]
    ends = {"band_low": kept(band.low), "band_high": kept(band.high)}
    return Found(**{**found.__dict__, **ends, "is_marked": band.is_above})


def make_round(cast: Cast, *, at: datetime = NOON, **more: Any) -> Round:
    return actions.freeze(counted=make_counted(cast, **more), by=cast.office, at=at)


def make_preview(cast: Cast, *, at: datetime = NOON, **more: Any) -> Round:
    return actions.preview(thing=make_round(cast, at=at, **more), by=cast.office, at=at)


def make_published(cast: Cast) -> Round:
    return actions.publish(thing=make_preview(cast), by=cast.office, at=LATER)


def finding(row: Round, unit: Unit, measure: str = LATE) -> Finding:
    return Finding.objects.select_related("round", "unit").get(round=row, unit=unit, measure=measure)


def first_event(found: Finding) -> int:
    return found.evidence.filter(is_hit=True, is_struck=False).earliest("pk").event


def make_appeal(cast: Cast, row: Round, unit: Unit | None = None) -> Any:
    found = finding(row, unit or cast.lead)
    said = {"event": first_event(found), "text": "当日系统停机，已电话报告。"}
    return actions.appeal(finding=found, by=cast.head, at=row.at, **said)
