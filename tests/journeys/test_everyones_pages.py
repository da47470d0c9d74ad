"""Every ready-made account walks through everything its navigation offers, at a desk and on a phone."""

import gzip
import re
from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_the_loop import sign_in

pytestmark = pytest.mark.browser
MOST_NODES, MOST_BYTES = 1_500, 20_000
Visit, Axe, Picture = Callable[..., Page], Callable[[Page], list[str]], Callable[[Page, str], None]
ACCOUNTS = [
    "shizhang",
    "fagai",
    "caizheng",
    "fushizhang",
    "ducha",
    "juzhang",
    "lianluo",
    "shenji",
    "xitong",
    "anquan",
    "shenjiyuan",
]


ALL_ROUND = ["ducha", "juzhang", "fagai", "caizheng", "xitong"]


def offered(page: Page) -> list[str]:
    """The addresses that the navigation, the bell and the first rows of a list lead to."""
    found = page.eval_on_selector_all(
        "nav a[href^='/'], header a[href^='/'], main tbody tr:first-child a[href^='/']",
        "links => links.map(link => link.getAttribute('href').split('#')[0])",
    )
    return sorted({address for address in found if "?" not in address and address != "/"})


def beyond_budget(page: Page, body: bytes) -> list[str]:
    """What a page spends beyond the budgets of docs/ui.md."""
    nodes = page.evaluate("document.querySelectorAll('*').length")
    spent = {"nodes": (nodes, MOST_NODES), "bytes": (len(gzip.compress(body)), MOST_BYTES)}
    return [f"{number} {name}, not {most}" for name, (number, most) in spent.items() if number > most]


# How often a kind of page was looked at: what differs between people is who sees which rows and buttons, and
# that shows in the first two.
LOOKED_AT: Counter[tuple[str, int, str]] = Counter()
OFTEN_ENOUGH = 2


def is_new(address: str, size: dict[str, int], language: str) -> bool:
    """Whether this kind of page is still to be examined at this size in this language."""
    kind = (re.sub(r"\d+", "0", address), size["width"], language)
    LOOKED_AT[kind] += 1
    return LOOKED_AT[kind] <= OFTEN_ENOUGH


def too_small(page: Page) -> list[str]:
    """Controls that a finger would miss; links inside sentences and tables are no controls."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(
            '.btn, .seg a, .tabbar a, select, .top a, .chip, .pop a, .pop button, .list a, .list button')]
            .filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < 43.5)
            .map((it) => it.outerHTML)"""
    )
    return found


# Everybody in one language at a desk and in the other on a phone; those who between them meet every page,
# also the other way round.
SEEN = [(account, DESK, "zh-CN") for account in ACCOUNTS] + [(account, PHONE, "en") for account in ACCOUNTS]
SEEN += [
    (account, size, language) for account in ALL_ROUND for size, language in ((DESK, "en"), (PHONE, "zh-CN"))
]


@pytest.mark.parametrize(
    ("account", "size", "language"),
    SEEN,
    ids=[f"{account}-{'desk' if size == DESK else 'phone'}-{language}" for account, size, language in SEEN],
)
def test_every_page_on_offer_can_be_used_by_everyone(
    visit: Visit, axe: Axe, picture: Picture, account: str, size: dict[str, int], language: str
) -> None:
    page = visit("/accounts/login/", size=size, language=language)
    sign_in(page, account)
    faults = []
    for address in ["/", *offered(page)]:
        answer = page.goto(address)
        assert answer is not None
        if answer.status >= 400:
            faults.append(f"{address} answers {answer.status}")
            continue
        found = [*(axe(page) if is_new(address, size, language) else []), *beyond_budget(page, answer.body())]
        faults += [f"{address} {fault}" for fault in found]
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            faults.append(f"{address} is wider than the screen")
        if size == PHONE:
            faults += [f"{address} too small: {each}" for each in too_small(page)]
    assert faults == []
    if size == DESK and language == "zh-CN":
        page.goto("/")
        picture(page, f"desk-{account}")


def test_every_control_of_the_style_page_has_room_for_a_finger(visit: Visit) -> None:
    assert too_small(visit("/ui/", size=PHONE)) == []
