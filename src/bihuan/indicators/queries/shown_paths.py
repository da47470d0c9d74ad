"""A path as pages show it: the drawing, the same numbers as a table, and the sentences."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bihuan.indicators.models import SCALE, Rhythm, Span
from bihuan.indicators.queries.kinds_paths import TOLD, figures_of
from bihuan.indicators.queries.paths import Trajectory
from bihuan.indicators.rules import findings
from bihuan.indicators.rules.forecasts import USUAL
from bihuan.indicators.rules.lines import in_steps
from bihuan.indicators.rules.paths import Basis, Point
from bihuan.kernel.figures import Figure
from bihuan.ui.templatetags.parts import month as month_name
from bihuan.ui.trajectories import Caption, Course, Moment

FEBRUARY = 2
# A line has two ends.
FEWEST_MONTHS = 2


@dataclass(frozen=True)
class MonthRow:
    """One month of the table under the drawing, in words."""

    label: str
    actual: str
    line: str
    province: str
    likely: str


@dataclass(frozen=True)
class Number:
    """A number of the path in words, with its figure, which opens the readings that it comes from."""

    label: Any
    text: str
    figure: Figure


@dataclass(frozen=True)
class ShownPath:
    """What a page says of a path. `course` is missing where there is nothing to draw."""

    trajectory: Trajectory
    headline: str
    state: str
    state_word: str
    province: str
    line: str
    needs: str
    chance: str
    likely: str
    place_title: str
    place_words: list[str]
    course: Course | None
    rows: list[MonthRow]
    numbers: list[Number]

    @property
    def sentences(self) -> list[str]:
        """All that is said beside the headline, one sentence after another."""
        said = (self.province, self.line, self.needs, self.chance, self.likely)
        return [each for each in said if each]


def shown(drawn: Trajectory) -> ShownPath:
    """Put a path into words and into a drawing."""
    path, said = drawn.path, drawn.wording
    return ShownPath(
        trajectory=drawn,
        headline=findings.headline(path, said),
        state=path.state,
        state_word=state_word(path.state),
        province=findings.against_province(path, said),
        line=findings.sentences([findings.asked(path), findings.colours(path, said)]),
        needs=findings.sentences([findings.needs(path, said), findings.assumption(path.pace)]),
        chance=chance_words(drawn),
        likely=findings.likely(path, said),
        place_title=findings.place_title(path, drawn.names, said),
        place_words=findings.place_words(path, drawn.names, said),
        course=_course(drawn) if len(path.points) >= FEWEST_MONTHS and _has_numbers(drawn) else None,
        rows=[_row(drawn, point) for point in path.points],
        numbers=_numbers(drawn),
    )


def _numbers(drawn: Trajectory) -> list[Number]:
    """The numbers that are known, in the order in which they are asked for."""
    path, said = drawn.path, drawn.wording
    expected = path.last.likely if path.last else None
    texts = {
        "gap": None if path.gap is None else said.apart(path.gap),
        "needed": None if path.pace is None else said.level(in_steps(path.pace.number, path.nature)),
        "expected": None if expected is None else said.level(expected.expected),
        "chance": None if path.chance is None else findings.percent(path.chance),
    }
    figures = figures_of(drawn)
    return [Number(TOLD[name].label, text, figures[name]) for name, text in texts.items() if text is not None]


def chance_words(drawn: Trajectory) -> str:
    """How likely the target is met, in a sentence; nothing where no chance is named."""
    if drawn.path.chance is None:
        return ""
    return _("Chance of meeting the target: %(chance)s.") % {"chance": findings.percent(drawn.path.chance)}


def state_word(state: str) -> str:
    """A light in a word."""
    words = {"grn": _("green"), "amb": _("yellow"), "red": _("red")}
    return words.get(state, _("not judged"))


def _has_numbers(drawn: Trajectory) -> bool:
    return any(point.actual is not None or point.line is not None for point in drawn.path.points)


def month_label(drawn: Trajectory, month: int) -> str:
    """A month's name; February stands for both where January is published with it."""
    indicator = drawn.indicator
    is_both = (
        month == FEBRUARY
        and indicator.span == Span.YTD
        and indicator.rhythm == Rhythm.MONTH
        and drawn.path.points[0].month == FEBRUARY
    )
    return _("Jan–Feb") if is_both else month_name(date(drawn.path.year, month, 1))


def _row(drawn: Trajectory, point: Point) -> MonthRow:
    said, none = drawn.wording, "—"

    def plain(number: int | None) -> str:
        return none if number is None else said.plain(number)

    band = ""
    if point.likely:
        low, high = findings.span_of(point.likely, drawn.path.nature.step)
        band = f"{said.plain(low)} — {said.plain(high)}"
    return MonthRow(
        month_label(drawn, point.month),
        plain(point.actual),
        plain(point.line),
        plain(point.province),
        band or none,
    )


def _course(drawn: Trajectory) -> Course:
    path = drawn.path
    return Course(
        tuple(_moment(drawn, point) for point in path.points),
        _caption(drawn),
        state=path.state,
        is_stepped=path.basis == Basis.NODES,
        is_needed=bool(path.short),
    )


def _moment(drawn: Trajectory, point: Point) -> Moment:
    low, high = point.likely.interval(USUAL) if point.likely else (None, None)
    return Moment(
        point.month,
        month_label(drawn, point.month),
        _scaled(point.actual),
        _scaled(point.line),
        _scaled(point.province),
        _scaled(low),
        _scaled(point.likely.expected if point.likely else None),
        _scaled(high),
    )


def _scaled(number: int | None) -> float | None:
    return None if number is None else number / SCALE


def _caption(drawn: Trajectory) -> Caption:
    path, said = drawn.path, drawn.wording
    provinces = [point.province for point in path.points if point.province is not None]
    expected = path.last.likely if path.last else None
    whole = findings.sentences([findings.headline(path, said), findings.against_province(path, said)])
    return Caption(
        described=whole,
        actual=_("Actual %(number)s") % {"number": said.plain(path.now.actual)}
        if path.now and path.now.actual is not None
        else "",
        line="" if path.goal is None else _("Target %(number)s") % {"number": said.plain(path.goal)},
        province=_("Province %(number)s") % {"number": said.plain(provinces[-1])} if provinces else "",
        likely=_("Likely %(number)s") % {"number": said.plain(expected.expected)} if expected else "",
        gap=_("lacks %(gap)s") % {"gap": said.plain(abs(path.gap))} if path.gap else "",
    )
