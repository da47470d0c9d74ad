from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.browser
Visit, Axe, Picture = Callable[..., Page], Callable[[Page], list[str]], Callable[[Page, str], None]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_sign_in_page_can_be_used_by_everyone(
    visit: Visit, axe: Axe, size: object, language: str
) -> None:
    page = visit("/accounts/login/", size=size, language=language)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_sign_in_page_speaks_the_readers_language(visit: Visit, picture: Picture) -> None:
    chinese, english = visit("/accounts/login/"), visit("/accounts/login/", language="en")
    assert chinese.locator("html").get_attribute("lang") == "zh-CN"
    assert english.locator("html").get_attribute("lang") == "en"
    picture(chinese, "sign-in")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_component_can_be_used_by_everyone(visit: Visit, axe: Axe, size: object) -> None:
    assert axe(visit("/ui/", size=size)) == []
