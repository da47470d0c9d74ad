from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.indicators import actions
from bihuan.indicators.actions import NewGain, NewRule
from bihuan.indicators.models import SCALE, CarryRule, Indicator, ProjectGain
from bihuan.indicators.queries.contribution import Contribution, contribution
from bihuan.indicators.rules.histories import history
from bihuan.indicators.tests.makers import (
    NOON,
    TODAY,
    Bureau,
    make_indicator,
    make_series,
    make_target,
)
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Person, Role, Unit
from bihuan.people.tests import makers as people
from bihuan.projects import actions as projects
from bihuan.projects.models import Project
from bihuan.projects.tests.makers import WAN, make_crew, make_problem, make_project

FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def planner(db: None) -> Person:
    return people.person(Role.PLANNER, name="发改委项目科")


@pytest.fixture
def industry(bureau: Bureau) -> Indicator:
    """4.9 % where 6.5 % is asked for: the county (60 %) grows by 8 %, the park (40 %) by 0.25 %."""
    found = make_indicator(bureau)
    make_target(bureau, found, 6.5)
    for area, growth, base in (
        (bureau.city, "4.9", "100.0"),
        (bureau.county, "8.0", "60.0"),
        (bureau.park, "0.2", "40.0"),
    ):
        make_series(bureau, found, {FEBRUARY: growth}, area)
        make_series(bureau, found, {date(2025, 2, 1): base}, area, measure="value")
    return found


def rule(bureau: Bureau, **changes: object) -> NewRule:
    said = {"basis": "produce", "owner": bureau.department, "reason": "按主导产业对应。", "codes": "C"}
    return NewRule(**(said | changes))  # type: ignore[arg-type]


def put_in_force(bureau: Bureau, indicator: Indicator, **changes: object) -> CarryRule:
    said = rule(bureau, **changes)
    return actions.set_rule(indicator=indicator, rule=said, by=bureau.statistician, at=NOON)


@pytest.fixture
def in_park(bureau: Bureau):
    """Make industrial projects that stand in the park."""
    crew = make_crew()

    def make(name: str, lead: Unit | None = None, **facts: object) -> Project:
        crew.lead = lead or bureau.park.unit
        said = {"code": None, "industry": "2614", "total": 20_000 * WAN, **facts}
        return make_project(crew, name=name, **said)

    make.crew = crew  # type: ignore[attr-defined]
    return make


def gain(bureau: Bureau, project: Project, indicator: Indicator, amount: float, month: date) -> ProjectGain:
    said = NewGain(round(amount * SCALE), month, "可行性研究报告")
    return actions.set_gain(project=project, indicator=indicator, gain=said, by=bureau.statistician, at=NOON)


def seen_by(person: Person, indicator: Indicator) -> Contribution:
    return contribution(person, indicator, FEBRUARY, TODAY)


def test_areas_and_what_lies_between_them_sum_to_the_gap(bureau: Bureau, industry: Indicator) -> None:
    found = seen_by(bureau.mayor, industry)
    assert (found.number, found.line, found.gap) == (49_000, 65_000, -16_000)
    # 40 % × (0.2 − 6.5) and 60 % × (8.0 − 6.5); the worst first.
    assert [(each.name, each.contribution) for each in found.areas] == [
        ("云岭经开区", -25_200),
        ("望湖区", 9_000),
    ]
    assert found.between == 200
    assert [each.untied for each in found.areas] == [-25_200, 9_000]


@pytest.mark.parametrize("missing", ["target", "base", "reading"])
def test_without_its_numbers_a_gap_is_not_split_and_says_so(bureau: Bureau, missing: str) -> None:
    found = make_indicator(bureau)
    if missing != "target":
        make_target(bureau, found, 6.5)
    if missing != "reading":
        make_series(bureau, found, {FEBRUARY: "4.9"})
    if missing != "base":
        make_series(bureau, found, {date(2025, 2, 1): "100.0"}, measure="value")
    said = {"target": "no_line", "base": "no_base", "reading": "no_reading"}[missing]
    shown = seen_by(bureau.mayor, found)
    assert (shown.why, shown.areas) == (said, ())


