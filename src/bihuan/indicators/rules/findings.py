"""The words for where an indicator is heading: whole sentences, each with the number it speaks of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from bihuan.indicators.models import SCALE, Measure
from bihuan.indicators.rules.forecasts import FEWEST_ERRORS, USUAL, Outlook
from bihuan.indicators.rules.lines import Assumption, Pace, in_steps, margin
from bihuan.indicators.rules.numbers import write_number
from bihuan.indicators.rules.paths import Basis, Path
from bihuan.indicators.rules.places import Standing

PER_CENT = "%"
# Nobody is told that something is certain.
LEAST_CHANCE, MOST_CHANCE = 1, 99


@dataclass(frozen=True)
class Wording:
    """How the numbers of an indicator are written: of what, in which unit, with how many decimals."""

    name: str
    measure: str = Measure.GROWTH
    unit: str = ""
    places: int = 1

    @property
    def is_percent(self) -> bool:
        return self.measure == Measure.GROWTH or self.unit == PER_CENT

    def plain(self, number: int) -> str:
        """A number without its unit, with a true minus."""
        places = 0 if self.measure == Measure.RANK else self.places
        text = write_number(number, places)
        # What rounds to nought has no sign.
        return text.replace("-", "\u2212") if text.strip("-0.,") else text.lstrip("-")

    def level(self, number: int) -> str:
        """A number with its unit: 5.1%, 118.6亿元, 第13位."""
        if self.measure == Measure.RANK:
            return _("place %(number)s") % {"number": self.plain(number)}
        if self.is_percent:
            return f"{self.plain(number)}%"
        return _("%(number)s %(unit)s") % {"number": self.plain(number), "unit": self.unit}

    def apart(self, number: int) -> str:
        """The same with its sign: −1.4个百分点."""
        sign = "+" if number > 0 else "\u2212" if number < 0 else ""
        return f"{sign}{self.distance(number)}"

    def distance(self, number: int) -> str:
        """How far two numbers lie apart: 1.4个百分点, 2.9亿元, 2位."""
        size = abs(number)
        if self.measure == Measure.RANK:
            many = size // SCALE
            return ngettext("%(many)s place", "%(many)s places", many) % {"many": many}
        if self.is_percent:
            return _("%(number)s percentage points") % {"number": self.plain(size)}
        return _("%(number)s %(unit)s") % {"number": self.plain(size), "unit": self.unit}


def joined(names: Iterable[str]) -> str:
    """Names one after another."""
    return pgettext("between names", ", ").join(names)


def sentences(said: Iterable[str]) -> str:
    """Sentences in a row."""
    found = [each for each in said if each]
    whole = found[0] if found else ""
    for each in found[1:]:
        whole = pgettext("two sentences", "%(one)s %(other)s") % {"one": whole, "other": each}
    return whole


def headline(path: Path, said: Wording) -> str:
    """The finding in one sentence: where the number stands against its line."""
    named = {"name": said.name, "year": path.year}
    if path.now is None or path.now.actual is None:
        return _("%(name)s: no number of %(year)s yet") % named
    if path.gap is None:
        return _("%(name)s stands at %(number)s") % {**named, "number": said.level(path.now.actual)}
    if path.gap == 0:
        return _("%(name)s stands on its target line") % named
    return _beside_line(path.gap, said) % {**named, "gap": said.distance(path.gap)}


def _beside_line(gap: int, said: Wording) -> str:
    if said.measure == Measure.RANK:
        behind, past = _("%(name)s is %(gap)s short of its target"), _("%(name)s is %(gap)s past its target")
        return behind if gap > 0 else past
    above, below = (
        _("%(name)s is %(gap)s above its target line"),
        _("%(name)s is %(gap)s below its target line"),
    )
    return above if gap > 0 else below


def against_province(path: Path, said: Wording) -> str:
    """Where the number stands against the mean of the province; nothing when that is not known."""
    if path.behind is None:
        return ""
    if path.behind == 0:
        return _("It equals the mean of the province.")
    gap = {"gap": said.distance(path.behind)}
    if path.behind > 0:
        return _("It is %(gap)s above the mean of the province.") % gap
    return _("It is %(gap)s below the mean of the province.") % gap


def asked(path: Path) -> str:
    """How the line was drawn."""
    words = {
        Basis.EVEN: _("The line rises to the target evenly, month by month."),
        Basis.FLAT: _("The target is asked for all year."),
        Basis.SHAPE: _("The line rises to the target by the mean shape of past years."),
        Basis.NO_SHAPE: _("The line rises to the target evenly: there are no two whole past years."),
        Basis.NODES: _("The line goes in steps by named months."),
        Basis.PROVINCE: _("The line moves with the mean of the province; its last number is taken on."),
        Basis.PLACE: _("The line is the number of whoever holds the place; the last one is taken on."),
    }
    return words[path.basis] if path.basis else _("There is no target that can be computed with.")


def colours(path: Path, said: Wording) -> str:
    """Where amber ends and red begins; nothing where nothing is judged."""
    if path.now is None or path.now.line is None:
        return ""
    beside = {"margin": said.distance(margin(path.nature, path.now.line))}
    return _("Amber: short of the line by up to %(margin)s; red: by more.") % beside


def needs(path: Path, said: Wording) -> str:
    """What the rest of the year must bring; nothing where there is no target or the year is over."""
    if path.pace is None or path.goal is None:
        return ""
    return _asked_for(path, path.pace, said) % {
        "goal": said.level(path.goal),
        "pace": said.level(in_steps(path.pace.number, path.nature)),
        "left": path.pace.left,
    }


def _asked_for(path: Path, pace: Pace, said: Wording) -> str:
    is_up, is_growth = path.nature.is_up, said.measure == Measure.GROWTH
    if pace.assumption == Assumption.SHARED:
        return _adding(pace, is_up=is_up)
    if pace.assumption == Assumption.LAST:
        least, most = (
            _("For %(goal)s the last reading of the year must be %(pace)s or more."),
            _("For %(goal)s the last reading of the year must be %(pace)s or less."),
        )
        if said.measure == Measure.RANK:
            return _("For %(goal)s the last reading of the year must be %(pace)s or better.")
    elif is_growth:
        least, most = (
            _("For %(goal)s in the whole year the rest of it must grow by %(pace)s or more, taken together."),
            _("For %(goal)s in the whole year the rest of it may grow by %(pace)s at most, taken together."),
        )
    else:
        least, most = (
            _("For %(goal)s in the whole year the rest of it must average %(pace)s or more."),
            _("For %(goal)s in the whole year the rest of it must average %(pace)s or less."),
        )
    return least if is_up else most


def _adding(pace: Pace, *, is_up: bool) -> str:
    if pace.number <= 0:
        return _("%(goal)s are reached already.") if is_up else _("%(goal)s are used up already.")
    if is_up:
        return ngettext(
            "For %(goal)s the last reading to come must add %(pace)s.",
            "For %(goal)s each of the %(left)s readings to come must add %(pace)s.",
            pace.left,
        )
    return ngettext(
        "For %(goal)s the last reading to come may add %(pace)s at most.",
        "For %(goal)s each of the %(left)s readings to come may add %(pace)s at most.",
        pace.left,
    )


def assumption(pace: Pace | None) -> str:
    """How the rest of the year was weighed."""
    if pace is None:
        return ""
    return {
        Assumption.WEIGHTED: _("The rest of the year is weighed by last year's values."),
        Assumption.EVEN: _("Every month weighs the same."),
        Assumption.SHARED: _("Every reading to come adds the same."),
        Assumption.LAST: "",
    }[pace.assumption]


def percent(chance: float) -> str:
    """A chance in words: 27 %, less than 1 %, more than 99 %."""
    if chance * 100 < LEAST_CHANCE:
        return _("less than %(share)s%%") % {"share": LEAST_CHANCE}
    if chance * 100 > MOST_CHANCE:
        return _("more than %(share)s%%") % {"share": MOST_CHANCE}
    return f"{round(chance * 100)}%"


def likely(path: Path, said: Wording) -> str:
    """Between which numbers the year is likely to end, and from what that is known."""
    if path.now is None or not path.nature.left(path.now.month):
        return ""
    outlook = path.last.likely if path.last else None
    if outlook is None:
        return _("No chance is named: fewer than %(least)s past years have this month and December.") % {
            "least": FEWEST_ERRORS
        }
    low, high = span_of(outlook, path.nature.step)
    words = _(
        "The year is likely to end between %(low)s and %(high)s "
        "(%(share)s%% interval, from the errors of %(years)s past years)."
    )
    return words % {
        "low": said.level(low),
        "high": said.level(high),
        "share": round(USUAL * 100),
        "years": outlook.errors,
    }


def span_of(outlook: Outlook, step: int) -> tuple[int, int]:
    """The usual interval, its ends moved out to whole published steps."""
    low, high = outlook.interval(USUAL)
    return floor(low / step) * step, ceil(high / step) * step


def place_title(path: Path, names: Mapping[int, str], said: Wording) -> str:
    """Which place the area holds, and who stands above it."""
    stands = path.standing
    if stands is None or path.now is None or path.now.actual is None:
        return ""
    words = {"place": stands.place, "of": stands.of, "names": joined(names[key] for key in stands.above)}
    if stands.number_above is None:
        return _("First of %(of)s: nobody stands above") % words
    words["gap"] = said.distance(stands.number_above - path.now.actual)
    return _("Place %(place)s of %(of)s, %(gap)s from %(names)s") % words


def place_words(path: Path, names: Mapping[int, str], said: Wording) -> list[str]:
    """What it takes to gain one place, who shares the present one, and who is not compared."""
    stands = path.standing
    if stands is None:
        return []
    shared, lacking = (joined(names[key] for key in keys) for keys in (stands.sharing, path.missing))
    found = [
        _("It shares its place with %(names)s.") % {"names": shared} if shared else "",
        *_gained(path, stands, said),
        _("Not compared, without a number for this month: %(names)s.") % {"names": lacking}
        if lacking
        else "",
    ]
    return [each for each in found if each]


def _gained(path: Path, stands: Standing, said: Wording) -> list[str]:
    if path.gain is None:
        return []
    words = {
        "goal": said.level(path.gain.goal),
        "pace": said.level(in_steps(path.gain.pace.number, path.nature)),
        "left": path.gain.pace.left,
        "then": stands.place_then,
    }
    return [
        _("If the others go on as they do, a year that ends at %(goal)s is place %(then)s.") % words,
        _asked_for(path, path.gain.pace, said) % words,
        assumption(path.gain.pace),
    ]
