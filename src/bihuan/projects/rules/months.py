"""What a month's entry must obey, cell by cell, and when money and works have not moved together. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel.money import LARGEST, in_unit
from bihuan.projects.models import WHOLE, Source

# 万元 and 亿元 lie 10,000 apart; between one month and the usual one nothing honest does.
JUMP = 1000
COLUMNS = tuple(str(source) for source in Source)


@dataclass(frozen=True)
class Entry:
    """What somebody says of one project in one month; `said_year` is the year's sum, where it is said.

    `seen` is the moment of the row that the writer had before him, empty where there was none; unknown for
    who has not looked.
    """

    amounts: Mapping[str, int]
    percent: int
    progress: str
    problem: str = ""
    need: str = ""
    reason: str = ""
    said_year: int | None = None
    seen: str | None = None

    @property
    def done(self) -> int:
        return sum(self.amounts.values())


@dataclass(frozen=True)
class Past:
    """What is known of a project before a month, in 分. `usual` is what its recent months had on average.

    `later` and `later_year` are what months after it have already, in all and in its year.
    """

    total: int = 0
    before: int = 0
    year: int = 0
    percent: int = 0
    progress: str = ""
    usual: int = 0
    later: int = 0
    later_year: int = 0


@dataclass(frozen=True)
class Fault:
    """One cell that cannot stay as it is, or stays only with a reason."""

    column: str
    code: str
    words: str
    by_reason: bool = False


@dataclass
class _Judge:
    entry: Entry
    past: Past
    faults: list[Fault] = field(default_factory=list)

    def add(self, column: str, code: str, words: str, *, by_reason: bool = False) -> None:
        self.faults.append(Fault(column, code, words, by_reason))

    def money(self) -> None:
        entry, past = self.entry, self.past
        if entry.done < 0:
            said = _("The month is negative. A correction of earlier months needs a reason.")
            self.add("done", "negative", said, by_reason=True)
        if any(abs(amount) > LARGEST for amount in (entry.done, *entry.amounts.values())):
            self.add("done", "too_much", _("That is more money than the record can hold."))
        whole, year = past.before + entry.done, past.year + entry.done
        if min(whole, whole + past.later, year, year + past.later_year) < 0:
            self.add("done", "below_zero", _("The sum since the start would fall below nothing."))
        most = max(whole, whole + past.later)
        if past.total and most > past.total:
            said = _(
                "With this month %(sum)s wan yuan would be done, above the total of %(total)s wan yuan. "
                "Correct the amount, or ask for a change of the total."
            )
            words = {"sum": in_unit(most), "total": in_unit(past.total)}
            self.add("done", "above_total", said % words)

    def jump(self) -> None:
        done, usual = self.entry.done, self.past.usual
        if done <= 0 or usual <= 0:
            return
        if done >= usual * JUMP or done * JUMP <= usual:
            said = _(
                "%(done)s wan yuan against %(usual)s wan yuan in a usual month: "
                "has the unit changed between wan and yi?"
            )
            words = {"done": in_unit(done), "usual": in_unit(usual, places=2)}
            self.add("done", "jump", said % words, by_reason=True)

    def year(self) -> None:
        said, sum_ = self.entry.said_year, self.past.year + self.entry.done
        if said is None or said == sum_:
            return
        if said < self.past.year:
            words = _("The year's sum falls: it was %(before)s wan yuan, now %(said)s wan yuan.")
            self.add("year", "falls", words % {"before": in_unit(self.past.year), "said": in_unit(said)})
        else:
            words = _("The year's sum says %(said)s wan yuan; the months add up to %(sum)s wan yuan.")
            self.add("year", "sum", words % {"said": in_unit(said), "sum": in_unit(sum_)})

    def works(self) -> None:
        entry, past = self.entry, self.past
        if not 0 <= entry.percent <= WHOLE:
            self.add("percent", "percent", _("Physical progress lies between 0 and 100 percent."))
        if not entry.progress.strip():
            self.add("progress", "empty", _("Say in words what can be seen on the site."))
        if entry.percent < past.percent:
            said = _("Physical progress falls from %(before)s to %(now)s percent. Say why.")
            self.add("percent", "back", said % {"before": past.percent, "now": entry.percent}, by_reason=True)

    def together(self) -> None:
        """Money and works move together, or the row says why not."""
        entry, past = self.entry, self.past
        stands = entry.percent == past.percent and entry.progress.strip() == past.progress.strip()
        if entry.done > 0 and stands:
            said = _("Money was spent, and nothing has changed on the site. Say why.")
            self.add("reason", "stands", said, by_reason=True)
        if entry.done == 0 and entry.percent > past.percent:
            said = _("The site has moved on, and no money was spent. Say why.")
            self.add("reason", "unpaid", said, by_reason=True)


def moment_of(row: Any) -> str:
    """The moment at which a month was written; nothing where it is not there."""
    return str(row.at.isoformat()) if row else ""


def stale() -> Fault:
    """Somebody else has written the row since it was read."""
    said = _("Somebody has filled in this month meanwhile. Look at what stands there now.")
    return Fault("", "stale", said)


def judge(entry: Entry, past: Past) -> list[Fault]:
    """What is wrong with a month; nothing when it can be kept. A reason answers what only needs one."""
    judge_ = _Judge(entry, past)
    for check in (judge_.money, judge_.jump, judge_.year, judge_.works, judge_.together):
        check()
    has_reason = bool(entry.reason.strip())
    return [fault for fault in judge_.faults if not (fault.by_reason and has_reason)]
