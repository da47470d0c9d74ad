"""What live projects carry of a target: each number opens its projects, on the page and over the API."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import escape

from bihuan.indicators import actions
from bihuan.indicators.actions import NewRule
from bihuan.indicators.models import Indicator
from bihuan.indicators.tests.conftest import signed_in
from bihuan.indicators.tests.makers import NOON, TODAY, Bureau, make_indicator, make_series, make_target
from bihuan.kernel.errors import Invalid
from bihuan.kernel.figures import Figure, kind_of
from bihuan.people.models import Person
from bihuan.projects import actions as projects
from bihuan.projects.models import Project
from bihuan.projects.tests.makers import WAN, entry, make_crew, make_project, make_round
from bihuan.ui.scopes import way_to

pytestmark = pytest.mark.usefixtures("_at_noon")
FEBRUARY = date(2026, 2, 1)
YI = 10_000 * WAN
QUERIES = 19


@pytest.fixture
def crew(db: None) -> Any:
    return make_crew()


@pytest.fixture
def invested(bureau: Bureau, crew: Any) -> Indicator:
    """650 of investment are still needed; one site spends 3 a month, one project waits for its papers."""
    found = make_indicator(bureau, code="investment", name="固定资产投资")
    make_target(bureau, found, 8)
    make_series(bureau, found, {FEBRUARY: "6.0"})
    past = {date(2025, 2, 1): "100.0", date(2025, 12, 1): "700.0"}
    make_series(bureau, found, past, measure="value")
    rule = NewRule("spend", bureau.department, "按当年计划支撑。")
    actions.set_rule(indicator=found, rule=rule, by=bureau.statistician, at=NOON)
    site = make_project(
        crew, code=None, name="大桥", industry="48", stage="building", total=90 * YI,
        start_fact=date(2025, 3, 1),
    )  # fmt: skip
    crew.lead = bureau.park.unit
    waits = make_project(crew, code=None, name="厂房", industry="2614", total=90 * YI)
    for project, plan in ((site, 71), (waits, 20)):
        projects.set_plan(project=project, year=2026, amounts={"city": plan * YI}, by=crew.planner, at=NOON)
    projects.fill(round_=make_round(crew), entries={site.pk: entry(60_000)}, by=crew.planner, at=NOON)
    return found


def asked(person: Person, name: str, indicator: Indicator, **scope: object) -> Figure:
    kind = kind_of(f"indicators.{name}")
    assert kind
    said = {"indicator": str(indicator.pk), "month": "2026-02"}
    return kind.make(person, TODAY, said | {word: str(value) for word, value in scope.items()})


def test_what_is_carried_is_told_of_the_projects_that_carry_it(invested: Indicator, crew: Any) -> None:
    # 108 % of 700 are 756, of which 106 are done; the site goes on with 3 a month for ten months.
    share = asked(crew.planner, "carried", invested)
    assert (share.value, share.unit) == (round(100 * 30 / 650), "%")
    ends = [asked(crew.planner, name, invested).value for name in ("carried_low", "carried_high")]
    assert ends == [share.value, share.value]
    count = asked(crew.planner, "carriers", invested)
    assert set(count.rows.values_list("name", flat=True)) == {"大桥", "厂房"}
    assert count.value == 2


@pytest.mark.parametrize("name", ["carried", "carried_low", "carried_high", "carriers"])
def test_the_number_is_the_measure_of_its_projects_alone(invested: Indicator, crew: Any, name: str) -> None:
    figure = asked(crew.planner, name, invested)
    assert figure.is_true()
    without = replace(figure, rows=figure.rows.exclude(name="大桥"))
    assert not without.is_true()
    assert asked(crew.stranger, name, invested).value == 0


def test_sectors_and_units_carry_the_whole_between_them(invested: Indicator, crew: Any) -> None:
    whole = asked(crew.planner, "carriers", invested).value
    units = list(Project.objects.values_list("lead", flat=True))
    for word, keys in (("sector", ["E", "C"]), ("unit", units)):
        assert sum(asked(crew.planner, "carriers", invested, **{word: key}).value for key in keys) == whole
        parts = [asked(crew.planner, "carried", invested, **{word: key}) for key in keys]
        assert sorted(part.value for part in parts) == [0, 5]
        assert all(part.is_true() for part in parts)
    assert asked(crew.planner, "carriers", invested, sector="none").value == 0
    with pytest.raises(Invalid):
        asked(crew.planner, "carried", invested, sector="烟")


def test_projects_are_told_apart_by_unit_sector_and_stage(invested: Indicator, crew: Any) -> None:
    client = signed_in(crew.planner)
    address = f"/api/v1/figures/indicators.carriers?indicator={invested.pk}&month=2026-02"
    for way, names in (("sector", {"建筑业", "制造业"}), ("stage", {"在建", "前期"}), ("unit", None)):
        groups = client.get(f"{address}&by={way}").json()["groups"]
        assert sum(each["rows"] for each in groups) == 2
        assert names is None or {each["name"] for each in groups} == names


def test_every_number_of_the_card_leads_to_its_projects(
    invested: Indicator, crew: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(crew.planner)
    page = client.get(reverse("indicators:carried", args=[invested.pk]), {"month": "2026-02"})
    card = page.context["card"]
    shown = [*card.figures.values()]
    shown += [figure for each in (*card.sectors, *card.units) for figure in (each.count, each.share)]
    assert len(shown) == 4 + 2 * 4
    for figure in shown:
        kind = kind_of(figure.kind)
        assert kind
        assert kind.make(crew.planner, TODAY, figure.scope).value == figure.value
        assert figure.is_true()
    with django_assert_max_num_queries(QUERIES):
        opened = client.get(way_to(card.figures["carried"]))
    assert "大桥" in opened.content.decode()


def test_the_api_says_the_same_and_its_parts_sum_to_the_gap(
    bureau: Bureau, invested: Indicator, crew: Any
) -> None:
    make_series(bureau, invested, {FEBRUARY: "5.0"}, bureau.park)
    make_series(bureau, invested, {date(2025, 2, 1): "40.0"}, bureau.park, measure="value")
    address = f"/api/v1/indicators/{invested.pk}/carried"
    told = signed_in(crew.planner).get(address, {"month": "2026-02"}).json()
    assert sum(area["contribution"] for area in told["areas"]) + told["between"] == told["gap"] == -20_000
    for area in told["areas"]:
        parts = [each["contribution"] for each in area["projects"]]
        assert sum(parts) + (area["others"] or 0) + area["untied"] == area["contribution"]
    assert [each["name"] for each in told["areas"][0]["projects"]] == ["厂房"]
    assert (told["support"]["need"], told["support"]["expected"]) == (650 * 10_000, 30 * 10_000)
    hidden = signed_in(crew.stranger).get(address, {"month": "2026-02"}).json()
    assert hidden["areas"][0]["projects"] == []
    assert hidden["support"]["projects"] == 0


def test_without_a_rule_the_api_says_why(bureau: Bureau) -> None:
    found = make_indicator(bureau)
    told = signed_in(bureau.mayor).get(f"/api/v1/indicators/{found.pk}/carried").json()
    assert (told["why"], told["untold"], told["support"]) == ("no_reading", "no_reading", None)
    assert signed_in(bureau.mayor).get("/api/v1/indicators/987654/carried").status_code == 404
    wrong = signed_in(bureau.mayor).get(f"/api/v1/indicators/{found.pk}/carried?month=2026-13")
    assert wrong.status_code == 422


def test_what_an_area_adds_opens_the_readings_it_comes_from(
    bureau: Bureau, invested: Indicator, crew: Any
) -> None:
    for area, growth, base in ((bureau.park, "5.0", "40.0"), (bureau.county, "6.5", "60.0")):
        make_series(bureau, invested, {FEBRUARY: growth}, area)
        make_series(bureau, invested, {date(2025, 2, 1): base}, area, measure="value")
    client = signed_in(crew.stranger)
    page = client.get(reverse("indicators:carried", args=[invested.pk]), {"month": "2026-02"})
    park, county, between = page.context["shown"].areas
    # 40 % × (5.0 − 8) and 60 % × (6.5 − 8).
    assert [(each.figure.value, each.number) for each in (park, county)] == [(-1.2, "−1.20"), (-0.9, "−0.90")]
    assert between.figure is None
    assert escape(way_to(park.figure)) in page.content.decode()
    for each in (park, county):
        again = asked(crew.stranger, "pull", invested, area=each.row.pk)
        assert again == replace(each.figure, measure=again.measure, rows=again.rows)
        assert again.is_true()
        assert not replace(again, rows=again.rows.exclude(area=each.row.pk)).is_true()
    assert asked(crew.stranger, "pull", invested).value == -1.2
    assert "−1.20" in client.get(way_to(park.figure)).content.decode()
    with pytest.raises(Invalid):
        asked(crew.stranger, "pull", invested, area=bureau.peer.pk)
