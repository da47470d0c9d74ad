"""Where the process map puts what: the loop from left to right, side ways above, ways back below.

Geometry only, in the units of the drawing; words and numbers come from the caller.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bihuan.ui.charts import short, text_width

WIDTH, HEIGHT = 1200, 400
BOX_WIDTH, BOX_HEIGHT = 98, 46
UPPER, MIDDLE, LOWER = 44, 200, 356
# The column and the lane of each step.
PLACES: Mapping[str, tuple[float, int]] = {
    "dispatch": (0, MIDDLE),
    "sign": (1, MIDDLE),
    "report": (2, MIDDLE),
    "submit": (3, MIDDLE),
    "check": (4, MIDDLE),
    "conclude": (5, MIDDLE),
    "close": (6, MIDDLE),
    "look_back": (7, MIDDLE),
    "dispute": (0, UPPER),
    "rule": (1, UPPER),
    "extend": (2, UPPER),
    "decide": (3, UPPER),
    "urge": (1.5, LOWER),
    "return": (3.5, LOWER),
    "reopen": (6, LOWER),
}
FIRST_COLUMN, COLUMN = 54, 156
THINNEST, THICKEST = 1.5, 9.0
# How far a way bends aside, so that the way back does not lie upon it.
ASIDE, BEND, BEND_MORE = 22.0, 34.0, 17.0
LABEL_HEIGHT, LABEL_SPACE = 17.0, 8.0
# Between two neighbours there is room for half a label above the way and half below.
ABOVE, BELOW = -13.0, 14.0
# Where along its way a label may stand, the best place first.
STANDS = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.2, 0.8)


@dataclass(frozen=True)
class Box:
    """A step on the map, by its middle and its left upper corner."""

    step: str
    x: float
    y: float

    @property
    def left(self) -> float:
        return self.x - BOX_WIDTH / 2

    @property
    def top(self) -> float:
        return self.y - BOX_HEIGHT / 2


@dataclass(frozen=True)
class Way:
    """One edge: its path, its width, and its label in pieces with their places, where there was room."""

    path: str
    width: str
    label: list[tuple[str, str, str]]


def box(step: str) -> Box:
    """Where a step stands."""
    column, lane = PLACES[step]
    return Box(step, FIRST_COLUMN + column * COLUMN, lane)


def ways(edges: Sequence[tuple[str, str, int, tuple[str, ...]]]) -> list[Way]:
    """The edges of the map: from, to, how many, the pieces of the label; the first get their labels first.

    A label that would lie upon another or upon a step is left out: the table says all of them.
    """
    most = max((count for _start, _end, count, _said in edges), default=1)
    taken = [_room(box(step).x, box(step).y, BOX_WIDTH, BOX_HEIGHT) for step in PLACES]
    found = []
    for start, end, count, said in edges:
        curve = _curve(box(start), box(end))
        width = THINNEST + (THICKEST - THINNEST) * count / most
        found.append(Way(_path(curve), short(width), _stand(curve, said, taken)))
    return found


Point = tuple[float, float]
Curve = tuple[Point, Point, Point]
Room = tuple[float, float, float, float]


def _curve(start: Box, end: Box) -> Curve:
    """A curve from the edge of one box to the edge of the other, by its start, pull and end."""
    if start.y == end.y == MIDDLE:
        return _along(start, end)
    up = end.y < start.y
    side = ASIDE if up else -ASIDE
    begin = (start.x + side, start.y + (-1 if up else 1) * BOX_HEIGHT / 2)
    stop = (end.x + side, end.y + (1 if up else -1) * BOX_HEIGHT / 2)
    if start.y == end.y:
        return _level(start, end)
    middle = ((begin[0] + stop[0]) / 2 + side, (begin[1] + stop[1]) / 2)
    return begin, middle, stop


def _along(start: Box, end: Box) -> Curve:
    """Along the loop: straight to the next step, in a bow over those between, under them on the way back."""
    span = round((end.x - start.x) / COLUMN)
    if span == 1:
        return _level(start, end)
    over = -1 if span > 0 else 1
    edge = start.y + over * BOX_HEIGHT / 2
    shift = ASIDE if span > 0 else -ASIDE
    bow = edge + over * (BEND + BEND_MORE * abs(span))
    return (start.x + shift, edge), ((start.x + end.x) / 2, bow), (end.x - shift, edge)


def _level(start: Box, end: Box) -> Curve:
    """Straight from side to side."""
    way = 1 if end.x > start.x else -1
    y = start.y + (0 if way > 0 else BOX_HEIGHT / 3)
    begin, stop = start.x + way * BOX_WIDTH / 2, end.x - way * BOX_WIDTH / 2
    return (begin, y), ((begin + stop) / 2, y), (stop, y)


def _path(curve: Curve) -> str:
    (x, y), (pull_x, pull_y), (end_x, end_y) = curve
    return f"M{short(x)} {short(y)}Q{short(pull_x)} {short(pull_y)} {short(end_x)} {short(end_y)}"


def _stand(curve: Curve, said: tuple[str, ...], taken: list[Room]) -> list[tuple[str, str, str]]:
    """The label in one piece beside others on its way, or between two neighbours in two."""
    start, _pull, end = curve
    if start[1] == end[1] and abs(end[0] - start[0]) < COLUMN:
        middle = short((start[0] + end[0]) / 2)
        return [
            (middle, short(start[1] + off), word) for word, off in zip(said, (ABOVE, BELOW), strict=False)
        ]
    whole = " ".join(said)
    for along in STANDS:
        x, y = _point(curve, along)
        room = _room(x, y, text_width(whole) + LABEL_SPACE, LABEL_HEIGHT)
        is_inside = room[0] >= 0 and room[2] <= WIDTH
        if is_inside and not any(_touch(room, other) for other in taken):
            taken.append(room)
            return [(short(x), short(y), whole)]
    return []


def _point(curve: Curve, along: float) -> Point:
    a, b, c = (1 - along) ** 2, 2 * along * (1 - along), along**2
    return a * curve[0][0] + b * curve[1][0] + c * curve[2][0], a * curve[0][1] + b * curve[1][1] + c * curve[
        2
    ][1]


def _room(x: float, y: float, wide: float, high: float) -> Room:
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _touch(one: Room, other: Room) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
