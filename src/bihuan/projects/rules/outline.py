"""The borders of areas read from GeoJSON (RFC 7946), and the frame in which they are drawn. Plain values.

A file comes from outside: whatever is not polygons of a bounded size with names is refused with a `Fault`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import cos, isfinite, radians
from typing import Any

import orjson

# Ten-millionths of a degree, like the places of projects.
DEGREE = 10_000_000
LARGEST = 8_000_000
MOST_AREAS, MOST_POINTS, LONGEST_NAME = 300, 300_000, 60
# So many points are kept for drawing: more would make the page heavy and could not be told apart.
MOST_DRAWN = 3_000
FINEST, COARSEST = 600, 20
RING = 4
WIDTH, TALLEST = 1000, 1400
PLACES = {"lon": 180, "lat": 90}

Ring = tuple[tuple[int, int], ...]


class Fault(StrEnum):
    """Why a file holds no borders."""

    SIZE = "size"
    JSON = "json"
    COLLECTION = "collection"
    POLYGON = "polygon"
    POINT = "point"
    RING = "ring"
    MANY = "many"
    NAME = "name"


class NoBorders(ValueError):
    """A file holds no borders that could be drawn; `reason` says why."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Area:
    """One named area: its outer and inner rings, each closed, in ten-millionths of a degree."""

    name: str
    rings: tuple[Ring, ...]


def read_borders(content: bytes, name_property: str) -> tuple[Area, ...]:
    """The areas of a FeatureCollection of polygons, each named by one of its properties; thinned for drawing.

    Features of one name are one area. Raises NoBorders.
    """
    if len(content) > LARGEST:
        raise NoBorders(Fault.SIZE)
    try:
        said = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise NoBorders(Fault.JSON) from error
    features = said.get("features") if isinstance(said, dict) else None
    if not isinstance(features, list) or said.get("type") != "FeatureCollection" or not features:
        raise NoBorders(Fault.COLLECTION)
    if len(features) > MOST_AREAS:
        raise NoBorders(Fault.MANY)
    found: dict[str, list[Ring]] = {}
    left = MOST_POINTS
    for feature in features:
        name, rings = _feature(feature, name_property, left)
        left -= sum(map(len, rings))
        found.setdefault(name, []).extend(rings)
    return thinned([Area(name, tuple(rings)) for name, rings in found.items()])


def _feature(feature: Any, name_property: str, left: int) -> tuple[str, list[Ring]]:
    if not isinstance(feature, dict):
        raise NoBorders(Fault.COLLECTION)
    properties, geometry = feature.get("properties"), feature.get("geometry")
    name = properties.get(name_property) if isinstance(properties, dict) else None
    if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        raise NoBorders(Fault.NAME)
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise NoBorders(Fault.POLYGON)
    held = geometry.get("coordinates")
    polygons = _list(held) if geometry["type"] == "MultiPolygon" else [held]
    rings: list[Ring] = []
    for polygon in polygons:
        for ring in _list(polygon):
            left -= len(_list(ring))
            if left < 0:
                raise NoBorders(Fault.MANY)
            rings.append(_ring(ring))
    if not rings:
        raise NoBorders(Fault.POLYGON)
    return name.strip(), rings


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise NoBorders(Fault.POLYGON)
    return value


def _ring(points: list[Any]) -> Ring:
    ring = tuple(_point(point) for point in points)
    if len(ring) < RING or ring[0] != ring[-1]:
        raise NoBorders(Fault.RING)
    return ring


def _point(point: Any) -> tuple[int, int]:
    if not isinstance(point, list) or not 2 <= len(point) <= 3:  # noqa: PLR2004 - with or without a height
        raise NoBorders(Fault.POINT)
    found = []
    for value, most in zip(point[:2], PLACES.values(), strict=True):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not isfinite(value) or abs(value) > most:
            raise NoBorders(Fault.POINT)
        found.append(round(value * DEGREE))
    return found[0], found[1]


