"""What the one small script adds to pages that work without it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PHONE
from tests.journeys.test_the_loop import sign_in

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


def test_a_key_ticks_the_row_and_another_shows_all_keys(visit: Visit) -> None:
    page = visit("/accounts/login/")
    sign_in(page, "ducha")
    page.goto("/tasks/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.inner_text("[data-ticked]") == "1"
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/*/")


def test_what_is_written_is_kept_when_the_page_is_left(visit: Visit) -> None:
    page = visit("/accounts/login/")
    sign_in(page, "ducha")
    page.goto("/tasks/new/")
    page.fill("#id_title", "写到一半的事项")
    page.goto("/tasks/")
    # The browser sends it behind the page that is left, so that the form may come before its draft.
    for _attempt in range(20):
        page.goto("/tasks/new/")
        if page.input_value("#id_title"):
            break
    assert page.input_value("#id_title") == "写到一半的事项"
    page.click("button[formaction$='/discard/']")
    page.wait_for_load_state()
    assert page.input_value("#id_title") == ""


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
