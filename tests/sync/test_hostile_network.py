"""A day of two phones through the worst network: each record there exactly once, none lost.

The long form is `./run bench sync`: 1,000 visits from four phones, the production server.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from cadres.models import Area, Cadre
from tests import cast
from tests.browser.conftest import PHONE, browser_type_launch_args
from tests.sync.handsets import Handset, live, losses, until_empty
from tests.sync.proxy import Network, between

__all__ = ["browser_type_launch_args"]

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]

Pick = Callable[..., Handset]


@pytest.fixture
def network() -> Network:
    """Nothing is hit until a test says so."""
    return Network(seed=11, shares={}, delay=(0.1, 0.6))


@pytest.fixture
def site(live_server: Any, network: Network) -> Iterator[str]:
    with between(urlsplit(live_server.url).port or 0, network) as address:
        yield address


@pytest.fixture
def handset(browser: Browser, site: str) -> Iterator[Pick]:
    """Pick up a phone as somebody."""
    contexts: list[BrowserContext] = []

    def pick(cadre: Cadre, room: int | None = None) -> Handset:
        context = browser.new_context(base_url=site, viewport=PHONE)
        contexts.append(context)
        if room:  # bytes
            chrome = context.new_cdp_session(context.new_page())
            chrome.send("Storage.overrideQuotaForOrigin", {"origin": site, "quotaSize": room})
        client = Client()
        client.force_login(cadre)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
        one = Handset(cadre, context)
        one.open()
        return one

    yield pick
    for context in contexts:
        context.close()


@pytest.fixture
def doors(grid: Area, next_grid: Area) -> list[int]:
    homes = [(grid, number) for number in range(1, 8)] + [(next_grid, 9), (next_grid, 10)]
    return [cast.make_place(area, f"3组{number}号", f"王桂兰{number}").pk for area, number in homes]


def test_forty_visits_through_the_worst_network(
    handset: Pick, network: Network, doors: list[int], lin: Cadre, wu: Cadre
) -> None:
    handsets = [handset(lin), handset(wu)]
    network.shares = {"/": 0.2}
    live(handsets, lambda cadre: doors, visits=40, photos=8, issues=6, seed=11, at_once=5)
    until_empty(handsets, patience=60)

    assert losses(handsets) == []
    assert sum(network.hits.values()) - network.hits["passed"] > 5
