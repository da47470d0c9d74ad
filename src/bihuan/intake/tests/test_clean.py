"""Cleaning: what page chrome, hard wraps and odd characters become, and what stays as it is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bihuan.intake.rules.clean import Alignment, clean

SENTENCES = (
    "各县区要在汛期到来之前把山洪灾害危险区的转移路线重新走一遍，把每一户的联系人和接应人落实到名册上。",
    "市水利局要会同市应急管理局逐座检查小型水库，把溢洪道里的杂物清理干净，把闸门启闭设备逐台试运行。",
    "检查中发现的隐患，能当场整改的当场整改，一时整改不了的要落实临时措施，安排专人看守到隐患消除为止。",
)


def wrapped(width: int, glue: str) -> str:
    out = []
    for sentence in SENTENCES:
        out += [sentence[i : i + width] for i in range(0, len(sentence), width)]
    return glue.join(out)


@pytest.mark.parametrize("glue", [" ", "\n"])
def test_hard_wraps_are_undone_and_paragraphs_found_again(glue: str) -> None:
    assert clean(wrapped(20, glue)) == "\n".join(SENTENCES)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("购物车\n我的足迹\n关于防汛工作的通知\n各县区：", "关于防汛工作的通知\n各县区："),
        ("加入Vip免费下载 立即下载\n各县区要抓好落实。", "各县区要抓好落实。"),
        ("关于防汛工作的讲话\n立即下载\n关于防汛工作的讲话 同志们：", "关于防汛工作的讲话\n同志们："),
        ("第一段。\n- 1 -\n第二段。\n第 2 页 共 3 页\n第三段。", "第一段。\n第二段。\n第三段。"),
        ("第一段。\n1\n第二段。\n2\n第三段。", "第一段。\n第二段。\n第三段。"),
        ("投资\u00007亿元。\u200b", "投资7亿元。"),
        ("２0２６年", "2026年"),
        ("⼯业⻓廊", "工业长廊"),
        ("一段。\u3000\u3000二段。", "一段。\n二段。"),
        ("一段。\r\n\r\n二段。\x0c三段。", "一段。\n二段。\n三段。"),
    ],
)
def test_what_does_not_belong_to_the_text_goes(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@pytest.mark.parametrize(
    "text",
    [
        "关于做好“夏送清凉”的通知\n各县区：\n一、总体要求\n坚持分级负责。（责任单位：市总工会）",
        "（一）加强巡查 GB 50180 标准执行。２０２６年６月底前完成。",
        "第一季度增长8.5%\n第二季度增长9.1%",
        "2026",
    ],
)
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


LETTERS = "各市要抓好落实。，；（）一二三、12 \n\t\u3000\u00a0\x00ABab１２.-—页第共大小中"


@given(st.text(alphabet=LETTERS, max_size=300))
@example("首页\n首页 首页\n" + wrapped(18, "\n"))
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    once = clean(raw)
    assert clean(once) == once


@given(
    st.lists(st.sampled_from([*SENTENCES, "首页", "- 3 -", "立即下载", " ", "\n", "标题 正文"]), max_size=12)
)
def test_cleaning_whole_pages_twice_is_cleaning_them_once(pieces: list[str]) -> None:
    once = clean("\n".join(pieces))
    assert clean(once) == once


def test_spans_of_the_clean_text_lead_back_to_the_raw_text() -> None:
    raw = "购物车\n" + wrapped(20, " ")
    text = clean(raw)
    start = text.index("市水利局")
    back = Alignment(raw, text).raw(start, start + len(SENTENCES[1]))
    assert "".join(raw[slice(*back)].split()) == SENTENCES[1]
