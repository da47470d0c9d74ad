"""What may not be scored is refused with its rule; the outcome of work and less of the thing are not."""

from fractions import Fraction

import pytest
from django.utils import translation

from bihuan.kernel.errors import Invalid
from bihuan.standings.rules.methods import NONE, ByFormula, Cause, Completion, Input, Tally
from bihuan.standings.rules.presets import PRESETS
from bihuan.standings.rules.refusals import Rule, breaches
from bihuan.standings.rules.schemes import Part, Scheme, checked, words_of


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("领导批示加分", Rule.NOTES),
        ("获市领导肯定性批示次数", Rule.NOTES),
        ("领导评价", Rule.NOTES),
        ("批 示", Rule.NOTES),
        ("批\u200b示数", Rule.NOTES),
        ("leaders' notes", Rule.NOTES),
        ("央媒报道篇数", Rule.MEDIA),
        ("宣传任务完成率", Rule.MEDIA),
        ("政务信息采用", Rule.MEDIA),
        ("Social media posts", Rule.MEDIA),
        ("经验做法被省推广", Rule.EXPERIENCE),
        ("召开现场会", Rule.EXPERIENCE),
        ("专题会议次数", Rule.MEETINGS),
        ("协调会缺席", Rule.MEETINGS),
        ("现场照片张数", Rule.TRACES),
        ("无照片扣分", Rule.TRACES),
        ("打卡完成率", Rule.TRACES),
        ("学习笔记份数", Rule.TRACES),
        ("ＡＰＰ登录率", Rule.LOGINS),
        ("公众号关注量", Rule.LOGINS),
        ("Log-ins per month", Rule.LOGINS),
        ("学习积分", Rule.ACTIVITY),
        ("APP活跃度", Rule.ACTIVITY),
        ("在线时长", Rule.ACTIVITY),
        ("按时办结率，另加批示次数", Rule.NOTES),
    ],
)
def test_is_refused(text: str, rule: Rule) -> None:
    assert rule in {breach.rule for breach in breaches([text])}


@pytest.mark.parametrize(
    "text",
    [
        "批示件办结率",
        "批示要求落实情况",
        "媒体曝光问题整改率",
        "会议议定事项按时办结率",
        "政协会议提案办结率",
        "精简会议数",
        "会议次数下降率",
        "不以批示、媒体报道计分",
        "开工率",
        "满意率",
        "信用积分建设",
        "企业活跃度",
        "新增企业注册数",
        "招商推介签约额",
        "Start rate",
        "Immediate replies",
    ],
)
def test_is_not_refused(text: str) -> None:
    assert breaches([text]) == []


def praising() -> Scheme:
    """`points_for_praise`, as it was printed before 2024."""
    causes = (Cause("notes", "省领导批示", Fraction(5)), Cause("experience", "经验材料发表", Fraction(2)))
    return Scheme("加分", (Part("praise", "加分", Fraction(20), Tally(NONE, causes), is_bonus=True),))


def test_points_for_praise_are_refused_with_the_rule_they_break() -> None:
    with translation.override("en"), pytest.raises(Invalid) as refused:
        checked(praising())
    said = str(refused.value)
    assert "省领导批示" in said
    assert "Notes and approval of leaders are not content of assessment" in said
    assert "《整治形式主义为基层减负若干规定》" in said


@pytest.mark.parametrize(
    "part",
    [
        Part("a", "批示得分", Fraction(5), Completion()),
        Part("a", "工作实绩", Fraction(5), Tally(NONE, (Cause("a", "照片", Fraction(1)),))),
        Part("a", "工作实绩", Fraction(5), ByFormula("min(登录数, 5)", (Input("登录数"),))),
    ],
)
def test_names_causes_and_inputs_are_all_looked_at(part: Part) -> None:
    with pytest.raises(Invalid):
        checked(Scheme("办法", (part,)))


def test_no_preset_gives_points_for_what_may_not_be_scored() -> None:
    assert [breaches(words_of(preset.scheme)) for preset in PRESETS] == [[]] * len(PRESETS)


def test_what_presets_leave_out_by_a_rule_would_be_refused_by_it() -> None:
    left = [each for preset in PRESETS for each in preset.left_out if each.rule]
    assert left
    assert [each.text for each in left if each.rule not in {b.rule for b in breaches([each.text])}] == []
