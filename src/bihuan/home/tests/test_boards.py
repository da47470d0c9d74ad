"""The overview, the wall, the pages of a unit and of a person: who reads them, how fresh they are."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bihuan.home.queries import city, persons, units
from bihuan.home.queries.headlines import ages, headlines
from bihuan.indicators.tests import makers as indicators
from bihuan.journal import clock
from bihuan.journal.queries import position
from bihuan.kernel.figures import Figure
from bihuan.kernel.lights import Light
from bihuan.people.models import Person, Post, Role, UnitKind
from bihuan.people.tests.makers import person as make_person
from bihuan.people.tests.makers import unit as make_unit
from bihuan.projects.models import Part, ProjectUnit, YearPlan
from bihuan.projects.queries.facts import as_of
from bihuan.projects.tests import makers as projects
from bihuan.projects.tests.makers import WAN
from bihuan.supervision.models import Status
from bihuan.supervision.tests.makers import MONDAY, Cast, make_cast, make_item

pytestmark = pytest.mark.django_db
BUDGET = 32
# What differs between two answers that say the same.
PRIVATE = re.compile(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"')
KEPT_BUDGET = 8
LATER = datetime(2026, 4, 21, 2, tzinfo=UTC)


@pytest.fixture
def cast() -> Iterator[Cast]:
    cache.clear()
    with clock.moving(MONDAY):
        yield make_cast()


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def make_crew_of(cast: Cast) -> projects.Crew:
    return projects.Crew(
        cast.lead,
        cast.co,
        make_person(Role.PLANNER),
        cast.head,
        cast.handler,
        cast.stranger,
        cast.leader,
        cast.office,
    )


@pytest.mark.parametrize("who", ["mayor", "leader", "office", "auditor"])
def test_leaders_and_the_office_read_the_overview(cast: Cast, who: str) -> None:
    item = make_item(cast, Status.IN_PROGRESS)
    item.open_due = MONDAY.date()
    assert as_(getattr(cast, who)).get("/overview/").status_code == 200


@pytest.mark.parametrize("who", ["head", "handler", "system_admin"])
def test_others_are_told_whose_the_overview_is(cast: Cast, who: str) -> None:
    answer = as_(getattr(cast, who)).get("/overview/")
    assert answer.status_code == 403
    assert "市领导" in answer.content.decode()


def test_the_wall_is_for_whoever_sees_the_city_and_names_nobody(cast: Cast) -> None:
    make_item(cast, Status.IN_PROGRESS)
    page = as_(cast.office).get("/wall/").content.decode()
    names = set(Person.objects.values_list("name", flat=True))
    assert not {name for name in names if name and name in page}
    assert as_(cast.leader).get("/wall/").status_code == 403


def test_an_overview_is_composed_once_and_anew_after_any_write(cast: Cast) -> None:
    client = as_(cast.mayor)
    first = cost(client, "/overview/")
    again = cost(client, "/overview/")
    assert again <= KEPT_BUDGET < first <= BUDGET
    before = client.get("/overview/").content.decode()
    make_item(cast, Status.DISPATCHED)
    after = client.get("/overview/").content.decode()
    assert before != after


def test_after_a_write_only_what_it_could_touch_is_composed_anew(cast: Cast) -> None:
    """A write in one room leaves the parts found from other rooms, and no part is older than the record."""
    client = as_(cast.mayor)
    crew = make_crew_of(cast)
    projects.make_problem(crew, projects.make_project(crew, at=MONDAY), at=MONDAY)
    first = cost(client, "/overview/")
    warm = cost(client, "/overview/")
    make_item(cast, Status.DISPATCHED)
    after_matter = cost(client, "/overview/")
    projects.make_problem(crew, projects.make_project(crew, code=None, name="二号渠", at=MONDAY), at=MONDAY)
    after_project = cost(client, "/overview/")
    assert warm < after_matter <= warm + 6 < after_project < first
    assert "二号渠" in client.get("/overview/").content.decode()


def test_another_indicator_composes_its_own_part_anew_and_no_more(cast: Cast) -> None:
    bureau = indicators.make_bureau(MONDAY)
    found = indicators.make_indicator(bureau, at=MONDAY)
    client = as_(cast.mayor)
    first = cost(client, "/overview/")
    with CaptureQueriesContext(connection) as caught:
        client.get(f"/overview/?indicator={found.code}")
    asked = " ".join(query["sql"] for query in caught)
    assert "indicators_indicator" in asked
    assert "supervision_supervisionitem" not in asked
    assert len(caught) < first
    # What names no indicator is kept by no key of its own.
    warm = cost(client, "/overview/")
    for word in ("nothing", "x" * 4000, "\x00"):
        assert cost(client, f"/overview/?{urlencode({'indicator': word})}") <= warm + 1


@pytest.mark.parametrize("page", ["/overview/", "/wall/", "/units/{lead}/work/"])
def test_no_part_is_older_than_the_record(cast: Cast, page: str) -> None:
    """Whatever is written: what stands on the pages is what a city without a memory would compose."""
    client, crew = as_(cast.mayor), make_crew_of(cast)
    project = projects.make_project(crew, at=MONDAY)
    bureau = indicators.make_bureau()
    found = indicators.make_indicator(bureau)
    writes: list[Callable[[], object]] = [
        lambda: make_item(cast, Status.SUBMITTED),
        lambda: projects.make_problem(crew, project, at=MONDAY),
        lambda: indicators.make_series(bureau, found, {date(2026, 2, 1): "5.1"}),
        lambda: indicators.make_target(bureau, found, 6.5),
        lambda: make_person(Role.HEAD, cast.lead),
        lambda: make_item(cast, Status.IN_PROGRESS),
    ]
    address = page.format(lead=cast.lead.pk)
    client.get(address)
    for number, write in enumerate(writes):
        write()
        kept = PRIVATE.sub("", client.get(address).content.decode())
        cache.clear()
        assert kept == PRIVATE.sub("", client.get(address).content.decode()), number


def test_the_position_moves_with_every_write(cast: Cast) -> None:
    seen = {position()}
    for _round in range(3):
        make_item(cast, Status.DISPATCHED)
        assert position() not in seen
        seen.add(position())


def test_the_overview_costs_the_same_however_much_there_is(cast: Cast) -> None:
    make_item(cast, Status.IN_PROGRESS)
    cache.clear()
    client = as_(cast.mayor)
    client.get("/overview/")
    cache.clear()
    few = cost(client, "/overview/")
    for _more in range(4):
        make_item(cast, Status.IN_PROGRESS)
    cache.clear()
    assert cost(client, "/overview/") == few


def test_every_number_about_projects_is_true(cast: Cast) -> None:
    person, today = cast.mayor, MONDAY.date()
    crew = make_crew_of(cast)
    projects.make_problem(crew, projects.make_project(crew, at=MONDAY), at=MONDAY)
    found = city.stuck(person, today)
    grounds = city.territories(person, as_of(today))
    ready = city.readied(person, today)
    numbers: list[Figure] = [found.projects, found.money, ready.prepared, ready.ready]
    numbers += [figure for each in grounds for figure in (each.plan, each.done)]
    assert found.projects.value == 1
    for figure in numbers:
        assert figure.is_true(), figure.name


def test_a_unit_page_is_for_itself_and_those_above(cast: Cast) -> None:
    make_item(cast, Status.IN_PROGRESS)
    address = reverse("home:unit_work", args=[cast.lead.pk])
    for who in ("head", "handler", "leader", "mayor", "office"):
        assert as_(getattr(cast, who)).get(address).status_code == 200, who
    assert as_(cast.stranger).get(address).status_code == 403
    work = units.work_of(cast.mayor, cast.lead, MONDAY.date())
    assert all(figure.is_true() for _label, figure in work.marks)


def test_a_person_page_is_for_the_person_and_his_superiors(cast: Cast) -> None:
    address = reverse("home:person_work", args=[cast.handler.pk])
    Post.objects.create(person=cast.handler, unit=cast.lead, title="联络员", from_date=MONDAY.date())
    for who in ("handler", "head", "mayor", "leader"):
        assert as_(getattr(cast, who)).get(address).status_code == 200, who
    for who in ("office", "auditor", "stranger", "co_head", "system_admin"):
        assert as_(getattr(cast, who)).get(address).status_code == 403, who


def test_what_somebody_holds_is_counted_truly(cast: Cast) -> None:
    make_item(cast, Status.IN_PROGRESS)
    make_item(cast, Status.CLOSED)
    work = persons.work_of(cast.mayor, cast.handler, MONDAY.date())
    assert all(figure.is_true() for _label, figure in work.figures)
    assert sum(figure.value for _label, figure in work.figures) > 0


def test_what_somebody_holds_opens_for_himself_and_his_superiors_alone(cast: Cast) -> None:
    make_item(cast, Status.IN_PROGRESS)
    Post.objects.create(person=cast.handler, unit=cast.lead, title="联络员", from_date=MONDAY.date())
    address = f"{reverse('trace:figure', args=['home.held_open'])}?person={cast.handler.pk}"
    for who in ("handler", "head", "mayor", "leader"):
        assert as_(getattr(cast, who)).get(address).status_code == 200, who
    for who in ("office", "auditor", "stranger", "co_head"):
        assert as_(getattr(cast, who)).get(address).status_code == 403, who
    page = as_(cast.head).get(reverse("home:person_work", args=[cast.handler.pk])).content.decode()
    assert address in page


def test_the_red_and_yellow_counts_of_the_overview_open_their_units(cast: Cast) -> None:
    crew, year = make_crew_of(cast), MONDAY.date().year
    project = projects.make_project(crew, at=MONDAY)
    county = make_unit(kind=UnitKind.COUNTY)
    ProjectUnit.objects.create(project=project, unit=county, part=Part.TERRITORY)
    YearPlan.objects.create(project=project, year=year, amount=100 * WAN)
    found = city.territories(cast.mayor, as_of(MONDAY.date()))
    assert [each.unit for each in found] == [county]
    lights = {light: city.behind(found, light, MONDAY.date()) for light in Light}
    assert {light for light, figure in lights.items() if figure.value} == {found[0].light}
    assert all(figure.is_true() for figure in lights.values())
    if found[0].light in (Light.RED, Light.AMBER):
        way = reverse("trace:figure", args=["home.ground"])
        assert f'<a class="fig" href="{way}?light={found[0].light}">1</a>' in city.ground_said(
            found, MONDAY.date()
        )


def test_a_unit_page_shows_its_lines_tables_and_money_each_true(cast: Cast) -> None:
    bureau = indicators.make_bureau(MONDAY)
    own = indicators.make_indicator(bureau, at=MONDAY)
    indicators.make_target(bureau, own, 6.5, at=MONDAY)
    with clock.moving(LATER):
        indicators.make_series(bureau, own, {date(2026, 3, 1): "5.1"}, at=LATER)
        work = units.work_of(bureau.mayor, own.owner, LATER.date())
        (line,) = work.lines
        other = units.work_of(bureau.mayor, cast.co, LATER.date())
        page = as_(bureau.mayor).get(reverse("home:unit_work", args=[own.owner_id])).content.decode()
    assert (line.text, line.state) == ("5.1", "red")
    assert line.figure.is_true()
    assert line.figure.url in page
    assert other.lines == []
    tiles = [*work.tiles, *work.at_risk.money, *work.at_risk.problems]
    assert all(tile.figure.is_true() for tile in tiles)
    assert {tile.figure.name for tile in tiles} >= {"projects", "risk", "grants", "near", "problems", "late"}


def test_an_unknown_person_or_unit_is_not_found(cast: Cast) -> None:
    client = as_(cast.mayor)
    assert client.get(reverse("home:unit_work", args=[999_999])).status_code == 404
    assert client.get(reverse("home:person_work", args=[999_999])).status_code == 404


def test_a_keeper_reads_the_overview(cast: Cast) -> None:
    keeper = make_person(Role.STATISTICIAN)
    assert as_(keeper).get("/overview/").status_code == 200


def test_the_foremost_indicators_stand_first_and_each_is_true(cast: Cast) -> None:
    bureau = indicators.make_bureau(MONDAY)
    indicator = indicators.make_indicator(bureau, at=MONDAY)
    months = {date(2026, 2, 1): "6.2", date(2026, 3, 1): "5.1"}
    indicators.make_target(bureau, indicator, 6.5, at=MONDAY)
    with clock.moving(LATER):
        indicators.make_series(bureau, indicator, months, at=LATER)
        found = headlines(bureau.mayor, LATER.date())
        page = as_(bureau.mayor).get("/overview/").content.decode()
        wall = as_(bureau.mayor).get("/wall/").content.decode()
        age = ages(bureau.mayor, LATER.date())
    assert (age.indicators, age.missing.value) == (date(2026, 3, 1), 0)
    assert age.missing.is_true()
    assert all("指标数据截至2026年3月" in each and "没有缺报" in each for each in (page, wall))
    with clock.moving(LATER + timedelta(60)):
        assert ages(bureau.mayor, LATER.date() + timedelta(60)).missing.value == 1
        assert "缺报1项指标" in as_(bureau.mayor).get("/wall/").content.decode()
    (row,) = found.rows
    assert row.figure.is_true()
    assert (row.text, row.line, row.state) == ("5.1", "6.5", "red")
    assert found.path is not None
    assert found.month == date(2026, 3, 1)
    assert row.figure.url.replace("&", "&amp;") in page
