"""Reading a PDF: the order of columns, the ends of lines, and what is no part of the text."""

from pathlib import Path

import pytest

from bihuan.files.reading import Reading, read, refusal, warning_text
from bihuan.files.tests.papers import Placed, lines, pdf
from bihuan.kernel.errors import Invalid

ONE = "清淤的河段要逐段验收并向社会公开接受群众监督"
TWO = "泵站要在汛前完成试机并把责任落实到每一个班组"
SIX = [ONE, TWO, ONE, TWO, ONE, "到此为止。"]


def found(tmp_path: Path, *pages: list[Placed], turn: int = 0) -> Reading:
    return read(pdf(tmp_path / "a.pdf", list(pages), turn), "pdf")


def test_running_heads_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    words = ["清淤的河段要逐段验收", "泵站要在汛前试机", "危房里的住户要搬出", "水库要有人值守"]
    body = [[f"{w}，这一行没有写", f"{w[:2]}完的话写在下一行。"] for w in words]
    pages = [lines("云岭市政府文件", *each, f"- {n} -") for n, each in enumerate(body, 1)]
    reading = found(tmp_path, *pages)
    assert reading.warnings == ("heads",)
    assert "".join(reading.text.split()) == "".join(line for each in body for line in each)


def test_lines_that_the_margin_broke_are_joined_and_paragraphs_are_not(tmp_path: Path) -> None:
    first = ["\u3000\u3000" + ONE[:20], ONE, TWO, "办完。"]
    reading = found(tmp_path, lines("一、总体要求", *first, *first, "二、保障措施"))
    whole = "".join(first).strip("\u3000")
    assert reading.text.split("\n") == ["一、总体要求", whole, whole, "二、保障措施"]


def test_a_paragraph_goes_on_over_the_end_of_a_page(tmp_path: Path) -> None:
    reading = found(tmp_path, lines(ONE, TWO, ONE), lines(TWO, ONE, "到此为止。"))
    assert reading.text == "".join([ONE, TWO, ONE, TWO, ONE, "到此为止。"])


def test_latin_words_keep_their_blanks_and_lose_their_hyphens(tmp_path: Path) -> None:
    latin = ["Pumps are tried out before the big floods co-", "me and each of them has somebody who answers"]
    reading = found(tmp_path, lines(*latin, latin[1], "for it.", size=6))
    joined = latin[0][:-1] + latin[1]
    assert reading.text == f"{joined} {latin[1]} for it."


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = lines(*SIX, left=50, size=10, top=700)
    right = lines(TWO, *SIX, left=310, size=10, top=706)
    head = lines("关于抓紧做好汛前各项准备工作切实保障人民群众生命财产安全的通知", left=120, top=760)
    mixed = head + [line for pair in zip(left, right, strict=False) for line in pair] + right[len(left) :]
    reading = found(tmp_path, mixed)
    assert reading.text.split("\n") == [head[0][4], "".join(SIX), TWO + "".join(SIX)]
    assert reading.warnings == ("columns:1",)
    assert "1" in warning_text("columns:1")


def test_a_table_is_read_row_by_row_and_told(tmp_path: Path) -> None:
    rows = [("序号", "重点任务", "牵头单位"), ("1", "清淤", "市水利局"), ("2", "筑堤", "市住建局"),
            ("3", "泵站", "市应急局"), ("4", "水库", "市水利局")]  # fmt: skip
    placed = [each for n, row in enumerate(rows) for x, word in zip((60, 200, 400), row, strict=True)
              for each in lines(word, left=x, top=700 - 20 * n)]  # fmt: skip
    reading = found(tmp_path, placed)
    assert reading.text.split("\n") == [" ".join(row) for row in rows]
    assert reading.warnings == ("cells",)


