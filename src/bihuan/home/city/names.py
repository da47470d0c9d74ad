"""Who works in 云岭市: units with their short names and aliases, leaders with their portfolios, accounts.

Everything here is invented. Unit names are the usual ones of a Chinese city; no person is real.
"""

import random
from dataclasses import dataclass

CITY = ("云岭市人民政府", "市政府", "云岭市")
OFFICE = "市督查室"

# full name | short name | further aliases; the short name is what documents mostly say.
DEPARTMENTS = """
云岭市人民政府办公室|市政府办|市政府办公室 市府办
云岭市发展和改革委员会|市发改委|市发展改革委 市发展和改革委员会
云岭市教育局|市教育局|市教体局
云岭市科学技术局|市科技局|市科学技术局
云岭市工业和信息化局|市工信局|市经信局 市工业和信息化局
云岭市公安局|市公安局|
云岭市民政局|市民政局|
云岭市司法局|市司法局|
云岭市财政局|市财政局|
云岭市人力资源和社会保障局|市人社局|市人力资源社会保障局 市人力资源和社会保障局
云岭市自然资源和规划局|市自然资源规划局|市自规局 市自然资源和规划局
云岭市生态环境局|市生态环境局|市环保局
云岭市住房和城乡建设局|市住建局|市住房城乡建设局 市住房和城乡建设局
云岭市交通运输局|市交通局|市交通运输局
云岭市水利局|市水利局|
云岭市农业农村局|市农业农村局|市农业局
云岭市商务局|市商务局|
云岭市文化和旅游局|市文旅局|市文化和旅游局 市文化旅游局
云岭市卫生健康委员会|市卫健委|市卫生健康委 市卫生健康委员会
云岭市退役军人事务局|市退役军人局|市退役军人事务局
云岭市应急管理局|市应急局|市应急管理局
云岭市审计局|市审计局|
云岭市人民政府国有资产监督管理委员会|市国资委|
云岭市市场监督管理局|市市场监管局|市场监管局 市市场监督管理局
云岭市体育局|市体育局|
云岭市统计局|市统计局|
云岭市医疗保障局|市医保局|市医疗保障局
云岭市数据资源管理局|市数据局|市数据资源局 市数据资源管理局
云岭市城市管理局|市城管局|市城市管理局 市城管执法局
云岭市林业局|市林业局|
云岭市信访局|市信访局|
云岭市粮食和物资储备局|市粮储局|市粮食和储备局 市粮食和物资储备局
云岭市投资促进局|市投促局|市投资促进局 市招商局
云岭市政务服务管理局|市政务服务局|市政务服务管理局 市行政审批局
云岭市机关事务管理局|市机关事务局|市机关事务管理局
云岭市地方金融管理局|市金融局|市地方金融局
云岭市国防动员办公室|市国动办|市人防办
云岭市住房公积金管理中心|市公积金中心|市住房公积金中心
云岭市公共资源交易中心|市公共资源中心|市公共资源交易中心
云岭市供销合作社联合社|市供销社|
云岭市残疾人联合会|市残联|
云岭市消防救援支队|市消防救援支队|市消防支队
国家税务总局云岭市税务局|市税务局|
云岭市气象局|市气象局|
云岭市邮政管理局|市邮政管理局|
云岭市重点工程建设管理局|市重点工程局|市重点局
云岭市房产管理服务中心|市房管中心|市房产中心
云岭市园林绿化中心|市园林中心|
云岭市疾病预防控制中心|市疾控中心|
云岭市融媒体中心|市融媒体中心|
云岭市政府驻外联络服务中心|市驻外联络中心|
"""
ENTERPRISES = """
云岭市城市建设投资集团有限公司|市城投集团|市城投公司
云岭市交通建设投资集团有限公司|市交投集团|市交投公司
云岭市产业投资发展集团有限公司|市产投集团|
云岭市水务集团有限公司|市水务集团|
云岭市燃气集团有限公司|市燃气集团|
云岭市公共交通集团有限公司|市公交集团|市公交公司
云岭市文化旅游投资集团有限公司|市文旅集团|
云岭市农业发展投资集团有限公司|市农投集团|
云岭供电公司|市供电公司|
云岭市粮食集团有限公司|市粮食集团|
"""
COUNTIES = """
望湖区人民政府|望湖区|望湖区政府
潘桥区人民政府|潘桥区|潘桥区政府
谷阳区人民政府|谷阳区|谷阳区政府
云泽区人民政府|云泽区|云泽区政府
丰寿县人民政府|丰寿县|丰寿县政府
禾山县人民政府|禾山县|禾山县政府
石垅县人民政府|石垅县|石垅县政府
"""
PARKS = """
云岭经济技术开发区管理委员会|云岭经开区|市经开区 经开区管委会
云岭高新技术产业开发区管理委员会|云岭高新区|市高新区 高新区管委会
潘桥现代产业园区管理委员会|潘桥产业园|潘桥现代产业园
"""
GROUPS = {"economy": "经济发展组", "public": "民生服务组", "order": "执法监管组", "firm": "市属企业组"}

