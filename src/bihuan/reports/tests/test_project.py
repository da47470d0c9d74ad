"""A project on one page: what stands on it, that it is one page, and who takes it."""

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.projects import actions
from bihuan.projects.models import Project
from bihuan.projects.queries.detail import detail
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import NOON, TODAY, WAN, entry
from bihuan.reports.rendering.typeset import lacking
from bihuan.reports.rules.project import one_pager
from bihuan.reports.tests.test_rendering import pages

pytestmark = pytest.mark.django_db
needs_fonts = pytest.mark.skipif(bool(lacking()), reason="there are no Chinese fonts here")


def make_busy() -> tuple[makers.Crew, Project]:
    """A project with more of everything than its page has room for."""
    crew = makers.make_crew()
    project = makers.make_started(crew, makers.make_project(crew, content="新建污水处理线一条。" * 80))
    amounts = dict.fromkeys(("central", "province", "city", "bond", "own", "bank"), 500 * WAN)
    actions.set_plan(project=project, year=2026, amounts=amounts, by=crew.planner, at=NOON)
    actions.fill(round_=makers.make_round(crew), entries={project.pk: entry(500)}, by=crew.head, at=NOON)
    for number in range(6):
        makers.make_fund(crew, project, number=f"发改投资〔2026〕{number}号")
        makers.make_problem(
            crew,
            project,
            text="高压线未迁改，影响桩基施工。" * 20 + str(number),
            due=date(2026, 3, 9 + number),
        )
    return crew, Project.objects.get(pk=project.pk)


def test_the_page_says_what_is_on_record() -> None:
    crew, project = make_busy()
    text = json.dumps(one_pager(detail(project, crew.planner, TODAY), TODAY).plain, ensure_ascii=False)
    for said in (
        project.name,
        crew.lead.short_name,
        "12,000万元",
        "高压线未迁改",
        "6个。",
        "桩基施工",
        "18,000万元",
    ):
        assert said in text


@needs_fonts
def test_a_busy_project_stays_on_one_page(client: Client) -> None:
    crew, project = make_busy()
    client.force_login(crew.planner)
    answer = client.get(reverse("reports:one_pager", args=[project.pk, "pdf"]))
    assert answer["Content-Type"] == "application/pdf"
    assert len(pages(answer.content)) == 1


def test_whoever_does_not_see_the_project_gets_no_page(client: Client) -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    client.force_login(crew.stranger)
    assert client.get(reverse("reports:one_pager", args=[project.pk, "docx"])).status_code == 404
    client.force_login(crew.head)
    assert client.get(reverse("reports:one_pager", args=[project.pk, "docx"])).status_code == 200
    assert client.get(reverse("reports:one_pager", args=[project.pk, "xyz"])).status_code == 404
