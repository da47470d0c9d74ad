"""Public chance: dice rolled before witnesses, and a national lottery draw that was named before."""

import re
from dataclasses import dataclass

from bihuan.spotcheck.rules.protocol import DICE


class Unreadable(ValueError):
    """What was entered is no result of these dice or of this lottery."""


@dataclass(frozen=True)
class Lottery:
    """A lottery: so many of the first numbers, and of the second, without repetition."""

    first: int
    first_of: int
    second: int
    second_of: int


LOTTERIES = {"ssq": Lottery(6, 33, 1, 16), "dlt": Lottery(5, 35, 2, 12)}


def read_dice(text: str) -> str:
    """Twenty digits, as the ten-sided dice showed them; blanks do not matter."""
    digits = re.sub(r"\s", "", text)
    if not re.fullmatch(rf"[0-9]{{{DICE}}}", digits):
        raise Unreadable
    return digits


def read_lottery(kind: str, text: str) -> str:
    """The numbers of a draw in one spelling: “03 11 17 20 25 31+09”, each part in rising order."""
    lottery = LOTTERIES[kind]
    numbers = [int(each) for each in re.findall(r"[0-9]{1,2}", text)]
    if len(numbers) != lottery.first + lottery.second or re.search(r"[0-9]{3}|[^0-9\s+,，、|-]", text):
        raise Unreadable
    parts = numbers[: lottery.first], numbers[lottery.first :]
    for part, most in zip(parts, (lottery.first_of, lottery.second_of), strict=True):
        if len(set(part)) != len(part) or not all(1 <= each <= most for each in part):
            raise Unreadable
    return "+".join(" ".join(f"{each:02d}" for each in sorted(part)) for part in parts)
