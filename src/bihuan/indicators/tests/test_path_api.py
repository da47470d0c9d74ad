"""Where an indicator is heading, for programs."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from bihuan.indicators.tests.conftest import signed_in
from bihuan.indicators.tests.makers import (
    Bureau,
    make_indicator,
    make_own_indicator,
    make_series,
    make_target,
)
from bihuan.journal import clock
from bihuan.supervision.tests.makers import moment

pytestmark = pytest.mark.django_db
OCTOBER = moment("2026-10-20")


def call(client: Client, path: str, code: int = 200) -> Any:
    with clock.moving(OCTOBER):
        answer = client.get(f"/api/v1/indicators/{path}")
    assert answer.status_code == code, answer.content.decode()
    return answer.json()


def test_a_path_over_the_api_says_what_the_page_says(bureau: Bureau) -> None:
    indicator = make_indicator(bureau)
    numbers = {date(2026, 9, 1): "5.1"} | {
        date(year, month, 1): f"{5 + (year + month) % 3}.0" for year in range(2022, 2026) for month in (9, 12)
    }
    make_series(bureau, indicator, numbers, at=OCTOBER)
    make_series(bureau, indicator, {date(2026, 9, 1): "6.4"}, bureau.peer, at=OCTOBER)
    make_target(bureau, indicator, 6.5)
    client = signed_in(bureau.handler)
    said = call(client, f"{indicator.pk}/path")
    assert (said["number"], said["gap"], said["state"], said["basis"]) == (51_000, -14_000, "red", "flat")
    assert said["needed"] == {"number": 107_000, "assumption": "even", "left": 3}
    assert 0 < said["chance"] < 1
    assert [each["month"] for each in said["months"] if each["likely"]] == [12]
    assert said["months"][-1]["likely"]["errors"] == 4
    assert said["place"]["above"] == [bureau.peer.pk]
    assert said["place"]["gain"]["goal"] == 65_000
    assert said["headline"]
    last_year = call(client, f"{indicator.pk}/path?year=2025&area={bureau.city.pk}")
    assert (last_year["goal"], last_year["month"], last_year["needed"]) == (None, 12, None)


def test_what_is_not_there_or_not_seen_is_not_found(bureau: Bureau) -> None:
    own = make_own_indicator(bureau)
    client = signed_in(bureau.stranger)
    call(client, f"{own.pk}/path", 404)
    call(signed_in(bureau.head), f"{own.pk}/path?area=987654", 404)
    call(signed_in(bureau.head), f"{own.pk}/path?year=99999", 422)
    assert call(signed_in(bureau.head), f"{own.pk}/path")["state"] == "gry"
