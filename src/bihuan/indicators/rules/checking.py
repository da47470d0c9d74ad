"""What is wrong, or odd, with a number before it comes in: it is compared with its neighbours in time."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from bihuan.indicators.models import SCALE, Measure, Span, Vintage
from bihuan.indicators.rules.orders import Key
from bihuan.kernel.periods import shifted

# A value so many times that of the month before was given in another unit (亿元, 万元).
JUMP = 1_000
# A growth beyond this, where the one before was within it, is more likely a value.
WILD_GROWTH = 100 * SCALE
YEAR_LENGTH = 12

# The current number of a key, and how final it is.
Now = tuple[int, str] | None
Known = Mapping[Key, tuple[int, str]]


def earlier(key: Key, months: int) -> Key:
    """The key of the same number so many months before."""
    *same, month = key
    return (same[0], same[1], same[2], same[3], shifted(month, -months))  # type: ignore[return-value]


def oddities(key: Key, number: int, now: Now, known: Known, *, adds_up: bool) -> list[str]:
    """What is odd about a number, each in a sentence; nothing of it keeps the number out.

    `now` is what has been published of it before; `known` are numbers of other months.
    """
    month: date = key[-1]
    last = next((found for back in (1, 2, 3, YEAR_LENGTH) if (found := known.get(earlier(key, back)))), None)
    said = []
    if now and now[0] != number and now[1] == Vintage.FINAL:
        said.append(_("This number was final, and is another one now."))
    if key[2] == Measure.GROWTH and abs(number) > WILD_GROWTH and not (last and abs(last[0]) > WILD_GROWTH):
        said.append(_("A growth of more than 100% looks like a value."))
    if key[2] == Measure.VALUE and last and _jumps(number, last[0]):
        said.append(_("A thousand times more or less than before: the unit may be another one."))
    if adds_up and key[2:4] == (Measure.VALUE, Span.YTD):
        before = _before_in_year(key, known, month)
        if before is not None and number < before:
            said.append(_("A value since January has fallen within the year."))
    return said


def _jumps(number: int, before: int) -> bool:
    small, large = sorted((abs(number), abs(before)))
    return bool(small) and large >= JUMP * small


def _before_in_year(key: Key, known: Known, month: date) -> int | None:
    """The last number of the same year before this month."""
    for back in range(1, month.month):
        if found := known.get(earlier(key, back)):
            return found[0]
    return None