def test_late_production_pulls_its_area_down_by_what_it_did_not_add(
    bureau: Bureau, industry: Indicator, planner: Person, in_park
) -> None:
    put_in_force(bureau, industry)
    late, later = in_park("煤制乙二醇"), in_park("光伏支架")
    gain(bureau, late, industry, 6, date(2025, 12, 1))
    gain(bureau, later, industry, 6, date(2026, 3, 1))
    in_park("未列预计贡献")
    found = seen_by(planner, industry)
    park = found.areas[0]
    # 6 亿元 a year are half a month each: two months lost are 1 of the 100 of last year, one point.
    assert [(each.name, each.contribution, each.months_late) for each in park.projects] == [
        ("煤制乙二醇", -10_000, 3),
        ("光伏支架", 0, 0),
    ]
    assert park.untied == -15_200
    assert found.is_whole


def test_only_what_the_rule_means_is_tied(
    bureau: Bureau, industry: Indicator, planner: Person, in_park
) -> None:
    put_in_force(bureau, industry, codes="26", natures="social", coefficient=SCALE // 2)
    inside = in_park("化工", nature="social")
    for project in (inside, in_park("政府投资"), in_park("食品", industry="1411", nature="social")):
        gain(bureau, project, industry, 6, date(2026, 1, 1))
    [row] = seen_by(planner, industry).areas[0].projects
    assert (row.name, row.contribution) == ("化工", -5_000)


def test_a_project_lies_where_its_territorial_unit_is(
    bureau: Bureau, industry: Indicator, planner: Person, in_park
) -> None:
    put_in_force(bureau, industry)
    units = (("territory", bureau.county.unit),)
    project = in_park("工信局牵头", lead=bureau.department, units=units)
    gain(bureau, project, industry, 6, date(2026, 1, 1))
    found = seen_by(planner, industry)
    assert [(each.name, len(each.projects)) for each in found.areas] == [("云岭经开区", 0), ("望湖区", 1)]


def test_spending_below_plan_is_what_a_project_lacks(bureau: Bureau, planner: Person, in_park) -> None:
    invested = make_indicator(bureau, code="investment", name="固定资产投资")
    make_target(bureau, invested, 8)
    for area, growth in ((bureau.city, "6.0"), (bureau.park, "6.0")):
        make_series(bureau, invested, {FEBRUARY: growth}, area)
        make_series(bureau, invested, {date(2025, 2, 1): "100.0"}, area, measure="value")
    put_in_force(bureau, invested, basis="spend", codes="")
    project = in_park("厂房", total=200_000 * WAN)
    amounts = {"city": 120_000 * WAN}
    projects.set_plan(project=project, year=2026, amounts=amounts, by=planner, at=NOON)
    found = seen_by(planner, invested)
    # Two months of 12 亿元 are 2 of last year's 100.
    assert [each.contribution for each in found.areas[0].projects] == [-20_000]
    assert found.missing == ("望湖区",)


def test_where_a_project_is_stuck_stands_beside_it(
    bureau: Bureau, industry: Indicator, planner: Person, in_park
) -> None:
    put_in_force(bureau, industry)
    project = in_park("煤制乙二醇")
    gain(bureau, project, industry, 6, date(2026, 1, 1))
    crew = in_park.crew
    crew.head = people.person(Role.HEAD, bureau.park.unit)
    make_problem(crew, project)
    held = seen_by(planner, industry).areas[0].projects[0].stuck
    assert held is not None
    assert (held.is_problem, held.unit, held.days) == (True, "市环保局", 0)


@pytest.mark.parametrize("count", [2, 3])
def test_what_a_reader_does_not_see_is_told_only_of_three_together(
    bureau: Bureau, industry: Indicator, planner: Person, in_park, count: int
) -> None:
    put_in_force(bureau, industry)
    for number in range(count):
        gain(bureau, in_park(f"项目{number}"), industry, 6, date(2026, 2, 1))
    park = seen_by(bureau.stranger, industry).areas[0]
    assert park.projects == ()
    if count == 3:
        assert (park.others, park.others_count, park.untied) == (-15_000, 3, -10_200)
    else:
        assert (park.others, park.others_count, park.untied) == (None, 0, -25_200)
    assert not seen_by(bureau.stranger, industry).is_whole
    assert seen_by(planner, industry).areas[0].untied == -25_200 + 5_000 * count


def test_a_rule_comes_in_versions(bureau: Bureau, industry: Indicator) -> None:
    first = put_in_force(bureau, industry)
    second = put_in_force(bureau, industry, codes="26  c", reason="只算化工。")
    assert (first.number, second.number, second.codes) == (1, 2, "26 C")
    assert CarryRule.objects.get(pk=first.pk).codes == "C"


@pytest.mark.parametrize(
    "changes",
    [{"codes": "X9"}, {"basis": "hope"}, {"reason": " "}, {"coefficient": 0}, {"natures": "rich"}],
)
def test_a_rule_that_cannot_be_meant_is_refused(bureau: Bureau, industry: Indicator, changes: dict) -> None:
    with pytest.raises(Invalid):
        put_in_force(bureau, industry, **changes)


def test_only_those_who_keep_indicators_or_projects_say_what_carries(
    bureau: Bureau, industry: Indicator, planner: Person
) -> None:
    said = {"indicator": industry, "rule": rule(bureau), "at": NOON}
    for person in (bureau.head, bureau.mayor):
        with pytest.raises(Denied):
            actions.set_rule(**said, by=person)
    assert actions.set_rule(**said, by=planner).number == 1


def test_a_gain_is_changed_and_taken_away_on_record(bureau: Bureau, industry: Indicator, in_park) -> None:
    project = in_park("煤制乙二醇")
    gain(bureau, project, industry, 6, date(2026, 1, 15))
    row = gain(bureau, project, industry, 7, date(2026, 2, 1))
    assert (row.amount, row.month) == (70_000, FEBRUARY)
    actions.drop_gain(gain=row, by=bureau.statistician, at=NOON)
    assert not ProjectGain.objects.exists()
    with pytest.raises(Conflict):
        actions.drop_gain(gain=row, by=bureau.statistician, at=NOON)


def test_the_number_of_questions_does_not_grow_with_projects(
    bureau: Bureau, industry: Indicator, planner: Person, in_park
) -> None:
    put_in_force(bureau, industry)
    counts = []
    for number in range(6):
        gain(bureau, in_park(f"项目{number}"), industry, 6, date(2026, 1, 1))
        if number in (0, 5):
            reader = Person.objects.get(pk=planner.pk)
            with CaptureQueriesContext(connection) as asked:
                seen_by(reader, industry)
            counts.append(len(asked))
    assert counts[0] == counts[1] <= 20


DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("moves", "status", "stages", "produced"),
    [
        ([], "completed", ["completed"], None),
        ([("project.complete", 3), ("project.produce", 5)], "production",
         ["building", "completed", "production"], 5),
        # What was set back has not come.
        ([("project.produce", 3), ("project.step_back", 5)], "completed",
         ["completed", "production", "completed"], None),
        ([("project.drop", 3)], "dropped", ["", "dropped"], None),
        # The paper may name a day before the one of the move before.
        ([("project.complete", 5), ("project.produce", 3)], "production",
         ["building", "completed", "production"], 5),
    ],
)  # fmt: skip
def test_the_record_tells_where_a_project_stood(
    moves: list[tuple[str, int]], status: str, stages: list[str], produced: int | None
) -> None:
    told = history(DAY, status, [(verb, date(2026, month, 1)) for verb, month in moves])
    assert [stage for _day, stage in told.steps] == stages
    assert told.stage_on(date(2025, 12, 31)) == ""
    assert told.reached("production") == (date(2026, produced, 1) if produced else None)
