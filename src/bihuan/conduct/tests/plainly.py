"""The rules of the measures stated once more, by loops over rows: what the expressions must count.

Each gives its facts as (unit, hit), with the value of a median as a third.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from bihuan.conduct.tests.records import LAST, numbered

Row = dict[str, Any]
Facts = Iterator[tuple[Any, ...]]
WORKING = ("accepted", "in_progress", "extending", "returned")


def within(day: date | None) -> bool:
    return day is not None and LAST - timedelta(90) < day <= LAST


class Case:
    """The rows of one matter in their order, without what was taken back."""

    def __init__(self, rows: list[Row]) -> None:
        back = {row["version"] for row in rows if row["activity"] == "item.take_back"}
        self.rows = [row for row in rows if not {row["version"], row["version"] + 1} & back]
        self.heads = [row for row in self.rows if not row["part"]]
        self.is_withdrawn = any(row["state"] in ("merged", "cancelled") for row in self.heads)
        self.units = {
            row["part_id"]: row["unit"] for row in self.parts("assignment") if row["unit"] is not None
        }

    def parts(self, kind: str, *words: str) -> list[Row]:
        return [row for row in self.rows if row["part"] == kind and (not words or row["word"] in words)]

    def verbs(self, *verbs: str) -> list[Row]:
        return [row for row in self.heads if row["activity"].removeprefix("item.") in verbs]

    def signed(self) -> list[Row]:
        return [row for row in self.verbs("acknowledge") if row["state"] == "accepted"]

    def struck(self, *words: str) -> set[int]:
        off = {row["part_id"] for row in self.parts("mark") if row["counts"] is False}
        return {row["event"] for row in self.parts("mark", *words) if row["part_id"] in off}

    def finish_at(self, event: int) -> date | None:
        said = [row["finish"] for row in self.heads if row["finish"] and row["event"] <= event]
        return said[-1] if said else None

    def giver_at(self, event: int) -> int | None:
        given = [row["unit"] for row in self.verbs("submit") if row["event"] <= event]
        return given[-1] if given else None

    def rulings(self) -> Iterator[tuple[Row, Row | None]]:
        """Each objection with the row of the ruling on it."""
        for made in self.verbs("dispute"):
            after = [row for row in self.verbs("dispute", "rule") if row["event"] > made["event"]]
            then = after[0]["event"] if after and after[0]["activity"] == "item.rule" else None
            row = next((r for r in self.parts("ownershipdispute") if r["event"] == then), None)
            yield made, row

    def moved(self, kind: str, column: str) -> set[date]:
        """Dates in whose place an extension or an appeal has put a later one."""
        gone = set()
        by_row: dict[Any, list[Row]] = defaultdict(list)
        for row in self.parts(kind):
            if row[column]:
                by_row[row["part_id"]].append(row)
        for rows in by_row.values():
            for before, row in pairwise(rows):
                by = row["activity"] in ("item.decide_extension", "item.decide_appeal")
                if by and before[column] < row[column]:
                    gone.add(before[column])
        return gone

    def handed(self) -> list[tuple[int, Row]]:
        leads = {row["part_id"] for row in self.parts("assignment") if row["leads"]}
        put = self.parts("assignment", "dispatched")
        return [(self.units[row["part_id"]], row) for row in put if row["part_id"] in leads]

    def progress(self, unit: int | None = None) -> list[Row]:
        told = [row for row in self.parts("report", "progress", "final") if not row["same"]]
        return [row for row in told if unit is None or row["unit"] == unit]

    def urges(self) -> list[Row]:
        """Urges to the unit that has signed as lead, those of one day as one."""
        first: dict[Any, Row] = {}
        for row in self.parts("reminder"):
            leads = [one["unit"] for one in self.signed() if one["event"] < row["event"]]
            if row["unit"] in leads[-1:]:
                first.setdefault((row["unit"], row["day"]), row)
        return sorted(first.values(), key=lambda row: row["event"])


def _firsts(found: list[tuple[int, Row]]) -> dict[int, Row]:
    first: dict[int, Row] = {}
    for unit, row in found:
        if within(row["day"]):
            first.setdefault(unit, row)
    return first


def disputes_raised(case: Case) -> Facts:
    for unit, row in _firsts(case.handed()).items():
        made = [one for one in case.verbs("dispute") if one["unit"] == unit and one["event"] > row["event"]]
        yield unit, int(bool(made))


def disputes_lost(case: Case) -> Facts:
    for made, row in case.rulings():
        if within((row or made)["day"]):
            yield made["unit"], None if row is None else int(row["word"] == "refused")


def late_objections(case: Case) -> Facts:
    for unit, row in _firsts([(one["unit"], one) for one in case.signed()]).items():
        after = [r for made, r in case.rulings() if made["unit"] == unit and made["event"] > row["event"]]
        if any(r and r["word"] == "refused" for r in after):
            yield unit, 1
        else:
            yield unit, None if after else 0


def _gone(case: Case) -> list[tuple[int, Row]]:
    return [(made["unit"], row) for made, row in case.rulings() if row and row["word"] == "granted"]


def came_back(case: Case) -> Facts:
    for unit, row in _firsts(_gone(case)).items():
        back = any(one["other"] == unit and one["event"] > row["event"] for _unit, one in _gone(case))
        yield unit, None if case.is_withdrawn else int(back)


def hand_over_days(case: Case) -> Facts:
    for unit, row in _gone(case):
        if within(row["day"]):
            after = [one["day"] for one in case.signed() if one["event"] > row["event"]]
            value = numbered(after[0]) - numbered(row["day"]) if after else None
            yield unit, None if case.is_withdrawn or value is None else 1, value


def _dates(case: Case, words: tuple[str, ...], verb: str) -> dict[tuple[int, date], bool]:
    found: dict[tuple[int, date], bool] = {}
    told = [(row, row["late"] > 0) for row in case.parts("report", *words) if row["due"]]
    for row, is_hit in told + [(row, True) for row in case.verbs(verb)]:
        if within(row["due"]):
            key = (row["unit"], row["due"])
            found[key] = found.get(key, False) or is_hit
    return found


def late_reports(case: Case) -> Facts:
    struck = case.struck("late_report")
    off = {(row["unit"], row["due"]) for row in case.parts("report") if row["event"] in struck and row["due"]}
    for key, is_hit in _dates(case, ("progress", "final"), "report_overdue").items():
        yield key[0], None if key in off else int(is_hit)


def silent_inputs(case: Case) -> Facts:
    moved = case.moved("assignment", "due")
    for key, is_hit in _dates(case, ("input",), "input_overdue").items():
        yield key[0], None if key[1] in moved else int(is_hit)


def late_finishes(case: Case) -> Facts:
    dates: dict[tuple[int, date], list[date | None]] = defaultdict(list)
    off = case.moved("", "finish")
    for row in case.verbs("conclude"):
        due, unit = case.finish_at(row["event"]), case.giver_at(row["event"])
        dates[unit, due].append(row["done"])
        if row["event"] in case.struck("late_finish"):
            off.add(due)
    for row in case.verbs("finish_overdue"):
        dates[row["unit"], row["due"]].append(None)
    for (unit, due), done in dates.items():
        is_late = any(day is None or day > due for day in done)
        if within(due if is_late else max(day for day in done if day)):
            yield unit, None if due in off else int(is_late)


def extended(case: Case) -> Facts:
    granted = {row["part_id"] for row in case.parts("extensionrequest", "granted")}
    by = {row["unit"] for row in case.parts("extensionrequest", "pending") if row["part_id"] in granted}
    first: dict[int, date | None] = {}
    for unit, row in case.handed():
        first.setdefault(unit, case.finish_at(row["event"]))
    for unit, day in first.items():
        if within(day):
            yield unit, None if case.is_withdrawn else int(unit in by)


def sent_back(case: Case) -> Facts:
    acts = case.verbs("submit", "send_back")
    for row, then in pairwise([*acts, None]):
        if row["activity"] == "item.submit" and within(row["day"]):
            is_back = then is not None and then["activity"] == "item.send_back"
            yield row["unit"], None if then and then["event"] in case.struck("returned") else int(is_back)


def found_false(case: Case) -> Facts:
    for row in case.parts("verification"):
        unit = case.giver_at(row["event"])
        if within(row["day"]) and unit is not None:
            yield unit, None if row["event"] in case.struck("found_false") else int(row["word"] == "false")


def empty_reports(case: Case) -> Facts:
    seen = set()
    for row in case.parts("report", "progress", "final"):
        if row["unit"] in seen and within(row["day"]):
            yield row["unit"], int(row["same"] or (row["alike"] or 0) >= 90)
        seen.add(row["unit"])


def moved_when_urged(case: Case) -> Facts:
    for unit in {row["unit"] for row in case.progress()}:
        first = case.progress(unit)[0]
        asked = [row["report"] for row in case.signed() if row["unit"] == unit and row["report"]]
        urges = [
            row for row in case.urges() if row["unit"] == unit and (not asked or row["day"] >= min(asked))
        ]
        if within(first["day"]):
            yield unit, int(any(row["event"] < first["event"] for row in urges))


def days_to_progress(case: Case) -> Facts:
    for row in case.urges():
        if within(row["day"]):
            told = [one["day"] for one in case.progress(row["unit"]) if one["event"] > row["event"]]
            value = numbered(told[0]) - numbered(row["day"]) if told else None
            is_waiting = value is None and numbered(LAST) - numbered(row["day"]) <= 3
            yield row["unit"], None if is_waiting else int(value is not None and value <= 3), value


def _pushes(case: Case) -> Iterator[tuple[Row, float, int, bool]]:
    """Urges of the window, each with its days, whether progress came in them, and whether it may yet."""
    left = [row for row in case.heads if row["state"] and row["state"] not in (*WORKING, "submitted")]
    others = [(row, "told") for row in case.progress()] + [(row, "left") for row in left]
    acts = sorted(others + [(row, "urge") for row in case.urges()], key=lambda act: act[0]["event"])
    for (row, kind), (then, what) in pairwise([*acts, (None, "")]):
        if kind == "urge" and within(row["day"]):
            begin, now = numbered(row["day"]), numbered(LAST)
            next_nth = now if then is None else numbered(then["day"])
            end = min(next_nth, begin + 5, now)
            is_told = what == "told" and then["unit"] == row["unit"] and next_nth == end
            yield row, end - begin + 0.5, int(is_told), then is None and now < begin + 5


def urged_response(case: Case) -> Facts:
    for row, _days, is_told, is_waiting in _pushes(case):
        yield row["unit"], None if is_waiting else is_told


def last_minute(case: Case) -> Facts:
    for row in case.parts("file"):
        finish = case.finish_at(row["event"])
        sent = [one["day"] for one in case.verbs("dispatch") if one["event"] < row["event"]][-1]
        if within(row["day"]):
            is_short = (finish - sent).days <= 7
            yield row["unit"], None if is_short else int((finish - row["due"]).days <= 3)


def first_seen_gap(case: Case) -> Facts:
    for row in case.parts("file"):
        if row["claimed"] and within(row["day"]):
            yield row["unit"], int(numbered(row["due"]) - numbered(row["claimed"]) > 3)


def not_signed(case: Case) -> Facts:
    for part, unit in case.units.items():
        rows = [row for row in case.parts("assignment") if row["part_id"] == part]
        rows = [row for row in rows if row["sign"] or row["word"] in ("accepted", "released")]
        for row, then in pairwise([*rows, None]):
            if within(row["sign"]) and not (then and then["sign"]):
                is_out = case.is_withdrawn or (then and then["word"] == "released")
                yield unit, None if is_out else int(then is None)


def not_reported(case: Case) -> Facts:
    for row in case.signed():
        if within(row["report"]):
            told = [one for one in case.parts("report") if one["unit"] == row["unit"]]
            is_told = any(one["event"] > row["event"] for one in told)
            yield row["unit"], None if case.is_withdrawn else int(not is_told)


def not_checked(case: Case) -> Facts:
    for row in case.verbs("conclude"):
        given = case.verbs("submit")
        last = [one for one in given if one["event"] < row["event"]][-1]
        after = [one["event"] for one in given if one["event"] > row["event"]]
        until = min(after, default=10**9)
        looks = [one for one in case.parts("verification") if last["event"] < one["event"] < until]
        if within(row["day"]):
            yield last["unit"], int(not looks)


def not_looked_back(case: Case) -> Facts:
    done = {row["part_id"] for row in case.parts("lookback", "done")}
    for row in case.parts("lookback"):
        if within(row["due"]):
            yield case.giver_at(row["event"]), int(row["part_id"] not in done)


RULES: dict[str, Callable[[Case], Facts]] = {
    rule.__name__: rule
    for rule in (
        disputes_raised,
        disputes_lost,
        late_objections,
        came_back,
        hand_over_days,
        late_reports,
        late_finishes,
        extended,
        sent_back,
        found_false,
        empty_reports,
        moved_when_urged,
        days_to_progress,
        urged_response,
        last_minute,
        first_seen_gap,
        not_signed,
        not_reported,
        not_checked,
        not_looked_back,
        silent_inputs,
    )
}


def cases(rows: list[Row]) -> list[Case]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["case"]].append(row)
    return [Case(own) for own in found.values()]


def times(found: list[Case]) -> dict[int, list[float]]:
    """Of each unit its progress and days after urges, and the others of the same matters."""
    totals: dict[int, list[float]] = defaultdict(lambda: [0, 0.0, 0, 0.0])
    for case in found:
        for row, days, is_told, _is_waiting in _pushes(case):
            totals[row["unit"]][0] += is_told
            totals[row["unit"]][1] += days
    for case in found:
        for unit in {row["unit"] for row, *_more in _pushes(case)}:
            totals[unit][2] += sum(within(row["day"]) for row in case.progress(unit))
            totals[unit][3] += _worked(case, unit)
    return {
        unit: [told, days, max(all_told - told, 0), max(all_days - days, 0)]
        for unit, (told, days, all_told, all_days) in totals.items()
    }


def _worked(case: Case, unit: int) -> float:
    """Working days of the window for which a matter lay with a unit to be worked on."""
    states = [row for row in case.heads if row["state"]]
    owner, total = None, 0
    for row, then in pairwise([*states, None]):
        owner = row["unit"] if row["activity"] == "item.acknowledge" else owner
        if owner != unit or row["state"] not in WORKING:
            continue
        begin = max(row["day"], LAST - timedelta(90))
        end = min(then["day"] if then else LAST, LAST)
        total += max(numbered(end) - numbered(begin), 0) if end > begin else 0
    return total
