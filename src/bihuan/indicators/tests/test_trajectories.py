"""Where indicators are heading, drawn from the readings that a person sees."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from bihuan.indicators import actions
from bihuan.indicators.models import Area, Indicator, Measure
from bihuan.indicators.queries.paths import Trajectory, trajectories, trajectory
from bihuan.indicators.queries.shown_paths import ShownPath, shown
from bihuan.indicators.rules.lines import Assumption, Course
from bihuan.indicators.rules.paths import Basis
from bihuan.indicators.tests.makers import (
    Bureau,
    make_indicator,
    make_own_indicator,
    make_publication,
    make_series,
    make_target,
    reading,
)
from bihuan.supervision.tests.makers import moment

pytestmark = pytest.mark.django_db
OCTOBER, TODAY = moment("2026-10-20"), date(2026, 10, 20)
ACTUAL = ("5.8", "6.1", "5.9", "5.6", "5.5", "5.3", "5.2", "5.1")
PROVINCE = ("6.0", "6.2", "6.3", "6.2", "6.3", "6.2", "6.3", "6.3")
ENDS = ((6.0, 5.8), (5.0, 5.1), (7.0, 6.8), (5.5, 5.6))
# Areas, targets, readings.
QUERIES = 3


def by_month(year: int, said: Any, first: int = 2) -> dict[date, str]:
    return {date(year, month, 1): str(number) for month, number in enumerate(said, start=first)}


def publish(bureau: Bureau, indicator: Indicator, numbers: dict[date, str], area: Area | None = None) -> None:
    make_series(bureau, indicator, numbers, area, measure=indicator.measure, span=indicator.span, at=OCTOBER)


@pytest.fixture
def industry(bureau: Bureau) -> Indicator:
    """Growth that fell below its target, with four past years and the mean of the province."""
    indicator = make_indicator(bureau)
    publish(bureau, indicator, by_month(2026, ACTUAL))
    publish(bureau, indicator, by_month(2026, PROVINCE), bureau.province)
    for year, (september, december) in enumerate(ENDS, start=2022):
        publish(bureau, indicator, {date(year, 9, 1): str(september), date(year, 12, 1): str(december)})
    make_target(bureau, indicator, 6.5)
    return indicator


def draw(bureau: Bureau, indicator: Indicator, person: Any = None, **more: Any) -> Trajectory:
    said = {"area": bureau.city, "year": 2026, "today": TODAY, **more}
    return trajectory(person or bureau.mayor, indicator, said["area"], said["year"], said["today"])


def told(drawn: Trajectory, language: str = "zh-hans") -> ShownPath:
    with translation.override(language):
        return shown(drawn)


def test_the_page_says_what_is_lacking_what_is_needed_and_how_likely_it_is(
    bureau: Bureau, industry: Indicator
) -> None:
    found = told(draw(bureau, industry))
    assert found.headline == "规模以上工业增加值比目标线低1.4个百分点"
    assert found.province == "比全省平均低1.2个百分点。"
    assert found.needs == "要达到全年6.5%，后几个月合计增速不能低于10.7%。各月按同样权重计算。"
    assert (found.state, found.state_word) == ("red", "红")
    assert found.likely.startswith("年底可能在4.")
    assert "4年" in found.likely
    assert found.chance == "达到目标的可能性：不到1%。"
    assert found.course is not None
    assert [row.label for row in found.rows[:2]] == ["1—2月", "3月"]
    english = told(draw(bureau, industry), "en")
    assert english.headline == "规模以上工业增加值 is 1.4 percentage points below its target line"
    assert english.rows[0].label == "Jan–Feb"


def test_growth_is_weighed_by_last_years_values_where_these_are_here(
    bureau: Bureau, industry: Indicator
) -> None:
    make_series(
        bureau,
        industry,
        {date(2025, 9, 1): "700", date(2025, 12, 1): "1000"},
        measure=Measure.VALUE,
        at=OCTOBER,
    )
    path = draw(bureau, industry).path
    assert path.pace is not None
    assert (path.pace.number, path.pace.assumption) == (97_667, Assumption.WEIGHTED)
    assert path.gap == -14_000  # a value is never taken for growth


def test_a_list_asks_the_same_few_questions_however_long_it_is(
    bureau: Bureau, industry: Indicator, django_assert_num_queries: Any
) -> None:
    person = bureau.mayor
    assert person.access
    for count in (1, 4):
        rows = list(Indicator.objects.visible_to(person).order_by("pk"))
        assert len(rows) == count
        with django_assert_num_queries(QUERIES):
            found = trajectories(person, rows, bureau.city, 2026, TODAY)
        assert found[industry.pk].state == "red"
        assert len(found) == count
        for code in "abc" if count == 1 else "":
            more = make_indicator(bureau, code=code, name=code)
            make_target(bureau, more, 5, rule="rank" if code == "a" else "province")


def test_a_place_is_compared_with_the_other_cities(bureau: Bureau, industry: Indicator) -> None:
    publish(bureau, industry, by_month(2026, ["6.4"], 9), bureau.peer)
    found = told(draw(bureau, industry))
    assert found.place_title == "2个地区中排第2位，与临川市相差1.3个百分点"
    assert found.place_words[0] == "如果其他地区保持现状，全年达到6.5%可升到第1位。"
    assert draw(bureau, industry, area=bureau.county).path.standing is None
    listed = trajectories(bureau.mayor, [industry], bureau.city, 2026, TODAY)
    assert listed[industry.pk].path.standing is None


def test_a_target_by_place_asks_for_the_number_of_whoever_holds_it(
    bureau: Bureau, industry: Indicator
) -> None:
    publish(bureau, industry, by_month(2026, ["6.4"], 9), bureau.peer)
    make_target(bureau, industry, 1, rule="rank", said="第1位")
    listed = trajectories(bureau.mayor, [industry], bureau.city, 2026, TODAY)[industry.pk].path
    assert (listed.basis, listed.gap) == (Basis.PLACE, -13_000)


def test_the_province_moves_a_target_that_hangs_on_it(bureau: Bureau, industry: Indicator) -> None:
    make_target(bureau, industry, 0.5, rule="province", said="高于全省0.5个百分点")
    path = draw(bureau, industry).path
    assert (path.basis, path.goal, path.gap) == (Basis.PROVINCE, 68_000, -17_000)


def test_only_current_readings_count(bureau: Bureau, industry: Indicator) -> None:
    row = reading(industry, bureau.city, date(2026, 9, 1), "5.4")
    batch = make_publication(bureau, row, published=TODAY, at=OCTOBER)
    assert draw(bureau, industry).path.gap == -11_000
    actions.take_back(batch=batch, reason="误报", by=bureau.statistician, at=OCTOBER)
    assert draw(bureau, industry).path.gap == -14_000


def test_a_day_knows_no_month_that_came_after_it(bureau: Bureau, industry: Indicator) -> None:
    found = draw(bureau, industry, today=date(2026, 8, 25))
    assert found.path.now is not None
    assert found.path.now.month == 8


def test_a_departments_own_figure_is_drawn_for_those_who_see_it(bureau: Bureau) -> None:
    own = make_own_indicator(bureau)
    make_publication(
        bureau,
        reading(own, bureau.city, date(2026, 6, 1), "190"),
        unit=bureau.department,
        by=bureau.head,
        at=OCTOBER,
        file=None,
        number="",
    )
    actions.set_target(
        indicator=own,
        area=bureau.city,
        year=2026,
        said="380亿元",
        number=3_800_000,
        by=bureau.head,
        at=OCTOBER,
    )
    path = draw(bureau, own, bureau.handler).path
    assert (path.nature.course, path.basis, path.gap) == (Course.ADDS, Basis.EVEN, 0)
    hidden = draw(bureau, own, bureau.stranger)
    assert (hidden.target, hidden.path.now, hidden.path.goal) == (None, None, None)


def test_a_share_since_january_does_not_add_up(bureau: Bureau) -> None:
    share = make_indicator(bureau, code="air", name="空气优良率", measure="value", unit_name="%")
    publish(bureau, share, by_month(2026, ["80.0"], 6))
    make_target(bureau, share, 82)
    found = draw(bureau, share)
    assert (found.path.nature.course, found.path.gap) == (Course.AVERAGES, -20_000)
    assert told(found).headline == "空气优良率比目标线低2.0个百分点"


def test_a_published_place_is_held_against_a_place(bureau: Bureau) -> None:
    place = make_indicator(bureau, code="place", name="经济总量位次", measure="rank", places=0)
    publish(bureau, place, by_month(2026, ["13"], 9))
    make_target(bureau, place, 11, rule="rank", said="进入前11位")
    found = draw(bureau, place)
    assert (found.path.gap, found.state) == (20_000, "red")
    assert told(found).headline == "经济总量位次距目标差2位"


def test_without_readings_or_target_the_page_says_so(bureau: Bureau) -> None:
    bare = make_indicator(bureau)
    found = told(draw(bureau, bare))
    assert found.headline == "规模以上工业增加值：2026年还没有数据"
    assert found.course is None
    publish(bureau, bare, by_month(2026, ["5.8"]))
    found = told(draw(bureau, bare))
    assert found.headline == "规模以上工业增加值为5.8%"
    assert "没有可以计算的目标。" in found.sentences
    assert "少于4年" in found.likely


def test_two_languages_say_it_with_the_same_numbers(bureau: Bureau, industry: Indicator) -> None:
    drawn = draw(bureau, industry)
    chinese, english = told(drawn), told(drawn, "en")
    for here, there in zip(chinese.sentences, english.sentences, strict=True):
        assert sorted(filter(str.isdigit, here)) == sorted(filter(str.isdigit, there)), (here, there)
        assert here != there


def test_named_months_come_with_their_target(
    bureau: Bureau, industry: Indicator, django_assert_num_queries: Any
) -> None:
    make_target(bureau, industry, 6.5, rule="nodes", nodes={6: 5.0})
    assert bureau.mayor.access
    with django_assert_num_queries(QUERIES + 1):
        path = draw(bureau, industry).path
    assert (path.basis, path.gap, path.goal) == (Basis.NODES, 1_000, 65_000)
