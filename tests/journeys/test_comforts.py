"""What the one small script adds to pages that work without it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
SMALLEST = {"width": 320, "height": 640}


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def test_letters_grow_at_a_press_and_stay_grown(visit: Visit) -> None:
    page = visit("/ui/")
    page.click(".top .sizer button[value=xl]")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "21.3px"
    page.reload()
    assert page.locator("html").get_attribute("data-size") == "xl"


@pytest.mark.parametrize("size", [PHONE, SMALLEST], ids=["390", "320"])
def test_the_largest_letters_fit_the_smallest_phones(visit: Visit, size: object) -> None:
    page = visit("/ui/", size=size)
    page.context.add_cookies([{"name": "size", "value": "xl", "url": page.url}])
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_single_keys_move_between_rows(visit: Visit) -> None:
    page = visit("/ui/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    first = focused(page)
    page.keyboard.press("j")
    second = focused(page)
    page.keyboard.press("k")
    assert first != second
    assert focused(page) == first


def test_single_keys_can_be_switched_off(visit: Visit) -> None:
    page = visit("/ui/")
    page.context.add_cookies([{"name": "keys", "value": "off", "url": page.url}])
    page.reload()
    before = focused(page)
    page.keyboard.press("j")
    assert focused(page) == before


def test_errors_take_the_focus(visit: Visit) -> None:
    assert visit("/ui/").evaluate("document.activeElement.className") == "errs"


def test_ticking_all_rows_shows_how_many(visit: Visit) -> None:
    page = visit("/ui/")
    assert page.locator(".bulk").is_hidden()
    page.check("[data-tick-all]")
    assert page.inner_text("[data-ticked]") == str(page.locator("tbody .tick input").count())
    assert page.locator(".bulk").is_visible()


def test_a_button_that_cannot_be_pressed_says_why(visit: Visit) -> None:
    button = visit("/ui/").locator("button[aria-disabled=true]").first
    assert button.evaluate("it => document.getElementById(it.getAttribute('aria-describedby')).textContent")


def test_every_control_on_a_phone_has_room_for_a_finger(visit: Visit) -> None:
    page = visit("/ui/", size=PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.btn, .seg a, .tabbar a, select, .top a')]
            .filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < 43.5)
            .map((it) => it.outerHTML)"""
    )
    assert small == []
