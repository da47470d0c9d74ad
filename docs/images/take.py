"""Take the pictures of the README from a running demo.

./bihuan demo, and beside it: .venv/bin/python docs/images/take.py [ADDRESS]
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
PROGRAMS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
SIZE = {"width": 1440, "height": 900}
# Name of the picture, who looks, where.
PICTURES = [
    ("desk", "shizhang", "/"),
    ("register", "ducha", "/tasks/"),
    ("matter", "ducha", "/tasks/?light=red"),
]


def main(address: str = "http://127.0.0.1:8000") -> None:
    program = next(program for program in PROGRAMS if Path(program).exists())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, who, where in PICTURES:
            page = browser.new_context(viewport=SIZE, locale="zh-CN", base_url=address).new_page()
            page.goto("/accounts/login/")
            page.locator(f'.demo-roles button[value="{who}"]').click()
            page.goto(where)
            if name == "matter":
                page.locator("main tbody th a").first.click()
            page.wait_for_load_state("networkidle")
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
