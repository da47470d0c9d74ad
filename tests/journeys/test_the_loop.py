"""A speech becomes a closed matter, by mouse, in two people's windows."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Visit, Axe, Picture = Callable[..., Page], Callable[[Page], list[str]], Callable[[Page, str], None]

SPEECH = """在全市重点工作推进会上的讲话

同志们：

今年以来，各项工作稳步推进，成绩来之不易。

市住建局要牵头制定既有建筑节能改造实施方案，12月31日前报市政府。

让我们团结一心，把各项工作落到实处。
"""


def sign_in(page: Page, username: str) -> None:
    page.locator(f'.demo-roles button[value="{username}"]').click()
    expect(page.locator(".demo-roles")).to_have_count(0)


def move(page: Page, task: str, name: str, **answers: str) -> None:
    """Make one move on its own page, as without JavaScript."""
    page.goto(f"{task}{name}/")
    form = page.locator(f'form.form[action="{task}{name}/"]')
    for field, answer in answers.items():
        control = form.locator(f'[name="{field}"]')
        if control.first.get_attribute("type") == "radio":
            form.locator(f'[name="{field}"][value="{answer}"]').check()
        else:
            control.fill(answer)
    form.locator("button.pri").click()
    expect(page).to_have_url(re.compile(f"{task}$"))


def hand_in(page: Page, speech: str = SPEECH) -> None:
    page.goto("/documents/new/")
    page.locator('[name="text"]').fill(speech)
    page.locator('[name="source_type"]').select_option("oral")
    page.locator('[name="title"]').fill("推进会讲话")
    page.locator('[name="confirmed_unclassified"]').check()
    page.locator("form.form button.pri").click()
    expect(page).to_have_url(re.compile(r"/documents/\d+/"))


def order(page: Page, speech: str, words: str) -> str:
    """The office hands in a speech and dispatches its one task; the address of the matter."""
    hand_in(page, speech)
    if "/review/" not in page.url:
        page.goto(re.sub(r"(/documents/\d+/).*", r"\1review/", page.url))
    page.locator('form[action$="/accept/"] button').first.click()
    page.locator('#bar a[href*="/take-in/"]').click()
    for alike in page.locator('[name^="same-"][value="new"]').all():
        alike.check()
    page.locator("main form button.pri").click()
    expect(page).to_have_url(re.compile(r"/tasks/\?"))
    page.goto(f"/tasks/?q={words}&group=unsigned")
    return page.locator("main th a").filter(has_text=words).first.get_attribute("href") or ""


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_from_a_speech_to_a_closed_matter(visit: Visit, axe: Axe, picture: Picture, language: str) -> None:
    office = visit("/accounts/login/", language=language)
    unit = visit("/accounts/login/", language=language)
    sign_in(office, "ducha")
    sign_in(unit, "juzhang")

    hand_in(office)
    if "/review/" not in office.url:
        office.goto(re.sub(r"(/documents/\d+/).*", r"\1review/", office.url))
    assert axe(office) == []
    picture(office, "review")
    office.locator('form[action$="/accept/"] button').first.click()
    office.locator('#bar a[href*="/take-in/"]').click()
    office.locator("main form button.pri").click()
    expect(office).to_have_url(re.compile(r"/tasks/\?"))

    office.goto("/tasks/?q=既有建筑节能改造")
    task = office.locator('a[href^="/tasks/"]').filter(has_text="节能改造").first.get_attribute("href") or ""
    move(unit, task, "acknowledge")
    move(unit, task, "report", text="已完成调研，形成初稿", percent="60")
    move(office, task, "urge", text="抓紧报送")
    move(unit, task, "submit", text="实施方案已印发")
    move(office, task, "send_back", reason="no_evidence", text="没有附件")
    move(unit, task, "submit", text="实施方案已印发，附文号")
    move(office, task, "send_to_verify")
    move(office, task, "verify", method="desk", result="true", text="查阅文件属实")
    move(office, task, "conclude")
    move(office, task, "close", reason="办结")
    assert axe(office) == []
    picture(office, "closed")
