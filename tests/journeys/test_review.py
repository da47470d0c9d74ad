"""The review of a document by mouse and by keyboard, counted in steps."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.test_the_loop import sign_in

pytestmark = pytest.mark.browser
Visit, Axe, Picture = Callable[..., Page], Callable[[Page], list[str]], Callable[[Page, str], None]
ITEMS, MOST_STEPS = 30, 5
UNITS = ("市住建局", "市财政局", "市教育局", "市发改委", "市水利局")
WORKS = ("河堤加固", "校舍修缮", "管网更新", "道路亮化", "绿地补植", "泵站检修")
PLACES = ("城东", "城西", "城南", "城北", "湖滨")


def orders() -> str:
    """A notice that gives thirty different orders, each with its label."""
    named = [(place, work) for place in PLACES for work in WORKS][:ITEMS]
    return "\n".join(
        f"{number}. 完成{place}片区{work}并通过验收，12月31日前办结。"
        f"（牵头单位：{UNITS[number % len(UNITS)]}）"
        for number, (place, work) in enumerate(named, 1)
    )


class Steps:
    """Counts what a person presses."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, button: Locator) -> None:
        self.count += 1
        button.click()


def fill_in(page: Page, text: str, title: str) -> None:
    page.goto("/documents/new/")
    page.locator('[name="text"]').fill(text)
    page.locator('[name="title"]').fill(title)
    page.locator('[name="source_type"]').select_option("notice")
    page.locator('[name="issued_date"]').fill(date.today().isoformat())  # noqa: DTZ011 - as the reader's calendar
    page.locator('[name="confirmed_unclassified"]').check()


def test_thirty_orders_become_thirty_matters_in_five_steps(visit: Visit, axe: Axe, picture: Picture) -> None:
    page, steps = visit("/accounts/login/"), Steps()
    sign_in(page, "ducha")
    fill_in(page, orders(), "重点工程任务通知")

    steps.press(page.locator("form.form button.pri"))
    expect(page.locator(".prop")).to_have_count(ITEMS)
    steps.press(page.locator('#bar a[href$="/accept/"]'))
    expect(page.locator("tbody tr")).to_have_count(ITEMS)
    assert axe(page) == []
    picture(page, "accept-several")
    steps.press(page.locator("main form button.pri"))
    steps.press(page.locator('#bar a[href*="/take-in/"]'))
    expect(page.locator("tbody tr")).to_have_count(ITEMS)
    assert axe(page) == []
    picture(page, "what-goes-out")
    steps.press(page.locator("main form button.pri"))

    expect(page).to_have_url(re.compile(r"/tasks/\?"))
    expect(page.locator(".toast")).to_contain_text(str(ITEMS))
    assert steps.count <= MOST_STEPS


def open_review(page: Page) -> Locator:
    """A review of four tasks, the last of which names a unit that nobody knows; its cards."""
    sign_in(page, "ducha")
    text = "\n".join(orders().split("\n")[:3]) + "\n4. 市奇石办要加快推进步道建设，12月31日前建成。"
    fill_in(page, text, "键盘审核")
    page.locator("form.form button.pri").click()
    cards = page.locator(".prop")
    expect(cards).to_have_count(4)
    return cards


def test_accepting_and_editing_go_by_keyboard(visit: Visit, axe: Axe) -> None:
    page = visit("/accounts/login/")
    cards = open_review(page)

    page.keyboard.press("j")
    expect(cards.nth(0)).to_be_focused()
    expect(cards.nth(0).locator(".reasons")).to_have_attribute("open", "")
    page.keyboard.press("Enter")
    expect(cards.nth(0).locator("header .st.done")).to_contain_text("采纳")
    expect(cards.nth(1)).to_be_focused()

    page.keyboard.press("e")
    title = cards.nth(1).locator('[name="title"]')
    expect(title).to_be_focused()
    title.fill("就地改过的标题")
    assert axe(page) == []
    page.keyboard.press("Control+Enter")
    expect(cards.nth(1).locator("h3")).to_contain_text("就地改过的标题")
    expect(cards.nth(1).locator("header .st.done")).to_contain_text("采纳")


def test_rejecting_restoring_and_finding_the_doubtful_go_by_keyboard(visit: Visit, axe: Axe) -> None:
    page = visit("/accounts/login/")
    cards = open_review(page)

    cards.nth(2).focus()
    page.keyboard.press("x")
    expect(cards.nth(2)).to_have_class(re.compile("out"))
    page.keyboard.press("z")
    expect(cards.nth(2)).not_to_have_class(re.compile("out"))

    cards.nth(2).focus()
    page.keyboard.press("n")
    expect(cards.nth(3)).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#review-keys")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#review-keys")).to_be_hidden()


def test_what_is_typed_in_place_outlives_the_page(visit: Visit) -> None:
    page = visit("/accounts/login/")
    sign_in(page, "ducha")
    fill_in(page, orders().split("\n")[0], "草稿")
    page.locator("form.form button.pri").click()
    page.locator('[data-key="e"]').click()
    page.locator('.inplace [name="title"]').fill("还没有保存的标题")
    page.reload()
    page.locator('[data-key="e"]').click()
    expect(page.locator('.inplace [name="title"]')).to_have_value("还没有保存的标题")


def test_a_refusal_is_read_where_one_works(visit: Visit, chromium: Browser, city: str) -> None:
    page = visit("/accounts/login/")
    cards = open_review(page)
    # A window of its own: the browser notes every refusal as an error in its console.
    other = chromium.new_context(locale="zh-CN", base_url=city).new_page()
    other.goto("/accounts/login/")
    sign_in(other, "ducha")
    other.goto(page.url)

    cards.nth(0).locator('[data-key="a"]').click()
    expect(cards.nth(0).locator("header .st.done")).to_contain_text("采纳")
    other.locator(".prop").nth(0).locator('[data-key="x"]').click()
    expect(other.locator("#refusal .errs")).to_contain_text("打开之后")
    expect(other.locator("[aria-busy]")).to_have_count(0)
    other.context.close()
