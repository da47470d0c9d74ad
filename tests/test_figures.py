"""Every figure that has a name, for everybody: true, over visible rows, and whole in its parts."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from bihuan.breakdown.models import TaskBreakdown
from bihuan.breakdown.queries.kinds import numbers
from bihuan.breakdown.queries.pages import counts
from bihuan.conduct.models import Finding
from bihuan.conduct.queries import kinds as facts
from bihuan.fiscal.queries.overview import overview as money
from bihuan.home.queries import city, persons
from bihuan.indicators.models import Area, Indicator, ReadingBatch
from bihuan.indicators.queries import kinds_carried
from bihuan.indicators.queries.contribution import contribution
from bihuan.indicators.queries.firms import board
from bihuan.indicators.queries.kinds import missing_figure, of_batch
from bihuan.indicators.queries.kinds_paths import figures_of
from bihuan.indicators.queries.kinds_pulls import pull_figure
from bihuan.indicators.queries.overview import city_of
from bihuan.indicators.queries.overview import overview as indicators
from bihuan.indicators.queries.paths import trajectory
from bihuan.indicators.queries.shown_contribution import shown_support
from bihuan.indicators.queries.support import supported
from bihuan.indicators.rules.times import latest_due
from bihuan.journal import clock
from bihuan.kernel.figures import Figure, kind_of, kinds
from bihuan.kernel.lights import Light
from bihuan.kernel.periods import month_of, months_to, year_of
from bihuan.people.models import Person
from bihuan.people.tests.makers import now
from bihuan.projects.models import DispatchRound, Project
from bihuan.projects.queries import grants, readiness, rounds, stuck
from bihuan.projects.queries.facts import as_of
from bihuan.projects.queries.ledger import Wanted, strip
from bihuan.projects.tests import makers as projects
from bihuan.projects.tests.world import crew_of
from bihuan.spotcheck.queries.kinds import NAMES, spotcheck_figure
from bihuan.standings.queries import kinds as league
from bihuan.supervision import actions, queries
from bihuan.supervision.models import Status
from bihuan.supervision.queries.burden import Asked, burden_report
from bihuan.supervision.queries.gaps import Scope, gap_report
from bihuan.supervision.queries.marks import mark_figures
from bihuan.supervision.tests.makers import WAY, make_item
from bihuan.trace.api.figures import Asked as Words
from bihuan.trace.queries import groups
from bihuan.trace.queries.figures import opened, rows_of
from bihuan.trace.queries.groups import is_whole, told_apart
from bihuan.ui.scopes import way_to
from tests.world import World

pytestmark = pytest.mark.django_db
THINGS = (
    "marked item",
    "breakdown row",
    "project grant",
    "project problem",
    "project round",
    "project visit",
    "proposal",
    "evidence",
    "commitment",
    "selection",
    "publication",
    "city indicator",
    "carried indicator",
    "firm",
    "league published",
    "closed draw",
    "appeal",
    "facts published",
    "appeal against an event",
)
READERS = ("mayor", "leader", "head", "treasurer", "statistician")
ADMINS = ("system_admin", "security_admin", "audit_admin", "nobody")
KINDS = [kind.name for kind in kinds()]
QUERIES = 12
# What projects carry, and what an area adds to a gap, is weighed by readings, plans, months and the record.
MORE = {f"indicators.{name}": 19 for name in kinds_carried.TOLD} | {"indicators.pull": 15}
OPEN = ("indicators.", "standings.")


@pytest.fixture
def world() -> World:
    """The small world with something behind every figure."""
    world = World()
    for name in THINGS:
        world.thing(name)
    for status in WAY:
        make_item(world.cast, status)
    due = clock.today() + timedelta(30)
    for status in (Status.DISPATCHED, Status.SUBMITTED, Status.CLOSED):
        make_item(world.cast, status, at=now(), finish_due=due)
    crew = crew_of(world.cast, world.actors["planner"])
    stuck_since_spring = projects.make_project(crew, code=None, name="滨江水厂")
    projects.make_problem(crew, stuck_since_spring)
    actions.tick(at=now())
    return world


def everybody(world: World) -> list[tuple[str, Person]]:
    return [(name, person) for name, person in world.actors.items() if person]


def sets_of(figure: Figure) -> tuple[QuerySet[Any], ...]:
    return figure.rows if isinstance(figure.rows, tuple) else (figure.rows,)


def test_a_figure_is_the_measure_of_rows_that_its_reader_sees(
    world: World, subtests: pytest.Subtests
) -> None:
    for kind in kinds():
        with subtests.test(kind.name):
            # Official statistics and published tables are open to whoever works here, also without a role.
            blind = set(ADMINS) - ({"nobody"} if kind.name.startswith(OPEN) else set())
            for who, person in everybody(world):
                figure = kind.make(person, clock.today(), {})
                assert figure.is_true(), (who, figure)
                assert figure.kind == kind.name
                for rows in sets_of(figure):
                    seen = rows.model.objects.visible_to(person)
                    strange = rows.exclude(pk__in=seen.values("pk"))
                    assert not strange.exists(), (who, strange)
                    assert who not in blind or not rows.exists(), who
                assert who not in blind or not figure.value, who
    # Of single firms the mayor knows nothing: the statistics bureau does. What somebody has in hand is his.
    able = (world.cast.mayor, world.actors["statistician"], world.cast.handler)
    empty = [
        kind.name
        for kind in kinds()
        if not any(kind.make(person, clock.today(), {}).value for person in able if person)
    ]
    assert len(empty) < len(KINDS) / 3, empty


@pytest.mark.once("postgresql")
def test_the_groups_of_a_figure_add_up_to_it(world: World, subtests: pytest.Subtests) -> None:
    for kind in kinds():
        with subtests.test(kind.name):
            for who, way in product(READERS, kind.groups):
                person = world.actors[who]
                assert person
                found = opened(kind, person, clock.today(), {"by": way})
                rows = sum(each.rows for each in found.groups)
                assert rows == sum(each.count() for each in sets_of(found.figure)), (who, way)
                amount = sum(each.amount for each in found.groups)
                if kind.counts is None and not kind.is_average:
                    assert amount == found.figure.value, (who, way)


@pytest.mark.once("postgresql")
def test_each_number_of_a_group_is_a_figure_of_visible_rows(world: World, subtests: pytest.Subtests) -> None:
    today = clock.today()
    for kind in kinds():
        with subtests.test(kind.name):
            for (who, person), way in product(everybody(world), kind.groups):
                seen = kind.make(person, today, {})
                for each in told_apart(kind, seen, way, person):
                    words = dict(parse_qsl(urlsplit(each.way).query))
                    part = opened(kind, person, today, words).figure
                    assert part.is_true(), (who, way, each)
                    assert part.rows.count() == each.rows, (who, way, each)
                    assert part.value == (each.amount if is_whole(kind) else each.rows), (who, way, each)
                    assert way_to(part) == each.way
                    visible = part.rows.model.objects.visible_to(person)
                    assert not part.rows.exclude(pk__in=visible.values("pk")).exists(), (who, way, each)
                    if each.counted_way:
                        words = dict(parse_qsl(urlsplit(each.counted_way).query))
                        assert opened(kind, person, today, words).figure.value == each.counted, (who, each)


@pytest.mark.once("postgresql")
def test_a_group_leads_to_the_figure_of_its_rows(world: World, subtests: pytest.Subtests) -> None:
    person, today = world.cast.mayor, clock.today()
    for kind in kinds():
        with subtests.test(kind.name):
            for way, grouping in kind.groups.items():
                for each in opened(kind, person, today, {"by": way}).groups:
                    if each.url:
                        only = opened(kind, person, today, {grouping.narrows: str(each.key)})
                        assert sum(rows.count() for rows in sets_of(only.figure)) >= each.rows, (way, each)


@pytest.mark.once("postgresql")
def test_the_page_of_a_figure_asks_a_few_questions_and_the_api_says_the_same(
    world: World, client: Client, subtests: pytest.Subtests, django_assert_max_num_queries: Any
) -> None:
    person = world.cast.mayor
    client.force_login(person)
    for kind in kinds():
        with subtests.test(kind.name):
            address = reverse("trace:figure", args=[kind.name])
            with django_assert_max_num_queries(MORE.get(kind.name, QUERIES)):
                page = client.get(address)
            assert page.status_code == 200
            said = client.get(f"/api/v1/figures/{kind.name}").json()
            figure = kind.make(person, clock.today(), {})
            assert said["value"] == figure.value == page.context["figure"].value
            assert len(said["items"]) == len(page.context["pager"].lines)


def fact_figures(person: Person, today: date) -> list[Figure]:
    """What was counted of units, as far as somebody sees it."""
    found = [figure for _label, figure in facts.numbers(person, today)]
    seen = Finding.objects.visible_to(person)
    return found + [
        facts.of_finding(name, each, person, today) for each in seen for name in ("hits", "facts")
    ]


def page_figures(world: World, person: Person, today: date) -> list[Figure]:
    """The figures of the pages of all rooms, as these compute them."""
    seen = queries.overview(person, today)
    spans = [*seen.year.months, seen.year.whole]
    found = [*seen.figures.values()]
    found += [each for span in spans for each in (span.sent, span.ended, span.on_time, span.share)]
    for line in queries.unit_report(person, year_of(today), today):
        found += line.figures.values()
    for unit in queries.unit_standings(person, today):
        found += [*unit.now.values(), unit.ended, unit.on_time, unit.share]
    months = months_to(today, 2)
    period = replace(month_of(today), first=months[0].first)
    for gap in gap_report(Scope(person, period, today)):
        found += gap.figures.values()
    for asked in burden_report(Asked(person, month_of(today), today)):
        found += asked.figures.values()
    found += mark_figures(person, world.cast.lead, period, today).values()
    found += strip(person, Wanted(unit=world.cast.lead.pk), as_of(today)).figures.values()
    found += [tile.figure for tile in readiness.numbers(person, readiness.Asked(), today)]
    found += [tile.figure for tile in grants.numbers(person, grants.Asked(), today)]
    found += [tile.figure for tile in stuck.summary(person, stuck.Asked(), today).tiles]
    for told in rounds.told(person, DispatchRound.objects.visible_to(person)):
        found += [told.owed, told.reported, told.missing]
    found += [each for line in money(person, today).lines for each in (line.promised, line.waiting)]
    found += indicator_figures(person, today)
    found += [figure for _label, figure in persons.work_of(person, person, today).figures]
    found.append(city.behind(city.territories(person, as_of(today)), Light.RED, today))
    found += [figure for _label, figure in league.numbers(person, today, league.KINDS)]
    found += [
        each
        for table in TaskBreakdown.objects.visible_to(person)
        for each in numbers(counts(table), table.pk, person, today).values()
    ]
    found += [spotcheck_figure(name, person, today, {}) for name in NAMES]
    found += fact_figures(person, today)
    return [figure for figure in found if figure.kind]


def indicator_figures(person: Person, today: date) -> list[Figure]:
    """Those of the pages of indicators and of firms."""
    found = []
    if area := city_of(person):
        found.append(missing_figure(indicators(person, area, today).missing, person, area, today))
    found += [of_batch(person, batch, today) for batch in ReadingBatch.objects.visible_to(person)]
    for indicator in Indicator.objects.visible_to(person):
        for area in Area.objects.visible_to(person):
            found += figures_of(trajectory(person, indicator, area, today.year, today)).values()
        split = contribution(person, indicator, latest_due(indicator, today), today)
        found += [pull_figure(person, split, each.pk, each.contribution, today) for each in split.areas]
        card = shown_support(supported(person, split, today), split, today)
        found += [*card.figures.values()] if card else []
        found += [each.count for each in (*card.sectors, *card.units)] if card else []
    roll = board(person, today, today.year)
    rows = [*roll.years, *roll.months, *roll.units, *roll.trades, roll.whole]
    return found + [cell.figure for row in rows for cell in row.cells.values() if cell.figure]


@pytest.mark.once("postgresql")
def test_a_figure_of_a_page_is_the_same_where_it_is_opened(world: World) -> None:
    today = clock.today()
    named = set()
    for who, person in everybody(world):
        for figure in page_figures(world, person, today):
            kind = kind_of(figure.kind)
            assert kind, figure.kind
            again = kind.make(person, today, figure.scope)
            assert again.value == figure.value, (who, figure, again)
            assert way_to(figure).startswith(reverse("trace:figure", args=[figure.kind]))
            named.add(figure.kind)
    # Every kind stands on a page, those about documents aside, which stand beside the navigation.
    assert set(KINDS) - named <= {"intake.waiting", "intake.in_review"}


def test_every_word_that_a_kind_knows_can_be_sent_to_the_api() -> None:
    assert {word for kind in kinds() for word in kind.asks} <= set(Words.model_fields)
    ways = {f"{groups.PART}{way}" for kind in kinds() for way in groups.ways_of(kind)}
    assert ways <= set(Words.model_fields)


SENSELESS = (
    ("supervision.open", "unit=abc"),
    ("supervision.open", "unit=99999999999999999999999"),
    ("supervision.open", "unit=987654321"),
    ("supervision.open", "leader=-1"),
    ("supervision.open", "colour=red"),
    ("supervision.open", "by=colour"),
    ("supervision.open", "of_colour=red"),
    ("supervision.open", "source=gossip"),
    ("supervision.sent", "month=2026-13"),
    ("supervision.sent", "month=0001-01"),
    ("supervision.sent", "month=2026-05.2026-01"),
    ("supervision.mark_returned", "first=2026-02-30"),
    ("supervision.mark_returned", "first=2026-02-03&last=2026-02-01"),
    ("projects.done", "list=best"),
    ("fiscal.promised", "year=20266"),
    ("home.ground", "light=blue"),
    ("home.held_open", "person=987654321"),
    ("fiscal.promised", "year=1066"),
)


def test_a_scope_that_makes_no_sense_is_refused_with_a_sentence(
    world: World, client: Client, subtests: pytest.Subtests
) -> None:
    client.force_login(world.cast.mayor)
    for name, query in SENSELESS:
        with subtests.test(f"{name} {query}"):
            assert client.get(f"{reverse('trace:figure', args=[name])}?{query}").status_code == 422
            answer = client.get(f"/api/v1/figures/{name}?{query}")
            assert answer.status_code == 422
            assert answer.json()["detail"]


def test_there_are_no_figures_of_other_names(world: World, client: Client) -> None:
    client.force_login(world.cast.mayor)
    assert client.get(reverse("trace:figure", args=["supervision.happiness"])).status_code == 404
    assert client.get("/api/v1/figures/supervision.happiness").status_code == 404


def test_the_rows_of_a_figure_come_by_the_page_until_all_have_come(world: World) -> None:
    kind = kind_of("supervision.gap_unassigned")
    assert kind
    figure = kind.make(world.cast.mayor, clock.today(), {})
    met, after = [], ""
    while True:
        page = rows_of(kind, figure, after, 2)
        met += [line.url for line in page.lines]
        after = page.after
        if not after:
            break
    assert len(met) == figure.value == len(set(met))
    assert Project.objects.exists()
