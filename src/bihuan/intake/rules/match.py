"""Names in a document to units of the register; what is not sure stays an open question with suggestions."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from bihuan.intake.rules.words import traditional

TRADITIONAL = traditional()
# Long and short ways to write the same office; every row reads as its first word.
SAME = (
    "发改 发展和改革 发展改革",
    "工信 工业和信息化 工业信息化 经济和信息化 经信",
    "人社 人力资源和社会保障 人力资源社会保障 人力社保",
    "住建 住房和城乡建设 住房城乡建设",
    "卫健 卫生健康 卫生和健康",
    "市监 市场监督管理 市场监管",
    "农业农村 农业和农村",
    "文旅 文化和旅游 文化旅游",
    "自规 自然资源和规划 自然资源与规划 自然资源规划 规划和自然资源 资规",
    "交通 交通运输",
    "城管 城市管理 城市管理综合行政执法 城市管理执法 综合行政执法 城管执法",
    "应急 应急管理",
    "退役军人 退役军人事务",
    "医保 医疗保障",
    "金融监管 地方金融监督管理 地方金融监管 金融工作 金融",
    "政务服务 政务服务数据管理 政务服务管理 政务数据",
    "生态环境 生态环境保护 环保",
    "教体 教育体育 教育和体育",
    "林草 林业和草原 林业草原",
    "国资委 国有资产监督管理委员会 国有资产监管委",
    "科技 科学技术",
    "民宗 民族宗教事务 民族和宗教事务",
    "机关事务 机关事务管理 机关事务服务",
    "粮储 粮食和物资储备 粮食物资储备",
    "乡村振兴 扶贫开发",
    "经开区 经济技术开发区 经济开发区",
    "高新区 高新技术产业开发区 高新技术开发区",
    "管委会 管理委员会",
)
LONG_TO_SHORT = {long: row.split()[0] for row in SAME for long in row.split()[1:]}
LONG = re.compile("|".join(sorted(map(re.escape, LONG_TO_SHORT), key=len, reverse=True)))
BRACKETS = re.compile(r"[(\[〔【（].*?[)\]〕】）]")
ENDINGS = (("委员会", "委"), ("办公室", "办"), ("人民政府", "政府"))
LEVELS = ("各", "全", "省", "市", "县", "区")
SUGGESTED = 3
# Collectives and the kinds of units that they gather.
GATHERS = re.compile(r"^(?:全[省市县区])?(?:各|所有|全体|县|区县|园区|属地)")
KINDS = (
    ("county", re.compile(r"县|[^园辖]区(?!域)|(?<!城)(?<!全)市(?!直|级|属|管|场|政)|各地|属地|地方")),
    ("park", re.compile(r"园区|开发区|功能区|高新区|新区|管委会|各地|属地")),
    ("department", re.compile(r"部门|单位|委办局|市直|机关")),
    ("enterprise", re.compile(r"企业|国企|公司|集团")),
)
BARE = frozenset({"县区", "区县", "县市区", "园区", "属地"})
BELOW = re.compile(r"乡|镇|街道|村|社区|学校|医院|科室|处室|站所")
LIKELY = 0.3


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit of the register as matching needs it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """The unit found and how (exact, alias, short, prefix), or None: several, a collective, or unknown.

    An unknown name keeps up to three suggestions.
    """

    written: str
    unit: str | None
    how: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Register:
    """The city's units with their aliases, indexed for matching; `city` may stand before any unit's name."""

    entries: tuple[Entry, ...]
    city: str = ""
    _exact: dict[str, set[str]] = field(default_factory=dict, repr=False, compare=False)
    _alias: dict[str, set[str]] = field(default_factory=dict, repr=False, compare=False)
    _short: dict[str, set[str]] = field(default_factory=dict, repr=False, compare=False)
    _stripped: dict[str, set[str]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, units: Iterable[tuple[str, str, Iterable[str]]], city: str = "") -> "Register":
        """A register from (id, name, aliases)."""
        register = cls(tuple(Entry(str(i), name, tuple(aliases)) for i, name, aliases in units), city)
        for entry in register.entries:
            register._index(entry)
        return register

    def _index(self, entry: Entry) -> None:
        self._exact.setdefault(width(entry.name), set()).add(entry.id)
        for name in (entry.name, *entry.aliases):
            self._alias.setdefault(width(name), set()).add(entry.id)
            self._short.setdefault(short(name), set()).add(entry.id)
            self._stripped.setdefault(self._bare(name), set()).add(entry.id)

    def _bare(self, name: str) -> str:
        """Without the city's name, level words and bracketed additions, in the short way of writing."""
        bare = width(name)
        bare = bare.removeprefix(self.city) if self.city else bare
        bare = BRACKETS.sub("", bare) or bare
        bare = short(bare)
        while len(bare) > 2 and bare.startswith(LEVELS):  # noqa: PLR2004
            bare = bare[1:]
        return bare

    def match(self, written: str) -> Match:
        """The one unit that the written name means; between two the name stays an open question."""
        tries = (
            ("exact", self._exact, width(written)),
            ("alias", self._alias, width(written)),
            ("short", self._short, short(written)),
            ("prefix", self._stripped, self._bare(written)),
        )
        for how, index, key in tries:
            found = index.get(key, set())
            if len(found) == 1:
                return Match(written, next(iter(found)), how)
            if found:
                return Match(
                    written, None, "ambiguous", tuple(e.id for e in self.entries if e.id in found)[:SUGGESTED]
                )
        if collective(written):
            return Match(written, None, "collective")
        return Match(written, None, "unknown", self._suggest(written))

    def _suggest(self, written: str) -> tuple[str, ...]:
        wanted = _pairs(self._bare(written))
        scored = [
            (max(_likeness(wanted, _pairs(self._bare(n))) for n in (e.name, *e.aliases)), e.id)
            for e in self.entries
        ]
        best = sorted((s for s in scored if s[0] >= LIKELY), key=lambda s: -s[0])
        return tuple(i for _, i in best[:SUGGESTED])


def collective(written: str) -> frozenset[str]:
    """The kinds of units that a name like 各县区 or 各部门 gathers; none for the name of one unit."""
    name = BRACKETS.sub("", width(written)) or width(written)
    if not GATHERS.match(name) or BELOW.search(name):
        return frozenset()
    if not name.startswith(("各", "所有", "全体", "全")) and name not in BARE:
        return frozenset()
    return frozenset(kind for kind, cue in KINDS if cue.search(name))


def spread(written: str, units: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The members of a collective among units given as (id, kind), in their order: a proposal."""
    kinds = collective(written)
    return tuple(number for number, kind in units if kind in kinds)


def width(name: str) -> str:
    """One width, one kind of brackets, simplified letters, no blanks."""
    plain = unicodedata.normalize("NFKC", name).replace("〔", "(").replace("〕", ")")
    return "".join(plain.split()).translate(TRADITIONAL)


def short(name: str) -> str:
    """The short way of writing: commission as 委, development and reform as 发改."""
    brief = LONG.sub(lambda m: LONG_TO_SHORT[m.group()], width(name))
    for long, ending in ENDINGS:
        if brief.endswith(long):
            brief = brief.removesuffix(long) + ending
    return brief


def _pairs(name: str) -> set[str]:
    """Letters and neighbouring pairs of letters."""
    return {*name, *(name[i : i + 2] for i in range(len(name) - 1))}


def _likeness(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b)
