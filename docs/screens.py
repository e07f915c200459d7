"""The pictures of the guides: which page, as whom, how large; taken from a running demo."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from config.running.browser import find_chromium
from config.servers.places import ROOT, data_folder

GUIDE = ROOT / "docs" / "guide"
PHONE, DESK = (375, 780), (1280, 800)


@dataclass(frozen=True)
class Shot:
    """One picture: `then` are selectors to click in turn once the page is open."""

    name: str
    account: str
    address: str
    size: tuple[int, int] = DESK
    then: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where the picture lies."""
        return GUIDE / f"{self.name}.webp"


SHOTS = (
    Shot("today", "cadre1", "/today/", PHONE),
    Shot("place", "cadre1", "/today/", PHONE, (".door a.to",)),
    Shot("visit", "cadre1", "/today/", PHONE, (".door a.go", "label[for=id_outcome_0], .choice")),
    Shot("places", "cadre1", "/places/", PHONE),
    Shot("visits", "cadre1", "/me/visits/", PHONE),
    Shot("evening", "cadre1", "/evening/", PHONE),
    Shot("inbox", "cadre1", "/inbox/", PHONE),
    Shot("desk", "desk1", "/issues/desk/", PHONE),
    Shot("leader", "leader1", "/leader/", PHONE),
    Shot("dispatch", "dispatch1", "/issues/dispatch/"),
    Shot("queue", "handler1", "/issues/queue/"),
    Shot("issue", "handler1", "/issues/queue/", DESK, ("main table a",)),
    Shot("coverage", "supervisor1", "/coverage/320581101/"),
    Shot("uncovered", "supervisor1", "/uncovered/?area=320581101"),
    Shot("exclusions", "supervisor1", "/exclusions/"),
    Shot("issues", "supervisor1", "/issues/"),
    Shot("start", "admin1", "/start/"),
    Shot("areas", "admin1", "/areas/"),
    Shot("people", "admin1", "/people/"),
    Shot("assign", "admin1", "/assign/320581101/"),
    Shot("rosters", "admin1", "/rosters/"),
    Shot("standards", "admin1", "/standards/"),
    Shot("operation", "admin1", "/operation/"),
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@contextmanager
def logged_in(browser: Browser, site: str, account: str, size: tuple[int, int]) -> Iterator[Page]:
    """A page of somebody of the demo, in Chinese."""
    is_phone = size == PHONE
    context = browser.new_context(
        base_url=site,
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        is_mobile=is_phone,
        has_touch=is_phone,
        device_scale_factor=1.2 if is_phone else 1,
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", account)
    page.fill("[name=password]", (data_folder() / "demo-password").read_text().strip())
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/accounts/" not in address)
    yield page
    context.close()


def take(page: Page, shot: Shot) -> Image.Image:
    """Open the page, click on, and look."""
    page.goto(shot.address)
    for selector in shot.then:
        page.locator(selector).first.click()
        page.wait_for_load_state()
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def make_all(site: str) -> Iterator[Path]:
    """Take every picture of the guides; the path of each as it is written."""
    with chromium() as browser:
        for account in dict.fromkeys(shot.account for shot in SHOTS):
            for size in (PHONE, DESK):
                shots = [one for one in SHOTS if (one.account, one.size) == (account, size)]
                if not shots:
                    continue
                with logged_in(browser, site, account, size) as page:
                    for shot in shots:
                        take(page, shot).save(shot.path, quality=82, method=6)
                        yield shot.path
