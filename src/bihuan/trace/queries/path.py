"""A number followed down: to the areas that make it, their projects, their people, and how these behave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bihuan.conduct.models import Finding
from bihuan.conduct.queries.pages import Published, published
from bihuan.indicators.models import AreaKind, CarryRule, Indicator, Reading
from bihuan.indicators.queries.contribution import AreaShare, CarriedProject, Contribution, contribution
from bihuan.indicators.rules.numbers import write_number
from bihuan.journal.state import State
from bihuan.kernel.periods import name_of
from bihuan.people.models import Person
from bihuan.supervision.queries.conduct import Conduct, OnTime, conduct, on_time
from bihuan.supervision.queries.months import twelve
from bihuan.trace.models import Statement
from bihuan.trace.queries.people import Party, People, loads, people_of, posts
from bihuan.trace.queries.statements import (
    IN_HAND,
    MOST_SHOWN,
    beside,
    of_figure,
    of_month,
    of_project,
)
from bihuan.ui.schemas import place

WORDS = ("indicator", "area", "project", "unit")
PLACES, WIDTH = 2, 100
# As many as stand beside the people and the facts without running far below them.
MOST_PROJECTS = 8


def signed(number: int, places: int = PLACES) -> str:
    """A contribution as it is read: with its sign, a true minus, two decimals."""
    text = write_number(abs(number), places)
    return f"{'−' if number < 0 else '+'}{text}"


@dataclass(frozen=True)
class Bar:
    """One contribution as a bar left or right of nought, in hundredths of the width of its column."""

    start: str
    width: str
    nought: str
    css_class: str


@dataclass(frozen=True)
class Row:
    """One row of the first two columns: a name, what it adds, where it leads; a residue leads nowhere."""

    name: str
    number: int
    bar: Bar
    url: str = ""
    is_on: bool = False
    thing: Any = None

    @property
    def text(self) -> str:
        return signed(self.number)


def bars(numbers: Sequence[tuple[int, bool]]) -> list[Bar]:
    """Numbers of one column on one scale; each with whether it is a residue."""
    low = max((-number for number, _is in numbers if number < 0), default=0)
    high = max((number for number, _is in numbers if number > 0), default=0)
    whole = (low + high) or 1
    nought = WIDTH * low / whole
    found = []
    for number, is_residue in numbers:
        width = WIDTH * abs(number) / whole
        start = nought - width if number < 0 else nought
        css_class = "res" if is_residue else "neg" if number < 0 else "pos"
        found.append(Bar(f"{start:.2f}", f"{width:.2f}", f"{nought:.2f}", css_class))
    return found


@dataclass(frozen=True)
class Chosen:
    """A unit of the third column, and the address that chooses it."""

    party: Party
    url: str
    is_on: bool


@dataclass
class Trace:
    """The whole path: what may be chosen in each column, and what is chosen."""

    indicators: list[Indicator]
    said: dict[str, str]
    today: date
    gap: Contribution | None = None
    areas: list[Row] = field(default_factory=list)
    area: AreaShare | None = None
    projects: list[Row] = field(default_factory=list)
    project: CarriedProject | None = None
    people: People | None = None
    party: Party | None = None
    conduct: Conduct | None = None
    on_time: OnTime | None = None
    said_of_it: list[Statement] = field(default_factory=list)
    published: Published | None = None

    @property
    def marked(self) -> list[tuple[Finding, str]]:
        """What stands out of the chosen unit in the facts last published, in words."""
        unit = self.party.unit if self.party else None
        return list(self.published.marked.get(unit.pk, ())) if self.published and unit else []

    @property
    def statements(self) -> list[Statement]:
        """What the chosen unit says of the chosen project."""
        return [row for row in self.said_of_it if row.project_id][:MOST_SHOWN]

    @property
    def of_area(self) -> list[Statement]:
        """What the chosen area's unit says of its number."""
        return [row for row in self.said_of_it if row.indicator_id][:MOST_SHOWN]

    @property
    def of_hand(self) -> list[Statement]:
        """What the chosen unit says of what it has in hand."""
        return [row for row in self.said_of_it if row.figure][:MOST_SHOWN]

    @property
    def indicator(self) -> Indicator | None:
        return self.gap.indicator if self.gap else None

    @property
    def gap_text(self) -> str:
        return signed(self.gap.gap) if self.gap else ""

    @property
    def area_text(self) -> str:
        return signed(self.area.contribution) if self.area else ""

    @property
    def month_word(self) -> str:
        """The month of the number, as an address names it."""
        return f"{self.gap.month:%Y-%m}" if self.gap else ""

    @property
    def months(self) -> str:
        """The twelve months of the share on time, as an address names them."""
        return name_of(twelve(self.today))

    @property
    def parties(self) -> list[Chosen]:
        """The units of the third column."""
        rows = self.people.units if self.people else []
        return [Chosen(each, self.way(unit=each.unit.pk), each is self.party) for each in rows if each.unit]

    def way(self, **chosen: Any) -> str:
        """The address of another choice: what stands right of it is chosen anew."""
        said: dict[str, Any] = {"indicator": self.indicator.code if self.indicator else ""}
        picked = {"area": self.area, "project": self.project}
        said |= {word: each.pk for word, each in picked.items() if each}
        if self.party and self.party.unit:
            said["unit"] = self.party.unit.pk
        if chosen:
            first = min(WORDS.index(word) for word in chosen)
            said = {word: value for word, value in said.items() if WORDS.index(word) < first} | chosen
        return f"?{urlencode(said)}"


