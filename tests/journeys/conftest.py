"""A served demo city and a browser that can reach nothing else."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests import everything

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = ROOT / "build" / "screens"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SECONDS_TO_BUILD = 1500
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Every name but this address leads nowhere: a page that needs the internet breaks here.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo city, started as `./bihuan demo` starts it, on data of its own.

    Building it takes a minute: while you write a journey, name a running demo in BIHUAN_JOURNEYS_AT.
    """
    if "BIHUAN_JOURNEYS_AT" in os.environ:
        yield os.environ["BIHUAN_JOURNEYS_AT"]
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BIHUAN_")}
    environment.update(
        BIHUAN_DEMO="1",
        BIHUAN_DATA=str(tmp_path_factory.mktemp("city")),
        DJANGO_SETTINGS_MODULE="bihuan.config.settings",
        PYTHONPATH=str(ROOT / "src"),
    )
    command = [sys.executable, "-m", "django", "serve", "--no-worker", f"--port={port}"]
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS_TO_BUILD
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("The demo city did not start; its own words are above.")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("BIHUAN_CHROMIUM") or everything.chromium()
    if not program:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, city: str) -> Iterator[Callable[..., Page]]:
    """Open a window of one person: `visit(path, size=PHONE, language="en")`.

    When the test ends, no window may have asked for anything outside the city or met an error in its console.
    """
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def open_window(
        path: str = "/", size: Any = DESK, language: str = "zh-CN", is_touch: bool = False
    ) -> Page:
        context = chromium.new_context(
            viewport=size, locale=language, base_url=city, reduced_motion="reduce", has_touch=is_touch
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _note_stray(request.url, city, trouble))
        page.on("console", lambda message: message.type == "error" and trouble.append(_where(message)))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(path)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """What axe finds wrong on a page, one line each: `assert axe(page) == []`."""
    source = AXE.read_text("utf-8")

    def look(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return look


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keep what the page looks like at both widths, in build/screens."""

    def take(page: Page, name: str) -> None:
        SCREENS.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            page.screenshot(path=SCREENS / f"{name}-{size['width']}.png", full_page=True)
        page.set_viewport_size(before)

    return take


def _where(message: ConsoleMessage) -> str:
    return f"{message.location['url']}: {message.text}"


def _note_stray(url: str, city: str, trouble: list[str]) -> None:
    if not url.startswith((f"{city}/", "data:", "blob:")):
        trouble.append(f"asked for {url}")
