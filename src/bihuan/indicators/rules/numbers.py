"""Numbers as publications print them, and as rows hold them: whole ten-thousandths, nothing rounded."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from bihuan.indicators.models import SCALE
from bihuan.kernel.canonical import LARGEST

MOST_PLACES = 4
LONGEST_SAID = 30
_WRITTEN = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,4})0*)?%?")
_DASHES = str.maketrans(dict.fromkeys("\u2212\u2013\u2014\uff0d", "-"))


class NoNumber(ValueError):
    """What was written is no number, or a finer one than is kept."""


def read_number(text: str) -> int:
    """Read a number into ten-thousandths: 6.5, −3.6%, 1,234.56, full-width signs. Raises NoNumber."""
    plain = unicodedata.normalize("NFKC", text.translate(_DASHES)).replace(" ", "")
    found = _WRITTEN.fullmatch(plain)
    if not found:
        raise NoNumber(text)
    whole = int(found[2].replace(",", "")) * SCALE + int((found[3] or "").ljust(MOST_PLACES, "0"))
    if whole > LARGEST:
        raise NoNumber(text)
    return -whole if found[1] == "-" else whole


def write_number(number: int, places: int = 1) -> str:
    """A number with so many decimals, rounded half up, with thousands commas and a plain minus."""
    exact = Decimal(number) / SCALE
    return f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"


def exactly(number: int) -> str:
    """A number with no more decimals than it has, as a table for programs writes it."""
    text = f"{Decimal(number) / SCALE:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