def trace(person: Person, query: Mapping[str, str], today: date) -> Trace | None:
    """Follow a number down as an address says; what it leaves open is the worst. None: no such thing."""
    state = State()
    indicators = state.kept(("followed",), lambda: _indicators(person), person)
    found = Trace(indicators, {word: query[word] for word in WORDS if query.get(word)}, today)
    code = query.get("indicator", "")
    indicator = next((each for each in indicators if each.code == code), None) or _named(person, code)
    if code and indicator is None:
        return None
    if indicator and indicator not in indicators:
        found.indicators = [*indicators, indicator]
    gaps = (_gap(state, person, each, today) for each in ([indicator] if indicator else indicators))
    found.gap = _worst([each for each in gaps if each])
    if not found.gap or found.gap.why:
        return found
    if not _choose(found, state, person, query):
        return None
    found.said_of_it = _said_of(found, state, person)
    return found


def _said_of(found: Trace, state: State, person: Person) -> list[Statement]:
    """The units' own words beside the facts of each column."""
    facts: list[Q] = []
    if found.gap and found.area and found.area.unit_id:
        facts.append(of_month(found.gap.indicator.pk, found.gap.month, found.area.unit_id))
    if found.party and found.party.unit:
        facts.append(of_figure(IN_HAND, found.party.unit.pk))
        if found.project:
            facts.append(of_project(found.project.pk, found.party.unit.pk))
    return state.kept(("said", *map(str, facts)), lambda: beside(person, facts), person)


def _indicators(person: Person) -> list[Indicator]:
    """The indicators that projects carry: these can be followed down to the end."""
    ruled = CarryRule.objects.visible_to(person).values("indicator")
    seen = Indicator.objects.visible_to(person).filter(is_active=True, pk__in=ruled)
    return list(seen.order_by("place", "pk"))


def _named(person: Person, code: str) -> Indicator | None:
    """An indicator that no rule ties to projects yet: it leads to the areas, and says what is missing."""
    seen = Indicator.objects.visible_to(person).filter(is_active=True, code=code) if code else None
    return seen.first() if seen is not None else None


def _month(person: Person, indicator: Indicator, today: date) -> date | None:
    """The last month of which the city's number is known."""
    rows = (
        Reading.objects.visible_to(person)
        .current()
        .filter(
            indicator=indicator,
            area__kind=AreaKind.CITY,
            span=indicator.span,
            measure=indicator.measure,
            month__lte=today,
        )
    )
    return rows.order_by("-month").values_list("month", flat=True).first()


def _gap(state: State, person: Person, indicator: Indicator, today: date) -> Contribution | None:
    """What an indicator lacks and who carries it, if any number of it is known."""

    def find() -> Contribution | None:
        month = _month(person, indicator, today)
        return contribution(person, indicator, month, today) if month else None

    return state.kept(("gap", indicator.pk, today, get_language()), find, person)


def _worst(found: Sequence[Contribution]) -> Contribution | None:
    """The indicator that lacks most of what its line asks for."""
    told = [each for each in found if not each.why]
    return min(told, key=_lack, default=found[0] if found else None)


