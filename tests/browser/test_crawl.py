"""Every page that a role can reach, at both sizes and in both languages: nothing is wrong anywhere.

The crawl begins where each one's work begins and follows every link; of pages that differ only in
what they are about it opens a few.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from playwright.sync_api import Error, Page

from cadres.models import Cadre
from config.catalogues import books
from config.demo.accounts import LOG_INS
from tests.browser.conftest import TALL
from tests.crawling import few_of_each_kind, kind_of

pytestmark = pytest.mark.browser

SMALL, LARGE = {"width": 360, "height": 780}, {"width": 1440, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
# Words that stay Latin in Chinese: formats, names, what a person typed.
LATIN = re.compile(
    r"^(?:QR|XLSX?|PDF|Word|Excel|CSV|Chrome|Edge|Safari|Firefox|Android|iPhone|iPad|Windows|Mac|"
    r"Linux|HarmonyOS|English|No|[A-Z0-9-]+|[a-z]+[0-9]+|km|px|MB|KB|gg|wgl)$"
)


def reached(page: Page, site: str) -> Iterator[str]:
    """Every address that links lead to, a few of each kind; the page stands on it."""

    def links_of(address: str) -> list[str]:
        try:
            answer = page.goto(address)
        except Error as problem:
            if "Download is starting" in str(problem):
                return []
            raise
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"
        whole = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        return [link.removeprefix(site) for link in whole if link.startswith(f"{site}/")]

    return few_of_each_kind(links_of)


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


@pytest.mark.parametrize("log_in", LOG_INS)
def test_every_page_of_a_role_is_without_fault(
    log_in, committed, small_demo, screen, site, chinese
):
    cadre = Cadre.objects.get(username=log_in)
    wrong: list[str] = []
    for language in ("zh-hans", "en"):
        page = screen(cadre, LARGE)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
        looked_at: set[str] = set()
        for address in reached(page, site):
            view = kind_of(address)[0]
            wrong += faults(page, with_axe=language == "zh-hans" and view not in looked_at)
            looked_at.add(view)
            wrong += untranslated(page, language, chinese)

    assert not wrong, "\n".join(wrong)
