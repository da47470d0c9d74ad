"""The life cycle: every move in every stage by every kind of person, and what a stage needs."""

from datetime import date, timedelta

import pytest

from bihuan.journal.models import Event
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.people.models import Role
from bihuan.people.tests import makers as people
from bihuan.projects import actions
from bihuan.projects.models import PaperKind, Project, Stage
from bihuan.projects.queries.needs import lacks
from bihuan.projects.rules.lists import YearList, main_list, on_list
from bihuan.projects.rules.moves import MOVES
from bihuan.projects.rules.orders import NewProject
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import NOON, TODAY

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=200)


def test_every_move_answers_for_every_stage_and_person() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    for move in MOVES.moves.values():
        for stage in Stage:
            project.status = stage
            for person in (crew.planner, crew.head, crew.handler, crew.stranger, crew.leader, crew.office):
                may = person == crew.planner or (
                    person in (crew.head, crew.handler) and move.name not in ("drop", "step_back")
                )
                is_open = move.name in MOVES.open_to(project, person)
                assert is_open == (may and stage in move.path), (move.name, stage, person)


def test_a_project_walks_from_its_idea_to_full_production() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew, stage="idea")
    for move in ("enter_reserve", "begin_prelim"):
        project = actions.advance(project=project, move=move, by=crew.head, at=NOON)
    project = makers.make_started(crew, project)
    assert (project.status, project.start_fact) == (Stage.STARTED, TODAY)
    for move, kind in (
        ("build", PaperKind.PROGRESS),
        ("complete", PaperKind.ACCEPTANCE),
        ("produce", PaperKind.OUTPUT),
        ("reach_full", PaperKind.CAPACITY),
    ):
        makers.make_paper(crew, project, kind, at=LATER)
        project = actions.advance(project=project, move=move, by=crew.head, at=LATER)
    assert project.status == Stage.FULL
    verbs = Event.objects.about("projects.project", project.pk).values_list("verb", flat=True)
    assert {"project.add", "project.start", "project.reach_full"} <= set(verbs)


def test_levelled_ground_proves_no_start() -> None:
    crew = makers.make_crew()
    project = makers.make_ready(crew, makers.make_project(crew))
    makers.make_paper(crew, project, PaperKind.CONTRACT)
    makers.make_paper(crew, project, PaperKind.LEVELLING)
    with pytest.raises(Invalid, match=r"site photo|施工照片"):
        actions.advance(project=project, move="start", by=crew.head, at=NOON)


def test_a_photo_from_before_the_start_proves_nothing() -> None:
    crew = makers.make_crew()
    project = makers.make_ready(crew, makers.make_project(crew))
    makers.make_paper(crew, project, PaperKind.CONTRACT)
    makers.make_paper(crew, project, PaperKind.SITE_PHOTO, dated=TODAY - timedelta(days=30))
    with pytest.raises(Invalid):
        actions.advance(project=project, move="start", by=crew.head, at=NOON)
    assert Project.objects.get().status == Stage.READY


def test_what_is_missing_is_named_and_vanishes_when_it_is_there() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew, builder="", code="")
    names = {need.name for need in lacks(project, crew.head, Stage.READY)}
    assert {"builder", "code", "builder_code", "approval", "land", "eia"} <= names
    assert "permit" not in names
    ready = makers.make_project(crew, name="另一项目", code="2511-349900-04-01-123457")
    makers.make_ready(crew, ready)
    assert [need.name for need in lacks(Project.objects.get(pk=ready.pk), crew.head)] == [
        "contract",
        "site_photo",
    ]


def test_a_condition_that_does_not_apply_does_not_hold_anything_up() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    node = project.milestones.get(factor="energy")
    actions.set_node(milestone=node, by=crew.head, at=NOON, facts={"waived": "年综合能耗不足1000吨标准煤"})
    assert "energy" not in {need.name for need in lacks(project, crew.head, Stage.READY)}


def test_a_paused_project_goes_on_from_where_it_stood() -> None:
    crew = makers.make_crew()
    project = makers.make_started(crew, makers.make_project(crew))
    project = actions.pause(project=project, by=crew.head, at=NOON, reason="资金未到位")
    assert (project.status, project.resume_to) == (Stage.PAUSED, Stage.STARTED)
    with pytest.raises(Invalid):
        actions.pause(
            project=actions.resume(project=project, by=crew.head, at=NOON), by=crew.head, at=NOON, reason=" "
        )
    assert Project.objects.get().status == Stage.STARTED


def test_a_stage_that_was_not_true_is_set_back_by_the_keeper_alone() -> None:
    crew = makers.make_crew()
    project = makers.make_started(crew, makers.make_project(crew))
    with pytest.raises(Denied):
        actions.step_back(project=project, by=crew.head, at=NOON, reason="核查未见桩基")
    project = actions.step_back(project=project, by=crew.planner, at=NOON, reason="核查未见桩基")
    assert (project.status, project.start_fact) == (Stage.READY, None)


