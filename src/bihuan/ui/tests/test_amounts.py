"""Money in words: the same amount in both languages, as each says it."""

import pytest
from django.utils import translation

from bihuan.kernel.money import WAN, YI, YUAN
from bihuan.ui.amounts import amount
from bihuan.ui.templatetags.parts import in_wan, in_yi


@pytest.mark.parametrize(
    ("fen", "unit", "places", "chinese", "english"),
    [
        (2_282 * 1_000_000 * YUAN, YI, 2, ("22.82", "亿元"), ("2.282", "billion yuan")),
        (-2_282 * 1_000_000 * YUAN, YI, 2, ("−22.82", "亿元"), ("−2.282", "billion yuan")),
        (380 * YI, YI, 1, ("380.0", "亿元"), ("38.00", "billion yuan")),
        (5 * YI, YI, 1, ("5.0", "亿元"), ("500", "million yuan")),
        (345 * WAN, WAN, 2, ("345.00", "万元"), ("3.4500", "million yuan")),
        (12 * WAN + 34, WAN, 2, ("12.00", "万元"), ("120,000", "yuan")),
        (0, WAN, 2, ("0.00", "万元"), ("0", "yuan")),
        # Rounded alike, half up, before the unit changes.
        (12_345_678 * YUAN, WAN, 0, ("1,235", "万元"), ("12.35", "million yuan")),
    ],
)
def test_an_amount_is_the_same_in_both_languages(
    fen: int, unit: int, places: int, chinese: tuple[str, str], english: tuple[str, str]
) -> None:
    with translation.override("zh-hans"):
        assert amount(fen, unit, places) == chinese
    with translation.override("en"):
        assert amount(fen, unit, places) == english


def test_a_column_is_read_in_one_unit() -> None:
    for language, said in (("zh-hans", ("0.50", "亿元")), ("en", ("0.050", "billion yuan"))):
        with translation.override(language):
            assert amount(5_000 * WAN, YI, 2, 30 * YI) == said


def test_a_sentence_says_amount_and_unit() -> None:
    with translation.override("en"):
        assert (in_wan(345 * WAN), in_yi(22 * YI)) == ("3.45 million yuan", "2.2 billion yuan")
    with translation.override("zh-hans"):
        assert (in_wan(345 * WAN), in_wan(3_456_700 * YUAN)) == ("345万元", "345.67万元")
        assert in_yi(22 * YI) == "22亿元"
