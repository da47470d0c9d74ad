"""The pre-check for the statistics as a table, its page, and the refusal to enter what does not agree."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.journal.models import Event
from bihuan.kernel.errors import Conflict, Denied, Invalid
from bihuan.projects import actions
from bihuan.projects.models import PaperKind, Project
from bihuan.projects.rules.statistics import Said, Subject, check
from bihuan.projects.tests import makers
from bihuan.projects.tests.makers import FACTS, NOON, TODAY, WAN

NAME, TOTAL = FACTS["name"], FACTS["total"]
SUBJECT = Subject(NAME, TOTAL, date(2026, 3, 1))
PAPERS = {
    PaperKind.APPROVAL: Said("approval", NAME, TOTAL, date(2026, 1, 5)),
    PaperKind.CONTRACT: Said("contract", NAME, TOTAL, date(2026, 2, 5)),
    PaperKind.FORM: Said("form", NAME, TOTAL, date(2026, 3, 2)),
    PaperKind.SITE_PHOTO: Said("site_photo", "", None, date(2026, 3, 1)),
}


def failed(subject: Subject = SUBJECT, **changes: Any) -> list[str]:
    papers = {kind: replace(paper, **changes.get(kind, {})) for kind, paper in PAPERS.items()}
    left = [paper for kind, paper in papers.items() if changes.get(kind) != {"kind": "other"}]
    return [point.name for point in check(subject, left) if not point.holds]


@pytest.mark.parametrize(
    ("subject", "changes", "points"),
    [
        ({}, {}, []),
        ({}, {"approval": {"name": f" {NAME}　"}}, []),
        ({}, {"approval": {"name": "城东污水厂"}}, ["names"]),
        ({}, {"contract": {"name": ""}}, ["names"]),
        ({}, {"form": {"amount": TOTAL - 1}}, ["amounts"]),
        ({}, {"form": {"amount": None}}, ["amounts"]),
        ({}, {"approval": {"dated": date(2026, 2, 5)}}, []),
        ({}, {"approval": {"dated": date(2026, 2, 6)}}, ["order"]),
        ({}, {"site_photo": {"dated": date(2026, 2, 28)}}, ["photo"]),
        ({}, {"site_photo": {"kind": "other"}}, ["papers"]),
        ({}, {"contract": {"kind": "other"}}, ["papers"]),
        ({"start": None}, {}, ["photo"]),
        ({"total": 500 * WAN}, {}, ["amounts"]),
        ({"total": 500 * WAN - 1}, {}, ["amounts", "size"]),
    ],
)
def test_each_point_of_the_check(subject: dict[str, Any], changes: Any, points: list[str]) -> None:
    assert failed(replace(SUBJECT, **subject), **changes) == points


@pytest.mark.django_db
def test_a_project_enters_the_statistics_when_its_papers_agree(client: Client) -> None:
    crew = makers.make_crew()
    project = makers.make_started(crew, makers.make_project(crew))
    page = reverse("projects:project_statistics", args=[project.pk])
    said = {"stat_code": "349900-2026-001", "stat_date": "2026-03-02"}
    client.force_login(crew.head)
    answer = client.get(page)
    assert "预审有" in answer.text
    assert 'aria-disabled="true"' in answer.text
    answer = client.post(page, said)
    assert answer.status_code == 422
    assert "349900-2026-001" in answer.text
    assert "批复、合同、申请表、现场照片齐全" in answer.text
    facts: dict[str, Any] = {"name": NAME, "amount": TOTAL}
    for kind in (PaperKind.APPROVAL, PaperKind.CONTRACT, PaperKind.FORM):
        makers.make_paper(crew, project, kind, **facts)
    order = {"project": project, "stat_code": "349900-2026-001", "stat_date": TODAY, "at": NOON}
    with pytest.raises(Denied):
        actions.enrol(by=crew.stranger, **order)
    with pytest.raises(Invalid):
        actions.enrol(by=crew.head, **order | {"stat_code": " "})
    assert client.post(page, said).status_code == 302
    assert Project.objects.get().stat_date == TODAY
    assert Event.objects.filter(verb="project.enrol").count() == 1
    with pytest.raises(Conflict):
        actions.enrol(by=crew.head, **order)
    assert "349900-2026-001" in client.get(page).text
    client.force_login(crew.leader)
    assert client.get(page).status_code == 404


@pytest.mark.django_db
def test_the_pre_check_is_not_passed_by_when_correcting_a_field() -> None:
    crew = makers.make_crew()
    project = makers.make_project(crew)
    facts = {"stat_code": "349900-2026-001", "stat_date": TODAY}
    order = {"project": project, "at": NOON}
    with pytest.raises(Denied, match="台账管理"):
        actions.change(by=crew.head, **order, facts=facts)
    actions.change(by=crew.planner, **order, facts=facts)
    actions.change(by=crew.head, **order, facts=facts | {"contact": "李工"})
    assert Project.objects.get().contact == "李工"