def test_only_the_keeper_enters_projects_and_units_their_own_ideas() -> None:
    crew = makers.make_crew()
    order = NewProject(
        lead=crew.lead, facts={"name": "谋划一个园区", "approval": "record", "nature": "social"}, idem="k1"
    )
    project = actions.add(order=order, by=crew.handler, at=NOON)
    assert actions.add(order=order, by=crew.handler, at=NOON) == project
    with pytest.raises(Denied):
        actions.add(order=order, by=crew.stranger, at=NOON)
    with pytest.raises(Denied):
        makers.make_project(crew.__class__(**{**crew.__dict__, "planner": crew.head}))


def test_a_code_is_given_once() -> None:
    crew = makers.make_crew()
    makers.make_project(crew)
    with pytest.raises(Conflict, match="2511-349900"):
        makers.make_project(crew, name="另一项目")


@pytest.mark.parametrize(
    ("start_plan", "start_fact", "finish_fact", "lists"),
    [
        (None, None, None, {"reserve"}),
        (date(2027, 3, 1), None, None, {"reserve"}),
        (date(2026, 3, 1), None, None, {"new"}),
        # Due last year and not begun: still to start.
        (date(2025, 3, 1), None, None, {"new"}),
        (None, date(2026, 1, 5), None, {"new"}),
        (None, date(2025, 5, 5), None, {"continuing", "completion"}),
        (None, date(2025, 5, 5), date(2025, 12, 1), set()),
        (None, date(2025, 5, 5), date(2026, 2, 1), {"continuing", "completion"}),
    ],
)
def test_the_four_lists_follow_from_the_dates(start_plan, start_fact, finish_fact, lists) -> None:  # type: ignore[no-untyped-def]
    crew = makers.make_crew()
    stage = "completed" if finish_fact else "building" if start_fact else "prelim"
    project = makers.make_project(
        crew,
        stage=stage,
        start_plan=start_plan,
        start_fact=start_fact,
        finish_fact=finish_fact,
        finish_plan=date(2026, 12, 1)
        if start_fact and not finish_fact and start_fact.year < 2026
        else date(2028, 1, 1),
    )
    found = {name for name in YearList if Project.objects.filter(on_list(name, 2026)).exists()}
    assert found == lists
    assert {main_list(project, 2026)} - {""} == lists - {"completion"}


def test_a_project_that_stands_still_before_its_start_stays_in_reserve() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew, start_plan=date(2027, 3, 1))
    project = actions.pause(project=project, by=crew.head, at=NOON, reason="资金未到")
    assert Project.objects.filter(on_list(YearList.RESERVE, 2026)).get() == project
    assert main_list(project, 2026) == YearList.RESERVE


def test_whom_a_project_concerns_sees_it_and_nobody_else() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    seen = lambda person: Project.objects.visible_to(person).filter(pk=project.pk).exists()  # noqa: E731
    assert [seen(p) for p in (crew.planner, crew.head, crew.handler, crew.office)] == [True] * 4
    assert not seen(crew.stranger)
    assert not seen(crew.leader)
    assert not seen(people.person(Role.SYSTEM_ADMIN))
    actions.assign(
        project=project, by=crew.planner, at=NOON, lead=crew.lead, units=(("industry", crew.other),)
    )
    assert seen(crew.stranger)


def test_a_leader_sees_what_he_stands_for_and_his_projects_follow_his_office() -> None:
    from bihuan.people.actions import start_post

    crew = makers.make_crew()
    project = makers.make_project(crew)
    other = people.person(Role.LEADER)
    said = {"unit": crew.other, "title": "副市长", "from_date": date(2026, 1, 1), "by": None, "at": NOON}
    post, next_ = start_post(person=crew.leader, **said), start_post(person=other, **said)
    actions.set_sponsor(project=project, by=crew.planner, at=NOON, post=post)
    assert Project.objects.visible_to(crew.leader).count() == 1
    assert actions.hand_over(post=post, to=next_, by=crew.planner, at=NOON) == 1
    assert not Project.objects.visible_to(crew.leader).exists()
    assert Project.objects.visible_to(other).get().sponsor == next_


def test_a_package_adds_up_its_parts_and_counts_once() -> None:
    crew = makers.make_crew()
    package = makers.make_project(crew, is_package=True)
    for number in (1, 2):
        makers.make_project(crew, name=f"子项目{number}", code=None, parent=package)
    assert Project.objects.counted().count() == 2
    with pytest.raises(Invalid):
        makers.make_project(crew, name="孙项目", code=None, parent=Project.objects.counted().first())
