"""What was written on the phone stays there until its receipt has come (DOMAIN 5)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from cadres.models import Area, Cadre
from households.models import Place
from tests import cast
from tests.browser.conftest import Screen, become
from visits import devices
from visits.models import Device, Visit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]

Check = Callable[[Page], None]

SAVE = """async ([outbox, uuid, item, shown]) => {
  const [{ add }, { uuid7 }] = await Promise.all([import(outbox), import(uuid)]);
  return add({ id: uuid7(), phone_at: new Date().toISOString(), ...item }, shown);
}"""
SEND = "(sending) => import(sending).then(({ send }) => send({ reason: 'online' }))"
COPY = "(sealing) => import(sealing).then(({ seal }) => seal('copy', {}))"
OPENS = """([sealing, store]) => Promise.all([import(sealing), import(store)]).then(
  async ([{ open }, { readMeta }]) => {
    return open('copy', await readMeta('probe')).then(() => true, () => false);
  })"""
SEALED = """([sealing, store]) => Promise.all([import(sealing), import(store)]).then(
  async ([{ open, seal }, { readMeta, writeMeta }]) => {
    await writeMeta('probe', await seal('copy', {}));
    return open('copy', await readMeta('probe')).then(() => true, () => false);
  })"""
KEYS = "(store) => import(store).then(({ store }) => store()).then((db) => db.getAllKeys('keys'))"


@pytest.fixture
def door(grid: Area, lin: Cadre) -> Place:
    """An overdue door of Lin's grid."""
    return cast.make_place(grid, "3组18号", "王桂兰", joined_on=cast.days_ago(370))


def save(page: Page, by: Cadre, door: Place, **told: Any) -> str:
    item = {"by": by.pk, "place": door.pk, "outcome": "nobody_home", "mode": "door"}
    item |= {"role": "main", "help": [], **told}
    shown = {"plate": "18", "name": "王桂兰", "group": "3组"}
    modules = [module("outbox"), module("uuid")]
    return str(page.evaluate(SAVE, [*modules, item, shown]))


def send(page: Page) -> str:
    """Send at once; gives what it came to."""
    return str(page.evaluate(SEND, module("sending"))["state"])


def module(name: str) -> str:
    return static(f"js/phone/{name}.js")


def heard_of(page: Page) -> Device:
    """The phone, once it was heard of."""
    for _ in range(300):
        if device := Device.objects.first():
            return device
        page.wait_for_timeout(50)
    raise AssertionError("no phone was heard of")


def group(page: Page, name: str) -> Any:
    return page.locator(f'[data-group="{name}"]')


def phone_of(cadre: Cadre, screen: Screen) -> Page:
    """The page of the outbox, without the worker: what is held here holds without it."""
    page = screen(cadre, service_workers="block")
    page.goto(reverse("phone:outbox"))
    return page


def test_without_a_network_it_waits_on_the_phone_and_then_goes_by_itself(
    screen: Screen, door: Place, lin: Cadre
) -> None:
    page = phone_of(lin, screen)
    expect(page.get_by_text("都发出了")).to_be_visible()
    page.context.set_offline(True)
    save(page, lin, door)
    expect(page.locator("#pill b")).to_have_text("1条没发出")
    expect(group(page, "waiting")).to_contain_text("王桂兰")
    expect(page.locator("#outbox-lines")).to_contain_text("现在没有网。1条记录存在这台手机里")

    page.context.set_offline(False)
    expect(group(page, "sent")).to_contain_text("已收下")
    expect(page.locator("#pill")).to_be_hidden()
    assert Visit.objects.get().place == door


def test_a_door_that_is_not_sent_is_amber_on_every_list_and_offers_a_change(
    screen: Screen, door: Place, lin: Cadre, faultless: Check, thumb_sized: Check
) -> None:
    page = phone_of(lin, screen)
    page.context.set_offline(True)
    number = save(page, lin, door, outcome="met")
    expect(group(page, "waiting")).to_be_visible()
    faultless(page)
    thumb_sized(page)
    page.context.route("**/api/v1/visits", lambda route: route.abort("internetdisconnected"))
    page.context.set_offline(False)
    page.goto(reverse("phone:today"))

    row = page.locator(f'[data-place="{door.pk}"]')
    expect(row.locator(".plate")).to_have_class("plate is-unsent")
    expect(row).to_contain_text("见到人，")
    expect(row).to_contain_text("没发出")
    address = f"{reverse('phone:visit', args=[door.pk])}?record={number}"
    expect(row.get_by_role("link", name="改18")).to_have_attribute("href", address)
    expect(page.locator("#strip i.d.u")).to_have_count(1)
    faultless(page)
    thumb_sized(page)
    page.goto(reverse("phone:place", args=[door.pk]))
    expect(page.locator("#unsent-here")).to_contain_text("没发出")

    page.context.unroute("**/api/v1/visits")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#unsent-here")).to_have_count(0)
    expect(page.locator(".hd .plate")).to_have_class("plate plate-lg is-done")


