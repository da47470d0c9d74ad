"""How units behave. This table is the truth that analyses of the record should find again.

docs/domain/city.md explains it; `tests/test_city.py` holds the two together.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Manner:
    """A unit's way of working. Hours and days are working hours and working days.

    `report` is when it reports, relative to the due day; `finish` the share of the time given after which it
    hands in; the rest are probabilities between 0 and 1.
    """

    name: str
    sign_hours: tuple[float, float]
    report: tuple[int, int]
    finish: tuple[float, float]
    waits_for_urge: float = 0.0
    objects: float = 0.02
    extends: float = 0.05
    repeats_itself: float = 0.05
    paper_only: float = 0.04
    weak: float = 0.06
    input_late: float = 0.05
    progress_late: bool = False


PROMPT = Manner("prompt", (0.3, 4), (-4, -1), (0.62, 0.92))
STEADY = Manner("steady", (1, 9), (-2, 0), (0.82, 0.99), extends=0.08, weak=0.1, input_late=0.1)
SLOW = Manner(
    "slow", (7, 30), (1, 6), (1.0, 1.35), extends=0.3, repeats_itself=0.15, weak=0.15, input_late=0.5
)
URGED = Manner(
    "urged", (4, 16), (0, 2), (0.95, 1.1), waits_for_urge=0.85, repeats_itself=0.3, weak=0.15, input_late=0.4
)
LAST_MINUTE = Manner(
    "last_minute", (1, 9), (-1, 0), (0.96, 1.0), repeats_itself=0.35, weak=0.18, progress_late=True
)
PASSES_ON = Manner(
    "passes_on", (6, 12), (0, 2), (0.92, 1.08), objects=0.4, extends=0.15, weak=0.1, input_late=0.6
)
PAPER = Manner("paper", (1, 8), (-1, 0), (0.75, 0.95), repeats_itself=0.7, paper_only=0.55, weak=0.1)

UNITS_BY_MANNER: dict[Manner, str] = {
    SLOW: "市自然资源规划局 市水利局 市民政局 市文旅集团 市粮储局 石垅县 市房管中心 市邮政管理局 市体育局",
    URGED: "市城管局 市商务局 市国资委 潘桥区 市重点工程局 市残联 市供销社 市燃气集团",
    LAST_MINUTE: "市交通局 市科技局 市林业局 禾山县 市文旅局 市产投集团 市医保局 潘桥产业园",
    PASSES_ON: "市生态环境局 市市场监管局 市金融局 市国动办",
    PAPER: "市司法局 市融媒体中心 市统计局 谷阳区",
    PROMPT: "市发改委 市财政局 市应急局 市人社局 市公安局 市卫健委 市投促局 市政务服务局 望湖区 云岭经开区 市消防救援支队 "
    "市供电公司 市气象局 市税务局 市公交集团 市数据局 市疾控中心 市审计局",
}
MANNER_OF = {unit: manner for manner, units in UNITS_BY_MANNER.items() for unit in units.split()}


def manner_of(short_name: str) -> Manner:
    """How a unit behaves; whoever is not named is steady."""
    return MANNER_OF.get(short_name, STEADY)
