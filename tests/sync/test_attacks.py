"""Orders of events in which a record is lost or doubled if anybody relies on luck."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page

from cadres.models import Cadre
from tests.sync.handsets import Day, Handset, losses, modules, until_empty
from tests.sync.proxy import Network
from tests.sync.test_hostile_network import browser_type_launch_args, doors, handset, network, site
from visits.models import Visit

__all__ = ["browser_type_launch_args", "doors", "handset", "network", "site"]

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]

Pick = Callable[..., Handset]
SHIFT = """(ms) => {
  const Real = window.RealDate || (window.RealDate = Date);
  window.Date = class extends Real {
    constructor(...told) { if (told.length) super(...told); else super(Real.now() + ms); }
    static now() { return Real.now() + ms; }
  };
}"""
DAY_MS = 86_400_000


@pytest.fixture
def day(handset: Pick, lin: Cadre, doors: list[int]) -> Day:
    return Day(handset(lin), doors, "attack")


def page_of(day: Day) -> Page:
    return day.handset.context.pages[0]


def ends_well(day: Day) -> None:
    """Nothing waits, nothing is lost, nothing there twice or held."""
    until_empty([day.handset], patience=40)
    assert losses([day.handset]) == []


def test_mended_and_taken_back_while_it_is_being_sent(day: Day, network: Network) -> None:
    network.delay = (1.0, 1.0)
    network.then("delayed", "delayed")
    day.handset.write(day.logs(2, photos=1, issues=1))
    page_of(day).wait_for_timeout(300)  # both are on their way
    day.handset.write(day.edit())
    day.handset.write(day.withdraw())
    ends_well(day)
    assert Visit.objects.count() == 2


@pytest.mark.parametrize("shift", [-DAY_MS, DAY_MS])
def test_the_clock_jumps_between_two_mends(day: Day, network: Network, shift: int) -> None:
    network.then("answer lost", "answer lost", "request lost")
    day.handset.write(day.logs(1, photos=0, issues=1))
    wait_for_attempts(day, 1)
    day.handset.write(day.edit())
    wait_for_attempts(day, 2)
    page_of(day).evaluate(SHIFT, shift)
    day.handset.write(day.edit())
    ends_well(day)


def test_the_page_is_closed_in_the_middle_and_two_others_go_on(day: Day, network: Network) -> None:
    network.delay = (0.5, 0.5)
    network.then("delayed", "answer lost", "repeated")
    network.then("late", "repeated", "answer cut", path="/api/v1/photos")
    day.handset.write(day.logs(6, photos=2, issues=2))
    page_of(day).wait_for_timeout(150)
    first = page_of(day)
    others = [day.handset.context.new_page() for _ in range(2)]
    first.close()
    for page in others:
        page.goto("/today/")
    day.handset.open()
    ends_well(day)


def test_logged_out_in_between(day: Day, lin: Cadre, handset: Pick) -> None:
    Session.objects.all().delete()
    day.handset.write(day.logs(3, photos=1, issues=1))
    page_of(day).wait_for_timeout(500)
    assert not Visit.objects.exists()
    assert not day.handset.is_empty()
    day.handset.context.add_cookies(handset(lin).context.cookies())
    day.handset.open()
    ends_well(day)


FILL = """async ({modules, steps}) => {
  const outbox = await import(modules[0]);
  for (let saved = 0; saved < steps.length; saved += 1) {
    const problem = await outbox.add(steps[saved].item, {}).then(() => null, (why) => why);
    if (problem) return [saved, problem.name];
  }
  return [steps.length, ""];
}"""


def test_the_phone_gets_full(
    handset: Pick, lin: Cadre, doors: list[int], network: Network, site: str
) -> None:
    day = Day(handset(lin, room=400_000), doors, "attack")
    network.is_down = True
    steps = day.logs(200, photos=0, issues=0)
    for step in steps:
        step["item"]["note"] = day.handset.wanted[step["item"]["id"]].note = "满" * 2000
    page = page_of(day)
    saved, why = page.evaluate(FILL, {"modules": modules(), "steps": steps})
    assert (0 < saved < 200, why) == (True, "QuotaExceededError")
    for step in steps[saved:]:
        del day.handset.wanted[step["item"]["id"]]
    chrome = day.handset.context.new_cdp_session(page)
    chrome.send("Storage.overrideQuotaForOrigin", {"origin": site})  # room is made
    network.is_down = False
    ends_well(day)  # what was saved is whole


def wait_for_attempts(day: Day, records: int) -> None:
    """So many records have left the phone at least once."""
    for _turn in range(100):
        left: Any = page_of(day).evaluate(
            """async ({modules, cadre}) => (await (await import(modules[0])).list(cadre))
              .filter((row) => row.attempts > 0).length""",
            {"modules": modules(), "cadre": day.handset.cadre.pk},
        )
        if left >= records:
            page_of(day).wait_for_timeout(200)
            return
        page_of(day).wait_for_timeout(50)
    raise AssertionError("nothing leaves the phone")
