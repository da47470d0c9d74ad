"""Months, plans, baselines and grants: nothing drifts, nothing is edited in silence."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from bihuan.journal.models import Event
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.projects import actions
from bihuan.projects.models import ChangeRequest, MonthRow, Project
from bihuan.projects.queries.facts import AsOf, with_light
from bihuan.projects.rules.lights import PRESETS
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import NOON, TODAY, WAN, entry

pytestmark = pytest.mark.django_db


def test_a_month_is_filled_replaced_and_frozen() -> None:
    crew = makers.make_crew()
    project, round_ = makers.make_project(crew), makers.make_round(crew)
    actions.fill(round_=round_, entries={project.pk: entry(100)}, by=crew.handler, at=NOON)
    actions.fill(round_=round_, entries={project.pk: entry(120)}, by=crew.handler, at=NOON)
    assert MonthRow.objects.get().done == 120 * WAN
    assert Event.objects.filter(verb="project.fill").count() == 2
    actions.freeze_round(round_=round_, by=crew.planner, at=NOON)
    with pytest.raises(Conflict, match="2026-02"):
        actions.fill(round_=round_, entries={project.pk: entry(130)}, by=crew.handler, at=NOON)
    march = makers.make_round(crew, date(2026, 3, 1))
    back = entry(-20, 5, "桩基施工", reason="上月多报20万元")
    actions.fill(round_=march, entries={project.pk: back}, by=crew.handler, at=NOON)
    assert MonthRow.objects.aggregate(found=Sum("done"))["found"] == 100 * WAN


def test_one_wrong_row_and_nothing_is_written() -> None:
    crew = makers.make_crew()
    good, bad = makers.make_project(crew), makers.make_project(crew, name="坏", code=None)
    round_ = makers.make_round(crew)
    with pytest.raises(Invalid, match="坏"):
        actions.fill(round_=round_, entries={good.pk: entry(1), bad.pk: entry(99_999)}, by=crew.head, at=NOON)
    assert not MonthRow.objects.exists()
    assert not Event.objects.filter(verb="project.fill").exists()


def test_strangers_fill_in_nothing_and_packages_have_no_months() -> None:
    crew = makers.make_crew()
    project, package = makers.make_project(crew), makers.make_project(crew, code=None, is_package=True)
    round_ = makers.make_round(crew)
    with pytest.raises(Invalid):
        actions.fill(round_=round_, entries={project.pk: entry()}, by=crew.stranger, at=NOON)
    with pytest.raises(Denied):
        actions.fill(round_=round_, entries={project.pk: entry()}, by=crew.office, at=NOON)
    with pytest.raises(Invalid):
        actions.fill(round_=round_, entries={package.pk: entry()}, by=crew.planner, at=NOON)


def test_the_database_itself_holds_the_sum_of_the_sources() -> None:
    crew = makers.make_crew()
    project, round_ = makers.make_project(crew), makers.make_round(crew)
    actions.fill(round_=round_, entries={project.pk: entry(100)}, by=crew.head, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthRow.objects.update(done=1)


def test_what_was_approved_is_not_edited_but_changed_by_a_granted_request() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    actions.issue_plan(project=project, number="投资〔2026〕9号", issued_date=TODAY, by=crew.planner, at=NOON)
    for name, value in (
        ("total", 15_000 * WAN),
        ("content", "改"),
        ("scale", "改"),
        ("finish_plan", date(2028, 1, 1)),
    ):
        with pytest.raises(Conflict):
            actions.change(project=project, by=crew.planner, at=NOON, facts={name: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeRequest.objects.create(project=project, reason="绕过", by=crew.head, asked_at=NOON)
    asked = actions.ask_change(
        project=project, reason="地质条件变化", by=crew.head, at=NOON, wanted={"total": 15_000 * WAN}
    )
    with pytest.raises(Conflict):
        actions.ask_change(project=project, reason="再来一次", by=crew.head, at=NOON, wanted={"scale": "大"})
    said = {"request": asked, "ground": "已报原审批机关", "by": crew.planner, "at": NOON}
    with pytest.raises(Invalid):
        actions.decide_change(is_granted=True, **said)
    actions.decide_change(is_granted=True, number="投资〔2026〕19号", **said)
    project = Project.objects.get()
    assert project.total == 15_000 * WAN
    assert list(project.baselines.order_by("version").values_list("version", "total")) == [
        (1, 12_000 * WAN),
        (2, 15_000 * WAN),
    ]


def test_a_total_never_falls_below_what_is_done() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew, opening=500 * WAN)
    actions.fill(round_=makers.make_round(crew), entries={project.pk: entry(1_000)}, by=crew.head, at=NOON)
    order = {"project": project, "by": crew.head, "at": NOON}
    for facts in ({"total": 1_499 * WAN}, {"opening": 11_001 * WAN}, {"total": 400 * WAN, "opening": 0}):
        with pytest.raises(Invalid, match="已完成"):
            actions.change(**order, facts=facts)
    actions.change(**order, facts={"total": 1_600 * WAN})
    actions.issue_plan(project=project, number="1号", issued_date=TODAY, by=crew.planner, at=NOON)
    asked = actions.ask_change(**order, reason="核减", wanted={"total": 1_499 * WAN})
    decision = {"request": asked, "is_granted": True, "ground": "属实", "number": "2号"}
    with pytest.raises(Invalid, match="已完成"):
        actions.decide_change(**decision, by=crew.planner, at=NOON)
    assert Project.objects.get().total == 1_600 * WAN


def test_plans_of_all_years_stay_within_the_total() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    actions.set_plan(project=project, year=2026, amounts={"city": 5_000 * WAN}, by=crew.planner, at=NOON)
    with pytest.raises(Invalid, match="12,000"):
        actions.set_plan(project=project, year=2027, amounts={"bank": 8_000 * WAN}, by=crew.planner, at=NOON)
    with pytest.raises(Denied):
        actions.set_plan(project=project, year=2027, amounts={"bank": 1}, by=crew.head, at=NOON)
    assert project.plans.count() == 1


def test_granted_money_arrives_and_is_paid_within_what_there_is() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    fund = makers.make_fund(crew, project)

    def move(kind: str, wan: int) -> None:
        actions.move_fund(fund=fund, kind=kind, day=TODAY, amount=wan * WAN, by=crew.head, at=NOON)

    with pytest.raises(Invalid):
        move("paid", 1)
    move("arrived", 2_000)
    with pytest.raises(Invalid, match="500"):
        move("arrived", 1_500)
    move("paid", 2_000)
    visit = {
        "kind": "start",
        "day": TODAY,
        "file": makers.make_file(crew.stranger),
        "by": crew.stranger,
        "at": NOON,
    }
    actions.visit_site(fund=fund, **visit)
    with pytest.raises(Conflict):
        actions.visit_site(fund=fund, **visit)


def test_no_money_from_above_for_what_is_finished() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew, stage="completed", start_fact=TODAY, finish_fact=TODAY)
    with pytest.raises(Conflict):
        makers.make_fund(crew, project)


def test_a_problem_becomes_a_matter_and_only_the_enterprise_closes_it() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    problem = makers.make_problem(crew, project)
    assert problem.item.assignments.get().unit == crew.other
    assert Project.objects.visible_to(crew.stranger).get() == project
    problem = actions.solve_problem(problem=problem, measure="已迁改", by=crew.stranger, at=NOON)
    assert problem.status == "solved"
    problem = actions.answer_problem(problem=problem, is_solved=False, answer="还没通电", at=NOON)
    assert (problem.status, problem.refusals) == ("open", 1)
    problem = actions.answer_problem(
        problem=problem, is_solved=True, answer="已通电", at=NOON + timedelta(days=3)
    )
    assert problem.status == "closed"
    with pytest.raises(Conflict):
        actions.answer_problem(problem=problem, is_solved=True, answer="再说一遍", at=NOON)


@pytest.mark.parametrize(
    ("day", "is_paid", "light"),
    [(date(2026, 7, 31), False, "gry"), (date(2026, 8, 1), False, "red"), (date(2026, 8, 1), True, "gry")],
)
def test_a_bond_unused_six_months_after_the_month_of_issue_is_red(
    day: date, is_paid: bool, light: str
) -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    fund = makers.make_fund(crew, project, source="bond", pay_due=date(2027, 6, 30))
    for kind in ("arrived", "paid") if is_paid else ():
        actions.move_fund(fund=fund, kind=kind, amount=fund.amount, day=TODAY, by=crew.planner, at=NOON)
    rows = with_light(Project.objects.all(), AsOf(day, day.replace(day=1)), PRESETS["tianjin_month"])
    assert rows.get(pk=project.pk).light == light
