"""A result is looked at on the spot with a phone, and answered by somebody without an account."""

import re
import struct
import zlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.test_the_loop import sign_in

pytestmark = pytest.mark.browser
Visit, Axe, Picture = Callable[..., Page], Callable[[Page], list[str]], Callable[[Page, str], None]
MOST_STEPS = 4
# Pixels: what a finger finds that does not see well.
LEAST_HEIGHT = 60


def photo() -> bytes:
    """A small picture, as a camera might hand it over."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head, pixels = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0), zlib.compress(b"\x00" * 9 * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_a_check_on_site_takes_four_steps(visit: Visit, axe: Axe, picture: Picture) -> None:
    page = visit("/accounts/login/", size=PHONE)
    sign_in(page, "lianluo")
    page.goto("/checks/")
    assert axe(page) == []
    picture(page, "checks")
    page.locator('a[href$="/check_site/"]').first.click()
    assert axe(page) == []
    picture(page, "check-site")

    steps: list[Callable[[], object]] = [
        lambda: page.locator('[name="evidence"]').set_input_files(
            {"name": "现场.png", "mimeType": "image/png", "buffer": photo()}
        ),
        lambda: page.locator('[name="result"][value="true"]').check(),
        lambda: page.locator('[name="text"]').fill("现场已经完工，与报结一致。"),
        lambda: page.locator("form.site button.pri").click(),
    ]
    assert len(steps) <= MOST_STEPS
    for step in steps:
        step()
    expect(page).to_have_url(re.compile(r"/checks/$"))


def shown(page: Page, path: str, name: str, axe: Axe, picture: Picture) -> None:
    """Open a page and look at it at both widths."""
    page.goto(path)
    assert axe(page) == []
    picture(page, name)


def test_the_pages_of_checks_gaps_and_marks(visit: Visit, axe: Axe, picture: Picture) -> None:
    office = visit("/accounts/login/")
    sign_in(office, "ducha")
    shown(office, "/checks/", "checks-office", axe, picture)
    shown(office, "/tasks/gaps/", "gaps", axe, picture)
    unit = office.locator('th a[href^="/tasks/units/"]').first.get_attribute("href") or ""
    shown(office, unit, "unit-marks", axe, picture)


def test_a_person_affected_answers_without_an_account(visit: Visit, axe: Axe, picture: Picture) -> None:
    office = visit("/accounts/login/")
    sign_in(office, "ducha")
    office.goto("/tasks/?group=done&status=closed")
    task = office.locator('tbody a[href^="/tasks/"]').first.get_attribute("href") or ""
    office.goto(f"{task}ask_affected/")
    office.locator('[name="subject"]').fill("小区的路灯亮了吗？")
    office.locator("form.form button.pri").click()
    link = office.locator(".link").inner_text()
    assert axe(office) == []
    picture(office, "card")

    phone = visit(link, size=PHONE)
    assert axe(phone) == []
    picture(phone, "answer")
    box = phone.locator('button[value="no"]').bounding_box()
    assert box is not None
    assert box["height"] >= LEAST_HEIGHT
    phone.locator('button[value="no"]').click()
    phone.locator('[name="words"]').fill("还是不亮。")
    assert axe(phone) == []
    phone.locator("button.pri").click()
    expect(phone.locator("form.ask")).to_have_count(0)

    shown(office, task, "contradicted", axe, picture)
    assert "还是不亮。" in office.locator(".tl").inner_text()
