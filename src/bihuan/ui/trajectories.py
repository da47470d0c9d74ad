"""The path of a number through a year as inline SVG: where it was, its line, and what may still come.

Geometry only: the words come from the caller, and a table with the same numbers stands beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bihuan.ui.charts import short, text_width

TOP, FOOT, AXIS, LINE, AIR = 16, 26, 8, 17, 6
LAST_MONTH = 12
FEWEST_TICKS, MOST_TICKS = 3, 6
# The bracket of a gap needs room for its number.
LEAST_BRACKET = 18
# Months this wide are all named.
ROOMY = 44
# What differs by less than a tenth of itself is not blown up to the whole height.
LEAST_SPREAD = 10
# The states in which something is lacking.
SHORT = ("red", "amb")


@dataclass(frozen=True)
class Moment:
    """One month: what was reached, what was asked for, the mean of the province, what is likely."""

    month: int
    label: str
    actual: float | None = None
    line: float | None = None
    province: float | None = None
    low: float | None = None
    middle: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Caption:
    """The words of a drawing: at the lines, at the gap, and the whole of it in one sentence."""

    described: str
    actual: str = ""
    line: str = ""
    province: str = ""
    likely: str = ""
    gap: str = ""


@dataclass(frozen=True)
class Course:
    """What is drawn: the months, the state of the gap (red, amb, grn, gry), whether the line has steps, and
    whether something is still needed to reach its end."""

    moments: tuple[Moment, ...]
    caption: Caption
    state: str = "gry"
    is_stepped: bool = False
    is_needed: bool = True

    def known(self, name: str) -> list[Moment]:
        """The months that have a number of this name."""
        return [each for each in self.moments if getattr(each, name) is not None]


class Trajectory:
    """Actual solid, target dashed, province in its own colour, the gap shaded, the future tinted."""

    def __init__(self, course: Course, width: int, height: int, css_class: str) -> None:
        self.course, self.width, self.height, self.css_class = course, width, height, css_class
        self.ticks = ticks(self._values())
        self.places = max(0, -floor(log10(self.ticks[1] - self.ticks[0]) + 1e-9))
        words = course.caption
        self.left = max(text_width(self._tick(tick)) for tick in self.ticks) + AXIS
        self.right = width - max(text_width(words.line), text_width(words.likely), 24) - AIR
        self.first = course.moments[0].month
        reached = course.known("actual")
        self.now = reached[-1] if reached else None
        self.boxes: list[tuple[float, float, float, float]] = []

    def _values(self) -> list[float]:
        names = ("actual", "line", "province", "low", "high")
        found = [getattr(each, name) for each in self.course.moments for name in names]
        return [value for value in found if value is not None]

    def _tick(self, value: float) -> str:
        return f"{value:,.{self.places}f}".replace("-", "\u2212")

    def x(self, month: int) -> float:
        return self.left + (month - self.first) / (LAST_MONTH - self.first) * (self.right - self.left)

    def y(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return TOP + (high - value) / (high - low) * (self.height - TOP - FOOT)

    def draw(self) -> SafeString:
        parts = (
            self._future(),
            self._axes(),
            self._likely(),
            self._gap(),
            self._path("pv", "province"),
            self._target(),
            self._needed(),
            self._path("ac", "actual"),
            self._dots(),
            self._words(),
        )
        return format_html(
            '<svg class="traj {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
            self.css_class,
            self.width,
            self.height,
            self.course.caption.described,
            format_html_join("", "{}", ((part,) for part in parts)),
        )

    def _future(self) -> SafeString:
        start = self.x(self.now.month if self.now else self.first)
        return format_html(
            '<rect class="future" x="{}" y="{}" width="{}" height="{}"/>',
            short(start),
            TOP,
            short(self.right - start),
            self.height - TOP - FOOT,
        )

    def _axes(self) -> SafeString:
        lines = format_html_join(
            "",
            '<line class="ax" x1="{}" x2="{}" y1="{}" y2="{}"/>'
            '<text x="{}" y="{}" text-anchor="end">{}</text>',
            (
                (
                    short(self.left),
                    short(self.right),
                    *(short(self.y(tick)),) * 2,
                    short(self.left - AXIS),
                    short(self.y(tick) + 4),
                    self._tick(tick),
                )
                for tick in self.ticks
            ),
        )
        labels = format_html_join(
            "",
            '<text x="{}" y="{}" text-anchor="middle">{}</text>',
            ((short(self.x(each.month)), self.height - 6, each.label) for each in self._labelled()),
        )
        return format_html("{}{}", lines, labels)

    def _labelled(self) -> list[Moment]:
        """The months that are named: the last, the first, this one and the quarters, where they have room."""
        moments = self.course.moments
        quarters = [each for each in moments if each.month % 3 == 0]
        shown: list[Moment] = []
        has_room = (self.right - self.left) / len(moments) > ROOMY
        for each in (
            *(moments[-1], moments[0]),
            *([self.now] if self.now else []),
            *(moments if has_room else quarters),
        ):
            wide = text_width(each.label) + 2 * AXIS
            if all(
                abs(self.x(each.month) - self.x(other.month)) > (wide + text_width(other.label)) / 2
                for other in shown
            ):
                shown.append(each)
        return shown

    def _curve(self, moments: Sequence[Moment], value: Callable[[Moment], float]) -> str:
        return "L".join(f"{short(self.x(each.month))} {short(self.y(value(each)))}" for each in moments)

    def _path(self, css_class: str, name: str) -> SafeString:
        moments = self.course.known(name)
        if not moments:
            return SafeString("")
        curve = self._curve(moments, lambda each: getattr(each, name))
        return format_html('<path class="{}" d="M{}"/>', css_class, curve)

    def _target(self) -> SafeString:
        if not self.course.is_stepped:
            return self._path("tg", "line")
        moments = self.course.known("line")
        steps = [f"{short(self.x(each.month))} {short(self.y(each.line or 0))}" for each in moments[:1]]
        steps += [f"H{short(self.x(each.month))}V{short(self.y(each.line or 0))}" for each in moments[1:]]
        return format_html('<path class="tg" d="M{}"/>', "".join(steps)) if steps else SafeString("")

    def _gap(self) -> SafeString:
        """The space between what was reached and what was asked for, in the colour of its state."""
        both = [each for each in self.course.known("actual") if each.line is not None]
        if self.course.state not in SHORT or len(both) < 2:  # noqa: PLR2004 - a space has two ends
            return SafeString("")
        there = self._curve(both, lambda each: each.actual or 0)
        back = self._curve(both[::-1], lambda each: each.line or 0)
        return format_html('<path class="gap {}" d="M{}L{}Z"/>', self.course.state, there, back)

    def _likely(self) -> SafeString:
        """What the months to come may bring, as a band that opens from the last reading."""
        to_come = self.course.known("high")
        if self.now is None or not to_come:
            return SafeString("")
        start = f"{short(self.x(self.now.month))} {short(self.y(self.now.actual or 0))}"
        upper = self._curve(to_come, lambda each: each.high or 0)
        lower = self._curve(to_come[::-1], lambda each: each.low or 0)
        middle = self._curve(to_come, lambda each: each.middle or 0)
        return format_html(
            '<path class="band" d="M{}L{}L{}Z"/><path class="mid" d="M{}L{}"/>',
            *(start, upper, lower, start, middle),
        )

    def _needed(self) -> SafeString:
        last = self.course.moments[-1]
        if self.now is None or self.now is last or last.line is None or not self.course.is_needed:
            return SafeString("")
        ends = (self.x(self.now.month), self.y(self.now.actual or 0), self.x(last.month), self.y(last.line))
        return format_html('<path class="need" d="M{} {}L{} {}"/>', *map(short, ends))

    def _dots(self) -> SafeString:
        return format_html_join(
            "",
            '<circle class="pt" cx="{}" cy="{}" r="3"/>',
            (
                (short(self.x(each.month)), short(self.y(each.actual or 0)))
                for each in self.course.known("actual")
            ),
        )

    # Words

    def _words(self) -> SafeString:
        found = [*self._ends(), *self._bracket(), *self._inside()]
        return format_html_join("", "{}", ((word,) for word in found))

    def _ends(self) -> Iterable[SafeString]:
        """What is asked for and what is likely, at the right end, kept apart where they would touch."""
        last, words = self.course.moments[-1], self.course.caption
        named = [("l-tg", last.line, words.line), ("l-lk", last.middle, words.likely)]
        placed = sorted(
            (self.y(value), name, said) for name, value, said in named if value is not None and said
        )
        above = float(TOP - LINE)
        for left, (place, name, said) in enumerate(placed, start=1 - len(placed)):
            # The lower of two keeps its distance from the upper one, and both stay above the foot.
            above = min(max(place, above + LINE), self.height - FOOT + left * LINE)
            yield self._text(name, self.right + AIR, above + 4, said, "start")

    def _bracket(self) -> Iterable[SafeString]:
        now = self.now
        if now is None or now.line is None or now is self.course.moments[-1]:
            return
        if self.course.state not in SHORT:
            return
        upper, lower = sorted((self.y(now.line), self.y(now.actual or 0)))
        if not self.course.caption.gap or lower - upper < LEAST_BRACKET:
            return
        at = self.x(now.month) + 9
        name = self.course.state
        yield format_html(
            '<path class="gapl {}" d="M{} {}h4V{}h-4"/>',
            name,
            short(at - 4),
            short(upper + 3),
            short(lower - 3),
        )
        yield self._text(f"gapt {name}", at + AIR, (upper + lower) / 2 + 4, self.course.caption.gap, "start")

    def _inside(self) -> Iterable[SafeString]:
        """The names of the two lines, beside them, on the side where the other one is not."""
        words = self.course.caption
        yield from self._beside("province", "l-pv", words.province, 0.3)
        yield from self._beside("actual", "l-ac", words.actual, 0.75)

    def _beside(self, name: str, css_class: str, said: str, part: float) -> Iterable[SafeString]:
        moments = self.course.known(name)
        if not moments or not said:
            return
        at = moments[int((len(moments) - 1) * part)]
        value, others = getattr(at, name), [at.actual if name == "province" else at.line, at.province]
        other = next((each for each in others if each is not None), value)
        half = text_width(said) / 2
        x = min(max(self.x(at.month), self.left + half), self.right - half)
        is_above = value >= other
        near = self._heights(moments, name, x - half, x + half)
        y = self._free(x, min(near) - 9 if is_above else max(near) + 18, half, is_above=is_above)
        yield self._text(css_class, x, y, said, "middle")

    def _heights(self, moments: Sequence[Moment], name: str, start: float, stop: float) -> list[float]:
        """How high a line runs between two places: where it has points, and where it enters and leaves."""
        places = [(self.x(each.month), self.y(getattr(each, name))) for each in moments]
        found = [y for x, y in places if start <= x <= stop]
        for (left, one), (right, other) in pairwise(places):
            cuts = [x for x in (start, stop) if left <= x <= right]
            found += [one + (x - left) / (right - left) * (other - one) for x in cuts]
        return found

    def _free(self, x: float, y: float, half: float, *, is_above: bool) -> float:
        """The height nearest to the wanted one at which words touch no others, within the drawing."""
        least, most = TOP, self.height - FOOT - AIR
        heights = sorted(
            (min(max(y + move, least), most) for move in range(-self.height, self.height, 3)),
            key=lambda each: (abs(each - y), (each < y) != is_above),
        )
        return next((each for each in heights if not self._touches(x - half, each, x + half)), heights[0])

    def _touches(self, start: float, y: float, stop: float) -> bool:
        return any(
            start < right and stop > left and y - LINE < bottom and y > top
            for left, top, right, bottom in self.boxes
        )

    def _text(self, css_class: str, x: float, y: float, said: str, anchor: str) -> SafeString:
        wide = text_width(said)
        start = x - wide / 2 if anchor == "middle" else x
        self.boxes.append((start, y - LINE, start + wide, y))
        return format_html(
            '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
            css_class,
            short(x),
            short(y),
            anchor,
            said,
        )


def ticks(values: Sequence[float]) -> list[float]:
    """Three to six round numbers that hold all of these between the first and the last."""
    low, high = min(values), max(values)
    lacking = max(abs(low), abs(high)) / LEAST_SPREAD - (high - low)
    if lacking > 0:
        low, high = low - lacking / 2, high + lacking / 2
    elif low == high:
        low, high = -1, 1
    size = 10.0 ** floor(log10((high - low) / FEWEST_TICKS))
    for times in (1, 2, 5, 10):
        step = size * times
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        if last - first < MOST_TICKS:
            break
    return [each * step for each in range(first, last + 1)]
