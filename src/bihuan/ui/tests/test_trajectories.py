"""The drawing of a year's path: everything inside, words apart, nothing drawn that is not known."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.ui.charts import text_width
from bihuan.ui.trajectories import Caption, Course, Moment, Trajectory, ticks

ACTUAL = {2: 5.8, 3: 6.1, 4: 5.9, 5: 5.6, 6: 5.5, 7: 5.3, 8: 5.2, 9: 5.1}
WORDS = Caption("规上工业：实际5.1%", "实际 5.1", "目标 6.5", "全省 6.3", "预计 5.0", "差1.4")


def a_course(actual: dict[int, float], line: float | None = 6.5, state: str = "red") -> Course:
    now = max(actual, default=0)
    moments = [
        Moment(
            month,
            f"{month}月",
            actual.get(month),
            line,
            actual[month] + 0.9 if month in actual else None,
            *((actual[now] - 0.1 * month, actual[now], actual[now] + 0.1 * month) if 0 < now < month else ()),
        )
        for month in range(2, 13)
    ]
    return Course(tuple(moments), WORDS, state)


def drawn(course: Course, width: int = 700, height: int = 268) -> str:
    return str(Trajectory(course, width, height, "wide").draw())


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    found = []
    for x, y, anchor, said in re.findall(
        r'<text class="[^"]*" x="([-\d.]+)" y="([-\d.]+)" text-anchor="(\w+)">([^<]*)', svg
    ):
        wide = text_width(said)
        start = float(x) - {"start": 0, "middle": wide / 2}[anchor]
        found.append((start, float(y) - 13, start + wide, float(y)))
    return found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([5.1, 6.5], [5, 5.5, 6, 6.5]),
        ([0, 118], [0, 50, 100, 150]),
        ([-3.6, 6], [-4, -2, 0, 2, 4, 6]),
        ([5, 5], [4.6, 4.8, 5, 5.2, 5.4]),
        ([0, 0], [-1, -0.5, 0, 0.5, 1]),
    ],
)
def test_the_scale_has_few_round_numbers(values: list[float], found: list[float]) -> None:
    assert ticks(values) == pytest.approx(found)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_every_value_lies_on_the_scale(values: list[float]) -> None:
    scale = ticks(values)
    least = 1e-6 * max(1, *map(abs, values))
    assert scale[0] <= min(values) + least
    assert max(values) <= scale[-1] + least
    assert 2 <= len(scale) <= 8


@settings(max_examples=60)
@given(
    st.lists(st.floats(-20, 20), min_size=1, max_size=11),
    st.floats(-20, 20),
    st.sampled_from([(700, 268), (340, 250)]),
)
def test_all_of_it_stays_inside_and_no_words_touch(
    actual: list[float], line: float, size: tuple[int, int]
) -> None:
    svg = drawn(a_course(dict(enumerate(actual, start=2)), line), *size)
    words = boxes(svg)
    for place, (left, top, right, bottom) in enumerate(words):
        assert left >= 0
        assert top >= 0
        assert right <= size[0] + 0.5
        assert bottom <= size[1]
        for other in words[:place]:
            assert left >= other[2] or right <= other[0] or top >= other[3] - 4 or bottom <= other[1] + 4
    for x, y in re.findall(r"[ML]([-\d.]+) ([-\d.]+)", svg):
        assert 0 <= float(x) <= size[0]
        assert 0 <= float(y) <= size[1]


def test_only_a_gap_that_is_one_is_shaded() -> None:
    assert '<path class="gap red"' in drawn(a_course(ACTUAL))
    assert '<path class="gap amb"' in drawn(a_course(ACTUAL, state="amb"))
    assert '<path class="gap' not in drawn(a_course(ACTUAL, 4.0, "grn"))


def test_the_needed_way_and_the_band_lead_into_what_is_to_come() -> None:
    svg = drawn(a_course(ACTUAL))
    assert 'class="need"' in svg
    assert 'class="band"' in svg
    whole = drawn(a_course(dict.fromkeys(range(2, 13), 5.0)))
    assert 'class="need"' not in whole
    assert 'class="band"' not in whole


def test_who_is_past_the_target_needs_nothing() -> None:
    course = a_course(ACTUAL, 4.0, "grn")
    assert 'class="need"' not in drawn(Course(course.moments, course.caption, "grn", is_needed=False))


def test_without_a_target_and_without_readings_nothing_is_made_up() -> None:
    svg = drawn(a_course(ACTUAL, None, "gry"))
    assert 'class="tg"' not in svg
    assert "目标" not in svg
    empty = drawn(a_course({}))
    assert 'class="ac"' not in empty
    assert 'class="tg"' in empty


def test_a_line_by_named_months_goes_in_steps() -> None:
    course = a_course(ACTUAL)
    stepped = Course(course.moments, course.caption, course.state, is_stepped=True)
    assert re.search(r'<path class="tg" d="M[\d. ]+H[\d.]+V', drawn(stepped))


def test_words_of_a_drawing_are_escaped() -> None:
    course = Course(a_course(ACTUAL).moments, Caption('<b>"x"</b>', actual="<i>"))
    assert "<b>" not in drawn(course)
    assert "<i>" not in drawn(course)
