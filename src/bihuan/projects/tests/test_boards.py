"""Boards over many projects: rules as tables, numbers against their rows, pages and their cost."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from bihuan.journal import clock
from bihuan.projects import actions
from bihuan.projects.models import Fund, Milestone, Project, Visit
from bihuan.projects.queries import grants, readiness, stuck
from bihuan.projects.rules.conditions import NONE, Cell, cell
from bihuan.projects.rules.risk import Granted, Risk, next_limit, risk, visits_missing
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import NOON, TODAY, WAN

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
EARLY, LATER = TODAY - timedelta(10), TODAY + timedelta(10)


def url(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


@pytest.mark.parametrize(
    ("paid", "start_due", "pay_due", "start_fact", "expected"),
    [
        (0, EARLY, LATER, None, Risk("not_started", 100, 10)),
        (40, EARLY, EARLY, None, Risk("not_started", 60, 10)),
        (100, EARLY, EARLY, None, Risk()),
        (0, TODAY, LATER, None, Risk()),
        (0, EARLY, LATER, TODAY, Risk()),
        (30, LATER, EARLY, None, Risk("unpaid", 70, 10)),
        (30, EARLY, EARLY, EARLY, Risk("unpaid", 70, 10)),
        (0, LATER, LATER, None, Risk()),
    ],
)
def test_money_is_at_risk_past_its_limits(
    paid: int, start_due: date, pay_due: date, start_fact: date | None, expected: Risk
) -> None:
    assert risk(Granted(100, paid, start_due, pay_due, start_fact), TODAY) == expected


@pytest.mark.parametrize(
    ("paid", "start_due", "pay_due", "start_fact", "expected"),
    [
        (0, LATER, LATER + timedelta(1), None, LATER),
        (0, EARLY, LATER, None, LATER),
        (0, LATER, TODAY + timedelta(61), TODAY, None),
        (0, TODAY, TODAY + timedelta(60), TODAY, TODAY + timedelta(60)),
        (100, LATER, LATER, None, None),
    ],
)
def test_a_limit_is_told_two_months_before(
    paid: int, start_due: date, pay_due: date, start_fact: date | None, expected: date | None
) -> None:
    assert next_limit(Granted(100, paid, start_due, pay_due, start_fact), TODAY) == expected


@pytest.mark.parametrize(
    ("status", "resume_to", "made", "expected"),
    [
        ("ready", "", (), []),
        ("started", "", (), ["start"]),
        ("started", "", ("start",), []),
        ("building", "", ("start",), ["middle"]),
        ("paused", "building", (), ["start", "middle"]),
        ("full", "", ("middle",), ["start", "end"]),
        ("dropped", "", (), []),
    ],
)
def test_visits_are_missing_by_stage(status: str, resume_to: str, made: Any, expected: list[str]) -> None:
    assert visits_missing(status, resume_to, made) == [Visit(kind) for kind in expected]


def node(**facts: Any) -> Milestone:
    return Milestone(pk=1, position=1, **facts)


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ([], NONE),
        ([{"waived": "不涉及"}], NONE),
        ([{}], Cell("open", node=1)),
        ([{"asked_date": EARLY}], Cell("asked", 10, node=1)),
        ([{"asked_date": EARLY}, {"asked_date": TODAY}, {}], Cell("asked", 10, node=1)),
        ([{"fact_date": EARLY, "number": "1号"}, {}], Cell("open", node=1)),
        ([{"fact_date": EARLY, "number": "1号"}, {"waived": "不涉及"}], Cell("met", number="1号", node=1)),
    ],
)
def test_a_condition_is_as_its_milestones_are(nodes: list[dict[str, Any]], expected: Cell) -> None:
    assert cell([node(**facts) for facts in nodes], TODAY) == expected


@pytest.fixture
def city() -> makers.Crew:
    """Projects before the start, one of them ready, and one started; grants and problems of both kinds."""
    crew = makers.make_crew()
    waiting = makers.make_project(crew, name="等待用地", code=None)
    land = waiting.milestones.get(factor="land")
    actions.set_node(milestone=land, by=crew.planner, at=NOON, facts={"asked_date": EARLY}, unit=crew.other)
    makers.make_ready(crew, makers.make_project(crew, name="条件齐备", code="2511-349900-04-01-123457"))
    started = makers.make_started(crew, makers.make_project(crew, name="=1+1"))
    makers.make_fund(crew, waiting, number="甲")
    paid = makers.make_fund(crew, started, number="乙", pay_due=date(2026, 3, 1))
    for kind in ("arrived", "paid"):
        actions.move_fund(fund=paid, kind=kind, day=TODAY, amount=1_000 * WAN, by=crew.planner, at=NOON)
    makers.make_fund(crew, waiting, number="丙", start_due=LATER, amount=500 * WAN)
    makers.make_problem(crew, waiting)
    makers.make_problem(crew, started, kind="permit", due=EARLY, at=NOON - timedelta(30))
    return crew


def test_the_matrix_counts_what_it_shows(city: makers.Crew) -> None:
    asked = readiness.Asked()
    tiles = readiness.numbers(city.planner, asked, TODAY)
    assert all(tile.figure.is_true() for tile in tiles)
    assert [tile.figure.value for tile in tiles] == [2, 24_000 * WAN, 1, 12_000 * WAN]
    page = readiness.matrix(city.planner, asked, TODAY)
    states = {row.project.name: [each.state for _label, each in row.cells] for row in page.rows}
    assert states["等待用地"][1] == "asked"
    assert set(states["条件齐备"]) == {"met"}
    first, *rest = readiness.approvers(city.planner, asked, TODAY)
    assert (first.unit, first.unmet, first.asked, first.days) == (city.other, 1, 1, 10)
    assert [each.unit for each in rest] == [None]
    only = readiness.matrix(city.planner, readiness.Asked(factor="land"), TODAY)
    assert [row.project.name for row in only.rows] == ["等待用地"]
    mine = readiness.matrix(city.planner, readiness.Asked(approver=city.other.pk), TODAY)
    assert [row.project.name for row in mine.rows] == ["等待用地"]
    ready = readiness.matrix(city.planner, readiness.Asked(ready="yes"), TODAY)
    assert [row.project.name for row in ready.rows] == ["条件齐备"]


def test_grants_are_judged_alike_in_the_database_and_by_the_rule(city: makers.Crew) -> None:
    asked = grants.Asked(group=grants.ALL)
    tiles = grants.numbers(city.planner, asked, TODAY)
    assert all(tile.figure.is_true() for tile in tiles)
    assert tiles[0].figure.value == 5_000 * WAN
    page = grants.ranked(city.planner, asked, TODAY)
    assert len(page.rows) == Fund.objects.count()
    for row in page.rows:
        assert row.fund.at_risk == row.risk.amount
        limit = row.fund.broken
        assert ((TODAY - limit).days if limit else 0) == row.risk.days
    near = grants.ranked(city.planner, grants.Asked(group=grants.COMING), TODAY)
    assert [row.fund.number for row in near.rows] == ["丙"]
    lacking = grants.ranked(city.planner, grants.Asked(group=grants.VISITS), TODAY)
    assert [[visit.value for visit in row.missing] for row in lacking.rows] == [["start"]]


@pytest.mark.parametrize(("order", "expected"), [("", ["甲", "乙"]), ("money", ["甲", "乙"])])
def test_grants_are_paged_without_gaps(city: makers.Crew, order: str, expected: list[str]) -> None:
    found, cursor = [], ""
    while True:
        page = grants.ranked(city.planner, grants.Asked(order=order), TODAY, cursor, limit=1)
        found += [row.fund.number for row in page.rows]
        cursor = page.after
        if not cursor:
            break
    assert found == expected


def test_problems_are_counted_by_kind_and_unit(city: makers.Crew) -> None:
    found = stuck.summary(city.planner, stuck.Asked(), TODAY)
    assert all(tile.figure.is_true() for tile in found.tiles)
    assert [(each.key, each.count, each.late, each.age) for each in found.kinds] == [
        ("permit", 1, 1, 30),
        ("pipes", 1, 0, 0),
    ]
    assert [(each.key, each.count) for each in found.units] == [(city.other.pk, 2)]
    late = stuck.listed(city.planner, stuck.Asked(status="late"), TODAY)
    assert [row.kind for row in late.rows] == ["permit"]
    assert not stuck.listed(city.leader, stuck.Asked(status="all"), TODAY).rows


def test_a_problem_ages_by_the_days_of_the_city(city: makers.Crew) -> None:
    project = Project.objects.earliest("pk")
    problem = makers.make_problem(city, project, text="今天提，今天早上就答")
    said = {"problem": problem, "is_solved": True, "answer": "已解决"}
    actions.answer_problem(**said, at=makers.moment(TODAY, hour=7))
    [row] = stuck.listed(city.planner, stuck.Asked(status="closed"), TODAY).rows
    assert row.age == 0


def test_every_number_opens_the_rows_that_it_counts(client: Client, city: makers.Crew) -> None:
    """The list behind a tile holds as many rows as the tile says, whichever filter is set."""
    client.force_login(city.planner)
    with clock.moving(NOON):
        for name, query in (
            ("readiness_matrix", "ready=no"),
            ("readiness_matrix", f"unit={city.lead.pk}"),
            ("grant_list", f"group=coming&unit={city.lead.pk}"),
            ("problem_list", "kind=permit"),
            ("problem_list", "status=closed"),
        ):
            page = client.get(f"{url(name)}?{query}")
            tiles = page.context.get("tiles") or page.context["summary"].tiles
            for tile in tiles:
                if tile.figure.name in ("prepared", "ready", "grants", "near", "visits", "problems", "late"):
                    rows = client.get(f"{url(name)}{tile.url}").context["page"].rows
                    assert len(rows) == tile.figure.value, (query, tile.figure.name)


BOARDS = ("readiness_matrix", "grant_list", "problem_list")


@pytest.mark.parametrize("name", BOARDS)
def test_a_board_asks_little_however_many_rows(
    client: Client, city: makers.Crew, name: str, django_assert_max_num_queries: Any
) -> None:
    for count in range(8):
        more = makers.make_project(city, name=f"项目{count}", code=None)
        makers.make_fund(city, more, number=f"{count}")
        makers.make_problem(city, more)
    client.force_login(city.planner)
    client.get(url(name))
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(url(name))
    assert "等待用地" in page.text


@pytest.mark.parametrize("name", BOARDS)
@pytest.mark.parametrize(
    "query",
    [
        "unit=1&after=9",
        "unit=99999999999999999999&after=9.9",
        "factor=land&ready=no",
        "ready=yes&factor=x",
        "group=coming&order=money&after=1.99999999999999999999",
        "group=visits&after=99999999999.1",
        "group=all&after=-1.x",
        "kind=pipes&level=city&status=open",
        "status=closed",
        "status=late&kind=%00",
    ],
)
def test_a_board_answers_every_filter(client: Client, city: makers.Crew, name: str, query: str) -> None:
    for person in (city.planner, city.head, city.leader):
        client.force_login(person)
        assert client.get(f"{url(name)}?{query}").status_code == 200


def opened(client: Client, person: Any, name: str, query: str = "") -> list[list[Any]]:
    client.force_login(person)
    answer = client.get(f"{url(name)}?{query}")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert all(each.data_type != "f" for row in sheet.iter_rows() for each in row)
    return [[each.value for each in row] for row in sheet.iter_rows(min_row=4)]


def test_the_clearing_sheet_has_the_grants_of_the_list(client: Client, city: makers.Crew) -> None:
    rows = opened(client, city.planner, "grant_sheet", "group=all")
    assert len(rows) == 3
    assert {row[2] for row in rows} == {"等待用地", "=1+1"}
    late = next(row for row in rows if row[6] == "乙")
    assert (late[9], late[11], late[16], late[17]) == (
        3000,
        1000,
        2000,
        (clock.today() - date(2026, 3, 1)).days,
    )
    assert opened(client, city.leader, "grant_sheet") == []


def test_the_register_is_taken_away_as_it_is_filtered(client: Client, city: makers.Crew) -> None:
    rows = opened(client, city.planner, "register_file")
    assert [row[2] for row in rows] == ["等待用地", "条件齐备", "=1+1"]
    assert rows[0][13] == 12_000
    assert [row[2] for row in opened(client, city.head, "register_file", "stage=ready")] == ["条件齐备"]
    stuck_ones = opened(client, city.planner, "register_file", f"unit={city.lead.pk}&group=stuck")
    assert [row[2] for row in stuck_ones] == ["等待用地", "=1+1"]
    assert Project.objects.count() == 3
