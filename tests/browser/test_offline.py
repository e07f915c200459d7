"""Without a network the phone shows the pages that the server made, of the own doors alone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, BrowserType, Page, expect
from pytest_django.live_server_helper import LiveServer

from cadres.models import Area, Cadre
from households.models import Place, PlaceOpening
from phone import worker
from tests import cast
from tests.browser.conftest import PHONE, Screen, become
from tests.browser.copying import in_store, wait_for_the_copy
from tests.browser.test_outbox import save
from tests.sync.proxy import Network, between
from visits.models import Visit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]

Phone = Callable[..., Page]
TODAY = "/today/"
SHELL = "#offline"
STALE = "#stale"


@pytest.fixture
def door(grid: Area, lin: Cadre) -> Place:
    """An overdue door of Lin's grid."""
    return cast.make_place(
        grid, "3组18号", "王桂兰", joined_on=cast.days_ago(370), members=["陈阿大"]
    )


@pytest.fixture
def network() -> Network:
    """What lies between phone and server; a worker of its own is cut off with it."""
    return Network(shares={})


@pytest.fixture
def address(live_server: LiveServer, network: Network) -> Iterator[str]:
    """The server, as the phone reaches it."""
    with between(live_server.thread.port, network) as url:
        yield url


@pytest.fixture
def switch_on(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    address: str,
    tmp_path: Path,
) -> Iterator[Callable[..., BrowserContext]]:
    """Switch the phone on: its browser, with what it keeps on its disk."""
    phones: list[BrowserContext] = []

    def on(**told: Any) -> BrowserContext:
        told = {"base_url": address, "viewport": PHONE, **browser_type_launch_args, **told}
        context = browser_type.launch_persistent_context(tmp_path / "phone", **told)
        context.set_default_timeout(8000)
        phones.append(context)
        return context

    yield on
    for phone in phones:
        phone.close()


def wait_until(is_so: Callable[[], bool], page: Page) -> None:
    for _turn in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("in vain")


def with_the_copy(screen: Screen, cadre: Cadre) -> Page:
    page = screen(cadre)
    page.goto(TODAY)
    wait_for_the_copy(page)
    return page


def test_list_card_form_and_search_stand_after_a_restart_without_a_network(
    switch_on: Any,
    network: Network,
    address: str,
    door: Place,
    lin: Cadre,
    faultless: Callable[[Page], None],
) -> None:
    phone = switch_on()
    become(phone, lin, address)
    phone.pages[0].goto(TODAY)
    wait_for_the_copy(phone.pages[0])
    phone.close()

    network.is_down = True
    page = switch_on().pages[0]
    page.goto("/")
    expect(page.locator(STALE)).to_contain_text("没有网")
    expect(page.locator("#doors")).to_contain_text("王桂兰")
    faultless(page)
    page.get_by_role("searchbox").fill("wgl")
    expect(page.get_by_text("找到的")).to_be_visible()
    page.goto(f"{reverse('phone:search')}?q=陈阿")
    page.locator(".door .to").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("王桂兰家")
    faultless(page)
    page.get_by_role("link", name="记一笔").click()
    expect(page.locator("#visit")).to_be_visible()
    faultless(page)
    page.goto(f"{reverse('phone:places')}?which=overdue")
    expect(page.locator(".door")).to_have_count(1)
    page.goto(reverse("phone:promises"))
    expect(page.locator(SHELL)).to_contain_text("没有网")
    faultless(page)


def test_what_was_read_without_a_network_is_told_with_the_next_contact(
    screen: Screen, door: Place, lin: Cadre
) -> None:
    page = with_the_copy(screen, lin)
    page.context.set_offline(True)
    page.goto(reverse("phone:place", args=[door.pk]))
    expect(page.get_by_role("heading", level=1)).to_have_text("王桂兰家")
    page.context.set_offline(False)
    page.goto(TODAY)
    wait_until(PlaceOpening.objects.filter(place=door, cadre=lin).exists, page)


def test_a_portal_of_a_network_is_not_believed(
    screen: Screen, live_server: LiveServer, door: Place, lin: Cadre, browser: Any
) -> None:
    network = Network(shares={})
    with between(live_server.thread.port, network) as url:
        context = browser.new_context(base_url=url, viewport=PHONE)
        become(context, lin, url)
        page = context.new_page()
        page.goto(TODAY)
        wait_for_the_copy(page)
        network.then("portal", path=TODAY)
        page.goto(TODAY)
        expect(page.locator(STALE)).to_contain_text("名单")
        expect(page.locator("#doors")).to_contain_text("王桂兰")
        page.get_by_role("link", name="刷新").click()
        expect(page.locator(STALE)).to_have_count(0)
        context.close()


