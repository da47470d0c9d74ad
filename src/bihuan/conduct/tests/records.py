"""Random records of a small city, in the columns of the extract: everything that may befall a matter."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from bihuan.conduct.rules.extract import SCHEMA

FIRST, LAST = date(2025, 12, 1), date(2026, 6, 30)
UNITS = 4
BLANK = dict.fromkeys(SCHEMA.names) | {"year": 2026, "part": "", "word": "", "state": "", "role": ""}
FRIDAY = 4


def numbered(day: date) -> int:
    """The number of a day among the working days, by Mondays to Fridays."""
    weeks, rest = divmod((day - date(2025, 1, 6)).days, 7)
    return weeks * 5 + min(rest, FRIDAY) + 1


def days() -> pa.Table:
    """Each day with its number among the working days."""
    every = [FIRST - timedelta(60) + timedelta(number) for number in range(600)]
    return pa.table({"day": every, "nth": [numbered(day) for day in every]})


class Book:
    """Rows in the order in which they were sealed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.rows: list[dict[str, Any]] = []
        self.place = self.parts = 0

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def new_part(self) -> int:
        self.parts += 1
        return self.parts

    def table(self) -> pa.Table:
        return pa.Table.from_pylist(self.rows, schema=SCHEMA)


class Matter:
    """One matter on its way, a day and a row at a time."""

    def __init__(self, book: Book, case: int) -> None:
        self.book, self.case, self.version = book, case, 0
        self.day = FIRST + timedelta(book.chance.randrange(170))
        self.lead = book.chance.randrange(UNITS)
        self.co = (self.lead + 1) % UNITS if book.maybe(0.5) else None
        self.own, self.co_part = book.new_part(), book.new_part()
        self.finish = self.day + timedelta(book.chance.choice([5, 30, 60, 90]))
        self.is_open = True

    def event(self, verb: str, *parts: dict[str, Any], **head: Any) -> int:
        """Write an event with its parts; its number."""
        book = self.book
        book.place += 1
        self.version += 1
        at = datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=UTC)
        own = {"place": book.place, "event": book.place + 1000, "case": self.case, "version": self.version}
        row = BLANK | own | {"activity": f"item.{verb}", "at": at, "day": self.day} | head
        bare = row | {"unit": None, "due": None}
        book.rows += [row, *(bare | part for part in parts)]
        return row["event"]

    def later(self, most: int) -> None:
        self.day += timedelta(self.book.chance.randrange(most + 1))

    def live(self) -> None:
        """From the order to whichever end."""
        waiting = {"part": "assignment", "word": "waiting"}
        lead = waiting | {"part_id": self.own, "unit": self.lead, "leads": True}
        co = waiting | {"part_id": self.co_part, "unit": self.co, "leads": False}
        self.event("file", lead, *([co] if self.co is not None else []), state="draft", finish=self.finish)
        if self.book.maybe(0.1):
            self.dispatch()
            self.event("take_back")
        self.dispatch()
        self.round()
        while self.is_open and self.book.maybe(0.3):
            self.later(9)
            self.event("reopen", state="reopened")
            self.dispatch()
            self.round()

    def dispatch(self) -> None:
        sign = self.day + timedelta(2)
        put = {"part": "assignment", "word": "dispatched", "sign": sign}
        parts = [put | {"part_id": self.own}]
        if self.co is not None:
            self.input_due = self.finish - timedelta(4)
            parts.append(put | {"part_id": self.co_part, "due": self.input_due})
        if self.finish <= self.day:
            self.finish = self.day + timedelta(20)
            self.event("dispatch", *parts, state="dispatched", finish=self.finish)
        else:
            self.event("dispatch", *parts, state="dispatched")

    def round(self) -> None:
        while self.is_open and self.book.maybe(0.5):
            self.objection()
        self.later(4)
        if self.is_open and self.book.maybe(0.9):
            self.work()
        if self.book.maybe(0.15):
            self.is_open = False
            self.event("cancel", state=self.book.chance.choice(["cancelled", "merged"]))

    def objection(self) -> None:
        row = {"part": "ownershipdispute", "part_id": self.book.new_part()}
        made = row | {"word": "pending", "unit": self.lead}
        self.event("dispute", made, unit=self.lead, state="disputed")
        self.later(3)
        what = self.book.chance.choice(["refused", "granted", "granted", "pending"])
        sign = self.day + timedelta(2)
        if what == "pending":
            self.is_open = False
        elif what == "refused":
            again = {"part": "assignment", "part_id": self.own, "sign": sign}
            self.event("rule", row | {"word": "refused"}, again, state="dispatched")
        else:
            released = {"part": "assignment", "part_id": self.own, "word": "released"}
            self.own, self.lead = self.book.new_part(), self.book.chance.randrange(UNITS)
            new = {"part": "assignment", "part_id": self.own, "word": "dispatched", "sign": sign}
            granted = row | {"word": "granted", "other": self.lead}
            self.event(
                "rule", granted, released, new | {"unit": self.lead, "leads": True}, state="dispatched"
            )

    def work(self) -> None:
        due = self.day + timedelta(10) if self.book.maybe(0.8) else None
        signed = {"part": "assignment", "part_id": self.own, "word": "accepted"}
        self.event("acknowledge", signed, unit=self.lead, state="accepted", report=due)
        for _time in range(self.book.chance.randrange(4)):
            self.later(9)
            self.book.chance.choice([self.urge, self.report, self.extension])()
            if due and self.book.maybe(0.8):
                self.asked(due)
                due = due + timedelta(15) if self.book.maybe(0.8) else None
        self.input()
        self.result()

    def urge(self) -> None:
        for _time in range(1 + self.book.maybe(0.2)):
            put = {"part": "reminder", "part_id": self.book.new_part()}
            self.event("urge", put | {"unit": self.lead}, put | {"unit": self.co})

    def report(self, **more: Any) -> int:
        said = {"part": "report", "part_id": self.book.new_part(), "word": "progress", "unit": self.lead}
        said |= {"late": 0, "same": self.book.maybe(0.2), "alike": self.book.chance.choice([0, 50, 95, None])}
        claimed = self.day - timedelta(self.book.chance.randrange(9)) if self.book.maybe(0.5) else None
        files = [
            {"part": "file", "part_id": self.book.new_part(), "unit": self.lead, "due": seen}
            for seen in [self.day - timedelta(self.book.chance.randrange(40))]
            if self.book.maybe(0.7)
        ]
        files = [file | {"claimed": claimed} for file in files]
        verb, state = ("submit", "submitted") if more.get("word") == "final" else ("report", "in_progress")
        parts = more.pop("parts", ())
        row = said | {"claimed": claimed} | more
        return self.event(verb, row, *files, *parts, unit=self.lead, state=state, claimed=claimed)

    def asked(self, due: date) -> None:
        """A report date comes: answered in time, late, or never."""
        what = self.book.chance.choice(["on time", "late", "never"])
        self.day = max(self.day, due)
        if what != "on time":
            self.day = max(self.day, due + timedelta(1))
            self.event("report_overdue", unit=self.lead, due=due)
        if what == "late":
            self.day += timedelta(1)
            mark = self.mark("late_report")
            self.report(due=due, late=2, parts=[mark])
            self.appeal(mark)
        elif what == "on time":
            self.report(due=due)

    def mark(self, word: str) -> dict[str, Any]:
        own = {"part": "mark", "part_id": self.book.new_part(), "word": word}
        return own | {"unit": self.lead, "counts": True}

    def appeal(self, mark: dict[str, Any], **more: Any) -> None:
        if self.book.maybe(0.3):
            self.later(5)
            struck = {"part": "mark", "part_id": mark["part_id"], "counts": False}
            self.event("decide_appeal", struck, **more)

    def extension(self) -> None:
        row = {"part": "extensionrequest", "part_id": self.book.new_part()}
        asked = row | {"word": "pending", "unit": self.lead}
        self.event("request_extension", asked, unit=self.lead, state="extending")
        if self.day > self.finish:
            self.event("finish_overdue", unit=self.lead, due=self.finish)
        self.later(3)
        if self.book.maybe(0.5):
            self.event("decide_extension", row | {"word": "refused"}, state="in_progress")
            return
        self.finish = max(self.finish, self.day) + timedelta(10)
        moved = []
        if self.co is not None and self.book.maybe(0.5):
            if self.day > self.input_due:
                self.event("input_overdue", unit=self.co, due=self.input_due)
            self.input_due = self.finish - timedelta(4)
            moved = [{"part": "assignment", "part_id": self.co_part, "due": self.input_due}]
        granted = row | {"word": "granted", "due": self.finish}
        self.event("decide_extension", granted, *moved, state="in_progress", finish=self.finish)

    def input(self) -> None:
        if self.co is None:
            return
        due = self.input_due
        if self.book.maybe(0.3):
            self.day = max(self.day, due + timedelta(1))
            self.event("input_overdue", unit=self.co, due=due)
        if self.book.maybe(0.7):
            late = max((self.day - due).days, 0)
            said = {"part": "report", "part_id": self.book.new_part(), "word": "input", "unit": self.co}
            self.event("contribute", said | {"due": due, "late": late, "same": False}, unit=self.co)

    def result(self) -> None:
        self.later(20)
        if self.day > self.finish:
            self.event("finish_overdue", unit=self.lead, due=self.finish)
        if self.book.maybe(0.2):
            return
        done = self.day
        self.report(word="final", same=False)
        while self.book.maybe(0.3):
            self.later(3)
            mark = self.mark("returned")
            self.event("send_back", mark, state="returned")
            self.appeal(mark)
            done = self.day
            self.report(word="final", same=False)
        if self.book.maybe(0.5):
            self.look("verify")
        if self.book.maybe(0.8):
            self.conclude(done)

    def look(self, verb: str, *parts: dict[str, Any], word: str = "") -> None:
        word = word or self.book.chance.choice(["true", "partly", "false"])
        found = {"part": "verification", "part_id": self.book.new_part(), "word": word}
        mark = self.mark("found_false")
        self.event(verb, found, *([mark] if word == "false" else []), *parts)
        if word == "false":
            self.appeal(mark)

    def conclude(self, done: date) -> None:
        self.later(3)
        mark = self.mark("late_finish")
        is_late = done > self.finish
        self.event("conclude", *([mark] if is_late else []), state="concluded", done=done)
        if is_late:
            self.appeal(mark, finish=done)
        self.event("close", {"part": "lookback", "part_id": mark["part_id"], "due": self.day + timedelta(9)})
        if self.book.maybe(0.5):
            self.later(12)
            self.look(
                "look_back", {"part": "lookback", "part_id": mark["part_id"], "word": "done"}, word="true"
            )


def record(seed: int, cases: int = 160) -> Book:
    """A random record of so many matters."""
    book = Book(seed)
    for case in range(cases):
        Matter(book, case).live()
    return book
