"""The default template of milestones: twenty nodes by kind of approval (domain 4.2), to begin with."""

from collections.abc import Iterable
from typing import Any

from bihuan.projects.models import Approval, Factor

ALL = "approve verify record"
# Name, kinds of approval that pass it, condition, months before (-) or after the start.
DEFAULT: tuple[tuple[str, str, str, int], ...] = (
    ("项目建议书或备案", ALL, "", -14),
    ("用地预审与选址", "approve verify", Factor.LAND, -12),
    ("可研批复（含财承）", "approve", Factor.FUNDS, -11),
    ("初设及概算批复", "approve", "", -9),
    ("环评批复", ALL, Factor.EIA, -8),
    ("能评批复", ALL, Factor.ENERGY, -8),
    ("林地、水保、文物等专项", ALL, Factor.SPECIAL, -7),
    ("征地拆迁与土地供应", ALL, Factor.CLEARANCE, -6),
    ("建设用地规划许可", ALL, Factor.PLANNING, -5),
    ("建设工程规划许可", ALL, "", -4),
    ("施工图审查", ALL, "", -3),
    ("招投标", "approve verify", "", -2),
    ("施工许可或开工令", ALL, Factor.PERMIT, -1),
    ("水电气路配套", ALL, Factor.UTILITIES, -1),
    ("主体开工", ALL, "", 0),
    ("纳统入库", ALL, "", 1),
    ("主体完工", ALL, "", 14),
    ("竣工验收（备案）", ALL, "", 18),
    ("决算与审计", "approve", "", 24),
    ("投产与达产", "verify record", "", 24),
)


def rows(template: Iterable[tuple[str, str, str, int]] = DEFAULT) -> list[dict[str, Any]]:
    """The template as columns, in order."""
    return [
        {"position": position, "name": name, "kinds": kinds, "factor": factor, "months": months}
        for position, (name, kinds, factor, months) in enumerate(template, start=1)
    ]


def kinds_of(text: str) -> str:
    """The kinds of approval in a text, in the order of the enumeration; unknown ones raise ValueError."""
    said = set(text.split())
    if unknown := said - set(Approval.values):
        raise ValueError(sorted(unknown)[0])
    return " ".join(kind for kind in Approval.values if kind in said)
