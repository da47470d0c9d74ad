"""Charts drawn by the server as inline SVG. Geometry only: the words come from the caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LEFT = RIGHT = 8
RAIL_HEIGHT = 62
MIN_GAP = 10
CJK = 0x2E80


@dataclass(frozen=True)
class Mark:
    """One thing that happened on the rail. `bad` draws it red: late, untrue, refused."""

    day: date
    label: str = ""
    bad: bool = False


@dataclass(frozen=True)
class Span:
    """The days of a rail: sent out, due, as it was due first, and the day it ended or today."""

    sent: date
    due: date | None
    end: date
    first_due: date | None = None
    sent_label: str = ""
    due_label: str = ""
    end_label: str = ""
    described: str = ""

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.end > self.due

    @property
    def last(self) -> date:
        return max(self.end, self.due or self.end, self.first_due or self.end)


def text_width(text: str) -> float:
    """Estimated width in pixels at 13 px."""
    return sum(13.0 if ord(letter) >= CJK else 7.3 for letter in text)


def short(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


class Rail:
    """One line from dispatch to today: the due mark, red after it, and what happened on the way."""

    def __init__(self, span: Span, marks: Sequence[Mark], width: int, css_class: str) -> None:
        self.span, self.width, self.css_class = span, width, css_class
        self.marks = [mark for mark in marks if span.sent <= mark.day <= span.last]
        self.taken: list[tuple[float, float]] = []

    def x(self, day: date) -> float:
        days = max((self.span.last - self.span.sent).days, 1)
        return LEFT + (day - self.span.sent).days / days * (self.width - LEFT - RIGHT)

    def draw(self) -> SafeString:
        return format_html(
            '<svg class="rail {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
            self.css_class,
            self.width,
            RAIL_HEIGHT,
            self.span.described,
            self._lines(),
            self._ends(),
            self._due(),
            self._marks(),
        )

    def _lines(self) -> SafeString:
        span = self.span
        turn = min(span.end, span.due) if span.due else span.end
        parts = [("b", span.sent, span.last), ("p", span.sent, turn)]
        if span.is_late:
            parts.append(("o", turn, span.end))
        return format_html_join(
            "",
            '<line class="{}" x1="{}" x2="{}" y1="34" y2="34"/>',
            ((name, short(self.x(start)), short(self.x(stop))) for name, start, stop in parts),
        )

    def _ends(self) -> SafeString:
        """The words under both ends; whatever comes later gives way to them."""
        now, half = self.x(self.span.end), text_width(self.span.end_label) / 2
        centre = min(max(now, half), self.width - half)
        self.taken.append((centre - half, centre + half))
        first = self._label(LEFT, self.span.sent_label, "k", anchor="start")
        return format_html(
            '<text class="now{}" x="{}" y="58" text-anchor="middle">{}</text>'
            '<circle class="m" cx="8" cy="34" r="5"/><circle class="m{}" cx="{}" cy="34" r="5"/>{}',
            " late" if self.span.is_late else "",
            short(centre),
            self.span.end_label,
            " bad" if self.span.is_late else "",
            short(now),
            first,
        )

    def _due(self) -> SafeString:
        if self.span.due is None:
            return SafeString("")
        place = self.x(self.span.due)
        anchor = "end" if place > self.width / 2 else "start"
        was = SafeString("")
        if self.span.first_due and self.span.first_due != self.span.due:
            old = short(self.x(self.span.first_due))
            was = format_html('<line class="was" x1="{}" x2="{}" y1="23" y2="42"/>', old, old)
        return format_html(
            '{}<line class="due" x1="{}" x2="{}" y1="21" y2="42"/>'
            '<text x="{}" y="18" text-anchor="{}">{}</text>',
            was,
            short(place),
            short(place),
            short(min(place + 4, self.width) if anchor == "end" else max(place - 4, 0)),
            anchor,
            self.span.due_label,
        )

    def _marks(self) -> SafeString:
        dots = format_html_join(
            "",
            '<circle class="m{}" cx="{}" cy="34" r="5"/>',
            ((" bad" if mark.bad else "", short(self.x(mark.day))) for mark in self.marks),
        )
        ordered = sorted(self.marks, key=lambda mark: not mark.bad)
        words = [self._label(self.x(mark.day), mark.label, "k") for mark in ordered if mark.label]
        return format_html("{}{}", dots, format_html_join("", "{}", ((word,) for word in words)))

    def _label(self, place: float, text: str, name: str, anchor: str = "middle") -> SafeString:
        """Words under the line, unless they would touch words that already stand there."""
        wide = text_width(text)
        start = place if anchor == "start" else place - wide / 2
        stop = start + wide
        if not text or start < 0 or stop > self.width:
            return SafeString("")
        if any(start < right + MIN_GAP and stop > left - MIN_GAP for left, right in self.taken):
            return SafeString("")
        self.taken.append((start, stop))
        return format_html(
            '<text class="{}" x="{}" y="58" text-anchor="{}">{}</text>', name, short(place), anchor, text
        )


def spark(values: Sequence[float]) -> SafeString:
    """A small line without axes; the numbers stand beside it."""
    if len(values) < 2:  # noqa: PLR2004 - a line has two ends
        return SafeString("")
    low, high = min(values), max(values)
    points = [
        (place * 100 / (len(values) - 1), 34 - (value - low) / ((high - low) or 1) * 28)
        for place, value in enumerate(values)
    ]
    path = "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points)
    x, y = points[-1]
    return format_html(
        '<svg class="spark" viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true">'
        '<path d="{}"/><path class="dot" d="M{} {}h.01"/></svg>',
        path,
        short(x),
        short(y),
    )


def bar(value: float, whole: float) -> SafeString:
    """A share of a whole as a bar that starts at nought; the number stands beside it."""
    width = min(max(float(value) / float(whole) * 100, 0), 100) if whole else 0
    return format_html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="tr" width="100" height="10"/><rect class="ac" width="{}" height="10"/></svg>',
        short(width),
    )


def bullet(value: float, target: float, low: float, high: float) -> SafeString:
    """An actual value as a bar with a black tick at its target."""

    def place(number: float) -> str:
        return short(max(0, min(100, (number - low) / ((high - low) or 1) * 100)))

    return format_html(
        '<svg class="bullet" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="tr" y="3" width="100" height="6"/><rect class="ac" y="3" width="{}" height="6"/>'
        '<line class="tg" x1="{}" x2="{}" y1="0" y2="12"/></svg>',
        place(value),
        place(target),
        place(target),
    )


def interval(value: float, low: float, high: float, average: float, css_class: str = "") -> SafeString:
    """A share with the interval in which it may lie, from 0 to 100, beside the average of all.

    `css_class` is hi, lo or na; the numbers and the word stand beside it.
    """
    return format_html(
        '<svg class="iv {}" viewBox="0 0 100 18" preserveAspectRatio="none" aria-hidden="true">'
        '<line class="avg" x1="{}" x2="{}" y1="0" y2="18"/><line class="ci" x1="{}" x2="{}" y1="9" y2="9"/>'
        '<path class="pt" d="M{} 9h.01"/></svg>',
        css_class,
        short(average),
        short(average),
        short(low),
        short(high),
        short(value),
    )


@dataclass(frozen=True)
class Column:
    """One month in a chart of columns: the whole, and the part of it that is meant."""

    label: str
    whole: int
    part: int


class Columns:
    """Columns from nought with their numbers, their parts filled, and the words for both at the right end."""

    HEIGHT, TOP, BASE, LINE = 230, 20, 206, 16

    def __init__(self, columns: Sequence[Column], words: tuple[str, str], width: int, css_class: str) -> None:
        self.columns, self.words, self.width, self.css_class = columns, words, width, css_class
        self.slot = (width - max(text_width(word) for word in words) - MIN_GAP) / len(columns)
        self.most = max([1, *(each.whole for each in columns)])
        widest = max(text_width(each.label) for each in columns)
        self.step = ceil((widest + MIN_GAP) / self.slot)

    def y(self, value: int) -> float:
        return self.BASE - value / self.most * (self.BASE - self.TOP)

    def draw(self, described: str) -> SafeString:
        places = range(len(self.columns))
        return format_html(
            '<svg class="months {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}'
            '<path class="b" d="M0 {}h{}"/></svg>',
            self.css_class,
            self.width,
            self.HEIGHT,
            described,
            format_html_join("", "{}", ((self._column(place),) for place in places)),
            self._words(),
            self.BASE,
            short(self.slot * len(self.columns)),
        )

    def _column(self, place: int) -> SafeString:
        each, left = self.columns[place], place * self.slot
        middle, wide = short(left + self.slot / 2), self.slot * 0.66
        x, top, part = short(left + (self.slot - wide) / 2), self.y(each.whole), self.y(each.part)
        return format_html(
            '<path class="w" d="M{} {}h{}V{}h-{}z"/><path class="p" d="M{} {}h{}V{}h-{}z"/>{}{}{}',
            *(x, short(top), short(wide), short(part), short(wide)),
            *(x, short(part), short(wide), self.BASE, short(wide)),
            self._text(middle, top - 5, each.whole, ""),
            # A number needs its own height and width inside the part.
            self._text(middle, part + self.LINE, each.part, "in")
            if self.BASE - part > self.LINE * 1.5
            and wide > text_width(str(each.part))
            and each.part < each.whole
            else "",
            self._text(middle, self.HEIGHT - 6, each.label, "")
            if (len(self.columns) - 1 - place) % self.step == 0
            else "",
        )

    def _has_room(self, each: Column, wide: float) -> bool:
        """Whether the number of a part that is not the whole fits inside it."""
        high = self.BASE - self.y(each.part)
        return each.part < each.whole and high > self.LINE * 1.5 and wide > text_width(str(each.part))

    def _text(self, x: str, y: float, said: object, name: str) -> SafeString:
        shown = format_html(' class="{}"', name) if name else SafeString("")
        return format_html('<text{} x="{}" y="{}" text-anchor="middle">{}</text>', shown, x, short(y), said)

    def _words(self) -> SafeString:
        """What the whole and the part of the last column are, kept apart where they would touch."""
        last, x = self.columns[-1], short(self.slot * len(self.columns) + MIN_GAP / 2)
        upper = min(self.y(last.whole) + 4, self.BASE - self.LINE)
        lower = max(self.y(last.part) + self.LINE, upper + self.LINE)
        placed = [("", x, short(upper), self.words[0]), ("p", x, short(lower), self.words[1])]
        return format_html_join("", '<text class="{}" x="{}" y="{}">{}</text>', placed)
