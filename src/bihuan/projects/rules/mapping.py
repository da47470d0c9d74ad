"""Which places may stand on one map together, and why others may not."""

from django.utils.translation import gettext as _

from bihuan.projects.models import Datum
from bihuan.projects.rules.outline import LARGEST, MOST_AREAS, MOST_POINTS, Fault

# They differ by less than a metre, which no map of a city shows; GCJ-02 lies hundreds of metres off.
ALIKE = frozenset({Datum.WGS84, Datum.CGCS2000})
MEGABYTE = 1_000_000


def fit_together(one: str, other: str) -> bool:
    """Whether places of two coordinate systems may be drawn on one map. They are never converted."""
    return one == other or {one, other} <= ALIKE


def border_refusal(reason: str) -> str:
    """Why a file holds no borders, in words."""
    return {
        Fault.SIZE: _("The borders are larger than %(size)s MB. Hand in simpler ones.")
        % {"size": LARGEST // MEGABYTE},
        Fault.JSON: _("The file is no GeoJSON: it cannot be read as JSON."),
        Fault.COLLECTION: _("The file is no GeoJSON of areas: it must be a FeatureCollection with features."),
        Fault.POLYGON: _("Every feature has to be a Polygon or a MultiPolygon with coordinates."),
        Fault.POINT: _("Points have to be longitude and latitude in degrees. One of them is not."),
        Fault.RING: _("A border is not closed, or has fewer than four points."),
        Fault.MANY: _("The file holds more than %(areas)s areas or %(points)s points. Hand in simpler ones.")
        % {"areas": MOST_AREAS, "points": f"{MOST_POINTS:,}"},
        Fault.NAME: _("A feature has no name under this property, or one that is too long."),
    }[Fault(reason)]
