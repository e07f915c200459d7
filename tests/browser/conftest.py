"""Real Chromium against the real server: found by CHROMIUM or on PATH, else these are skipped."""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from pytest_django.live_server_helper import LiveServer

from cadres.models import Cadre
from config.running.browser import find_chromium

# Playwright's loop runs in the thread of the tests; Django would take that for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

PHONE = {"width": 390, "height": 844}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

TALL = """() => 300 + Math.max(...[document.documentElement, ...document.querySelectorAll('main')]
  .map((e) => e.scrollHeight))"""

HARMLESS = ("status of 4", "ERR_INTERNET_DISC", "blocked by Playwright")
Screen = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    program = find_chromium()
    if program is None:
        pytest.skip("Chromium is missing")
    return {"executable_path": program, "args": QUIET}


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """Where the pages are served."""
    return str(live_server.url)


def become(context: BrowserContext, cadre: Cadre, site: str) -> None:
    """Log somebody in there, without the page of the log-in."""
    client = Client()
    client.force_login(cadre)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


@pytest.fixture
def screen(browser: Browser, site: str) -> Iterator[Screen]:
    """Open a page as somebody, or as nobody.

    Whatever the console says, and whatever is asked of another host, fails the test.
    """
    contexts = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # A refusal is a page of its own, and Chromium tells its status as an error; and each
        # request that a phone tries without a network.
        if not any(told in message.text for told in HARMLESS):
            complaints.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((f"{site}/", "data:", "blob:")):
            complaints.append(f"asked of another host: {request.url}")

    def open_(cadre: Cadre | None = None, viewport: Any = PHONE, **told: Any) -> Page:
        context = browser.new_context(base_url=site, viewport=viewport, **told)
        contexts.append(context)
        if cadre:
            become(context, cadre, site)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("console", heard)
        page.on("request", asked)
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def faultless() -> Callable[[Page], None]:
    """Axe finds nothing, and nothing scrolls sideways (FACE 8)."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        seen = page.viewport_size or PHONE
        # As tall as what it shows: a row half under the dock is not small, it scrolls.
        page.set_viewport_size({"width": seen["width"], "height": page.evaluate(TALL)})
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        page.set_viewport_size(seen)
        assert found.violations_count == 0, found.generate_report()
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"

    return check


@pytest.fixture
def thumb_sized() -> Callable[[Page], None]:
    """Every target is at least 44 px high and wide, links inside a sentence excepted (FACE 8)."""

    def check(page: Page) -> None:
        small = page.evaluate(
            """() => [...document.querySelectorAll("a, button, summary, label.choice")]
              .filter((e) => e.checkVisibility() && !e.closest("p, .skip"))
              .map((e) => [e.getBoundingClientRect(), e.textContent.trim() || e.ariaLabel])
              .filter(([box]) => box.width && (box.width < 43.9 || box.height < 43.9))
              .map(([box, text]) => `${text}: ${box.width} x ${box.height}`)"""
        )
        assert small == []

    return check


@pytest.fixture
def arrives() -> Callable[[Callable[[], Any]], None]:
    """Wait until something that was saved on the phone stands in the database."""

    def wait(told: Callable[[], Any], seconds: float = 8) -> None:
        until = time.monotonic() + seconds
        while not told():
            assert time.monotonic() < until, "it never arrived"
            time.sleep(0.05)

    return wait
