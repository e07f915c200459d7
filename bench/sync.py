"""1,000 visits from four phones through a hostile network: each there exactly once, none lost.

Real Chromium, the page's own modules, the production server. A fifth of the requests is hit.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from bench.pages import served
from bench.report import line
from cadres.models import Cadre, Role
from config.running.browser import find_chromium
from households.models import Place
from tests.sync.handsets import Handset, live, logged, losses, until_empty
from tests.sync.proxy import Network, between

SEED, PHONES, VISITS, PHOTOS, ISSUES = 5, 4, 1000, 200, 100
SHARE = 0.2  # of the requests that are hit
BAR = 120  # seconds
PATIENCE = 400
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SCREEN: ViewportSize = {"width": 390, "height": 844}


def run(folder: Path) -> None:
    """Print the table; exit with 1 when anything is lost, doubled or altered."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    call_command("make_demo", places=1200, visits_per_place=0.2, seed=SEED)
    network = Network(seed=SEED, shares={})
    with ExitStack() as opened:
        site = opened.enter_context(between(opened.enter_context(served()), network))
        browser = opened.enter_context(chromium())
        handsets = [handset(browser, site, cadre) for cadre in walkers()]
        for one in handsets:
            one.open()
        network.requests.clear()
        network.hits.clear()
        network.shares = {"/": SHARE}
        begun = time.monotonic()
        live(handsets, doors, visits=VISITS, photos=PHOTOS, issues=ISSUES, seed=SEED)
        written = time.monotonic() - begun
        until_empty(handsets, PATIENCE)
        took = time.monotonic() - begun
        retries = sum(one.retries for one in handsets)
    wrong = losses(handsets)
    tell(network, handsets, written, took, retries)
    for sentence in wrong[:20]:
        print(sentence, file=sys.stderr)
    print(f"{len(wrong)} lost, doubled or altered" if wrong else "none lost, each exactly once")
    if wrong:
        raise SystemExit(1)


def walkers() -> list[Cadre]:
    """The cadres with the most doors of their own."""
    today = timezone.localdate()
    able = Cadre.objects.filter(is_active=True, tenures__post__role=Role.CADRE).distinct()
    held = [one for one in able if one.tenures.filter(to_on=None, from_on__lte=today).exists()]
    return sorted(held, key=lambda one: (-len(doors(one)), one.pk))[:PHONES]


def doors(cadre: Cadre) -> list[int]:
    """The doors that this cadre may open today."""
    return list(
        Place.objects.visible_to(cadre).active().order_by("pk").values_list("pk", flat=True)
    )


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own, without a window."""
    program = find_chromium()
    if program is None:
        raise SystemExit("Chromium is missing: install it, or set CHROMIUM to its program.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def handset(browser: Browser, site: str, cadre: Cadre) -> Handset:
    """A phone of its own, logged in."""
    client = Client()
    client.force_login(cadre)
    context = browser.new_context(base_url=site, viewport=SCREEN)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
    return Handset(cadre, context, before=set(logged(cadre.pk)))


def tell(
    network: Network, handsets: Sequence[Handset], written: float, took: float, retries: int
) -> None:
    """The figures."""
    wanted = [visit for one in handsets for visit in one.wanted.values()]
    line("visits written on the phones", len(wanted), "visits")
    line("photos, issues, promises with them", sum(w.photos for w in wanted), "photos")
    line("", sum(w.issues for w in wanted), "issues")
    line("", sum(w.promises for w in wanted), "promises")
    line("mended in other words", sum(w.note.startswith("改过") for w in wanted), "visits")
    line("taken back", sum(w.is_withdrawn for w in wanted), "visits")
    line("written after", written, "s")
    line("nothing waits any more after", took, "s", floor=BAR, is_="the bar")
    asked = sum(network.requests.values())
    line("requests", asked, "requests")
    for name, count in sorted(network.requests.items(), key=lambda told: -told[1])[:8]:
        line(f"  {name}", count, "requests")
    hit = asked - network.hits["passed"]
    line("hit by the network", hit, "requests", floor=asked, is_="all")
    for kind, count in sorted((network.hits - Counter(passed=asked)).items()):
        line(f"  {kind}", count, "requests")
    line("sent again by the phones", retries, "records and photos")
