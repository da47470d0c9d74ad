"""The process map for a page: steps and edges where they are drawn, each with its number and its way down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bihuan.conduct.queries.process import Line
from bihuan.conduct.rules import drawing
from bihuan.conduct.rules.naming import STEPS, edge_name
from bihuan.kernel.figures import Figure
from bihuan.ui.templatetags.parts import figures

# More edges than these are read in the table.
MOST_DRAWN = 24


@dataclass(frozen=True)
class Node:
    box: drawing.Box
    label: str
    figure: Figure | None


@dataclass(frozen=True)
class Edge:
    way: drawing.Way
    about: str
    figure: Figure


@dataclass(frozen=True)
class Map:
    """What is drawn, in a space of so many units."""

    nodes: list[Node]
    edges: list[Edge]
    width: int = drawing.WIDTH
    height: int = drawing.HEIGHT
    box_width: int = drawing.BOX_WIDTH
    box_height: int = drawing.BOX_HEIGHT


def drawn(views: Mapping[str, Sequence[Line]]) -> Map:
    """The map of what was seen: all steps, and the edges that most matters went along."""
    counted = {line.key["step"]: line.figure for line in views["steps"]}
    nodes = [Node(drawing.box(step), str(STEPS[step]), counted.get(step)) for step in drawing.PLACES]
    lines = [line for line in views["follows"] if line.key["step"] != line.key["then"]][:MOST_DRAWN]
    said = [_label(line) for line in lines]
    ways = drawing.ways(
        [(*line.key.values(), line.count, words) for line, words in zip(lines, said, strict=True)]
    )
    edges = [
        Edge(way, f"{edge_name(**line.key)}: {' '.join(words)}", line.figure)
        for way, words, line in zip(ways, said, lines, strict=True)
    ]
    return Map(nodes, edges)


def _label(line: Line) -> tuple[str, ...]:
    """How many matters, and the median of the days between."""
    count = _("%(count)s×") % {"count": figures(line.count)}
    if line.days is None:
        return (count,)
    return count, _("%(days)s d") % {"days": figures(round(line.days, 1))}