# The mayor first, then the vice mayors with what they are in charge of (分管).
PORTFOLIOS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("市长", ("市审计局",)),
    ("常务副市长", ("市政府办", "市发改委", "市财政局", "市统计局", "市应急局", "市人社局", "市税务局",
              "市机关事务局", "市粮储局", "市粮食集团", "市消防救援支队")),
    ("副市长", ("市工信局", "市科技局", "市数据局", "市金融局", "市国资委", "市产投集团", "市供电公司",
             "云岭经开区", "云岭高新区")),
    ("副市长", ("市住建局", "市自然资源规划局", "市城管局", "市交通局", "市重点工程局", "市房管中心", "市园林中心",
             "市公积金中心", "市国动办", "市城投集团", "市交投集团", "市公交集团", "市燃气集团")),
    ("副市长", ("市农业农村局", "市水利局", "市林业局", "市供销社", "市气象局", "市农投集团", "市水务集团")),
    ("副市长", ("市教育局", "市卫健委", "市医保局", "市文旅局", "市体育局", "市疾控中心", "市文旅集团",
             "市融媒体中心")),
    ("副市长", ("市公安局", "市司法局", "市信访局", "市退役军人局")),
    ("副市长", ("市商务局", "市投促局", "市市场监管局", "市政务服务局", "市公共资源中心", "市邮政管理局",
             "市驻外联络中心", "潘桥产业园")),
    ("副市长", ("市生态环境局", "市民政局", "市残联")),
)  # fmt: skip

SURNAMES = "沈顾陆韩贺汪戴邱阮孟向温柏祝冯章岑鲍洪葛喻项裴崔柯季田简甘易程苗尹丁华姜钱严卢叶"
GIVEN = (
    "文澜 书衡 立岩 知远 明渠 少川 景行 若谷 承砚 怀瑾 思齐 亦舟 望舒 清和 守拙 云起 敬亭 修远 "
    "映雪 嘉禾 南屏 秉正 松年 之恒 晓棠 雨桐 佩兰 如岚 静姝 采薇 念慈 素心 月华 春茗 秋实 冬青 "
    "海晏 河清 振纲 国栋 建业 长林 广田 志坚 学勤 宏图 启明 正平 德润 世安 维中 伯庸 仲言 叔良 "
    "逢源 锦程 天佑 永嘉 光启 瑞麟 慕白 近思 致和 存义 履新 观复 克勤 若水 行简 载物 凌霄 问渠"
).split()


@dataclass(frozen=True)
class UnitName:
    """A unit as the register knows it."""

    name: str
    short: str
    aliases: tuple[str, ...]
    kind: str
    group: str


def units() -> list[UnitName]:
    """All units under the city, in the order of the register."""
    found: list[UnitName] = []
    for text, kind in (
        (DEPARTMENTS, "department"),
        (COUNTIES, "county"),
        (PARKS, "park"),
        (ENTERPRISES, "enterprise"),
    ):
        for line in text.strip().splitlines():
            name, short, aliases = line.split("|")
            found.append(UnitName(name, short, tuple(aliases.split()), kind, _group(kind, short)))
    return found


ECONOMY = {
    "发改",
    "科技",
    "工信",
    "财政",
    "商务",
    "统计",
    "税务",
    "金融",
    "投促",
    "国资",
    "数据",
    "农业",
    "交通",
}
ORDER = {"公安", "司法", "市场监管", "城管", "应急", "生态", "审计", "信访", "消防", "自然资源"}


def _group(kind: str, short: str) -> str:
    if kind == "county":
        return "县区组"
    if kind == "park":
        return "园区组"
    if kind == "enterprise":
        return GROUPS["firm"]
    if any(word in short for word in ECONOMY):
        return GROUPS["economy"]
    return GROUPS["order"] if any(word in short for word in ORDER) else GROUPS["public"]


def persons(rng: random.Random) -> "list[str]":
    """Invented personal names, each once, in an order that the seed decides."""
    names = [surname + given for surname in SURNAMES for given in GIVEN]
    rng.shuffle(names)
    return names


# Accounts that the sign-in page of the demo offers, and who they are: sign-in name → place in the city.
ACCOUNTS = {
    "shizhang": "mayor",
    "fushizhang": "vice",
    "ducha": "supervisor",
    "juzhang": "head",
    "lianluo": "handler",
    "shenji": "auditor",
    "xitong": "system_admin",
    "anquan": "security_admin",
    "shenjiyuan": "audit_admin",
}
# The unit in which the demo's head and contact work, and its assisting neighbour.
SHOWN_UNIT = "市住建局"
# The place of the vice mayor who is in charge of it.
SHOWN_LEADER = 3
