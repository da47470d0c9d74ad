"""Every ready-made account walks through everything its navigation offers, at a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_the_loop import sign_in

pytestmark = pytest.mark.browser
Visit, Axe, Picture = Callable[..., Page], Callable[[Page], list[str]], Callable[[Page, str], None]
ACCOUNTS = ["shizhang", "ducha", "juzhang", "lianluo", "shenji", "xitong", "anquan", "shenjiyuan"]


def offered(page: Page) -> list[str]:
    """The addresses that the navigation, the bell and the first rows of a list lead to."""
    found = page.eval_on_selector_all(
        "nav a[href^='/'], header a[href^='/'], main tbody tr:first-child a[href^='/']",
        "links => links.map(link => link.getAttribute('href').split('#')[0])",
    )
    return sorted({address for address in found if "?" not in address and address != "/"})


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_page_on_offer_can_be_used_by_everyone(
    visit: Visit, axe: Axe, picture: Picture, account: str, size: dict[str, int]
) -> None:
    page = visit("/accounts/login/", size=size)
    sign_in(page, account)
    faults = []
    for address in ["/", *offered(page)]:
        answer = page.goto(address)
        assert answer is not None
        if answer.status >= 400:
            faults.append(f"{address} answers {answer.status}")
            continue
        faults += [f"{address} {fault}" for fault in axe(page)]
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            faults.append(f"{address} is wider than the screen")
    assert faults == []
    if size == DESK:
        page.goto("/")
        picture(page, f"desk-{account}")