def test_a_browser_that_keeps_nothing_says_so_and_works_as_before(
    screen: Screen, door: Place, lin: Cadre
) -> None:
    page = screen(lin, service_workers="block")
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page.goto(reverse("phone:visit", args=[door.pk]))
    expect(page.locator("#keeps-nothing")).to_be_visible()
    page.get_by_text("没人在家").click()
    page.locator("#visit .foot button.btn-primary").click()
    expect(page.get_by_role("status")).to_contain_text("存好了")
    assert Visit.objects.get().outcome == "nobody_home"


def test_two_tabs_send_a_record_once(screen: Screen, door: Place, lin: Cadre) -> None:
    page = phone_of(lin, screen)
    second = page.context.new_page()
    second.goto(reverse("phone:outbox"))
    sent = []
    page.context.on("request", lambda asked: sent.append(asked.url))
    page.context.set_offline(True)
    for _ in range(3):
        save(page, lin, door)

    page.context.set_offline(False)  # both hear of it
    expect(group(second, "sent").locator(".ob")).to_have_count(3)
    assert Visit.objects.count() == 3
    assert len([url for url in sent if url.endswith("/api/v1/visits")]) == 1


def test_an_expired_log_in_loses_nothing_and_sending_goes_on_afterwards(
    screen: Screen, door: Place, lin: Cadre, site: str
) -> None:
    page = phone_of(lin, screen)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    save(page, lin, door)
    assert send(page) == "login"
    expect(page.locator("#outbox-lines")).to_contain_text("登录过期了")
    expect(group(page, "waiting")).to_contain_text("王桂兰")

    become(page.context, lin, site)
    page.reload()
    expect(group(page, "sent")).to_contain_text("王桂兰")


def test_a_captive_portal_is_not_believed(screen: Screen, door: Place, lin: Cadre) -> None:
    page = phone_of(lin, screen)
    answer = {"content_type": "text/html", "body": '<h1>wifi</h1>{"receipts": []}'}
    page.context.route("**/api/v1/**", lambda route: route.fulfill(status=200, **answer))
    save(page, lin, door)
    assert send(page) == "portal"
    expect(page.locator("#outbox-lines")).to_contain_text("要先登录这个无线网")
    expect(group(page, "waiting")).to_contain_text("王桂兰")

    page.context.unroute("**/api/v1/**")
    page.reload()
    expect(group(page, "sent")).to_contain_text("王桂兰")


def test_a_refused_record_says_why_and_is_mended_under_its_own_number(
    screen: Screen, door: Place, lin: Cadre
) -> None:
    page = phone_of(lin, screen)
    long_ago = {"day": str(cast.days_ago(40)), "part": "morning"}
    number = save(page, lin, door, entered_for=long_ago)
    send(page)
    refused = group(page, "refused")
    expect(refused).to_contain_text("14天")
    address = f"{reverse('phone:visit', args=[door.pk])}?record={number}"
    expect(refused.get_by_role("link", name="改了再发")).to_have_attribute("href", address)
    refused.get_by_role("button", name="不要了").click()
    expect(refused).to_be_hidden()
    page.get_by_role("button", name="撤回").click()
    expect(refused).to_be_visible()

    save(page, lin, door, id=number, entered_for=None)
    send(page)
    expect(group(page, "sent")).to_contain_text("王桂兰")
    assert str(Visit.objects.get().pk) == number


def test_what_another_cadre_wrote_on_this_phone_waits_for_them(
    screen: Screen, door: Place, lin: Cadre, wu: Cadre, site: str
) -> None:
    page = phone_of(lin, screen)
    page.context.set_offline(True)
    save(page, lin, door)
    become(page.context, wu, site)
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#outbox-lines")).to_contain_text("这台手机上还有别人的1条")
    send(page)
    assert not Visit.objects.exists()

    become(page.context, lin, site)
    page.reload()
    expect(group(page, "sent")).to_contain_text("王桂兰")
    assert Visit.objects.get().logged_by == lin


def test_a_lost_phone_that_was_logged_out_drops_its_copy_at_the_log_in(
    screen: Screen, door: Place, lin: Cadre, gao: Cadre
) -> None:
    page = screen(lin)
    page.goto(reverse("phone:outbox"))
    assert page.evaluate(SEALED, [module("sealing"), module("store")]) is True
    devices.report_lost(device=heard_of(page), by=gao, at=timezone.now())
    page.goto(reverse("phone:mine"))

    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.wait_for_function(
        "(store) => import(store).then(({ readMeta }) => readMeta('lost')).then(Boolean)",
        arg=module("store"),
    )
    assert page.evaluate(OPENS, [module("sealing"), module("store")]) is False
    assert Device.objects.get().wiped_at is not None


def test_a_lost_phone_drops_its_copy_and_keeps_what_was_not_sent(
    screen: Screen, door: Place, lin: Cadre
) -> None:
    page = phone_of(lin, screen)
    page.evaluate(COPY, module("sealing"))
    expect(page.locator("#pill")).to_be_hidden()
    heard_of(page)
    Device.objects.update(lost_at=timezone.now())
    long_ago = {"day": str(cast.days_ago(40)), "part": "morning"}
    save(page, lin, door, entered_for=long_ago)
    send(page)

    expect(page.locator("#outbox-lines")).to_contain_text("这台手机报了丢失")
    expect(group(page, "refused")).to_contain_text("王桂兰")
    assert page.evaluate(KEYS, module("store")) == ["outbox"]
