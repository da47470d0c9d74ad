"""Grams find what a reader would call the same words."""

from bihuan.kernel.bigrams import grams


def test_width_case_and_blanks_do_not_matter() -> None:
    assert grams("督 查Ａb") == grams("督查ab")


def test_a_phrase_is_within_a_text_that_holds_it() -> None:
    assert grams("乙二醇") <= grams("年产30万吨煤制乙二醇项目")


def test_one_character_has_no_gram() -> None:
    assert grams("督") == set()
