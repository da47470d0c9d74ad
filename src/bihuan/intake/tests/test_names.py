"""Whole names of units in running text, whatever verbs they hold."""

import pytest

from bihuan.intake.rules.names import is_whole
from bihuan.intake.tests.test_propose import only, units


@pytest.mark.parametrize(
    ("sentence", "lead", "co_units", "title"),
    [
        (
            "市教育局要会同市住房和城乡建设局、市财政局，于9月底前完成三所小学扩建。",
            "市教育局",
            ["市住房和城乡建设局", "市财政局"],
            "完成三所小学扩建",
        ),
        (
            "市民政局应联合市农村社会事业发展中心、市就业服务管理局，年底前建成十处养老站点。",
            "市民政局",
            ["市农村社会事业发展中心", "市就业服务管理局"],
            "建成十处养老站点",
        ),
        (
            "市水利局商市农业农村局，自本纪要印发之日起15个工作日内提出灌区改造意见。",
            "市水利局",
            ["市农业农村局"],
            "提出灌区改造意见",
        ),
        (
            "由市发展和改革委员会牵头，市生态环境局、市市场监督管理局配合，9月底前制定减排方案。",
            "市发展和改革委员会",
            ["市生态环境局", "市市场监督管理局"],
            "制定减排方案",
        ),
    ],
)
def test_whole_names_win_over_the_verbs_in_them_and_leave_the_title(
    sentence: str, lead: str, co_units: list[str], title: str
) -> None:
    draft = only(sentence)
    assert units(draft) == ([lead], co_units)
    assert draft.title == title


@pytest.mark.parametrize(
    ("name", "text", "is_one"),
    [
        ("市文化广电", "由市文化广电旅游局牵头", False),
        ("市文化广电旅游局", "由市文化广电旅游局牵头", True),
        ("市奇石办", "市奇石办要抓紧办理。", True),
        ("高新区", "高新区管委会要抓紧办理，高新区配合。", True),
        ("市教育", "市教育局和市教育系统", True),
    ],
)
def test_a_piece_of_a_name_is_told_from_a_name(name: str, text: str, is_one: bool) -> None:
    assert is_whole(name, text) is is_one
