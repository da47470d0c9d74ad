"""A project is stuck: the keeper raises it, the enterprise answers without an account, the problem closes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.test_the_loop import sign_in

pytestmark = pytest.mark.browser
Visit, Axe = Callable[..., Page], Callable[[Page], list[str]]


def test_a_problem_is_closed_by_the_enterprise_alone(visit: Visit, axe: Axe) -> None:
    page = visit("/accounts/login/")
    sign_in(page, "fagai")
    page.goto("/projects/?stage=building")
    page.locator("main tbody tr th a").first.click()
    assert axe(page) == []
    page.get_by_role("link", name="提出问题", exact=True).first.click()
    page.get_by_label("卡在哪里").select_option("pipes")
    page.get_by_label("解决层级").select_option("city")
    page.get_by_label("问题内容").fill("一条高压线未迁改，影响桩基施工。")
    page.get_by_label("解决单位").select_option(label="市供电公司")
    page.get_by_label("解决期限").fill((timezone.localdate() + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="提出问题").click()
    page.locator("#problems li a").first.click()
    expect(page.get_by_text("正在解决")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="请企业确认").click()
    assert axe(page) == []
    link = page.get_by_text("/projects/answer/").inner_text()
    page.go_back()

    enterprise = visit(link, size=PHONE)
    assert axe(enterprise) == []
    enterprise.get_by_label("已经解决").check()
    enterprise.get_by_label("现在的情况").fill("线路已迁走，可以施工。")
    enterprise.get_by_role("button", name="送出").click()
    expect(enterprise.get_by_role("heading", level=1)).to_contain_text("谢谢")

    page.reload()
    expect(page.get_by_text("企业已确认")).to_be_visible()
    expect(page.get_by_text("线路已迁走，可以施工。")).to_be_visible()
