"""What 云岭市 measures itself by: invented numbers under the usual names, and what is wanted of them."""

from dataclasses import dataclass, field
from typing import Any

from bihuan.home.city.growth import Manner


@dataclass(frozen=True)
class Wanted:
    """A target as the work report words it, and as a number where it has one."""

    said: str
    number: float | None = None
    rule: str = "linear"
    nodes: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Measured:
    """One indicator: what it says of itself, how it moves, what is wanted of it this year and the year before."""

    code: str
    name: str
    unit_name: str
    owner: str
    sector: str
    manner: Manner
    wanted: Wanted
    before: Wanted
    measure: str = "growth"
    span: str = "ytd"
    rhythm: str = "month"
    places: int = 1
    source: str = "统计月报"
    publisher: str = "市统计局"
    definition: str = ""
    parts: dict[str, str] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        names = "code name unit_name sector measure span rhythm places source publisher definition".split()
        said = {name: getattr(self, name) for name in names}
        return said | {
            "origin": "department" if self.code in DEPARTMENT else "official",
            "direction": "down" if self.manner.is_down else "up",
            "lag": 25 if self.rhythm == "quarter" else 20,
        }


DEPARTMENT = frozenset({"funds"})
WINTER = (52, 48, 34, 22, 12, 4, -3, -6, -6, -4, 0, 4)
INDUSTRY_OF = {
    "望湖区": "6%以上", "潘桥区": "6.5%以上", "谷阳区": "6%以上", "云泽区": "6%以上", "丰寿县": "6.5%以上",
    "禾山县": "6.5%以上", "石垅县": "6%以上", "云岭经开区": "7.5%以上", "云岭高新区": "8%以上",
    "潘桥产业园": "8%以上",
}  # fmt: skip
INVESTED = dict.fromkeys(INDUSTRY_OF, "8%以上")
MEASURED = (
    Measured("gdp", "地区生产总值", "亿元", "市发改委", "综合", Manner("sum", 1640, 5.5, 0.12, 0.9),
             Wanted("6%左右", 6.0), Wanted("6%左右", 6.0), rhythm="quarter",
             definition="按不变价格计算增速，现价计算总量。"),
    Measured("industry", "规模以上工业增加值", "亿元", "市工信局", "工业", Manner("sum", 520, 6.35, 0.35, 0.4),
             Wanted("6.5%以上", 6.5), Wanted("7%左右", 7.0), parts=INDUSTRY_OF,
             definition="年主营业务收入2000万元及以上的工业企业，按可比价格计算增速。"),
    Measured("investment", "固定资产投资", "亿元", "市发改委", "投资", Manner("sum", 1120, 7.4, 0.6),
             Wanted("8%以上", 8.0, "nodes", ((3, 7.0), (6, 7.5), (9, 7.8), (12, 8.0))), Wanted("9%以上", 9.0),
             parts=INVESTED, definition="不含农户，计划总投资500万元及以上的项目和全部房地产开发投资。"),
    Measured("tech_invest", "工业技改投资", "亿元", "市工信局", "投资", Manner("sum", 182, 9.1, 1.1),
             Wanted("10%以上", 10.0), Wanted("10%以上", 10.0)),
    Measured("strategic", "战略性新兴产业产值", "亿元", "市发改委", "工业", Manner("sum", 640, 10.4, 0.8),
             Wanted("高于全省平均1个百分点", 1.0, "province"), Wanted("10%以上", 10.0)),
    Measured("retail", "社会消费品零售总额", "亿元", "市商务局", "消费", Manner("sum", 780, 5.7, 0.4, 0.6),
             Wanted("高于全省平均0.5个百分点", 0.5, "province"), Wanted("7%左右", 7.0)),
    Measured("services", "规模以上服务业营业收入", "亿元", "市发改委", "服务业", Manner("sum", 214, 7.6, 0.9),
             Wanted("8%以上", 8.0), Wanted("8%以上", 8.0)),
    Measured("trade", "进出口总额", "亿元", "市商务局", "开放", Manner("sum", 96, 5.5, 2.2),
             Wanted("保持全省前六位", 6.0, "rank"), Wanted("稳中提质"), source="海关统计月报"),
    Measured("fiscal", "一般公共预算收入", "亿元", "市财政局", "财政", Manner("sum", 296, 4.6, 0.6),
             Wanted("5%以上", 5.0), Wanted("5%以上", 5.0), source="财政收支月报", publisher="市财政局"),
    Measured("tax_share", "税收占一般公共预算收入比重", "%", "市税务局", "财政",
             Manner("level", 67.4, -0.3, 0.25), Wanted("68%以上", 68.0), Wanted("68%以上", 68.0),
             measure="value", source="财政收支月报", publisher="市财政局"),
    Measured("urban_income", "城镇居民人均可支配收入", "元", "市人社局", "民生",
             Manner("mean", 41_800, 4.9, 0.12, 0.5), Wanted("与全省一致", 0.0, "province"),
             Wanted("6%左右", 6.0), rhythm="quarter", places=0, source="住户调查", publisher="国家统计局云岭调查队"),
    Measured("rural_income", "农村居民人均可支配收入", "元", "市农业农村局", "民生",
             Manner("mean", 19_600, 6.6, 0.15, 0.5), Wanted("7%左右", 7.0), Wanted("7.5%左右", 7.5),
             rhythm="quarter", places=0, source="住户调查", publisher="国家统计局云岭调查队"),
    Measured("jobs", "城镇新增就业", "人", "市人社局", "民生", Manner("sum", 22_800, 2.0, 1.2),
             Wanted("2.7万人以上", 27_000.0, "seasonal"), Wanted("2.6万人以上", 26_000.0, "seasonal"),
             measure="value", places=0, source="就业统计月报", publisher="市人社局"),
    Measured("firms", "规模以上工业企业数", "户", "市工信局", "工业", Manner("count", 806, 6.2, 0.3),
             Wanted("年末达到860户", 860.0, "nodes", ((6, 830.0), (12, 860.0))),
             Wanted("净增50户以上", 815.0), measure="value", span="month", places=0),
    Measured("energy", "单位地区生产总值能耗增速", "%", "市发改委", "生态",
             Manner("level", -3.1, 2.0, 4.0, is_down=True), Wanted("下降3%以上", -3.0), Wanted("下降3%", -3.0),
             measure="value", rhythm="quarter", source="能源统计"),
    Measured("pm25", "细颗粒物（PM2.5）平均浓度", "微克/立方米", "市生态环境局", "生态",
             Manner("level", 35.5, -3.0, 1.2, season=WINTER, is_down=True),
             Wanted("不高于36", 36.0), Wanted("不高于38", 38.0),
             measure="value", source="环境空气质量月报", publisher="市生态环境局"),
    Measured("funds", "省外到位资金（调度数）", "亿元", "市投促局", "招商", Manner("sum", 272, 6.0, 1.5),
             Wanted("380亿元以上", 380.0, "seasonal"), Wanted("360亿元以上", 360.0),
             measure="value", source="招商调度月报", publisher="市投促局",
             definition="本部门调度口径，与统计数不同。"),
)  # fmt: skip
