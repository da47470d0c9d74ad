"""Schemes that cities have published, as far as the texts say how they score, and lists of 红黑榜.

What a source also scores and may not be scored any more, or does not explain, is left out and named.
"""

from dataclasses import dataclass
from fractions import Fraction

from bihuan.standings.rules.ends import End, ListRule, Measured
from bihuan.standings.rules.methods import (
    NONE,
    ByFormula,
    Cause,
    Completion,
    Efficacy,
    Input,
    Method,
    Tally,
    Way,
)
from bihuan.standings.rules.refusals import Rule
from bihuan.standings.rules.schemes import Part, Scheme


@dataclass(frozen=True)
class LeftOut:
    """What a source also scores; the rule that forbids it, or none where the source does not say how."""

    text: str
    rule: Rule | None = None


@dataclass(frozen=True)
class Preset:
    """A published scheme. `is_read` says that the source gives the weights and the method is our reading."""

    code: str
    scheme: Scheme
    is_read: bool = False
    left_out: tuple[LeftOut, ...] = ()


def _parts(method: Method, *said: tuple[str, str, str, str]) -> tuple[Part, ...]:
    """Parts of one method: code, name, weight, unit."""
    return tuple(Part(code, name, Fraction(weight), method, unit) for code, name, weight, unit in said)


