from datetime import date

import pytest
from django.urls import reverse

from bihuan.indicators import actions
from bihuan.indicators.actions import NewGain, NewRule
from bihuan.indicators.models import SCALE, CarryRule, ProjectGain
from bihuan.indicators.tests.conftest import signed_in
from bihuan.indicators.tests.makers import NOON, make_indicator, make_series, make_target
from bihuan.people.models import Role
from bihuan.people.tests import makers as people
from bihuan.projects.tests.makers import make_crew, make_project

pytestmark = pytest.mark.usefixtures("_at_noon")
FEBRUARY = date(2026, 2, 1)
QUERIES = 34


@pytest.fixture
def late(bureau):
    """An indicator below its line, and a factory of the park that does not produce yet."""
    found = make_indicator(bureau)
    make_target(bureau, found, 6.5)
    for area, growth, base in ((bureau.city, "4.9", "100"), (bureau.park, "0.2", "40")):
        make_series(bureau, found, {FEBRUARY: growth}, area)
        past = {date(2025, 2, 1): base, date(2025, 12, 1): "700"}
        make_series(bureau, found, past, area, measure="value")
    crew = make_crew()
    crew.lead = bureau.park.unit
    project = make_project(crew, name="煤制乙二醇", code=None, industry="2614")
    rule = NewRule("produce", bureau.department, "按主导产业对应。", codes="C")
    actions.set_rule(indicator=found, rule=rule, by=bureau.statistician, at=NOON)
    gain = NewGain(6 * SCALE, date(2026, 1, 1), "可行性研究报告")
    actions.set_gain(project=project, indicator=found, gain=gain, by=bureau.statistician, at=NOON)
    return found


@pytest.fixture
def planner(bureau):
    return people.person(Role.PLANNER)


def test_the_page_shows_areas_projects_and_what_supports_the_target(
    late, planner, django_assert_max_num_queries
) -> None:
    client = signed_in(planner)
    with django_assert_max_num_queries(QUERIES):
        page = client.get(reverse("indicators:carried", args=[late.pk]), {"month": "2026-02"})
    said = page.content.decode()
    assert "煤制乙二醇" in said
    # Two months of half a 亿元 each, of 100.
    assert "−1.00" in said
    assert "无法判断" in said or "支撑不足" in said


def test_a_month_without_a_number_says_what_is_missing(late, planner) -> None:
    page = signed_in(planner).get(reverse("indicators:carried", args=[late.pk]), {"month": "2026-01"})
    assert "本月还没有全市数据。" in page.content.decode()


def test_a_rule_and_a_gain_are_entered_on_pages(bureau, late, planner) -> None:
    client = signed_in(planner)
    said = {"basis": "spend", "share": 80, "owner": bureau.department.pk, "reason": "改按投资。"}
    address = reverse("indicators:carry_rule_new", args=[late.pk])
    assert client.post(address, {**said, "since": "2026-03-01"}).status_code == 302
    assert CarryRule.objects.get(number=2).coefficient == 8_000
    gain = ProjectGain.objects.get()
    said = {"project": gain.project_id, "amount": "7.5", "month": "2026-05", "source": "批复"}
    assert client.post(reverse("indicators:gain_new", args=[late.pk]), said).status_code == 302
    gain.refresh_from_db()
    assert (gain.amount, gain.month) == (75_000, date(2026, 5, 1))
    assert "7.50" in client.get(reverse("indicators:carry_rules", args=[late.pk])).content.decode()
    assert client.post(reverse("indicators:gain_drop", args=[gain.pk])).status_code == 302
    assert not ProjectGain.objects.exists()
