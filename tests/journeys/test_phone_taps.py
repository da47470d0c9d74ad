"""What is done most often on a phone takes few taps, counted by a finger.

A tap is a touch on the glass. Writing is none, if the field is ready for it; choosing the picture in the
camera is the phone's own and counts with the tap that opens it.
"""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import cycle
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.test_on_the_spot import photo
from tests.journeys.test_the_loop import move, order, sign_in

pytestmark = pytest.mark.browser
Visit, Axe, Picture = Callable[..., Page], Callable[[Page], list[str]], Callable[[Page, str], None]
WORK = cycle(["排查整改老旧电梯安全隐患", "制定城区公共厕所升级改造方案"])
# Pixels that a finger needs.
LEAST = 44


def later() -> str:
    """A day shortly after that by which the ordered work is due."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    due = today.replace(month=12, day=20)
    return f"{due.year + (due <= today)}-12-24"


class Finger:
    """Touches the glass and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, place: Locator) -> None:
        """Touch one place, which must be large enough and need no scrolling sideways."""
        self._aim(place)
        place.tap()

    def shoot(self, place: Locator) -> None:
        """Touch a field for a file and take the picture."""
        self._aim(place)
        place.set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": photo()})

    def write(self, text: str) -> None:
        """Write where the focus is: it must be in a field already."""
        assert self.page.evaluate("document.activeElement.matches('textarea, input[type=text]')")
        self.page.keyboard.insert_text(text)

    def _aim(self, place: Locator) -> None:
        self.taps += 1
        place.scroll_into_view_if_needed()
        # In a list the whole row is the target, whichever link it holds.
        row = place.locator("xpath=ancestor::tr[1]")
        is_row = not place.evaluate("each => each.matches('.btn, button, textarea, input')")
        box = (row if is_row and row.count() else place).bounding_box()
        assert box
        assert box["height"] >= LEAST, (place, box)
        assert 0 <= box["x"] < PHONE["width"]


@pytest.fixture
def phone(visit: Visit) -> Callable[[str], Page]:
    """A phone in the hand of one person, on his desk."""

    def hold(username: str) -> Page:
        page = visit("/accounts/login/", size=PHONE, is_touch=True)
        sign_in(page, username)
        page.goto("/")
        return page

    return hold


@pytest.fixture
def ordered(visit: Visit) -> str:
    """The address of a matter that the office has just handed to a unit."""
    office = visit("/accounts/login/")
    sign_in(office, "ducha")
    words = next(WORK)
    return order(office, f"市住建局要牵头{words}，12月20日前报市政府。", words)


def test_signing_takes_two_taps(
    ordered: str, phone: Callable[[str], Page], axe: Axe, picture: Picture
) -> None:
    page = phone("juzhang")
    finger = Finger(page)
    assert axe(page) == []
    picture(page, "phone-unit")
    finger.tap(page.locator(f'main a.btn[href="{ordered}acknowledge/"]'))
    finger.tap(page.locator("form.form button.pri"))
    expect(page).to_have_url(re.compile(r"/tasks/\d+/$"))
    expect(page.locator(".toast")).to_contain_text("签收")
    assert finger.taps <= 2


def test_a_report_with_a_photo_takes_four_taps(phone: Callable[[str], Page], axe: Axe) -> None:
    page = phone("juzhang")
    finger = Finger(page)
    finger.tap(page.locator('main a.btn[href$="/report/"]').first)
    expect(page).to_have_url(re.compile(r"/report/$"))
    assert axe(page) == []
    finger.tap(page.locator('textarea[name="text"]'))
    finger.write("现场已进场施工，完成管网开挖。")
    finger.shoot(page.locator('input[type="file"][name="evidence"]'))
    finger.tap(page.locator("form.form button.pri"))
    expect(page).to_have_url(re.compile(r"/tasks/\d+/$"))
    expect(page.locator('main img[alt="现场.png"]').first).to_be_visible()
    assert finger.taps <= 4


def test_an_extension_is_decided_with_one_tap(
    visit: Visit, ordered: str, phone: Callable[[str], Page], axe: Axe
) -> None:
    unit = visit("/accounts/login/")
    sign_in(unit, "juzhang")
    move(unit, ordered, "acknowledge")
    move(unit, ordered, "request_extension", reason="设备未到货", progress="已完成招标", wanted_date=later())
    page = phone("shizhang")
    waiting = page.locator(f'.dec form[action="{ordered}decide_extension/"]')
    finger = Finger(page)
    assert axe(page) == []
    finger.tap(waiting.locator("button"))
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.locator(".toast")).to_contain_text("延期")
    expect(waiting).to_have_count(0)
    assert finger.taps == 1


def test_an_instruction_takes_three_taps(phone: Callable[[str], Page], axe: Axe, picture: Picture) -> None:
    page = phone("shizhang")
    finger = Finger(page)
    picture(page, "phone-mayor")
    finger.tap(page.locator('section:has(#h-red) a[href^="/tasks/"][href$="/"]').first)
    finger.tap(page.locator('.act a[href$="/instruct/"]'))
    expect(page.locator('textarea[name="text"]')).to_be_focused()
    finger.write("请本周内拿出方案。")
    finger.tap(page.locator("form.form button.pri"))
    expect(page.locator(".toast")).to_contain_text("批示")
    expect(page.locator("main")).to_contain_text("请本周内拿出方案。")
    assert finger.taps <= 3
    assert axe(page) == []
    page.goto("/")
    expect(page.locator("section:has(#h-ps)")).to_contain_text("请本周内拿出方案")


def test_what_was_just_sent_is_taken_back_from_the_message_itself(
    visit: Visit, ordered: str, axe: Axe, picture: Picture
) -> None:
    page = visit("/accounts/login/")
    sign_in(page, "ducha")
    move(page, ordered, "urge")
    # Inside the message, with which it goes after ten seconds.
    undo = page.locator(".toast form button")
    expect(undo).to_be_visible()
    assert axe(page) == []
    undo.click()
    expect(page.locator(".toast")).to_contain_text("没有人收到通知")
    picture(page, "taken-back")
