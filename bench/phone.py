"""The phone's first load and every later one over a slow 3G line; the copy of 200 and 600 doors."""

import http.client
import json
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from bench.pages import database_part, served
from bench.report import line
from bench.slow_line import Line, slow
from bench.sync import SCREEN, chromium, walkers
from cadres.models import Area, Assignment, Cadre, Duty
from households.models import Place

PLACES = 3000
SIZE_BAR, TIME_BAR = 150, 2.0  # KB of the first load, seconds until usable
BITS, AWAY = 400_000, 0.4  # "3G Slow" of WebPageTest
URL, TODAY = "/api/v1/bundle", "/today/"
PASSWORD = "door-plate-18-blue"  # of a database that is thrown away
TIMES = 5  # each loading; the middle one is told

# Usable: the list is painted and its first button lies where a thumb would reach it.
USABLE = """() => new Promise((done) => {
  const look = () => {
    const door = document.querySelector(".door .go");
    const box = door && door.getBoundingClientRect();
    const isThere = box && box.height > 40 && performance.getEntriesByType("paint").length > 1
      && door.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    if (isThere) done(Math.max(performance.now(), 0)); else requestAnimationFrame(look);
  };
  look();
})"""
WHOLE = """() => navigator.serviceWorker.ready.then(() => new Promise((done) => {
  const look = () => {
    const asked = indexedDB.open("doorstep");
    asked.onsuccess = () => {
      const db = asked.result;
      const read = db.transaction("meta").objectStore("meta").get("bundle");
      read.onsuccess = () => {
        db.close();
        if (read.result && read.result.whole) done(true); else setTimeout(look, 200);
      };
    };
  };
  look();
}))"""


def run(folder: Path) -> None:
    """Print bytes and seconds; exit with 1 above a bar."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    call_command("make_demo", places=PLACES, visits_per_place=1, seed=7)
    cadre = walkers()[0]
    cadre.set_password(PASSWORD)
    cadre.save(update_fields=["password"])
    with served() as port:
        until_all_answer(port)
        with chromium() as browser:
            over = loads(browser, port, cadre)
        for doors in (200, 600):
            copy(port, cadre, hand_over(cadre, doors))
    if over:
        raise SystemExit(f"above the bar: {', '.join(over)}")


def until_all_answer(port: int) -> None:
    """The port is open before each process of the server listens; a browser would hang on one."""
    answered = 0
    for _turn in range(200):
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            link.request("GET", "/healthz")
            answered = answered + 1 if link.getresponse().status == 200 else 0
        except OSError:
            answered = 0
        finally:
            link.close()
        if answered == 20:
            return
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def loads(browser: Browser, port: int, cadre: Cadre) -> list[str]:
    """Log in and open today with an empty phone, then again and again; names what is too much."""
    print(f"a line of {BITS // 1000} kbit/s, {AWAY * 1000:.0f} ms there and back (3G Slow)")
    with opened(browser, port) as (context, way):
        page = context.new_page()
        log_in(page, cadre)
        first = way.down / 1000
        line("log-in and today, first load, with headers", first, "KB")
        page.evaluate(WHOLE)
        line("then in the background: worker, its files, the copy", way.down / 1000 - first, "KB")
        again = statistics.median(usable(context) for _turn in range(TIMES))
    line("today opened again, by the worker, until usable", again, "s")
    cold = statistics.median(first_time(browser, port, cadre) for _turn in range(TIMES))
    line("today with an empty cache, until usable", cold, "s")
    tcp = statistics.median(first_time(browser, port, cadre, setup=True) for _turn in range(TIMES))
    line("  the same with a round trip for each new connection", tcp, "s")
    told = {"first load": first > SIZE_BAR, "opening again": again > TIME_BAR}
    told["first opening"] = cold > TIME_BAR
    return [name for name, is_over in told.items() if is_over]


@contextmanager
def opened(
    browser: Browser, port: int, *, setup: bool = False
) -> Iterator[tuple[BrowserContext, Line]]:
    """An empty browser at the far end of the line."""
    way = Line(BITS, AWAY, setup)
    with slow(port, way) as url:
        context = browser.new_context(base_url=url, viewport=SCREEN)
        context.set_default_timeout(120_000)
        yield context, way
        context.close()


def log_in(page: Page, cadre: Cadre) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", cadre.username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/today/", wait_until="load")


def first_time(browser: Browser, port: int, cadre: Cadre, *, setup: bool = False) -> float:
    """Seconds of somebody who is logged in and has nothing of it in the cache."""
    client = Client()
    client.force_login(cadre)
    name = settings.SESSION_COOKIE_NAME
    with opened(browser, port, setup=setup) as (context, _way):
        value = client.cookies[name].value
        context.add_cookies([{"name": name, "value": value, "domain": "localhost", "path": "/"}])
        return usable(context)


def usable(context: BrowserContext) -> float:
    """Seconds from the tap on the icon to a list that can be used."""
    page = context.new_page()
    page.goto(TODAY, wait_until="commit")
    took = float(page.evaluate(USABLE)) / 1000
    page.wait_for_load_state("load")
    page.close()
    return took


def hand_over(cadre: Cadre, doors: int) -> int:
    """Have one of the cadre's posts help with villages until there are so many doors."""
    post = cadre.tenures.get(to_on=None).post
    today = timezone.localdate()
    villages = Area.objects.filter(level=Area.Level.VILLAGE).order_by("code")
    inside = 0
    for village in villages:
        if inside >= doors:
            break
        Assignment.objects.get_or_create(
            post=post, area=village, duty=Duty.SUPPORTING, defaults={"from_on": today}
        )
        inside += Place.objects.active().filter(area_path__startswith=village.path).count()
    return inside


def copy(port: int, cadre: Cadre, doors: int) -> None:
    """Time and bytes of the whole copy over HTTP, compressed as a phone asks for it."""
    client = Client()
    client.force_login(cadre)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    after, size, count, begun = 0, 0, 0, time.perf_counter()
    while after is not None:
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "Accept-Encoding": "br"}
        link.request("GET", f"{URL}?after={after}", headers=headers)
        answer = link.getresponse()
        raw = answer.read()
        size += len(raw)
        told = json.loads(brotli.decompress(raw))
        after, count = told["next"], count + len(told["places"])
    took = time.perf_counter() - begun
    link.close()
    line(f"the copy of {count} doors, brotli", size / 1000, "KB")
    line(f"the copy of {count} doors, over HTTP", took, "s")
    line(f"of it, questions for its first {min(count, 100)}", database_part(client, URL)[1], "")
