"""The pages: money by year, what if, commitments, settings, choices; whom they refuse."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.files.tests.makers import PNG
from bihuan.fiscal import actions
from bihuan.fiscal.models import Assessment, Candidate, Commitment, FiscalYear, Limits, Selection, Term, Tie
from bihuan.fiscal.queries.ledger import ledger
from bihuan.fiscal.queries.overview import overview
from bihuan.fiscal.tests import makers
from bihuan.fiscal.tests.conftest import signed_in
from bihuan.fiscal.tests.makers import NOON, TODAY, Treasury
from bihuan.kernel.money import WAN

pytestmark = pytest.mark.django_db
ADVICE = "正式意见以财政部门文件为准"
OPINION = {"number": "财承〔2026〕3号", "dated": "2026-03-02", "stance": "agrees", "text": ""}


def text(client: Client, url: str, code: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == code, answer.content.decode()[:400]
    return answer.content.decode()


def with_file(**more: Any) -> dict[str, Any]:
    return {**OPINION, "file": SimpleUploadedFile("意见.png", PNG), **more}


def test_the_overview_shows_each_year_against_its_line(keeper: Client, treasury: Treasury) -> None:
    page = text(keeper, "/fiscal/")
    assert "还没有录入年度财力" in page
    makers.make_years(treasury, 1000, fund=500, own_spend=2000, debt=2500, means=1000)
    makers.make_passed(treasury, {2026: 950, 2027: 100})
    makers.make_proposal(treasury, {2027: 2000})
    page = text(keeper, "/fiscal/")
    assert "到2028年各年都没有缺口" in page
    assert ADVICE in page
    assert "2027年：可用1,000万元，已承诺100万元，待通过2,000万元" in page
    assert "250.0%" in page
    makers.make_year(treasury, 2026, 900)
    assert "2026年缺50万元" in text(keeper, "/fiscal/")


def test_a_number_is_the_sum_of_the_rows_that_it_leads_to(keeper: Client, treasury: Treasury) -> None:
    makers.make_years(treasury)
    makers.make_passed(treasury)
    makers.make_proposal(treasury)
    ended = makers.make_passed(treasury, {2026: 5, 2027: 7})
    actions.end(commitment=ended, last_year=2026, reason="还清。", by=treasury.treasurer, at=NOON)
    for name in ("treasurer", "leader", "auditor", "supervisor"):
        for line in overview(getattr(treasury, name), TODAY).lines:
            assert line.promised.is_true()
            assert line.waiting.is_true()
    [line] = [line for line in overview(treasury.treasurer, TODAY).lines if line.year == 2027]
    page = text(keeper, line.promised.url)
    assert page.count("/fiscal/commitments/") > 0
    assert "2027年有支出的责任" in page


def test_a_project_is_chosen_from_a_long_list(keeper: Client, treasury: Treasury) -> None:
    makers.make_years(treasury)
    project = makers.make_planned(treasury, {2026: 95}, name="桥<梁>")
    other = makers.make_planned(treasury, {2026: 5}, name="道路")
    page = text(keeper, f"/fiscal/what-if/?project={project.pk}")
    assert f'<option value="{project.pk}" selected>桥&lt;梁&gt;</option>' in page
    assert f'<option value="{other.pk}">道路</option>' in page
    assert 'id="id_project"' in page


def test_what_binds_is_what_still_has_to_be_paid(treasury: Treasury) -> None:
    makers.make_years(treasury)
    passed = makers.make_passed(treasury, {2026: 3, 2027: 4})
    ended = makers.make_passed(treasury, {2026: 5, 2027: 7})
    actions.end(commitment=ended, last_year=2026, reason="还清。", by=treasury.treasurer, at=NOON)

    def binding(year: int | None, today: date) -> dict[int, int]:
        rows = ledger(treasury.leader, "promised", year, "", today).rows
        return {row.pk: row.whole // WAN for row in rows}

    assert binding(None, TODAY) == {passed.pk: 7, ended.pk: 5}
    assert binding(None, date(2027, 1, 1)) == {passed.pk: 7}
    assert binding(2026, date(2027, 1, 1)) == {passed.pk: 3, ended.pk: 5}
    assert binding(None, date(2028, 1, 1)) == {}


def test_a_year_is_entered_in_wan_yuan(keeper: Client) -> None:
    said = dict.fromkeys(("fund", "transfers", "quota", "guarantees", "rigid"), "0") | {"budget": "1.2亿元"}
    assert keeper.post("/fiscal/years/2026/", {**said, "fund": "很多"}).status_code == 422
    assert keeper.post("/fiscal/years/2026/", said).status_code == 302
    assert FiscalYear.objects.get().budget == 12_000 * WAN
    assert "12,000" in text(keeper, "/fiscal/years/2026/")
    text(keeper, "/fiscal/years/1900/", 404)


def test_what_if_answers_for_a_project_and_for_any_amounts(keeper: Client, treasury: Treasury) -> None:
    makers.make_years(treasury, 1000, fund=500)
    actions.set_term(name="本届", first_year=2024, last_year=2026, by=treasury.treasurer, at=NOON)
    project = makers.make_planned(treasury, {2026: 100, 2027: 960}, name="滨河步道")
    assert "滨河步道" in text(keeper, "/fiscal/what-if/")
    page = text(keeper, f"/fiscal/what-if/?project={project.pk}")
    assert "有条件可承受" in page
    assert "960万元落在其他届（跨届）" in page
    assert ADVICE in page
    page = text(keeper, "/fiscal/what-if/?amounts=2026+1200")
    assert "2026年缺口200万元" in page
    page = text(keeper, "/fiscal/what-if/?amounts=2026+1&payer=users")
    assert "先录入2026年本级一般公共预算支出" in page
    assert "可承受" not in page.split("</h1>")[1].split("</p>")[0]
    assert "可承受" in text(keeper, "/fiscal/what-if/?amounts=2026+1")
    text(keeper, "/fiscal/what-if/?amounts=", 422)
    text(keeper, "/fiscal/what-if/?amounts=x", 422)
    keeper.post(f"/fiscal/projects/{project.pk}/assess/")
    assert Assessment.objects.get().verdict == "conditional"
    assert "历次测算" in text(keeper, f"/fiscal/what-if/?project={project.pk}")
    assert "滨河步道" in text(keeper, f"/fiscal/commitments/new/?project={project.pk}")


def test_a_commitment_walks_from_proposal_to_passing(keeper: Client, treasury: Treasury) -> None:
    makers.make_years(treasury)
    said = {"kind": "contract", "name": "设备采购", "creditor": "设备公司", "amounts": "2026 100\n2027 200"}
    assert keeper.post("/fiscal/commitments/new/", {**said, "amounts": ""}).status_code == 422
    assert keeper.post("/fiscal/commitments/new/", {**said, "kind": "ppp"}).status_code == 422
    assert keeper.post("/fiscal/commitments/new/", said).status_code == 302
    row = Commitment.objects.get()
    at = f"/fiscal/commitments/{row.pk}/"
    assert "还没有财政意见" in text(keeper, at)
    assert keeper.post(f"{at}do/approve/").status_code == 422
    assert keeper.post(f"{at}do/opine/", OPINION).status_code == 422
    assert keeper.post(f"{at}do/opine/", with_file()).status_code == 302
    assert "2026 100" in text(keeper, f"{at}do/respread/")
    assert keeper.post(f"{at}do/respread/", {"amounts": "2026 150"}).status_code == 302
    assert keeper.post(f"{at}do/approve/").status_code == 302
    page = text(keeper, at)
    assert "已通过" in page
    assert "财承〔2026〕3号" in page
    answer = keeper.get(f"/fiscal/opinions/{row.opinions.get().pk}/file/")
    assert b"".join(answer.streaming_content) == PNG
    text(keeper, f"{at}do/approve/", 409)
    assert keeper.post(f"{at}do/end/", {"last_year": 2026, "reason": "还清。"}).status_code == 302
    assert "已提前终止" in text(keeper, f"{at}")
    text(keeper, f"{at}do/nothing/", 404)


def test_a_leader_overrules_by_name_with_a_reason(keeper: Client, treasury: Treasury) -> None:
    makers.make_years(treasury, 50)
    row = makers.make_proposal(treasury)
    makers.make_opinion(treasury, row, "objects")
    at, leader = f"/fiscal/commitments/{row.pk}/", signed_in(treasury.leader)
    assert "财政部门的意见是不可承受" in text(keeper, at)
    assert "do/override/" not in text(keeper, at)
    assert "do/override/" in text(leader, at)
    text(keeper, f"{at}do/override/", 403)
    assert leader.post(f"{at}do/override/", {"reason": ""}).status_code == 422
    assert leader.post(f"{at}do/override/", {"reason": "民生急需。"}).status_code == 302
    page = text(keeper, at)
    assert "民生急需。" in page
    assert treasury.leader.name in text(keeper, "/fiscal/commitments/?show=overruled")


def test_lines_and_terms_are_set_on_one_page(keeper: Client, treasury: Treasury) -> None:
    assert "现行：PPP 5%和10%" in text(keeper, "/fiscal/settings/")
    said = {"ppp_first": 4, "ppp_second": 8, "yellow": 120, "orange": 200, "red": 300, "since": "2026-01-01"}
    assert keeper.post("/fiscal/settings/", {**said, "ppp_first": 9}).status_code == 422
    assert keeper.post("/fiscal/settings/", said).status_code == 302
    assert Limits.objects.get().since == date(2026, 1, 1)
    term = {"name": "本届", "first_year": 2024, "last_year": 2028}
    assert keeper.post("/fiscal/terms/new/", {**term, "last_year": 2020}).status_code == 422
    assert keeper.post("/fiscal/terms/new/", term).status_code == 302
    row = Term.objects.get()
    assert keeper.post(f"/fiscal/terms/{row.pk}/", {**term, "name": "本届政府"}).status_code == 302
    assert "本届政府" in text(keeper, "/fiscal/settings/")
    old = {"kind": "buyback", "name": "老旧小区回购", "amounts": "2026 5", "signed_date": "2025-05-01"}
    assert keeper.post("/fiscal/commitments/new/", {**old, "is_stock": "on"}).status_code == 302
    assert "直接转入" in text(keeper, "/fiscal/commitments/?show=stock")
    leader = signed_in(treasury.leader)
    assert "启用" not in text(leader, "/fiscal/settings/")
    assert leader.post("/fiscal/settings/", said).status_code == 403


def test_projects_compete_and_the_page_says_why_not(keeper: Client, treasury: Treasury) -> None:
    makers.make_years(treasury, 100)
    projects = {
        name: makers.make_planned(treasury, {2026: cost}, name=f"项目{name}")
        for name, cost in (("甲", 80), ("乙", 50), ("丙", 50), ("丁", 130))
    }
    for name, score in (("甲", 60), ("乙", 50), ("丙", 40), ("丁", 9)):
        said = {"project": projects[name].pk, "score": score}
        assert keeper.post("/fiscal/candidates/rate/", said).status_code == 302
    assert "60" in text(keeper, f"/fiscal/candidates/rate/?project={projects['甲'].pk}")
    rows = {row.project_id: row for row in Candidate.objects.all()}
    tie = {"first": rows[projects["乙"].pk].pk, "second": rows[projects["丙"].pk].pk, "kind": "excludes"}
    assert keeper.post("/fiscal/ties/new/", tie).status_code == 302
    assert "二者选一" in text(keeper, "/fiscal/choice/")
    keeper.post(f"/fiscal/ties/{Tie.objects.get().pk}/undo/")
    years = {"first_year": 2026, "last_year": 2028, "drop": 0, "limits": ""}
    answer = keeper.post("/fiscal/choice/", years)
    row = Selection.objects.get()
    assert answer["Location"] == f"/fiscal/choice/{row.pk}/"
    page = text(keeper, answer["Location"])
    assert "资金内安排2个项目" in page
    assert ADVICE in page
    page = text(keeper, f"/fiscal/choice/{row.pk}/?why={projects['甲'].pk}")
    assert "总分要低30分" in page
    assert "项目乙" in page
    assert "单独安排它，2026年也缺30万元" in text(keeper, f"/fiscal/choice/{row.pk}/?why={projects['丁'].pk}")
    text(keeper, f"/fiscal/choice/{row.pk}/?why=0")


def test_projects_of_one_name_are_told_apart(keeper: Client, treasury: Treasury) -> None:
    one, other = (makers.make_planned(treasury, {2026: 5}, name="停车场项目") for _turn in range(2))
    alone = makers.make_planned(treasury, {2026: 5}, name="中学项目")
    for project in (one, other, alone):
        keeper.post("/fiscal/candidates/rate/", {"project": project.pk, "score": 1})
    for page in ("what-if", "commitments/new", "candidates/rate", "ties/new"):
        told = text(keeper, f"/fiscal/{page}/")
        assert f"停车场项目（{one.pk}）" in told
        assert f"停车场项目（{other.pk}）" in told
        assert "中学项目</option>" in told


def test_must_haves_that_do_not_fit_are_told_by_year(keeper: Client, treasury: Treasury) -> None:
    makers.make_years(treasury, 100)
    project = makers.make_planned(treasury, {2026: 130}, name="项目丁")
    keeper.post("/fiscal/candidates/rate/", {"project": project.pk, "score": 9, "is_must": "on"})
    years = {"first_year": 2026, "last_year": 2028, "drop": 0, "limits": ""}
    answer = keeper.post("/fiscal/choice/", {**years, "limits": "2026 100"})
    page = text(keeper, answer["Location"])
    assert "必须安排的项目安排不下" in page
    assert "−30" in page
    assert keeper.post("/fiscal/choice/", {**years, "last_year": 2025}).status_code == 422
    keeper.post(f"/fiscal/candidates/{Candidate.objects.get().pk}/withdraw/")
    text(keeper, "/fiscal/choice/")
    assert "项目丁" not in text(keeper, "/fiscal/choice/")


PLACES = ("", "what-if/", "commitments/", "settings/", "choice/")


@pytest.mark.parametrize("place", PLACES)
def test_nobody_else_opens_the_room(keeper: Client, treasury: Treasury, place: str) -> None:
    makers.make_proposal(treasury)
    text(signed_in(treasury.auditor), f"/fiscal/{place}")
    text(signed_in(treasury.leader), f"/fiscal/{place}")
    for person in (treasury.supervisor, treasury.crew.planner, treasury.crew.head):
        text(signed_in(person), f"/fiscal/{place}", 403)
    row = Commitment.objects.get()
    text(signed_in(treasury.supervisor), f"/fiscal/commitments/{row.pk}/", 404)


@pytest.mark.parametrize("place", [*PLACES, "what-if/?amounts=2026+5", "commitments/1/", "choice/1/"])
def test_pages_ask_few_questions(
    keeper: Client, treasury: Treasury, django_assert_max_num_queries: Any, place: str
) -> None:
    makers.make_years(treasury)
    makers.make_limits(treasury)
    for number in range(6):
        project = makers.make_planned(treasury, {2026: number + 1}, name=f"项目{number}")
        makers.make_passed(treasury, {2026: 5}, project=project)
        actions.rate(project=project, score=number, by=treasury.treasurer, at=NOON)
    selection = actions.select(first_year=2026, last_year=2027, by=treasury.treasurer, at=NOON)
    place = place.replace("choice/1/", f"choice/{selection.pk}/")
    place = place.replace("commitments/1/", f"commitments/{Commitment.objects.earliest('pk').pk}/")
    text(keeper, f"/fiscal/{place}")
    with django_assert_max_num_queries(12):
        text(keeper, f"/fiscal/{place}")
