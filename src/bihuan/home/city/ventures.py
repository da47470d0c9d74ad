"""What gets built in 云岭市: invented projects by field, with who leads them, what they cost, who builds them."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from stdnum.cn import uscc

WAN = 1_000_000
# Invented areas under an invented prefecture: name, code, centre (degrees).
PLACES: dict[str, tuple[str, float, float]] = {
    "望湖区": ("349902", 117.02, 32.66),
    "潘桥区": ("349903", 116.86, 32.74),
    "谷阳区": ("349904", 116.93, 32.58),
    "云泽区": ("349905", 117.14, 32.62),
    "丰寿县": ("349921", 116.79, 32.45),
    "禾山县": ("349922", 117.25, 32.40),
    "石垅县": ("349923", 116.60, 32.63),
    "云岭经开区": ("349971", 117.08, 32.72),
    "云岭高新区": ("349972", 116.98, 32.69),
    "潘桥产业园": ("349973", 116.82, 32.79),
}
CITY_CODE = "349900"
FIRST_YEAR = 2020


@dataclass(frozen=True)
class Trade:
    """A field of work: what is built in it, who leads, how it is approved, what it costs (万元)."""

    field: str
    industry: str
    approval: str
    nature: str
    # None: the area on whose ground it stands leads.
    lead: str | None
    things: tuple[str, ...]
    cost: tuple[int, int]
    scale: str
    share: int


def _things(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TRADES = (
    Trade("先进制造", "34", "record", "social", None,
          _things("智能装备产业园 精密模具制造 液压阀组生产线 数控机床零部件 工业机器人关节 电梯整机扩能"),
          (8_000, 120_000), "年产{n}万套", 14),
    Trade("新能源新材料", "38", "record", "social", None,
          _things("光伏组件生产基地 储能电池模组 碳纤维复合材料 铝基新材料 锂电回收利用 充电桩制造"),
          (15_000, 300_000), "年产能{n}万吨", 12),
    Trade("食品加工", "14", "record", "social", None,
          _things("豆制品深加工 预制菜中央厨房 粮油精深加工 速冻食品生产线 乳制品扩建"),
          (5_000, 60_000), "日处理{n}吨", 8),
    Trade("交通", "48", "approve", "government", "市交通局",
          _things("环湖大道改建 国道改线工程 县乡公路提升 港口码头扩建 公交首末站 货运枢纽"),
          (6_000, 180_000), "全长{n}公里", 9),
    Trade("水利", "76", "approve", "government", "市水利局",
          _things("沿河堤防加固 水库除险加固 灌区续建配套 中小河流治理 排涝泵站更新"),
          (3_000, 60_000), "治理{n}公里", 8),
    Trade("市政基础设施", "78", "approve", "government", "市住建局",
          _things("污水处理厂扩建 雨污分流改造 供水管网更新 老旧小区改造 停车场建设 小街小巷改造"),
          (2_500, 90_000), "改造{n}万平方米", 13),
    Trade("教育", "83", "approve", "government", "市教育局",
          _things("职业学院新校区 中学扩建 实验小学迁建 幼儿园新建"), (3_000, 45_000), "新增学位{n}0个", 6),
    Trade("卫生健康", "84", "approve", "government", "市卫健委",
          _things("中心医院门诊楼 妇幼保健院迁建 县域医共体 疾控实验室"), (4_000, 80_000), "床位{n}0张", 6),
    Trade("农业农村", "01", "approve", "government", "市农业农村局",
          _things("高标准农田 冷链物流中心 数字农业示范园 畜禽粪污资源化"), (2_000, 40_000), "建设{n}千亩", 6),
    Trade("文化旅游", "86", "record", "state", "市文旅局",
          _things("古城片区保护利用 湖滨度假区 文旅综合体 非遗展示馆"), (4_000, 90_000), "建筑面积{n}万平方米", 5),
    Trade("现代物流", "59", "record", "state", "市商务局",
          _things("公铁联运物流园 城市配送中心 保税仓储 农产品批发市场迁建"), (5_000, 90_000), "仓储{n}万平方米", 5),
    Trade("能源", "44", "verify", "state", "市发改委",
          _things("热电联产机组 天然气门站 集中式风电 抽水蓄能前期"), (10_000, 400_000), "装机{n}万千瓦", 4),
    Trade("数字经济", "65", "record", "social", "市数据局",
          _things("算力中心 城市数据底座 呼叫服务基地 软件园二期"), (3_000, 60_000), "机架{n}0个", 4),
)  # fmt: skip
FIRMS = "恒岭 云科 泽丰 望川 谷禾 石垅星 潘达 瑞岭 云拓 湖光 丰禾 岭南仓 云铸 正岭 新泽 启岭".split()
KINDS = "科技 新材料 装备 食品 建设 物流 能源 农业 文旅 实业".split()
STEPS = (
    (1, "场地准备，围挡已立"),
    (8, "桩基施工"),
    (18, "基础完成，主体出地面"),
    (30, "主体二层"),
    (45, "主体过半"),
    (60, "主体封顶"),
    (75, "设备进场"),
    (88, "安装调试"),
    (100, "完工待验"),
)
Trouble = tuple[str, str, str, str | None]
TROUBLES: tuple[Trouble, ...] = (
    ("clearance", "county", "红线内还有{n}户未签协议。", None),
    ("pipes", "city", "一条高压线未迁改，影响桩基施工。", "市供电公司"),
    ("land_use", "city", "用地规划许可还缺林地审核意见。", "市自然资源规划局"),
    ("permit", "city", "施工图审查退回两次，施工许可未办。", "市住建局"),
    ("eia", "city", "环评批复等待总量指标。", "市生态环境局"),
    ("utilities", "city", "正式用电未接通，设备不能调试。", "市供电公司"),
    ("temporary", "county", "临时用水未接通。", "市水务集团"),
    ("funds", "city", "本级配套资金还差{n}00万元未到位。", "市财政局"),
    ("forest", "province", "涉及公益林{n}亩，待省级批复。", "市林业局"),
    ("access", "county", "进场路未通，大型机械进不来。", None),
    ("obstruction", "county", "施工便道被堵，停工{n}天。", None),
    ("energy", "province", "能耗指标未落实。", "市发改委"),
)
MEASURES = ("已会同属地现场办结。", "专班协调，手续已办齐。", "已改迁完成并复核。", "资金已拨付到位。")
# Who answers for which condition; nobody: the area on whose ground the project stands.
APPROVERS = {
    "funds": "市财政局",
    "land": "市自然资源规划局",
    "planning": "市自然资源规划局",
    "eia": "市生态环境局",
    "energy": "市发改委",
    "special": "市林业局",
    "clearance": "",
    "utilities": "市供电公司",
    "permit": "市住建局",
}
PROGRAMMES = (
    "污染治理专项",
    "城市燃气管道更新改造专项",
    "水利建设专项",
    "教育强国专项",
    "保障性安居工程配套专项",
)


def builder(rng: random.Random, trade: Trade) -> tuple[str, str]:
    """An invented company and a credit code whose check sign is right."""
    if trade.nature == "government":
        name = "云岭市" + rng.choice(("城建", "重点工程", "水务", "交通建设")) + "项目管理有限公司"
    else:
        name = f"云岭{rng.choice(FIRMS)}{rng.choice(KINDS)}有限公司"
    body = "91349900" + "".join(rng.choice("0123456789ABCDEFGH") for _n in range(9))
    return name, body + uscc.calc_check_digit(body)


def facts(rng: random.Random, trade: Trade, start: date, place: str, today: date) -> dict[str, Any]:
    """The fields of one project that has come as far as its preliminary work."""
    cost = round(rng.triangular(*trade.cost, trade.cost[0] * 2), -2)
    months = rng.randint(10, 30)
    code, _lon, _lat = PLACES.get(place, (CITY_CODE, 0, 0))
    named, credit = builder(rng, trade)
    thing = rng.choice(trade.things)
    asked = min(start - timedelta(days=rng.randint(200, 420)), today - timedelta(days=rng.randint(5, 60)))
    number = rng.randint(1, 3)
    return {
        "name": f"{place}{thing}项目" + (f"（{number}期）" if number > 1 else ""),
        "code": f"{asked:%y%m}-{code}-04-0{rng.randint(1, 3)}-{rng.randint(100_000, 999_999)}",
        "approval": trade.approval,
        "nature": trade.nature,
        "field": trade.field,
        "industry": trade.industry,
        "region": code,
        "site": f"{place}{rng.choice(('东', '西', '南', '北', '湖滨', '站前'))}片区",
        "content": f"建设{thing}及配套设施，{trade.scale.format(n=rng.randint(3, 60))}。",
        "scale": trade.scale.format(n=rng.randint(3, 60)),
        "total": int(cost) * WAN,
        "start_plan": start,
        "finish_plan": start + timedelta(days=30 * months),
        "builder": named,
        "builder_code": credit,
        "contact": rng.choice("王李张刘陈杨赵黄周吴") + "工",
        "phone": f"0599-{rng.randrange(3_000_000, 3_999_999)}",
        "goal": rng.choice(("完成主体施工", "完成前期手续并开工", "竣工验收", "设备安装调试")),
    }
