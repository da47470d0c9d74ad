"""Amounts by year as people write them: one year and one amount in each line."""

import re
from collections.abc import Mapping

from bihuan.kernel.canonical import LARGEST
from bihuan.kernel.money import NoMoney, in_unit, parse

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_YEARS = 40
_LINE = re.compile(r"\s*(\d{4})\s*年?\s*[:：,，\s]\s*(\S.*?)\s*")


class Unreadable(ValueError):
    """A line that names no year and amount."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def read_amounts(text: str) -> dict[int, int]:
    """Read lines such as “2027 3,000” or “2028年：1.2亿元” into 分 by year; without a unit they are 万元.

    A year that stands twice is summed. Raises Unreadable for a line that says something else.
    """
    found: dict[int, int] = {}
    for line in filter(str.strip, text.splitlines()):
        said = _LINE.fullmatch(line)
        try:
            amount = parse(said[2]) if said else -1
        except NoMoney:
            amount = -1
        if said is None or not 0 <= amount <= LARGEST or not FIRST_YEAR <= int(said[1]) <= LAST_YEAR:
            raise Unreadable(line.strip())
        found[int(said[1])] = found.get(int(said[1]), 0) + amount
    return found


def write_amounts(amounts: Mapping[int, int]) -> str:
    """Write amounts as lines that read_amounts reads, in 万元."""
    return "\n".join(f"{year} {in_unit(amount)}" for year, amount in sorted(amounts.items()) if amount)
