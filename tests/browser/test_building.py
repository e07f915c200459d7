"""A building on the phone: doors are ticked by sliding, and nobody home is one gesture for all."""

from collections.abc import Callable
from functools import partial

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cadres.models import Area, Cadre
from households.models import Place
from tests import cast
from tests.browser.conftest import Screen
from visits.models import Visit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]

Check = Callable[[Page], None]
Arrives = Callable[[Callable[[], object]], None]


@pytest.fixture
def screen(screen: Screen) -> Screen:
    """Without the worker: what these tell does not hang on it."""
    return partial(screen, service_workers="block")


@pytest.fixture
def block(community_grid: Area, lin: Cadre) -> list[Place]:
    """Two stairs, three floors, three doors each; one met, one refused, one out of the count."""
    doors = [
        cast.make_place(
            community_grid,
            f"华园小区3幢{stair}单元{floor}0{door}室",
            f"住户{stair}{floor}{door}",
            joined_on=cast.days_ago(500),
        )
        for stair in (1, 2)
        for floor in (1, 2, 3)
        for door in (1, 2, 3)
    ]
    cast.make_place(community_grid, "华园小区12幢1单元101室", "阿卜杜热合曼·买买提明")
    cast.make_place(community_grid, "华园小区3幢车库", "经济技术开发区东湖花园社区居委会值班室")
    cast.make_visit(doors[0], lin)
    cast.make_visit(doors[1], lin, outcome="refused")
    for day, clock in ((9, "09:00"), (6, "12:30"), (3, "19:00")):
        cast.make_visit(doors[4], lin, cast.days_ago(day), clock=clock, outcome="nobody_home")
    Place.objects.filter(pk=doors[5].pk).update(is_excluded=True)
    return doors


def open_building(page: Page, block: list[Place]) -> None:
    page.goto(reverse("phone:building", args=[block[0].pk]))
    page.locator("#building[data-ready]").wait_for()


def slide(page: Page, *places: Place) -> None:
    """Press on the first door, over the others, and let go."""
    for number, place in enumerate(places):
        box = page.locator(f'[data-place="{place.pk}"]').bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
        if number == 0:
            page.mouse.down()
    page.mouse.up()


def test_doors_are_chosen_by_sliding_and_nobody_was_home_at_any(
    screen: Screen, lin: Cadre, block: list[Place], arrives: Arrives
) -> None:
    page = screen(lin)
    open_building(page, block)
    told = Visit.objects.count()

    slide(page, *block[6:9])  # the third floor of the first stair
    page.locator(f'label[data-place="{block[9].pk}"]').click()
    page.locator(f'label[data-place="{block[8].pk}"]').click()  # not this one after all
    expect(page.locator("#picked-count")).to_have_text("选了3户")
    expect(page.locator("#picked-which")).to_have_text("1单元301、302、2单元101")
    page.get_by_role("button", name="3户都没人在家").click()

    expect(page.get_by_text("存好了，3户")).to_be_visible()
    arrives(lambda: Visit.objects.count() == told + 3)
    logged = Visit.objects.order_by("-received_at", "pk")[:3]
    assert {visit.place for visit in logged} == {block[6], block[7], block[9]}
    assert {(visit.outcome, visit.logged_by) for visit in logged} == {("nobody_home", lin)}


def test_one_door_after_the_other_comes_back_to_the_building(
    screen: Screen, lin: Cadre, block: list[Place], arrives: Arrives
) -> None:
    page = screen(lin)
    open_building(page, block)
    told = Visit.objects.count()
    for place in (block[2], block[9]):
        page.locator(f'label[data-place="{place.pk}"]').click()

    page.get_by_role("button", name="一户一户记").click()
    for place, button in ((block[2], "存好，下一户101号"), (block[9], "存好")):
        page.wait_for_url(f"**/places/{place.pk}/visit/*")
        page.locator("#visit[data-ready]").wait_for()
        page.locator('label[for="outcome-met"]').click()
        page.get_by_role("button", name=button, exact=True).click()

    page.locator("#building[data-ready]").wait_for()
    arrives(lambda: Visit.objects.count() == told + 2)


def test_what_is_not_sent_cannot_be_ticked_again(
    screen: Screen, lin: Cadre, block: list[Place]
) -> None:
    page = screen(lin)
    open_building(page, block)
    page.context.set_offline(True)

    page.locator(f'label[data-place="{block[6].pk}"]').click()
    page.get_by_role("button", name="这户没人在家").click()

    cell = page.locator(f'label[data-place="{block[6].pk}"]')
    expect(cell).to_contain_class("is-unsent")
    expect(page.locator(f"#door-{block[6].pk}")).to_be_disabled()
    expect(page.locator(f"#door-{block[6].pk}")).not_to_be_checked()


def test_without_script_the_boxes_post(screen: Screen, lin: Cadre, block: list[Place]) -> None:
    page = screen(lin, java_script_enabled=False)
    page.goto(reverse("phone:building", args=[block[0].pk]))

    for place in block[6:8]:
        page.locator(f'label[data-place="{place.pk}"]').click()
    page.get_by_role("button", name="选的这几户都没人在家").click()

    expect(page.get_by_text("存好了，2户")).to_be_visible()
    assert Visit.objects.filter(place__in=block[6:8], outcome="nobody_home").count() == 2


@pytest.mark.parametrize("width", [360, 1440])
def test_a_building_is_without_fault(
    screen: Screen,
    lin: Cadre,
    block: list[Place],
    faultless: Check,
    thumb_sized: Check,
    width: int,
) -> None:
    page = screen(lin, viewport={"width": width, "height": 760})
    open_building(page, block)

    faultless(page)
    if width == 360:
        thumb_sized(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.locator(f"#door-{block[6].pk}").focus()
    page.keyboard.press("Space")
    expect(page.locator("#picked-count")).to_have_text("选了1户")
    page.goto(reverse("phone:buildings"))
    faultless(page)