def _lack(found: Contribution) -> float:
    """How far a number lies from its line, beside the line; below nought it is on the bad side."""
    side = 1 if found.indicator.direction == "up" else -1
    return side * found.gap / (abs(found.line) or 1)


def _choose(found: Trace, state: State, person: Person, query: Mapping[str, str]) -> bool:
    """Choose area, project and unit; False where the address names something that is not there."""
    gap = found.gap
    assert gap  # noqa: S101 - looked at before
    found.area = _chosen(gap.areas, query.get("area", ""))
    if found.area is None:
        found.areas = [Row(_("Between the areas"), gap.between, bars([(gap.between, True)])[0])]
        return "area" not in found.said
    found.project = _chosen(found.area.projects, query.get("project", ""))
    if found.project is None and "project" in found.said:
        return False
    _rows(found, gap, found.area)
    return found.project is None or _follow(found, state, person, query.get("unit", ""))


def _chosen(rows: Sequence[Any], said: str) -> Any:
    if not said:
        return rows[0] if rows else None
    key = place(said)
    return next((each for each in rows if each.pk == key), None)


def _rows(found: Trace, gap: Contribution, area: AreaShare) -> None:
    drawn = bars([*((each.contribution, False) for each in gap.areas), (gap.between, True)])
    found.areas = [
        Row(each.name, each.contribution, bar, found.way(area=each.pk), each == area, each)
        for each, bar in zip(gap.areas, drawn, strict=False)
    ]
    found.areas.append(Row(_("Between the areas"), gap.between, drawn[-1]))
    found.projects = projects_of(found, area)


def projects_of(found: Trace, area: AreaShare) -> list[Row]:
    """The projects of an area, the worst first, and what is left: of more than a column holds the sum."""
    shown = [each for at, each in enumerate(area.projects) if at < MOST_PROJECTS or each == found.project]
    rest: list[tuple[str, int, str]] = []
    if hidden := len(area.projects) - len(shown):
        sum_ = sum(each.contribution for each in area.projects) - sum(each.contribution for each in shown)
        name = ngettext("%(count)s other project", "%(count)s other projects", hidden) % {"count": hidden}
        rest.append((name, sum_, f"{reverse('projects:project_list')}?unit={area.unit_id}"))
    if area.others is not None:
        rest.append((_("Projects that you do not see"), area.others, ""))
    rest.append((_("Not tied to a project"), area.untied, ""))
    numbers = [(each.contribution, False) for each in shown]
    drawn = bars([*numbers, *((number, True) for _name, number, _url in rest)])
    rows = [
        Row(each.name, each.contribution, bar, found.way(project=each.pk), each == found.project, each)
        for each, bar in zip(shown, drawn, strict=False)
    ]
    return rows + [
        Row(name, number, bar, url)
        for (name, number, url), bar in zip(rest, drawn[len(shown) :], strict=True)
    ]


def _follow(found: Trace, state: State, person: Person, unit: str) -> bool:
    """Read the people of the project, and what is on record of the one that is chosen."""
    project = found.project
    assert project  # noqa: S101 - looked at before
    stuck = project.stuck
    holder = (stuck.unit_id, stuck.is_problem) if stuck and stuck.unit_id else None

    def people() -> People | None:
        held = state.kept(("posts",), posts)
        loaded = state.kept(("loads", found.today), lambda: loads(person, found.today), person)
        return people_of(person, project.pk, holder, held, loaded)

    found.people = state.kept(("people", project.pk, holder, found.today, get_language()), people, person)
    if found.people is None:
        return False
    wanted = place(unit) if unit else None
    found.party = found.people.party(wanted)
    if unit and (not found.party or not found.party.unit or found.party.unit.pk != wanted):
        return False
    if found.party and found.party.unit:
        pk = found.party.unit.pk
        items = found.people.items
        found.conduct = state.kept(
            ("conduct", pk, tuple(items), found.today),
            lambda: conduct(person, pk, items, found.today),
            person,
        )
        times = state.kept(("on time", found.today), lambda: on_time(person, found.today), person)
        found.on_time = times.of(pk)
        counted = state.kept(("published", get_language()), lambda: published(person), person)
        found.published = counted if counted and pk in counted.units else None
    return True