def test_nothing_of_a_household_can_be_read_in_what_the_browser_keeps(
    screen: Screen, door: Place, lin: Cadre
) -> None:
    page = with_the_copy(screen, lin)
    told = in_store(page, "text") + page.evaluate(
        """async () => {
          const told = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const asked of await cache.keys()) {
              told.push(await (await cache.match(asked)).text());
            }
          }
          return told.join();
        }"""
    )
    assert "doorstep" in told
    assert not [word for word in ("王桂兰", "陈阿大", "3组18号", "wgl") if word in told]
    assert not page.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open("doorstep");
          asked.onsuccess = () => {
            const key = asked.result.transaction("keys").objectStore("keys").get("copy");
            key.onsuccess = () => { done(key.result.extractable); asked.result.close(); };
          };
        })"""
    )


def test_logging_out_takes_the_copy_along(screen: Screen, door: Place, lin: Cadre) -> None:
    page = with_the_copy(screen, lin)
    page.goto(reverse("account_logout"))
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator("input[name=login]")).to_be_visible()
    assert in_store(page, "kept") == []
    assert "copy" not in in_store(page, "keys")
    page.context.set_offline(True)
    page.goto(TODAY)
    expect(page.locator(SHELL)).to_contain_text("没有网")


def test_logging_out_names_what_is_not_sent_and_leaves_it(
    screen: Screen, door: Place, lin: Cadre
) -> None:
    page = with_the_copy(screen, lin)
    save(page, lin, door, outcome="nonsense")  # refused, so it stays to be mended
    page.goto(reverse("account_logout"))
    expect(page.get_by_role("alert")).to_contain_text("还有1条没发出")
    page.get_by_role("button", name="退出，记录留在手机里").click()
    expect(page.locator("input[name=login]")).to_be_visible()
    assert "copy" not in in_store(page, "keys")
    assert in_store(page, "records") == 1


def test_seven_days_without_a_network_end_the_list(screen: Screen, door: Place, lin: Cadre) -> None:
    page = with_the_copy(screen, lin)
    page.context.set_offline(True)
    in_store(page, "change", {"until": 1})
    page.goto(TODAY)
    expect(page.locator(SHELL)).to_contain_text("名单过期了")
    assert in_store(page, "kept") == []
    page.context.set_offline(False)
    page.goto(TODAY)
    expect(page.locator("#doors")).to_contain_text("王桂兰")


def test_another_person_on_the_phone_finds_nothing_of_the_one_before(
    screen: Screen, door: Place, lin: Cadre, wu: Cadre, next_grid: Area, site: str
) -> None:
    other = cast.make_place(next_grid, "5组2号", "别人家", joined_on=cast.days_ago(370))
    page = with_the_copy(screen, lin)
    become(page.context, wu, site)
    page.goto(TODAY)
    wait_until(lambda: wait_for_the_copy(page)["cadre"] == wu.pk, page)
    kept = in_store(page, "kept")
    assert f"place:{other.pk}" in kept
    assert f"place:{door.pk}" not in kept


def test_a_new_version_takes_over_and_strands_nothing_of_the_old_one(
    screen: Screen, door: Place, lin: Cadre, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = with_the_copy(screen, lin)
    before = page.evaluate("caches.keys()")
    page.context.set_offline(True)
    save(page, lin, door)
    page.context.set_offline(False)
    monkeypatch.setattr(worker, "ASSETS", worker.ASSETS[:-1])
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    wait_until(lambda: len(page.evaluate("caches.keys()")) > len(before), page)
    settled = "navigator.serviceWorker.ready.then((one) => !one.installing && !one.waiting)"
    wait_until(lambda: page.evaluate(settled), page)
    page.goto(TODAY)
    wait_until(Visit.objects.filter(place=door).exists, page)
    page.context.set_offline(True)
    page.goto(reverse("phone:place", args=[door.pk]))
    expect(page.get_by_role("heading", level=1)).to_have_text("王桂兰家")


@pytest.mark.parametrize(
    "missing", ["delete Navigator.prototype.serviceWorker", "delete window.indexedDB"]
)
def test_a_browser_that_keeps_nothing_shows_the_pages_all_the_same(
    screen: Screen, door: Place, lin: Cadre, missing: str
) -> None:
    page = screen(lin)
    page.add_init_script(missing)
    page.goto(TODAY)
    page.get_by_role("link", name="记一笔18").click()
    page.get_by_text("见到人", exact=True).click()
    page.locator("#visit .foot button.btn-primary").click()
    expect(page.get_by_role("status")).to_contain_text("存好了")
