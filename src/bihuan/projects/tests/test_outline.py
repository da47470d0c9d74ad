"""Borders from outside: what is drawn, and how everything else is refused without falling over."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.projects.rules.mapping import border_refusal, fit_together
from bihuan.projects.rules.outline import (
    DEGREE,
    LARGEST,
    MOST_AREAS,
    MOST_DRAWN,
    MOST_POINTS,
    Fault,
    Frame,
    NoBorders,
    kept,
    read_borders,
    unkept,
)

SQUARE = [[117.0, 32.0], [118.0, 32.0], [118.0, 33.0], [117.0, 33.0], [117.0, 32.0]]


def feature(rings: Any, name: Any = "东城区", kind: Any = "Polygon") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": kind, "coordinates": rings},
    }


def file_of(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def test_areas_are_read_and_drawn_upright() -> None:
    west = [[x - 1, y] for x, y in SQUARE]
    areas = read_borders(file_of(feature([SQUARE]), feature([[west]], "西城区", "MultiPolygon")), "name")
    assert [area.name for area in areas] == ["东城区", "西城区"]
    frame = Frame(areas)
    assert frame.width == 1000
    # Two degrees across at 32.5 degrees north are about 1.69 as long as one degree up.
    assert frame.height == pytest.approx(1000 / 1.687, abs=2)
    assert frame.at(116 * DEGREE, 33 * DEGREE) == (0, pytest.approx(0, abs=1))
    assert frame.at(118 * DEGREE, 32 * DEGREE) == (pytest.approx(frame.width, abs=1), frame.height)
    x, y = frame.middle(areas[0])
    assert (x, y) == (pytest.approx(750, abs=2), pytest.approx(frame.height / 2, abs=2))
    assert frame.path(areas[1]).startswith("M")
    assert frame.holds(117 * DEGREE, 32 * DEGREE)
    assert not frame.holds(119 * DEGREE, 32 * DEGREE)
    assert unkept(kept(areas)) == areas


def test_parts_of_one_name_are_one_area() -> None:
    east = [[x + 1, y] for x, y in SQUARE]
    [area] = read_borders(file_of(feature([SQUARE]), feature([east])), "name")
    assert len(area.rings) == 2


def test_a_border_of_many_points_is_thinned_for_drawing() -> None:
    edge = [[117 + step / 50_000, 32.0 + (step % 7) / 1_000] for step in range(50_000)]
    ring = [*edge, [118.0, 33.0], [117.0, 33.0], edge[0]]
    [area] = read_borders(file_of(feature([ring])), "name")
    assert 4 <= len(area.rings[0]) <= MOST_DRAWN


BAD: list[tuple[Any, Fault]] = [
    (b"", Fault.JSON),
    (b"{", Fault.JSON),
    (b"\xff\xfe{}", Fault.JSON),
    (b"[" * 100_000, Fault.JSON),
    (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, Fault.JSON),
    (b"[]", Fault.COLLECTION),
    (b"null", Fault.COLLECTION),
    (b'"FeatureCollection"', Fault.COLLECTION),
    (b'{"type":"FeatureCollection","features":{}}', Fault.COLLECTION),
    (b'{"type":"FeatureCollection","features":[]}', Fault.COLLECTION),
    (b'{"type":"Topology","features":[1]}', Fault.COLLECTION),
    (file_of(None), Fault.COLLECTION),
    (file_of(feature([SQUARE], 7)), Fault.NAME),
    (file_of(feature([SQUARE], "")), Fault.NAME),
    (file_of(feature([SQUARE], "区" * 61)), Fault.NAME),
    (file_of(feature([SQUARE], "a\u202eb")), Fault.NAME),
    (file_of({"properties": [], "geometry": None}), Fault.NAME),
    (file_of({"properties": {"name": "a"}, "geometry": None}), Fault.POLYGON),
    (file_of(feature([117, 32], kind="Point")), Fault.POLYGON),
    (file_of(feature([], kind=["Polygon"])), Fault.POLYGON),
    (file_of(feature([])), Fault.POLYGON),
    (file_of(feature(None)), Fault.POLYGON),
    (file_of(feature({"a": 1})), Fault.POLYGON),
    (file_of(feature([SQUARE], kind="MultiPolygon")), Fault.POINT),
    (file_of(feature([[None] * 5])), Fault.POINT),
    (file_of(feature([[["117", "32"]] * 5])), Fault.POINT),
    (file_of(feature([[[True, False]] * 5])), Fault.POINT),
    (file_of(feature([[[117.0]] * 5])), Fault.POINT),
    (file_of(feature([[[117.0, 32.0, 0, 0]] * 5])), Fault.POINT),
    (file_of(feature([[[500_000.0, 3_500_000.0]] * 5])), Fault.POINT),
    (file_of(feature([SQUARE])).replace(b"117.0", b"NaN"), Fault.JSON),
    (file_of(feature([SQUARE])).replace(b"117.0", b"Infinity"), Fault.JSON),
    (file_of(feature([SQUARE])).replace(b"117.0", b"1e999"), Fault.JSON),
    (file_of(feature([SQUARE])).replace(b"117.0", b"9" * 400), Fault.JSON),
    (file_of(feature([SQUARE[:-1]])), Fault.RING),
    (file_of(feature([SQUARE[:1] * 2])), Fault.RING),
    (file_of(*[feature([SQUARE])] * (MOST_AREAS + 1)), Fault.MANY),
    (file_of(feature([[[1, 1]] * (MOST_POINTS + 1)])), Fault.MANY),
    (b" " * (LARGEST + 1), Fault.SIZE),
]


@pytest.mark.parametrize(("content", "reason"), BAD, ids=range(len(BAD)))
def test_a_hostile_file_is_refused_with_its_reason(content: bytes, reason: Fault) -> None:
    with pytest.raises(NoBorders) as refused:
        read_borders(content, "name")
    assert refused.value.reason in (reason, Fault.POINT if reason == Fault.JSON else reason)
    assert border_refusal(refused.value.reason)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None)
@given(JUNK, JUNK, st.sampled_from(["Polygon", "MultiPolygon", "", None]))
def test_junk_is_refused_and_nothing_else_happens(rings: Any, name: Any, kind: Any) -> None:
    try:
        areas = read_borders(file_of(feature(rings, name, kind)), "name")
    except NoBorders:
        return
    assert all(area.name for area in areas)


def test_an_area_that_shrinks_to_a_point_is_not_drawn() -> None:
    tiny = [[117 + x / 1e7, 32 + y / 1e7] for x, y in [(0, 0), (1, 0), (1, 1), (0, 0)]]
    areas = read_borders(file_of(feature([SQUARE]), feature([tiny], "点")), "name")
    assert [area.name for area in areas] == ["东城区"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("wgs84", "cgcs2000", True),
        ("cgcs2000", "wgs84", True),
        ("gcj02", "gcj02", True),
        ("gcj02", "wgs84", False),
        ("cgcs2000", "gcj02", False),
        ("", "wgs84", False),
    ],
)
def test_coordinate_systems_are_never_mixed(one: str, other: str, expected: bool) -> None:
    assert fit_together(one, other) is expected
