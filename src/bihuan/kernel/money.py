"""Money, exactly: whole 分 in every column, 万元 and 亿元 on every page, nothing rounded on the way in."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

FEN = 1
YUAN = 100
WAN = 10_000 * YUAN
YI = 10_000 * WAN
# 九十万亿元: the largest whole number that the record holds exactly, and far beyond any city.
LARGEST = 2**53 - 1
UNITS = {"元": YUAN, "万": WAN, "万元": WAN, "亿": YI, "亿元": YI, "": 0}
_WRITTEN = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?(亿元|万元|亿|万|元)?")


class NoMoney(ValueError):
    """What was written is no amount, or has parts of a 分."""


def parse(text: str, unit: int = WAN) -> int:
    """Read an amount into 分; a number without a unit counts in `unit` (分 each).

    Takes what people write: thousands commas, full-width signs, 万元 and 亿元 behind the number. Raises
    NoMoney for anything else, and for parts of a 分: an amount is never rounded on its way in.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("\u2212", "-")
    found = _WRITTEN.fullmatch(plain)
    if not found or not (found[2] or (found[3] or ".") != "."):
        raise NoMoney(text)
    number = Decimal(f"{found[1]}{(found[2] or '0').replace(',', '')}{found[3] or ''}")
    fen = number * (UNITS[found[4] or ""] or unit)
    if fen != fen.to_integral_value() or abs(fen) > LARGEST:
        raise NoMoney(text)
    return int(fen)


def in_unit(fen: int, unit: int = WAN, places: int | None = None) -> str:
    """An amount in a unit, with thousands commas: exact, or rounded half up to so many places."""
    number = Decimal(fen) / unit
    if places is not None:
        return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(part: int, whole: int, places: int = 1) -> Decimal | None:
    """What percentage a part is of a whole, rounded half up; nothing of nothing is unknown."""
    if whole == 0:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
