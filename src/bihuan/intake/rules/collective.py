"""Names that mean all units of a kind (各县区, 各部门), and which kinds these are."""

import re

from bihuan.people.models import UnitKind

EACH = re.compile(r"各|所有|全体|县市区|县区|市直|属地")
KINDS = (
    (UnitKind.COUNTY, re.compile(r"县|区(?!域)|各地|各级|属地|市区")),
    (UnitKind.PARK, re.compile(r"园区|开发区|高新区|经开区|功能区|管委会")),
    (UnitKind.DEPARTMENT, re.compile(r"部门|市直|各单位|各有关单位|各相关单位|委办局|成员单位|责任单位")),
    (UnitKind.ENTERPRISE, re.compile(r"国企|国有企业|平台公司|企业")),
)
PARKS = re.compile(r"园区|开发区|高新区|经开区|功能区")


def kinds(written: str) -> tuple[str, ...]:
    """The kinds of units that a collective name takes in; none when the name is no collective."""
    if not EACH.search(written):
        return ()
    without_parks = PARKS.sub("", written)
    return tuple(
        str(kind)
        for kind, pattern in KINDS
        if pattern.search(without_parks if kind == UnitKind.COUNTY else written)
    )