@pytest.mark.parametrize("angle", [45, 90, 270])
def test_turned_stamps_are_left_out_and_told(tmp_path: Path, angle: int) -> None:
    reading = found(tmp_path, [*lines(*SIX), (300, 400, 30, angle, "内部资料")])
    assert reading == Reading("".join(SIX), ("turned",))


def test_a_grade_of_secrecy_is_kept_wherever_it_stands(tmp_path: Path) -> None:
    pages = [
        lines("秘密★1年", f"{words}要办好。", f"{n}")
        for n, words in enumerate(["清淤", "筑堤", "试机", "搬迁"], 1)
    ]
    assert found(tmp_path, *pages).text.startswith("秘密★1年")
    assert found(tmp_path, [*lines(*SIX), (300, 400, 30, 45, "机密")]).text.split("\n")[0] == "机密"


def test_words_that_run_down_the_margin_are_left_out_and_told(tmp_path: Path) -> None:
    margin = [(20, 700 - 40 * n, 12, 0, sign) for n, sign in enumerate("装订线")]
    assert found(tmp_path, [*lines(*SIX), *margin]) == Reading("".join(SIX), ("turned",))


@pytest.mark.parametrize(("angle", "step"), [(90, (20, 0)), (270, (-20, 0)), (180, (0, 20))])
def test_a_page_that_lies_on_its_side_is_read_all_the_same(tmp_path: Path, angle: int, step: tuple) -> None:
    placed = [(250 + step[0] * n, 400 + step[1] * n, 12, angle, words) for n, words in enumerate(SIX)]
    assert found(tmp_path, placed, turn=angle).text == "".join(SIX)


def test_pages_written_downwards_are_left_out_and_named(tmp_path: Path) -> None:
    down = [
        (500 - 30 * n, 780 - 14 * at, 12, 0, sign)
        for n, words in enumerate(SIX)
        for at, sign in enumerate(words)
    ]
    assert found(tmp_path, lines(*SIX), down).warnings == ("downwards:2",)
    assert "2" in warning_text("downwards:2")
    with pytest.raises(Invalid) as refused:
        found(tmp_path, down)
    assert str(refused.value) == refusal("downwards")


def test_the_head_of_a_table_is_read_once_and_that_of_an_annex_each_time(tmp_path: Path) -> None:
    head = [
        each for x, word in zip((60, 200), ["任务", "牵头单位"], strict=True) for each in lines(word, left=x)
    ]
    pages = [[*head, *lines(f"清淤{n}段。", top=700)] for n in (1, 2, 3)]
    assert found(tmp_path, *pages).text == "任务 牵头单位\n清淤1段。\n清淤2段。\n清淤3段。"
    annexes = [lines(f"附件{n}", f"清淤{n}段。") for n in (1, 2, 3)]
    assert found(tmp_path, *annexes).text.split("\n")[::2] == ["附件1", "附件2", "附件3"]


def test_feet_of_pages_in_columns_are_left_out(tmp_path: Path) -> None:
    foot, other = (50, 30, 10, 0, "云岭市政府公报"), [TWO, *SIX]
    pages = [
        [*lines(*words, left=50, size=10), *lines(*words, left=310, size=10), foot] for words in (SIX, other)
    ]
    assert found(tmp_path, *pages).text.split("\n") == [*["".join(SIX)] * 2, *["".join(other)] * 2]


def test_a_scanned_pdf_says_that_it_has_no_text_layer(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        found(tmp_path, [], [])
    assert str(refused.value) == refusal("scanned")


def test_a_pdf_whose_letters_nobody_can_tell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        found(tmp_path, lines("\ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008\ue009到此为止。"))
    assert str(refused.value) == refusal("garbled")


def test_pages_without_text_are_named(tmp_path: Path) -> None:
    reading = found(
        tmp_path, lines("各县区要抓好防汛工作落实。"), [], [], lines("各县区要抓好抗旱工作落实。"), []
    )
    assert reading.warnings == ("pages:2–3, 5",)
    assert "2–3, 5" in warning_text(reading.warnings[0])
