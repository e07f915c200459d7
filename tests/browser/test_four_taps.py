"""The routine visit: at most four taps and fifteen seconds, with a network and without (FACE 6)."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, BrowserType, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from cadres.models import Area, Cadre
from households.models import Place
from tests import cast
from tests.browser.conftest import PHONE, become
from tests.browser.copying import wait_for_the_copy
from tests.sync.proxy import Network, between
from visits.models import Visit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]

Arrives = Callable[[Callable[[], object]], None]
Phone = Callable[..., BrowserContext]

TAPS, SECONDS = 4, 15  # the promise; what the machine takes of it is told by the test


class Thumb:
    """Taps, counts them, and sees how long it all took."""

    def __init__(self) -> None:
        self.taps, self.began = 0, time.monotonic()

    def tap(self, target: Locator) -> None:
        """One tap, as soon as the target can be tapped."""
        target.tap()
        self.taps += 1

    def done(self, name: str) -> None:
        """Hold the promise, and print what it took."""
        seconds = time.monotonic() - self.began
        print(f"\n{name}: {self.taps} taps, {seconds:.2f} s of the machine's")
        assert self.taps <= TAPS
        assert seconds < SECONDS


@pytest.fixture
def street(grid: Area, lin: Cadre) -> list[Place]:
    """Two overdue doors of Lin's grid."""
    named = (("3组18号", "王桂兰"), ("3组21号", "沈文华"))
    return [cast.make_place(grid, at, who, joined_on=cast.days_ago(370)) for at, who in named]


@pytest.fixture
def network(live_server: LiveServer) -> Iterator[tuple[Network, str]]:
    """The way to the server, and its address; it can be cut."""
    way = Network(shares={})
    with between(live_server.thread.port, way) as address:
        yield way, address


@pytest.fixture
def switched_on(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    network: tuple[Network, str],
    tmp_path: Path,
) -> Iterator[Phone]:
    """The phone's browser with what it keeps on its disk; switched on again after each close."""
    phones: list[BrowserContext] = []

    def on() -> BrowserContext:
        told: dict[str, Any] = {"base_url": network[1], "viewport": PHONE, "has_touch": True}
        phone = browser_type.launch_persistent_context(
            tmp_path / "phone", **browser_type_launch_args, **told
        )
        phone.set_default_timeout(8000)
        phones.append(phone)
        return phone

    yield on
    for phone in phones:
        phone.close()


def routine_visit(page: Page, door: Place, name: str) -> None:
    """From the list to the next door: met somebody, explained a policy."""
    thumb = Thumb()
    thumb.tap(page.get_by_role("link", name=f"记一笔{door.plate}"))
    thumb.tap(page.locator("label[for=outcome-met]"))
    thumb.tap(page.locator("label[for=help-explained]"))
    thumb.tap(page.get_by_role("button", name="存好"))
    expect(page.locator("#messages")).to_contain_text(f"存好了，{door.name}")
    thumb.done(name)


def test_four_taps_online_and_offline_with_the_browser_closed_in_between(
    switched_on: Phone,
    street: list[Place],
    lin: Cadre,
    network: tuple[Network, str],
    arrives: Arrives,
) -> None:
    way, address = network
    phone = switched_on()
    become(phone, lin, address)
    page = phone.pages[0]
    page.goto(reverse("phone:today"))
    wait_for_the_copy(page)
    routine_visit(page, street[0], "online")
    expect(page.get_by_role("heading", name="沈文华家")).to_be_visible()  # the next door
    arrives(Visit.objects.exists)
    phone.close()

    way.is_down = True
    phone = switched_on()
    page = phone.pages[0]
    page.goto(reverse("phone:today"))
    routine_visit(page, street[1], "offline")
    phone.close()

    phone = switched_on()
    page = phone.pages[0]
    page.goto(reverse("phone:today"))
    expect(page.locator("#pill")).to_contain_text("1条没发出")
    assert Visit.objects.count() == 1
    become(phone, lin, address)  # a log-in that lasts for the session ended with the browser
    way.is_down = False
    page.reload()
    arrives(lambda: Visit.objects.count() == 2)
    told = Visit.objects.order_by("pk").values_list("place", "outcome", "help")
    assert list(told) == [(door.pk, "met", ["explained"]) for door in street]
