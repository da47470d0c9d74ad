"""Money as a reader of the page's language says it: 22.82亿元, 2.282 billion yuan; the same amount in both.

Sentences, tiles and figures say it so; columns, forms and workbooks keep 万元 at their head.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bihuan.kernel.money import YI, YUAN, in_unit

MILLION, BILLION = 1_000_000 * YUAN, 1_000_000_000 * YUAN


def amount(fen: int, unit: int, places: int, like: int | None = None) -> tuple[str, str]:
    """An amount and its unit, rounded to so many places of 万元 or 亿元 (分 each), alike in either language.

    `like` is the amount that chooses the unit, where several are read in one column.
    """
    if not (get_language() or "").startswith("en"):
        return _signed(in_unit(fen, unit, places)), _("100 million yuan") if unit == YI else _("10,000 yuan")
    size = abs(fen if like is None else like)
    names = {BILLION: _("billion yuan"), MILLION: _("million yuan"), YUAN: _("yuan")}
    known = [each for each in names if unit == YI or each != BILLION]
    said = next((each for each in known if size >= each), YUAN)
    step = Decimal(unit).scaleb(-places)
    rounded = int((fen / step).to_integral_value(ROUND_HALF_UP) * step)
    return _signed(in_unit(rounded, said, max(0, (said / step).adjusted()))), names[said]


def _signed(text: str) -> str:
    """With a true minus."""
    return text.replace("-", "−")
