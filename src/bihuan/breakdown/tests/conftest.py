"""An office with a register of units, on a Monday."""

from collections.abc import Iterator

import pytest

from bihuan.breakdown.tests.makers import make_office
from bihuan.journal import clock
from bihuan.supervision.tests.makers import MONDAY, Cast


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.moving(MONDAY):
        yield make_office()
