"""The phone goes off in a stairwell: what was saved is there afterwards, and is sent once."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, BrowserType, Error, Page, expect
from pytest_django.live_server_helper import LiveServer

from cadres.models import Area, Cadre
from households.models import Place
from tests import cast
from tests.browser.conftest import PHONE
from tests.browser.copying import wait_for_the_copy
from tests.sync.proxy import Network, between
from visits.models import Visit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]

SLOW = 15_000  # ms; a browser that has just been switched on
Switch = Callable[..., BrowserContext]


@pytest.fixture
def street(grid: Area, lin: Cadre) -> list[Place]:
    """Three overdue doors of Lin's grid."""
    return [
        cast.make_place(grid, address, name, joined_on=cast.days_ago(370))
        for address, name in (("3组18号", "王桂兰"), ("3组21号", "沈文华"), ("3组23号", "钱阿大"))
    ]


@pytest.fixture
def network() -> Network:
    return Network(shares={})


@pytest.fixture
def site(live_server: LiveServer, network: Network) -> Iterator[str]:
    """Through a line that can go dead for the worker as well, from its first moment on."""
    with between(urlsplit(live_server.url).port or 0, network) as address:
        yield address


@pytest.fixture
def switch_on(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], site: str, tmp_path: Path
) -> Iterator[Switch]:
    """Switch the phone on: its browser, with what it keeps on its disk."""
    open_ones: list[BrowserContext] = []

    def on(**told: Any) -> BrowserContext:
        context = browser_type.launch_persistent_context(
            tmp_path / "phone", base_url=site, viewport=PHONE, **browser_type_launch_args, **told
        )
        context.set_default_timeout(8000)
        open_ones.append(context)
        return context

    yield on
    for context in open_ones:
        context.close()


def cut_the_power(phone: BrowserContext, tmp_path: Path) -> None:
    """Kill the browser as the battery's end would: no handler runs, nothing is flushed."""
    lock = tmp_path / "phone" / "SingletonLock"  # a link to host-pid
    gone: list[BrowserContext] = []
    phone.on("close", lambda context: gone.append(context))
    os.kill(int(os.readlink(lock).rpartition("-")[2]), signal.SIGKILL)
    deadline = time.monotonic() + 10
    while not gone and time.monotonic() < deadline:
        with suppress(Error):
            phone.pages[0].wait_for_timeout(50)
    lock.unlink(missing_ok=True)


def log_in(phone: BrowserContext, cadre: Cadre, site: str) -> None:
    client = Client()
    client.force_login(cadre)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    phone.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])


def test_what_was_saved_without_a_network_outlives_the_browser_and_is_sent_once(
    switch_on: Switch,
    network: Network,
    street: list[Place],
    lin: Cadre,
    site: str,
    tmp_path: Path,
) -> None:
    phone = switch_on()
    log_in(phone, lin, site)
    page = phone.pages[0]
    page.goto(reverse("phone:today"))
    wait_for_the_copy(page)
    network.is_down = True
    phone.set_offline(True)
    log(page, street[0], "没人在家")
    log(page, street[1], "没人在家")
    cut_the_power(phone, tmp_path)

    phone = switched_on_again(switch_on, waiting=2)
    log(phone.pages[0], street[2], "没人在家")
    phone.close()

    phone = switched_on_again(switch_on, waiting=3)
    page = phone.pages[0]
    assert not Visit.objects.exists()
    log_in(phone, lin, site)  # the log-in may not have reached the disk
    network.is_down = False
    phone.set_offline(False)
    wait_until(lambda: Visit.objects.count() == 3, page)
    page.reload()
    at_each_door = [(door.pk, "nobody_home") for door in street]
    assert sorted(Visit.objects.values_list("place", "outcome")) == at_each_door


def switched_on_again(switch_on: Switch, *, waiting: int) -> BrowserContext:
    """Still without a network; the outbox shows what was saved."""
    phone = switch_on(offline=True)
    phone.pages[0].goto(reverse("phone:outbox"))
    expect(phone.pages[0].get_by_text("没人在家")).to_have_count(waiting, timeout=SLOW)
    return phone


def log(page: Page, door: Place, outcome: str) -> None:
    page.goto(reverse("phone:visit", args=[door.pk]))
    page.get_by_text(outcome, exact=True).click()
    page.locator("#visit .foot button.btn-primary").click()
    expect(page.locator("#messages")).to_contain_text("存好了", timeout=SLOW)


def wait_until(is_so: Callable[[], bool], page: Page, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)