_ITEMS = Tally(
    NONE,
    (
        Cause("on_time", "按时办结", Fraction(1)),
        Cause("late", "逾期", Fraction(-1)),
        Cause("returned", "退回或不实", Fraction(-2)),
    ),
)
JIAMUSI = Preset(
    "jiamusi",
    Scheme(
        "督查事项逐件加减分",
        _parts(
            _ITEMS,
            ("upper", "上级部署落实", "10", "件"),
            ("decisions", "决策事项落实", "20", "件"),
            ("instructions", "批示件办理", "10", "件"),
            ("proposals", "建议提案办理", "10", "件"),
        ),
    ),
    left_out=(
        LeftOut("批示肯定 +3、+5、+1", Rule.NOTES),
        LeftOut("被领导批评 −2", Rule.NOTES),
        LeftOut("协调会缺席 −1", Rule.MEETINGS),
        LeftOut("其余50分"),
    ),
)
DISTRICT_100 = Preset(
    "district_100",
    Scheme(
        "督查工作扣分制",
        (
            Part(
                "duty",
                "督查任务报送",
                Fraction(80),
                Tally(
                    Fraction(80),
                    (
                        Cause("no_plan", "未报方案", Fraction(-10)),
                        Cause("no_stages", "方案无阶段安排", Fraction(-5)),
                        Cause("no_report", "缺半年、三季度或全年报告（每次）", Fraction(-10)),
                        Cause("unreported", "列入事项未报（每项）", Fraction(-10)),
                        Cause("empty", "报告空泛（每项）", Fraction(-5)),
                    ),
                    doubles="times",
                ),
            ),
        ),
    ),
    left_out=(LeftOut("领导评价20分", Rule.NOTES),),
)
SHIJIAZHUANG = Preset(
    "shijiazhuang",
    Scheme(
        "督查事项扣分和提案加分",
        (
            Part(
                "duty",
                "督查事项报送",
                Fraction(100),
                Tally(
                    Fraction(100),
                    (
                        Cause("late", "逾期报送", Fraction(-5)),
                        Cause("silent", "未报且不说明原因", Fraction(-10)),
                        Cause("poor", "报告质量差", Fraction(-10)),
                    ),
                ),
                "件",
            ),
            Part(
                "volume",
                "建议提案承办量加分",
                Fraction(3),
                ByFormula("if(承办件数 ≥ 100, 3, if(承办件数 ≥ 50, 2, 0))", (Input("承办件数", "件"),)),
                is_bonus=True,
            ),
        ),
    ),
)
LUOHE = Preset(
    "luohe",
    Scheme(
        "县区招商引资",
        _parts(
            Completion(),
            ("foreign", "利用外资", "10", "万美元"),
            ("outside", "省外资金", "10", "亿元"),
            ("items", "活动项目数", "5", "个"),
            ("signed", "签约项目", "10", "个"),
            ("start", "开工率（已开工÷已签约）", "20", "个"),
            ("funds", "资金到位率（到位÷协议）", "25", "亿元"),
            ("large", "重大项目", "20", "个"),
        ),
    ),
    is_read=True,
    left_out=(LeftOut("市直单位：信息报送5分", Rule.MEDIA), LeftOut("市直单位：组织领导5分、报表10分")),
)
CLASS_ZB = Preset(
    "class_zb",
    Scheme(
        "驻外招商队",
        (
            *_parts(
                Completion(),
                ("projects", "新引进省外亿元以上项目", "30", "个"),
                ("funds", "到位资金", "20", "亿元"),
                ("fit", "产业契合度", "20", "个"),
            ),
            Part("park", "挂钩园区评分", Fraction(15), Completion(), "分"),
            Part("team", "工作队评分", Fraction(15), Completion(), "分"),
            Part(
                "more",
                "加分",
                Fraction(34),
                Tally(
                    NONE,
                    (
                        Cause("visits", "带队企业考察", Fraction("0.5"), Fraction(3)),
                        Cause("fairs", "举办推介会", Fraction(3), Fraction(3)),
                        Cause("beyond", "超任务项目", Fraction(2), Fraction(6)),
                        Cause("billion", "10亿元项目", Fraction(4)),
                        Cause("billions", "50亿元项目", Fraction(8)),
                        Cause("top", "500强项目", Fraction(10)),
                    ),
                ),
                is_bonus=True,
            ),
        ),
    ),
)
ANON_CITY_2024 = Preset(
    "anon_city_2024",
    Scheme(
        "签约和开工（2024）",
        (
            Part(
                "signing",
                "签约得分",
                Fraction(1),
                ByFormula(
                    "签约数 ÷ 签约目标 × 0.5 + 协议额 ÷ 协议额目标 × 0.5"
                    " − 0.1分/个 × 超期未开工 − 0.2分/个 × 虚假项目",
                    (
                        Input("签约数", "个"),
                        Input("签约目标", "个"),
                        Input("协议额", "亿元"),
                        Input("协议额目标", "亿元"),
                        Input("超期未开工", "个"),
                        Input("虚假项目", "个"),
                    ),
                ),
            ),
        ),
    ),
)
TOWN_100 = Preset(
    "town_100",
    Scheme(
        "乡镇招商引资",
        _parts(
            Completion(),
            ("base", "基础工作", "10", "项"),
            ("task", "任务完成", "20", "亿元"),
            ("start", "新开工和入统项目", "30", "个"),
            ("production", "新投产和入规企业", "40", "个"),
        ),
    ),
    is_read=True,
)
GAOAN = Preset(
    "gaoan",
    Scheme(
        "招商引资（功效系数）",
        _parts(
            Efficacy(Way.HUNDRED),
            ("foreign", "利用外资", "30", "万美元"),
            ("outside", "省外资金", "30", "亿元"),
            ("signed", "签约项目", "10", "个"),
            ("trips", "主要负责人外出和邀商", "5", "次"),
        ),
    ),
    left_out=(LeftOut("其余25分"),),
)
SANMING_5X5 = Preset(
    "sanming_5x5",
    Scheme(
        "五个一批招商",
        (
            *_parts(
                Efficacy(Way.WEIGHT),
                ("starts", "开工项目数", "1", "个"),
                ("amount", "开工项目投资额", "9", "亿元"),
                ("invested", "完成投资", "20", "亿元"),
                ("foreign", "利用外资", "20", "万美元"),
                ("events", "活动签约项目数", "2", "个"),
                ("rate", "活动签约开工率", "8", "%"),
            ),
            Part(
                "large",
                "5亿元以上项目加分",
                Fraction(20),
                Tally(NONE, (Cause("large", "5亿元以上项目", Fraction(5), Fraction(20)),)),
                "个",
                is_bonus=True,
            ),
        ),
    ),
    left_out=(LeftOut("其余40分"),),
)
PRESETS = (
    JIAMUSI,
    DISTRICT_100,
    SHIJIAZHUANG,
    LUOHE,
    CLASS_ZB,
    ANON_CITY_2024,
    TOWN_100,
    GAOAN,
    SANMING_5X5,
)

_RATES = ("签约率", "开工率", "竣工率", "达产率", "转化率")
_SEVEN = ("规上工业增加值", "固定资产投资", "工业投资", "战略性新兴产业", "财政收入", "限上零售", "进出口")
# 安庆 2018: a month's red list.
ANQING_RED = (
    ListRule("五率中两项第一", End.RED, tuple(Measured(name) for name in _RATES), least=2),
    ListRule("企业问题办结率第一", End.RED, (Measured("企业问题办结率"),), least=1),
    ListRule("七项指标中三项第一", End.RED, tuple(Measured(name) for name in _SEVEN), least=3),
)


def last_in_half(among: tuple[Measured, ...], margin: Fraction = NONE) -> ListRule:
    """安庆, December 2018: black was who stood last in seven of fourteen indicators."""
    return ListRule("半数指标末位", End.BLACK, among, least=-(-len(among) // 2), margin=margin)