def thinned(areas: Sequence[Area]) -> tuple[Area, ...]:
    """The areas on a grid as fine as the number of points allows; neighbours keep their common border."""
    west, south, east, north = edges(areas)
    whole = max(east - west, north - south, 1)
    cells = FINEST
    while True:
        step = max(whole // cells, 1)
        grid = (west, south, step)
        found = [Area(area.name, _snapped(area.rings, grid)) for area in areas]
        if cells <= COARSEST or sum(len(ring) for area in found for ring in area.rings) <= MOST_DRAWN:
            break
        cells = cells * 3 // 4
    return tuple(area for area in found if area.rings)


def _snapped(rings: Iterable[Ring], grid: tuple[int, int, int]) -> tuple[Ring, ...]:
    """The rings on the grid, without repeated points and points on a line; what shrinks to a line is gone."""
    west, south, step = grid
    found = []
    for ring in rings:
        kept: list[tuple[int, int]] = []
        for lon, lat in ring:
            point = (west + round((lon - west) / step) * step, south + round((lat - south) / step) * step)
            if kept and kept[-1] == point:
                continue
            if len(kept) > 1 and _on_line(kept[-2], kept[-1], point):
                kept.pop()
            kept.append(point)
        if len(kept) >= RING:
            found.append(tuple(kept))
    return tuple(found)


def _on_line(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) == (c[0] - a[0]) * (b[1] - a[1])


def edges(areas: Iterable[Area]) -> tuple[int, int, int, int]:
    """West, south, east and north of all areas."""
    points = [point for area in areas for ring in area.rings for point in ring]
    lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
    return min(lons), min(lats), max(lons), max(lats)


class Frame:
    """The sheet on which areas are drawn: degrees to whole units, as wide as it is high on the ground."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self.west, self.south, self.east, self.north = edges(areas)
        squeeze = cos(radians((self.north + self.south) / 2 / DEGREE))
        wide = max((self.east - self.west) * squeeze, 1.0)
        high = max(self.north - self.south, 1)
        self.scale = min(WIDTH / wide, TALLEST / high)
        self.across = self.scale * squeeze
        self.width = max(round(wide * self.scale), 1)
        self.height = max(round(high * self.scale), 1)

    def at(self, lon: int, lat: int) -> tuple[int, int]:
        """Where a place stands on the sheet."""
        return round((lon - self.west) * self.across), round((self.north - lat) * self.scale)

    def holds(self, lon: int, lat: int) -> bool:
        """Whether a place lies on the sheet."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def path(self, area: Area) -> str:
        """An area as the path of a drawing, in short steps."""
        return "".join(self._path(ring) for ring in area.rings)

    def _path(self, ring: Ring) -> str:
        x, y = self.at(*ring[0])
        steps = [f"M{x} {y}l"]
        for lon, lat in ring[1:-1]:
            to_x, to_y = self.at(lon, lat)
            steps.append(f"{to_x - x} {to_y - y} ")
            x, y = to_x, to_y
        return "".join(steps).rstrip() + "z"

    def middle(self, area: Area) -> tuple[int, int]:
        """Where the words of an area stand: the centre of gravity of its largest ring."""
        ring = max(area.rings, key=lambda each: abs(_twice_area(each)))
        twice = _twice_area(ring)
        if not twice:
            return self.at(*ring[0])
        # From its first point on, so that the sums stay small.
        lon, lat = ring[0]
        sums = [0, 0]
        for (ax, ay), (bx, by) in pairwise(ring):
            cross = (ax - lon) * (by - lat) - (bx - lon) * (ay - lat)
            sums[0] += (ax + bx - 2 * lon) * cross
            sums[1] += (ay + by - 2 * lat) * cross
        return self.at(lon + sums[0] // (3 * twice), lat + sums[1] // (3 * twice))


def _twice_area(ring: Ring) -> int:
    lon, lat = ring[0]
    return sum((ax - lon) * (by - lat) - (bx - lon) * (ay - lat) for (ax, ay), (bx, by) in pairwise(ring))


def kept(areas: Iterable[Area]) -> str:
    """The areas as a text to be kept."""
    return orjson.dumps([[area.name, area.rings] for area in areas]).decode()


def unkept(text: str) -> tuple[Area, ...]:
    """The areas that `kept` wrote."""
    return tuple(
        Area(name, tuple(tuple((lon, lat) for lon, lat in ring) for ring in rings))
        for name, rings in orjson.loads(text)
    )
