"""Projects by area: numbers for the tiles, and points for the map where there are borders to draw on."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from bihuan.kernel.lights import Light
from bihuan.people.models import Person
from bihuan.projects.models import DEGREE, Borders, Datum, Project, Region
from bihuan.projects.queries.facts import AsOf, rules_on, with_light
from bihuan.projects.queries.ledger import NOWHERE, Wanted, selected
from bihuan.projects.rules.mapping import fit_together
from bihuan.projects.rules.outline import Area, Frame, unkept

# Beside the map are listed at most so many projects; the number is always told.
MOST_BESIDE = 60


@dataclass(frozen=True)
class Tile:
    """One area with its projects: how many, their investment in 分, how many are red."""

    code: str
    name: str
    count: int = 0
    money: int = 0
    red: int = 0

    @property
    def query(self) -> str:
        """The register, narrowed to this area."""
        return Wanted(region=self.code or NOWHERE).query()

    @property
    def red_query(self) -> str:
        return Wanted(region=self.code or NOWHERE, light=Light.RED).query()


@dataclass(frozen=True)
class Beside:
    """A project that is not drawn, and why: no place, another datum, outside of the borders."""

    project: Any
    reason: str
    datum: str = ""


@dataclass(frozen=True)
class Shape:
    """One area as it is drawn: its path, where its words stand, and its tile if there is one of its name."""

    name: str
    path: str
    x: int
    y: int
    tile: Tile | None


@dataclass(frozen=True)
class Map:
    """The drawing: its size, the areas, the points of red projects and of the others as paths."""

    borders: Borders
    width: int
    height: int
    shapes: list[Shape]
    red: str
    others: str
    drawn: int

    @property
    def viewbox(self) -> str:
        """How wide and high the drawing is with a margin."""
        return f"{self.width + 40} {self.height + 40}"


@dataclass(frozen=True)
class Territory:
    """All that the page shows."""

    tiles: list[Tile]
    total: Tile
    map: Map | None = None
    beside: list[Beside] = field(default_factory=list)
    beside_count: int = 0
    # Areas of the file that bear no name of a region here.
    unmatched: list[str] = field(default_factory=list)


def territory(person: Person, asked: AsOf) -> Territory:
    """Projects that are not given up, by area; a package counts through its parts."""
    rows = _rows(person, asked)
    tiles = _tiles(rows, asked.month.year)
    total = Tile("", "", len(rows), sum(tile.money for tile in tiles), sum(tile.red for tile in tiles))
    borders = Borders.objects.visible_to(person).order_by("-pk").first()
    if borders is None:
        return Territory(tiles, total)
    areas = unkept(borders.shapes)
    frame = Frame(areas)
    told = [(row, _reason(row, borders.datum, frame)) for row in rows]
    drawn = [row for row, reason in told if not reason]
    beside = [Beside(row, reason, row.datum) for row, reason in told if reason]
    names = set(Region.objects.values_list("name", flat=True))
    unmatched = [area.name for area in areas if area.name not in names]
    sheet = _sheet(borders, areas, frame, drawn, {tile.name: tile for tile in tiles})
    return Territory(tiles, total, sheet, beside[:MOST_BESIDE], len(beside), unmatched)


def _sheet(
    borders: Borders, areas: Iterable[Area], frame: Frame, drawn: list[Any], tiles: dict[str, Tile]
) -> Map:
    shapes = [Shape(area.name, frame.path(area), *frame.middle(area), tiles.get(area.name)) for area in areas]
    red = _diamonds((row for row in drawn if row.light == Light.RED), frame)
    others = _dots((row for row in drawn if row.light != Light.RED), frame)
    return Map(borders, frame.width, frame.height, shapes, red, others, len(drawn))


def _rows(person: Person, asked: AsOf) -> list[Any]:
    alive = Project.objects.visible_to(person).counted().exclude(status="dropped")
    lit = with_light(alive, asked, rules_on(asked.today))
    return list(lit.only("name", "region", "total", "lon", "lat", "datum").order_by("pk"))


def _tiles(rows: Iterable[Any], year: int) -> list[Tile]:
    known = Region.objects.in_year(year).order_by("first_year")
    names: dict[str, str] = dict(known.values_list("code", "name"))
    found: dict[str, Tile] = {}
    for row in rows:
        was = found.get(row.region, Tile(row.region, names.get(row.region, row.region)))
        found[row.region] = replace(
            was,
            count=was.count + 1,
            money=was.money + row.total,
            red=was.red + (row.light == Light.RED),
        )
    return sorted(found.values(), key=lambda tile: (not tile.code, tile.code))


def _reason(row: Any, datum: str, frame: Frame) -> str:
    if row.lon is None:
        return "place"
    if not fit_together(row.datum, datum):
        return "datum"
    return "" if frame.holds(row.lon, row.lat) else "outside"


def _dots(rows: Iterable[Any], frame: Frame) -> str:
    """Points as one path: a line of no length with a round end is a dot of any size."""
    return "".join("M{} {}h0".format(*frame.at(row.lon, row.lat)) for row in rows)


def _diamonds(rows: Iterable[Any], frame: Frame) -> str:
    return "".join("M{} {}m0-11l11 11-11 11-11-11z".format(*frame.at(row.lon, row.lat)) for row in rows)


def points(person: Person, wanted: Wanted, asked: AsOf) -> dict[str, Any]:
    """The projects of a list as a FeatureCollection in WGS-84.

    A place in GCJ-02 is not converted: such a project has no geometry, and says why.
    """
    keys = selected(person, wanted, asked.month.year).values("pk")
    rows = with_light(Project.objects.filter(pk__in=keys), asked, rules_on(asked.today))
    if wanted.light:
        rows = rows.filter(light=wanted.light)
    rows = rows.select_related("lead").defer("content").order_by("pk")
    return {"type": "FeatureCollection", "features": [_feature(row) for row in rows]}


def _feature(row: Any) -> dict[str, Any]:
    geometry, why = None, ""
    if row.lon is None:
        why = "no place is known"
    elif not fit_together(row.datum, Datum.WGS84):
        why = "the place is given in GCJ-02, which is not WGS-84 and is not converted"
    else:
        geometry = {"type": "Point", "coordinates": [row.lon / DEGREE, row.lat / DEGREE]}
    properties = {
        "code": row.code,
        "name": row.name,
        "stage": row.status,
        "nature": row.nature,
        "lead": row.lead.name,
        "region": row.region or None,
        "site": row.site or None,
        "total_fen": row.total,
        "light": row.light,
        "datum": row.datum or None,
    }
    if why:
        properties["no_geometry"] = why
    return {"type": "Feature", "id": row.pk, "geometry": geometry, "properties": properties}
