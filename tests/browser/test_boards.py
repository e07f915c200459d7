"""The supervisor's board and lists in a browser: narrow and wide, with and without script."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cadres.models import Area, Cadre
from households.models import Place
from tests import cast
from tests.browser.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]

Check = Callable[[Page], None]
NARROW, WIDE = {"width": 360, "height": 3000}, {"width": 1440, "height": 3000}


@pytest.fixture
def village_of_all_kinds(
    grids: list[Area], lin: Cadre, wu: Cadre, old_couple: Place, next_door: Place, workshop: Place
) -> Area:
    """Doors met, tried and never tried; the third grid is nobody's; one name is very long."""
    cast.make_place(grids[2], "经济技术开发区东湖花园12号", "阿卜杜热合曼·买买提明")
    cast.make_place(grids[2].parent, "1组1号", "李远", residence="away")
    cast.make_visit(old_couple, lin, cast.days_ago(2))
    cast.make_visit(next_door, wu, cast.days_ago(2), outcome="nobody_home")
    assert grids[0].parent is not None
    return grids[0].parent


def test_from_a_number_to_its_list_and_back(
    screen: Screen, gao: Cadre, village_of_all_kinds: Area
) -> None:
    page = screen(gao, viewport=WIDE)
    page.goto(reverse("dashboards:coverage", args=[village_of_all_kinds.code]))
    page.locator("#never-met tr", has_text="没人包").get_by_role("link").first.click()
    expect(page.locator("#places tbody tr")).to_have_count(2)

    page.get_by_role("link", name="没人包").click()  # takes the filter away, in place
    expect(page.locator("#places tbody tr")).to_have_count(3)
    assert "who=" not in page.url
    page.go_back()
    expect(page.locator("#places tbody tr")).to_have_count(2)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_filters_and_views_are_plain_links(
    screen: Screen, gao: Cadre, village_of_all_kinds: Area
) -> None:
    page = screen(gao, viewport=WIDE, java_script_enabled=False)
    page.goto(reverse("dashboards:coverage", args=[village_of_all_kinds.code]))
    page.get_by_role("link", name="表", exact=True).click()
    assert page.url.endswith("?view=table")

    page.goto(f"{reverse('dashboards:uncovered')}?area={village_of_all_kinds.code}")
    page.get_by_text("战线").click()
    page.get_by_role("link", name="进企业").click()
    expect(page.locator("#places tbody tr")).to_have_count(1)


@pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["narrow", "wide"])
def test_the_pages_are_faultless(
    screen: Screen,
    gao: Cadre,
    village_of_all_kinds: Area,
    viewport: dict[str, int],
    faultless: Check,
    thumb_sized: Check,
) -> None:
    page = screen(gao, viewport=viewport)
    board = reverse("dashboards:coverage", args=[village_of_all_kinds.code])
    lists = f"{reverse('dashboards:uncovered')}?area={village_of_all_kinds.code}"
    for address in (board, f"{board}?view=table", lists, reverse("dashboards:rule")):
        page.goto(address)
        faultless(page)
        if viewport is NARROW:
            thumb_sized(page)
