"""The split of a gap as pages show it: signed numbers, bars to both sides of nought, and the words above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.indicators.models import SCALE
from bihuan.indicators.queries.contribution import AreaShare, CarriedProject, Contribution
from bihuan.indicators.queries.kinds_carried import TOLD, carried_figure, group_figures
from bihuan.indicators.queries.kinds_pulls import pull_figure
from bihuan.indicators.queries.paths import wording_of
from bihuan.indicators.queries.support import Supported
from bihuan.indicators.rules.findings import sentences
from bihuan.indicators.rules.numbers import write_number
from bihuan.indicators.rules.support import FEWEST, Verdict
from bihuan.kernel.figures import Figure
from bihuan.people.models import Person, Unit
from bihuan.projects.models import Stage
from bihuan.projects.rules.classes import industries

# Half of a bar's width, in its own units.
HALF = 50
PER_CENT = 100


@dataclass(frozen=True)
class Bar:
    """A bar from nought to one side, in hundredths of the whole width."""

    x: float
    width: float
    is_below: bool


@dataclass(frozen=True)
class ShownShare:
    """One line of the table of areas, or of projects."""

    row: AreaShare | CarriedProject | None
    name: str
    number: str
    words: str
    bar: Bar
    is_open: bool = False
    figure: Figure | None = None


@dataclass(frozen=True)
class ShownSplit:
    """All that the page says of a split gap."""

    headline: str
    areas: list[ShownShare]
    projects: list[ShownShare]
    area: AreaShare | None
    total: str
    area_total: str


def signed(number: int, places: int = 2) -> str:
    """A number with its sign, a true minus, and two decimals."""
    text = write_number(abs(number), places)
    return f"{'−' if number < 0 else '+' if number > 0 else ''}{text}"


def shown_split(person: Person, split: Contribution, area: AreaShare | None, today: date) -> ShownSplit:
    """Put a split into lines: the areas, and the projects of the one that is open."""
    numbers = [each.contribution for each in split.areas] + [split.between]
    areas = [
        ShownShare(
            each,
            each.name,
            signed(each.contribution),
            _weight(split, each),
            bar,
            each is area,
            pull_figure(person, split, each.pk, each.contribution, today),
        )
        for each, bar in zip(split.areas, bars(numbers), strict=False)
    ]
    if split.areas:
        areas.append(_rest(_("Between the areas"), split.between, bars(numbers)[-1]))
    return ShownSplit(
        _headline(split, area),
        areas,
        _projects(area) if area else [],
        area,
        signed(split.gap),
        signed(area.contribution) if area else "",
    )


def _weight(split: Contribution, area: AreaShare) -> str:
    said = wording_of(split.indicator)
    share = write_number(round(area.weight * PER_CENT * SCALE))
    return _("%(number)s, weight %(share)s%%") % {"number": said.level(area.number), "share": share}


def _headline(split: Contribution, area: AreaShare | None) -> str:
    said = wording_of(split.indicator)
    named = {"name": said.name, "number": said.level(split.number), "gap": said.distance(split.gap)}
    if split.gap == 0:
        return _("%(name)s stands at %(number)s, on its line.") % named
    if split.gap > 0:
        first = _("%(name)s stands at %(number)s, %(gap)s above its line.") % named
    else:
        first = _("%(name)s stands at %(number)s, %(gap)s below its line.") % named
    if area is None:
        return first
    late = sum(1 for each in area.projects if each.short > 0)
    if not late:
        return first
    added = {"area": area.name, "number": signed(area.contribution), "late": late, "all": len(area.projects)}
    second = ngettext(
        "%(area)s adds %(number)s; %(late)s of its %(all)s projects is behind.",
        "%(area)s adds %(number)s; %(late)s of its %(all)s projects are behind.",
        late,
    )
    return sentences([first, second % added])


def _projects(area: AreaShare) -> list[ShownShare]:
    numbers = [each.contribution for each in area.projects]
    if area.others is not None:
        numbers.append(area.others)
    numbers.append(area.untied)
    drawn = bars(numbers)
    rows = [
        ShownShare(each, each.name, signed(each.contribution), _state(each), bar)
        for each, bar in zip(area.projects, drawn, strict=False)
    ]
    if area.others is not None:
        name = _("%(count)s other projects") % {"count": area.others_count}
        rows.append(_rest(name, area.others, drawn[-2]))
    rows.append(_rest(_("Not tied to a project"), area.untied, drawn[-1]))
    return rows


def _rest(name: str, number: int, bar: Bar) -> ShownShare:
    return ShownShare(None, name, signed(number), "", bar)


def _state(project: CarriedProject) -> str:
    """Where a project stands, and when it was to produce."""
    said = [str(Stage(project.stage).label)]
    if project.planned and project.months_late:
        words = ngettext(
            "to produce from %(month)s, %(count)s month late",
            "to produce from %(month)s, %(count)s months late",
            project.months_late,
        )
        said.append(words % {"month": f"{project.planned:%Y-%m}", "count": project.months_late})
    elif project.days_late:
        words = ngettext("%(count)s day late", "%(count)s days late", project.days_late)
        said.append(words % {"count": project.days_late})
    return " · ".join(said)


def bars(numbers: Sequence[int]) -> list[Bar]:
    """Bars on one scale, nought in the middle."""
    most = max((abs(number) for number in numbers), default=0) or 1
    found = []
    for number in numbers:
        width = round(abs(number) * HALF / most, 2)
        found.append(Bar(HALF - width if number < 0 else HALF, width, number < 0))
    return found


# The air-castle test


@dataclass(frozen=True)
class ShownGroup:
    """The projects of a sector or of a unit: how many, and what they carry of the need."""

    name: str
    count: Figure
    share: Figure


@dataclass(frozen=True)
class ShownSupport:
    """The card of the air-castle test: a state, its word, the number with its interval, and sentences."""

    state: str
    word: str
    sentences: list[str]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    sectors: Sequence[ShownGroup] = ()
    units: Sequence[ShownGroup] = ()
    pasts: Sequence[tuple[str, int, int]] = ()


def shown_support(found: Supported, split: Contribution, today: date) -> ShownSupport | None:
    """Put the test into words; nothing where it says nothing."""
    test = found.support
    if test is None:
        return None
    state, word = _verdict(test.verdict)
    if test.verdict == Verdict.NOTHING:
        return ShownSupport(state, word, [_("The target is reached by going on as now.")])
    need = {"need": write_number(test.need), "unit": split.indicator.unit_name}
    said = [_("Needed still: %(need)s %(unit)s.") % need]
    if test.unsaid:
        words = ngettext(
            "%(count)s project stands where the record has fewer than %(few)s others: no chance is told.",
            "%(count)s projects stand where the record has fewer than %(few)s others: no chance is told.",
            test.unsaid,
        )
        said.append(words % {"count": test.unsaid, "few": FEWEST})
    scope = {"indicator": str(split.indicator.pk), "month": f"{split.month:%Y-%m}"}
    groups = group_figures(found, today, scope)
    units = Unit.objects.filter(pk__in=groups["unit"]).values_list("pk", "short_name")
    return ShownSupport(
        state,
        word,
        said,
        {name: carried_figure(name, found, today, scope) for name in TOLD},
        _groups(groups["sector"], sections()),
        _groups(groups["unit"], dict(units)),
        [(str(Stage(stage).label), seen.total, seen.n) for stage, seen in test.pasts.items()],
    )


def _verdict(verdict: Verdict) -> tuple[str, str]:
    return {
        Verdict.NOTHING: ("grn", _("Nothing more is needed")),
        Verdict.UNKNOWN: ("gry", _("Cannot be said")),
        Verdict.UNSUPPORTED: ("red", _("Unsupported")),
        Verdict.UNSURE: ("amb", _("Supported, not surely")),
        Verdict.SUPPORTED: ("grn", _("Supported")),
    }[verdict]


def sections() -> dict[str, str]:
    """The names of the sections of industries, by their letters."""
    return {row.code: row.name for row in industries() if row.code.isalpha()}


def _groups(groups: Mapping[str | int, Mapping[str, Figure]], names: Mapping[Any, str]) -> list[ShownGroup]:
    return [
        ShownGroup(names.get(key) or _("No industry given"), told["carriers"], told["carried"])
        for key, told in groups.items()
    ]
