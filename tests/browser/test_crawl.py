"""Every page that a role can reach, at both sizes and in both languages: nothing is wrong anywhere.

The crawl begins where each one's work begins and follows every link. Of pages that differ only in
what they are about it opens one, and looks at each view once with axe and once in English, as
whichever role comes first. `DOORSTEP_CRAWL=whole ./run test tests/browser/test_crawl.py -n 2` opens
all of them, up to 400 a role, in both languages, with axe on each view of each role at each width
in each language.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from playwright.sync_api import Error, Page

from cadres.models import Cadre
from config.catalogues import books
from config.demo.accounts import LOG_INS
from tests.browser.conftest import TALL
from tests.crawling import ONE_OF_EACH, WHOLE, few_of_each_kind, kind_of

pytestmark = pytest.mark.browser

IS_WHOLE = os.environ.get("DOORSTEP_CRAWL") == "whole"
SMALL, LARGE = {"width": 360, "height": 780}, {"width": 1440, "height": 900}
PATIENCE = 60_000  # ms: how long a page takes is measured elsewhere
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
# Words that stay Latin in Chinese: formats, names, what a person typed.
LATIN = re.compile(
    r"^(?:QR|XLSX?|PDF|Word|Excel|CSV|Chrome|Edge|Safari|Firefox|Android|iPhone|iPad|Windows|Mac|"
    r"Linux|HarmonyOS|English|No|[A-Z0-9-]+|[a-z]+[0-9]+|km|px|MB|KB|gg|wgl)$"
)


def open_page(page: Page, address: str) -> bool:
    """Stand on an address; False where it is taken away as a file."""
    try:
        answer = page.goto(address)
    except Error as problem:
        if "Download is starting" in str(problem):
            return False
        raise
    assert answer is not None
    assert answer.status == 200, f"{address}: {answer.status}"
    return True


def reached(page: Page, site: str) -> Iterator[str]:
    """Every address that links lead to; the page stands on it."""

    def links_of(address: str) -> list[str]:
        if not open_page(page, address):
            return []
        whole = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        return [link.removeprefix(site) for link in whole if link.startswith(f"{site}/")]

    return few_of_each_kind(links_of, reach=WHOLE if IS_WHOLE else ONE_OF_EACH)


def faults(page: Page, with_axe: bool) -> Iterator[str]:
    for size in (SMALL, LARGE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            yield f"{page.url} at {size['width']} px scrolls sideways by {wide} px"
        if with_axe:
            # As tall as what it shows: a row half under the dock is not small, it scrolls.
            tall = page.evaluate(TALL)
            page.set_viewport_size({"width": size["width"], "height": tall})
            found = Axe().run(page, options={"runOnly": RULES})
            if found.violations_count:
                yield f"{page.url} at {size['width']} px: {found.generate_report()}"


WORDS = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const said = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const silent = node.parentElement.closest('script, style, template, [lang], textarea');
    if (!silent) said.push(node.data.trim());
  }
  for (const e of document.querySelectorAll('[aria-label], [placeholder], [alt]'))
    for (const name of ['aria-label', 'placeholder', 'alt']) said.push(e.getAttribute(name) || '');
  return said.filter(Boolean);
}"""


def untranslated(page: Page, language: str, chinese: frozenset[str]) -> Iterator[str]:
    for said in page.evaluate(WORDS):
        if language == "en" and said in chinese:
            yield f"{page.url}: {said!r} is not English"
        if language == "zh-hans":
            words = re.findall(r"[A-Za-z][A-Za-z0-9-]+", said)
            if any(not LATIN.match(word) for word in words) and not said.startswith("/"):
                yield f"{page.url}: {said!r} is not Chinese"


@pytest.fixture(scope="module")
def chinese() -> frozenset[str]:
    """Every Chinese sentence of the catalogues that says the same in English otherwise."""
    told: set[str] = set()
    for book in books():
        with Path(book.po).open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                strings = message.string if isinstance(message.string, tuple) else [message.string]
                told.update(one for one in strings if re.search(r"[\u4e00-\u9fff]{2}", one))
    return frozenset(told)


@dataclass
class Crawl:
    """One crawl, of one role or of several; a view that was looked at is not looked at again."""

    site: str
    chinese: frozenset[str]
    wrong: list[str] = field(default_factory=list)
    with_axe: set[tuple[str, ...]] = field(default_factory=set)
    in_english: set[str] = field(default_factory=set)
    pages: int = 0
    axe_runs: int = 0

    def go(self, page: Page, log_in: str) -> None:
        """Every page of a role in Chinese, then in English."""
        self._speak(page, "zh-hans")
        addresses = []
        for address in reached(page, self.site):
            addresses.append(address)
            self._look(page, address, log_in, "zh-hans")
        self._speak(page, "en")
        for address in addresses:
            view = kind_of(address)[0]
            if (IS_WHOLE or view not in self.in_english) and open_page(page, address):
                self.in_english.add(view)
                self._look(page, address, log_in, "en")

    def _speak(self, page: Page, language: str) -> None:
        cookie = {"name": "django_language", "value": language, "url": self.site}
        page.context.add_cookies([cookie])  # type: ignore[list-item]

    def _look(self, page: Page, address: str, log_in: str, language: str) -> None:
        view = kind_of(address)[0]
        seen = (view, log_in, language) if IS_WHOLE else (view,)
        with_axe = seen not in self.with_axe
        self.with_axe.add(seen)
        self.pages += 1
        self.axe_runs += 2 * with_axe
        self.wrong += faults(page, with_axe)
        self.wrong += untranslated(page, language, self.chinese)


@pytest.mark.parametrize("log_ins", [(one,) for one in LOG_INS] if IS_WHOLE else [LOG_INS], ids=str)
def test_every_page_of_a_role_is_without_fault(
    log_ins, committed, small_demo, screen, site, chinese
):
    crawl = Crawl(site, chinese)
    for log_in in log_ins:
        cadre = Cadre.objects.get(username=log_in)
        page = screen(cadre, LARGE, service_workers="block")
        page.set_default_timeout(PATIENCE)
        crawl.go(page, log_in)
    print(f"{log_ins}: {crawl.pages} pages looked at, axe {crawl.axe_runs} times")

    assert not crawl.wrong, "\n".join(crawl.wrong)
