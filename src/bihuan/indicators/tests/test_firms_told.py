"""What is told of the roll gives no single firm away, whatever is subtracted from what."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.indicators.rules.firms import Counted, Stay
from bihuan.kernel.periods import Period
from bihuan.kernel.suppression import LEAST

MONTH = st.integers(1, 10)
STAYS = st.lists(st.tuples(MONTH, st.none() | MONTH, st.integers(0, 2), st.integers(0, 1)), max_size=14)


@settings(max_examples=80, deadline=None)
@given(STAYS, st.integers(0, 3))
def test_what_a_reader_is_told_less_what_he_sees_never_leaves_a_small_number(
    stays: list[tuple[int, int | None, int, int]], own: int
) -> None:
    """Whoever looks after one unit, or none, takes every printed number from every printed total."""
    told = [
        Stay(date(2026, came, 1), went and date(2026, max(came, went), 1), unit, str(30 + trade), unit == own)
        for came, went, unit, trade in stays
    ]
    period = Period(date(2026, 1, 1), date(2026, 10, 31))
    found = Counted(told, {}, {"unit": range(3), "trade": ("30", "31")}, period, is_now=True)
    for column in ("entered", "left", "roll"):
        whole = found.whole[column]
        for cells in found.ways[column].values():
            assert all(cell.is_told or cell.number > cell.own for cell in cells)
            small = [cell for cell in cells if 0 < cell.number - cell.own < LEAST]
            assert not any(cell.is_told for cell in small)
            kept = [cell.number - cell.own for cell in cells if not cell.is_told]
            if whole.is_told and kept:
                rest = whole.number - whole.own
                rest -= sum(cell.number - cell.own for cell in cells if cell.is_told)
                assert rest == sum(kept) > len(kept) > 1
